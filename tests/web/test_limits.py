"""Limits that speak: over HTTP, against the real service with its pool of workers."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator

import httpx
import pytest

from graph.settings import Settings
from tests.serving import served

CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
ALL = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def root(sample: Settings) -> Iterator[str]:
    settings = {"DEADLINE": "2", "MEMORY": "300", "RESULT": "40"}
    environment = {f"CATALOGRAPH_QUERY_{name}": value for name, value in settings.items()}
    with served(sample.data, CATALOGRAPH_CLIENT_QUERIES="3", **environment) as found:
        yield f"{found}/sparql"


def ask(root: str, query: str, accept: str = "application/sparql-results+json", **more: str) -> httpx.Response:
    return httpx.get(root, params={"query": query, **more}, headers={"Accept": accept}, timeout=60)


def assert_problem(response: httpx.Response, limit: str, status: int = 503) -> None:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["limit"] == limit
    assert told["detail"]
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_a_deadline_is_told_with_what_would_help(root: str) -> None:
    response = ask(root, CARTESIAN)
    assert_problem(response, "deadline")
    told = response.json()
    assert "2 seconds" in told["allowed"]
    assert "bytes" in told["reached"]
    assert "LIMIT" in told["advice"]
    page = ask(root, CARTESIAN, "text/html")
    assert page.status_code == 503
    assert "deadline" in page.text


def test_a_client_may_ask_for_less_time(root: str) -> None:
    response = ask(root, CARTESIAN, timeout="0.3")
    assert_problem(response, "deadline")
    assert "0.3 seconds" in response.json()["allowed"]
    assert ask(root, "ASK {}", timeout="1000").status_code == 200
    for wrong in ("never", "-1", "0", "nan", "inf"):
        assert ask(root, "ASK {}", timeout=wrong).status_code == 400


def test_a_result_too_large_is_no_cut_answer(root: str) -> None:
    response = ask(root, "SELECT * { ?a ?b ?c . ?d ?e ?f }", "text/csv")
    assert response.status_code == 503
    assert response.json()["limit"] in ("size", "deadline")


def test_a_large_answer_is_whole_and_has_its_length(root: str) -> None:
    count = int(ask(root, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "text/csv").text.split()[1])
    response = ask(root, ALL, "text/tab-separated-values")
    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) == len(response.content) > 1_000_000
    assert response.text.count("\n") == count + 1
    shown = ask(root, ALL, "text/html")
    assert shown.status_code == 503
    assert "download" in shown.text


def test_limits_are_told_on_every_answer_of_the_endpoint(root: str) -> None:
    for response in (ask(root, "ASK {}"), ask(root, "ASK {"), httpx.get(root)):
        assert "deadline=2" in response.headers["Query-Limits"]
        assert "concurrency=3" in response.headers["Query-Limits"]


def test_one_more_than_allowed_is_429(root: str) -> None:
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(root, CARTESIAN))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) == {429, 503}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert_problem(refused, "concurrency", 429)
    assert refused.headers["Retry-After"]


@pytest.mark.parametrize(
    "query",
    [
        CARTESIAN,
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
        "SELECT * { ?a (!<urn:x>|^!<urn:x>)* ?b }",
        "SELECT * { " + " . ".join(f"?x{i} ?p{i} ?x{i + 1}" for i in range(100)) + " }",
        "SELECT * " + "{" * 3000 + "}" * 3000,
        "SELECT * { ?s ?p '" + "x" * 200_000 + "' }",
    ],
    ids=["cartesian", "order", "path", "joins", "braces", "long"],
)
def test_hostile_queries_leave_the_service_well(root: str, query: str) -> None:
    answers: list[httpx.Response] = []

    def hostile() -> None:
        answers.append(httpx.post(root, data={"query": query}, timeout=60))

    thread = threading.Thread(target=hostile)
    thread.start()
    for _ in range(10):
        assert ask(root, "SELECT * { ?s ?p ?o } LIMIT 1").status_code == 200
    thread.join()
    assert answers[0].status_code in (200, 400, 413, 503)
    assert ask(root, "ASK { ?s ?p ?o }").json()["boolean"] is True


def test_what_was_asked_before_has_its_etag(root: str) -> None:
    first = ask(root, "SELECT * { ?s ?p ?o } LIMIT 3")
    again = ask(root, "SELECT * { ?s ?p ?o } LIMIT 3")
    assert first.headers["ETag"] == again.headers["ETag"]
    assert first.content == again.content
    for volatile in ("SELECT (NOW() AS ?t) {}", "SELECT (RAND() AS ?t) {}", "SELECT (STRUUID() AS ?t) {}"):
        assert "ETag" not in ask(root, volatile).headers


def test_a_query_is_cancelled_by_who_asked_it(sample: Settings) -> None:
    identifier = secrets.token_hex(16)
    with served(sample.data, CATALOGRAPH_QUERY_WORKERS="1", CATALOGRAPH_QUERY_DEADLINE="30") as root:
        answers: list[httpx.Response] = []

        def run() -> None:
            headers = {"Query-Id": identifier}
            answers.append(httpx.get(f"{root}/sparql", params={"query": CARTESIAN}, headers=headers, timeout=60))

        thread = threading.Thread(target=run)
        thread.start()
        while (stopped := httpx.delete(f"{root}/sparql/running/{identifier}")).status_code != 204:
            assert stopped.status_code == 404
            assert not answers
        thread.join()
        assert_problem(answers[0], "cancelled")
        assert ask(f"{root}/sparql", "ASK {}").status_code == 200  # the one worker is another one now
        assert httpx.delete(f"{root}/sparql/running/{identifier}").status_code == 404
        short = httpx.get(f"{root}/sparql", params={"query": "ASK { }"}, headers={"Query-Id": "12"})
        assert short.status_code == 400
        assert "random" in short.json()["detail"]
        again = httpx.get(f"{root}/sparql", params={"query": "ASK {  }"}, headers={"Query-Id": identifier})
        assert again.status_code == 200
