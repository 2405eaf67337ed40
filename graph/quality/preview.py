"""What a fix would do, before it is done: its RDF patch, and which findings it would close or open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Triple

from graph import validation
from graph.quality import corrections
from graph.quality.corrections import Corrected
from graph.quality.desk import Desk
from graph.quality.findings import GATE
from graph.quality.fixes import Proposal
from graph.report import Finding
from graph.store import difference
from graph.validation import registered
from graph.validation.shapes import Shapes, ShapesError

MOST = 50
"""Proposals of which the effect is tried; of more the first ones stand for all."""


@dataclass(frozen=True, slots=True)
class Effect:
    """``fixed`` and ``new`` are findings by profile; ``tried`` of how many proposals they are, ``apart`` of how many
    none is known: their records are not published, so what is said of them is known to a build only."""

    fixed: tuple[tuple[str, Finding], ...]
    new: tuple[tuple[str, Finding], ...]
    tried: int
    apart: int


def patch(proposals: Iterable[Proposal], graph: str) -> bytes:
    """The RDF Patch of a fix: what its graph will state. The source's graph stays as it is."""
    made = corrections.content((p.correction for p in proposals), graph)
    change = difference.change(graph, b"", made)
    return b"".join(difference.patch_of(graph, [change]))


def effect(desk: Desk, proposals: Sequence[Proposal]) -> Effect:
    """What would be found otherwise at the nodes of proposals and their neighbours, in every profile."""
    shapes = dict(_shapes(desk))
    fixed: dict[tuple[str, Finding], None] = {}
    new: dict[tuple[str, Finding], None] = {}
    apart = 0
    for proposal in proposals[:MOST]:
        around = _around(desk, proposal.correction.subject)
        if proposal.correction.before not in around:
            apart += 1
            continue
        after = set(Corrected([proposal.correction]).view(around))
        near = {proposal.correction.subject.value}
        for name, own in shapes.items():
            was = set(validation.validate(around, own).about(near).findings)
            is_ = set(validation.validate(after, own).about(near).findings)
            fixed.update(dict.fromkeys((name, finding) for finding in was - is_))
            new.update(dict.fromkeys((name, finding) for finding in is_ - was))
    return Effect(tuple(fixed), tuple(new), min(len(proposals), MOST), apart)


def _shapes(desk: Desk) -> Iterable[tuple[str, Shapes]]:
    yield GATE, validation.own_shapes()
    for profile in registered.known(desk.chosen.data).values():
        if profile.digest:
            try:
                yield profile.name, profile.shapes()
            except ShapesError:
                continue


def _around(desk: Desk, node: NamedNode) -> set[Triple]:
    """What is said of a node and of what it leads to."""
    store = desk.snapshot.store
    own = {quad.triple for quad in store.quads_for_pattern(node, None, None, DefaultGraph())}
    led = {triple.object for triple in own if isinstance(triple.object, NamedNode)}
    return own | {quad.triple for there in led for quad in store.quads_for_pattern(there, None, None, DefaultGraph())}
