"""What curators decided, as the journal has it: in terms of source keys, so that it outlives every harvest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.identity.clusters import Clusters
from graph.identity.mentions import Mention
from graph.journal import Entry

KINDS = ("same", "different", "undecided")


@dataclass(frozen=True, slots=True)
class Decision:
    """``one`` and ``other`` are keys of mentions or identifiers, the best first; ``number`` counts from 1.

    ``override``: the curator knows that identifiers say otherwise.
    """

    number: int
    kind: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    by: str
    time: str
    why: str = ""
    override: bool = False
    undone: bool = False
    undone_by: str = ""
    undone_time: str = ""
    labels: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Held:
    """A decision that is not in force, and why."""

    decision: Decision
    why: str


def replayed(entries: Iterable[Entry]) -> list[Decision]:
    """All decisions of a journal in their order, those that were undone too."""
    found: dict[int, Decision] = {}
    for entry in entries:
        if entry["event"] == "decide":
            number = int(entry["number"])
            found[number] = _decision(number, entry)
        elif entry["event"] == "undo" and int(entry["of"]) in found:
            old = found[int(entry["of"])]
            told = {name: getattr(old, name) for name in Decision.__dataclass_fields__}
            told |= {"undone": True, "undone_by": entry.get("by", ""), "undone_time": entry.get("time", "")}
            found[old.number] = Decision(**told)
    return list(found.values())


def _decision(number: int, entry: Entry) -> Decision:
    return Decision(
        number,
        entry["decision"],
        tuple(entry["one"]),
        tuple(entry["other"]),
        entry.get("by", ""),
        entry.get("time", ""),
        entry.get("why", ""),
        bool(entry.get("override", False)),
        labels=tuple(entry.get("labels", ("", ""))),
    )


def in_force(entries: Iterable[Entry]) -> list[Decision]:
    """The decisions that were not undone, oldest first."""
    return [decision for decision in replayed(entries) if not decision.undone]


def entry(decision: Decision) -> Mapping[str, object]:
    """The journal's entry of a decision."""
    told: dict[str, object] = {
        "event": "decide",
        "number": decision.number,
        "decision": decision.kind,
        "one": list(decision.one),
        "other": list(decision.other),
        "labels": list(decision.labels),
        "by": decision.by,
        "time": decision.time,
        "why": decision.why,
    }
    if decision.override:
        told["override"] = True
    return told


def applied(decisions: Sequence[Decision], mentions: Sequence[Mention], clusters: Clusters) -> list[Held]:
    """Join what is said to be the same, mark the sides of what is said to be different; the newest go first.

    Returns the decisions that later ones or identifiers contradict.
    """
    where = _where(decisions, mentions)
    held: list[Held] = []
    for decision in sorted(decisions, key=lambda d: -d.number):
        ones = [number for key in decision.one for number in where.get(key, ())]
        others = [number for key in decision.other for number in where.get(key, ())]
        if not ones or not others or decision.kind == "undecided":
            continue
        if decision.kind == "same":
            why = clusters.conflict(ones[0], others[0])
            if why and (why.startswith("a curator") or not decision.override):
                told = "a later decision says otherwise" if why.startswith("a curator") else why
                held.append(Held(decision, told))
            else:
                clusters.join(ones[0], others[0])
        else:
            _apart(decision, ones, others, clusters, held)
    return held


def _apart(decision: Decision, ones: list[int], others: list[int], clusters: Clusters, held: list[Held]) -> None:
    roots = {clusters.root(number) for number in ones}
    theirs = {clusters.root(number) for number in others}
    if roots & theirs:
        held.append(Held(decision, "a later decision says otherwise"))
        return
    for side, found in enumerate((roots, theirs)):
        for root in found:
            clusters.sides[root] = clusters.sides.get(root, frozenset()) | {(decision.number, side)}


def _where(decisions: Sequence[Decision], mentions: Sequence[Mention]) -> dict[str, list[int]]:
    """The mentions behind the keys that decisions speak of."""
    wanted = {key for decision in decisions for key in (*decision.one, *decision.other)}
    found: dict[str, list[int]] = {}
    for number, mention in enumerate(mentions) if wanted else ():
        for key in (mention.own, *mention.strong, *mention.mail):
            if key in wanted:
                found.setdefault(key, []).append(number)
    return found
