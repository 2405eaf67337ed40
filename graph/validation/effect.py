"""Which published records pass a set of shapes, and which would fall if the gate's shapes were others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from graph import summaries
from graph.report import Finding
from graph.settings import Settings
from graph.store.snapshot import Snapshot
from graph.validation.checked import Checked
from graph.validation.keeping import Results
from graph.validation.shapes import Shapes, load_shapes, own_files, own_shapes

Told = Mapping[str, tuple[str, ...]]
"""Records by IRI, each with what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Passing:
    """The published records that pass a profile, and those that do not."""

    total: int
    passed: tuple[str, ...]
    failing: Told


@dataclass(frozen=True, slots=True)
class Effect:
    """The records that would fall, and those of which a Warning or an Info would be new."""

    total: int
    falling: Told
    warned: Told


def passing(snapshot: Snapshot, shapes: Shapes, chosen: Settings) -> Passing:
    """How the published records (the datasets, as a harvester takes them) do against shapes."""
    found = findings(snapshot, shapes, chosen)
    records = sorted(_records(snapshot))
    failing = _by_record(snapshot, [f for f in found if f.severity == "Violation"], records)
    return Passing(len(records), tuple(iri for iri in records if iri not in failing), failing)


def effect(snapshot: Snapshot, files: Iterable[Path], chosen: Settings) -> Effect:
    """What would be found of the published records that is not found now. Raises ``ShapesError``."""
    replaced = {path.name: path for path in own_files()} | {path.name: path for path in files}
    before = set(findings(snapshot, own_shapes(), chosen))
    fresh = [f for f in findings(snapshot, load_shapes(replaced.values()), chosen) if f not in before]
    entities = {iri for iri in _subjects(snapshot) if summaries.type_of(iri, snapshot.base)}
    falling = _by_record(snapshot, [f for f in fresh if f.severity == "Violation"], entities)
    warned = _by_record(snapshot, [f for f in fresh if f.severity != "Violation"], entities)
    return Effect(len(entities), falling, warned)


def findings(snapshot: Snapshot, shapes: Shapes, chosen: Settings) -> tuple[Finding, ...]:
    """All that shapes find in what a snapshot publishes; what was validated before is known."""
    results = Results(chosen.data / "cache")
    try:
        return Checked(published(snapshot), shapes, results, chosen.engine, chosen.executor).report.findings
    finally:
        results.close()


def published(snapshot: Snapshot) -> Iterable[ox.Triple]:
    """The statements of a snapshot's records, as they were written and not as the store writes them, and corrected."""
    names = ("source/", "dcat/", "user/")
    for graph in snapshot.graphs:
        if graph.startswith(tuple(f"{snapshot.base}graph/{name}" for name in names)):
            yield from snapshot.corrected.view(quad.triple for quad in snapshot.graph(graph))


def _subjects(snapshot: Snapshot) -> set[str]:
    return {t.subject.value for t in published(snapshot) if isinstance(t.subject, ox.NamedNode)}


def _records(snapshot: Snapshot) -> set[str]:
    return {iri for iri in _subjects(snapshot) if summaries.type_of(iri, snapshot.base) == "study"}


def _by_record(snapshot: Snapshot, found: Iterable[Finding], records: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What is found at each record, or at a node that leads from it and has no page of its own."""
    known, leading = set(records), dict[str, set[str]]()
    for triple in published(snapshot):
        if isinstance(triple.object, ox.NamedNode) and isinstance(triple.subject, ox.NamedNode):
            leading.setdefault(triple.object.value, set()).add(triple.subject.value)
    told: dict[str, dict[str, None]] = {}
    for finding in found:
        for iri in _owners(finding.focus_node, known, leading):
            told.setdefault(iri, {})[finding.message] = None
    return {iri: tuple(messages) for iri, messages in sorted(told.items())}


def _owners(node: str, known: set[str], leading: Mapping[str, set[str]]) -> set[str]:
    seen, pending, found = {node}, [node], set[str]()
    while pending:
        here = pending.pop()
        if here in known:
            found.add(here)
            continue
        fresh = leading.get(here, set()) - seen
        seen |= fresh
        pending += fresh
    return found
