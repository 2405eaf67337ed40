"""What a curator sees and does about findings: causes ranked by effect, decide, undo, fix, history.

This is the one door to it for the command line and the web. A :class:`Desk` reads the published snapshot; the functions
beside it write to the journal. A decision publishes nothing, but a fix and its undoing: they are a build in which no
document is read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from graph import clock, pipeline, written
from graph.archive import Archive
from graph.journal import Entry, Followed, Journal
from graph.quality import causes, corrections, decisions, findings, fixes, history, logged
from graph.quality.causes import At, Cause
from graph.quality.decisions import Decision, Target
from graph.quality.findings import Found, Seen
from graph.quality.fixes import Proposal
from graph.quality.states import STATES, State, States
from graph.report import SEVERITIES
from graph.settings import Settings
from graph.store.snapshot import Snapshot, Snapshots
from graph.writes import locked

LONGEST = 2000
"""Characters of a reason, and of a name."""
MOST = 5000
"""Findings that one decision names, or one fix corrects; of more it is made about the cause."""
CHOICES = (*STATES, "returned", "all")
_REMEMBERED = 16
"""Lists of causes, and the like, that a process keeps for those who turn the pages."""
Progress = Callable[[str, int], None]
T = TypeVar("T")


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


def target(desk: Desk, cause: str, source: str, keys: Sequence[str] = ()) -> Target:
    """What a decision is about: a cause of the desk, or some of its findings. Raises :class:`DeskError`."""
    found, _ = desk.cause(cause, source)
    first = found.first.finding
    whole = Target(cause, first.source_shape, first.component, first.path or "", source, label=first.message)
    if not keys:
        return whole
    if len(keys) > MOST:
        raise DeskError(f"choose at most {MOST:,} findings, or decide about the cause")
    known = {seen.key: seen for seen in found.seen}
    if unknown := [key for key in keys if key not in known]:
        raise DeskError(f"{unknown[0]} is not a finding of this cause any longer")
    chosen = tuple(dict.fromkeys(keys))
    labels = list(dict.fromkeys(known[key].label or known[key].finding.focus_node for key in chosen))
    label = f"{', '.join(labels[:3])}{f' and {len(labels) - 3} more' if len(labels) > 3 else ''}: {first.message}"
    return replace(whole, keys=chosen, nodes=tuple(known[key].finding.focus_node for key in chosen), label=label)


def decide(
    chosen: Settings, kind: str, about: Target, by: str, why: str = "", *, to: str = "", until: str = ""
) -> Decision:
    """Assign, waive, mark as fixed at the source, or comment on; nothing is published.

    Raises :class:`DeskError`, and ``graph.store.embedded.Locked`` while another process publishes.
    """
    _checked(kind, by, why, to, until)

    def said(known: Sequence[Decision]) -> tuple[list[Entry], Decision]:
        number = 1 + max((d.number for d in known), default=0)
        made = Decision(number, kind, about, by, clock.now(), why, to=to, until=until)
        return [decisions.entry(made)], made

    return _written(chosen, said)


def undo(
    chosen: Settings, number: int, by: str, why: str = "", *, progress: Progress = lambda _n, _o: None
) -> Decision:
    """Take a decision back. Of a fix, what was published before it is published again. Raises as :func:`decide`."""
    _told(by, why)
    found = _standing(decided(chosen.data), number)
    if found.kind == "fix":
        return _unfixed(chosen, number, by, why, progress)

    def said(known: Sequence[Decision]) -> tuple[list[Entry], Decision]:
        return _retracted(_standing(known, number), by, why)

    return _written(chosen, said)


def fix(
    chosen: Settings,
    about: Target,
    proposals: Sequence[Proposal],
    by: str,
    why: str = "",
    *,
    progress: Progress = lambda _n, _o: None,
) -> Decision:
    """State what is right, in a graph of its own, and publish it.

    Raises :class:`DeskError` and all that ``graph.pipeline.build`` raises. With an error nothing is changed.
    """
    _told(by, why)
    if not proposals or len(proposals) > MOST:
        raise DeskError(f"a fix has 1 to {MOST:,} statements")
    made: Decision | None = None

    def said(entries: Sequence[Entry]) -> Sequence[Entry]:
        nonlocal made
        number = 1 + max((d.number for d in decisions.replayed(entries)), default=0)
        graph = graph_of(number, chosen.base)
        content = corrections.content((p.correction for p in proposals), graph)
        made = Decision(number, "fix", about, by, clock.now(), why, graph=graph)
        kept = written.keep(chosen.data, {graph: content})
        return [*history.missing(chosen.data), *kept, decisions.entry(made)]

    pipeline.build((), chosen, progress, said=said)
    assert made is not None
    return made


def graph_of(number: int, base: str) -> str:
    """The user's graph of the fix with this number."""
    return f"{base}graph/user/fix-{number}"


