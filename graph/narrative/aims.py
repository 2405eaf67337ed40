"""Numbered aims: a line that announces them, and the numbered items after it."""

from __future__ import annotations

import re

from graph.narrative.evidence import Witness
from graph.narrative.pointing import points_elsewhere
from graph.narrative.spans import Layout, Span, trim
from graph.narrative.triggers import triggers
from graph.narrative.words import ROMAN
from graph.records import Aim, Value

_ANNOUNCED = re.compile(r"\b(?:aims?|objectives?|goals)\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\s{0,40}(?:[•●▪*–-]\s{1,3})?(?:\((?P<inside>\d{1,2}|[a-z]|[ivx]{1,5})\)|(?P<plain>\d{1,2}|[a-z]"
    r"|[ivx]{1,5})[.)](?=\s)"
    r"|(?P<glued>\d{1,2})[.)]|(?:Aim|Objective|AIM|OBJECTIVE)\s(?P<named>\d{1,2})\s?[:.–-])\s{0,3}"
)
_INLINE = re.compile(r"(?:\((?P<inside>\d{1,2}|[a-z]|[ivx]{1,5})\)|(?<![\w(])(?P<plain>\d{1,2}|[a-z])\))\s")
_WORDS = triggers("aim", "objective", "goals")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = {roman.lower(): number for roman, number in ROMAN.items()}


def aims(layout: Layout, language: str | None = None) -> tuple[Value[Aim], ...]:
    """The aims under the first announcement that two or more numbered items follow."""
    for index, unit in enumerate(layout.units if layout.has(_WORDS) else ()):
        begin = max(unit.content, unit.end - 300)
        if not layout.within(_WORDS, begin, unit.end):
            continue
        last = layout.text[begin : unit.end]
        if not _ANNOUNCED.search(last) or points_elsewhere(last):
            continue
        heading = last.rstrip().endswith(":") or len(last.split()) <= 6 or last.rstrip().endswith(("below", "follows"))
        found = _below(layout, index) if heading else _inline(layout.text, unit.content, unit.end)
        if len(found) >= 2:
            witness = Witness(layout, "aims", language)
            return tuple(
                Value(
                    Aim(witness.name(number, 0.95), order, witness.words(words, 0.95)),
                    witness.evidence(words, 0.95),
                )
                for order, (number, words) in enumerate(found, start=1)
            )
    return ()


def _place(match: re.Match[str]) -> Span:
    group = next(name for name in match.groupdict() if match.group(name))
    return Span(match.start(group), match.end(group))


def _is_next(text: str, match: re.Match[str], number: int, first: Span | None) -> bool:
    """Whether an item's mark is the next of its series: 1 2 3, a b c or i ii iii, as the first one is."""
    place = _place(match)
    mark = text[place.start : place.end]
    kind = text[first.start : first.end] if first else mark
    if kind.isdigit():
        return mark.isdigit() and int(mark) == number
    if kind == "a":
        return number <= len(_LETTERS) and mark == _LETTERS[number - 1]
    return kind == "i" and _ROMAN.get(mark) == number


def _below(layout: Layout, index: int) -> list[tuple[Span, Span]]:
    found: list[tuple[Span, Span]] = []
    for unit in layout.units[index + 1 : index + 41]:
        match = _NUMBERED.match(layout.text, unit.start, unit.end)
        if match is None or not _is_next(layout.text, match, len(found) + 1, found[0][0] if found else None):
            break
        words = trim(layout.text, match.end(), unit.end)
        if words.start >= words.end:
            break
        found.append((_place(match), words))
    return found


def _inline(text: str, start: int, end: int) -> list[tuple[Span, Span]]:
    """ "… aims to (1) map the field; (2) test it; and (3) share it." """
    matches: list[tuple[Span, int, int]] = []
    for match in _INLINE.finditer(text, start, min(end, start + 8000)):
        place = _place(match)
        if _is_next(text, match, len(matches) + 1, matches[0][0] if matches else None):
            matches.append((place, match.start(), match.end()))
    if not matches or not _ANNOUNCED.search(text[max(start, matches[0][1] - 200) : matches[0][1]]):
        return []
    found = []
    for number, (place, _, begin) in enumerate(matches):
        stop = matches[number + 1][1] if number + 1 < len(matches) else end
        stop = min((cut for mark in (";", ". ") if (cut := text.find(mark, begin, stop)) > 0), default=stop)
        words = trim(text, begin, stop, ",;.")
        if words.start >= words.end:
            return []
        found.append((place, words))
    return found
