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
from graph.sources.values.fields import Fields
from graph.statements import is_date

_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?(?:Z|[+-]00:00)?$")


@dataclass(frozen=True, slots=True)
class Dates:
    issued: Value[str] | None
    updated: Value[str] | None
    covered: Value[Period] | None


def dates(fields: Fields) -> Dates:
    """Dates by their types; a range is written ``start/end`` (RKMS-ISO8601), an end left out is open."""
    found: dict[str, Value[str]] = {}
    periods: dict[str, Value[Period]] = {}
    for item in fields.objects("dates"):
        said, type_ = item.text("date") or item.text("name"), item.text("dateType")
        item.leave("dateInformation")
        if not said or not type_ or type_.value not in ("Issued", "Available", "Updated", "Collected", "Coverage"):
            continue
        ends = [_MIDNIGHT.sub("", end.strip()).replace(" ", "T", 1) for end in said.value.split("/")]
        if len(ends) > 2 or not any(ends) or not all(not end or end == ".." or is_date(end) for end in ends):
            fields.notes.append(f"{type_.value} {said.value!r} is no date and was left out")
            continue
        start, end = (None if one in ("", "..") else one for one in (ends[0], ends[-1]))
        if type_.value in ("Collected", "Coverage"):
            periods.setdefault(type_.value, Value(Period(start, end), said.evidence))
        elif start or end:
            found.setdefault(type_.value, replace(said, value=start or end or ""))
    return Dates(
        found.get("Issued") or found.get("Available"),
        found.get("Updated"),
        periods.get("Coverage") or periods.get("Collected"),
    )


def year(fields: Fields) -> Value[str] | None:
    said = fields.text("publicationYear")
    if said and not re.fullmatch(r"[12]\d{3}", said.value):
        fields.notes.append(f"publicationYear {said.value!r} is no year and was left out")
        return None
    return said


def subjects(fields: Fields, language: str | None) -> Iterator[Value[str]]:
    seen: set[str] = set()
    for item in fields.objects("subjects"):
        said = clean(item.text("subject") or item.text("name"))
        tongue = language_tag(item.text("lang"))
        item.leave("subjectScheme", "schemeUri", "valueUri", "valueURI", "classificationCode")
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
        item.leave("rightsIdentifier", "rightsIdentifierScheme", "schemeUri", "lang")
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
    url = identifiers.parse_url(f"https://doi.org/{doi}" if doi else said.value)
    return replace(said, value=url or "")


def related(fields: Fields) -> Iterator[Value[Any]]:
    """Texts that speak of the data, by identifier; and what the data are a part of, by address."""
    seen: set[str] = set()
    others: Counter[str] = Counter()
    for item in fields.objects("relatedIdentifiers"):
        said, relation = item.text("relatedIdentifier") or item.text("name"), item.text("relationType")
        item.leave(
            "relatedIdentifierType",
            "resourceTypeGeneral",
            "relatedMetadataScheme",
            "schemeUri",
            "schemeType",
            "relationTypeInformation",
        )
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
