"""The overview of a project at Gateway to Research: one document with people, organisations, fund and publications.

Its XML is read by the names of its elements whatever their case, and wherever they stand: saved from a browser,
the names are in lower case, and what follows an empty element stands inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph.narrative.words import word_set
from graph.records import (
    Association,
    Identifier,
    Organization,
    Person,
    Project,
    Publication,
    Record,
    Reference,
    Value,
)
from graph.sources.base import Document, DocumentError
from graph.sources.formats.xml_fields import content, xpath
from graph.sources.formats.xml_tree import Element, local, parse, text, unread
from graph.sources.gateway import api, values
from graph.sources.values.envelope import around
from graph.sources.values.fields import Fields

TAG = re.compile(
    rb"<(?:[\w.-]{1,20}:)?(?:projectOverview|projectComposition|personRoles|organisationRoles)[\s>/]", re.IGNORECASE
)
_UNBOUND = re.compile(rb"^\s*<([\w.-]{1,20}):([\w.-]{1,60})(?=[\s>/])(?![^<>]*\bxmlns:\1\s*=)")
_NAMESPACE = b"http://gtr.ukri.org/api"
_INSIDE = ("publication", "identifier", "fund")
_PAGE = word_set("html head body div pre style script title meta link p span")
_NAMES = {
    name.lower(): name
    for name in word_set(
        "leadResearchOrganisation organisationRole personRole firstName otherNames grantReference grantCategory "
        "abstractText techAbstractText potentialImpactText valuePounds displayName journalTitle parentPublicationTitle "
        "publicationUrl pubMedId volumeTitle orcidId researchSubject researchTopic outcomeId healthCategories "
        "researchActivities researchSubjects researchTopics rcukProgrammes"
    )
}


def of_xml(document: Document) -> Fields:
    """The composition that an XML document holds; fragments of one (only its people) too."""
    bytes_ = document.content.removeprefix(b"\xef\xbb\xbf")
    bytes_ = _UNBOUND.sub(rb'<\1:\2 xmlns:\1="' + _NAMESPACE + rb'"', bytes_, count=1)
    root, notes = parse(bytes_)
    places: dict[str, str] = {}
    made: dict[str, Any] = {}
    read: list[Element] = []
    for name in ("leadresearchorganisation", "organisationrole", "personrole"):
        for element in (e for e in root.iter() if local(e).lower() == name):
            _put(made, places, _NAMES[name], element)
            read.append(element)
    project = next((e for e in root.iter() if local(e).lower() == "project" and _has(e, "title")), None)
    if project is not None:
        made["project"] = _project_content(project, places)
        read += [project, *(e for e in project.iter("*") if local(e).lower() in _INSIDE and e is not project)]
    if not made:
        raise DocumentError("the document holds no project, no people and no organisations")
    _put_others(made, places, read, project)
    return Fields(made, values.RULE, notes=list(notes), places=("xpath", places))


def _put_others(made: dict[str, Any], places: dict[str, str], read: list[Element], project: Element | None) -> None:
    """Add what stands beside the elements that are read, in those that hold these, so that it is audited.

    So are attributes of what holds them, and of texts; those of other elements are members of what these are read as.
    """
    holders = {above for element in read for above in element.iterancestors() if local(above).lower() not in _PAGE}
    known = {*read, *holders}
    texts = (e for one in read for e in one.iter("*") if not len(e) and local(e).lower() not in _INSIDE)
    holders.discard(project)
    for element in dict.fromkeys((*holders, *texts)):
        name = _called(local(element))
        for attribute in unread(element, name, frozenset()):
            made.setdefault(f"{name}.{attribute}", attribute)
    for holder in holders:
        for element in holder.iterchildren("*"):
            if element not in known and local(element).lower() not in _PAGE and text(element).strip():
                name = _called(local(element))
                made.setdefault(name, text(element).strip())
                places.setdefault(f"/{name}", xpath(element))


def _has(element: Element, name: str) -> bool:
    return any(local(child).lower() == name for child in element)


def _put(made: dict[str, Any], places: dict[str, str], name: str, element: Element) -> None:
    listed = made.setdefault(name, [])
    value, found = content(element, _called)
    pointer = f"/{name}/{len(listed)}"
    places.update({f"{pointer}{at}": path for at, path in found.items()})
    listed.append(value if isinstance(value, dict) else {"name": value})


def _called(name: str) -> str:
    return _NAMES.get(name.lower(), name[:1].lower() + name[1:])


def _project_content(project: Element, places: dict[str, str]) -> dict[str, Any]:
    """A project's own fields, and its publications and identifiers wherever they stand below it."""
    made: dict[str, Any] = {}
    for attribute, value in project.attrib.items():
        made[f"@{attribute!s}"] = str(value)
        places[f"/project/@{attribute!s}"] = f"{xpath(project)}/@{attribute!s}"
    for child in project:
        name = local(child).lower()
        if not len(child) and name:
            value, found = content(child, _called)
            made.setdefault(_called(name), value)
            places.update({f"/project/{_called(name)}{at}": path for at, path in found.items()})
        elif name and text(child).strip() and all(local(e).lower() not in _INSIDE for e in child.iter()):
            made.setdefault(_called(name), text(child).strip())  # none of it is read: it is audited
            places.setdefault(f"/project/{_called(name)}", xpath(child))
    within: dict[str, Any] = {}
    inside: dict[str, str] = {}
    for element in project.iter():
        name = local(element).lower()
        if name in _INSIDE and element is not project:
            _put(within, inside, name, element)
    places.update({f"/project{at}": path for at, path in inside.items()})
    return made | within


