"""What the graph holds, for those who want to know before they ask (VoID: Vocabulary of Interlinked Datasets)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from graph.namespaces import DCT, FOAF, RDF, RDFS, VOID, XSD
from graph.serialization import PREFIXES, of
from graph.statements import digest
from graph.store.snapshot import Snapshot

FORMATS = "http://www.w3.org/ns/formats/"
_FEATURES = {"turtle": "Turtle", "json-ld": "JSON-LD", "n-triples": "N-Triples", "rdf-xml": "RDF_XML"}


def triples(snapshot: Snapshot) -> Iterator[Triple]:
    """The dataset with its numbers, and a partition for each class and each property of the default graph."""
    base = snapshot.base
    document, dataset = NamedNode(f"{base}.well-known/void"), NamedNode(f"{base}.well-known/void#dataset")
    title = str(snapshot.manifest["title"])
    yield Triple(document, RDF.type, VOID.DatasetDescription)
    yield Triple(document, RDFS.label, Literal(f"Description of {title}", language="en"))
    yield Triple(document, FOAF.primaryTopic, dataset)
    published = Literal(str(snapshot.manifest["published"]), datatype=XSD.dateTime)
    for predicate, value in (
        (RDF.type, VOID.Dataset),
        (RDFS.label, Literal(title)),
        (DCT.term("title"), Literal(title, language="en")),
        (DCT.modified, published),
        (FOAF.homepage, NamedNode(base)),
        (VOID.sparqlEndpoint, NamedNode(f"{base}sparql")),
        (VOID.rootResource, NamedNode(f"{base}catalog")),
        (VOID.uriSpace, Literal(f"{base}id/")),
    ):
        yield Triple(dataset, predicate, value)
    for format in of("graph"):
        yield Triple(dataset, VOID.feature, NamedNode(f"{FORMATS}{_FEATURES[format.name]}"))
    for namespace in sorted(_vocabularies(snapshot)):
        yield Triple(dataset, VOID.vocabulary, NamedNode(namespace))
    yield from _numbers(snapshot, dataset)


def _numbers(snapshot: Snapshot, dataset: NamedNode) -> Iterator[Triple]:
    found = partitions(snapshot)
    yield Triple(dataset, VOID.triples, Literal(sum(found["properties"].values())))
    yield Triple(dataset, VOID.entities, Literal(sum(snapshot.counts["classes"].values())))
    yield Triple(dataset, VOID.classes, Literal(len(found["classes"])))
    yield Triple(dataset, VOID.properties, Literal(len(found["properties"])))
    kinds = (
        ("classes", VOID.classPartition, VOID.term("class"), VOID.entities),
        ("properties", VOID.propertyPartition, VOID.property, VOID.triples),
    )
    for name, has, of_term, counted in kinds:
        for iri, number in sorted(found[name].items()):
            node = NamedNode(f"{snapshot.base}.well-known/void#{digest(name, iri)[:16]}")
            yield Triple(dataset, has, node)
            yield Triple(node, RDF.type, VOID.Dataset)
            yield Triple(node, of_term, NamedNode(iri))
            yield Triple(node, counted, Literal(number))


def partitions(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    """Entities by class and statements by property, as they were counted when the snapshot was made."""
    found: dict[str, dict[str, int]] = snapshot.counts.get("partitions", {"classes": {}, "properties": {}})
    return found


def _vocabularies(snapshot: Snapshot) -> set[str]:
    """The vocabularies that we know and of which the graph uses a term."""
    used = [iri for found in partitions(snapshot).values() for iri in found]
    return {namespace for namespace in PREFIXES.values() if any(iri.startswith(namespace) for iri in used)}
