"""Employers in lists of awards: a holder's line, lines on the award, and a line that is a university; again and again.

Also holders in a row with a short name in brackets each ("Dr Ann Bell (Wick); Dr Tom Roe (Kell University)"), and below
a body with its address, as registers of the United States have them.
"""

from __future__ import annotations

import re
from itertools import pairwise

from graph.narrative.bodies.organizations import Directory
from graph.narrative.brackets import bracket_at
from graph.narrative.names import run_at
from graph.narrative.people.named import Found
from graph.narrative.people.posts import ROLE
from graph.narrative.people.workplaces import employer_at, recognised
from graph.narrative.spans import Span, clean
from graph.narrative.words import COUNTRIES, POSTNOMINALS

_PART = re.compile(r"; (?:and )?|, (?:and )?| and | & |\n\s{0,8}")
_SHORT = re.compile(r"[^\W\d_a-z][\w'’&-]{2,30}(?: [^\W\d_a-z][\w'’&-]{2,30}){0,3}")
# "Wick Arts (Providence, RI 02907-1353)".
_ADDRESS = re.compile(r" \([^\W\d_a-z][\w .'-]{1,30}, [A-Z]{2} \d{5}(?:-\d{4})?\)\s*")
_MONEY = re.compile(r"(?:value|total|sum|amount)?\s?(?:awarded|award|funding|amount|value|sum)?\s?:?\s?[£$€]\s?\d")
_LONGEST, _LINES = 200, 8
_FEW = 2


def awarded(directory: Directory, people: list[Found]) -> None:
    """Give the people of such lists their employers."""
    layout, text = directory.layout, directory.layout.text
    ordered = sorted(people, key=lambda place: place.start)
    if sum(text.startswith(" (", place.span.end) for place in ordered) > _FEW:
        _in_row(directory, ordered)
    by_line: dict[int, list[Found]] = {}
    for place in ordered if "\n" in text else ():
        if text[place.start - 1 : place.start] in ("", "\n"):
            by_line.setdefault(layout.unit_index(place.start), []).append(place)
    if by_line:
        _in_list(directory, by_line)
        _below_address(directory, by_line)


def _in_row(directory: Directory, ordered: list[Found]) -> None:
    """Give each of "Dr Ann Bell (Wick); Dr Tom Roe (Kell University)" what the bracket has, where one is a body."""
    text = directory.layout.text
    row: list[tuple[Found, Span]] = []
    for place, after in pairwise([*ordered, None]):
        assert place is not None
        inside = bracket_at(text, place.span.end, len(text)) if place.title else None
        if inside is not None:
            row.append((place, inside))
        joined = inside and after and _PART.fullmatch(text, inside.end + 1, after.start)
        if not joined:
            _read_row(directory, row)
            row = []


def _read_row(directory: Directory, row: list[tuple[Found, Span]]) -> None:
    text = directory.layout.text
    if len(row) <= _FEW or not any(place.affiliations for place, _ in row):
        return
    for place, inside in row:
        if place.affiliations or place.roles or not _SHORT.fullmatch(text, inside.start, inside.end):
            continue
        words = clean(text[inside.start : inside.end])
        if words in COUNTRIES or words in POSTNOMINALS or ROLE.match(text, inside.start, inside.end):
            continue
        run = run_at(text, inside.start, inside.end)
        key = directory.recognise(run, certain=True) if run == inside else None
        if key and run:
            place.affiliations.append((key, run))


def _in_list(directory: Directory, by_line: dict[int, list[Found]]) -> None:
    """Give the only person of a line the university that is a line below, where two holders or more are so listed."""
    layout, text = directory.layout, directory.layout.text
    holders: list[tuple[int, Found]] = []
    for index, row in by_line.items():
        unit, place = layout.units[index], row[0]
        if (
            len(row) == 1
            and place.title
            and place.start == unit.content
            and not text[place.end : unit.end].strip(" .,")
        ):
            holders.append((index, place))
    given: list[tuple[int, Found, tuple[str, Span], bool]] = []
    for number, (index, place) in enumerate(holders):
        last = holders[number + 1][0] if number + 1 < len(holders) else len(layout.units)
        bodies, money = [], False
        for below in range(index + 1, min(index + 1 + _LINES, last)):
            unit = layout.units[below]
            money = money or _MONEY.match(layout.small, unit.content, unit.end) is not None
            if unit.end - unit.content < _LONGEST and (body := _whole(directory, Span(unit.content, unit.end))):
                bodies.append(body)
        if len(bodies) == 1 and not place.affiliations and not place.roles:
            given.append((number, place, bodies[0], money))
    numbers = {number for number, *_ in given}
    for number, place, body, money in given:
        if money or {number - 1, number + 1} & numbers:
            place.affiliations.append(body)


def _whole(directory: Directory, line: Span) -> tuple[str, Span] | None:
    """The university whose name is a whole line."""
    run = employer_at(directory, line.start, line.end)
    key = recognised(directory, run) if run else None
    if run is None or key is None or directory.layout.text[run.end : line.end].strip(" .,"):
        return None
    return (key, run) if directory.is_university(key) else None


def _below_address(directory: Directory, by_line: dict[int, list[Found]]) -> None:
    """Give who begins a line below a body with its address that body."""
    layout, text = directory.layout, directory.layout.text
    above: tuple[str, Span] | None = None
    for index, row in sorted(by_line.items()):
        if index == 0:
            continue
        unit = layout.units[index - 1]
        run = run_at(text, unit.content, unit.end) if text[unit.end - 1] == ")" else None
        if run is not None and run.start == unit.content and _ADDRESS.fullmatch(text, run.end, unit.end):
            key = directory.recognise(run, certain=True)
            above = (key, run) if key else None
        elif index - 1 not in by_line:
            above = None
        for place in row:
            place.affiliations = place.affiliations or ([above] if above else [])
