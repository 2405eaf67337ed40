"""The query page without script: examples about this very graph, errors with their place, what is too large."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from graph import queries
from graph.namespaces import CG
from graph.store.snapshot import Snapshot
from tests.web.conftest import HTML

EXAMPLE = re.compile(r'<li data-tags="([^"]+)"><a class="example" href="([^"]+)">([^<]+)</a>')
MAY_BE_EMPTY = {"Corrected values", "Datasets modified since", "Merged entities", "Studies without a description"}
"""Questions that depend on the day of the build, or of which the sample has no answer."""


def listed(client: FlaskClient, address: str = "/sparql") -> list[tuple[str, str, str]]:
    """Tags, address and title of each example on the page."""
    return EXAMPLE.findall(client.get(address, headers=HTML).text)


def test_every_question_is_an_example_and_finds_something_here(client: FlaskClient, snapshot: Snapshot) -> None:
    examples = listed(client)
    known = {question.title: question for question in queries.questions().values()}
    assert {title for _, _, title in examples} == set(known)
    for tags, address, title in examples:
        assert tags.split(",") == list(known[title].tags)
        (text,) = parse_qs(urlsplit(unescape(address)).query)["query"]
        assert ("VALUES" in text) >= any(parameter.required for parameter in known[title].parameters)
        assert snapshot.rows(text) or title in MAY_BE_EMPTY, title


def test_examples_keep_to_the_snapshot_that_is_pinned(client: FlaskClient) -> None:
    assert all("snapshot=1" in address for _, address, _ in listed(client, "/sparql?snapshot=1"))


def test_an_error_stands_beside_the_query_with_its_place(client: FlaskClient) -> None:
    query = "SELECT * {\n  ?s nope:x ?o }"
    page = client.get("/sparql", query_string={"query": query}, headers=HTML)
    assert page.status_code == 400
    assert 'data-line="2"' in page.text
    assert "no PREFIX line declares" in page.text
    assert "?s nope:x ?o" in page.text


def test_the_result_is_in_the_page_once_for_people_and_once_for_the_editor(client: FlaskClient) -> None:
    query = 'SELECT ?x { VALUES ?x { "</script><script>alert(1)</script>" } }'
    page = client.get("/sparql", query_string={"query": query}, headers=HTML)
    assert "<script>alert" not in page.text
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in page.text


def test_terms_have_prefixes_and_what_the_ontology_says(client: FlaskClient) -> None:
    told = client.get("/sparql/terms.json").get_json()
    assert told["prefixes"]["cg"] == CG
    (found,) = [term for term in told["classes"] if term["iri"] == CG.WorkPackage.value]
    assert found["label"] == "work package"
    assert found["definition"].endswith(".")
    declared = {term["iri"] for term in told["properties"] if term["iri"].startswith(CG)}
    assert {CG.aim.value, CG.kind.value, CG.number.value} <= declared


def test_terms_are_fetched_once_a_snapshot(client: FlaskClient) -> None:
    first = client.get("/sparql/terms.json")
    again = client.get("/sparql/terms.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
