"""Every route in every format: by Accept and by suffix, 406, ETag and 304, HEAD, CORS."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from graph.serialization import FORMATS
from graph.store.snapshot import Snapshot
from tests.web.conftest import HTML

STUDY = "study/home-care-workers-survey-2019-2021"
BY_NAME = {format.name: format for format in FORMATS}
RDF = ("turtle", "json-ld", "n-triples", "rdf-xml")
RESULTS = ("json", "xml", "csv", "tsv")
SELECT = "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3"
DESCRIBED = (STUDY, "catalog", "quality", "ontology", "graph/ontology", "graph/quality/validation")
PAGES = ("", "search?q=care", "study/", "about", "queries", *DESCRIBED, "sparql", "queries/counts-by-class")
STILL = tuple(page for page in PAGES if page != "quality")
"""Those that are functions of the snapshot; curators decide about what the quality page shows."""


def document_paths(snapshot: Snapshot) -> dict[str, str]:
    """A document, a rule, a node, a record and a source's graph of this snapshot, as paths."""
    rows = snapshot.rows(
        "SELECT ?document ?rule ?node ?record WHERE { GRAPH ?g { ?source prov:wasDerivedFrom ?document ."
        " ?a prov:wasAttributedTo ?rule . FILTER(CONTAINS(STR(?document), '/document/')) }"
        " ?s schema:identifier ?node . ?record a dcat:CatalogRecord } LIMIT 1"
    )
    return {name: term.value.removeprefix(snapshot.base) for name, term in rows[0].items()}


def valid(response: TestResponse, name: str) -> None:
    format = BY_NAME[name]
    assert response.status_code == 200, response.text
    assert response.content_type == format.content_type
    if format.rdf:
        assert list(parse(response.data, format=format.rdf))
    if name == "json":
        assert json.loads(response.data)["head"]


@pytest.mark.parametrize("name", RDF)
@pytest.mark.parametrize("path", DESCRIBED)
def test_rdf_by_accept_and_by_suffix(client: FlaskClient, path: str, name: str) -> None:
    format = BY_NAME[name]
    by_accept = client.get(f"/{path}", headers={"Accept": format.media_type})
    valid(by_accept, name)
    assert "Accept" in by_accept.headers["Vary"]
    by_suffix = client.get(f"/{path}.{format.extension}", headers=HTML)
    valid(by_suffix, name)
    if path != "catalog":
        assert by_suffix.data == by_accept.data


@pytest.mark.parametrize("kind", ["document", "rule", "node", "record"])
def test_what_evidence_leads_to_is_there(client: FlaskClient, snapshot: Snapshot, kind: str) -> None:
    path = document_paths(snapshot)[kind]
    if kind == "record":
        response = client.get(f"/{path}")
        assert response.status_code == 303
        path = response.headers["Location"].removeprefix(snapshot.base)
    assert client.get(f"/{path}", headers=HTML).status_code == 200
    for name in RDF:
        valid(client.get(f"/{path}", headers={"Accept": BY_NAME[name].media_type}), name)
        valid(client.get(f"/{path}.{BY_NAME[name].extension}"), name)


@pytest.mark.parametrize(("name", "form"), [("n-quads", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG)])
def test_named_graphs_as_datasets(client: FlaskClient, snapshot: Snapshot, name: str, form: RdfFormat) -> None:
    iri = f"{snapshot.base}graph/ontology"
    response = client.get("/graph/ontology", headers={"Accept": BY_NAME[name].media_type})
    assert {quad.graph_name.value for quad in parse(response.data, format=form)} == {iri}
    if name == "n-quads":
        assert response.data == snapshot.canonical(iri)


