"""A record of an evidence database: lines of label and value → a report, its author and its project."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from graph import identifiers
from graph.narrative.figures import figures
from graph.narrative.spans import Layout, Span, clean, trim
from graph.records import (
    Grant,
    Identifier,
    Project,
    Publication,
    Value,
)
from graph.sources import source
from graph.sources.plain.agents import authors, funders, publishers
from graph.sources.plain.lines import evidence, is_heading, said
from graph.sources.plain.sheet import Entry, Sheet
from graph.sources.values.dates import spoken

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ISO = re.compile(r"(?:19|20)\d{2}-\d{2}(?:-\d{2})?")
_URL = re.compile(r"https?://[^\s<>\"]{3,2000}")


def publication(text: str, found: Sheet, language: str | None) -> tuple[Publication, tuple[str, ...]]:
    """The record as a report, and notes for a curator."""
    notes: list[str] = []
    own = _identifiers(text, found)
    credit = found.first("authors")
    title = found.first("title")
    heading = title.value if title else _heading(text, found.above)
    abstract = found.first("abstract")
    citation = found.first("citation")
    record = Publication(
        kind="Report",
        title=said(text, heading, language) if heading else None,
        abstract=said(text, abstract.value, language) if abstract else None,
        identifiers=own,
        urls=_urls(text, found),
        issued=_issued(text, found, notes),
        credit=said(text, credit.value) if credit else None,
        citation=said(text, citation.value) if citation else None,
        authors=authors(text, credit.value) if credit else (),
        publishers=publishers(text, found),
        project=_project(text, found, own, notes),
        figures=figures(Layout(text), language, abstract.value) if abstract else (),
    )
    return record, tuple(notes)


def _heading(text: str, above: list[Span]) -> Span | None:
    """The title above the labels: the line that stands twice, else the last that is not all capitals."""
    headings = [line for line in above if is_heading(text, line)]
    count = Counter(clean(text[line.start : line.end]) for line in headings)
    twice = next((line for line in headings if count[clean(text[line.start : line.end])] > 1), None)
    mixed = [line for line in headings if not text[line.start : line.end].isupper()]
    return twice or (mixed[-1] if mixed else headings[-1] if headings else None)


def _identifiers(text: str, found: Sheet) -> tuple[Value[Identifier], ...]:
    values = []
    for entry in found.entries.get("identifier", ()):
        words = clean(text[entry.value.start : entry.value.end])
        if words and len(words) <= 100:
            local = Identifier("local", words, label=entry.label)
            values.append(Value(local, evidence(entry.value, 1.0)))
    for entry in found.entries.get("doi", ()):
        if doi := identifiers.parse_doi(text[entry.value.start : entry.value.end]):
            values.append(Value(Identifier("doi", doi), evidence(entry.value, 1.0)))
    return tuple(values)


def _urls(text: str, found: Sheet) -> tuple[Value[str], ...]:
    values: dict[str, Value[str]] = {}
    for entry in found.entries.get("url", ()):
        for match in _URL.finditer(text, entry.value.start, entry.value.end):
            span = trim(text, match.start(), match.end(), ".,;)]")
            if url := identifiers.parse_url(text[span.start : span.end]):
                values.setdefault(url, Value(url, evidence(span, 1.0)))
    return tuple(values.values())


def _issued(text: str, found: Sheet, notes: list[str]) -> Value[str] | None:
    """An ISO date or the year; what is neither is kept as it stands, with a note."""
    entry = found.first("issued")
    if entry is None:
        return None
    if day := spoken(clean(text[entry.value.start : entry.value.end])):
        return replace(said(text, entry.value), value=day)
    match = _ISO.search(text, entry.value.start, entry.value.end) or _YEAR.search(
        text, entry.value.start, entry.value.end
    )
    if match:
        return Value(match.group(), evidence(Span(match.start(), match.end()), 1.0))
    raw = said(text, entry.value)
    notes.append(f"{entry.label}: {raw.value[:80]!r} is not a date; kept as written")
    return raw


def _project(text: str, found: Sheet, own: tuple[Value[Identifier], ...], notes: list[str]) -> Value[Project] | None:
    """The project that the record is of: known by the record's own number, without an invented name."""
    status, name, funder = found.first("status"), found.first("project_title"), found.first("funder")
    local = tuple(value for value in own if value.value.scheme == "local")
    grants = _grants(text, found)
    if not (
        status or name or grants or funder or any("project" in (value.value.label or "").lower() for value in local)
    ):
        return None
    project = Project(
        name=said(text, name.value) if name else None,
        identifiers=local,
        status=_status(text, status, notes) if status else None,
        funders=funders(text, funder),
        grants=grants,
    )
    places = (
        *(value.evidence for value in local),
        *(evidence(entry.value) for entry in (status, name, funder) if entry),
    )
    return Value(project, places[0] if places else grants[0].evidence)


def _grants(text: str, found: Sheet) -> tuple[Value[Grant], ...]:
    entry = found.first("grant")
    words = clean(text[entry.value.start : entry.value.end]) if entry else ""
    if entry is None or not words or len(words) > 60:
        return ()
    reference = identifiers.parse_grant(words) or words
    return (Value(Grant(Value(Identifier("grant", reference), evidence(entry.value))), evidence(entry.value)),)


def _status(text: str, entry: Entry, notes: list[str]) -> Value[str] | None:
    words = clean(text[entry.value.start : entry.value.end]).lower().rstrip(".")
    for status, variants in source("text").lookups["statuses"].items():
        if words in variants:
            return Value(status, evidence(entry.value, 1.0))
    notes.append(f"{entry.label}: {words[:80]!r} is not a status that is known; left out")
    return None
