"""The default graph: each statement of the graphs that belong to it, once, but for what curators have corrected.

It is made when a store is loaded (:func:`correct`), and kept in step with each change (:func:`difference`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.namespaces import RDF
from graph.quality.corrections import Corrected, among, in_store, stored
from graph.store.snapshot import in_default


def correct(store: Store, base: str, *others: Store) -> None:
    """Take out of the default graph what the graphs of ``store`` correct, there and in ``others``."""
    for triple in corrected(store, base).wrong:
        for each in (store, *others):
            each.remove(merged(triple))


def merged(triple: Triple) -> Quad:
    """A statement of the default graph."""
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


@dataclass(frozen=True)
class Difference:
    """From all quads of the graphs that differ, before and after, as the engine writes them: what the graphs lose and
    gain, and what ``leaves`` the default graph and what ``comes`` into it."""

    removed: frozenset[Quad]
    added: frozenset[Quad]
    leaves: frozenset[Triple]
    comes: frozenset[Triple]

    @cached_property
    def update(self) -> str:
        """One SPARQL update for it; a graph that is no more is dropped by name: the engine would go on listing it."""
        parts = []
        gone, come = self.removed - self.added, self.added - self.removed
        for verb, quads, triples in (("DELETE", gone, self.leaves), ("INSERT", come, self.comes)):
            if quads or triples:
                lines = [f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}" for q in quads]
                lines += [f"{t.subject} {t.predicate} {t.object} ." for t in triples]
                parts.append(f"{verb} DATA {{\n{chr(10).join(sorted(lines))}\n}}")
        emptied = {str(q.graph_name) for q in self.removed} - {str(q.graph_name) for q in self.added}
        parts += [f"DROP SILENT GRAPH {name}" for name in sorted(emptied)]
        return " ;\n".join(parts)


def difference(store: Store, base: str, removed: Iterable[Quad], added: Iterable[Quad]) -> Difference:
    """What a change makes of a store, given all the quads of each graph that differs, before and after.

    A statement leaves the default graph with its last graph, or where it is corrected from now on; it comes with its
    first one, or where it is corrected no longer.
    """
    before, after = (frozenset(map(_stored, quads)) for quads in (removed, added))
    was, is_ = _corrected(store, base, before, after)
    here = {q.triple for q in after if _shared(q, base)}
    come = {q.triple for q in after - before if _shared(q, base)}
    gone = {q.triple for q in before - after if _shared(q, base)}
    changed = come | gone | (was.wrong ^ is_.wrong)
    out = before - after
    said = {t for t in changed if t not in is_.wrong and (t in here or _said_elsewhere(store, base, t, out))}
    return Difference(before, after, frozenset(changed - said), frozenset(said & (come | was.wrong)))


def corrected(store: Store, base: str) -> Corrected:
    """What the graphs of a store correct."""
    return Corrected(one for _, one in in_store(store, base))


def _corrected(store: Store, base: str, before: frozenset[Quad], after: frozenset[Quad]) -> tuple[Corrected, Corrected]:
    """What is corrected in a store of what a change is about, and what will be."""
    names = {q.graph_name.value for q in before | after if isinstance(q.graph_name, NamedNode)}
    written = {name for name in names if name.startswith(f"{base}graph/user/")}
    about = {q.subject for q in before ^ after} | {q.object for q in before | after if q.predicate == RDF.subject}
    known = list(in_store(store, base, about))
    was = Corrected(one for _, one in known)
    if not written:
        return was, was
    new = (among(q.triple for q in after if q.graph_name == NamedNode(name)) for name in written)
    return was, Corrected([*(one for graph, one in known if graph not in written), *chain.from_iterable(new)])


def _stored(quad: Quad) -> Quad:
    triple = stored(quad.triple)
    return quad if triple == quad.triple else Quad(triple.subject, triple.predicate, triple.object, quad.graph_name)


def _said_elsewhere(store: Store, base: str, triple: Triple, gone: frozenset[Quad]) -> bool:
    said = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(_shared(quad, base) and quad not in gone for quad in said)


def _shared(quad: Quad, base: str) -> bool:
    return isinstance(quad.graph_name, NamedNode) and in_default(quad.graph_name.value, base)
