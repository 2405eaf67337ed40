"""What was measured, as a table, and as ratios to the goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.endpoint.load import Figure


@dataclass(frozen=True)
class Row:
    """One measurement: of which part, which system, what was asked, in which state; memory in MB."""

    part: str
    system: str
    question: str
    state: str
    figure: Figure
    memory: float | None = None

    def line(self) -> str:
        figure, memory = self.figure, "" if self.memory is None else f"{self.memory:,.0f}"
        numbers = f"{figure.rate:>10.1f}{figure.p50:>11.2f}{figure.p99:>11.2f}{figure.errors:>8}{memory:>9}"
        return f"{self.part:<9}{self.system:<17}{self.question:<27}{self.state:<9}{numbers}"

    def data(self) -> dict[str, Any]:
        return asdict(self)


HEADING = (
    f"{'part':<9}{'system':<17}{'question':<27}{'state':<9}"
    f"{'a second':>10}{'p50 ms':>11}{'p99 ms':>11}{'errors':>8}{'MB':>9}"
)


@dataclass(frozen=True)
class Verdict:
    """A goal and what was reached; ``value`` is a ratio, or seconds, or megabytes."""

    goal: str
    value: float
    limit: float
    least: bool

    @property
    def reached(self) -> bool:
        return self.value >= self.limit if self.least else self.value <= self.limit

    def line(self) -> str:
        sign = "≥" if self.least else "≤"
        return (
            f"{self.goal:<76}{self.value:>10.2f}  {sign} {self.limit:<9g}{'reached' if self.reached else 'NOT reached'}"
        )


RATIOS = (
    ("lookup", "cold", "oxigraph-serve", {"ours-memory": 0.75, "ours-disk": 0.75}),
    ("lookup", "asked", "oxigraph-serve", {"ours-memory": 1.1, "ours-disk": 1.1}),
    ("join, 100 rows", "cold", "oxigraph-serve", {"ours-memory": 3, "ours-disk": 3}),
    ("join, 100 rows", "cold", "virtuoso", {"ours-memory": 1.5, "ours-disk": 1.5}),
    ("10k rows", "cold", "oxigraph-serve", {"ours-memory": 2, "ours-disk": 0.9}),
)
"""Goals as ratios of rates: question, state, peer, and the least ratio of each of ours."""
FACETS_LEAST, BESIDE_MOST = 5, 3
VISIBLE_MOST = {"ours-memory": 1.0, "ours-disk": 0.3}
"""Seconds from an edit to its visibility in every process."""


def verdicts(rows: Sequence[Row], working: float) -> Iterator[Verdict]:
    """The goals of which this run has both sides; ``working`` megabytes may the products take together."""
    found = {(row.part, row.system, row.question, row.state): row for row in rows}
    for question, state, peer, goals in RATIOS:
        for name, least in goals.items():
            mine, theirs = (found.get(("answers", system, question, state)) for system in (name, peer))
            if mine and theirs and theirs.figure.rate:
                told = f"{question}, {state}: {name} to {peer}, requests a second"
                yield Verdict(told, mine.figure.rate / theirs.figure.rate, least, True)
    for (part, name, question, state), row in found.items():
        theirs = found.get((part, "virtuoso", question, "cold"))
        if part == "facets" and name.startswith("ours") and theirs and theirs.figure.rate:
            told = f"{question}, {state}: {name} to virtuoso, requests a second"
            yield Verdict(told, row.figure.rate / theirs.figure.rate, FACETS_LEAST, True)
        idle = found.get((part, name, question, "idle"))
        if part == "beside" and name.startswith("ours") and state == "beside" and idle and idle.figure.p99:
            told = f"lookup beside four cartesian products: {name}, p99 to its idle p99"
            yield Verdict(told, row.figure.p99 / idle.figure.p99, BESIDE_MOST, False)
            if row.memory is not None and idle.memory is not None:
                more = row.memory - idle.memory
                yield Verdict(f"the same: {name}, most resident memory in MB beyond idle", more, working, False)
        if part == "edits" and state == "visible" and question == "one statement":
            told = f"edit to visible in every process: {name}, median seconds"
            yield Verdict(told, row.figure.p50 / 1000, VISIBLE_MOST[name], False)