def _unfixed(chosen: Settings, number: int, by: str, why: str, progress: Progress) -> Decision:
    found: Decision | None = None

    def said(entries: Sequence[Entry]) -> Sequence[Entry]:
        nonlocal found
        gone, found = _retracted(_standing(decisions.replayed(entries), number), by, why)
        return [*history.missing(chosen.data), *written.keep(chosen.data, {found.graph: b""}), *gone]

    pipeline.build((), chosen, progress, said=said)
    assert found is not None
    return found


def _retracted(decision: Decision, by: str, why: str) -> tuple[list[Entry], Decision]:
    """What the journal is told of a decision that is taken back, and the decision as it is then."""
    now = clock.now()
    undone = replace(decision, undone=True, undone_by=by, undone_time=now)
    return [decisions.retraction(decision.number, by, why, now)], undone


def take_in(chosen: Settings, given: Iterable[Decision]) -> int:
    """Add decisions that were made elsewhere, as they were made; returns how many were new.

    Those that are here are left. A fix is taken in as a comment: its statements are in the graph that it names.
    """
    added = 0

    def said(known: Sequence[Decision]) -> tuple[list[Entry], Decision | None]:
        nonlocal added
        held = {_same(d): d for d in known}
        number = max((d.number for d in known), default=0)
        new: list[Entry] = []
        for decision in given:
            here = held.get(_same(decision))
            if here is None:
                number += 1
                here = replace(decision, number=number, undone=False)
                held[_same(decision)] = here
                new.append(decisions.entry(here))
                added += 1
            if decision.undone and not here.undone:
                new.append(decisions.retraction(here.number, decision.undone_by, "", decision.undone_time))
        return new, None

    _written(chosen, said)
    return added


def _same(decision: Decision) -> str:
    """What makes two decisions the same one, here and elsewhere."""
    told = decisions.told(replace(decision, undone=False))
    return repr(sorted((name, value) for name, value in told.items() if name not in ("label", "graph")))


def _written(chosen: Settings, said: Callable[[Sequence[Decision]], tuple[list[Entry], T]]) -> T:
    """Add to the journal, with the writer's lock held; with it what it is to know of the snapshots that are kept."""
    journal = Journal(chosen.data)
    with locked(chosen.data):
        pipeline.begin(chosen.data, journal)
        entries, made = said(decided(chosen.data))
        journal.append([*history.missing(chosen.data), *entries])
    return made


def _standing(known: Iterable[Decision], number: int) -> Decision:
    found = next((d for d in known if d.number == number), None)
    if found is None:
        raise DeskError(f"there is no decision {number}")
    if found.undone:
        raise DeskError(f"decision {number} was undone on {found.undone_time[:10]} by {found.undone_by}")
    return found


def _checked(kind: str, by: str, why: str, to: str, until: str) -> None:
    if kind not in decisions.KINDS or kind == "fix":
        raise DeskError(f"{kind!r} is no decision; it is one of: assign, waive, fixed, comment")
    _told(by, why)
    if kind == "assign" and not (0 < len(to.strip()) <= 100 and to.isprintable()):
        raise DeskError("say whom it is assigned to, in at most 100 characters")
    if kind in ("waive", "comment") and not why.strip():
        raise DeskError("say why it is waived" if kind == "waive" else "a comment has words")
    if kind == "waive":
        _checked_day(until)


def _checked_day(until: str) -> None:
    try:
        last, today = date.fromisoformat(until), date.fromisoformat(clock.now()[:10])
    except ValueError:
        raise DeskError("say until when it is waived, as a date such as 2027-06-30") from None
    if len(until) != 10 or not today <= last <= today.replace(year=today.year + 10, day=min(today.day, 28)):
        raise DeskError("a waiver ends today at the earliest, and within ten years")


def _told(by: str, why: str) -> None:
    if not by.strip():
        raise DeskError("say who decides: decisions are made by name")
    if max(len(by), len(why)) > LONGEST:
        raise DeskError(f"a name and a reason have at most {LONGEST} characters")
