"""What a curator decides about findings: assign, waive, mark as fixed, comment, fix, undo.

A decision is written to the journal and publishes nothing, but a fix and its undoing: they are a build in which no
document is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from graph import clock, pipeline, written
from graph.journal import Entry, Journal
from graph.quality import corrections, decisions, history
from graph.quality.decisions import Decision, Target
from graph.quality.desk import Desk, DeskError, decided
from graph.quality.fixes import Proposal
from graph.settings import Settings
from graph.taken_in import taken_in
from graph.writes import locked

LONGEST = 2000
"""Characters of a reason, and of a name."""
MOST = 5000
"""Findings that one decision names, or one fix corrects; of more it is made about the cause."""
Progress = Callable[[str, int], None]
T = TypeVar("T")


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
        new, added = taken_in(known, given, _same, decisions.entry, decisions.retraction)
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
