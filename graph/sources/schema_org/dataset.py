"""schema.org's Dataset, as JSON says it, → a study. Shared by every source whose fields are schema.org's.

What is read is found by its name alone: no context is fetched, and terms written as IRIs or with a prefix
are brought to their bare names by :func:`bare` first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from graph import identifiers
from graph.records import (
    Catalogue,
    Distribution,
    Grant,
    Identifier,
    Period,
    Project,
    Study,
    Value,
)
from graph.sources.schema_org.agents import Lookups, identifying, organizations, types
from graph.sources.schema_org.properties import creators, date, landing_pages, stated_identifiers
from graph.sources.schema_org.publications import publications
from graph.sources.values.dates import span_in
from graph.sources.values.fields import Fields

_TERM = re.compile(r"^(?:https?://schema\.org/|schema:)")
_NEGATION = re.compile(r"\b(?:not?|never|neither|nor|without|cannot|until|before|unless)\b|n['’]t\b")
_TERMS = frozenset(("DefinedTerm", "CategoryCode", "Thing", "Intangible", "Concept"))
_SENTENCE = re.compile(r"[.;:!?\n]")
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
    made: dict[str, Any] = {"title": None}
    for names, parts in _READ:
        if not names.isdisjoint(schema.content):
            made |= parts(schema, language, lookups)
    return Study(**made)


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


def _words(schema: Fields) -> Iterator[Value[str]]:
    """The keywords and subjects of a study, as texts and as addresses, each once."""
    seen: set[str] = set()
    for said in (*_listed(schema), *_subjects(schema)):
        if said.value not in seen:
            seen.add(said.value)
            yield said


def _listed(schema: Fields) -> Iterator[Value[str]]:
    """Keywords: a list, lists in a list, terms, or one text that is a list itself."""
    held = schema.content.get("keywords")
    if isinstance(held, str):
        schema.took("keywords")
        yield from (schema.said(word, "keywords") for word in _separated(held, True))
        return
    terms = schema.objects("keywords") if held else ()
    alone = not isinstance(held, list) or len(held) == 1
    for item in terms:
        if item.itself:
            yield from (item.said(word) for word in _separated(item.content["name"], alone))
            continue
        said = item.text("name") or item.text("termCode")
        address = next((a for a in (item.text("@id"), item.text("url")) if a and identifiers.parse_url(a.value)), None)
        yield from [one for one in (said or address,) if one]
    for index, inner in enumerate(held if isinstance(held, list) else ()):
        for place, word in enumerate(inner if isinstance(inner, list) else ()):
            if isinstance(word, str):
                for one in _separated(word, len(inner) == 1):
                    yield schema.said(one, "keywords", index, place)


def _separated(text: str, alone: bool) -> Iterator[str]:
    """The words of a text: parted by semicolons, or by commas where it is no heading of a list ("Wales, North")."""
    mark = ";" if ";" in text else "," if "," in text and (alone or text.count(",") > 1) else None
    parts = text.split(mark) if mark and not identifiers.parse_url(text) else (text,)
    yield from (word for part in parts if (word := " ".join(part.split())))


def _subjects(schema: Fields) -> Iterator[Value[str]]:
    """What the study is about, where it is a term: a text, or an object that is no thing of another kind."""
    for item in schema.objects("about"):
        if set(types(item)) <= _TERMS:
            said = item.text("name") or item.text("@id") or item.text("url")
            if said:
                yield said


def _period(schema: Fields) -> Value[Period] | None:
    if isinstance(schema.content.get("temporalCoverage"), dict):
        return next((span(item) for item in schema.objects("temporalCoverage")), None)
    said = schema.text("temporalCoverage")
    if not said:
        return None
    found = span_in(said.value)
    if not found:
        schema.notes.append(f"temporalCoverage {said.value!r} is no ISO 8601 interval and was left out")
    return Value(found, said.evidence) if found else None


def span(item: Fields) -> Value[Period] | None:
    """The period between an object's ``startDate`` and ``endDate``."""
    ends = date(item, "startDate"), date(item, "endDate")
    evidence = tuple(evidence for end in ends if end for evidence in end.evidence)
    return Value(Period(*(end.value if end else None for end in ends)), evidence) if any(ends) else None


def places(schema: Fields, name: str) -> tuple[list[Value[str]], list[Value[str]]]:
    """The names of places, given as texts or as Place objects; the addresses of those that have no name."""
    named, elsewhere = [], []
    for item in schema.objects(name):
        said = item.text("name")
        stated = (said,) if item.itself else (said, item.text("@id"), item.text("url"), item.text("sameAs"))
        address = next((one for one in stated if one and identifiers.parse_url(one.value)), None)
        if said and said is not address:
            named.append(said)
        elif address:
            elsewhere.append(address)
    return named, elsewhere


