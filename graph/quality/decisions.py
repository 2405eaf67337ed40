"""What curators decided about findings, as the journal has it: by stable keys, so that it outlives every harvest.

A decision is about findings by their keys, or about a whole cause (shape, component and path) in one source or in all;
then it holds for what is found later, too. None changes what is published or reported, but ``fix``, whose
statements are a user's graph (see :mod:`graph.quality.corrections`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graph.journal import Entry

if TYPE_CHECKING:
    from graph.erasing.rules import Rules

KINDS = ("assign", "waive", "fixed", "comment", "fix")
ANNOTATE, RETRACT = "annotate", "retract"
EVENTS = (ANNOTATE, RETRACT)
"""The journal's entries of this module. They change nothing of a build."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a decision is about: the findings with these ``keys`` at these ``nodes``, or without any a whole cause.

    ``source`` narrows a cause to one source; ``shape``, ``component`` and ``path`` say in IRIs what the cause is.
    """

    cause: str
    shape: str = ""
    component: str = ""
    path: str = ""
    source: str = ""
    keys: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    label: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is the cause and not some of its findings."""
        return not self.keys


@dataclass(frozen=True, slots=True)
class Decision:
    """``number`` counts from 1. ``to`` is who has it now (assign), ``until`` the last day of a waiver (ISO 8601).

    ``graph`` is the user's graph of a fix.
    """

    number: int
    kind: str
    target: Target
    by: str
    time: str
    why: str = ""
    to: str = ""
    until: str = ""
    graph: str = ""
    undone: bool = False
    undone_by: str = ""
    undone_time: str = ""


_TOLD = ("cause", "shape", "component", "path", "source", "label")
_MORE = ("to", "until", "graph")


def told(decision: Decision) -> dict[str, Any]:
    """A decision as JSON, without its number; what is not said is left out."""
    target = decision.target
    row: dict[str, Any] = {"decision": decision.kind, "by": decision.by, "time": decision.time, "why": decision.why}
    row |= {name: value for name in _TOLD if (value := getattr(target, name))}
    row |= {name: value for name in _MORE if (value := getattr(decision, name))}
    if target.keys:
        row |= {"keys": list(target.keys), "nodes": list(target.nodes)}
    if decision.undone:
        row["undone"] = {"by": decision.undone_by, "time": decision.undone_time}
    return row


def of_row(number: int, row: Mapping[str, Any]) -> Decision:
    """The decision of such a row."""
    places = {name: str(row.get(name, "")) for name in _TOLD}
    target = Target(**places, keys=tuple(row.get("keys", ())), nodes=tuple(row.get("nodes", ())))
    undone = row.get("undone") or {}
    more = {name: str(row.get(name, "")) for name in (*_MORE, "why", "time")}
    return Decision(
        number, row["decision"], target, row["by"], **more,
        undone=bool(undone), undone_by=str(undone.get("by", "")), undone_time=str(undone.get("time", "")),
    )  # fmt: skip


def entry(decision: Decision) -> Entry:
    """The journal's entry of a decision."""
    return {"event": ANNOTATE, "number": decision.number, **told(replace(decision, undone=False))}


def retraction(number: int, by: str, why: str, time: str) -> Entry:
    """The journal's entry by which a decision is taken back."""
    return {"event": RETRACT, "of": number, "by": by, "why": why, "time": time}


def replayed(entries: Iterable[Entry]) -> list[Decision]:
    """All decisions of a journal in their order, those that were undone too."""
    found: dict[int, Decision] = {}
    for each in entries:
        take(found, each)
    return list(found.values())


def take(found: dict[int, Decision], told_: Entry) -> None:
    """Take an entry of the journal into the decisions by their numbers."""
    if told_["event"] == ANNOTATE:
        number = int(told_["number"])
        found[number] = of_row(number, told_)
    elif told_["event"] == RETRACT and int(told_["of"]) in found:
        old = found[int(told_["of"])]
        by, time = str(told_.get("by", "")), str(told_.get("time", ""))
        found[old.number] = replace(old, undone=True, undone_by=by, undone_time=time)


def scrubbed(told_: Entry, rules: Rules) -> Entry | None:
    """An entry without what was erased; ``None`` where nothing is left of it."""
    from graph.erasing.redaction import redacted

    texts = {n: redacted(str(told_[n]), rules) for n in ("by", "why", "to", "label") if n in told_}
    if told_["event"] == RETRACT or "keys" not in told_:
        return {**told_, **texts}
    pairs = zip(told_["keys"], told_["nodes"], strict=True)
    kept = [(key, node) for key, node in pairs if not _gone(node, rules)]
    if not kept:
        return None
    return {**told_, **texts, "keys": [key for key, _ in kept], "nodes": [node for _, node in kept]}


def _gone(node: str, rules: Rules) -> bool:
    _, found, rest = node.partition("/id/")
    return bool(found) and rules.erased(f"iri:id/{rest}") is not None
