"""Who says a fact and in which words, read back from the provenance graphs (docs/model.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from graph.namespaces import CG, DCT, OA, PROV, RDF, RDFS, SCHEMA
from graph.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a named graph was read from; ``url`` is where it was got, ``document`` its own IRI."""

    graph: str
    document: str
    title: str
    publisher: str
    url: str | None
    retrieved: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a source says something: words of its text (offsets in code points), or a named field."""

    text: str | None = None
    start: int = 0
    end: int = 0
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    pointer: str | None = None
    rule: str = ""
    confidence: str = ""


def sources(snapshot: Snapshot, graphs: Iterable[str]) -> dict[str, Source]:
    """The document behind each named graph of a source."""
    found = {}
    for graph in graphs:
        provenance = _provenance(snapshot, graph)
        document = _one(snapshot, graph, PROV.wasDerivedFrom, provenance)
        if document:
            found[graph] = Source(
                graph=graph,
                document=document,
                title=_one(snapshot, document, RDFS.label, provenance) or document,
                publisher=_one(snapshot, document, DCT.publisher, provenance) or "",
                url=_one(snapshot, document, SCHEMA.url, provenance),
                retrieved=_one(snapshot, document, PROV.generatedAtTime, provenance) or "",
            )
    return found


def quotes(snapshot: Snapshot, iri: str, graph: str) -> dict[tuple[str, str], list[Quote]]:
    """The evidence for an entity's facts in one source's graph, by predicate and object (as N-Triples)."""
    provenance = _provenance(snapshot, graph)
    found: dict[tuple[str, str], list[Quote]] = {}
    for quad in snapshot.store.quads_for_pattern(None, DCT.subject, NamedNode(iri), NamedNode(provenance)):
        annotation = _values(snapshot, quad.subject, provenance)
        fact = _values(snapshot, annotation.get(OA.hasBody.value), provenance)
        predicate, value = fact.get(RDF.predicate.value), fact.get(RDF.object.value)
        if predicate is not None and value is not None:
            said = _quote(snapshot, annotation, provenance)
            found.setdefault((predicate.value, str(value)), []).append(said)
    for all_said in found.values():
        all_said.sort(key=lambda quote: (quote.start, quote.end, quote.pointer or "", quote.rule))
    return found


def _quote(snapshot: Snapshot, annotation: Mapping[str, Any], graph: str) -> Quote:
    target = annotation.get(OA.hasTarget.value)
    values = dict(_values(snapshot, target, graph))
    for quad in snapshot.store.quads_for_pattern(target, OA.hasSelector, None, NamedNode(graph)):
        values.update(_values(snapshot, quad.object, graph))
    rule = getattr(annotation.get(PROV.wasAttributedTo.value), "value", "")
    confidence = getattr(annotation.get(CG.confidence.value), "value", "")
    if OA.exact.value not in values:
        pointer = values.get(RDF.value.value)
        return Quote(pointer=pointer.value if pointer is not None else "", rule=rule, confidence=confidence)
    plain = {name: values[OA.term(name).value].value for name in ("start", "end", "exact", "prefix", "suffix")}
    return Quote(
        text=values[OA.hasSource.value].value,
        start=int(plain.pop("start")),
        end=int(plain.pop("end")),
        rule=rule,
        confidence=confidence,
        **plain,
    )


def _values(snapshot: Snapshot, subject: Any, graph: str) -> dict[str, Any]:
    """The values of a node by predicate, of each the last."""
    if subject is None:
        return {}
    quads = snapshot.store.quads_for_pattern(subject, None, None, NamedNode(graph))
    return {quad.predicate.value: quad.object for quad in quads}


def _one(snapshot: Snapshot, subject: str, predicate: NamedNode, graph: str) -> str | None:
    for quad in snapshot.store.quads_for_pattern(NamedNode(subject), predicate, None, NamedNode(graph)):
        return str(getattr(quad.object, "value", ""))
    return None


def _provenance(snapshot: Snapshot, graph: str) -> str:
    return graph.replace(f"{snapshot.base}graph/source/", f"{snapshot.base}graph/provenance/", 1)