def of_json(document: dict[str, Any]) -> Fields:
    """The composition that a JSON overview holds; notes tell what stands around it."""
    held: Any = document["projectOverview"]
    pointer = "/projectOverview"
    beside = list(around("gtr", document, "projectOverview"))
    notes = []
    for _ in range(2):
        if isinstance(held, dict) and isinstance(held.get("projectComposition"), dict | list):
            beside += around("gtr", held, "projectComposition")
            held, pointer = held["projectComposition"], f"{pointer}/projectComposition"
        if isinstance(held, list) and held:
            notes += [f"the overview holds {len(held)} projects; the first was read"] if len(held) > 1 else []
            held, pointer = held[0], f"{pointer}/0"
    if not isinstance(held, dict):
        raise DocumentError("the overview holds no project", pointer)
    notes += [f"{name} stands around the project, and was left out" for name in beside]
    return Fields(held, values.RULE, pointer, notes=notes)


def read(composition: Fields) -> tuple[Record, ...]:
    """The project and its publications; of a fragment without a project its people and organisations."""
    leading = [made for item in composition.objects("leadResearchOrganisation") for made in _lead(item)]
    parts = (*leading, *_organizations(composition), *_people(composition))
    associations = values.each_once(iter(parts))
    found = next(composition.objects("project"), None)
    if found is None:
        agents = dict.fromkeys(said.value.agent for said in associations)
        if not agents:
            raise DocumentError("the document holds no project, no people and no organisations")
        composition.notes.append("the document does not say of which project these are the people and organisations")
        return tuple(agents)
    project = _project(found, associations)
    if project is None:
        raise DocumentError("the project has neither title nor id", found.pointer)
    own = next((said for said in project.identifiers if said.value.scheme == "local"), None)
    return (project, *_publications(found, own))


def _lead(item: Fields) -> Iterator[Value[Association]]:
    made = values.organization(item)
    named = values.words(item, "department")
    if not made:
        return
    yield values.part(made, "lead", made.name.evidence)
    own = made.identifiers[0].value if made.identifiers else None
    within = values.department(named, made, own)
    if within:
        yield values.part(within, "lead", within.name.evidence)


def _organizations(composition: Fields) -> Iterator[Value[Association]]:
    table = values.tables().organisations
    for item in composition.objects("organisationRole"):
        made = values.organization(item)
        for said in _roles(item):
            role = table.get(said.value.upper()) or _unknown(item, said.value)
            if made:
                yield values.part(made, role, (*said.evidence, *made.name.evidence))


def _people(composition: Fields) -> Iterator[Value[Association]]:
    table = values.tables().people
    for item in composition.objects("personRole"):
        made: Person | None = values.person(item)
        for said in _roles(item):
            role = table.get(said.value.upper()) or _unknown(item, said.value)
            if made:
                yield values.part(made, role, (*said.evidence, *made.name.evidence))


def _roles(item: Fields) -> Iterator[Value[str]]:
    for held in item.objects("roles"):
        inner = list(held.objects("role"))
        for role in inner or [held]:
            said = role.text("name")
            if said:
                yield said


def _unknown(item: Fields, rel: str) -> str:
    item.notes.append(f"the role {rel!r} is not known: read as participant")
    return "participant"


def _project(item: Fields, associations: tuple[Value[Association], ...]) -> Project | None:
    title, own = values.words(item, "title"), values.own_id(item, "project")
    if not title and not own:
        return None
    given = tuple(values.references(item.text("grantReference")))
    category = values.words(item, "grantCategory")
    fund = next(item.objects("fund"), None)
    lasting, value = None, None
    payer: Value[Organization | Reference] | None = None
    paying: tuple[Value[Organization], ...] = ()
    if fund:
        lasting = values.period(values.day(fund, "start"), values.day(fund, "end"))
        value = values.amount(fund, "valuePounds")
        for funder in fund.objects("funder"):
            made = values.organization(funder)
            if made:
                payer, paying = Value(made, made.name.evidence), (Value(made, made.name.evidence),)
    return Project(
        name=title,
        description=values.prose(item, "abstractText"),
        technical_abstract=values.prose(item, "techAbstractText"),
        planned_impact=values.prose(item, "potentialImpactText", "potentialImpact"),
        identifiers=(*((own,) if own else ()), *given),
        urls=tuple(_pages(item)),
        period=lasting or values.period(values.day(item, "start"), values.day(item, "end")),
        status=values.status(item.text("status"), item.notes),
        funders=paying,
        grants=tuple(values.grant(said, payer, (), category, value) for said in given),
        associations=associations,
    )


def _pages(item: Fields) -> Iterator[Value[str]]:
    """The project's page; the port that the gateway writes is that of https."""
    for name in ("@url", "url"):
        for said in item.urls(name):
            yield replace(said, value=re.sub(r"^(https://[^/:]+):443/", r"\1/", said.value))


def _publications(project: Fields, own: Value[Identifier] | None) -> Iterator[Publication]:
    for held in project.objects("publications"):
        yield from _publications(held, own)
    for item in project.objects("publication"):
        title = values.words(item, "title")
        if title:
            behind = Value(Project(identifiers=(own,)), own.evidence) if own else None
            made = api.publication(item, title, values.own_id(item, "publication"), behind)
            yield replace(made, credit=made.credit or _credit(item))


def _credit(item: Fields) -> Value[str] | None:
    """The authors as they are written; their ids are not those of people here."""
    said: list[Value[str]] = []
    for held in [*item.objects("authors"), *item.objects("author")]:
        for author in [*held.objects("author")] or [held]:
            names = (author.text(name) for name in ("firstName", "otherNames", "surname", "name"))
            parts = [name for name in names if name]
            if parts:
                said.append(Value(" ".join(p.value for p in parts), tuple(e for p in parts for e in p.evidence)))
    if not said:
        return None
    return Value("; ".join(one.value for one in said), tuple(e for one in said for e in one.evidence))
