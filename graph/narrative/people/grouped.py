"""People grouped by employer: names in lines below a university, and "Ana Reis, Kell University; Tom Okafor, …"."""

from __future__ import annotations

from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.titled import person_at
from graph.narrative.people.workplaces import employer_at, recognised
from graph.narrative.spans import Unit, trim
from graph.narrative.triggers import triggers

_LONGEST = 90
_MOST = 30
_PARTED = triggers("; ")


def grouped(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of such groups; those of ``people`` are given the employer."""
    layout = directory.layout
    if directory.is_empty:
        return
    known = {place.start: place for place in people}
    if "\n" in layout.text:
        yield from _below(directory, known)
    reach = -1
    for mark in layout.places(_PARTED):
        unit = layout.units[layout.unit_index(mark)]
        if mark >= reach:
            reach = unit.end
            yield from _parted(directory, unit, known)


def _below(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people of the lines below a university that is a line of its own after an empty one."""
    layout, text = directory.layout, directory.layout.text
    units = layout.units
    for index, unit in enumerate(units[:-1]):
        if unit.end - unit.content > _LONGEST or not _opens(directory, index):
            continue
        run = employer_at(directory, unit.content, unit.end)
        whole = run is not None and not text[run.end : unit.end].strip(" :.")
        key = recognised(directory, run) if run and whole else None
        if run is None or key is None or not directory.is_university(key):
            continue
        row: list[Found] = []
        for place in range(index + 1, min(index + 1 + _MOST, len(units))):
            if text.count("\n", units[place - 1].end, units[place].start) > 1:
                break
            who = _whole(directory, units[place], known)
            if who is None and row and _is_bare(units[place]) and not _is_bare(units[place - 1]):
                break
            if who is None:
                row = []
                break
            row.append(who)
        if any(who.title or has_given_name(who.name) for who in row):
            for who in row:
                who.affiliations = who.affiliations or [(key, run)]
            yield from row


def _is_bare(unit: Unit) -> bool:
    """Whether a line has no bullet."""
    return unit.content == unit.start


def _opens(directory: Directory, index: int) -> bool:
    """Whether a line stands after an empty one, or above a list with bullets."""
    units, unit = directory.layout.units, directory.layout.units[index]
    if index == 0 or directory.layout.text.count("\n", units[index - 1].end, unit.start) > 1:
        return True
    return _is_bare(unit) and not _is_bare(units[index + 1])


def _whole(directory: Directory, unit: Unit, known: dict[int, Found]) -> Found | None:
    """The person who is a whole line, but for a post."""
    if unit.end - unit.content > _LONGEST:
        return None
    place = known.get(unit.content) or person_at(directory, unit.content, unit.end)
    if place is None or not (place.title or may_be_name(place.name)):
        return None
    return None if directory.layout.text[place.end : unit.end].strip(" .,;") else place


def _parted(directory: Directory, unit: Unit, known: dict[int, Found]) -> list[Found]:
    """The people of a line of nothing but names with employers, between semicolons."""
    text, end = directory.layout.text, trim(directory.layout.text, unit.content, unit.end, ".;").end
    row: list[Found] = []
    position = unit.content
    while len(row) < _MOST:
        place = known.get(position) or person_at(directory, position, end)
        if place is None or not place.affiliations or not (place.title or may_be_name(place.name)):
            return []
        row.append(place)
        if place.end >= end:
            break
        if not text.startswith("; ", place.end):
            return []
        position = place.end + 2
    return row if len(row) > 1 and any(place.title or has_given_name(place.name) for place in row) else []
