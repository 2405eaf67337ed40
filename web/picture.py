"""An entity among its neighbours, as a picture: what points to it, left; what it leads to, right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from web import vocabulary
from web.facts import Entity, Value
from web.sections import Section

SELF, GUTTER, CARD, HEIGHT, GAP = 210, 335, 250, 62, 14
"""Widths of the middle, of a side with its lines, and of a card; a card's height; what is between two."""
MOST = 6
"""How many neighbours stand on each side."""


@dataclass(frozen=True, slots=True)
class Card:
    """A neighbour: its place, its name cut into lines, its relation, and the line that joins it."""

    x: int
    y: int
    lines: tuple[str, ...]
    label: str
    relation: str
    iri: str
    type: str
    path: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template draws. ``centre`` is where the entity stands; ``left_out`` counts who found no place."""

    width: int
    height: int
    centre: int
    lines: tuple[str, ...]
    cards: tuple[Card, ...]
    left_out: int


def picture(entity: Entity, found: Iterable[Section]) -> Picture | None:
    """The picture of an entity; ``None`` where it has no neighbours."""
    sections = list(found)
    shown = {section.title: section.values for section in sections if not section.outgoing}
    leads = {s.title: s.values for s in sections if s.outgoing}
    for predicate, row in entity.rows.items():
        if predicate not in vocabulary.SECTIONS:
            leads.setdefault(row.label, tuple(value for value in row.values if value.type))
    left, right = _fair(shown), _fair(leads)
    all_of_them = {v.iri for values in (*shown.values(), *leads.values()) for v in values if v.type}
    if not left and not right:
        return None
    height = max(len(left), len(right)) * (HEIGHT + GAP) + GAP
    width = SELF + GUTTER * (bool(left) + bool(right))
    centre = SELF // 2 + (GUTTER if left else 0)
    drawn = {value.iri for _, value in (*left, *right)}
    cards = (*_cards(left, centre, height, False), *_cards(right, centre, height, True))
    return Picture(width, height, centre, _lines(entity.label, 24, 4), cards, len(all_of_them - drawn))


def _fair(relations: dict[str, tuple[Value, ...]]) -> list[tuple[str, Value]]:
    """At most :data:`MOST` neighbours, one of each relation in turn, back in the relations' order."""
    queues = {name: list(values) for name, values in relations.items() if values}
    taken: list[tuple[str, Value]] = []
    seen: set[str | None] = set()
    while len(taken) < MOST and any(queues.values()):
        for name, queue in queues.items():
            if queue and len(taken) < MOST:
                value = queue.pop(0)
                if value.iri not in seen:
                    taken.append((name, value))
                    seen.add(value.iri)
    names = list(queues)
    return sorted(taken, key=lambda pair: names.index(pair[0]))


def _cards(neighbours: list[tuple[str, Value]], centre: int, height: int, right: bool) -> Iterable[Card]:
    top = (height - len(neighbours) * (HEIGHT + GAP) + GAP) // 2
    near = centre + (SELF // 2 if right else -SELF // 2)
    edge = near + (GUTTER - CARD) * (1 if right else -1)
    x, bend = edge if right else edge - CARD, (near + edge) // 2
    for place, (relation, value) in enumerate(neighbours):
        y = top + place * (HEIGHT + GAP)
        middle = y + HEIGHT // 2
        path = f"M{near} {height // 2}C{bend} {height // 2} {bend} {middle} {edge} {middle}"
        lines = _lines(value.text, 29, 2)
        yield Card(x, y, lines, value.text, relation, value.iri or "", value.type or "", path)


def _lines(text: str, width: int, most: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, width, max_lines=most, placeholder=" …"))
