"""The people and organisations in the lines of a record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.names import is_organization
from graph.narrative.spans import Span, clean, trim
from graph.narrative.words import ORGANIZATION_WORDS
from graph.records import (
    Agent,
    Organization,
    Person,
    Value,
)
from graph.sources.plain.lines import evidence, said
from graph.sources.plain.sheet import Entry, Sheet

_SURNAME_FIRST = re.compile(
    r"(?P<family>[^\W\d_][\w'’-]{0,40}(?: [^\W\d_][\w'’-]{0,40}){0,3}),? (?P<given>(?:[A-Z]\.?[ -]?){1,4})"
)
_ET_AL = re.compile(r"[,;]?\s*(?:and\s)?(?:et\.? al\.?|and others)\s*$", re.IGNORECASE)
_PUBLISHER_WORDS = ORGANIZATION_WORDS | frozenset(
    ("Press", "Publishing", "Publishers", "Publications", "Books", "Verlag", "Editions", "Government", "Office")
)
_NAME_ALONE = re.compile(r"[A-Z][\w’'&-]{1,40}(?: [\w’'&-]{1,40}){0,6}")


def authors(text: str, credit: Span) -> tuple[Value[Agent], ...]:
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


def publishers(text: str, found: Sheet) -> tuple[Value[Organization], ...]:
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


def funders(text: str, entry: Entry | None) -> tuple[Value[Organization], ...]:
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
