"""The elements of a Dublin Core record, each as values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph import identifiers
from graph.records import (
    Identifier,
    Period,
    Publication,
    Value,
)
from graph.sources.codebook.dates import date_of, range_of
from graph.sources.codebook.sheet import Leaf, Sheet, language_tag
from graph.sources.schema_org.agents import Lookups
from graph.sources.schema_org.dataset import access_status
from graph.sources.values.dates import AVAILABLE, SAID, UNSAID, dated, no_date, of_issue

GRANT = re.compile(r"info:eu-repo/grantAgreement/(?P<funder>[^/]+)/[^/]*/(?P<number>[^/]+)(?:/.*)?", re.IGNORECASE)
_STATED = re.compile(r"info:eu-repo/semantics/(?P<what>\w+)/(?:\w+)/(?P<value>.+)", re.IGNORECASE)
_REFERRING = ("references", "isReferencedBy")
# A year behind an author, with words around it: no name of a series, no title alone.
_IS_CITATION = re.compile(r"^\S.*\S[\s,.]+\(?(?:19|20)\d\d[a-z]?\b\)?[\s,.:;].*\w{3}")
_PERIOD = re.compile(r"(?:^|;)\s*(start|end)\s*=\s*([^;]+)", re.IGNORECASE)
_NAMED = re.compile(r"(?:^|;)\s*name\s*=\s*([^;]+)", re.IGNORECASE)
_LABELLED = re.compile(r"^(issued|available|published|publication date):\s*", re.IGNORECASE)
_SURE = {"available": AVAILABLE, "date": UNSAID}


def known(found: Sheet) -> Iterator[Value[Identifier]]:
    seen: set[str] = set()
    for leaf in found.texts("stdyDscr/identifier"):
        doi = identifiers.parse_doi(leaf.line)
        number = identifiers.ukda_sn(doi or leaf.line)
        made = [Identifier("doi", doi)] if doi else []
        made += [Identifier("ukda-sn", number)] if number else []
        if not made and not identifiers.parse_url(leaf.line):
            urn = leaf.line.lower().startswith("urn:")
            made = [Identifier("local", leaf.line, "URN" if urn else "Identifier", "urn" if urn else None)]
        for identifier in made:
            if (key := identifiers.key(identifier)) not in seen:
                seen.add(key)
                yield leaf.said(identifier)


def pages(found: Sheet) -> Iterator[Value[str]]:
    seen: set[str] = set()
    for leaf in found.texts("stdyDscr/identifier"):
        url = identifiers.parse_url(leaf.line)
        if url and url not in seen and not identifiers.parse_doi(url):
            seen.add(url)
            yield leaf.said(url)


def subjects(found: Sheet) -> Iterator[Value[str]]:
    seen = set()
    for leaf in found.texts("stdyDscr/subject"):
        for word in leaf.line.split(";"):
            if (word := word.strip()) and (word, leaf.language) not in seen:
                seen.add((word, leaf.language))
                yield leaf.said(word, leaf.language)


def issued(found: Sheet) -> Value[str] | None:
    """When the resource was issued; notes tell its other dates. Where none is one, the first as it is written."""
    stated: list[tuple[int, str, Leaf]] = []
    written: list[Leaf] = []
    for leaf in found.texts("stdyDscr/date"):
        label = _LABELLED.match(leaf.line)
        leaf._line = leaf.line[label.end() :] if label else leaf.line
        if leaf.line.lower().startswith("info:"):
            found.notes.append(f"{leaf.name} {leaf.line[:80]!r} is no date of issue and was left out")
        elif day := date_of(leaf):
            word = (label[1] if label else leaf.name).lower()
            stated.append((_SURE.get(word, SAID), day, leaf))
        else:
            written.append(leaf)
    found.notes += [no_date(leaf.name, leaf.line, kept=not stated and leaf is written[0]) for leaf in written]
    if not stated:
        return written[0].said(written[0].line) if written else None
    day, chosen = of_issue(stated, "date", found.notes)
    return chosen.said(day)


def modified(found: Sheet) -> Value[str] | None:
    """When the resource was last changed (``dcterms:modified``)."""
    stated = [leaf.said(date_of(leaf) or leaf.line) for leaf in found.texts("stdyDscr/modified")]
    return dated(stated, "modified", found.notes, kept=True)


def coverage(found: Sheet) -> tuple[Value[Period] | None, tuple[Value[str], ...]]:
    """Periods (ISO 8601 or DCMI Period) and places (names or DCMI Point and Box with a name)."""
    period: Value[Period] | None = None
    places: dict[str, Value[str]] = {}
    for leaf in found.texts("stdyDscr/coverage"):
        ends = {name.lower(): value.strip() for name, value in _PERIOD.findall(leaf.line)}
        day = None if ends else date_of(leaf)
        span = Period(day, day) if day else range_of(leaf.line, ends)
        if span:
            period = period or leaf.said(span)
        elif name := _NAMED.search(leaf.line):
            places.setdefault(name[1].strip(), leaf.said(name[1].strip(), leaf.language))
        elif "=" in leaf.line:
            found.notes.append(f"coverage {leaf.line[:80]!r} names no place and no period; left out")
        else:
            places.setdefault(leaf.line, leaf.spoken())
    return period, tuple(places.values())


def languages(found: Sheet, table: Mapping[str, str]) -> Iterator[Value[str]]:
    seen = set()
    for leaf in found.texts("stdyDscr/language"):
        tag = table.get(leaf.line.lower()) or language_tag(leaf.line)
        if tag is None:
            found.notes.append(f"language {leaf.line[:40]!r} is not known here; left out")
        elif tag not in seen:
            seen.add(tag)
            yield leaf.said(tag)


def status(rights: list[Leaf], tables: Mapping[str, Any]) -> Value[str] | None:
    for leaf in rights:
        if status := tables["access_categories"].get(leaf.line.lower().rstrip("./")):
            return leaf.said(status)
    lookups = Lookups(access=tables["access"])
    return next((status for leaf in rights if (status := access_status(leaf.spoken(), lookups))), None)


@dataclass(frozen=True, slots=True)
class Relations:
    """What a resource is related to, by how: texts that refer to it, series, standards, and what is not said."""

    publications: tuple[Value[Publication], ...]
    part_of: tuple[Value[str], ...]
    conforms_to: tuple[Value[str], ...]
    related: tuple[Value[str], ...]
    identifiers: tuple[Value[Identifier], ...]


def relations(found: Sheet) -> Relations:
    """The relations of a resource, each once.

    What refers to it, or is referred to, is a citation, and so is a text with a year that stands as one. Other
    addresses and DOIs are only related: Dublin Core does not say how. Other texts are noted.
    """
    cited: dict[str, Value[Publication]] = {}
    by_name: dict[str, dict[str, Value[str]]] = {"isPartOf": {}, "conformsTo": {}, "relation": {}}
    own: dict[str, Value[Identifier]] = {}
    for leaf in found.texts("stdyDscr/relation"):
        line = leaf.line
        if GRANT.fullmatch(line):
            continue
        stated = _STATED.fullmatch(line)
        line = stated["value"] if stated else line
        doi, url = identifiers.parse_doi(line), identifiers.parse_url(line)
        address = url or (identifiers.resolver(Identifier("doi", doi)) if doi else None)
        if stated and stated["what"].lower() == "altidentifier":
            if doi:
                own.setdefault(doi, leaf.said(Identifier("doi", doi)))
        elif leaf.name in _REFERRING or (stated and stated["what"].lower() == "publication"):
            cited.setdefault(line, _citation(leaf, line, doi, url))
        elif address:
            by_name.get(leaf.name, by_name["relation"]).setdefault(address, leaf.said(address))
        elif _IS_CITATION.search(line):
            cited.setdefault(line, _citation(leaf, line, None, None))
        else:
            found.notes.append(f"{leaf.name} {line[:80]!r} is no address and no citation; left out")
    series, standards, others = (tuple(listed.values()) for listed in by_name.values())
    return Relations(tuple(cited.values()), series, standards, others, tuple(own.values()))


def _citation(leaf: Leaf, line: str, doi: str | None, url: str | None) -> Value[Publication]:
    known = (leaf.said(Identifier("doi", doi)),) if doi else ()
    pages = (leaf.said(url),) if url and not doi else ()
    words = None if known or pages else leaf.said(line)
    made = Publication("CreativeWork", words, identifiers=known, urls=pages, citation=words)
    return Value(made, leaf.evidence)