@pytest.mark.parametrize("name", RESULTS)
def test_results(client: FlaskClient, name: str) -> None:
    media = BY_NAME[name].media_type
    valid(client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": media}), name)
    valid(client.get("/sparql", query_string={"query": SELECT, "format": name}), name)
    valid(client.get("/queries/counts-by-class", headers={"Accept": media}), name)
    valid(client.get(f"/queries/counts-by-class.{BY_NAME[name].extension}"), name)


@pytest.mark.parametrize("name", RDF)
def test_constructed_graphs(client: FlaskClient, name: str) -> None:
    query = {"query": "CONSTRUCT WHERE { ?s a ?t }"}
    valid(client.get("/sparql", query_string=query, headers={"Accept": BY_NAME[name].media_type}), name)


@pytest.mark.parametrize("path", PAGES)
def test_browsers_get_pages(client: FlaskClient, path: str) -> None:
    response = client.get(f"/{path}", headers=HTML)
    assert response.status_code == 200, response.text
    assert response.content_type == "text/html; charset=utf-8"
    assert response.text.startswith("<!doctype html>")
    assert "unsafe-eval" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("", "about")])
def test_not_acceptable_lists_the_choices(client: FlaskClient, path: str) -> None:
    query = {"query": SELECT} if path == "sparql" else None
    response = client.get(f"/{path}", headers={"Accept": "image/png"}, query_string=query)
    assert response.status_code == 406
    assert response.content_type == "application/problem+json"
    told = response.get_json()
    assert told["status"] == 406
    assert "text/html" in told["choices"]


def test_quality_factors_decide(client: FlaskClient) -> None:
    accept = {"Accept": "text/html;q=0.5, text/turtle;q=0.9"}
    assert client.get(f"/{STUDY}", headers=accept).mimetype == "text/turtle"
    refused = {"Accept": "text/html;q=0, application/n-triples"}
    assert client.get(f"/{STUDY}", headers=refused).mimetype == "application/n-triples"


@pytest.mark.parametrize(
    "path",
    [
        *(page for page in PAGES if page != "quality"),
        f"sparql?query={SELECT}",
        f"{STUDY}.ttl",
        "catalog.ttl",
        "quality.ttl",
    ],
)
def test_unchanged_answers_are_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(f"/{path}", headers=HTML)
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    assert client.get(f"/{path}", headers=HTML).data == first.data
    again = client.get(f"/{path}", headers={**HTML, "If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(f"/{path}", headers={**HTML, "If-None-Match": '"other"'}).status_code == 200


def test_each_representation_has_its_own_tag(client: FlaskClient) -> None:
    accepts = [BY_NAME[name].media_type for name in (*RDF, "html")]
    tags = {client.get(f"/{STUDY}", headers={"Accept": accept}).headers["ETag"] for accept in accepts}
    assert len(tags) == len(accepts)


def test_queries_that_answer_anew_have_no_tag(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT (NOW() AS ?now) {}"})
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [*PAGES, f"{STUDY}.ttl", "healthz"])
def test_head_is_get_without_the_body(client: FlaskClient, path: str) -> None:
    head, got = client.head(f"/{path}", headers=HTML), client.get(f"/{path}", headers=HTML)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(got.data))
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


@pytest.mark.parametrize("path", [f"{STUDY}.ttl", "catalog", "sparql", f"id/{STUDY}", "graph/ontology", "nothing"])
def test_scripts_of_other_sites_may_read(client: FlaskClient, path: str) -> None:
    headers = {"Origin": "https://elsewhere.example.org"}
    assert client.get(f"/{path}", headers=headers).headers["Access-Control-Allow-Origin"] == "*"
    if path != "nothing":
        asked = {**headers, "Access-Control-Request-Method": "GET"}
        preflight = client.options(f"/{path}", headers=asked)
        assert preflight.status_code in (200, 204)
        assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
        assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
        assert ("POST" in preflight.headers["Access-Control-Allow-Methods"]) == (path == "sparql")


def test_headers_that_protect_readers(client: FlaskClient) -> None:
    for path in ("/", "/nothing", f"/{STUDY}.ttl", "/static/style.css"):
        with client.get(path, headers=HTML) as response:
            headers = response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]


def test_links_to_other_representations(client: FlaskClient, snapshot: Snapshot) -> None:
    links = client.get(f"/{STUDY}", headers={**HTML, "Host": "evil.example.net"}).headers["Link"]
    assert f'<{snapshot.base}{STUDY}>; rel="canonical"' in links
    assert f'<{snapshot.base}{STUDY}.ttl>; rel="alternate"; type="text/turtle"' in links
    assert "evil" not in links
