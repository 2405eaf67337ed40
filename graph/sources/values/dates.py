"""Dates as people and machines write them: ISO 8601, an instant of a data base, English words.

What can be read in one way only is read; ``25/09/2014`` and ``spring 2019`` are no dates. A value that is none is
kept as it is written, with a note, where it is the only one; the end of a span, which has to be a date, is told.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from graph.records import Period, Value
from graph.statements import is_date

_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?(?:Z|[+-]00:00)?$")
_STAMP = re.compile(
    r"(?P<day>\d{4}(?:-\d\d(?:-\d\d)?)?)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_MONTHS = {month.lower(): f"{number:02d}" for names in (month_name, month_abbr) for number, month in enumerate(names)}
_WORDS = re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})")
_AMERICAN = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,\s*(?P<year>\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})")
# ISO 8601 in its basic form, which a day has without doubt: a month would be taken for a day of six digits.
BASIC = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?=$|[T \-–—/])")
# A data base that knows only a day, or only a year, adds these.
_NO_TIME = re.compile(r"(?:00:00|12:00)(?::00(?:\.0+)?)?")
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*|\s+to\s+|(?<=\d{4})\s*-\s*(?=\d{4}(?!\d))")
_OPEN = ("", "..")
_LONGEST = 60
SAID, AVAILABLE, UNSAID = range(3)
"""How sure it is that a date is one of issue: it is said, it is that of another way out, nothing is said."""

T = TypeVar("T")


@lru_cache(maxsize=8192)
def date_in(text: str) -> str | None:
    """The date that a text is, as precise as it is, an instant at midnight as its day; ``None`` where it is none."""
    text = text.strip()
    day = _MIDNIGHT.sub("", text) if "T00" in text else text
    return day if is_date(day) else spoken(text)


def span_in(text: str) -> Period | None:
    """The span that a text is: two dates with a slash, a dash or "to" between them, an end left open, or one date."""
    whole = date_in(text)
    if whole:
        return Period(whole, whole)
    if len(text) > _LONGEST:
        return None
    ends = [end.strip() for end in (text.split("/") if "/" in text else _BETWEEN.split(text))]
    dates = [None if end in _OPEN else date_in(end) for end in ends]
    readable = len(ends) == 2 and any(dates) and all(day or end in _OPEN for day, end in zip(dates, ends, strict=True))
    return Period(dates[0], dates[1]) if readable else None


def dated(said: Iterable[Value[str]], name: str, notes: list[str], *, kept: bool = False) -> Value[str] | None:
    """The first of the values that is a date; where none is and they are ``kept``, the first as it is written.

    Notes tell what is no date, and which other dates there are.
    """
    found: list[Value[str]] = []
    written: Value[str] | None = None
    for one in said:
        if day := date_in(one.value):
            found.append(one if day == one.value else replace(one, value=day))
            continue
        written = written or one
        notes.append(no_date(name, one.value, kept=kept))
    if not found:
        return written if kept else None
    if others := [day for day in dict.fromkeys(one.value for one in found) if day != found[0].value]:
        notes.append(f"{name} holds {len(others) + 1} dates; {found[0].value} was taken, not {', '.join(others)}")
    return found[0]


def of_issue(stated: Sequence[tuple[int, str, T]], name: str, notes: list[str]) -> tuple[str, T]:
    """The date to take for that of issue, and what says it; a note tells the others.

    Each comes with how sure it is that it is one, and with what says it.
    ``SAID`` goes before ``AVAILABLE``, that before ``UNSAID``: a ``dc:date`` is that of any event in a resource's life
    (DCMI Metadata Terms, ``date``), none of which comes before the earliest. Of dates that are said to be the same
    ("2019", "2019-05-01") the most precise counts; of which nothing is said, they may be two.
    """
    surest = min(rank for rank, _, _ in stated)
    sure = [(day, what) for rank, day, what in stated if rank == surest]
    earliest = min(day for day, _ in sure)
    same = [pair for pair in sure if pair[0] == earliest or (surest != UNSAID and pair[0].startswith(earliest))]
    day, chosen = max(same, key=lambda pair: len(pair[0]))
    others = dict.fromkeys(sorted(other for _, other, _ in stated if not day.startswith(other)))
    if others:
        why = "it is the earliest" if surest == UNSAID else "its name says so"
        listed = ", ".join(others)
        notes.append(
            f"{name} is said {len(others) + 1} times: {day} was taken for that of issue, as {why}, not {listed}"
        )
    return day, chosen


def no_date(name: str, text: str, *, kept: bool) -> str:
    """The note on a text that is no date."""
    return f"{name} {text[:80]!r} is no date{'; kept as it is written' if kept else ' and was left out'}"


@lru_cache(maxsize=8192)
def stamped(stamp: str, said: str | None) -> str | None:
    """The date that a machine wrote; ``said`` is what stands in words beside it.

    ``1984-01-01T00:00:00Z`` beside "1984" is that year; midnight and noon are no times.
    """
    found = _STAMP.fullmatch(BASIC.sub(r"\1-\2-\3", stamp) if stamp[4:5].isdigit() else stamp)
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
def spoken(words: str) -> str | None:
    """The date that a text is: ISO 8601, year first, or in English words ("06 September 2018", "May 1999")."""
    if not words or len(words) > 40:
        return None
    if words[0].isdigit():
        if found := _YEAR_FIRST.fullmatch(words):
            words = f"{found[1]}-{found[3].zfill(2)}-{found[4].zfill(2)}"
        if made := stamped(words, None):
            return made
    found = _WORDS.fullmatch(words) or _AMERICAN.fullmatch(words)
    month = _MONTHS.get(found["month"].lower()) if found else None
    if not found or not month:
        return None
    day = f"-{int(found['day']):02d}" if found["day"] else ""
    made = f"{found['year']}-{month}{day}"
    return made if is_date(made) else None
