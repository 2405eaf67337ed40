"""Findings grouped by their cause in one source, ranked by effect: one wrong field is one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.quality.findings import Seen
from graph.quality.states import State
from graph.report import SEVERITIES

At = tuple[str, str]
"""By which a row is known: its cause and its source."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings of one shape, component and path in one source, in the order in which they were given.

    ``frees`` counts by profile the records that nothing else keeps back, ``touches`` all that it keeps back. ``states``
    counts its findings by what became of them, ``to`` names those who have some of them.
    """

    at: At
    seen: tuple[Seen, ...]
    frees: Mapping[str, int]
    touches: int
    states: Mapping[str, int]
    to: tuple[str, ...] = ()
    returned: int = 0

    @property
    def first(self) -> Seen:
        return self.seen[0]

    @property
    def profiles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(seen.profile for seen in self.seen))

    @property
    def severity(self) -> str:
        return min((seen.severity for seen in self.seen), key=SEVERITIES.index)

    @property
    def freed(self) -> int:
        return sum(self.frees.values())


def grouped(found: Iterable[tuple[Seen, State]], freed: Mapping[At, Mapping[str, int]]) -> list[Cause]:
    """The causes of findings, those first that free the most records; ``freed`` is :func:`effects` of all."""
    groups: dict[At, dict[tuple[str, str, str | None], tuple[Seen, State]]] = {}
    for seen, state in found:
        told = seen.key, seen.profile, seen.document
        groups.setdefault((seen.cause, seen.source), {})[told] = (seen, state)
    return sorted((_cause(at, list(members.values()), freed) for at, members in groups.items()), key=_rank)


def _cause(at: At, members: list[tuple[Seen, State]], freed: Mapping[At, Mapping[str, int]]) -> Cause:
    states = {seen.key: state for seen, state in members}
    people = tuple(sorted({state.to for state in states.values() if state.to}))
    touched = {(seen.profile, record) for seen, _ in members for record in seen.records}
    counted = Counter(state.name for state in states.values())
    returned = sum(state.returned for state in states.values())
    seen = tuple(seen for seen, _ in members)
    return Cause(at, seen, freed.get(at, {}), len(touched), counted, people, returned)


def effects(found: Iterable[Seen]) -> dict[At, dict[str, int]]:
    """By cause and profile: how many records would pass if this alone were put right."""
    blocking: dict[tuple[str, str], set[At]] = {}
    for seen in found:
        for record in seen.records:
            blocking.setdefault((seen.profile, record), set()).add((seen.cause, seen.source))
    freed: dict[At, Counter[str]] = {}
    for (profile, _), causes in blocking.items():
        if len(causes) == 1:
            freed.setdefault(next(iter(causes)), Counter())[profile] += 1
    return {at: dict(sorted(counted.items())) for at, counted in freed.items()}


def _rank(cause: Cause) -> tuple[object, ...]:
    grave = SEVERITIES.index(cause.severity)
    return -cause.freed, -cause.touches, grave, -len(cause.seen), cause.first.finding.message, cause.at
