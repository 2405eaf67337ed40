"""The W3C suite of SPARQL 1.1 Federated Query: scratch servers as the endpoints that a scratch server may ask."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from tests.conformance.manifests import Evaluation, evaluation, names
from tests.serving import free_port, served

SUITE = "service"
EXCLUDED = {
    "service5": "its SERVICE has a variable for its address: only addresses that are written out can be allowed",
}
"""Tests that are not run, each with its reason."""
ENDPOINTS = ("http://example.org/sparql", "http://example1.org/sparql", "http://example2.org/sparql")
NOBODY = "http://invalid.endpoint.org/sparql"
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def roots() -> Iterator[dict[str, str]]:
    """The roots of three servers by the suite's addresses; ``main`` may ask the two others and one that is not there.

    The second asks the third (a SERVICE in a SERVICE), and all know the address where nobody listens.
    """
    with ExitStack() as kept:
        nobody = f"http://127.0.0.1:{free_port()}"
        second = kept.enter_context(served(None))
        first = kept.enter_context(served(None, CATALOGRAPH_SERVICE_ALLOW=f"{second}/sparql {nobody}/sparql"))
        allowed = " ".join(f"{root}/sparql" for root in (first, second, nobody))
        main = kept.enter_context(served(None, CATALOGRAPH_SERVICE_ALLOW=allowed))
        yield {"main": main, **dict(zip(ENDPOINTS, (first, first, second), strict=True)), NOBODY: nobody}


@pytest.mark.parametrize("name", names(SUITE))
def test_federation(roots: dict[str, str], name: str) -> None:
    if name in EXCLUDED:
        pytest.skip(EXCLUDED[name])
    test = evaluation(SUITE, name)
    for root in {root for address, root in roots.items() if address != NOBODY}:
        httpx.post(f"{root}/update", data={"update": "DROP ALL"}).raise_for_status()
    data = {"main": test.data, **test.services}
    for address, path in data.items():
        if path:
            put = httpx.put(f"{roots[address]}/store?default", content=path.read_bytes(), headers=TURTLE)
            put.raise_for_status()
    assert rows(answer(roots, test)) == rows(test.result.read_bytes())


def answer(roots: dict[str, str], test: Evaluation) -> bytes:
    query = test.query.read_text()
    for address in (*ENDPOINTS, NOBODY):
        query = query.replace(f"<{address}>", f"<{roots[address]}/sparql>")
    response = asked(roots, query, "application/sparql-results+xml")
    assert response.status_code == 200, response.text
    return response.content


def asked(roots: dict[str, str], query: str, accept: str = "*/*", **more: str) -> httpx.Response:
    data = {"query": query, **more}
    return httpx.post(f"{roots['main']}/sparql", data=data, headers={"Accept": accept}, timeout=60)


def rows(content: bytes) -> list[list[str]]:
    found = parse_query_results(content, format=QueryResultsFormat.XML)
    assert not isinstance(found, QueryBoolean)
    names_ = sorted(variable.value for variable in found.variables)
    return sorted([str(row[name]) for name in names_] for row in found)


def test_the_suite_is_whole() -> None:
    evaluation(SUITE, "service1")
    assert len(names(SUITE)) == 7
    assert set(EXCLUDED) <= set(names(SUITE))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?service SERVICE ?service { ?a ?b ?c } }",
        "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX s: <http://127.0.0.1:9/> SELECT * { SERVICEs:x { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p true.SERVICE:x { ?s ?p ?o } }",
        "SELECT * { FILTER(?x<?y#>'''\n) SERVICE <http://127.0.0.1:9/> {} #'''\n }",
        "SELECT * { FILTER(?x<?y&&'c>') SERVICE <http://127.0.0.1:9/> {} FILTER('') }",
    ],
)
def test_no_other_address_is_asked(roots: dict[str, str], query: str) -> None:
    response = asked(roots, query)
    assert response.status_code == 400
    assert "SERVICE" in response.json()["detail"] or "comparison" in response.json()["detail"]


def test_a_slow_or_broken_endpoint_meets_the_limits(roots: dict[str, str]) -> None:
    gone = f"SELECT * {{ SERVICE <{roots[NOBODY]}/sparql> {{ ?s ?p ?o }} }}"
    failed = asked(roots, gone)
    assert failed.status_code == 502
    assert f"<{roots[NOBODY]}/sparql>: it cannot be reached" in failed.json()["detail"]
    endless = " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(12))
    many = "; ".join(f"<urn:p{i}> {', '.join(map(str, range(9)))}" for i in range(9))
    root = roots[ENDPOINTS[0]]
    httpx.put(f"{root}/store?default", content=f"<urn:s> {many} .", headers=TURTLE).raise_for_status()
    slow = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{root}/sparql> {{ SELECT * {{ {endless} }} }} }}"
    started = time.monotonic()
    response = asked(roots, slow, timeout="1")
    assert response.status_code == 503
    assert response.json()["limit"] == "deadline"
    assert time.monotonic() - started < 10


def test_a_federated_answer_is_not_kept(roots: dict[str, str]) -> None:
    query = f"ASK {{ SERVICE SILENT <{roots[ENDPOINTS[0]]}/sparql> {{ ?s ?p ?o }} }}"
    response = httpx.get(f"{roots['main']}/sparql", params={"query": query})
    assert response.status_code == 200
    assert "ETag" not in response.headers
    described = httpx.get(f"{roots['main']}/sparql", headers={"Accept": "text/turtle"})
    assert "BasicFederatedQuery" in described.text
