"""A scratch server: an ordinary writable dataset over HTTP, and what attackers send to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.conftest import REPOSITORY
from tests.serving import catalograph, served

TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}
GRAPH = {"graph": "http://example.org/g"}


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    with served(None, CATALOGRAPH_QUERY_DEADLINE="2", CATALOGRAPH_QUERY_MEMORY="300") as found:
        yield found


@pytest.fixture
def client(root: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=root, timeout=30) as found:
        found.post("/update", data={"update": "DROP ALL"}).raise_for_status()
        yield found


def count(client: httpx.Client, **more: str) -> int:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    answer = client.post("/sparql", data={"query": query, **more}).json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


def test_it_needs_no_data_folder_and_shows_no_catalogue(client: httpx.Client, tmp_path: Path) -> None:
    assert client.get("/", follow_redirects=True, headers={"Accept": "text/html"}).status_code == 200
    assert client.get("/healthz").json() == {"status": "ok"}
    for path in ("study/", "catalog", "quality", "search"):
        assert client.get(f"/{path}").status_code == 404
    page = client.get("/sparql", headers={"Accept": "text/html"}).text
    assert "/update" in page
    assert 'href="/study/"' not in page


def test_its_default_graph_is_a_graph_of_its_own(client: httpx.Client) -> None:
    client.put("/store", params=GRAPH, content="<a:b> <a:b> 1, 2 .", headers=TURTLE).raise_for_status()
    assert count(client) == 0
    client.post("/update", data={"update": "INSERT DATA { <a:b> <a:b> 3 }"}).raise_for_status()
    assert count(client) == 1
    assert count(client, **{"default-graph-uri": GRAPH["graph"]}) == 2


def test_http_query(client: httpx.Client) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    assert client.request("QUERY", "/sparql", content="ASK {}", headers=direct).json()["boolean"] is True
    assert client.request("QUERY", "/sparql", content="ASK {").status_code == 415
    assert client.request("QUERY", "/sparql", content="ASK {", headers=direct).status_code == 400
    assert client.request("QUERY", "/sparql", content="", headers=direct).status_code == 400


def test_errors_tell_line_and_column(client: httpx.Client) -> None:
    for path, field, text in (
        ("/sparql", "query", "SELECT * {\n ?s ?p }"),
        ("/update", "update", "INSERT DATA {\n <a:b> <a:b> }"),
    ):
        answer = client.post(path, data={field: text})
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["line"] == 2
        assert answer.json()["column"] > 1


def test_an_update_that_fails_midway_changes_nothing(client: httpx.Client) -> None:
    update = "INSERT DATA { <a:b> <a:b> 1 } ; CREATE GRAPH <a:g> ; CREATE GRAPH <a:g>"
    assert client.post("/update", data={"update": update}).status_code == 400
    assert count(client) == 0


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:9/>",
        "LOAD SILENT <http://127.0.0.1:9/>",
        "LOADSILENT<http://127.0.0.1:9/>",
        "PREFIX : <http://127.0.0.1:9/> LOAD:x",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:9/> INSERT { ?s ?p ?o } WHERE { SERVICE:x { ?s ?p ?o } }",
        "DELETE WHERE " + "{" * 3000,
        "CLEAR ALL; \x00",
    ],
)
def test_updates_fetch_nothing(client: httpx.Client, update: str) -> None:
    answer = client.post("/update", content=update, headers=UPDATE)
    assert answer.status_code == 400
    assert client.get("/healthz").status_code == 200


def test_requests_that_are_no_update(client: httpx.Client) -> None:
    assert client.get("/update", params={"update": "CLEAR ALL"}).status_code == 405
    assert client.post("/update", data={"query": "ASK {}"}).status_code == 400
    assert client.post("/update", data={"other": "x"}).status_code == 400
    assert client.post("/update?update=CLEAR+ALL", content="CLEAR ALL", headers=UPDATE).status_code == 400
    assert client.post("/update", content=b"\xff", headers=UPDATE).status_code == 400
    wrong = client.post("/update", content="CLEAR ALL")
    assert wrong.status_code == 415
    assert wrong.json()["choices"]
    for name in ("using-graph-uri", "using-named-graph-uri"):
        bad = {"update": "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", name: "no iri> USING <a:b"}
        assert client.post("/update", data=bad).status_code == 400
        for own in (
            "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "DELETE { ?s ?p ?o } USING <a:g> WHERE { ?s ?p ?o }",
        ):
            assert client.post("/update", data={"update": own, name: "a:g"}).status_code == 400


def test_the_dataset_of_an_update(client: httpx.Client) -> None:
    client.put("/store", params=GRAPH, content="<a:b> <a:b> 1 .", headers=TURTLE).raise_for_status()
    client.put("/store?default", content="<a:b> <a:b> 2 .", headers=TURTLE).raise_for_status()
    data = {"update": "DELETE WHERE { ?s ?p ?o } # WHERE { }", "using-graph-uri": GRAPH["graph"]}
    client.post("/update", data=data).raise_for_status()
    assert count(client) == 1  # what was found in the one graph is not in the default graph, which is deleted from
    data["update"] = "INSERT { ?s <a:found> ?o } WHERE { ?s ?p ?o }"
    client.post("/update", data=data).raise_for_status()
    asked = client.post("/sparql", data={"query": "ASK { <a:b> <a:found> 1 FILTER NOT EXISTS { ?s <a:found> 2 } }"})
    assert asked.json()["boolean"] is True


def test_graphs(client: httpx.Client) -> None:
    assert client.get("/store", params=GRAPH).status_code == 404
    assert client.delete("/store", params=GRAPH).status_code == 404
    for wrong in (
        "/store",
        "/store?graph=x&graph=y",
        "/store?graph=a:b&default",
        "/store?graph=no+iri",
        "/store/x?default",
    ):
        assert client.put(wrong, content="", headers=TURTLE).status_code == 400, wrong
    assert client.get("/store").status_code == 400
    assert client.put("/store", params=GRAPH, content="<a:b> <rel> 1 .", headers=TURTLE).status_code == 201
    found = client.get("/store", params=GRAPH, headers={"Accept": "application/n-triples"})
    assert "<http://example.org/rel>" in found.text
    head = client.head("/store", params=GRAPH, headers={"Accept": "application/n-triples"})
    assert (head.headers["ETag"], head.content) == (found.headers["ETag"], b"")
    assert client.get("/store", params=GRAPH, headers={"Accept": "text/csv"}).status_code == 406
    assert client.put("/store", params=GRAPH, content="", headers=TURTLE).status_code == 204
    assert client.get("/store", params=GRAPH).status_code == 200
    changed = client.get("/store", params=GRAPH, headers={"Accept": "application/n-triples"}).headers["ETag"]
    assert changed != found.headers["ETag"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "%2e%2e/x", "a b", "é", "a%0ab", "%00", "x" * 3000, "a<b>"])
def test_odd_addresses_are_graphs_or_errors(client: httpx.Client, name: str) -> None:
    answer = client.put(f"/store/{name}", content="<a:b> <a:b> 1 .", headers=TURTLE)
    assert answer.status_code in (201, 400, 404, 405, 414, 431)
    if answer.status_code == 201:
        assert client.get(f"/store/{name}").status_code == 200


def test_limits_hold(client: httpx.Client) -> None:
    rows = " ".join(f"<a:{number}> <a:b> {number} ." for number in range(500))
    client.put("/store?default", content=rows, headers=TURTLE).raise_for_status()
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    answer = client.post("/sparql", data={"query": slow})
    assert answer.status_code == 503
    assert answer.json()["limit"] == "deadline"
    greedy = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    assert client.post("/sparql", data={"query": greedy}).status_code == 503
    assert count(client) == 500
    assert client.post("/update", content=b" " * (33 * 1024 * 1024), headers=UPDATE).status_code == 413


ENDLESS = " . ".join(f"?a{number} ?b{number} ?c{number}" for number in range(8))


@pytest.mark.parametrize(
    ("update", "limit"),
    [
        (f"INSERT {{ ?a0 <urn:x:p> 1 }} WHERE {{ {ENDLESS} }}", "deadline"),
        (f"INSERT {{ ?a0 <urn:x:p> ?r }} WHERE {{ {ENDLESS} BIND (RAND() AS ?r) }}", "deadline"),
        ("INSERT { ?a ?b ?h } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND (CONCAT(STR(?a), STR(?d)) AS ?x) }", None),
    ],
)
def test_an_update_meets_the_limits_of_a_query(client: httpx.Client, update: str, limit: str | None) -> None:
    rows = " ".join(f"<a:{number}> <a:b> {number} ." for number in range(500))
    client.put("/store?default", content=rows, headers=TURTLE).raise_for_status()
    refused = client.post("/update", content=update, headers=UPDATE)
    assert refused.status_code == 503
    assert refused.json()["limit"] in ({limit} if limit else {"deadline", "memory"})
    assert "nothing was changed" in refused.json()["detail"]
    assert count(client) == 500
    client.post("/update", content="INSERT DATA { <a:b> <a:b> 1 }", headers=UPDATE).raise_for_status()
    assert count(client) == 501


def test_queries_are_answered_while_an_update_is_tried(client: httpx.Client) -> None:
    rows = " ".join(f"<a:{number}> <a:b> {number} ." for number in range(500))
    client.put("/store?default", content=rows, headers=TURTLE).raise_for_status()
    slow = f"INSERT {{ ?a0 <urn:x:p> 1 }} WHERE {{ {ENDLESS} }}"
    with ThreadPoolExecutor(1) as other:
        tried = other.submit(client.post, "/update", content=slow, headers=UPDATE)
        assert count(client) == 500
        assert not tried.done()
        assert tried.result().status_code == 503


def test_what_chance_makes_is_done_once_and_kept(client: httpx.Client) -> None:
    client.put("/store", params=GRAPH, content="", headers=TURTLE).raise_for_status()
    kept = "'kept é😀'@en-gb"
    client.put("/store?default", content=f"_:b <a:b> {kept} .".encode(), headers=TURTLE).raise_for_status()
    for _ in range(2):
        update = "INSERT { <a:c> <a:when> ?now , ?id } WHERE { BIND (NOW() AS ?now) BIND (STRUUID() AS ?id) }"
        client.post("/update", data={"update": update}).raise_for_status()
    assert count(client) == 5
    assert client.get("/store", params=GRAPH).status_code == 200
    asked = client.post("/sparql", data={"query": f"ASK {{ ?b <a:b> {kept} FILTER (isBlank(?b)) }}"})
    assert asked.json()["boolean"] is True


def test_preflight(client: httpx.Client) -> None:
    for path, method in (("/sparql", "POST"), ("/update", "POST"), ("/store", "PUT"), ("/store/x", "DELETE")):
        asked = {"Origin": "https://example.org", "Access-Control-Request-Method": method}
        answer = client.options(path, headers=asked)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert method in answer.headers["Access-Control-Allow-Methods"]
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "query",
    ["NONSENSE", "SELECT * {", "# only a remark", "PREFIX : <a:b> SELEKT * {}", "INSERT DATA { <a:b> <a:b> 1 }"],
)
def test_a_bad_query_from_the_command_line_is_one_clear_error(root: str, query: str) -> None:
    done = catalograph("query", "--store", f"{root}/sparql", "--sparql", query)
    assert done.returncode == 2
    assert "Warning" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Error: ") == 1
    assert done.stdout == ""


def test_the_token_is_never_printed() -> None:
    secret = "short-secret"
    environment = {"CATALOGRAPH_WRITE_TOKEN": secret, "PATH": ""}
    for arguments in (["serve", "--help"], ["serve", "--scratch"]):
        done = subprocess.run(
            [sys.executable, "-m", "graph.cli", *arguments],
            cwd=REPOSITORY,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert secret not in done.stdout + done.stderr
    assert done.returncode == 2
    assert "16" in done.stderr
