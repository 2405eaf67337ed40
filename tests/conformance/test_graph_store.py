"""The W3C suite of SPARQL 1.1 Graph Store HTTP Protocol, over HTTP against a scratch server."""

from __future__ import annotations

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.conformance.manifests import Request, exchange, names

SUITE = "graph-store-protocol"
MANIFESTS = ("manifest-direct.ttl", "manifest-indirect.ttl")
EXCLUDED: dict[str, str] = {}
"""Tests that are not run, each with its reason."""


@pytest.mark.parametrize(("manifest", "name"), [(m, n) for m in MANIFESTS for n in names(SUITE, m)])
def test_graph_store(client: httpx.Client, manifest: str, name: str) -> None:
    if name in EXCLUDED:
        pytest.skip(EXCLUDED[name])
    locations: dict[str, str] = {}
    for request in exchange(SUITE, name, manifest).requests:
        response = sent(client, request, locations)
        expected = request.response
        assert expected.allows(response.status_code), (request, response.text)
        if expected.location:
            locations[expected.location] = response.headers["Location"]
        if expected.content_type and response.status_code == 200:
            assert response.headers["content-type"] == expected.content_type
        if expected.body is not None and request.method != "HEAD":
            assert_same(response.text, placed(expected.body, locations), str(response.url))


def test_the_suite_is_whole() -> None:
    exchange(SUITE, "put_get_default", "manifest-indirect.ttl")
    assert [len(names(SUITE, manifest)) for manifest in MANIFESTS] == [5, 9]


def sent(client: httpx.Client, request: Request, locations: dict[str, str]) -> httpx.Response:
    path = placed(request.path, locations)
    if not path.startswith("http"):
        path = path.replace("/gsp", "/store", 1)
    content = placed(request.body.decode(), locations).encode() if request.body is not None else None
    return client.request(request.method, path, content=content, headers=request.headers)


def placed(text: str, locations: dict[str, str]) -> str:
    for name, location in locations.items():
        text = text.replace(name, location)
    return text


def assert_same(found: str, expected: str, base: str) -> None:
    graphs = [rdflib.Graph().parse(data=text, format="turtle", publicID=base) for text in (found, expected)]
    assert isomorphic(*graphs), found
