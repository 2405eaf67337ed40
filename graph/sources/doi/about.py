"""When, where, on which terms and beside what: the other properties of a DataCite DOI."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from graph import identifiers
from graph.records import (
    Distribution,
    Identifier,
    Period,
    Publication,
    Value,
)
from graph.sources.doi.tables import clean, language_tag, tables
from graph.sources.values.dates import date_in, dated, span_in
from graph.sources.values.fields import Fields

_POINTS = ("Issued", "Available", "Updated")
_SPANS = ("Coverage", "Collected")


@dataclass(frozen=True, slots=True)
class Dates:
    """When the data were issued and changed, and what time they are about."""

    issued: Value[str] | None
    updated: Value[str] | None
    covered: Value[Period] | None


def dates(fields: Fields) -> Dates:
    """Dates by their types; a range is written ``start/end`` (RKMS-ISO8601), an end left out is open.

    Where no date of issue is one, the year of publication is; then the words are kept. A range that is none is told.
    """
    points: dict[str, list[Value[str]]] = {}
    periods: dict[str, Value[Period]] = {}
    for item in fields.objects("dates"):
        said, type_ = item.text("date") or item.text("name"), item.text("dateType")
        what = type_.value if type_ else "date"
        if said and what in _POINTS:
            span = None if date_in(said.value) else span_in(said.value)
            points.setdefault(what, []).append(replace(said, value=span.start or span.end or "") if span else said)
        elif said and what in _SPANS:
            _covering(periods, what, said, fields.notes)
        elif said:
            fields.notes.append(f"dates: {what} {said.value[:80]!r} was left out")
    year = _year(fields)
    found = {what: dated(listed, what, fields.notes, kept=True) for what, listed in points.items()}
    issued = [said for said in (found.get("Issued"), found.get("Available"), year) if said]
    return Dates(
        next((said for said in issued if date_in(said.value)), issued[0] if issued else None),
        found.get("Updated"),
        periods.get("Coverage") or periods.get("Collected"),
    )


def _covering(periods: dict[str, Value[Period]], what: str, said: Value[str], notes: list[str]) -> None:
    span = span_in(said.value)
    if span is None:
        notes.append(f"{what} {said.value[:80]!r} is no date and was left out")
    elif periods.setdefault(what, Value(span, said.evidence)).value != span:
        notes.append(f"{what} is said again: {said.value[:80]!r} was left out")


def _year(fields: Fields) -> Value[str] | None:
    """The year of publication, or the date that stands in its place."""
    said = fields.text("publicationYear")
    if said and not re.fullmatch(r"[12]\d{3}", said.value):
        what = "read as the date that it is" if date_in(said.value) else "kept as it is written where no date is given"
        fields.notes.append(f"publicationYear {said.value[:80]!r} is no year; {what}")
        return replace(said, value=date_in(said.value) or said.value)
    return said


def subjects(fields: Fields, language: str | None) -> Iterator[Value[str]]:
    seen: set[str] = set()
    for item in fields.objects("subjects"):
        said = clean(item.text("subject") or item.text("name"))
        tongue = language_tag(item.text("lang"))
        if said and said.value not in seen:
            seen.add(said.value)
            yield replace(said, language=tongue or language)


def places(fields: Fields) -> Iterator[Value[str]]:
    seen: set[str] = set()
    for item in fields.objects("geoLocations"):
        said = clean(item.text("geoLocationPlace"))
        if said and said.value not in seen:
            seen.add(said.value)
            yield said


def languages(fields: Fields) -> Iterator[Value[str]]:
    said = fields.text("language")
    if said:
        yield said


def licence(rights: list[Fields]) -> Value[str] | None:
    for item in rights:
        said = item.text("rightsUri")
        if said and identifiers.parse_url(said.value) and "/coar/access_right/" not in said.value:
            return said
    return None


def access(rights: list[Fields]) -> Value[str] | None:
    """What is said about rights in words, where no licence's address says it."""
    return next((said for item in rights if not item.content.get("rightsUri") and (said := item.text("rights"))), None)


def access_status(rights: list[Fields]) -> Value[str] | None:
    for item in rights:
        for said in (item.text("rightsUri"), item.text("rights") or item.text("name")):
            text = said.value.lower() if said else ""
            for words, status in tables().access.items():
                if said and (text == words or text.endswith(f"/{words}")):
                    return Value(status, said.evidence)
    return None


def distributions(fields: Fields) -> Iterator[Value[Distribution]]:
    formats = [said for said in (item.text("name") for item in fields.objects("formats")) if said]
    only = formats[0] if len(formats) == 1 and "/" in formats[0].value else None
    for said in fields.urls("contentUrl"):
        yield Value(Distribution(said, only), said.evidence)


def relations(fields: Fields) -> Iterator[Value[str]]:
    for item in fields.objects("relatedIdentifiers"):
        said = item.text("relatedIdentifier") or item.text("name")
        if said:
            yield said


def resolvable(said: Value[str]) -> Value[str]:
    doi = identifiers.parse_doi(said.value)
    url = identifiers.parse_url(identifiers.doi_address(doi) if doi else said.value)
    return replace(said, value=url or "")


def related(fields: Fields) -> Iterator[Value[Any]]:
    """Texts that speak of the data, by identifier; and what the data are a part of, by address."""
    seen: set[str] = set()
    others: Counter[str] = Counter()
    for item in fields.objects("relatedIdentifiers"):
        said, relation = item.text("relatedIdentifier") or item.text("name"), item.text("relationType")
        if said and not relation:
            fields.notes.append(f"the related identifier {said.value[:80]!r} has no relation and was left out")
        if not said or not relation or said.value in seen:
            continue
        what = tables().relations.get(relation.value)
        address = resolvable(said)
        if what == "publication":
            seen.add(said.value)
            yield Value(_text(item, said), said.evidence)
        elif what == "whole" and address.value:
            seen.add(said.value)
            yield address
        else:
            others[relation.value] += 1
    fields.notes += [
        f"related identifiers by {relation}: {count} left out" for relation, count in sorted(others.items())
    ]


def _text(item: Fields, said: Value[str]) -> Publication:
    general = item.content.get("resourceTypeGeneral")
    kind = tables().kinds.get(general, "CreativeWork") if isinstance(general, str) else "CreativeWork"
    doi, url = identifiers.parse_doi(said.value), identifiers.parse_url(said.value)
    if doi:
        return Publication(kind, None, identifiers=(Value(Identifier("doi", doi), said.evidence),))
    if url:
        return Publication(kind, None, urls=(said,))
    type_ = item.content.get("relatedIdentifierType")
    label = type_ if isinstance(type_, str) and type_.strip() else "Identifier"
    return Publication(kind, None, identifiers=(Value(Identifier("local", said.value, label), said.evidence),))
