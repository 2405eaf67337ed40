"""Questions over HTTP: checked parameters, pages, an address to cite; the same questions as RDF."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from graph import queries
from graph.namespaces import RDF, RDFS, SCHEMA, SH
from graph.settings import Settings
from graph.store.snapshot import Snapshot
from tests.web.conftest import HTML, application

LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"')


def links(response: object) -> dict[str, str]:
    return {relation: url for url, relation in LINK.findall(response.headers["Link"])}  # type: ignore[attr-defined]


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))[1:]


def test_pages_meet_without_a_gap(client: FlaskClient, snapshot: Snapshot) -> None:
    whole = client.get("/queries/keywords-by-use.csv")
    found, path = [], "/queries/keywords-by-use.csv?page_size=7"
    previous = None
    while path:
        response = client.get(path)
        assert response.status_code == 200
        assert int(response.headers["X-Total-Count"]) == len(rows(whole.text))
        found += rows(response.text)
        told = links(response)
        assert told.get("prev") == previous
        number = 1 + len(found) // 7 if len(rows(response.text)) == 7 else 0
        previous = f"{snapshot.base}queries/keywords-by-use.csv?page={number - 1}&page_size=7"
        path = told.get("next", "").removeprefix(snapshot.base)
        path = f"/{path}" if path else ""
    assert found == rows(whole.text)
    assert len(found) > 20
    assert "X-Total-Count" not in whole.headers
    beyond = client.get("/queries/keywords-by-use.csv?page=999")
    assert beyond.status_code == 404
    assert "last one is" in beyond.get_json()["detail"]


@pytest.mark.parametrize("question", queries.questions().values(), ids=lambda q: str(q.name))
def test_each_question_counts_what_it_answers(client: FlaskClient, question: queries.Question) -> None:
    values = queries.example_of(question)
    whole = client.get(f"/queries/{question.name}.csv", query_string=values)
    paged = client.get(f"/queries/{question.name}.csv", query_string={**values, "page_size": 10_000})
    assert paged.status_code == whole.status_code == 200
    assert paged.text == whole.text
    assert int(paged.headers["X-Total-Count"]) == len(rows(whole.text))


@pytest.mark.parametrize(
    ("path", "parameter", "words"),
    [
        ("datasets-by-access?access=SECRET", "access", "PUBLIC, RESTRICTED, NON_PUBLIC"),
        ("datasets-by-access", "access", "PUBLIC"),
        ("datasets-by-access?access=PUBLIC&access=RESTRICTED", "access", "one value"),
        ("datasets-modified-since?since=2026-02-30", "since", "YYYY-MM-DD"),
        ("studies-in-period?from=", "from", "nothing at all"),
        ("studies-of-a-funder?funder=no+iri", "funder", "absolute IRI"),
        ("keywords-by-use?page=0", "page", "from 1"),
        ("keywords-by-use?page_size=100000", "page_size", "10000"),
        ("keywords-by-use?page_size=x&page=1", "page_size", "10000"),
        ("keywords-by-use?format=csv", "format", "none"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_allowed(client: FlaskClient, path: str, parameter: str, words: str) -> None:
    response = client.get(f"/queries/{path}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    told = response.get_json()
    assert told["parameter"] == parameter
    assert words in told["allowed"]
    assert told["detail"]
    assert "ETag" not in response.headers
    if "format" not in path and "=RESTRICTED" not in path:
        assert told["example"]


def test_a_form_filled_in_wrongly_is_400_and_an_empty_one_is_a_form(client: FlaskClient) -> None:
    page = client.get("/queries/datasets-by-access?access=SECRET", headers=HTML)
    assert page.status_code == 400
    assert "This cannot be asked" in page.text
    form = client.get("/queries/datasets-by-access", headers=HTML)
    assert form.status_code == 200
    assert "cannot be asked" not in form.text
    left_open = client.get("/queries/studies-in-period?from=&to=2020-12-31", headers=HTML)
    assert left_open.status_code == 200
    assert 'id="result"' in left_open.text


def test_an_answer_can_be_cited(client: FlaskClient, snapshot: Snapshot) -> None:
    response = client.get("/queries/studies-by-keyword.csv?keyword=housing")
    cited = links(response)["cite-as permalink"]
    assert cited == f"{snapshot.base}queries/studies-by-keyword?keyword=housing&snapshot={snapshot.number}"
    again = client.get(cited.removeprefix(snapshot.base[:-1]), headers={"Accept": "text/csv"})
    assert again.data == response.data
    page = client.get("/queries/studies-by-keyword?keyword=housing", headers=HTML)
    assert cited.replace("&", "&amp;") in page.text
    alternate = f'<{snapshot.base}queries/studies-by-keyword.csv?keyword=housing>; rel="alternate"'
    assert alternate in page.headers["Link"]


def test_a_form_shows_pages(published: Settings) -> None:
    client = application(replace(published, page_size=10)).test_client()
    page = client.get("/queries/keywords-by-use", headers=HTML)
    assert "Rows 1 to 10 of" in page.text
    assert 'rel="next" href="/queries/keywords-by-use?page=2"' in page.text
    assert "Rows 11 to 20 of" in client.get("/queries/keywords-by-use?page=2", headers=HTML).text


def test_questions_as_rdf(client: FlaskClient, snapshot: Snapshot) -> None:
    found = client.get("/queries.ttl")
    assert found.mimetype == "text/turtle"
    triples = {quad.triple for quad in parse(found.data, format=RdfFormat.TURTLE)}
    assert triples == {quad.triple for quad in snapshot.graph(f"{snapshot.base}graph/questions")}
    assert not [t for t in triples if "_:" in str(t)]
    asked = {t.subject for t in triples if (t.predicate, t.object) == (RDF.type, SH.SPARQLSelectExecutable)}
    assert {node.value for node in asked} == {f"{snapshot.base}queries/{name}" for name in queries.questions()}
    store = Store()
    store.extend(parse(found.data, format=RdfFormat.TURTLE))
    for node in asked:
        (select,) = (q.object.value for q in store.quads_for_pattern(node, SH.select, None))
        assert client.get("/sparql", query_string={"query": select}).status_code == 200, select
        for predicate in (RDFS.label, RDFS.comment, SCHEMA.keywords):
            assert list(store.quads_for_pattern(node, predicate, None))
        (target,) = (q.object for q in store.quads_for_pattern(node, SCHEMA.target, None))
        assert target == NamedNode(f"{snapshot.base}sparql")
    over_http = "SELECT ?q { GRAPH ?g { ?q a <http://www.w3.org/ns/shacl#SPARQLSelectExecutable> } }"
    answered = client.get("/sparql", query_string={"query": over_http, "format": "csv"})
    assert len(rows(answered.text)) == len(asked) >= 25
