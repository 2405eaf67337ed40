"""schema.org's Dataset, as JSON says it, → a study. Shared by every source whose fields are schema.org's.

What is read is found by its name alone: no context is fetched, and terms written as IRIs or with a prefix
are brought to their bare names by :func:`bare` first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph import identifiers
from graph.records import (
    Agent,
    Catalogue,
    Distribution,
    Grant,
    Identifier,
    Period,
    Project,
    Publication,
    Study,
    Value,
)
from graph.sources._agents import Lookups, agents, identifying, organizations, types
from graph.sources._fields import Fields
from graph.statements import is_date

_TERM = re.compile(r"^(?:https?://schema\.org/|schema:)")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?(?:Z|\+00:00)?$")
_NEGATION = re.compile(r"\b(?:not?|never|neither|nor|without|cannot|until|before|unless)\b|n['’]t\b")
_PUBLICATIONS = ("Report", "BlogPosting", "ScholarlyArticle", "Book", "Thesis", "WebPage")
_NEARLY = {"MedicalScholarlyArticle": "ScholarlyArticle", "LiveBlogPosting": "BlogPosting", "TechReport": "Report"}
_MAX_DEPTH = 40


def bare(value: Any, depth: int = 0) -> Any:
    """The same JSON with schema.org's terms as bare names, in keys and in ``@type``."""
    if depth > _MAX_DEPTH:
        raise RecursionError
    if isinstance(value, list):
        return [bare(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    named = {_TERM.sub("", key): bare(item, depth + 1) for key, item in value.items()}
    types = named.get("@type")
    if types is not None:
        listed = types if isinstance(types, list) else [types]
        named["@type"] = [_TERM.sub("", t) for t in listed if isinstance(t, str)]
    return named


def study(schema: Fields, language: str | None, lookups: Lookups) -> Study:
    """The study that a Dataset object describes, without a project; ``schema.notes`` tell what was left out."""
    access = schema.text("conditionsOfAccess", language)
    titles = list(schema.texts("name"))
    schema.leave("@context", "@type", "@id", "mainEntityOfPage", "mainEntity")
    return Study(
        title=_spoken(titles[0], language) if titles else None,
        alternate_titles=tuple(_spoken(t, language) for t in (*titles[1:], *schema.texts("alternateName"))),
        description=schema.text("description", language) or schema.text("abstract", language),
        identifiers=tuple(study_identifiers(tuple(identifying(schema)), tuple(schema.texts("sameAs")))),
        landing_pages=tuple(landing_pages(schema.urls("url"))),
        keywords=tuple(_keywords(schema, language)),
        period=_period(schema),
        places=tuple(places(schema, "spatialCoverage")),
        languages=tuple(_languages(schema)),
        access=access,
        access_status=access_status(access, lookups),
        license=_license(schema),
        issued=date(schema, "datePublished"),
        modified=date(schema, "dateModified"),
        creators=tuple(_creators(schema, lookups)),
        publishers=tuple(organizations(schema, "publisher", lookups)),
        funders=(*organizations(schema, "funder", lookups), *organizations(schema, "sponsor", lookups)),
        catalogues=tuple(_catalogues(schema)),
        distributions=tuple(_distributions(schema)),
        publications=tuple(_publications(schema, lookups)),
    )


def with_grants(found: Value[Project] | None, schema: Fields, lookups: Lookups) -> Value[Project] | None:
    """The project behind a study with the grants that the study's ``funding`` names."""
    given = tuple(_grants(schema, lookups))
    if not given:
        return found
    if found is None:
        return Value(Project(grants=given), given[0].evidence)
    return replace(found, value=replace(found.value, grants=(*found.value.grants, *given)))


def _spoken(said: Value[str], language: str | None) -> Value[str]:
    return Value(said.value, said.evidence, language)


def study_identifiers(
    stated: tuple[Value[str], ...], elsewhere: tuple[Value[str], ...] = ()
) -> Iterator[Value[Identifier]]:
    """Each identifier once: DOIs, the archive's study numbers in them, and others under the name that they have.

    ``elsewhere`` are links of which only DOIs identify the thing.
    """
    seen: set[str] = set()
    for said in (*stated, *elsewhere):
        for identifier in _identifier(said.value, said in stated):
            key = identifiers.key(identifier)
            if key not in seen:
                seen.add(key)
                yield Value(identifier, said.evidence)


def _identifier(text: str, stated: bool) -> Iterator[Identifier]:
    name, named, value = text.partition("\x00")
    if named:
        yield Identifier("local", value, name)
        return
    doi = identifiers.parse_doi(text)
    number = identifiers.ukda_sn(doi or text)
    if doi:
        yield Identifier("doi", doi)
    if number:
        yield Identifier("ukda-sn", number)
    if stated and not doi and not number:
        yield Identifier("local", text, "Identifier")


def landing_pages(listed: Iterator[Value[str]]) -> Iterator[Value[str]]:
    """URLs of pages, each once; a DOI is an identifier, not a page."""
    seen: set[str] = set()
    for said in listed:
        if said.value not in seen and not identifiers.parse_doi(said.value):
            seen.add(said.value)
            yield said


def _creators(schema: Fields, lookups: Lookups) -> Iterator[Value[Agent]]:
    """The creators, and authors who are none of them."""
    seen = set()
    for name in ("creator", "author"):
        for said in agents(schema, name, lookups, certain=False):
            known = identifiers.normal_name(said.value.name.value)
            if name == "creator" or known not in seen:
                seen.add(known)
                yield said


def _keywords(schema: Fields, language: str | None) -> Iterator[Value[str]]:
    text = schema.content.get("keywords")
    if isinstance(text, str) and "," in text:
        said = schema.text("keywords")
        words = dict.fromkeys(word.strip() for word in text.split(",") if word.strip())
        yield from (Value(word, said.evidence if said else (), language) for word in words)
        return
    seen: set[str] = set()
    for item in schema.objects("keywords"):
        said = item.text("name")
        if said and said.value not in seen:
            seen.add(said.value)
            yield _spoken(said, language)


def _period(schema: Fields) -> Value[Period] | None:
    if isinstance(schema.content.get("temporalCoverage"), dict):
        return next((span(item) for item in schema.objects("temporalCoverage")), None)
    said = schema.text("temporalCoverage")
    if not said:
        return None
    ends = [_MIDNIGHT.sub("", end.strip()) for end in said.value.split("/")]
    if len(ends) > 2 or not all(end in ("..", "") or is_date(end) for end in ends) or not any(ends):
        schema.notes.append(f"temporalCoverage {said.value!r} is no ISO 8601 interval and was left out")
        return None
    start, end = ends[0], ends[-1]
    return Value(Period(*(None if e in ("..", "") else e for e in (start, end))), said.evidence)


def span(item: Fields) -> Value[Period] | None:
    """The period between an object's ``startDate`` and ``endDate``."""
    ends = date(item, "startDate"), date(item, "endDate")
    evidence = tuple(evidence for end in ends if end for evidence in end.evidence)
    return Value(Period(*(end.value if end else None for end in ends)), evidence) if any(ends) else None


def places(schema: Fields, name: str) -> Iterator[Value[str]]:
    """The names of places, given as texts or as Place objects."""
    for item in schema.objects(name):
        said = item.text("name")
        if said:
            yield said


def _languages(schema: Fields) -> Iterator[Value[str]]:
    for item in schema.objects("inLanguage"):
        said = item.text("alternateName") or item.text("name")
        if said:
            yield said


def access_status(access: Value[str] | None, lookups: Lookups) -> Value[str] | None:
    """How the words of an access statement class it; ``None`` where none of them is known."""
    for words, status in lookups.access.items():
        for sentence in re.split(r"[.;:!?\n]", access.value.lower()) if access else ():
            before, found, _ = sentence.partition(words)
            if access and found and not _NEGATION.search(before):
                return Value(status, access.evidence)
    return None


def _license(schema: Fields) -> Value[str] | None:
    for item in schema.objects("license"):
        return item.text("url") or item.text("@id") or item.text("name")
    return None


def date(schema: Fields, name: str) -> Value[str] | None:
    """A date as it is written, an instant at midnight as its day."""
    said = schema.text(name)
    if said and not is_date(_MIDNIGHT.sub("", said.value)):
        schema.notes.append(f"{name} {said.value!r} is no date and was left out")
        return None
    return Value(_MIDNIGHT.sub("", said.value), said.evidence, said.language) if said else None


def _catalogues(schema: Fields) -> Iterator[Value[Catalogue]]:
    for item in schema.objects("includedInDataCatalog"):
        said, url = item.text("name"), item.text("url")
        home = url if url and _is_home(url.value) else None
        if said:
            yield Value(Catalogue(said, home), said.evidence)


def _is_home(url: str) -> bool:
    """Whether a URL beside a catalogue's name can be its home page: it leads to no single study."""
    rest = url.split("://", 1)[-1]
    return "?" not in rest and not re.search(r"\d{3,}", rest.partition("/")[2])


def _distributions(schema: Fields) -> Iterator[Value[Distribution]]:
    for item in schema.objects("distribution"):
        url = item.text("contentUrl") or item.text("url")
        if url:
            yield Value(Distribution(url, item.text("encodingFormat"), item.text("name")), url.evidence)


def _grants(schema: Fields, lookups: Lookups) -> Iterator[Value[Grant]]:
    for item in schema.objects("funding"):
        funder = next(organizations(item, "funder", lookups), None)
        for said in identifying(item):
            reference = identifiers.parse_grant(said.value.rpartition("\x00")[2]) or said.value.rpartition("\x00")[2]
            found = Value(Identifier("grant", reference), said.evidence)
            yield Value(Grant(found, funder), said.evidence)


def _publications(schema: Fields, lookups: Lookups) -> Iterator[Value[Publication]]:
    for name in ("citation", "subjectOf"):
        for item in schema.objects(name):
            address = _address(item)
            if address:
                yield Value(_addressed(address), address.evidence)
            elif made := publication(item, None, lookups):
                yield Value(made, made.title.evidence if made.title else ())


def _address(item: Fields) -> Value[str] | None:
    """The DOI or URL that is all that a citation holds, as a text or as an object without a name."""
    named = item.content.get("name") or item.content.get("headline")
    if item.itself and isinstance(named, str):
        return item.text("name") if identifiers.parse_doi(named) or identifiers.parse_url(named) else None
    stated = item.content.get("@id")
    return item.text("@id") if not named and isinstance(stated, str) and identifiers.parse_doi(stated) else None


def _addressed(address: Value[str]) -> Publication:
    doi = identifiers.parse_doi(address.value)
    known = (Value(Identifier("doi", doi), address.evidence),) if doi else ()
    return Publication("CreativeWork", None, identifiers=known, urls=() if doi else (address,))


def publication(item: Fields, language: str | None, lookups: Lookups) -> Publication | None:
    """The publication that an object describes; a bare text is a citation as written."""
    name, headline = item.text("name", language), item.text("headline", language)
    title = name or headline
    if title is None:
        return None
    kind = next((t for t in types(item) if t in _PUBLICATIONS), "CreativeWork")
    kind = next((_NEARLY[t] for t in types(item) if t in _NEARLY), kind) if kind == "CreativeWork" else kind
    urls = tuple(landing_pages(item.urls("url")))
    abstract, description = item.text("abstract", language), item.text("description", language)
    item.leave("@context", "@type", "@id", "mainEntityOfPage", "inLanguage")
    return Publication(
        kind,
        title,
        abstract=abstract or description,
        body=item.text("articleBody", language),
        identifiers=tuple(study_identifiers(tuple(identifying(item)), tuple(item.texts("sameAs")))),
        urls=urls,
        issued=date(item, "datePublished"),
        authors=tuple(_creators(item, lookups)),
        publishers=tuple(organizations(item, "publisher", lookups)),
    )
