"""SPARQL 1.1 Protocol, as clients use it and as they get it wrong."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from graph.namespaces import RDF
from graph.service import SD
from graph.settings import Settings
from graph.store.snapshot import Snapshot
from tests.web.conftest import HTML, application

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://schema.org/Dataset> }"
JSON = {"Accept": "application/sparql-results+json"}


def number(data: bytes) -> int:
    return int(json.loads(data)["results"]["bindings"][0]["n"]["value"])


def test_the_three_ways_to_ask(client: FlaskClient, snapshot: Snapshot) -> None:
    expected = snapshot.counts["classes"]["study"]
    answers = (
        client.get("/sparql", query_string={"query": COUNT}, headers=JSON),
        client.post("/sparql", data={"query": COUNT}, headers=JSON),
        client.post("/sparql", data=COUNT, content_type="application/sparql-query; charset=utf-8", headers=JSON),
    )
    assert [number(answer.data) for answer in answers] == [expected] * 3
    assert all(answer.content_type == "application/sparql-results+json" for answer in answers)


def test_the_dataset_of_a_query(client: FlaskClient, snapshot: Snapshot) -> None:
    graphs = [g for g in snapshot.graphs if "/graph/source/" in g][:2]
    each = [
        number(client.get("/sparql", query_string={"query": COUNT, "default-graph-uri": g}, headers=JSON).data)
        for g in graphs
    ]
    both = {"query": COUNT, "default-graph-uri": graphs}
    assert number(client.get("/sparql", query_string=both, headers=JSON).data) == sum(each)
    named = {"query": "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", "named-graph-uri": graphs}
    found = client.post("/sparql", data=named, headers=JSON).get_json()["results"]["bindings"]
    assert {row["g"]["value"] for row in found} == set(graphs)
    only_named = {"query": COUNT, "named-graph-uri": graphs}
    assert number(client.get("/sparql", query_string=only_named, headers=JSON).data) == 0


def test_a_dataset_that_is_no_iri(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": COUNT, "default-graph-uri": "no iri"})
    assert response.status_code == 400


def test_anything_goes_is_json_or_turtle(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": COUNT}).mimetype == "application/sparql-results+json"
    query = {"query": "DESCRIBE <https://w3id.org/catalograph/access/open>"}
    assert client.get("/sparql", query_string=query).mimetype == "text/turtle"
    assert client.get("/sparql", query_string={"query": "ASK {}"}).get_json()["boolean"] is True


def test_a_form_that_does_not_fit_is_not_acceptable(client: FlaskClient) -> None:
    for query, format in (("CONSTRUCT WHERE { ?s ?p ?o }", "csv"), (COUNT, "turtle")):
        response = client.get("/sparql", query_string={"query": query, "format": format})
        assert response.status_code == 406
        assert response.get_json()["choices"]
    assert client.get("/sparql", query_string={"query": COUNT, "format": "pdf"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * WHERE {", "1:"),
        ("SELECT * WHERE {\n ?s nope:x ?o }", "2:"),
        ("", "1:1"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "1:"),
        ("{" * 500, "nest"),
        ("SELECT * { ?s ?p <\x00> }", "1:"),
    ],
)
def test_bad_queries_say_where(client: FlaskClient, query: str, words: str) -> None:
    response = client.get("/sparql", query_string={"query": query})
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert words in response.get_json()["detail"]
    assert "Traceback" not in response.text
    assert client.get("/sparql", query_string={"query": query}, headers=HTML).status_code == 400


def test_requests_that_are_no_query(client: FlaskClient) -> None:
    twice = client.get("/sparql?query=ASK{}&query=ASK{}")
    both = client.post("/sparql?query=ASK{}", data="ASK{}", content_type="application/sparql-query")
    none = client.post("/sparql", data={"other": "x"})
    assert [r.status_code for r in (twice, both, none)] == [400, 400, 400]
    wrong = client.post("/sparql", data="{}", content_type="application/json")
    assert wrong.status_code == 415
    assert wrong.get_json()["choices"] == ["application/x-www-form-urlencoded", "application/sparql-query"]
    latin = client.post("/sparql", data=b"\xff", content_type="application/sparql-query")
    assert latin.status_code == 400
    for method in ("put", "delete", "patch"):
        response = getattr(client, method)("/sparql")
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]
    assert client.post("/catalog").status_code == 405


def test_updates_are_refused_in_a_sentence(client: FlaskClient) -> None:
    update = "DROP ALL"
    answers = (
        client.post("/sparql", data={"update": update}),
        client.post("/sparql", data=update, content_type="application/sparql-update"),
        client.get("/sparql", query_string={"update": update}),
    )
    for answer in answers:
        assert answer.status_code == 403
        assert "no updates" in answer.get_json()["detail"]


def test_too_large(published: Settings) -> None:
    client = application(replace(published, max_query=1000)).test_client()
    long = f"{COUNT} #{'x' * 1000}"
    assert client.get("/sparql", query_string={"query": long}).status_code == 413
    direct = {"content_type": "application/sparql-query"}
    assert client.post("/sparql", data=long, **direct).status_code == 413
    assert client.post("/sparql", data="x" * 100_000, **direct).status_code == 413
    assert client.post("/sparql", data={"query": "x" * 100_000}).status_code == 413
    assert client.get("/sparql", query_string={"query": COUNT}).status_code == 200


def test_service_description(client: FlaskClient, snapshot: Snapshot) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    found = {(q.predicate, q.object) for q in parse(response.data, format=RdfFormat.TURTLE)}
    assert (RDF.type, SD.Service) in found
    assert (SD.endpoint, NamedNode(f"{snapshot.base}sparql")) in found
    assert (SD.supportedLanguage, SD.SPARQL11Query) in found


def test_the_form_shows_results_as_a_table(client: FlaskClient) -> None:
    shown = client.get("/sparql", query_string={"query": COUNT}, headers=HTML).text
    assert '<th scope="col">n</th>' in shown
    assert "1 row." in shown
    assert COUNT.split("(")[0] in shown
    assert "Yes" in client.get("/sparql", query_string={"query": "ASK {}"}, headers=HTML).text
    graph = client.get("/sparql", query_string={"query": "CONSTRUCT WHERE {?s a ?t}"}, headers=HTML).text
    assert "Result in Turtle" in graph


def test_long_results_say_that_the_page_shows_their_beginning(client: FlaskClient) -> None:
    shown = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"}, headers=HTML).text
    assert "The first 500 of" in shown
