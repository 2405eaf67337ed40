"""What an editor can complete: the prefixes, classes and properties of a snapshot (VoID, 4.4 and 4.5; own ontology)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.namespaces import RDF, RDFS, SKOS
from graph.serialization import PREFIXES
from graph.store.snapshot import Snapshot
from graph.void import partitions

DECLARED = {RDFS.Class: "classes", RDF.Property: "properties"}
SAID = {RDFS.label: "label", SKOS.definition: "definition"}


def terms(snapshot: Snapshot) -> dict[str, Any]:
    """Prefixes by name; classes and properties with how often they are used, the most used first.

    Own terms that nothing uses yet come last. Each has what the ontology calls it, where it says so.
    """
    declared, said = _ontology(snapshot)
    return {"prefixes": PREFIXES} | {
        kind: _ranked({**dict.fromkeys(declared[kind], 0), **used}, said) for kind, used in partitions(snapshot).items()
    }


def _ranked(counts: Mapping[str, int], said: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"iri": iri, "count": count, **said.get(iri, {})} for iri, count in ordered]


def _ontology(snapshot: Snapshot) -> tuple[dict[str, set[str]], dict[str, dict[str, str]]]:
    """The own classes and properties, and the label and the definition of each."""
    declared: dict[str, set[str]] = {kind: set() for kind in DECLARED.values()}
    said: dict[str, dict[str, str]] = {}
    for quad in snapshot.graph(f"{snapshot.base}graph/ontology"):
        if not isinstance(quad.subject, NamedNode):
            continue
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode) and quad.object in DECLARED:
            declared[DECLARED[quad.object]].add(quad.subject.value)
        if quad.predicate in SAID and isinstance(quad.object, Literal):
            said.setdefault(quad.subject.value, {})[SAID[quad.predicate]] = quad.object.value
    return declared, said
