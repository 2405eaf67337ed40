"""A work of Crossref, as a publication or as a study."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from graph import identifiers
from graph.records import (
    Agent,
    Grant,
    Identifier,
    Organization,
    Project,
    Publication,
    Reference,
    Study,
    Value,
)
from graph.sources.values import people
from graph.sources.values.dates import date_in, no_date
from graph.sources.values.fields import Fields
from graph.sources.values.language import tag_of
from graph.sources.values.plain_text import plain
from graph.sources.values.references import references

_ABSTRACT_HEADING = re.compile(r"^(?:abstract|summary)\s*\n+", re.IGNORECASE)
_DATES = ("published", "posted", "published-print", "published-online", "issued")


def publication(work: Fields, doi: Value[Identifier] | None, language: str | None, kind: str) -> Publication:
    titles = list(_titles(work, language))
    funders, project = _funded(work)
    citation = _citation(work)
    return Publication(
        kind,
        titles[0] if titles else None,
        alternate_titles=tuple(titles[1:]),
        abstract=_abstract(work, language),
        identifiers=tuple(_identifiers(work, doi)),
        urls=tuple(said for said in work.urls("URL") if not identifiers.parse_doi(said.value)),
        issued=_issued(work),
        citation=citation,
        authors=tuple(_agents(work, "author", "editor" if kind == "Book" else "author")),
        publishers=tuple(_publishers(work)),
        funders=funders,
        license=_license(work),
        related=tuple(_related(work)),
        project=project,
    )


def study(work: Fields, doi: Value[Identifier] | None, language: str | None) -> Study:
    titles = list(_titles(work, language))
    funders, project = _funded(work)
    _citation(work)
    return Study(
        titles[0] if titles else None,
        alternate_titles=tuple(titles[1:]),
        description=_abstract(work, language),
        identifiers=tuple(_identifiers(work, doi)),
        landing_pages=tuple(said for said in work.urls("URL") if not identifiers.parse_doi(said.value)),
        license=_license(work),
        issued=_issued(work),
        creators=tuple(_agents(work, "author", "author")),
        publishers=tuple(_publishers(work)),
        funders=funders,
        related=tuple(_related(work)),
        project=project,
    )


def language(work: Fields) -> str | None:
    said = work.text("language")
    return tag_of(said.value) if said else None


def dois(work: Fields) -> Value[Identifier] | None:
    said = work.text("DOI")
    found = identifiers.parse_doi(said.value) if said else None
    if said and not found:
        work.notes.append(f"DOI {said.value!r} is none and was left out")
    return Value(Identifier("doi", found), said.evidence) if said and found else None


def _identifiers(work: Fields, doi: Value[Identifier] | None) -> Iterator[Value[Identifier]]:
    if doi:
        yield doi
    for said in work.texts("ISBN"):
        number = said.value.rpartition("/")[2]
        yield Value(Identifier("local", number, "ISBN", "isbn"), said.evidence)


def _titles(work: Fields, language: str | None) -> Iterator[Value[str]]:
    """The titles, the main one with the first subtitle behind a colon as it is cited; then the others."""
    seen: set[str] = set()
    for name in ("title", "subtitle", "original-title"):
        for said in work.texts(name):
            text = " ".join(plain(said.value).split())
            if text and text not in seen:
                seen.add(text)
                yield replace(said, value=text, language=language if name != "original-title" else None)


def _abstract(work: Fields, language: str | None) -> Value[str] | None:
    said = work.text("abstract", language)
    text = _ABSTRACT_HEADING.sub("", plain(said.value)) if said else ""
    return replace(said, value=text) if said and text else None


def _issued(work: Fields) -> Value[str] | None:
    """The day of publication, as precise as it is told; where none is a date, the first as it is written."""
    work.took(*_DATES)
    stated = [(name, said) for name in _DATES for held in work.objects(name) if (said := _stated(held))]
    work.notes += [no_date(name, said.value, kept=True) for name, said in stated if not _day(said.value)]
    dates = (replace(said, value=day) for _, said in stated if (day := _day(said.value)))
    return next(dates, stated[0][1] if stated else None)


def _stated(held: Fields) -> Value[str] | None:
    """A date by its parts, which some write without the list around them; by its instant, or by its words."""
    parts = held.content.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else parts
    listed = [part for part in (first if isinstance(first, list) else [first]) if part is not None]
    held.took("date-parts", "date-time", "timestamp")
    if not all(isinstance(part, str | int) and not isinstance(part, bool) for part in listed):
        held.notes.append(f"date-parts {str(parts)[:60]} are no numbers and were left out")
    elif listed:
        return held.said(
            "-".join(str(part).zfill(2) for part in listed), "date-parts", *([] if first is parts else [0])
        )
    return held.text("date-time") or held.text("name")


def _day(text: str) -> str | None:
    day = date_in(text)
    return day if day and "0999" < day[:4] <= "9999" else None


def _agents(work: Fields, *names: str) -> Iterator[Value[Agent]]:
    for name in dict.fromkeys(names):
        for item in work.objects(name):
            made = _agent(item)
            if made:
                yield Value(made, made.name.evidence)


def _agent(item: Fields) -> Agent | None:
    name, given, family = (_clean(item.text(part)) for part in ("name", "given", "family"))
    orcid = item.text("ORCID")
    found = list(people.identifier(orcid, "ORCID")) if orcid else []
    if orcid and not found:
        item.notes.append(f"ORCID {orcid.value!r} is no ORCID iD and was left out")
    affiliations = tuple(_affiliations(item))
    suffix = _clean(item.text("suffix"))
    if name and not (given or family):
        if found or people.is_inverted(name.value):
            return people.person(name, found=found, affiliations=affiliations)
        return people.organization(name)
    made = people.person(name, given, family, found, affiliations)
    if made and suffix:  # "Jr" tells two people apart
        made = replace(made, name=replace(made.name, value=f"{made.name.value} {suffix.value}"))
    return made


def _clean(said: Value[str] | None) -> Value[str] | None:
    text = " ".join(plain(said.value).split()) if said else ""
    return replace(said, value=text) if said and text else None


def _affiliations(item: Fields) -> Iterator[Value[Organization | Reference]]:
    for held in item.objects("affiliation"):
        name = _clean(held.text("name"))
        found = [known for one in held.objects("id") for known in _known(one)]
        made = people.organization(name, found=found)
        if made:
            yield Value(made, made.name.evidence)


def _known(item: Fields) -> Iterator[Value[Identifier]]:
    said, type_ = item.text("id"), item.text("id-type")
    if said:
        yield from people.identifier(said, type_.value if type_ else "")


def _publishers(work: Fields) -> Iterator[Value[Organization]]:
    said = _clean(work.text("publisher"))
    made = people.organization(said)
    if made:
        yield Value(made, made.name.evidence)


def _funded(work: Fields) -> tuple[tuple[Value[Organization], ...], Value[Project] | None]:
    """Who paid, and the project behind the work as far as grants tell of it."""
    funders: dict[str, Value[Organization]] = {}
    grants: list[Value[Grant]] = []
    for item in work.objects("funder"):
        name, doi = _clean(item.text("name")), item.text("DOI")
        found = identifiers.parse_doi(doi.value) if doi else None
        known = [Value(Identifier("doi", found), doi.evidence)] if doi and found else []
        for one in item.objects("id"):
            known += [said for said in _known(one) if said.value.scheme in ("ror", "isni")]
        made = people.organization(name, found=known)
        funder: Value[Organization | Reference] | None = None
        if made:
            funder = Value(made, made.name.evidence)
            funders.setdefault(made.name.value, Value(made, made.name.evidence))
        for said in item.texts("award"):
            for reference in references(said.value):
                stated = Value(Identifier("grant", reference), said.evidence)
                grants.append(Value(Grant(stated, funder), said.evidence))
    paying = tuple(funders.values())
    project = Value(Project(grants=tuple(grants), funders=paying), grants[0].evidence) if grants else None
    return paying, project


def _citation(work: Fields) -> Value[str] | None:
    """Where the work stands: its journal, book or event, with volume, issue and pages."""
    container = next(work.texts("container-title"), None)
    event = next((said for item in work.objects("event") if (said := _event(item))), None)
    place = [work.text(name) for name in ("volume", "issue", "page")]
    where = container or event
    if not where:
        return None
    volume, issue, page = place
    text = plain(where.value)
    text += f", {volume.value}" if volume else ""
    text += f"({issue.value})" if issue else ""
    text += f", {page.value}" if page else ""
    evidence = tuple(e for said in (where, *place) if said for e in said.evidence)
    return Value(" ".join(text.split()), evidence)


def _event(item: Fields) -> Value[str] | None:
    name, location = item.text("name"), item.text("location")
    return replace(name, value=f"{name.value}, {location.value}") if name and location else name


def _license(work: Fields) -> Value[str] | None:
    """The licence of the version of record, else the first one."""
    found: list[tuple[bool, Value[str]]] = []
    for item in work.objects("license"):
        said, version = item.text("URL"), item.text("content-version")
        if said and identifiers.parse_url(said.value):
            found.append((version is None or version.value != "vor", said))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _related(work: Fields) -> Iterator[Value[str]]:
    seen: set[str] = set()
    for relation in work.objects("relation"):
        for name in list(relation.content):
            for item in relation.objects(name):
                said = item.text("id")
                doi = identifiers.parse_doi(said.value) if said else None
                url = identifiers.parse_url(identifiers.doi_address(doi) if doi else said.value) if said else None
                if said and url and url not in seen:
                    seen.add(url)
                    yield replace(said, value=url)
