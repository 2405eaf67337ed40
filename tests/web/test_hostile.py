"""What attackers send, and what attackers had published."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from graph.store.snapshot import Snapshot
from tests.web.conftest import HTML

SCRIPT = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    "path",
    ["search", "study/", "sparql", "queries/studies-by-keyword", "nothing", "study/x", "text/x", "catalog"],
)
@pytest.mark.parametrize("name", ["q", "query", "keyword", "page", "type", "section", "format"])
def test_input_is_never_markup(client: FlaskClient, path: str, name: str) -> None:
    response = client.get(f"/{path}", query_string={name: SCRIPT}, headers=HTML)
    assert response.status_code < 500
    assert "<script>alert" not in response.text


def test_published_words_are_never_markup(client: FlaskClient, snapshot: Snapshot) -> None:
    (hit,) = [hit for hit in snapshot.search("HOSTILE", "study", limit=50).hits if "alert" in hit.label]
    path = hit.iri.removeprefix(f"{snapshot.base}id/")
    (text,) = [d for d in snapshot.texts if "alert(1)" in (snapshot.text(d) or "")] or [""]
    for page in (path, "search?q=alert", "study/", "catalog.html", "quality", "", f"text/{text}", "person/"):
        shown = client.get(f"/{page}", headers=HTML).text
        assert "<script>alert" not in shown, page
        assert "<img src=x" not in shown, page
        assert "<b>Example" not in shown, page
    query = {"query": "SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(CONTAINS(?l, 'alert')) }"}
    assert "&lt;script&gt;alert" in client.get("/sparql", query_string=query, headers=HTML).text


@pytest.mark.parametrize("folder", ["text", "graph", "document", "rule", "study", "static", "queries"])
@pytest.mark.parametrize(
    "name",
    [
        "../../manifest.json",
        "..%2f..%2fmanifest.json",
        "%2e%2e/%2e%2e/lock",
        "/etc/passwd",
        "a\x00b",
        "a b<>",
        "." * 300,
    ],
)
def test_paths_stay_inside(client: FlaskClient, folder: str, name: str) -> None:
    response = client.get(f"/{folder}/{name}")
    assert response.status_code in (400, 404)
    assert b"digest" not in response.data


def test_errors_tell_nothing_of_the_machine(client: FlaskClient) -> None:
    for path in ("sparql?query=SELECT", "nothing", "study/?funder=x", "catalog?page=99"):
        for headers in (HTML, {}):
            text = client.get(f"/{path}", headers=headers).text
            assert not any(word in text for word in ("Traceback", "site-packages", "/tmp/", "File "))


def test_odd_requests_are_answered(client: FlaskClient) -> None:
    for accept in ("", ",", "text/html;q=x", "*/*;q=2", "a" * 5000, "text/*;q=0.5,;;,"):
        assert client.get("/study/", headers={"Accept": accept}).status_code in (200, 406)
    assert client.get("/search?q=%00%ff%22%27OR%201=1*").status_code == 200
    assert client.get("/search", query_string={"q": "word " * 500}).status_code == 200
