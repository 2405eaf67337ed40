"""A record of an evidence database: lines of label and value → a report, its author and its project."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph import identifiers
from graph.narrative.figures import figures
from graph.narrative.names import is_organization
from graph.narrative.spans import Layout, Span, clean, trim
from graph.narrative.words import ORGANIZATION_WORDS
from graph.records import (
    Agent,
    Grant,
    Identifier,
    Organization,
    Person,
    Project,
    Publication,
    Value,
)
from graph.sources import source
from graph.sources._text_lines import begins, evidence, is_heading, lines, said

_LEAST_FIELDS = 3
_MOST_LABEL_WORDS = 8
_WORD = re.compile(r"\S+")
_OTHER_LABEL = re.compile(r"(?P<label>[A-Z][\w()&/-]{0,30}(?: [\w()&/-]{1,30}){0,5})\s?:(?:\s|$)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ISO = re.compile(r"(?:19|20)\d{2}-\d{2}(?:-\d{2})?")
_URL = re.compile(r"https?://[^\s<>\"]{3,2000}")
_SURNAME_FIRST = re.compile(
    r"(?P<family>[^\W\d_][\w'’-]{0,40}(?: [^\W\d_][\w'’-]{0,40}){0,3}),? (?P<given>(?:[A-Z]\.?[ -]?){1,4})"
)
_ET_AL = re.compile(r"[,;]?\s*(?:and\s)?(?:et\.? al\.?|and others)\s*$", re.IGNORECASE)
_LONG = ("abstract",)
_PUBLISHER_WORDS = ORGANIZATION_WORDS | frozenset(
    ("Press", "Publishing", "Publishers", "Publications", "Books", "Verlag", "Editions", "Government", "Office")
)
_NAME_ALONE = re.compile(r"[A-Z][\w’'&-]{1,40}(?: [\w’'&-]{1,40}){0,6}")


@dataclass(slots=True)
class Entry:
    """One label of a record with its value's words."""

    label: str
    value: Span


@dataclass(slots=True)
class Sheet:
    """The record's fields by name, what stands above the first label, and the labels nobody knows."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    above: list[Span] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)

    def first(self, name: str) -> Entry | None:
        """The first entry of a field that has a value."""
        return next((entry for entry in self.entries.get(name, ()) if entry.value.start < entry.value.end), None)


def sheet(text: str) -> Sheet | None:
    """The labels and values of a text; None where it has fewer than three fields that are known."""
    described = source("text")
    table = {clean(label).lower(): name for name, labels in described.labels.items() for label in labels}
    heads = frozenset(described.lookups["abstract_parts"])
    ends = tuple(described.lookups["boilerplate"])
    found, current, name = Sheet(), None, ""
    for line in lines(text):
        label = _label(text, line, table)
        if label:
            name, label_end = label
            value = trim(text, label_end, line.end, ":")
            current = Entry(clean(text[line.start : label_end]).rstrip(":").strip(), value)
            found.entries.setdefault(name, []).append(current)
            continue
        if current is None:
            found.above.append(line)
            continue
        other = _OTHER_LABEL.match(text, line.start, line.end)
        if other and not (name in _LONG and other.group("label").lower() in heads):
            found.unknown[other.group("label")] += 1
            name = ""
        elif name and begins(text, line, ends):
            name = ""
        elif name and (name in _LONG or current.value.start >= current.value.end):
            start = current.value.start if current.value.start < current.value.end else line.start
            current.value = Span(start, line.end)
    return found if len(found.entries) >= _LEAST_FIELDS else None


def _label(text: str, line: Span, table: dict[str, str]) -> tuple[str, int] | None:
    """The field that a line's first words are the label of, and where the label ends."""
    words = []
    for match in _WORD.finditer(text, line.start, line.end):
        words.append(match)
        if len(words) == _MOST_LABEL_WORDS:
            break
    for count in range(len(words), 0, -1):
        label = " ".join(word.group() for word in words[:count])
        name = table.get(label.rstrip(":").lower())
        if name is None or not label[0].isupper():
            continue
        end = words[count - 1].end()
        rest = text[end : line.end].strip()
        plain = count == 1 and not label.endswith(":") and rest[:1].isalpha() and not rest[:1].isupper()
        if not plain and not (rest and rest[0] in ",.;"):
            return name, end
    return None


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
        authors=_authors(text, credit.value) if credit else (),
        publishers=_publishers(text, found),
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
    match = _ISO.search(text, entry.value.start, entry.value.end) or _YEAR.search(
        text, entry.value.start, entry.value.end
    )
    if match:
        return Value(match.group(), evidence(Span(match.start(), match.end()), 1.0))
    raw = said(text, entry.value)
    notes.append(f"{entry.label}: {raw.value[:80]!r} is not a date; kept as written")
    return raw


