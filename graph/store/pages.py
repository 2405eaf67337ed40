"""What pages need beyond an entity's own statements: labels, what points to it, studies by facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.namespaces import PROV, RDFS
from graph.store.search import Hit
from graph.store.snapshot import Snapshot
from graph.summaries import type_of

MERGED = DefaultGraph()


@dataclass(frozen=True, slots=True)
class Link:
    """An entity that points to another, by a predicate."""

    predicate: str
    iri: str
    type: str


def exists(snapshot: Snapshot, iri: str) -> bool:
    """Whether anything is published about a node."""
    return any(True for _ in snapshot.store.quads_for_pattern(NamedNode(iri), None, None, MERGED))


def labels(snapshot: Snapshot, iris: Iterable[str]) -> dict[str, str]:
    """The ``rdfs:label`` of each IRI that has one."""
    found = {}
    for iri in iris:
        for quad in snapshot.store.quads_for_pattern(NamedNode(iri), RDFS.label, None, MERGED):
            found[iri] = str(getattr(quad.object, "value", ""))
            break
    return found


def node(snapshot: Snapshot, iri: str) -> dict[str, list[Any]]:
    """What the merged view says of a node: its values by predicate, in a steady order."""
    found: dict[str, list[Any]] = {}
    for quad in snapshot.store.quads_for_pattern(NamedNode(iri), None, None, MERGED):
        found.setdefault(quad.predicate.value, []).append(quad.object)
    return {predicate: sorted(found[predicate], key=str) for predicate in sorted(found)}


def incoming(snapshot: Snapshot, iri: str) -> list[Link]:
    """What points to an entity: other entities, each once per predicate."""
    found: dict[Link, None] = {}
    for quad in snapshot.store.quads_for_pattern(None, None, NamedNode(iri), MERGED):
        subject = getattr(quad.subject, "value", "")
        kind = type_of(subject, snapshot.base)
        if kind and subject != iri:
            found[Link(quad.predicate.value, subject, kind)] = None
    return sorted(found, key=lambda link: (link.predicate, link.type, link.iri))


FACETS = {
    "keyword": "?study schema:keywords ?{0} . FILTER(STR(?{0}) = STR(?{0}Given))",
    "funder": "?study schema:funder ?{0}Given .",
    "catalogue": "?study schema:includedInDataCatalog ?{0}Given .",
    "access": "?study dct:accessRights ?{0}Given .",
}
"""How a study is found by each facet of the counts."""


def studies(
    snapshot: Snapshot, facets: Mapping[str, str], text: str, limit: int, offset: int
) -> tuple[int, Sequence[Hit]]:
    """Studies with the value of every given facet and the words of ``text``: how many, and one page."""
    if not facets:
        found = snapshot.search(text, "study", limit, offset)
        return found.total, found.hits
    patterns = "".join(FACETS[name].format(name) for name in facets)
    given = {f"{name}Given": _facet_term(name, value) for name, value in facets.items()}
    rows = snapshot.rows(f"SELECT DISTINCT ?study WHERE {{ ?study a schema:Dataset . {patterns} }}", **given)
    wanted = {row["study"].value for row in rows}
    hits = [hit for hit in snapshot.search(text, "study", limit=-1).hits if hit.iri in wanted]
    return len(hits), hits[offset : offset + limit]


def _facet_term(name: str, value: str) -> Literal | NamedNode:
    """Raises ``ValueError`` where the value is not an IRI and should be one."""
    return Literal(value) if name == "keyword" else NamedNode(value)


def latest_studies(snapshot: Snapshot, limit: int) -> list[str]:
    """The studies whose descriptions changed last at their source, the newest first."""
    rows = snapshot.rows(
        "SELECT ?study (MAX(STR(?date)) AS ?last) WHERE { ?study a schema:Dataset ; rdfs:label ?label ."
        " OPTIONAL { ?study schema:dateModified|schema:datePublished ?date } }"
        f" GROUP BY ?study ORDER BY DESC(?last) ?study LIMIT {int(limit)}"
    )
    return [row["study"].value for row in rows]


def facts_by_rule(snapshot: Snapshot, rule: str) -> int:
    """How many facts a rule found."""
    rows = snapshot.rows(
        "SELECT (COUNT(*) AS ?facts) WHERE { GRAPH ?graph { ?annotation prov:wasAttributedTo ?rule } }",
        rule=NamedNode(rule),
    )
    return int(rows[0]["facts"].value)


def about(snapshot: Snapshot, iri: str) -> list[Any]:
    """Every quad that any named graph has of a node: for documents, texts, rules and nodes without a page."""
    quads = snapshot.store.quads_for_pattern(NamedNode(iri), None, None, None)
    return sorted((quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph)), key=str)


def entities_in(snapshot: Snapshot, graph: str) -> list[str]:
    """The entities that a named graph speaks of, in the order of their IRIs."""
    found = {quad.subject.value for quad in snapshot.graph(graph) if isinstance(quad.subject, NamedNode)}
    return sorted(iri for iri in found if type_of(iri, snapshot.base))


def texts_of(snapshot: Snapshot, document: str) -> list[str]:
    """The IRIs of the texts that were extracted from a document."""
    quads = snapshot.store.quads_for_pattern(None, PROV.wasDerivedFrom, NamedNode(document), None)
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    return sorted(iri for iri in found if iri.startswith(f"{snapshot.base}text/"))
