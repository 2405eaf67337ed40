"""What a small change makes of a snapshot's counts and index, without going over all that it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph import summaries, tallies
from graph.namespaces import OWL, PROV, RDFS
from graph.quality import corrections
from graph.quality.corrections import stored
from graph.statements import read_canonical, subject_of
from graph.store import search
from graph.store.merging import Difference, difference, merged
from graph.store.snapshot import Snapshot


@dataclass(frozen=True)
class Change:
    """New contents of graphs that are part of the default graph, by IRI; no content is no graph."""

    before: Snapshot
    contents: Mapping[str, bytes]

    @cached_property
    def into(self) -> set[Triple]:
        """The statements that come into the default graph, as they are written in the new contents."""
        comes = {triple for triple in self._difference.comes if merged(triple) not in self.before.store}
        written = {triple: stored(triple) for quad in self._new if (triple := quad.triple)}
        return {triple for triple, kept in written.items() if kept in comes} | (comes - set(written.values()))

    @cached_property
    def out(self) -> set[Triple]:
        """The statements that leave it, as the store writes them."""
        return {triple for triple in self._difference.leaves if merged(triple) in self.before.store}

    @cached_property
    def corrects(self) -> bool:
        """Whether other values are put right than before."""
        old = {iri: self.before.canonical(iri) for iri in self.contents if iri in self.before.graphs}
        return set(corrections.of(old)) != set(corrections.of(self.contents))

    def about_before(self, iri: str) -> set[Triple]:
        """What was said of an entity."""
        said = self.before.store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())
        return {quad.triple for quad in said}

    def about(self, iri: str) -> set[Triple]:
        """What is said of an entity afterwards."""
        here = {triple for triple in self.into if subject_of(triple) == iri}
        return (self.about_before(iri) - self.out) | here

    @cached_property
    def touched(self) -> set[str]:
        """The entities of which more or less is said than before."""
        return {subject_of(triple) for triple in self.into | self.out}

    @cached_property
    def _difference(self) -> Difference:
        old = (quad for iri in self.contents if iri in self.before.graphs for quad in self.before.graph(iri))
        return difference(self.before.store, self.before.base, old, self._new)

    @cached_property
    def _new(self) -> list[Quad]:
        return [quad for content in self.contents.values() for quad in read_canonical(content)]


def counts(change: Change) -> dict[str, Any]:
    """The counts of the snapshot that the change makes; see :func:`graph.reporting.counts`."""
    before, base = change.before.counts, change.before.base
    lines = sum(content.count(b"\n") for content in change.contents.values())
    was = [change.before.canonical(iri).count(b"\n") for iri in change.contents if iri in change.before.graphs]
    facets = {name: Counter({row[0]: row[-1] for row in rows}) for name, rows in before["facets"].items()}
    classes = dict(before["classes"])
    for triples, step in ((change.into, 1), (change.out, -1)):
        for name, value in summaries.facet_values(triples, base):
            facets[name][value] += step
    for iri in change.touched:
        type_ = summaries.type_of(iri, base)
        if type_:
            classes[type_] += bool(_labels(change.about(iri))) - bool(_labels(change.about_before(iri)))
    known = {row[0]: row[1] for rows in before["facets"].values() for row in rows if len(row) == 3}
    labels = known | {value: label for value in _values(facets) if (label := _label(change, value, known))}
    partitions = {name: Counter(numbers) for name, numbers in before.get("partitions", {}).items()}
    for name, numbers in summaries.partitions(change.into).items() if partitions else ():
        partitions[name].update(numbers)
    for name, numbers in summaries.partitions(change.out).items() if partitions else ():
        partitions[name].subtract(numbers)
    told = {name: summaries.ranked(name, +counter, labels) for name, counter in facets.items()}
    graphs = before["graphs"] - len(was) + sum(bool(content) for content in change.contents.values())
    statements = before["statements"] - sum(was) + lines
    again: dict[str, Any] = (
        {"partitions": {name: +counter for name, counter in partitions.items()}} if partitions else {}
    )
    if "tallies" in before:
        again["tallies"] = tallies.step(before["tallies"], _studies(change), change.about_before, change.about)
    return {**before, **again, "classes": classes, "facets": told, "statements": statements, "graphs": graphs}


def _studies(change: Change) -> set[str]:
    """The entities whose tallies may be others now: the touched, and the studies of touched projects."""
    store = change.before.store
    led = (store.quads_for_pattern(None, PROV.wasGeneratedBy, NamedNode(iri), DefaultGraph()) for iri in change.touched)
    return change.touched | {subject_of(quad) for quads in led for quad in quads}


def _values(facets: Mapping[str, Counter[str]]) -> set[str]:
    return {value for name, counter in facets.items() if name != "keyword" for value in counter}


def _label(change: Change, iri: str, known: Mapping[str, str]) -> str | None:
    """The label of what a facet leads to, where it is new or has another one now."""
    if (iri in known and iri not in change.touched) or summaries.type_of(iri, change.before.base) is None:
        return None
    return min(_labels(change.about(iri)), default=None)


def _labels(said: Iterable[Triple]) -> list[str]:
    return [t.object.value for t in said if t.predicate == RDFS.label and isinstance(t.object, Literal)]


def index(change: Change, folder: Path) -> None:
    """The search index in a new snapshot's folder: the touched entities, and those that lead to touched nodes."""
    store, entities = change.before.store, set(change.touched)
    for iri in change.touched:
        if summaries.type_of(iri, change.before.base):
            continue  # what others have of an entity is its IRI
        leading = store.quads_for_pattern(None, None, NamedNode(iri), DefaultGraph())
        entities |= {subject_of(quad) for quad in leading}
    triples: set[Triple] = set()
    for iri in entities:
        said = change.about(iri)
        triples |= said
        for node in {t.object.value for t in said if isinstance(t.object, NamedNode)} - entities:
            triples |= {t for t in change.about(node) if summaries.type_of(node, change.before.base) is None}
    entries = [e for e in summaries.entries(triples, change.before.base) if e.iri in entities]
    search.replace(change.before.folder, folder, entities, entries)


def presence(change: Change) -> tuple[list[str], list[str]]:
    """The entities that come and those that go, by their paths below the base."""
    base = change.before.base
    come: list[str] = []
    gone: list[str] = []
    for iri in sorted(change.touched):
        if summaries.type_of(iri, base):
            was, is_ = _described(change.about_before(iri)), _described(change.about(iri))
            if was != is_:
                (come if is_ else gone).append(iri.removeprefix(base))
    return come, gone


def _described(said: Iterable[Triple]) -> bool:
    """Whether anything is said of an entity but what was merged into it."""
    return any(triple.predicate != OWL.sameAs for triple in said)
