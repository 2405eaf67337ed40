"""A dataset's statements → a study, whichever vocabulary says each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from graph import identifiers
from graph.records import (
    Catalogue,
    Identifier,
    Publication,
    Study,
    Value,
)
from graph.sources import source
from graph.sources.rdf import agents, audit, values
from graph.sources.rdf.index import Index
from graph.sources.rdf.parties import Agents
from graph.sources.rdf.project import HOMEPAGE, project
from graph.sources.rdf.terms import (
    DATASET_OF,
    FIELDS,
    LABELS,
    PRIMARY_TOPIC,
    Place,
    prefixed,
    terms,
)
from graph.sources.rdf.values import prose
from graph.sources.schema_org.agents import Lookups
from graph.sources.schema_org.dataset import access_status
from graph.sources.values.plain_text import plain

T = TypeVar("T")


def study_of(index: Index, root: str, notes: list[str]) -> tuple[Study, str | None, list[str]]:
    """The study, without what its description tells; the language of its prose; the properties that are not known."""
    here = Place(index, root, "", notes)
    tables = _tables()
    described = list(prose(here, "description"))
    title, parallel, others = _titles(here)
    accesses = _access(here)
    access = accesses[0] if accesses else None
    first = described[0] if described else None
    people = Agents(here, tables["roles"])
    distributions = [d for p in here.all(*FIELDS["distribution"]) for d in values.distributions(p, tables)]
    licenses = [said for p in here.all(*FIELDS["license"]) if (said := values.licence(p))]
    study = Study(
        title=title,
        alternate_titles=others,
        parallel_titles=parallel,
        description=first,
        alternate_descriptions=tuple(said for said in described[1:] if first and said.language != first.language),
        identifiers=tuple(_identifiers(here)),
        landing_pages=_each(here, "page", _page),
        keywords=_keywords(here, tables),
        period=_one(here, "temporal", values.period),
        places=_each(here, "spatial", lambda place: _place(place, tables["countries"])),
        places_elsewhere=_each(here, "spatial", lambda place: _elsewhere(place, tables["countries"])),
        themes=_each(here, "theme", _theme),
        languages=_each(here, "language", lambda place: values.language(place, tables["languages"])),
        access=access,
        alternate_access=tuple(said for said in accesses[1:] if access and said.language != access.language),
        access_status=_status(here, access, tables),
        license=_license(here, licenses, distributions),
        issued=_dated(here, "issued"),
        modified=_dated(here, "modified"),
        creators=tuple(people.creators),
        publishers=tuple(people.publishers),
        funders=tuple(people.funders),
        contributors=tuple(people.contributors),
        contacts=tuple(
            Value(made, p.said("").evidence) for p in _contacts(here, people) if (made := agents.contact(p))
        ),
        catalogues=tuple(_catalogues(here)),
        distributions=_distinct(distributions, lambda said: said.value.url.value),
        project=project(here),
        publications=tuple(p for place in here.all(*FIELDS["referenced"]) if (p := _publication(place))),
        frequency=_one(here, "frequency", lambda place: values.frequency(place, tables["frequencies"])),
        part_of=_each(here, "series", Place.url),
        conforms_to=_each(here, "conforms", _standard),
        records=_distinct(
            [url for p in (*here.all(*FIELDS["record"]), *here.back(PRIMARY_TOPIC)) if (url := p.url())],
            lambda said: said.value,
        ),
    )
    return study, first.language if first else title.language if title else None, list(audit.unknown(index, root))


@cache
def _tables() -> Mapping[str, Any]:
    return source("dcat").lookups


def _titles(here: Place) -> tuple[Value[str] | None, tuple[Value[str], ...], tuple[Value[str], ...]]:
    """The title, those in other languages, and others. Without one its label, or its record's title, and a note."""
    found = [place.said(text) for place in here.texts(*FIELDS["title"]) if (text := plain(place.text))]
    if not found:
        records = (*here.all(*FIELDS["record"]), *here.back(PRIMARY_TOPIC))
        named = [*here.texts(*FIELDS["label"]), *(p for record in records for p in record.texts(*FIELDS["title"]))]
        found = [place.said(plain(place.text)) for place in named[:1]]
        told = f"was taken from {named[0].path}" if named else "is missing, and nothing else names the dataset"
        here.notes.append(f"dct:title {told}")
    by_language = {said.language: said for said in reversed(found)}
    parallel = [said for said in by_language.values() if said is not found[0]][::-1]
    others = [said for said in found if said not in by_language.values()]
    others += [place.said(plain(place.text)) for place in here.texts(*FIELDS["alternative"])]
    others = [said for said in others if said.value and said.value != found[0].value] if found else []
    return found[0] if found else None, tuple(parallel), _distinct(others, lambda said: f"{said.value}@{said.language}")


