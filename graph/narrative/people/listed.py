"""People in tables and in lists with their employers: "Reis, Ana<tab>Kell University", "Kell Research: A, B and C".

Small numbers after names lead to the lines below with the same numbers: "Ana Reis1, Tom Okafor2".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from graph.narrative.bodies.organizations import Directory
from graph.narrative.fields import Field
from graph.narrative.names import is_organization
from graph.narrative.people.catalogued import catalogued_at
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import TITLE, Found, name_at
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.posts import ROLE
from graph.narrative.people.tails import read_workplace
from graph.narrative.people.titled import person_at
from graph.narrative.people.workplaces import employer_at, recognised
from graph.narrative.spans import Span, Unit, clean, trim

_CELL = re.compile(r"[^\t|]{1,200}")
_HEADER = re.compile(r"\b(?:name|affiliation|institution|employer)s?\b")
_BODY = re.compile(r"(?P<body>[^\W\d_a-z][\w&'’-]{1,30}(?: [\w&'’-]{2,30}){0,6}): (?=[^\W\d_a-z])")
_SEPARATOR = re.compile(r"(?:,|;)? (?:and|&) |[,;] |,? and ")
_LABEL = re.compile(r"[^\W\d_a-z][\w ()/-]{2,40}: {1,3}(?=[^\W\d_a-z])")
_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")
_MARK = r"[(\[]?(?P<marks>[1-9¹²³⁴⁵⁶⁷⁸⁹](?:,[1-9¹²³⁴⁵⁶⁷⁸⁹])?)[)\]]?"
_MARKED = re.compile(rf" ?[*†‡]?{_MARK},?[*†‡✉#]{{0,2}}(?=\s*(?:[,;]|and\b|&|$))")
_BESIDE = re.compile(r"\s*(?:[,;]\s*(?:(?:and|&)\s)?|(?:and|&)\s|$)")
_NUMBERED = re.compile(rf"\s*{_MARK}[.:]?\s{{0,4}}(?=[^\W\d_a-z])")
_INSIDE = re.compile(r"[a-z,] ([^\W\d_a-z][\w'’&-]{3,30})")
_SMALL = re.compile(r"(?<= )[a-z][\w-]{3,30}(?= )")
_NEAR = 8


def listed(directory: Directory, people: list[Found], labels: list[Field]) -> list[Found]:
    """The people of tables and lists without a title; those of ``people`` are given the employers said there."""
    layout = directory.layout
    if "\n" not in layout.text:
        return []
    known = {place.span.start: place for place in people}
    label_starts = {field.label.start for field in labels}
    found: list[Found] = []
    elsewhere = _Elsewhere(layout.text)
    headed = False
    for index, unit in enumerate(layout.units):
        if unit.end - unit.content > 600:
            continue
        row = "\t" in layout.text[unit.content : unit.end] or "|" in layout.text[unit.content : unit.end]
        headed = row and (headed or _HEADER.search(layout.small, unit.content, unit.end) is not None)
        places = list(_cells(directory, unit, headed, known)) if row else []
        if not places and unit.content not in label_starts:
            places = _of_body(directory, unit, known, elsewhere)
        places = places or _marked(directory, unit, index, known)
        found.extend(place for place in places if place.span.start not in known)
    return found


def _cells(directory: Directory, unit: Unit, headed: bool, known: dict[int, Found]) -> Iterator[Found]:
    """The person of a row of a table: a name in its first cell, and a post or an organisation in one after it.

    Without a head above that says so (``headed``) there must be both.
    """
    text = directory.layout.text
    cells = [trim(text, *cell.span()) for cell in _CELL.finditer(text, unit.content, unit.end)]
    cells = [cell for cell in cells if cell.end > cell.start]
    if not 2 <= len(cells) <= 8:
        return
    first = cells[0]
    if title := TITLE.match(text, first.start, first.end):
        who = known.get(title.end())
        if who is not None and not who.affiliations and who.span.end == first.end:
            who.affiliations += _employer_of(directory, cells[1:])[:1]
        return
    name = catalogued_at(text, first.start, first.end, "member") or name_at(text, first.start, first.end)
    if name != first or not _is_name(directory, text[first.start : first.end].replace(",", "")):
        return
    posts = [cell for cell in cells[1:] if (post := ROLE.match(text, cell.start, cell.end)) and post.end() == cell.end]
    if not headed and not (
        has_given_name(text[first.start : first.end]) and any(_is_post(text, post) for post in posts)
    ):
        return
    found = Found(clean(text[first.start : first.end]), first, first.end, roles=posts[:1], confidence=0.7)
    found.affiliations += _employer_of(directory, [cell for cell in cells[1:] if cell not in posts])[:1]
    if found.affiliations or (headed and posts):
        yield found


def _employer_of(directory: Directory, cells: list[Span]) -> list[tuple[str, Span]]:
    """The organisations that are the whole of a cell."""
    named = [(cell, employer_at(directory, cell.start, cell.end)) for cell in cells]
    return [(key, run) for cell, run in named if run == cell and (key := recognised(directory, run))]


def _is_post(text: str, cell: Span) -> bool:
    """Whether a cell is a post, not words that begin with one ("Lead time")."""
    post = ROLE.match(text, cell.start, cell.end)
    return post is not None and (not post.group("rest") or post.group("rest").startswith((" of ", " in ", " for ")))


def _of_body(directory: Directory, unit: Unit, known: dict[int, Found], elsewhere: _Elsewhere) -> list[Found]:
    """The people of a line after the name of who employs them, which the text names elsewhere as well."""
    text = directory.layout.text
    label = _BODY.match(text, unit.content, unit.end)
    if label is None:
        return []
    body = Span(*label.span("body"))
    words = clean(text[body.start : body.end])
    if " at " in words or " from " in words:
        return []  # "Interns at Kell University: …" is no body's name
    sure = is_organization(words) or directory.knows(words)
    if not sure and words.split()[0] not in elsewhere:
        return []
    end = trim(text, unit.content, unit.end, ".").end
    places: list[Found] = []
    position = label.end()
    for _ in range(20):
        title = TITLE.match(text, position, end)
        place = known.get(title.end() if title else position) or person_at(directory, position, end)
        if place is None or not (place.title or _is_name(directory, place.name)):
            return []
        places.append(place)
        if place.end == end:
            break
        separator = _SEPARATOR.match(text, place.end, end)
        if separator is None:
            return []
        position = separator.end()
    if not sure and len(places) < 2:
        return []
    key = directory.recognise(body, certain=True)
    for place in places:
        if key and not place.affiliations:
            place.affiliations.append((key, body))
    return places


class _Elsewhere:
    """The words that stand with a capital within a sentence, and never without; looked for when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _inside(self) -> frozenset[str]:
        return frozenset(_INSIDE.findall(self._text)).difference(map(str.title, _SMALL.findall(self._text)))

    def __contains__(self, word: str) -> bool:
        return len(word) > 3 and word in self._inside


