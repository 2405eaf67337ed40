"""What the graph holds and how to get it (VoID: Vocabulary of Interlinked Datasets; DCAT 3 for services and dumps)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from graph import dumps
from graph.alignment import SHA256
from graph.catalogue import describing, services
from graph.namespaces import DCAT, DCT, FOAF, RDF, RDFS, SPDX, VOID, XSD
from graph.serialization import PREFIXES, of
from graph.statements import digest
from graph.store.snapshot import Snapshot

MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
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
        (RDF.type, DCAT.Dataset),
        (DCT.description, Literal(describing.description(snapshot), language="en")),
        (DCT.publisher, describing.publisher(snapshot)),
        (RDFS.label, Literal(title)),
        (DCT.term("title"), Literal(title, language="en")),
        (DCT.modified, published),
        (FOAF.homepage, NamedNode(base)),
        (VOID.sparqlEndpoint, NamedNode(f"{base}sparql")),
        (VOID.rootResource, NamedNode(f"{base}catalog")),
        (VOID.uriSpace, Literal(f"{base}id/")),
    ):
        yield Triple(dataset, predicate, value)
    yield from describing.about_publisher(snapshot)
    for service in services.SERVICES:
        yield Triple(NamedNode(services.iri(base, service)), DCAT.servesDataset, dataset)
    yield from services.triples(base, title, describing.publisher(snapshot))
    for dump in dumps.DUMPS.values():
        yield from _dump(snapshot, dataset, dump)
    for format in of("graph"):
        yield Triple(dataset, VOID.feature, NamedNode(f"{FORMATS}{_FEATURES[format.name]}"))
    for namespace in sorted(_vocabularies(snapshot)):
        yield Triple(dataset, VOID.vocabulary, NamedNode(namespace))
    yield from _numbers(snapshot, dataset)


def _dump(snapshot: Snapshot, dataset: NamedNode, dump: dumps.Dump) -> Iterator[Triple]:
    """A dump as a distribution, with size and checksum where it has been made already."""
    url = NamedNode(dumps.address(snapshot, dump))
    here = NamedNode(f"{url.value}#distribution")
    yield Triple(dataset, VOID.dataDump, url)
    yield Triple(dataset, DCAT.distribution, here)
    yield Triple(here, RDF.type, DCAT.Distribution)
    yield Triple(here, DCT.term("title"), Literal(dump.title, language="en"))
    for predicate, object_ in ((DCAT.accessURL, url), (DCAT.downloadURL, url)):
        yield Triple(here, predicate, object_)
    for predicate, media in ((DCAT.mediaType, dump.format), (DCAT.compressFormat, dump.packing)):
        type_ = NamedNode(f"{MEDIA_TYPES}{media}")
        yield Triple(here, predicate, type_)
        yield Triple(type_, RDF.type, DCT.MediaType)
    made = dumps.find(snapshot, dump)
    if made is not None:
        checksum = NamedNode(f"{url.value}#checksum")
        yield Triple(here, DCAT.byteSize, Literal(str(made.size), datatype=XSD.nonNegativeInteger))
        yield Triple(here, SPDX.checksum, checksum)
        yield Triple(checksum, RDF.type, SPDX.Checksum)
        yield Triple(checksum, SPDX.algorithm, SHA256)
        yield Triple(checksum, SPDX.checksumValue, Literal(made.sha256, datatype=XSD.hexBinary))


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
