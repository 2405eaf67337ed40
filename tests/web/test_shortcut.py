"""The way round Flask gives what Flask gives: status, headers and bytes, whatever a request says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from graph.settings import Settings, load
from tests.serving import served
from tests.store.test_embedded import put
from tests.web.conftest import HTML, application
from web import create_app, shortcut

ROWS = "SELECT * { ?s ?p ?o } LIMIT 200"
FEW = "SELECT ?s { ?s a <https://schema.org/Dataset> } LIMIT 1"
CONSTRUCT = "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 100"
JSON = "application/sparql-results+json"
HOSTILE = (
    "query=",
    "query",
    "query=%",
    "query=%FF%FE",
    "query=%ff" * 3,
    "query=ASK%7B%7D&query=ASK%7B%7D",
    "query=ASK%7B%7D&update=DROP+ALL",
    "query=ASK%7B%7D&format=",
    "query=ASK%7B%7D&format=pdf",
    "query=ASK%7B%7D&format=csv&format=json",
    "query=ASK%7B%7D&timeout=never",
    "query=ASK%7B%7D&timeout=5",
    "query=ASK%7B%7D&snapshot=1",
    "query=ASK%7B%7D&snapshot=99",
    "query=ASK%7B%7D&snap%73hot=x",
    "query=ASK%7B%7D&default-graph-uri=no+iri",
    "query=ASK%7B%7D&unknown=1",
    "%71uery=ASK%7B%7D",
    "query=ASK%7B%7D;x",
    "query=SELECT%7B",
    f"query={'%7B' * 500}",
    f"query={'x' * 300_000}",
    "query=ASK%7B%7D%00",
    "query=SELECT%20((NOW()%20%3D%20NOW())%20AS%20%3Ft)%20%7B%7D",
    "query=SELECT%20*%20%7B%20SERVICE%20%3Chttp%3A%2F%2F127.0.0.1%3A9%2F%3E%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20%7D",
    "query=SELECT%20*%20%7B%20%3Fs%20%3Chttp%3A%2F%2Fschema.org%2Fname%3E%20%3Fo%20%7D",
    "query=CONSTRUCT%20WHERE%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D&format=csv",
)


def flask_alone(app: Flask) -> Any:
    """The same application with the shortcut taken out of its way."""
    found = app.wsgi_app
    while not isinstance(found, shortcut.Shortcut):
        found = next(cell.cell_contents for cell in found.__closure__ if callable(cell.cell_contents))  # type: ignore[attr-defined]
    return found.app


@pytest.fixture(scope="module")
def both(published: Settings) -> tuple[Any, Any]:
    """The application, and another one of the same settings without the shortcut."""
    return application(published).wsgi_app, flask_alone(application(published))


def got(app: Any, query_string: str, method: str = "GET", **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
    environ = EnvironBuilder(
        "/sparql", method=method, query_string=query_string, headers=list(headers.items())
    ).get_environ()
    response = Client(app).open(environ)
    told = sorted((name, value) for name, value in response.headers)
    return response.status_code, told, response.data


@pytest.mark.parametrize("query", [ROWS, FEW, CONSTRUCT, "ASK {}", f"{FEW} # ü𝄞"], ids=str)
@pytest.mark.parametrize("coding", ["", "gzip", "br", "zstd", "gzip, br;q=0.1, identity;q=0", "nonsense;;q=x"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_same_to_the_byte(both: tuple[Any, Any], query: str, coding: str, method: str) -> None:
    kinds = (
        JSON,
        "text/csv",
        "application/sparql-results+xml;q=0.9, text/turtle",
        "*/*",
        "",
        HTML["Accept"],
        "image/png",
    )
    for accept in kinds:
        asked = {name: value for name, value in (("Accept", accept), ("Accept-Encoding", coding)) if value}
        expected = got(both[1], urlencode({"query": query}), method, **asked)
        for _ in range(2):  # asked, and asked before
            assert got(both[0], urlencode({"query": query}), method, **asked) == expected


def test_what_is_held_is_304_and_nothing_else_is(both: tuple[Any, Any]) -> None:
    query = urlencode({"query": ROWS})
    for coding in ("identity", "gzip", "br", "zstd"):
        _, headers, _ = got(both[0], query, Accept=JSON, **{"Accept-Encoding": coding})
        tag = dict(headers)["ETag"]
        for held in (tag, f'"other", {tag}', f"W/{tag}", "*", '"other"', "nonsense", ""):
            for accepted in (coding, "identity"):
                asked = {"Accept": JSON, "Accept-Encoding": accepted, "If-None-Match": held}
                expected = got(both[1], query, **asked)
                for _ in range(2):
                    assert got(both[0], query, **asked) == expected
        assert got(both[0], query, Accept=JSON, **{"Accept-Encoding": coding, "If-None-Match": tag})[0] == 304


@pytest.mark.parametrize("query_string", HOSTILE, ids=lambda text: text[:40])
def test_what_is_unusual_is_as_ever(both: tuple[Any, Any], query_string: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "DELETE"):
        for accept in (JSON, HTML["Accept"]):
            expected = got(both[1], query_string, method, Accept=accept)
            for _ in range(2):
                assert got(both[0], query_string, method, Accept=accept) == expected


def test_a_query_is_evaluated_once_and_counted_once(published: Settings) -> None:
    app = application(published)
    client = app.test_client()
    asked = {"query": f"{FEW} # counted"}
    for query, statuses in ((asked, (200, 200)), ({"query": "SELECT {"}, (400, 400))):
        for status in statuses:
            assert client.get("/sparql", query_string=query, headers={"Accept": JSON}).status_code == status
    text = client.get("/metrics").text
    for outcome, count in (("answered", 1), ("cached", 1), ("bad", 2)):
        assert f'catalograph_queries_total{{outcome="{outcome}"}} {count}.0' in text
    assert 'catalograph_http_requests_total{method="GET",route="/sparql",status="200"} 2.0' in text
    assert re.search(r'catalograph_kept_bytes\{kind="\w+"\} \d', text)


def test_the_answers_of_two_clients_do_not_meet(both: tuple[Any, Any]) -> None:
    """Parts of the key that look alike when they are put together are still not the same."""
    pairs = (("query=ASK%7B%7D", "text/csv"), ("query=ASK%7B%7Dtext", "/csv"), ("query=ASK%7B%7D&format=csv", JSON))
    for query, accept in (*pairs, *pairs):
        assert got(both[0], query, Accept=accept) == got(both[1], query, Accept=accept)


def test_a_line_is_logged_for_each(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    client = create_app(replace(published, log="json", log_clients=True)).test_client()
    capsys.readouterr()
    for _ in range(2):
        client.get("/sparql", query_string={"query": FEW}, headers={"Accept": JSON})
    client.get("/sparql", query_string={"query": "SELECT {"}, headers={"Accept": JSON})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["route"], line["status"], line["client"]) for line in lines] == [
        ("/sparql", 200, "127.0.0.1"),
        ("/sparql", 200, "127.0.0.1"),
        ("/sparql", 400, "127.0.0.1"),
    ]
    assert lines[0]["bytes"] == lines[1]["bytes"] > 0
    assert lines[0]["snapshot"] == 1


def test_a_publish_is_seen_at_once(tmp_path: Path) -> None:
    client = application(load({}, data=tmp_path)).test_client()
    about = {"statements": 1, "published": "2026-01-01T00:00:00Z", "title": "Studies"}
    tags = set()
    for number in range(1, 5):
        put(tmp_path, {"source/a/1": {f"n{number}"}}, number, about=about)
        for _ in range(2):
            response = client.get("/sparql", query_string={"query": "SELECT ?s { ?s ?p ?o }"}, headers={"Accept": JSON})
            assert f"n{number}" in response.text
            tags.add(response.headers["ETag"])
    assert len(tags) == 4


def test_memory_is_bounded(published: Settings) -> None:
    app = application(replace(published, answer_cache=1))
    client = app.test_client()
    kept = app.extensions["catalograph"].kept
    for number in range(200):
        response = client.get(
            "/sparql", query_string={"query": f"{ROWS} # {number}"}, headers={"Accept-Encoding": "gzip"}
        )
        assert response.status_code == 200
        assert kept.size <= 1 << 20
    assert kept.size > 1 << 19
    long = quote(f"{FEW} # {'x' * 200_000}")
    for _ in range(2):
        assert client.get(f"/sparql?query={long}", headers={"Accept": JSON}).status_code == 200
    assert kept.size <= 1 << 20


def test_below_a_path_behind_a_proxy(prefixed: Settings) -> None:
    app, alone = application(prefixed).wsgi_app, flask_alone(application(prefixed))
    for path in ("/sparql", "/knowledge/graph/sparql"):
        environ = EnvironBuilder(path, query_string=urlencode({"query": FEW}), headers=[("Accept", JSON)]).get_environ()
        response = Client(app).open(environ)
        expected = got(alone, urlencode({"query": FEW}), Accept=JSON)
        assert (response.status_code, sorted(response.headers), response.data) == expected


@pytest.fixture(scope="module")
def root(sample: Settings) -> Iterator[str]:
    with served(sample.data, CATALOGRAPH_QUERY_DEADLINE="3", CATALOGRAPH_QUERY_ROWS="500") as found:
        yield f"{found}/sparql"


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv", "turtle", "n-triples", "json-ld", "rdf-xml"])
def test_more_rows_than_allowed_are_a_503_that_says_so(root: str, format: str) -> None:
    shape = "SELECT *" if format in ("json", "xml", "csv", "tsv") else "CONSTRUCT"
    for limit, status in ((500, 200), (501, 503)):
        query = (
            f"{shape} {{ ?s ?p ?o }} LIMIT {limit}"
            if "SELECT" in shape
            else f"{shape} WHERE {{ ?s ?p ?o }} LIMIT {limit}"
        )
        response = httpx.get(root, params={"query": query, "format": format}, timeout=30)
        assert response.status_code == status, response.text[:300]
        assert "rows=500" in response.headers["Query-Limits"]
    told = response.json()
    assert (told["limit"], told["allowed"]) == ("rows", "500 rows or statements")
    assert "LIMIT" in told["advice"]
    assert "ETag" not in response.headers


def test_the_real_service_gives_the_same_again(root: str) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 300"}
    first, *others = [httpx.get(root, params=query, headers={"Accept": JSON}) for _ in range(6)]
    for other in others:
        assert (other.content, other.headers["ETag"]) == (first.content, first.headers["ETag"])
        assert other.headers.keys() == first.headers.keys()
    assert (
        httpx.get(root, params=query, headers={"Accept": JSON, "If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )
