"""Which findings each publish opened, closed and left standing: one journal entry a profile and source.

The entries outlive the snapshots. What was published and is not in the journal yet is made from the snapshots that are
kept, in memory by whoever reads, and for good by the next writer (:func:`missing`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph.journal import Entry, Followed, Journal
from graph.quality import findings
from graph.report import SEVERITIES
from graph.store import files
from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots

EVENT = "findings"
"""The journal's entries of this module. They change nothing of a build."""
_LINE = 2000
"""Keys in one line of the journal."""
At = tuple[str, str]
"""A profile and a source."""


@dataclass(slots=True)
class Numbers:
    """What a publish came to in one profile and source: findings by severity, and how many came and went."""

    severities: dict[str, int] = field(default_factory=dict)
    opened: int = 0
    closed: int = 0

    @property
    def standing(self) -> int:
        return sum(self.severities.values())


@dataclass(slots=True)
class Point:
    """A publish: its snapshot's number, its time, what each profile came to (passed, total), and its numbers."""

    snapshot: int
    time: str
    passed: dict[str, tuple[int, int]] = field(default_factory=dict)
    numbers: dict[At, Numbers] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """The publishes in their order, the findings that stand after the last one, and those that were gone and came back.

    ``came`` tells of a key since which snapshot it had been gone, and with which it came back.
    """

    points: list[Point] = field(default_factory=list)
    standing: dict[At, set[str]] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    came: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The number of the last snapshot that it knows; 0 before the first."""
        return self.points[-1].snapshot if self.points else 0

    def take(self, entry: Entry) -> None:
        """Take an entry of the journal."""
        number = int(entry["snapshot"])
        if "profile" not in entry:
            before = {at: Numbers(dict(n.severities)) for at, n in self.points[-1].numbers.items() if n.standing} if (
                self.points
            ) else {}  # fmt: skip
            passed = {name: (int(pair[0]), int(pair[1])) for name, pair in entry["passed"].items()}
            self.points.append(Point(number, entry["time"], passed, before))
            return
        at = entry["profile"], entry["source"]
        numbers = self.points[-1].numbers.setdefault(at, Numbers())
        numbers.severities = dict(entry["severities"])
        opened, closed = entry.get("opened", ()), entry.get("closed", ())
        numbers.opened += len(opened)
        numbers.closed += len(closed)
        stands = self.standing.setdefault(at, set())
        stands.difference_update(closed)
        stands.update(opened)
        for key in closed:
            self.gone[key] = number
            self.came.pop(key, None)
        for key in opened:
            since = self.gone.pop(key, None)
            if since is not None and since < number:
                self.came[key] = since, number


def _step(history: History, line: bytes) -> None:
    if b'"findings"' in line:
        entry = json.loads(line)
        if entry["event"] == EVENT:
            history.take(entry)


_KEPT: Followed[History] = Followed(History, _step)


def of(data: Path) -> History:
    """The history up to what is published now."""
    kept = _KEPT.of(Journal(data).path)
    newer = tuple(number for number in Snapshots(data).numbers() if number > kept.last)
    if not newer:
        return kept
    return _with(data, kept.last, len(kept.points), newer)


@lru_cache(maxsize=2)
def _with(data: Path, last: int, points: int, newer: tuple[int, ...]) -> History:  # noqa: ARG001
    """The same with snapshots that the journal does not tell of yet."""
    history = deepcopy(_KEPT.of(Journal(data).path))
    for entry in _entries(data, history, newer):
        history.take(entry)
    return history


def missing(data: Path) -> list[Entry]:
    """What the journal is still to be told of the snapshots that are kept; for a writer, before old ones go."""
    kept = _KEPT.of(Journal(data).path)
    newer = tuple(number for number in Snapshots(data).numbers() if number > kept.last)
    if not newer:
        return []
    history, entries = deepcopy(kept), []
    for entry in _entries(data, history, newer):
        history.take(entry)
        entries.append(entry)
    return entries


def _entries(data: Path, history: History, newer: Iterable[int]) -> Iterator[Entry]:
    """The entries of snapshots, each made when the ones before it have been taken."""
    before = history.last
    for number in newer:
        if before and _same(data, before, number):
            before = number
            continue
        try:
            yield from _told(Snapshot(data, number), history.standing)
        except NoSnapshot:
            continue
        before = number


def _same(data: Path, one: int, other: int) -> bool:
    """Whether nothing was validated between two snapshots: an edit keeps the report of the build before it."""
    return files.same(*(data / "snapshots" / str(number) / "report.json" for number in (one, other)))


def _told(snapshot: Snapshot, standing: Mapping[At, set[str]]) -> Iterator[Entry]:
    found = findings.found(snapshot)
    passed = {str(p["name"]): [p["passed"], p["total"]] for p in found.profiles if not p.get("error")}
    start = {"event": EVENT, "snapshot": snapshot.number}
    yield {**start, "time": snapshot.manifest["published"], "passed": passed}
    now: dict[At, dict[str, str]] = {}
    for seen in found.seen:
        now.setdefault((seen.profile, seen.source), {})[seen.key] = seen.severity
    for at in sorted(now.keys() | {at for at, keys in standing.items() if keys}):
        keys, was = now.get(at, {}), standing.get(at, set())
        counted = Counter(keys.values())
        told = {"profile": at[0], "source": at[1], "severities": {s: counted[s] for s in SEVERITIES if counted[s]}}
        changes = [("opened", key) for key in sorted(keys.keys() - was)]
        changes += [("closed", key) for key in sorted(was - keys.keys())]
        for first in range(0, len(changes), _LINE):
            lists: dict[str, Any] = {}
            for name, key in changes[first : first + _LINE]:
                lists.setdefault(name, []).append(key)
            yield {**start, **told, **lists}


def series(history: History, profile: str = "", source: str = "") -> list[tuple[Point, Numbers]]:
    """The numbers of each publish, of one profile or source or all of them together."""
    found = []
    for point in history.points:
        total = Numbers()
        for (name, of_source), numbers in point.numbers.items():
            if profile in ("", name) and source in ("", of_source):
                total.opened += numbers.opened
                total.closed += numbers.closed
                for severity, count in numbers.severities.items():
                    total.severities[severity] = total.severities.get(severity, 0) + count
        found.append((point, total))
    return found
