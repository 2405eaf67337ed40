"""A chart of findings over the publishes, drawn here as SVG: it needs no script and takes the page's colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.quality.history import Numbers, Point
from graph.report import SEVERITIES

WIDTH, HEIGHT = 900, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 40
MOST = 60
"""Publishes in one chart, the last ones."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands of one severity after a publish: a rectangle."""

    severity: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A publish: its bars, and where its name goes, if there is room for it."""

    snapshot: int
    title: str
    middle: float
    bars: tuple[Bar, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The columns, and the lines across with their numbers."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[float, int], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart(series: Sequence[tuple[Point, Numbers]]) -> Chart:
    """The chart of the last publishes."""
    shown = series[-MOST:]
    step = _step(max((numbers.standing for _, numbers in shown), default=0))
    top = max(step, -(-max((numbers.standing for _, numbers in shown), default=0) // step) * step)
    room = HEIGHT - TOP - BOTTOM

    def y(count: int) -> float:
        return round(TOP + room - room * count / top, 1)

    slot = (WIDTH - LEFT - RIGHT) / max(len(shown), 1)
    wide = min(slot * 0.7, 48.0)
    every = -(-len(shown) * 34 // (WIDTH - LEFT - RIGHT)) or 1
    columns = []
    for place, (point, numbers) in enumerate(shown):
        middle = round(LEFT + slot * (place + 0.5), 1)
        bars, below = [], 0
        for severity in SEVERITIES:
            count = numbers.severities.get(severity, 0)
            if count:
                high = y(below + count)
                bars.append(Bar(severity, round(middle - wide / 2, 1), high, round(wide, 1), round(y(below) - high, 1)))
            below += count
        told = ", ".join(f"{numbers.severities[s]} {s}" for s in SEVERITIES if numbers.severities.get(s)) or "none"
        title = (
            f"Snapshot {point.snapshot}, {point.time[:10]}: {told}; {numbers.opened} opened, {numbers.closed} closed"
        )
        columns.append(Column(point.snapshot, title, middle, tuple(bars), (len(shown) - 1 - place) % every == 0))
    return Chart(tuple(columns), tuple((y(count), count) for count in range(0, top + 1, step)))


def _step(most: int) -> int:
    """The distance of lines across, so that there are four or so: 1, 2, 5, 10, 20 …"""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 5 * factor * size:
                return factor * size
        size *= 10
