"""Employers that the layout of a page says: names above an institution, a centre's own page of people, a thesis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import runs
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.titled import person_at
from graph.narrative.people.workplaces import employer_at, is_department, recognised
from graph.narrative.spans import Span, Unit, trim
from graph.narrative.triggers import triggers
from graph.narrative.words import UNIT_WORDS, word_set

_JOINED = re.compile(r"(?:,|;)? (?:and|&|et|y|und|en|och|og|i) |[,;] |[ .,;]*$")
_DATE = re.compile(r"(?:(?:\d{1,2} )?[^\W\d_]{3,9},? )?(?:19|20)\d\d|\S{1,60}@\S{1,60}")
_CENTRES = UNIT_WORDS - word_set("Department School Faculty Division") | word_set("Observatory Institut Group Hub")
_WHO_WORDS = triggers("people", "team", "staff", "members", "researchers", "who we are")
_WHO = re.compile(
    r"(?:(?:our|the|meet|core|academic|research|centre|key|current) ){0,3}"
    r"(?:people|team|staff|members|researchers|who we are)(?: (?:at|of|in) (?:the )?(?P<at>\S.*))?\s?:?"
)
# Who is named below these is of another house.
_OUTSIDE = re.compile(
    r"(?:[a-z-]{2,20} ){0,3}(?:advis\w+|partners?\b|board|visit\w*|collaborat\w+|external|alumni|former|honorary"
    r"|associate (?:members?|fellows?)|affiliat\w+|steering|fund\w+|contacts?|friends|trustees|associates|consult\w+)"
)
_THESIS_WORDS = triggers("thesis ", "dissertation ")
_THESIS = re.compile(
    r"(?:(?:an?|this) )?(?:(?:doctoral|phd|masters?|master['’]s) )?(?:thesis|dissertation)(?: is| was)? "
    r"(?:submitted|presented|in (?:partial )?fulfil)"
)
_OTHERS = re.compile(r"(?:[a-z-]{2,20} ){0,2}(?:supervis|examin|advis|committee|promot|fund|declar)")
_LINE, _LINES = 200, 60
_PAGE = 10
"""A page says whose people it lists within so many lines."""


def mastheads(directory: Directory, people: list[Found]) -> list[Found]:
    """The authors of theses and title pages who are not in ``people``; these are given the employers said there."""
    layout = directory.layout
    if "\n" not in layout.text:
        return []
    found = [place for place in _theses(directory, people) if place not in people]
    by_line: dict[int, list[Found]] = {}
    for place in sorted((*people, *found), key=lambda place: place.start):
        by_line.setdefault(layout.unit_index(place.start), []).append(place)
    for index, row in by_line.items():
        _above(directory, index, row)
    _of_centre(directory, by_line)
    return [*found, *_alone(directory, by_line)]


def _body(directory: Directory, index: int) -> tuple[str, Span] | None:
    """The organisation whose name is a whole line, perhaps before a place."""
    layout = directory.layout
    unit = layout.units[index] if index < len(layout.units) else None
    if unit is None or unit.end - unit.content > _LINE:
        return None
    run = employer_at(directory, unit.content, unit.end)
    key = recognised(directory, run) if run else None
    return (key, run) if key and run and not layout.text[run.end : unit.end].strip(" .,") else None


def _apart(directory: Directory, index: int) -> int:
    """How many line breaks there are before a line."""
    units = directory.layout.units
    return directory.layout.text.count("\n", units[index - 1].end, units[index].start)


def _institution(directory: Directory, index: int) -> tuple[str, Span] | None:
    """The body in a line, of a department the university in the next."""
    body = _body(directory, index)
    if body is None or not is_department(directory, body[0]):
        return body
    above = _body(directory, index + 1)
    if above is None or not directory.is_university(above[0]):
        return body
    directory.add_parent(body[0], *above)
    return above


def _above(directory: Directory, index: int, row: list[Found]) -> None:
    """Give all whose names fill a line the institution that fills the next."""
    layout, text = directory.layout, directory.layout.text
    unit = layout.units[index]
    if index + 1 == len(layout.units) or len(row) < 2 or row[0].start != unit.content or unit.content != unit.start:
        return
    if any(place.affiliations or place.roles for place in row):
        return
    for place, after in zip(row, [*row[1:], None], strict=True):
        joined = _JOINED.match(text, place.end, unit.end)
        if joined is None or joined.end() != (after.start if after else unit.end):
            return
    breaks = _apart(directory, index + 1)
    body = _institution(directory, index + 1) if breaks <= 2 else None
    if body and (breaks == 1 or directory.is_university(body[0]) or directory.is_unit(body[0])):
        for place in row:
            place.affiliations.append(body)


def _alone(directory: Directory, by_line: dict[int, list[Found]]) -> Iterator[Found]:
    """Who is alone in a line above a university and a date or an address: the author on a title page."""
    layout, text = directory.layout, directory.layout.text
    if directory.is_empty:
        return
    for index, unit in enumerate(layout.units[:-2]):
        below, last = layout.units[index + 1 : index + 3]
        if index in by_line or unit.end - unit.content > 40 or not _DATE.fullmatch(text, last.content, last.end):
            continue
        body = _institution(directory, index + 1) if below.end - below.content < _LINE else None
        if body is None or not directory.is_university(body[0]) or _apart(directory, index + 1) > 1:
            continue
        place = _whole(directory, unit)
        if place is not None and has_given_name(place.name):
            place.affiliations.append(body)
            yield place


def _whole(directory: Directory, unit: Unit) -> Found | None:
    """The person whose name, perhaps with letters after it, is a whole line."""
    place = person_at(directory, unit.content, unit.end)
    if place is None or place.affiliations or place.roles or not may_be_name(place.name):
        return None
    return None if directory.layout.text[place.end : unit.end].strip(" .,") else place


def _of_centre(directory: Directory, by_line: dict[int, list[Found]]) -> None:
    """Give the people of a centre's own page the centre: "Our people" below or above its name."""
    layout = directory.layout
    for at in layout.places(_WHO_WORDS):
        index = layout.unit_index(at)
        if index >= _PAGE:
            return
        unit = layout.units[index]
        heading = _WHO.fullmatch(layout.small, unit.content, unit.end) if unit.end - unit.content < 100 else None
        if heading is None:
            continue
        if heading.group("at"):
            run = employer_at(directory, heading.start("at"), unit.end)
            key = recognised(directory, run) if run and run.end == unit.end else None
            bodies = [(key, run)] if key and run else []
        else:
            bodies = [body for near in (index + 1, index - 1) if near >= 0 and (body := _body(directory, near))]
        centre = next((body for body in bodies if not _CENTRES.isdisjoint(_words(directory, body))), None)
        if centre is not None:
            _employ(directory, by_line, index + 1, centre)
            return