def _languages(schema: Fields) -> Iterator[Value[str]]:
    for item in schema.objects("inLanguage"):
        said = item.text("alternateName") or item.text("name")
        if said:
            yield said


def access_status(access: Value[str] | None, lookups: Lookups) -> Value[str] | None:
    """How the words of an access statement class it; ``None`` where none of them is known."""
    if access is None:
        return None
    statement = access.value.lower()
    for words, status in lookups.access.items():
        if words not in statement:
            continue
        for sentence in _SENTENCE.split(statement):
            before, found, _ = sentence.partition(words)
            if found and not _NEGATION.search(before):
                return Value(status, access.evidence)
    return None


def _license(schema: Fields) -> Value[str] | None:
    stated = [item.text("url") or item.text("@id") or item.text("name") for item in schema.objects("license")]
    if len(stated) > 1:
        schema.notes.append(f"license holds {len(stated)} values; the first was taken")
    return stated[0] if stated else None


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
        for url in tuple(item.texts("contentUrl")) or filter(None, (item.text("url"),)):
            yield Value(Distribution(url, item.text("encodingFormat"), item.text("name")), url.evidence)


def _grants(schema: Fields, lookups: Lookups) -> Iterator[Value[Grant]]:
    for item in schema.objects("funding"):
        funder = next(organizations(item, "funder", lookups), None)
        title = None if item.itself else item.text("name")
        for said in identifying(item):
            reference = identifiers.parse_grant(said.value.rpartition("\x00")[2]) or said.value.rpartition("\x00")[2]
            found = Value(Identifier("grant", reference), said.evidence)
            yield Value(Grant(found, funder, title=title), said.evidence)


def _titles(schema: Fields, language: str | None, _: Lookups) -> dict[str, Any]:
    titles = [_spoken(said, language) for said in schema.texts("name")]
    others = (_spoken(said, language) for said in schema.texts("alternateName"))
    return {"title": titles[0] if titles else None, "alternate_titles": (*titles[1:], *others)}


def _terms(schema: Fields, language: str | None, _: Lookups) -> dict[str, Any]:
    words = [(said, identifiers.parse_url(said.value)) for said in _words(schema)]
    keywords = tuple(_spoken(said, language) for said, address in words if not address)
    return {"keywords": keywords, "themes": tuple(said for said, address in words if address)}


def _covered(schema: Fields, _: str | None, __: Lookups) -> dict[str, Any]:
    named, elsewhere = places(schema, "spatialCoverage")
    return {"places": tuple(named), "places_elsewhere": tuple(elsewhere)}


def _access(schema: Fields, language: str | None, lookups: Lookups) -> dict[str, Any]:
    access = schema.text("conditionsOfAccess", language)
    return {"access": access, "access_status": access_status(access, lookups)}


def _funders(schema: Fields, _: str | None, lookups: Lookups) -> dict[str, Any]:
    return {"funders": tuple(said for name in ("funder", "sponsor") for said in organizations(schema, name, lookups))}


_Parts = Callable[[Fields, str | None, Lookups], dict[str, Any]]
_TABLE: dict[str, _Parts] = {
    "conditionsOfAccess": _access,
    "name alternateName": _titles,
    "spatialCoverage": _covered,
    "keywords about": _terms,
    "description abstract": lambda s, lang, _: {"description": s.text("description", lang) or s.text("abstract", lang)},
    "identifier sameAs @id": lambda schema, *_: {"identifiers": tuple(stated_identifiers(schema))},
    "url": lambda schema, *_: {"landing_pages": tuple(landing_pages(schema.urls("url")))},
    "temporalCoverage": lambda schema, *_: {"period": _period(schema)},
    "inLanguage": lambda schema, *_: {"languages": tuple(_languages(schema))},
    "license": lambda schema, *_: {"license": _license(schema)},
    "datePublished": lambda schema, *_: {"issued": date(schema, "datePublished", kept=True)},
    "dateModified": lambda schema, *_: {"modified": date(schema, "dateModified", kept=True)},
    "creator author": lambda schema, _, lookups: {"creators": tuple(creators(schema, lookups))},
    "publisher": lambda schema, _, lookups: {"publishers": tuple(organizations(schema, "publisher", lookups))},
    "funder sponsor": _funders,
    "includedInDataCatalog": lambda schema, *_: {"catalogues": tuple(_catalogues(schema))},
    "distribution": lambda schema, *_: {"distributions": tuple(_distributions(schema))},
    "citation subjectOf": lambda schema, _, lookups: {"publications": tuple(publications(schema, lookups))},
}
_READ = tuple((frozenset(names.split()), parts) for names, parts in _TABLE.items())
"""What is read of a dataset, in this order: its properties, and the parts of a study that they make."""
