"""Dates in DDI: an attribute that a machine wrote, a text that a person wrote, events that make a period."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Iterable, Mapping
from functools import lru_cache

from graph.records import Period, Value
from graph.sources.codebook.sheet import Leaf
from graph.statements import is_date

_STAMP = re.compile(
    r"(?P<day>\d{4}(?:-\d\d(?:-\d\d)?)?)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_RANGE = re.compile(r"(?P<start>\d{4}(?:-\d\d(?:-\d\d)?)?)\s*(?:-|–|—|/|\bto\b)\s*(?P<end>\d{4}(?:-\d\d(?:-\d\d)?)?)")
_MONTHS = {month.lower(): f"{number:02d}" for names in (month_name, month_abbr) for number, month in enumerate(names)}
_WORDS = re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})")
# ISO 8601 in its basic form, which a day has without doubt: a month would be taken for a day of six digits.
_BASIC = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?=$|[T \-–—/])")
# A data base that knows only a day, or only a year, adds these.
_NO_TIME = re.compile(r"(?:00:00|12:00)(?::00(?:\.0+)?)?")


def date_of(leaf: Leaf) -> str | None:
    """The date that an element gives, as precise as it is: by its attribute, else by its text; ``None`` where none.

    ``1984-01-01T00:00:00Z`` beside the text "1984" is that year; midnight and noon are no times.
    """
    words = leaf.line
    said = _spoken(words)
    stamp = leaf.get("date")
    stated = _stamped(stamp, said) if stamp else None
    return stated or said


@lru_cache(maxsize=8192)
def _stamped(stamp: str, said: str | None) -> str | None:
    found = _STAMP.fullmatch(_BASIC.sub(r"\1-\2-\3", stamp) if stamp[4:5].isdigit() else stamp)
    if not found or not is_date(found["day"]):
        return None
    day, time, zone = found["day"], found["time"], found["zone"] or ""
    if said and day.startswith(said) and (len(said) == 10 or said + "-01-01"[len(said) - 4 :] == day):
        return said
    if time and not _NO_TIME.fullmatch(time):
        zone = f"{zone[:3]}:{zone[-2:]}" if len(zone) > 1 else zone
        instant = f"{day}T{time if time.count(':') == 2 else f'{time}:00'}{zone}"
        return instant if is_date(instant) else day
    return day


@lru_cache(maxsize=8192)
def _spoken(words: str) -> str | None:
    """The date that a text is: ISO 8601, or in English words ("06 September 2018", "May 1999")."""
    if not words or len(words) > 40:
        return None
    if words[0].isdigit() and (stamped := _stamped(words, None)):
        return stamped
    found = _WORDS.fullmatch(words)
    month = _MONTHS.get(found["month"].lower()) if found else None
    if not found or not month:
        return None
    day = f"-{int(found['day']):02d}" if found["day"] else ""
    made = f"{found['year']}-{month}{day}"
    return made if is_date(made) else None


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
        start, end = (_spoken(ends.get(name, "")) for name in ("start", "end"))
        return Period(start, end) if start or end else None
    span = _RANGE.fullmatch(_BASIC.sub(r"\1-\2-\3", line))
    if span and is_date(span["start"]) and is_date(span["end"]):
        return Period(span["start"], span["end"])
    return None


def _latest(date: str) -> str:
    """A year ends after each of its days."""
    return f"{date}~"