def _words(directory: Directory, body: tuple[str, Span]) -> list[str]:
    return directory.layout.text[body[1].start : body[1].end].split()


def _employ(directory: Directory, by_line: dict[int, list[Found]], first: int, centre: tuple[str, Span]) -> None:
    """Give who is named in the lines from one on the centre, up to prose or those who are of another house."""
    layout = directory.layout
    for index in range(first, min(first + _LINES, len(layout.units))):
        unit = layout.units[index]
        row = by_line.get(index, [])
        if layout.is_prose(unit) or (not row and _OUTSIDE.match(layout.small, unit.content, unit.end)):
            return
        if row and row[0].start == unit.content:
            for place in row:
                place.affiliations = place.affiliations or [centre]


def _theses(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The authors of "Ana Reis", "A thesis submitted to the University of Kell …", with the university."""
    layout, text = directory.layout, directory.layout.text
    known = {place.start: place for place in people}
    reach = -1
    for at in layout.places(_THESIS_WORDS):
        index = layout.unit_index(at)
        unit = layout.units[index]
        if index <= reach or not _THESIS.match(layout.small, unit.content, unit.end):
            continue
        reach = index + _PAGE
        lines = [*range(index - 1, max(-1, index - 3), -1), *range(index + 1, min(index + 5, len(layout.units)))]
        author = None
        for line in lines:
            above = layout.units[line - 1] if line else None
            signed = above is not None and layout.small[above.content : above.end].strip() == "by"
            here = trim(text, layout.units[line].content, layout.units[line].end)
            if layout.small.startswith("by ", here.start):
                here, signed = Span(here.start + 3, here.end), True
            place = known.get(here.start) or _whole(directory, Unit(here.start, here.end, here.start))
            if place and (signed or place.title or place.end > place.span.end or has_given_name(place.name)):
                author = place
                break
        if author is None:
            continue
        for line in (index, *range(index + 1, min(index + 8, len(layout.units))), *range(max(0, index - 6), index)):
            near = layout.units[line]
            if line > index and _OTHERS.match(layout.small, near.content, near.end):
                continue
            end = min(near.end, near.content + 2 * _LINE)
            named = [(directory.key_at(run), run) for run in runs(text, near.content, end)]
            university = next(((key, run) for key, run in named if key and directory.is_university(key)), None)
            if university and not author.affiliations:
                author.affiliations.append(university)
        yield author
