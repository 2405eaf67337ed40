"""What a catalogue's endpoint says of itself (SPARQL 1.1 Service Description), held against what it does."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import VOID

from graph.settings import Settings
from graph.store.snapshot import Snapshot
from tests.conformance.test_description import SD, check_schema
from tests.web.conftest import application

SCHEMA = Namespace("https://schema.org/")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
MEDIA_TYPES = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "JSON-LD": "application/ld+json",
    "RDF_XML": "application/rdf+xml",
}


def described(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle")


def limits(found: Graph) -> dict[str, tuple[float, str]]:
    told = found.objects(None, SCHEMA.additionalProperty)
    return {
        str(found.value(node, SCHEMA.propertyID)): (
            float(found.value(node, SCHEMA.value).toPython()),  # type: ignore[union-attr]
            str(found.value(node, SCHEMA.unitText)),
        )
        for node in told
    }


def test_it_keeps_to_the_vocabulary_and_says_what_void_says(client: FlaskClient, snapshot: Snapshot) -> None:
    found = described(client)
    check_schema(found)
    (dataset,) = found.objects(None, SD.defaultDataset)
    (default,) = found.objects(dataset, SD.defaultGraph)
    void = Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
    assert set(void) <= set(found)
    assert (default, VOID.sparqlEndpoint, URIRef(f"{snapshot.base}sparql")) in found
    (all_,) = snapshot.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert found.value(default, VOID.triples) == Literal(int(all_["n"].value))
    assert list(found.objects(default, VOID.classPartition))
    assert list(found.objects(default, VOID.propertyPartition))
    (quads,) = snapshot.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert found.value(dataset, VOID.triples) == Literal(int(quads["n"].value))


def test_its_named_graphs_are_there(client: FlaskClient, snapshot: Snapshot) -> None:
    found = described(client)
    (dataset,) = found.objects(None, SD.defaultDataset)
    names = {str(found.value(graph, SD.name)) for graph in found.objects(dataset, SD.namedGraph)}
    assert {f"{snapshot.base}graph/{name}" for name in ("ontology", "questions")} <= names <= set(snapshot.graphs)
    assert limits(found)["named-graphs"][0] == len(snapshot.graphs)


def test_its_formats_are_those_that_it_gives(client: FlaskClient) -> None:
    told = {str(format).removeprefix(str(FORMATS)) for format in described(client).objects(None, SD.resultFormat)}
    assert told == set(MEDIA_TYPES)
    for name in told:
        query = "ASK {}" if name.startswith("SPARQL") else "CONSTRUCT WHERE { ?s a ?t } LIMIT 1"
        answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": MEDIA_TYPES[name]})
        assert (answer.status_code, answer.mimetype) == (200, MEDIA_TYPES[name])


def test_its_limits_are_the_settings_with_their_units(published: Settings) -> None:
    chosen = replace(published, query_deadline=2.5, query_rows=7, service_allow="http://localhost:9/sparql")
    told = limits(described(application(chosen).test_client()))
    assert told["deadline"] == (2.5, "seconds")
    assert told["rows"] == (7, "rows or statements")
    assert told["memory"] == (1024, "megabytes")
    assert told["result"] == (2048, "megabytes")
    assert told["text"] == (262144, "bytes")
    assert told["concurrency"] == (8, "queries of one client")
    assert told["service-time"] == (10, "seconds")
    none = limits(described(application(replace(published, query_rows=0)).test_client()))
    assert "rows" not in none
    assert "service-time" not in none


def test_its_features_are_those_that_it_has(published: Settings) -> None:
    found = described(application(published).test_client())
    assert not list(found.objects(None, SD.feature))
    assert set(found.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert not list(found.objects(None, SD.inputFormat))
    more = replace(published, service_allow="http://localhost:9/sparql", write_token="a-token-of-a-test")
    found = described(application(more).test_client())
    assert set(found.objects(None, SD.feature)) == {SD.BasicFederatedQuery}
    assert set(found.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    assert list(found.objects(None, SD.inputFormat))
    assert list(found.triples((None, RDF.type, SD.Service)))
