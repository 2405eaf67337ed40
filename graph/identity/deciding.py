"""What a curator decides about things that may be one: decide, split, undo, take in what was decided elsewhere.

Each writes to the journal and publishes what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from graph import clock, pipeline
from graph.identity import decisions
from graph.identity.clusters import EXCLUSIVE
from graph.identity.decisions import Decision
from graph.identity.kept import Kept
from graph.identity.review import Review, ReviewError
from graph.journal import Entry
from graph.settings import Settings
from graph.taken_in import taken_in

Kind = Literal["same", "different", "undecided"]
Progress = Callable[[str, int], None]
LONGEST = 2000
"""Characters of a reason, and of a curator's name."""


class Contradiction(ReviewError):
    """A decision that identifiers contradict; it can be made with ``override``."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a decision: its number, the snapshot that shows it, whether that is a new one."""

    number: int
    snapshot: int
    changed: bool


def decide(
    chosen: Settings,
    one: str,
    other: str,
    kind: Kind,
    by: str,
    why: str = "",
    *,
    override: bool = False,
    progress: Progress = lambda _name, _of: None,
) -> Done:
    """Say that two things, by their IRIs, are the same, different or undecided; it is published at once.

    Raises :class:`Contradiction` where identifiers say otherwise and ``override`` does not, :class:`ReviewError`
    for what is no decision, and all that ``graph.pipeline.build`` raises. With an error nothing is changed.
    """

    def sides(review: Review) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]]:
        first, second = review.side(one), review.side(other)
        if first.iri == second.iri:
            told = "they are one already" if kind == "same" else "they are one: split it by its mentions"
            raise ReviewError(f"{one} and {other}: {told}")
        if first.type != second.type:
            raise ReviewError(f"{one} is a {first.type} and {other} a {second.type}: they are never one")
        return first.keys, second.keys, (first.label, second.label)

    return _decided(chosen, sides, kind, by, why, override, progress)


def split(
    chosen: Settings,
    thing: str,
    keys: Sequence[str],
    by: str,
    why: str = "",
    *,
    override: bool = False,
    progress: Progress = lambda _name, _of: None,
) -> Done:
    """Say that the mentions of a thing with these keys are another thing than the rest of it.

    Raises as :func:`decide` does.
    """

    def sides(review: Review) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]]:
        path = review.path(thing)
        mentions = review.reader.mentions(path)
        chosen_ = [m for m in mentions if set(m.keys) & set(keys)]
        rest = [m for m in mentions if m not in chosen_]
        unknown = sorted(set(keys) - {key for m in mentions for key in m.keys})
        if unknown:
            raise ReviewError(f"{', '.join(unknown)}: no mention of {thing} has this key (see: identity show {thing})")
        if not chosen_ or not rest:
            raise ReviewError("name some of its mentions to split them off, not none and not all")
        label = review.side(thing).label
        named = next((name for m in chosen_ for name in m.names), label)
        return _of(rest), _of(chosen_), (label, named)

    return _decided(chosen, sides, "different", by, why, override, progress)


def undo(
    chosen: Settings, number: int, by: str, why: str = "", *, progress: Progress = lambda _name, _of: None
) -> Done:
    """Take a decision back; what was published before it is published again. Raises as :func:`decide` does."""
    _checked(by, why)

    def said(entries: Sequence[Entry]) -> Sequence[Entry]:
        found = next((d for d in decisions.replayed(entries) if d.number == number), None)
        if found is None:
            raise ReviewError(f"there is no decision {number}")
        if found.undone:
            raise ReviewError(f"decision {number} was undone on {found.undone_time[:10]} by {found.undone_by}")
        return [_undoing(number, by, why, clock.now())]

    outcome = pipeline.build((), chosen, progress, said=said)
    return Done(number, outcome.snapshot, outcome.changed)


def take_in(
    chosen: Settings, decided: Sequence[Decision], *, progress: Progress = lambda _name, _of: None
) -> tuple[int, int]:
    """Add decisions that were made elsewhere, as they were made; those that are here already are left.

    Returns how many were new, and the snapshot that shows them. Raises as ``graph.pipeline.build`` does.
    """
    added = 0

    def said(entries: Sequence[Entry]) -> Sequence[Entry]:
        nonlocal added
        known = decisions.replayed(entries)
        new, added = taken_in(known, decided, _told, decisions.entry, _undoing)
        return new

    outcome = pipeline.build((), chosen, progress, said=said)
    return added, outcome.snapshot


def _undoing(number: int, by: str, why: str, time: str) -> Entry:
    return {"event": "undo", "of": number, "by": by, "why": why, "time": time}


def _told(decision: Decision) -> tuple[str, ...]:
    """What makes two decisions the same one, here and elsewhere."""
    sides = ["\n".join(sorted(side)) for side in (decision.one, decision.other)]
    return (decision.kind, *sides, decision.by, decision.time, decision.why)


def _of(mentions: Iterable[Kept]) -> tuple[str, ...]:
    """The keys of mentions, identifiers first. An identifier that both sides have tells them not apart."""
    mentions = list(mentions)
    strong = sorted({key for mention in mentions for key in mention.strong})
    return (*strong, *(mention.own for mention in mentions))


Sides = Callable[[Review], tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]]]


def _decided(chosen: Settings, sides: Sides, kind: str, by: str, why: str, override: bool, progress: Progress) -> Done:
    _checked(by, why)
    if kind not in decisions.KINDS:
        raise ReviewError(f"{kind!r} is no decision; it is one of: {', '.join(decisions.KINDS)}")
    number = 0

    def said(entries: Sequence[Entry]) -> Sequence[Entry]:
        nonlocal number
        one, other, labels = sides(Review(chosen))
        if not override and (reason := contradiction(kind, one, other)):
            raise Contradiction(f"{reason}. If you know better, decide with override (--override).")
        number = 1 + max((d.number for d in decisions.replayed(entries)), default=0)
        told = Decision(number, kind, one, other, by, clock.now(), why, override, labels=labels)
        return [decisions.entry(told)]

    outcome = pipeline.build((), chosen, progress, said=said)
    return Done(number, outcome.snapshot, outcome.changed)


def _checked(by: str, why: str) -> None:
    if not by.strip():
        raise ReviewError("say who decides: decisions are made by name")
    if max(len(by), len(why)) > LONGEST:
        raise ReviewError(f"a name and a reason have at most {LONGEST} characters")


def contradiction(kind: str, one: Iterable[str], other: Iterable[str]) -> str | None:
    """In which way identifiers say the opposite of a decision about things with these keys."""
    held, theirs = _by_scheme(one), _by_scheme(other)
    if kind == "same":
        for scheme in sorted(held.keys() & theirs.keys()):
            if not held[scheme] & theirs[scheme]:
                shown = " and ".join(min(found).split(":", 2)[2] for found in (held[scheme], theirs[scheme]))
                return f"They have a different {scheme.upper()}: {shown}"
    if kind == "different":
        shared = sorted(set(one) & set(other) - {key for key in one if "@" in key.partition(":")[0]})
        if shared:
            return f"Both have {shared[0].partition(':')[2]}"
    return None


def _by_scheme(keys: Iterable[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        type_, _, rest = key.partition(":")
        scheme = rest.partition(":")[0]
        if scheme in EXCLUSIVE.get(type_, ()):
            found.setdefault(scheme, set()).add(key)
    return found
