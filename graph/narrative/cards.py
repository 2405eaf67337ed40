"""People in lines of their own: "Ann Bell" and below it "Reader, Kell University"; "Reis, A, Kell University"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from graph.narrative.names import is_organization
from graph.narrative.organizations import Directory
from graph.narrative.people import Found, name_at, person_at, read_line
from graph.narrative.spans import Unit, clean, trim

_LONGEST = 160


def cards(directory: Directory, people: list[Found]) -> list[Found]:
    """The people without a title in lines of their own; those of ``people`` are given what the line below says."""
    layout, text = directory.layout, directory.layout.text
    if not people and directory.is_empty:
        return []
    if "\n" not in text:
        return list(_catalogued(directory, layout.units)) if len(layout.units) == 1 else []
    ending = {place.span.end: place for place in people if not place.roles and not place.affiliations}
    found: list[Found] = []
    units = layout.units
    for unit, below in pairwise(units):
        if unit.end - unit.content > 60 or below.end - below.content > _LONGEST:
            continue
        known = ending.get(trim(text, unit.content, unit.end).end)
        if known is not None:
            if known.start == unit.content:
                read_line(directory, known, below.content, below.end)
        elif (card := _untitled(directory, unit, below)) and (card.affiliations or people or found):
            found.append(card)
    return [*found, *_catalogued(directory, units)]


def _untitled(directory: Directory, unit: Unit, below: Unit) -> Found | None:
    """The person whose name is a whole line, where the line below is a post with an employer, and nothing else."""
    text = directory.layout.text
    span = name_at(text, unit.content, unit.end)
    if span is None or span.end != trim(text, unit.content, unit.end).end:
        return None
    name = clean(text[span.start : span.end])
    if not 2 <= len(name.split()) <= 4 or is_organization(name) or directory.knows(name):
        return None
    found = Found(name, span, span.end, confidence=0.8)
    whole = read_line(directory, found, below.content, below.end)
    return found if whole and found.roles else None


def _catalogued(directory: Directory, units: list[Unit]) -> Iterator[Found]:
    """The people of lines like "Reis, A, Kell University"."""
    text = directory.layout.text
    for unit in units:
        comma = text.find(", ", unit.content, unit.content + 60)
        if comma < 0 or unit.end - unit.content > _LONGEST:
            continue
        place = person_at(directory, unit.content, unit.end)
        if place is None or not place.affiliations or text[place.end : unit.end].strip(" .;"):
            continue
        if "," in place.name or place.roles:
            yield place
