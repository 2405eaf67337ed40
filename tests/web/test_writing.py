"""Writing to a catalogue over HTTP: who may, what to, and that it stays."""

from __future__ import annotations

import fcntl
import re
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from graph import pipeline
from graph.journal import Journal
from graph.settings import load
from graph.store.snapshot import Snapshot, Snapshots
from tests.serving import catalograph, served

TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {"Content-Type": "text/turtle"}
KEYWORD = "https://schema.org/keywords"


@pytest.fixture(scope="module")
def root(writable: Path) -> Iterator[str]:
    with served(writable, CATALOGRAPH_WRITE_TOKEN=TOKEN) as found:
        yield found


@pytest.fixture
def client(root: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=root, timeout=60) as found:
        yield found


def current(data: Path) -> Snapshot:
    return Snapshots(data).current()


def study(data: Path) -> str:
    rows = current(data).rows("SELECT ?s { ?s a schema:Dataset } ORDER BY ?s LIMIT 1")
    return str(rows[0]["s"].value)


def user(data: Path, name: str) -> str:
    return f"{current(data).base}graph/user/{name}"


def asked(client: httpx.Client, query: str) -> bool:
    return bool(client.post("/sparql", data={"query": query}).json()["boolean"])


def test_writing_is_off_without_a_token(writable: Path) -> None:
    number = current(writable).number
    with served(writable) as root, httpx.Client(base_url=root, headers=BEARER) as client:
        answers = (
            client.post("/update", data={"update": "DROP ALL"}),
            client.put("/store?default", content="", headers=TURTLE),
            client.delete("/store?default"),
            client.post("/store", content="", headers=TURTLE),
        )
        for answer in answers:
            assert answer.status_code == 403
            assert "CATALOGRAPH_WRITE_TOKEN" in answer.json()["detail"]
        assert client.get("/update").status_code == 405
        assert "SPARQL11Update" not in client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert current(writable).number == number


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        f"Basic {TOKEN}",
        "Bearer wrong",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        TOKEN,
    ],
)
def test_the_wrong_token_is_told_nothing(client: httpx.Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for answer in (
        client.post("/update", data={"update": "DROP ALL"}, headers=headers),
        client.put("/store?default", content="x", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
        assert TOKEN not in answer.text


def test_a_refusal_leaves_the_connection_open(root: str) -> None:
    address = urlsplit(root)
    head = b"POST /update HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-update\r\nContent-Length: 8\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        for _ in range(3):
            connection.sendall(head)
            time.sleep(0.05)  # the body comes by itself, as it does from a client or a network that is busy
            connection.sendall(b"DROP ALL")
            assert b" 401 " in _response(connection)


def _response(connection: socket.socket) -> bytes:
    told = b""
    while b"\r\n\r\n" not in told:
        piece = connection.recv(4096)
        assert piece, "the connection was closed"
        told += piece
    head, _, body = told.partition(b"\r\n\r\n")
    length = int(re.search(rb"content-length: (\d+)", head, re.I)[1])  # type: ignore[index]
    while len(body) < length:
        body += connection.recv(4096)
    return head


def test_a_graph_is_written_read_added_to_and_removed(client: httpx.Client, writable: Path) -> None:
    entity, graph = study(writable), user(writable, "keywords")
    put = client.put("/store", params={"graph": graph}, content=said(entity, "first"), headers={**BEARER, **TURTLE})
    assert put.status_code == 201, put.text
    assert asked(client, f'ASK {{ <{entity}> <{KEYWORD}> "first" }}')
    assert asked(client, f'ASK {{ GRAPH <{graph}> {{ <{entity}> <{KEYWORD}> "first" }} }}')
    more = client.post("/store", params={"graph": graph}, content=said(entity, "second"), headers={**BEARER, **TURTLE})
    assert more.status_code == 204
    got = client.get("/store", params={"graph": graph}, headers={"Accept": "text/turtle"})
    assert {q.object.value for q in parse(got.content, format=RdfFormat.TURTLE)} == {"first", "second"}
    again = client.get(
        "/store", params={"graph": graph}, headers={"If-None-Match": got.headers["ETag"], "Accept": "text/turtle"}
    )
    assert again.status_code == 304
    assert client.get("/graph/user/keywords", headers={"Accept": "text/turtle"}).status_code == 200
    number = current(writable).number
    assert (
        client.put("/store", params={"graph": graph}, content=got.content, headers={**BEARER, **TURTLE}).status_code
        == 204
    )
    assert current(writable).number == number
    assert client.delete("/store", params={"graph": graph}, headers=BEARER).status_code == 204
    assert client.get("/store", params={"graph": graph}).status_code == 404
    assert client.delete("/store", params={"graph": graph}, headers=BEARER).status_code == 404
    assert not asked(client, f'ASK {{ <{entity}> <{KEYWORD}> "first" }}')


def said(entity: str, keyword: str) -> str:
    return f'<{entity}> <http://schema.org/keywords> "{keyword}" .'


def test_an_update_writes_to_the_users_graphs(client: httpx.Client, writable: Path) -> None:
    entity, graph = study(writable), user(writable, "from-update")
    update = f"""PREFIX schema: <https://schema.org/>
        INSERT DATA {{ GRAPH <{graph}> {{ <{entity}> schema:keywords "updated" }} }} ;
        WITH <{graph}> INSERT {{ ?s schema:keywords ?upper }}
        USING <{graph}> WHERE {{ ?s schema:keywords ?k BIND (UCASE(?k) AS ?upper) }}"""
    assert client.post("/update", data={"update": update}, headers=BEARER).status_code == 204
    assert asked(client, f'ASK {{ <{entity}> <{KEYWORD}> "updated", "UPDATED" }}')
    deleted = client.post(
        "/update", content=f"DROP GRAPH <{graph}>", headers={**BEARER, "Content-Type": "application/sparql-update"}
    )
    assert deleted.status_code == 204
    assert not asked(client, f'ASK {{ <{entity}> <{KEYWORD}> "updated" }}')


@pytest.mark.parametrize(
    "update",
    [
        "DROP ALL",
        "CLEAR DEFAULT",
        "CLEAR NAMED",
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "INSERT DATA { GRAPH <{base}graph/ontology> { <a:b> <a:b> <a:b> } }",
        "INSERT DATA { GRAPH <{base}graph/user/../ontology> { <a:b> <a:b> <a:b> } }",
        "INSERT DATA { GRAPH <{base}graph/user/> { <a:b> <a:b> <a:b> } }",
        "INSERT DATA { GRAPH <{base}graph/user/a/b> { <a:b> <a:b> <a:b> } }",
        "INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE WHERE { ?s ?p ?o }",
        "MOVE <{base}graph/ontology> TO <{base}graph/user/mine>",
        "COPY <{base}graph/user/mine> TO DEFAULT",
        "ADD <{base}graph/user/mine> TO <{base}graph/identity>",
        "WITH <{base}graph/ontology> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT DATA { GRAPH <{base}graph/user/ok> { <a:b> <a:b> <a:b> } } ; DROP GRAPH <{base}graph/identity>",
    ],
)
def test_nothing_else_can_be_written(client: httpx.Client, writable: Path, update: str) -> None:
    before = current(writable)
    update = update.replace("{base}", before.base)
    answer = client.post("/update", data={"update": update}, headers=BEARER)
    assert answer.status_code == 403, answer.text
    assert "graph/user/" in answer.json()["detail"]
    assert current(writable).number == before.number


@pytest.mark.parametrize(
    "graph",
    ["{base}graph/ontology", "{base}graph/user/a%2Fb", "{base}graph/user/..", "http://other.example/graph/user/x"],
)
def test_no_other_graph_can_be_put(client: httpx.Client, writable: Path, graph: str) -> None:
    iri = graph.replace("{base}", current(writable).base)
    for method in ("PUT", "POST", "DELETE"):
        answer = client.request(method, "/store", params={"graph": iri}, content="", headers={**BEARER, **TURTLE})
        assert answer.status_code == 403
    assert client.put("/store?default", content="", headers={**BEARER, **TURTLE}).status_code == 403
    assert client.put("/store/graph/user/x", content="", headers={**BEARER, **TURTLE}).status_code == 403


@pytest.mark.parametrize(
    "update",
    ["LOAD <http://127.0.0.1:9/>", "LOAD:x", "INSERT {} WHERE { SERVICE <http://127.0.0.1:9/> {} }", "NONSENSE"],
)
def test_updates_that_cannot_be_done(client: httpx.Client, update: str) -> None:
    assert client.post("/update", data={"update": update}, headers=BEARER).status_code == 400


def test_what_violates_a_shape_is_refused_with_the_findings(client: httpx.Client, writable: Path) -> None:
    before = current(writable)
    content = f"<{before.base}id/study/made-up> a <https://schema.org/Dataset> ."
    answer = client.put(
        "/store", params={"graph": user(writable, "bad")}, content=content, headers={**BEARER, **TURTLE}
    )
    assert answer.status_code == 422, answer.text
    (first, *_) = answer.json()["findings"]
    assert first["focus_node"].endswith("made-up")
    assert first["message"]
    assert current(writable).number == before.number
    assert not list(Journal(writable).entries("write"))[-1]["graph"].endswith("bad")


def test_a_new_graph_gets_an_address_and_blank_nodes_become_nodes(client: httpx.Client, writable: Path) -> None:
    content = (
        "[] <https://schema.org/name> 'Nobody' ; <https://schema.org/knows> [ <https://schema.org/name> 'Somebody' ] ."
    )
    answer = client.post("/store", content=content, headers={**BEARER, **TURTLE})
    assert answer.status_code == 201, answer.text
    graph = answer.headers["Location"]
    assert graph.startswith(user(writable, ""))
    found = client.get("/store", params={"graph": graph}, headers={"Accept": "application/n-triples"}).text
    assert "_:" not in found
    assert found.count(".well-known/genid/") == 4


def test_a_running_build_is_waited_for_and_then_told(client: httpx.Client, writable: Path) -> None:
    with (writable / "lock").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        answer = client.put(
            "/store", params={"graph": user(writable, "later")}, content=said("a:b", "x"), headers={**BEARER, **TURTLE}
        )
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_rebuild_gives_the_same(client: httpx.Client, writable: Path, tmp_path: Path) -> None:
    entity = study(writable)
    schema = "https://schema.org/"
    content = f'<{entity}> <{KEYWORD}> "kept" ; <{schema}alternateName> "Zyxwvutsrq" ; <{schema}version> 1.10 .'
    for name in ("one", "two"):
        put = client.put(
            "/store", params={"graph": user(writable, name)}, content=content, headers={**BEARER, **TURTLE}
        )
        assert put.status_code == 201, put.text
    assert client.delete("/store", params={"graph": user(writable, "two")}, headers=BEARER).status_code == 204
    written = current(writable)
    assert written.canonical(user(writable, "one")).count(b"1.10") == 1
    again = tmp_path / "data"
    for folder in ("archive", "journal"):
        shutil.copytree(writable / folder, again / folder)
    pipeline.build([], replace(load({}), data=again, executor="1"))
    rebuilt = current(again)
    assert rebuilt.digest == written.digest
    assert rebuilt.counts == written.counts
    hits = [{(h.iri, h.label) for h in s.search("zyxwvutsrq").hits} for s in (rebuilt, written)]
    assert hits[0] == hits[1] == {(entity, next(iter(hits[0]))[1])}
    assert catalograph("snapshots", "verify", str(written.number), "--data", str(writable)).returncode == 0
    (again / "journal" / "writes" / f"{written.graphs[user(writable, 'one')]}.nq").write_bytes(b"")
    damaged = catalograph("snapshots", "verify", "--data", str(again))
    assert damaged.returncode == 1
    assert "writes" in damaged.stdout + damaged.stderr


def test_a_build_after_a_write_has_nothing_to_do(client: httpx.Client, writable: Path) -> None:
    pipeline.build([], replace(load({}), data=writable))
    entity = study(writable)
    put = client.put(
        "/store", params={"graph": user(writable, "b")}, content=said(entity, "b"), headers={**BEARER, **TURTLE}
    )
    assert put.status_code == 201, put.text
    assert not pipeline.build([], replace(load({}), data=writable)).changed


def test_two_processes_see_a_write_at_once(client: httpx.Client, writable: Path, root: str) -> None:
    entity = study(writable)
    put = client.put(
        "/store", params={"graph": user(writable, "seen")}, content=said(entity, "seen"), headers={**BEARER, **TURTLE}
    )
    assert put.status_code == 201
    for _ in range(10):
        with httpx.Client(base_url=root) as other:
            assert asked(other, f'ASK {{ <{entity}> <{KEYWORD}> "seen" }}')
            assert "SPARQL11Update" in other.get("/sparql", headers={"Accept": "text/turtle"}).text


def test_preconditions(client: httpx.Client, writable: Path) -> None:
    params, headers = {"graph": user(writable, "conditional")}, {**BEARER, **TURTLE}
    content = said(study(writable), "conditional")
    assert client.put("/store", params=params, content=content, headers={**headers, "If-Match": "*"}).status_code == 412
    assert (
        client.put("/store", params=params, content=content, headers={**headers, "If-None-Match": "*"}).status_code
        == 201
    )
    assert (
        client.put("/store", params=params, content=content, headers={**headers, "If-None-Match": "*"}).status_code
        == 412
    )
    assert client.delete("/store", params=params, headers={**BEARER, "If-Match": '"old"'}).status_code == 412
    tag = client.get("/store", params=params).headers["ETag"]
    assert client.delete("/store", params=params, headers={**BEARER, "If-Match": tag}).status_code == 204


def test_hostile_bodies(client: httpx.Client, writable: Path) -> None:
    params = {"graph": user(writable, "hostile")}

    def put(content: bytes, media_type: str) -> httpx.Response:
        return client.put("/store", params=params, content=content, headers={**BEARER, "Content-Type": media_type})

    wrong = put(b"<a:b> <a:b>\n nonsense", "text/turtle")
    assert wrong.status_code == 400
    assert wrong.json()["line"] == 2
    assert wrong.json()["column"]
    assert put(b"\xff\xfe", "text/turtle").status_code == 400
    assert put("<a:b> <a:b> <a:b> .".encode("utf-16"), "text/turtle; charset=utf-16").status_code == 415
    assert put(b"{}", "application/json").status_code == 415
    assert put(b"", "").status_code == 415
    assert put(b"<a:g> { <a:b> <a:b> <a:b> }", "application/trig").status_code == 400
    remote = b'{"@context": "http://127.0.0.1:9/", "name": "x"}'
    assert put(remote, "application/ld+json").status_code == 400
    entities = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    assert put(entities, "application/rdf+xml").status_code == 400
    assert put(b"<a:b> <a:b> <<( <a:b> <a:b> <a:b> )>> .", "text/turtle").status_code == 400
    assert put(b" " * (33 * 1024 * 1024), "text/turtle").status_code == 413
    assert client.get("/store", params=params).status_code == 404