def _marked(directory: Directory, unit: Unit, index: int, known: dict[int, Found]) -> list[Found]:
    """The people of a line of names with small numbers, where lines below begin with these numbers."""
    text, units = directory.layout.text, directory.layout.units
    if index + 1 == len(units) or not _NUMBERED.match(text, units[index + 1].start, units[index + 1].end):
        return []
    label = _LABEL.match(text, unit.content, unit.end)
    position = label.end() if label else unit.content
    marked: list[tuple[Found, str]] = []
    while position < unit.end and len(marked) < 40:
        title = TITLE.match(text, position, unit.end)
        start = title.end() if title else position
        span = name_at(text, start, unit.end)
        marks = _MARKED.match(text, span.end, unit.end) if span else None
        if span is None or marks is None or not _is_name(directory, text[span.start : span.end]):
            return []
        name = clean(text[span.start : span.end])
        place = known.get(start) or Found(name, span, marks.end(), confidence=0.8)
        marked.append((place, marks.group("marks").translate(_RAISED)))
        beside = _BESIDE.match(text, marks.end(), unit.end)
        if beside is None:
            return []
        position = beside.end()
    employers = _numbered(directory, index) if marked else {}
    if not all(mark in employers for _, marks in marked for mark in marks.split(",")):
        return []
    for place, numbers in marked:
        if not place.affiliations:
            place.affiliations.extend(dict.fromkeys(employers[number] for number in numbers.split(",")))
    return [place for place, _ in marked]


def _numbered(directory: Directory, index: int) -> dict[str, tuple[str, Span]]:
    """The employers of the lines below one that begin with a small number."""
    text, employers = directory.layout.text, {}
    for unit in directory.layout.units[index + 1 : index + 1 + _NEAR]:
        number = _NUMBERED.match(text, unit.start, unit.end)
        if number is None:
            break
        who = Found("", Span(unit.start, unit.start), unit.start)
        if read_workplace(directory, who, number.end(), unit.end):
            employers[number.group("marks").translate(_RAISED)] = who.affiliations[0]
    return employers


def _is_name(directory: Directory, name: str) -> bool:
    """Whether two to four words may be a person's name: no subject, place or body."""
    return may_be_name(name) and not is_organization(name) and not directory.knows(name)
