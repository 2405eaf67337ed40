"""What the SPARQL endpoint can do (SPARQL 1.1 Service Description), and what it may keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QueryBoolean, Triple, parse, parse_query_results

from graph import void
from graph.namespaces import DCT, RDF, SCHEMA, SCHEMA_LEGACY, VOID, Namespace
from graph.payload import SYNTAXES
from graph.serialization import of
from graph.settings import Settings
from graph.store.base import Answer
from graph.store.federation.outside import Services
from graph.store.federation.workers import Federated
from graph.store.guard import federated
from graph.store.pool.client import Limits as QueryLimits
from graph.store.scratch import Scratch
from graph.store.snapshot import Snapshot

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(|\bSERVICE\b", re.IGNORECASE)
_VOLATILE = ("NOW", "RAND", "UUID", "BNODE", "SERVICE")
_PLACE = re.compile(r"error at (?:line )?(\d+)(?::| column | between columns )(\d+)")
EVERYTHING = "CONSTRUCT WHERE { ?s ?p ?o }"
"""The query for the default graph."""
SIMPLEST = "ASK {}"
"""The query that costs nothing: whether queries are answered at all."""
LISTED = 200
"""Named graphs that a description lists; it says how many there are."""
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
    ``entities`` are of the whole dataset, ``None`` where they are not counted.

    ``graphs`` are the named graphs that are listed of the ``named`` that there are, ``asks`` the endpoints that
    SERVICE may ask; ``features`` are terms of the vocabulary, ``about_data`` what VoID says of the default graph.
    """

    base: str
    title: str
    limits: Limits
    statements: int
    default_graph: NamedNode
    entities: int | None = None
    graphs: tuple[str, ...] = ()
    named: int = 0
    writable: bool = False
    asks: Collection[str] = ()
    features: tuple[NamedNode, ...] = ()
    about_data: tuple[Triple, ...] = ()


def of_catalogue(snapshot: Snapshot, chosen: Settings) -> Service:
    """The endpoint of a catalogue; of its named graphs, of which there are many, its own and its users' go first."""
    counts, base = snapshot.counts, snapshot.base
    many = tuple(f"{base}graph/{name}/" for name in ("source", "dcat", "provenance"))
    graphs = sorted(snapshot.graphs, key=lambda iri: (iri.startswith(many), iri))
    return Service(
        base,
        str(snapshot.manifest["title"]),
        limits(chosen),
        counts["statements"],
        NamedNode(f"{base}.well-known/void#dataset"),
        entities=sum(counts["classes"].values()),
        graphs=tuple(graphs[:LISTED]),
        named=len(graphs),
        writable=bool(chosen.write_token),
        asks=services(chosen).addresses,
        about_data=tuple(void.triples(snapshot)),
    )


def of_scratch(scratch: Scratch, chosen: Settings) -> Service:
    """The endpoint of a scratch dataset as it is at the moment. A named graph of it can be empty."""
    graphs = tuple(sorted(scratch.names()))
    return Service(
        scratch.base,
        chosen.title,
        limits(chosen),
        len(scratch.store),
        NamedNode(f"{scratch.base}sparql#default-graph"),
        graphs=graphs[:LISTED],
        named=len(graphs),
        writable=True,
        asks=scratch.services.addresses,
        features=(SD.EmptyGraphs,),
    )


def limits(chosen: Settings) -> Limits:
    """What a query, and a write, may take here: a number and its unit by name."""
    found: dict[str, tuple[float, str]] = {
        "deadline": (chosen.query_deadline, "seconds"),
        "memory": (chosen.query_memory, "megabytes"),
        "result": (chosen.query_result, "megabytes"),
        "rows": (chosen.query_rows, "rows or statements"),
        "text": (chosen.max_query, "bytes"),
        "body": (chosen.max_document, "bytes of a write"),
        "concurrency": (chosen.client_queries, "queries of one client"),
    }
    if chosen.service_allow:
        found["service-time"] = (chosen.service_timeout, "seconds")
        found["service-result"] = (chosen.service_result, "megabytes")
        found["service-concurrency"] = (chosen.service_queries, "queries with SERVICE of all clients")
    return {name: limit for name, limit in found.items() if limit[0]}  # of rows, 0 sets none


def description(about: Service) -> Iterator[Triple]:
    """The service, its languages, formats and limits, and its dataset (SPARQL 1.1 Service Description, 3; VoID)."""
    endpoint = NamedNode(f"{about.base}sparql")
    service = NamedNode(f"{endpoint.value}#service")
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
    for feature in (*about.features, *((SD.BasicFederatedQuery,) if about.asks else ())):
        yield Triple(service, SD.feature, feature)
    for address in sorted(about.asks):
        yield Triple(service, DCT.references, NamedNode(address))
    yield from _limits(service, about)
    yield from _dataset(service, endpoint, about)


def _dataset(service: NamedNode, endpoint: NamedNode, about: Service) -> Iterator[Triple]:
    """The dataset: its default graph with VoID's numbers, and its named graphs (3.2.7, 3.4)."""
    dataset = NamedNode(f"{endpoint.value}#data")
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, RDF.type, VOID.Dataset)
    yield Triple(dataset, VOID.sparqlEndpoint, endpoint)
    yield Triple(dataset, VOID.triples, Literal(about.statements))
    if about.entities is not None:
        yield Triple(dataset, VOID.entities, Literal(about.entities))
    yield Triple(dataset, SD.defaultGraph, about.default_graph)
    yield Triple(about.default_graph, RDF.type, SD.Graph)
    yield Triple(about.default_graph, RDF.type, VOID.Dataset)
    yield from about.about_data
    for number, name in enumerate(about.graphs, 1):
        graph = NamedNode(f"{endpoint.value}#graph-{number}")
        yield Triple(dataset, SD.namedGraph, graph)
        yield Triple(graph, RDF.type, SD.NamedGraph)
        yield Triple(graph, SD.name, NamedNode(name))


def _limits(service: NamedNode, about: Service) -> Iterator[Triple]:
    told = {**about.limits, "named-graphs": (about.named, f"named graphs; listed are {len(about.graphs)}")}
    for name, (value, unit) in told.items():
        limit = NamedNode(f"{about.base}sparql#limit-{name}")
        yield Triple(service, SCHEMA.additionalProperty, limit)
        yield Triple(limit, RDF.type, SCHEMA.PropertyValue)
        yield Triple(limit, SCHEMA.propertyID, Literal(name))
        yield Triple(limit, SCHEMA.value, Literal(value))
        yield Triple(limit, SCHEMA.unitText, Literal(unit, language="en"))


def services(chosen: Settings) -> Services:
    """The endpoints that SERVICE may ask here."""
    return Services(frozenset(chosen.service_allow.split()), chosen.service_timeout, chosen.service_result)


def asking_others(
    query: str, chosen: Settings, snapshot: Callable[[], Snapshot], limits: QueryLimits, folder: Path
) -> Federated | None:
    """Who answers a query with SERVICE, where some endpoint may be asked; ``None`` for any other query.

    ``folder`` is where the queries that run are counted.
    """
    if not chosen.service_allow or not federated(query):
        return None
    about = snapshot()
    together = chosen.service_queries
    return Federated(about.data, about.number, about.base, limits, services(chosen), folder, together)


def repeatable(query: str) -> bool:
    """Whether a query has the same answer each time that it is asked of one snapshot."""
    upper = query.upper()  # a word that is not there at all needs no search for where it stands
    return not any(word in upper for word in _VOLATILE) or not VOLATILE.search(query)


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
