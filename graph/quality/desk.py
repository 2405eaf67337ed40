"""What a curator sees of findings: causes ranked by effect, their states, safe fixes, and what was decided.

This is the one door to it for the command line and the web, with ``graph/quality/deciding.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from graph import clock
from graph.archive import Archive
from graph.journal import Followed, Journal
from graph.quality import causes, decisions, findings, fixes, history, logged
from graph.quality.causes import At, Cause
from graph.quality.decisions import Decision
from graph.quality.findings import Found, Seen
from graph.quality.fixes import Proposal
from graph.quality.states import STATES, State, States
from graph.report import SEVERITIES
from graph.settings import Settings
from graph.store.snapshot import Snapshot, Snapshots

CHOICES = (*STATES, "returned", "all")
_REMEMBERED = 16
"""Lists of causes, and the like, that a process keeps for those who turn the pages."""


class DeskError(ValueError):
    """What was asked for cannot be done; the message says why and what can."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are asked for; ``None`` is any. ``state`` is one of :data:`CHOICES`."""

    profile: str | None = None
    source: str | None = None
    severity: str | None = None
    state: str = "open"
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A decision with what became of it: in force, undone, over, or the reason why it has no effect."""

    decision: Decision
    status: str


def _take(found: dict[int, Decision], line: bytes) -> None:
    if b'"annotate"' in line or b'"retract"' in line:
        decisions.take(found, json.loads(line))


_DECIDED: Followed[dict[int, Decision]] = Followed(dict, _take)


def decided(data: Path) -> list[Decision]:
    """All decisions about findings in their order, those that were undone too."""
    return list(_DECIDED.of(Journal(data).path).values())


_KEPT: dict[tuple[object, object], Any] = {}


class Desk:
    """The findings and decisions of a published snapshot. Cheap to make; make one for each request.

    Raises ``graph.store.snapshot.NoSnapshot`` where nothing is published.
    """

    def __init__(self, chosen: Settings, snapshot: Snapshot | None = None) -> None:
        self.chosen = chosen
        self.snapshot = snapshot or Snapshots(chosen.data).current()
        self.base = self.snapshot.base
        self.decisions = decided(chosen.data)
        self.today = clock.now()[:10]

    @cached_property
    def found(self) -> Found:
        return findings.found(self.snapshot)

    @cached_property
    def _states(self) -> States:
        came = history.of(self.chosen.data).came
        return States(self.decisions, self.today, came, self._changed, self.snapshot.graphs)

    @cached_property
    def _freed(self) -> Mapping[At, Mapping[str, int]]:
        return _effects(self.snapshot.data, self.snapshot.number, self.snapshot.digest)

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, str | None]]:
        return {row["key"]: row for row in self.snapshot.report.get("documents", ()) if row["key"]}

    def _changed(self, document: str) -> str:
        row = self._rows.get(document, {})
        name = (row.get("name") or "").partition("#")[0]
        return logged.newest(self.chosen.data, row.get("url"), name, document)

    def state(self, seen: Seen) -> State:
        """Where a finding stands today."""
        return self._states.of(seen)

    def states(self, wanted: Wanted) -> list[tuple[Seen, State]]:
        """The findings that are asked for, with their states."""
        return [(seen, state) for seen, state in self._all if _meets(seen, state, wanted)]

    @cached_property
    def _all(self) -> list[tuple[Seen, State]]:
        return [(seen, self.state(seen)) for seen in self.found.seen]

    def causes(self, wanted: Wanted) -> list[Cause]:
        """The causes of the findings that are asked for, those first that free the most records."""
        made: list[Cause] = self._kept(wanted, lambda: causes.grouped(self.states(wanted), self._freed))
        return made

    def _kept(self, asked: object, make: Callable[[], Any]) -> Any:
        """What was made of the same before, or is made now."""
        at = (self._stamp, asked)
        if at not in _KEPT:
            while len(_KEPT) >= _REMEMBERED:
                _KEPT.pop(next(iter(_KEPT)), None)
            _KEPT[at] = make()
        return _KEPT[at]

    @property
    def _stamp(self) -> tuple[object, ...]:
        """All that the state of any finding depends on."""
        undone = sum(decision.undone for decision in self.decisions)
        log = Archive(self.chosen.data).log
        size = log.stat().st_size if log.exists() else 0
        snapshot = self.snapshot.data, self.snapshot.number, self.snapshot.digest
        return (*snapshot, len(self.decisions), undone, size, self.today, history.of(self.chosen.data).last)

    def cause(self, name: str, source: str) -> tuple[Cause, dict[str, State]]:
        """A cause in one source with all its findings, and the state of each by its key; raises :class:`DeskError`."""
        found = [(s, self.state(s)) for s in self.found.seen if s.cause == name and s.source == source]
        if not found:
            raise DeskError("nothing of this cause is found any longer")
        (cause,) = causes.grouped(found, self._freed)
        return cause, {seen.key: state for seen, state in found}

    def finding(self, key: str) -> tuple[Seen, ...]:
        """A finding in each profile and document in which it is found; raises :class:`DeskError`."""
        found = self.found.by_key.get(key)
        if not found:
            raise DeskError("this is not found any longer")
        return found

    def choices(self) -> dict[str, list[str]]:
        """What there is to choose from: profiles, sources, severities, and who has something."""
        seen = self.found.seen
        return {
            "profile": [str(p["name"]) for p in self.found.profiles],
            "source": sorted({one.source for one in seen}),
            "severity": [s for s in SEVERITIES if any(one.severity == s for one in seen)],
            "to": sorted({d.to for d in self.decisions if d.kind == "assign" and not d.undone and d.to}),
        }

    def open_by_profile(self) -> dict[str, int]:
        """How many findings of each profile are open."""
        made: dict[str, int] = self._kept("open", self._open)
        return made

    def _open(self) -> dict[str, int]:
        counted: dict[str, set[tuple[str, str]]] = {str(p["name"]): set() for p in self.found.profiles}
        for seen, state in self._all:
            if state.name == "open":
                counted.setdefault(seen.profile, set()).add((seen.key, seen.source))
        return {name: len(keys) for name, keys in counted.items()}

    def proposals(self, cause: Cause) -> list[Proposal]:
        """The safe fixes of a cause's findings that are not corrected yet, one of each statement."""
        made: dict[object, Proposal] = {}
        for seen in cause.seen:
            if self.state(seen).name != "corrected" and (proposal := fixes.proposal(seen)):
                made.setdefault(proposal.correction.before, proposal)
        return list(made.values())

    def history(self, limit: int | None = None, offset: int = 0) -> list[Past]:
        """All decisions, the newest first, with what became of each."""
        newest = sorted(self.decisions, key=lambda d: -d.number)
        return [Past(d, self._status(d)) for d in newest[offset : None if limit is None else offset + limit]]

    def _status(self, decision: Decision) -> str:
        if decision.undone:
            return "undone"
        if decision.kind == "waive" and decision.until < self.today:
            return f"over since {decision.until}"
        if decision.kind == "fix" and decision.graph not in self.snapshot.graphs:
            return "not published: the gate keeps it back, or its record is gone"
        return "in force"


@lru_cache(maxsize=4)
def _effects(data: Path, number: int, digest: str) -> dict[At, dict[str, int]]:  # noqa: ARG001
    return causes.effects(findings.found(Snapshot(data, number)).seen)


def _meets(seen: Seen, state: State, wanted: Wanted) -> bool:
    return (
        wanted.profile in (None, seen.profile)
        and wanted.source in (None, seen.source)
        and wanted.severity in (None, seen.severity)
        and wanted.to in (None, state.to)
        and (wanted.state in ("all", state.name) or (wanted.state == "returned" and state.returned))
    )