def _authors(text: str, credit: Span) -> tuple[Value[Agent], ...]:
    """The authors that a credit line names, each as written; none where a part is no name."""
    end = credit.end
    if et_al := _ET_AL.search(text[max(credit.start, end - 40) : end]):
        end -= len(et_al.group())
    values: list[Value[Agent]] = []
    semicolons = ";" in text[credit.start : end]
    pattern = r"\s*;\s*" if semicolons else r"\s*,\s*(?:and\s)?|\sand\s|\s&\s"
    position = credit.start
    cuts = [*re.finditer(pattern, text[credit.start : end]), None]
    for cut in cuts:
        stop = credit.start + cut.start() if cut else end
        span = trim(text, position, stop)
        position = credit.start + cut.end() if cut else end
        if agent := _author(text, span):
            values.append(Value(agent, evidence(span)))
    return tuple(values)


def _author(text: str, span: Span) -> Agent | None:
    words = clean(text[span.start : span.end])
    if not words or len(words) > 100 or any(char.isdigit() for char in words):
        return None
    if is_organization(words):
        return Organization(said(text, span))
    match = _SURNAME_FIRST.fullmatch(text, span.start, span.end)
    if match:
        family = Span(*match.span("family"))
        return Person(Value(words, evidence(span)), family_name=said(text, family))
    inverted = text.find(", ", span.start, span.end)
    parts = words.split()
    if inverted > 0:
        family, given = Span(span.start, inverted), Span(inverted + 2, span.end)
        return Person(Value(words, evidence(span)), family_name=said(text, family), given_name=said(text, given))
    if 2 <= len(parts) <= 5 and all(part[0].isupper() for part in (parts[0], parts[-1])):
        family = Span(span.end - len(parts[-1]), span.end)
        return Person(Value(words, evidence(span)), family_name=said(text, family))
    return None


def _publishers(text: str, found: Sheet) -> tuple[Value[Organization], ...]:
    """The publisher in "Publisher, Place.", "Place: Publisher" or "Publisher: Place, Year".

    A part counts that a word shows to be a publisher's, if the other part is none; what stands alone after
    the label "Publisher" counts as it is.
    """
    entry = found.first("publisher")
    if entry is None:
        return ()
    span = trim(text, entry.value.start, entry.value.end, ".")
    colon = text.find(": ", span.start, span.end)
    sides = [Span(span.start, colon), Span(colon + 2, span.end)] if colon > 0 else [span]
    parts = [trim(text, side.start, next(_commas(text, side), side.end)) for side in sides]
    named = [part for part in parts if _is_publisher(text[part.start : part.end])]
    if len(named) != 1:
        alone = len(parts) == 1 and parts[0] == span and entry.label.lower() in ("publisher", "published by")
        if named or not alone or not _NAME_ALONE.fullmatch(text, span.start, span.end):
            return ()
        named = [span]
    (place,) = named
    return (Value(Organization(Value(clean(text[place.start : place.end]), evidence(place))), evidence(place)),)


def _commas(text: str, span: Span) -> Iterator[int]:
    return (match.start() for match in re.compile(",").finditer(text, span.start, span.end))


def _is_publisher(words: str) -> bool:
    said_so = any(word in _PUBLISHER_WORDS for word in words.split())
    return said_so and len(words) <= 150 and words[:1].isupper() and not any(char.isdigit() for char in words)


def _funders(text: str, entry: Entry | None) -> tuple[Value[Organization], ...]:
    """Each funder between semicolons, or between commas where every part is an organisation's name."""
    if entry is None:
        return ()
    span = entry.value
    cuts = [match.span() for match in re.compile(r"\s?[;|]\s?").finditer(text, span.start, span.end)]
    if not cuts:
        cuts = [match.span() for match in re.compile(r",\s").finditer(text, span.start, span.end)]
        if not all(is_organization(text[part.start : part.end]) for part in _between(text, span, cuts)):
            cuts = []
    return tuple(
        Value(Organization(said(text, part)), evidence(part))
        for part in _between(text, span, cuts)
        if part.start < part.end
    )


def _between(text: str, span: Span, cuts: list[tuple[int, int]]) -> list[Span]:
    starts = [span.start, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), span.end]
    return [trim(text, start, end) for start, end in zip(starts, ends, strict=True)]


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
        funders=_funders(text, funder),
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
