"""Two things side by side: what is said of each, row by row, and where they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.store.snapshot import Snapshot
from web import sections
from web.facts import Reader, Value

SHOWN = 6
"""Values of a row that are shown of each side; of the others the number is said."""
LONG = 400
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of one side; ``agrees``: the other side has it as well."""

    value: Value
    agrees: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """What both sides say under one heading; ``more`` are the numbers of values that are not shown."""

    label: str
    sides: tuple[tuple[Cell, ...], tuple[Cell, ...]]
    more: tuple[int, int]


def compared(snapshot: Snapshot, one: str, other: str) -> list[Compared]:
    """The rows of two things, by their IRIs; those that both have come first, in the order of an entity's page."""
    mine, theirs = _rows(snapshot, one), _rows(snapshot, other)
    labels = dict.fromkeys((*mine, *theirs))
    ordered = sorted(labels, key=lambda label: not (label in mine and label in theirs))
    return [_row(label, mine.get(label, []), theirs.get(label, [])) for label in ordered]


def _rows(snapshot: Snapshot, iri: str) -> dict[str, list[Value]]:
    entity = Reader(snapshot, iri).entity()
    found = {row.label: list(row.values) for rows in entity.groups.values() for row in rows}
    for section in sections.sections(snapshot, entity):
        found.setdefault(section.title, list(section.values))
    return found


def _row(label: str, mine: list[Value], theirs: list[Value]) -> Compared:
    return Compared(
        label,
        (_cells(mine, theirs), _cells(theirs, mine)),
        (max(0, len(mine) - SHOWN), max(0, len(theirs) - SHOWN)),
    )


def _cells(values: Iterable[Value], others: Iterable[Value]) -> tuple[Cell, ...]:
    """The cells of one side, those that agree first, as those tell most."""
    known = {_said(value) for value in others}
    cells = [Cell(value, _said(value) in known) for value in values]
    return tuple(sorted(cells, key=lambda cell: not cell.agrees)[:SHOWN])


def _said(value: Value) -> tuple[str, str]:
    return (value.iri or " ".join(value.text.casefold().split()), value.note)
