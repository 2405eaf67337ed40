"""Dates in DDI: an attribute that a machine wrote, a text that a person wrote, events that make a period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from graph.records import Period, Value
from graph.sources.codebook.sheet import Leaf
from graph.sources.values.dates import BASIC, spoken, stamped
from graph.statements import is_date

_RANGE = re.compile(r"(?P<start>\d{4}(?:-\d\d(?:-\d\d)?)?)\s*(?:-|–|—|/|\bto\b)\s*(?P<end>\d{4}(?:-\d\d(?:-\d\d)?)?)")


def date_of(leaf: Leaf) -> str | None:
    """The date that an element gives, as precise as it is: by its attribute, else by its text; ``None`` where none.

    ``1984-01-01T00:00:00Z`` beside the text "1984" is that year; midnight and noon are no times.
    """
    words = leaf.line
    said = spoken(words)
    stamp = leaf.get("date")
    stated = stamped(stamp, said) if stamp else None
    return stated or said


def period_of(leaves: Iterable[Leaf], notes: list[str]) -> Value[Period] | None:
    """The span from the first start to the last end; single dates are both. What is no date is noted.

    A range in words ("2009 - 2014") counts where no element gives a date.
    """
    starts: dict[str, Leaf] = {}
    ends: dict[str, Leaf] = {}
    written = []
    for leaf in leaves:
        found = date_of(leaf)
        event = (leaf.get("event") or "").lower()
        if found is None:
            written.append(leaf)
            continue
        if event != "end":
            starts.setdefault(found[:10], leaf)
        if event != "start":
            ends.setdefault(found[:10], leaf)
    dated = bool(starts or ends)
    for leaf in written:
        span = range_of(leaf.line, {})
        if span and span.start and span.end and not dated:
            starts.setdefault(span.start, leaf)
            ends.setdefault(span.end, leaf)
        elif not (span and dated) and (told := leaf.get("date") or leaf.line):
            notes.append(f"{leaf.name} {told[:80]!r} is no date; kept here as it is written")
    if not starts and not ends:
        return None
    first, last = min(starts, default=None), max(ends, key=_latest, default=None)
    said = [leaf for leaf in (starts.get(first or ""), ends.get(last or "")) if leaf]
    if len(starts) > 1 or len(ends) > 1:
        count = max(len(starts), len(ends))
        notes.append(f"{said[0].name} gives {count} dates; the first start and the last end were taken")
    return Value(Period(first, last), tuple(dict.fromkeys(leaf.evidence[0] for leaf in said)))


def range_of(line: str, ends: Mapping[str, str]) -> Period | None:
    """The span that a text is ("2009/2014"), or that named ends give; ``None`` for other texts."""
    if ends:
        start, end = (spoken(ends.get(name, "")) for name in ("start", "end"))
        return Period(start, end) if start or end else None
    span = _RANGE.fullmatch(BASIC.sub(r"\1-\2-\3", line))
    if span and is_date(span["start"]) and is_date(span["end"]):
        return Period(span["start"], span["end"])
    return None


def _latest(date: str) -> str:
    """A year ends after each of its days."""
    return f"{date}~"
