"""What became of a build: the report behind the quality page and the summary at the end, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

from pyoxigraph import Quad, Triple

from graph import source_catalogues, summaries, tallies, validation
from graph.composing import Composed
from graph.namespaces import SKOS
from graph.readings import in_order
from graph.statements import read_canonical, subject_of


def report(composed: Composed, base: str) -> dict[str, Any]:
    """The report of a build, as the quality page and the summary at the end show it."""
    held = {q.document for q in composed.passed.quarantined}
    label = composed.merged.label
    findings = [
        {"document": document, "label": label(finding.focus_node) or "", **asdict(finding)}
        for document, finding in composed.passed.findings
    ]
    once = Counter({finding.key: finding.severity for _, finding in composed.passed.findings}.values())
    severities = {name: once[name] for name in validation.SEVERITIES}  # what several documents say is one finding
    return {
        "documents": [*_read_rows(composed, held), *_listing_rows(composed), *_failed_rows(composed)],
        "findings": findings,
        "quarantined": [
            {**asdict(q), "label": label(q.iri) or "", "type": summaries.type_of(q.iri, base)}
            for q in composed.passed.quarantined
        ],
        "profiles": composed.profiles,
        "conforms": severities["Violation"] == 0,
        "severities": severities,
    }


def _read_rows(composed: Composed, held: set[str | None]) -> Iterator[dict[str, Any]]:
    for document in in_order(composed.readings):
        status = "stale" if document.stale else "quarantined" if document.key in held else "published"
        status = "listing" if document.empty else status
        yield {
            "key": document.key,
            "kind": document.source.kind,
            "source": document.source.name or None,
            "name": document.harvested.name,
            "url": document.url,
            "status": status,
            "error": document.stale,
            "position": None,
            "notes": list(document.notes),
            "unknown": [list(pair) for pair in document.unknown],
        }


def _listing_rows(composed: Composed) -> Iterator[dict[str, Any]]:
    """Documents that hold others, with what in them is none of those."""
    for listing in composed.readings.listings:
        yield {
            "key": None,
            "kind": listing.kind,
            "source": listing.harvested.source,
            "name": listing.harvested.name,
            "url": listing.harvested.url,
            "status": "listing",
            "error": None,
            "position": None,
            "notes": list(listing.notes),
            "unknown": [],
        }


def _failed_rows(composed: Composed) -> Iterator[dict[str, Any]]:
    for failure in composed.readings.failures:
        yield {
            "key": None,
            "kind": failure.kind,
            "source": failure.harvested.source,
            "name": failure.harvested.name,
            "url": failure.harvested.url,
            "status": failure.status,
            "error": failure.error,
            "position": failure.position,
            "notes": [],
            "unknown": [],
        }


def counts(composed: Composed, base: str) -> dict[str, Any]:
    """What every page needs counted, for the snapshot's ``counts.json``."""
    merged = composed.merged
    concepts = {subject_of(quad): quad.object.value for quad in _concepts(composed, base)}  # type: ignore[union-attr]
    studies = merged.subjects(f"{base}id/study/")
    return {
        **summaries.counts(merged.entities(), lambda iri: concepts.get(iri) or merged.label(iri), base),
        "partitions": summaries.partitions(chain(merged.triples(), _other_defaults(composed, base))),
        "tallies": tallies.summed(tallies.of_study(merged.about(iri), merged.about) for iri in studies),
        "statements": composed.statements,
        "graphs": len(composed.graphs),
        "documents": len(composed.readings.read),
    }


def _other_defaults(composed: Composed, base: str) -> Iterator[Triple]:
    """What is in the default graph beside what documents say: catalogues, own terms, what became of IRIs."""
    own = [f"{base}graph/{name}" for name in ("identity", "ontology")]
    own += [graph for graph in composed.graphs if graph.startswith(source_catalogues.graph(base, ""))]
    contents = (composed.corrected.in_place(composed.content(graph)) for graph in own if graph in composed.graphs)
    others = {quad.triple for content in contents for quad in read_canonical(content)}
    said = {t for iri in {subject_of(triple) for triple in others} for t in composed.merged.about(iri)}
    yield from others - said


def _concepts(composed: Composed, base: str) -> Iterator[Quad]:
    for quad in read_canonical(composed.content(f"{base}graph/ontology")):
        if quad.predicate == SKOS.prefLabel:
            yield quad
