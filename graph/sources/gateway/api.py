"""Single resources of the API of Gateway to Research (GtR-2, JSON): they lead to each other by ``links``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph import identifiers
from graph.records import (
    Association,
    Grant,
    Identifier,
    Organization,
    Period,
    Person,
    Project,
    Publication,
    Record,
    Reference,
    Value,
)
from graph.sources.base import DocumentError
from graph.sources.gateway import values
from graph.sources.values.fields import Fields

COLLECTIONS = {
    "projects": "project",
    "persons": "person",
    "organisations": "organisation",
    "funds": "fund",
    "publications": "publication",
}
_TELLING = (
    ("project", ("abstractText", "grantCategory", "leadFunder", "techAbstractText", "leadOrganisationDepartment")),
    ("person", ("surname", "firstName", "orcidId")),
    ("fund", ("valuePounds",)),
    ("publication", ("journalTitle", "datePublished", "pubMedId", "publicationUrl")),
    ("organisation", ("addresses", "regNumber", "website")),
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A link of a resource: its relation, and to what of which id it leads."""

    rel: str
    what: str | None
    id: str | None
    fields: Fields

    def identifier(self) -> Value[Identifier]:
        assert self.id
        return self.fields.said(values.identifier(self.what or "", self.id), "href")


def what_of(content: dict[str, Any]) -> str | None:
    """What a resource is, by its address or by its own fields."""
    href = content.get("href")
    found = _collection(href) if isinstance(href, str) else None
    return found or next((what for what, names in _TELLING if any(name in content for name in names)), None)


def _collection(href: str) -> str | None:
    steps = href.partition("?")[0].split("/")
    return next((COLLECTIONS[step] for step in reversed(steps) if step in COLLECTIONS), None)


def links(resource: Fields) -> Iterator[Linked]:
    """The links of a resource, in their order."""
    for held in resource.objects("links"):
        for link in held.objects("link"):
            href, rel = link.text("href"), link.text("rel")
            if href and rel:
                yield Linked(rel.value, _collection(href.value), values.id_in(href.value), link)


def read(resource: Fields) -> Record:
    """The record that a resource describes; raises :class:`DocumentError` where it is none that is read here."""
    what = what_of(resource.content)
    readers = {
        "project": _project,
        "person": _person,
        "organisation": _organization,
        "fund": _fund,
        "publication": _publication,
    }
    if what is None:
        raise DocumentError("the resource is no project, person, organisation, fund or publication")
    made = readers[what](resource, list(links(resource)))
    if made is None:
        raise DocumentError(f"the {what} has no name, title or id")
    return made


def _project(resource: Fields, linked: list[Linked]) -> Project | None:
    own = values.own_id(resource, "project")
    title = values.words(resource, "title")
    if not own and not title:
        return None
    given = [said for held in resource.objects("identifiers") for said in _stated(held)]
    category, funder = values.words(resource, "grantCategory"), values.words(resource, "leadFunder")
    paying = Organization(funder, values.tables().organizations.get(funder.value)) if funder else None
    funds = tuple(link.identifier() for link in linked if link.rel == "FUND" and link.what == "fund" and link.id)
    by: Value[Organization | Reference] | None = Value(paying, funder.evidence) if paying and funder else None
    grants = tuple(values.grant(said, by, funds, category) for said in given[:1])
    if not grants and funds:
        grants = (values.grant(funds[0], by, funds[1:], category),)
    return Project(
        name=title,
        description=values.prose(resource, "abstractText"),
        technical_abstract=values.prose(resource, "techAbstractText"),
        planned_impact=values.prose(resource, "potentialImpact", "potentialImpactText"),
        identifiers=(*((own,) if own else ()), *given),
        period=_period(resource, linked),
        status=values.status(resource.text("status"), resource.notes),
        funders=(Value(paying, funder.evidence),) if paying and funder else (),
        grants=grants,
        associations=values.each_once(_parts(resource, linked)),
    )


def _stated(held: Fields) -> Iterator[Value[Identifier]]:
    """Those of the identifiers that are references of the council; others stand under their type's name."""
    for item in held.objects("identifier"):
        said = item.text("value") or item.text("@value") or item.text("name")
        type_ = item.text("type") or item.text("@type")
        if said and (not type_ or type_.value.upper().startswith(("RCUK", "UKRI"))):
            yield from values.references(said)
        elif said and type_:
            yield Value(Identifier("local", said.value, type_.value), said.evidence)


def _period(resource: Fields, linked: list[Linked]) -> Value[Period] | None:
    """The project's own dates, else those of the fund that pays for it: the API leaves the first empty."""
    found = values.period(values.day(resource, "start"), values.day(resource, "end"))
    for link in linked:
        if found is None and link.rel == "FUND":
            found = values.period(values.day(link.fields, "start"), values.day(link.fields, "end"))
    return found


