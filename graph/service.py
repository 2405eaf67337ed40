"""What the SPARQL endpoint can do (SPARQL 1.1 Service Description), and what it may keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QueryBoolean, Triple, parse, parse_query_results

from graph.namespaces import DCT, RDF, SCHEMA, SCHEMA_LEGACY, VOID, Namespace
from graph.payload import SYNTAXES
from graph.serialization import of
from graph.store.base import Answer
from graph.store.scratch import Scratch
from graph.store.snapshot import Snapshot

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(|\bSERVICE\b", re.IGNORECASE)
_PLACE = re.compile(r"error at (?:line )?(\d+)(?::| column | between columns )(\d+)")
EVERYTHING = "CONSTRUCT WHERE { ?s ?p ?o }"
"""The query for the default graph."""
SIMPLEST = "ASK {}"
"""The query that costs nothing: whether queries are answered at all."""
LISTED = 1000
"""Named graphs that a description lists."""
Limits = Mapping[str, tuple[float, str]]
_FORMATS = {
    "n-quads": "N-Quads",
    "trig": "TriG",
    "turtle": "Turtle",
    "json-ld": "JSON-LD",
    "n-triples": "N-Triples",
    "rdf-xml": "RDF_XML",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}


@dataclass(frozen=True, slots=True)
class Service:
    """What is told of an endpoint. ``limits`` are a number and its unit by name; ``statements`` and
    ``entities`` are of the whole dataset, ``None`` where they are not counted."""

    base: str
    title: str
    limits: Limits
    statements: int
    entities: int | None = None
    graphs: tuple[str, ...] = ()
    writable: bool = False
    federated: bool = False


def of_catalogue(snapshot: Snapshot, limits: Limits, *, writable: bool) -> Service:
    """The endpoint of a catalogue; its named graphs are asked for with ``GRAPH ?g``, not listed here."""
    counts = snapshot.counts
    entities = sum(counts["classes"].values())
    return Service(
        snapshot.base, str(snapshot.manifest["title"]), limits, counts["statements"], entities, writable=writable
    )


def of_scratch(scratch: Scratch, title: str, limits: Limits) -> Service:
    """The endpoint of a scratch dataset as it is at the moment."""
    graphs = tuple(sorted(scratch.names()))
    federated = bool(scratch.services)
    return Service(
        scratch.base, title, limits, len(scratch.store), graphs=graphs[:LISTED], writable=True, federated=federated
    )


def description(about: Service) -> Iterator[Triple]:
    """The service, its languages, formats and limits, and its default dataset with its numbers (VoID)."""
    endpoint = NamedNode(f"{about.base}sparql")
    service, dataset, merged = (NamedNode(f"{endpoint.value}#{name}") for name in ("service", "data", "merged"))
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, endpoint)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, DCT.term("title"), Literal(about.title, language="en"))
    for format in of("results", "graph"):
        yield Triple(service, SD.resultFormat, FORMATS.term(_FORMATS[format.name]))
    if about.writable:
        yield Triple(service, SD.supportedLanguage, SD.SPARQL11Update)
        for format in SYNTAXES.values():
            yield Triple(service, SD.inputFormat, FORMATS.term(_FORMATS[format.name]))
    if about.federated:
        yield Triple(service, SD.feature, SD.BasicFederatedQuery)
    yield from _limits(service, about)
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, RDF.type, VOID.Dataset)
    yield Triple(dataset, VOID.sparqlEndpoint, endpoint)
    yield Triple(dataset, VOID.triples, Literal(about.statements))
    if about.entities is not None:
        yield Triple(dataset, VOID.entities, Literal(about.entities))
    yield Triple(dataset, SD.defaultGraph, merged)
    yield Triple(merged, RDF.type, SD.Graph)
    yield Triple(merged, RDF.type, VOID.Dataset)
    for number, name in enumerate(about.graphs, 1):
        graph = NamedNode(f"{endpoint.value}#graph-{number}")
        yield Triple(dataset, SD.namedGraph, graph)
        yield Triple(graph, RDF.type, SD.NamedGraph)
        yield Triple(graph, SD.name, NamedNode(name))


def _limits(service: NamedNode, about: Service) -> Iterator[Triple]:
    for name, (value, unit) in about.limits.items():
        limit = NamedNode(f"{about.base}sparql#limit-{name}")
        yield Triple(service, SCHEMA.additionalProperty, limit)
        yield Triple(limit, RDF.type, SCHEMA.PropertyValue)
        yield Triple(limit, SCHEMA.propertyID, Literal(name))
        yield Triple(limit, SCHEMA.value, Literal(value))
        yield Triple(limit, SCHEMA.unitText, Literal(unit, language="en"))


def repeatable(query: str) -> bool:
    """Whether a query has the same answer each time that it is asked of one snapshot."""
    return not VOLATILE.search(query)


def explained(message: str) -> str:
    """A parser's message, said plainly where it is about the commonest mistake of all."""
    place, found, _ = message.partition("Prefix not found")
    if not found:
        return message
    return f"{place.partition(': expected')[0]}: a prefix is used here that no PREFIX line declares"


def position(message: str) -> dict[str, int]:
    """The line and the column that a parser's message tells, both counted from 1; nothing where it tells none."""
    found = _PLACE.search(message)
    return {"line": int(found[1]), "column": int(found[2])} if found else {}


def hint(query: str, answer: Answer) -> str | None:
    """What would help a query that names schema.org without https and finds nothing, or counts none."""
    if SCHEMA_LEGACY not in query or answer.mapped is not None or not _found_nothing(answer):
        return None
    return f"schema.org is {SCHEMA} here, with https: the query names {SCHEMA_LEGACY}, and finds nothing."


def _found_nothing(answer: Answer) -> bool:
    content = answer.content
    if answer.format.rdf:
        return next(iter(parse(content, format=answer.format.rdf)), None) is None
    if answer.format.name in ("csv", "tsv"):
        if content.strip() in (b"true", b"false"):
            return content.strip() == b"false"
        rows = content.split(b"\n")[1:]
        return all(row.strip().strip(b'"').partition(b'"')[0] in (b"", b"0") for row in rows)
    found = parse_query_results(content, format=answer.format.results)
    if isinstance(found, QueryBoolean):
        return not found
    nothing = (None, "0")
    return all(getattr(value, "value", None) in nothing for row in found for value in row)


def bare(query: str) -> str:
    """A question's text without the header that stands before it."""
    lines = query.splitlines()
    start = next((place for place, line in enumerate(lines) if line and not line.startswith("#")), 0)
    return "\n".join(lines[start:]).strip()
