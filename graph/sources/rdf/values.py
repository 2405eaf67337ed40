"""Values of DCAT feeds: dates and spans of time, codes of authority tables, distributions, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph import identifiers
from graph.namespaces import XSD
from graph.records import (
    Distribution,
    Identifier,
    Period,
    Value,
)
from graph.sources.rdf.terms import (
    FIELDS,
    RDF_TYPE,
    SKOS,
    TITLES,
    Place,
    terms,
)
from graph.sources.values.dates import date_in, span_in
from graph.sources.values.iri import web_address
from graph.sources.values.plain_text import plain
from graph.statements import date as as_date

_DCMI = re.compile(r"(?:^|;)\s*(start|end)\s*=\s*([^;]+)")
_START = (*terms("dcat:startDate", "schema:startDate"), *terms("time:hasBeginning"))
_END = (*terms("dcat:endDate", "schema:endDate"), *terms("time:hasEnd"))
INSTANT = terms(
    *("time:inXSDDate", "time:inXSDDateTime", "time:inXSDDateTimeStamp", "time:inXSDgYear", "time:inXSDgYearMonth")
)
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][\w.+-]*/[\w.+-]+(?:\s*;.*)?", re.ASCII)
_NOTATION = terms("skos:notation", "schema:value", "rdf:value", "rdfs:label")
_SCHEME = terms("adms:schemaAgency", "schema:propertyID")
_DOWNLOAD = terms("dcat:downloadURL", "schema:contentUrl")
_ACCESS = terms("dcat:accessURL", "schema:url")
_FORMAT = terms("dcat:mediaType", "schema:encodingFormat", "dct:format")
IDENTIFIER = frozenset((*_NOTATION, *_SCHEME))
"""What is read of an identifier besides a name."""
DISTRIBUTION = frozenset((*_DOWNLOAD, *_ACCESS, *_FORMAT, *TITLES, *FIELDS["license"], *FIELDS["type"]))
"""What is read of a distribution."""


def last_part(text: str) -> str:
    """The last part of an IRI's path or its fragment: the code, in an authority table."""
    return re.split(r"[/#:]", text.rstrip("/"))[-1]


def date(place: Place, instead: str = "and was left out") -> Value[str] | None:
    """A date as it is written, an instant at midnight as its day; of what is none a note says what is done instead."""
    text = date_in(place.text)
    where = place.path.rpartition("/")[2]
    if text is None:
        place.notes.append(f"{where} {place.text[:80]!r} is no date {instead}")
        return None
    stated, true = place.datatype, as_date(place.text).datatype.value
    if stated is None:
        place.notes.append(f"{where} {place.text!r} is a text; it was read as the date that it is")
    elif stated != true and not stated.startswith("https://schema.org/"):
        what = stated.removeprefix(XSD)
        place.notes.append(f"{where} {place.text!r} is typed {what}, which it is not; it was read as it is written")
    return replace(place.said(text), language=None)


PERIOD = frozenset((*_START, *_END, RDF_TYPE))
"""The properties of a span of time that are read."""


def period(place: Place) -> Value[Period] | None:
    """A span of time: a node with a beginning and an end in any vocabulary, or a text of both."""
    if place.literal:
        return _written(place)
    start, end = _end(place, _START), _end(place, _END)
    if not (start or end):
        place.notes.append(f"{place.path.rpartition('/')[2]} has no beginning and no end here and was left out")
        return None
    evidence = (*(start.evidence if start else ()), *(end.evidence if end else ()))
    return Value(Period(start.value if start else None, end.value if end else None), evidence)


def _end(place: Place, predicates: tuple[str, ...]) -> Value[str] | None:
    for found in place.all(*predicates):
        for instant in [found] if found.literal else found.all(*INSTANT):
            said = date(instant)
            if said:
                return said
    return None


def _written(place: Place) -> Value[Period] | None:
    named = dict(_DCMI.findall(place.text))
    found = span_in(f"{named.get('start', '').strip()}/{named.get('end', '').strip()}" if named else place.text)
    if not found:
        place.notes.append(f"{place.path} {place.text[:80]!r} is no span of time and was left out")
    return Value(found, place.said().evidence) if found else None


