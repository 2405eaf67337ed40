"""What pages need beyond an entity's own statements: labels, what points to it, studies by facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.identity import kept
from graph.namespaces import DCT, OWL, PROV, RDFS, SCHEMA
from graph.queries import with_values
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
    """Whether anything is published about a node but what was merged into it; of what is no IRI, nothing is."""
    if not _is_iri(iri):
        return False
    quads = snapshot.store.quads_for_pattern(NamedNode(iri), None, None, MERGED)
    return any(quad.predicate != OWL.sameAs for quad in quads)


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


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


@dataclass(frozen=True, slots=True)
class Facet:
    """How studies are narrowed down by a predicate, and how SPARQL asks for one of its values."""

    predicate: NamedNode
    pattern: str


FACETS = {
    "keyword": Facet(SCHEMA.keywords, "?study schema:keywords ?k . FILTER(STR(?k) = STR(?keyword))"),
    "funder": Facet(SCHEMA.funder, "?study schema:funder ?funder ."),
    "catalogue": Facet(SCHEMA.includedInDataCatalog, "?study schema:includedInDataCatalog ?catalogue ."),
    "access": Facet(DCT.accessRights, "?study dct:accessRights ?access ."),
}
Choice = tuple[str, str, int]
"""A value of a facet, its label, and how many studies have it."""


@dataclass(frozen=True, slots=True)
class Studies:
    """A page of studies, how many there are in all, and what they can be narrowed down by further."""

    total: int
    hits: Sequence[Hit]
    facets: Mapping[str, list[Choice]]


def studies(snapshot: Snapshot, facets: Mapping[str, str], text: str, limit: int, offset: int) -> Studies:
    """Studies with the value of every given facet and the words of ``text``.

    Raises ``ValueError`` where a facet's value is no IRI and should be one.
    """
    if not facets and not text:
        found = snapshot.search("", "study", limit, offset)
        return Studies(found.total, found.hits, _counted(snapshot))
    hits: Sequence[Hit] = snapshot.search(text, "study", limit=-1).hits
    if facets:
        patterns = "".join(FACETS[name].pattern for name in facets)
        asked = f"SELECT DISTINCT ?study\nWHERE {{\n ?study a schema:Dataset . {patterns} }}"
        given = {name: _facet_term(name, value) for name, value in facets.items()}
        wanted = {row["study"].value for row in snapshot.rows(with_values(asked, given))}
        hits = [hit for hit in hits if hit.iri in wanted]
    choices = {name: _choices(snapshot, name, [hit.iri for hit in hits]) for name in FACETS}
    return Studies(len(hits), hits[offset : offset + limit], choices)


def _counted(snapshot: Snapshot) -> dict[str, list[Choice]]:
    """The facets of all studies, as they were counted when the snapshot was made."""
    counted = snapshot.counts["facets"]
    rows = {name: [(row[0], row[-2], row[-1]) for row in counted.get(name, ())] for name in FACETS}
    return {name: [row for row in found if _is_named(*row)] for name, found in rows.items()}


def _choices(snapshot: Snapshot, name: str, iris: Iterable[str]) -> list[Choice]:
    counter: Counter[str] = Counter()
    for iri in iris:
        quads = snapshot.store.quads_for_pattern(NamedNode(iri), FACETS[name].predicate, None, MERGED)
        counter.update({str(getattr(quad.object, "value", "")) for quad in quads})
    called = {} if name == "keyword" else labels(snapshot, counter)
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    rows = [(value, called.get(value, value), count) for value, count in ranked]
    return [row for row in rows if _is_named(*row)]


def _is_named(value: str, label: str, count: int) -> bool:
    """Whether a choice can be shown: an IRI that nothing names would be shown as itself."""
    return count > 0 and not (label == value and value.startswith(("http://", "https://")))


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
    asked = "SELECT (COUNT(*) AS ?n)\nWHERE {\n GRAPH ?graph { ?annotation prov:wasAttributedTo ?rule } }"
    rows = snapshot.rows(with_values(asked, {"rule": NamedNode(rule)}))
    return int(rows[0]["n"].value)


def about(snapshot: Snapshot, iri: str) -> list[Any]:
    """Every quad that any named graph has of a node: for documents, texts, rules and nodes without a page."""
    if not _is_iri(iri):
        return []
    quads = snapshot.store.quads_for_pattern(NamedNode(iri), None, None, None)
    return sorted((quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph)), key=str)


def entities_in(snapshot: Snapshot, graph: str) -> list[str]:
    """The entities that a named graph speaks of, in the order of their IRIs."""
    found = {quad.subject.value for quad in snapshot.graph(graph) if isinstance(quad.subject, NamedNode)}
    return sorted(iri for iri in found if type_of(iri, snapshot.base))


def survivor(snapshot: Snapshot, iri: str) -> str | None:
    """The IRI that a retired one was merged into."""
    if not _is_iri(iri):
        return None
    for quad in snapshot.store.quads_for_pattern(None, OWL.sameAs, NamedNode(iri), MERGED):
        subject = getattr(quad.subject, "value", "")
        if type_of(subject, snapshot.base) == type_of(iri, snapshot.base):
            return str(subject)
    into = kept.Reader(snapshot.folder).into(iri.removeprefix(snapshot.base))  # of which no statement is left
    return f"{snapshot.base}{into}" if into else None


def texts_of(snapshot: Snapshot, document: str) -> list[str]:
    """The IRIs of the texts that were extracted from a document."""
    quads = snapshot.store.quads_for_pattern(None, PROV.wasDerivedFrom, NamedNode(document), None)
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    return sorted(iri for iri in found if iri.startswith(f"{snapshot.base}text/"))