def _parts(resource: Fields, linked: list[Linked]) -> Iterator[Value[Association]]:
    tables = values.tables()
    for link in linked:
        if not link.id:
            continue
        said = link.identifier()
        if link.what == "person":
            role = tables.people.get(link.rel) or _unknown(resource, link.rel)
            yield values.part(Reference("person", said), role, said.evidence)
        elif link.what == "organisation":
            role = tables.organisations.get(link.rel) or _unknown(resource, link.rel)
            yield values.part(Reference("organization", said), role, said.evidence)
            if link.rel == "LEAD_ORG" and (named := values.words(resource, "leadOrganisationDepartment")):
                within = values.department(named, Reference("organization", said), said.value)
                yield values.part(within, "lead", named.evidence)
    for held in resource.objects("participantValues"):
        for item in held.objects("participant"):
            name, number, rel = item.text("organisationName"), item.text("organisationId"), item.text("role")
            if name:
                known = (Value(values.identifier("organisation", number.value), number.evidence),) if number else ()
                named_so = rel.value.upper() if rel else "PARTICIPANT"
                role = tables.organisations.get(named_so) or _unknown(resource, named_so)
                yield values.part(Organization(name, identifiers=known), role, name.evidence)


def _unknown(resource: Fields, rel: str) -> str:
    resource.notes.append(f"the role {rel!r} is not known: read as participant")
    return "participant"


def _person(resource: Fields, linked: list[Linked]) -> Person | None:
    made = values.person(resource)
    if made is None:
        return None
    employers = tuple(
        Value(Reference("organization", link.identifier()), link.identifier().evidence)
        for link in linked
        if link.rel == "EMPLOYED" and link.what == "organisation" and link.id
    )
    return Person(
        made.name,
        family_name=made.family_name,
        given_name=made.given_name,
        identifiers=made.identifiers,
        affiliations=employers,
    )


def _organization(resource: Fields, _linked: list[Linked]) -> Organization | None:
    return values.organization(resource)


def _fund(resource: Fields, linked: list[Linked]) -> Record | None:
    own = values.own_id(resource, "fund")
    if own is None:
        return None
    payers = [link.identifier() for link in linked if link.rel == "FUNDER" and link.what == "organisation" and link.id]
    funder: Value[Organization | Reference] | None = (
        Value(Reference("organization", payers[0]), payers[0].evidence) if payers else None
    )
    category, amount = values.words(resource, "category"), values.amount(resource, "valuePounds")
    made = Grant(own, funder, category=category, amount=amount)
    projects = [link.identifier() for link in linked if link.rel == "FUNDED" and link.what == "project" and link.id]
    lasting = values.period(values.day(resource, "start"), values.day(resource, "end"))
    if not projects:
        return made
    return Project(identifiers=(projects[0],), period=lasting, grants=(Value(made, own.evidence),))


def _publication(resource: Fields, linked: list[Linked]) -> Publication | None:
    title = values.words(resource, "title")
    own = values.own_id(resource, "publication")
    if not title and not own:
        return None
    projects = [link.identifier() for link in linked if link.rel == "PROJECT" and link.what == "project" and link.id]
    behind = Value(Project(identifiers=(projects[0],)), projects[0].evidence) if projects else None
    return publication(resource, title, own, behind)


def publication(
    fields: Fields, title: Value[str] | None, own: Value[Identifier] | None, behind: Value[Project] | None
) -> Publication:
    """A publication, with the project behind it; its authors as they are written."""
    kind = fields.text("type")
    known = values.tables().publications.get(kind.value.lower(), "CreativeWork") if kind else "ScholarlyArticle"
    journal = values.words(fields, "journalTitle", "parentPublicationTitle")
    volume, issue = fields.text("volumeTitle"), fields.text("issue")
    cited = [said for said in (journal, volume, issue) if said]
    text = ", ".join(said.value for said in (journal, volume) if said)
    text += f"({issue.value})" if issue and volume else ""
    return Publication(
        known if kind or not journal else "ScholarlyArticle",
        title,
        abstract=values.prose(fields, "abstractText"),
        identifiers=(*_numbers(fields), *((own,) if own else ())),
        urls=tuple(fields.urls("publicationUrl")),
        issued=values.first_day(fields, "datePublished", "date"),
        credit=values.words(fields, "author"),
        citation=Value(text, tuple(e for said in cited for e in said.evidence)) if journal else None,
        project=behind,
    )


def _numbers(fields: Fields) -> Iterator[Value[Identifier]]:
    said = fields.text("doi")
    doi = identifiers.parse_doi(said.value) if said else None
    if said and doi:
        yield Value(Identifier("doi", doi), said.evidence)
    elif said:
        fields.notes.append(f"doi {said.value!r} is no DOI and was left out")
    for name, label in (("pubMedId", "PubMed id"), ("isbn", "ISBN")):
        said = fields.text(name)
        if said:
            yield Value(Identifier("local", said.value, label, label.partition(" ")[0].lower()), said.evidence)