def language(place: Place, table: Mapping[str, str]) -> Value[str] | None:
    """The code of a language, given as one or as the IRI of an authority table."""
    code = last_part(place.text)
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", code):
        place.notes.append(f"{place.path} {place.text[:80]!r} is no language and was left out")
        return None
    return replace(
        place.said(table.get(code.upper(), code if "-" in code else code.lower()).replace("_", "-")), language=None
    )


def frequency(place: Place, table: Mapping[str, str]) -> Value[str] | None:
    """A code of the EU's frequency authority table; what has none is noted and left out."""
    stated = place.name() or place
    for text in (place.text, stated.text):
        code = last_part(text)
        known = table.get(re.sub(r"[\s_-]", "", code).lower())
        if known or (code.isupper() and "/authority/frequency/" in text):
            return replace(place.said(known or code), language=None)
    place.notes.append(f"{place.path} {stated.text[:80]!r} is no known frequency and was left out")
    return None


def identifier(place: Place) -> Iterator[Value[Identifier]]:
    """A DOI, an address, or a text by which the dataset is known at its source."""
    text, label = place.text, "Identifier"
    if not place.literal and any(place.all(*_NOTATION)):
        noted = next(place.all(*_NOTATION))
        text, place, scheme = noted.text, noted, next((s.text for s in place.all(*_SCHEME) if s.literal), None)
        label = scheme or label
    if not text:
        return
    doi = identifiers.parse_doi(text)
    url = web_address(text)
    evidence = place.said().evidence
    if doi:
        yield Value(Identifier("doi", doi), evidence)
        number = identifiers.ukda_sn(doi)
        if number:
            yield Value(Identifier("ukda-sn", number), evidence)
    elif url:
        yield Value(Identifier("url", url), evidence)
    else:
        yield Value(Identifier("local", text, label), evidence)


def licence(place: Place) -> Value[str] | None:
    """The address of a licence, else its text."""
    if place.literal:
        text = plain(place.text)
        return replace(place.said(web_address(text) or text), language=None) if text else None
    named = place.name()
    return place.url() or (named.said() if named else None)


def distributions(place: Place, tables: Mapping[str, Any]) -> Iterator[Value[Distribution]]:
    """A way to get the data; one without an address is noted and left out."""
    download = next((url for found in place.all(*_DOWNLOAD) if (url := found.url())), None)
    access = next((url for found in place.all(*_ACCESS) if (url := found.url())), None)
    url = download or access
    if url is None:
        what = place.iri or "without an IRI"
        place.notes.append(f"the distribution {what} has no http or https address here and was left out")
        return
    title = next(iter(place.texts(*TITLES)), None)
    license_ = next((said for found in place.all(*FIELDS["license"]) if (said := licence(found))), None)
    page = access if access and access.value != url.value else None
    yield Value(
        Distribution(url, _media_type(place, tables["media_types"]), title.said() if title else None, page, license_),
        url.evidence,
    )


def _media_type(place: Place, table: Mapping[str, str]) -> Value[str] | None:
    """The media type; where there is none, the format as it is written."""
    raw: Value[str] | None = None
    for found in place.all(*_FORMAT):
        texts = (
            [found]
            if found.literal
            else [*found.all(*terms("rdf:value")), *found.texts(*_NOTATION, f"<{SKOS}prefLabel>")]
        )
        for stated in texts or [found]:
            iana = stated.text.partition("/media-types/")[2]
            code = last_part(stated.text).lower()
            known = stated.text if _MEDIA_TYPE.fullmatch(stated.text) else iana or table.get(code)
            if known and _MEDIA_TYPE.fullmatch(known):
                return replace(stated.said(known), language=None)
            shown = stated.text if stated.literal else last_part(stated.text)
            raw = raw or (replace(stated.said(shown), language=None) if shown else None)
    return raw


def prose(here: Place, field: str) -> Iterator[Value[str]]:
    """The texts of a property without markup, each language once, the one to prefer first."""
    seen: set[str | None] = set()
    for place in here.texts(*FIELDS[field]):
        text = plain(place.text)
        if text and place.language not in seen:
            seen.add(place.language)
            yield place.said(text)
