"""What the SPARQL endpoint can do (SPARQL 1.1 Service Description), and what it may keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from graph.namespaces import DCT, RDF, VOID, Namespace
from graph.serialization import of
from graph.store.snapshot import Snapshot

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_FORMATS = {
    "turtle": "Turtle",
    "json-ld": "JSON-LD",
    "n-triples": "N-Triples",
    "rdf-xml": "RDF_XML",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}


def description(snapshot: Snapshot) -> Iterator[Triple]:
    """The service, its result formats, and its default dataset with the number of its statements."""
    endpoint = NamedNode(f"{snapshot.base}sparql")
    service, dataset, merged = (NamedNode(f"{endpoint.value}#{name}") for name in ("service", "data", "merged"))
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, endpoint)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, DCT.term("title"), Literal(str(snapshot.manifest["title"]), language="en"))
    for format in of("results", "graph"):
        yield Triple(service, SD.resultFormat, FORMATS.term(_FORMATS[format.name]))
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, merged)
    yield Triple(merged, RDF.type, SD.Graph)
    yield Triple(merged, RDF.type, VOID.Dataset)


def repeatable(query: str) -> bool:
    """Whether a query has the same answer each time that it is asked of one snapshot."""
    return not VOLATILE.search(query)


def explained(message: str) -> str:
    """A parser's message, said plainly where it is about the commonest mistake of all."""
    place, found, _ = message.partition("Prefix not found")
    if not found:
        return message
    return f"{place.partition(': expected')[0]}: a prefix is used here that no PREFIX line declares"


def bare(query: str) -> str:
    """A question's text without the header that stands before it."""
    lines = query.splitlines()
    start = next((place for place, line in enumerate(lines) if line and not line.startswith("#")), 0)
    return "\n".join(lines[start:]).strip()
