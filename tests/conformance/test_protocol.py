"""The W3C suite of SPARQL 1.1 Protocol, over HTTP against a scratch server."""

from __future__ import annotations

import httpx
import pytest

from tests.conformance.manifests import Request, Response, exchange, names

SUITE = "protocol"
EXCLUDED: dict[str, str] = {}
"""Tests that are not run, each with its reason."""
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}


@pytest.mark.parametrize("name", names(SUITE))
def test_protocol(client: httpx.Client, name: str) -> None:
    if name in EXCLUDED:
        pytest.skip(EXCLUDED[name])
    test = exchange(SUITE, name)
    for graph, path in test.data.items():
        put = client.put("/store", params={"graph": graph}, content=path.read_bytes(), headers=NT)
        assert put.status_code == 201
    for request in test.requests:
        assert_as_expected(sent(client, request, name), request.response)


NT = {"Content-Type": "application/n-triples"}


def sent(client: httpx.Client, request: Request, name: str) -> httpx.Response:
    """The answer to a request. The suite writes ``/sparql/`` for both endpoints: which is meant is told by
    what is sent, and by the test's name where that is wrong on purpose."""
    kind = request.headers.get("content-type", "")
    is_update = "sparql-query" not in kind and ("update" in name or "update=" in request.path)
    path = request.path.replace("/sparql/", "/update" if is_update else "/sparql", 1)
    message = client.build_request(request.method, path, content=request.body, headers=request.headers)
    if "content-type" not in request.headers:
        message.headers.pop("content-type", None)
    return client.send(message)


def assert_as_expected(response: httpx.Response, expected: Response) -> None:
    assert expected.statuses
    assert expected.allows(response.status_code), response.text
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if expected.format:
        assert media_type in FORMATS[expected.format]
    if expected.boolean is not None:
        assert response.json()["boolean"] is expected.boolean
    if response.status_code >= 400:
        assert media_type == "application/problem+json"
        assert response.json()["detail"]


def test_the_suite_is_whole() -> None:
    exchange(SUITE, "query_get")
    assert len(names(SUITE)) == 34
    assert set(EXCLUDED) <= set(names(SUITE))