def _identifiers(here: Place) -> Iterator[Value[Identifier]]:
    seen: set[str] = set()
    stated = [p for name in ("identifier", "other_identifier") for p in here.all(*FIELDS[name])]
    for place in (*([here] if here.iri.startswith("http") else []), *stated):
        for said in values.identifier(place):
            key = identifiers.key(said.value)
            if key not in seen:
                seen.add(key)
                yield said


def _page(place: Place) -> Value[str] | None:
    url = place.url() or next((u for p in place.all(*HOMEPAGE) if (u := p.url())), None)
    if url is None and not (place.literal and identifiers.parse_doi(place.text)):
        place.notes.append(f"{place.path} {place.text[:80]!r} is no absolute http or https URL and was left out")
    return url if url and not identifiers.parse_doi(url.value) else None


def _keywords(here: Place, tables: Mapping[str, Any]) -> tuple[Value[str], ...]:
    """Keywords, and themes by their names."""
    found = [place.said() for place in here.texts(*FIELDS["keyword"])]
    for place in here.all(*FIELDS["theme"]):
        code = values.last_part(place.iri)
        if place.literal:
            found.append(place.said())
        elif "/authority/data-theme/" in place.iri and code in tables["themes"]:
            found.append(replace(place.said(tables["themes"][code]), language="en"))
        elif named := place.texts(*LABELS):
            found += [name.said() for name in named]
    return _distinct(found, lambda said: f"{said.value}@{said.language}")


def _theme(place: Place) -> Value[str] | None:
    """The IRI of a theme; one that is none, and that nothing names, is noted."""
    if place.literal or any(place.texts(*LABELS)):
        return None
    code = values.last_part(place.iri)
    if "/authority/data-theme/" in place.iri and code in _tables()["themes"]:
        return None
    return _iri(place)


def _elsewhere(place: Place, countries: Mapping[str, str]) -> Value[str] | None:
    """The IRI of a place that nothing here names."""
    if place.literal or place.name() or ("/authority/" in place.iri and values.last_part(place.iri) in countries):
        return None
    return _iri(place)


def _iri(place: Place) -> Value[str] | None:
    url = place.url()
    if url is None:
        what = place.iri[:80] if ":" in place.iri and not place.iri.startswith("_:") else "a node without a name"
        place.notes.append(f"{place.path} {what!r} has no name here and was left out")
    return url


def _place(place: Place, countries: Mapping[str, str]) -> Value[str] | None:
    name = place.name()
    if name and not place.literal:
        return name.said()
    code = values.last_part(place.iri)
    if "/authority/" in place.iri and code in countries:
        return replace(place.said(countries[code]), language="en")
    if place.literal and not any(character in place.text for character in "{}()[]") and not _is_box(place.text):
        return place.said()
    if place.literal:
        place.notes.append(f"{place.path} {place.text[:80]!r} has no name here and was left out")
    return None


def _is_box(text: str) -> bool:
    """Whether a text is coordinates."""
    return not any(character.isalpha() for character in text)


def _access(here: Place) -> list[Value[str]]:
    """The first statement on access or rights, in each of its languages."""
    for place in (*here.all(*FIELDS["access"]), *here.all(*FIELDS["rights"])):
        texts = [place] if place.literal else place.texts(*LABELS, *FIELDS["description"])
        if texts:
            return [found.said(plain(found.text)) for found in texts]
    return []


def _status(here: Place, access: Value[str] | None, tables: Mapping[str, Any]) -> Value[str] | None:
    for place in here.all(*FIELDS["access"]):
        code = place.text if place.literal else values.last_part(place.iri)
        if code in tables["access_codes"]:
            return replace(place.said(tables["access_codes"][code]), language=None)
        if place.iri and not any(place.texts(*LABELS, *FIELDS["description"])):
            here.notes.append(f"{place.path} {place.iri!r} is no known level of access")
    return access_status(access, Lookups(access=tables["access"]))


def _license(here: Place, stated: list[Value[str]], distributions: list[Any]) -> Value[str] | None:
    """The dataset's licence; without one that of its distributions, where they all have the same."""
    if not stated:
        given = [d.value.license for d in distributions]
        agreed = given and given[0] and all(said and said.value == given[0].value for said in given)
        return given[0] if agreed else None
    ordered = sorted(stated, key=lambda said: not identifiers.parse_url(said.value))
    if len({said.value for said in stated}) > 1:
        here.notes.append(f"dct:license holds {len(stated)} values; the first address was taken")
    return ordered[0]


def _standard(place: Place) -> Value[str] | None:
    named = place.name()
    return place.url() or (replace(named.said(), language=None) if named else None)


def _catalogues(here: Place) -> Iterator[Value[Catalogue]]:
    listing = [p for predicate in DATASET_OF for p in here.back(predicate)]
    for place in (*listing, *here.all(*terms("schema:includedInDataCatalog"))):
        name = place.name()
        if name:
            url = next((u for p in place.all(*HOMEPAGE) if (u := p.url())), None)
            yield Value(Catalogue(name.said(), url), name.said().evidence)


def _publication(place: Place) -> Value[Publication] | None:
    """What refers to the dataset: by its title, its DOI or address; a bare text is a citation as written."""
    named = place.name()
    title = named.said() if named else None
    doi = identifiers.parse_doi(place.text)
    url = None if doi else place.url()
    if place.literal and (doi or url):
        title = None
    if not (title or doi or url):
        return None
    evidence = place.said("").evidence
    known = (Value(Identifier("doi", doi), evidence),) if doi else ()
    return Value(Publication("CreativeWork", title, identifiers=known, urls=(url,) if url else ()), evidence)


def _contacts(here: Place, people: Agents) -> list[Place]:
    return [*here.all(*FIELDS["contact"]), *people.contacts]


def _one(here: Place, field: str, made: Callable[[Place], Value[T] | None]) -> Value[T] | None:
    """The first value that can be read; others that differ are noted."""
    found = [said for place in here.all(*FIELDS[field]) if (said := made(place))]
    if len({repr(said.value) for said in found}) > 1:
        here.notes.append(f"{prefixed(FIELDS[field][0])} holds {len(found)} values; the first was taken")
    return found[0] if found else None


def _dated(here: Place, field: str) -> Value[str] | None:
    """The date of a field; where it has none, what is said there, as it is written."""
    found = _one(here, field, lambda place: values.date(place, "and is kept as it is written where no date is given"))
    return found or next((replace(place.said(), language=None) for place in here.all(*FIELDS[field])), None)


def _each(here: Place, field: str, made: Callable[[Place], Value[str] | None]) -> tuple[Value[str], ...]:
    return _distinct([said for place in here.all(*FIELDS[field]) if (said := made(place))], lambda said: said.value)


def _distinct(found: list[Value[T]], key: Callable[[Value[T]], str]) -> tuple[Value[T], ...]:
    return tuple({key(said): said for said in reversed(found)}.values())[::-1]
