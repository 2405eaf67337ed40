"""SERVICE on a catalogue: a listed endpoint that behaves, those that do not, and all that is not listed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import pytest
from pyoxigraph import Store

from graph.addresses import is_public
from graph.settings import Settings
from graph.store.federation.outside import told_private
from graph.store.snapshot import Snapshots
from tests.serving import served

TURTLE = {"Content-Type": "text/turtle"}
ROWS = {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "urn:x"}}]}}
DEEP = '{"type":"triple","value":{"subject":' * 20_000
FAULTS = {
    "redirect": "redirects",
    "elsewhere": "redirects",
    "slow": "within 3 seconds",
    "drip": "within 3 seconds",
    "huge": "larger than 1 MB",
    "short": "breaks off",
    "cut": "no whole SPARQL result",
    "html": "no SPARQL result: text/html",
    "zipped": "compressed",
    "refuses": "answered 403",
    "boolean": "yes or no",
    "private": "a private address",
}
"""What misbehaving endpoints do, and what is told of each."""


class Misbehaving(BaseHTTPRequestHandler):
    """An endpoint for each fault; ``fine`` has none. Each request that arrives is counted."""

    arrived: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        name = self.path.removeprefix("/")
        self.arrived.append(name)
        content, media_type, headers, status = json.dumps(ROWS).encode(), "application/sparql-results+json", {}, 200
        if name in ("redirect", "elsewhere"):
            status, headers = 307, {"Location": "/fine" if name == "redirect" else "http://127.0.0.1:9/"}
        elif name == "refuses":
            status = 403
        elif name == "slow":
            time.sleep(8)
        elif name == "huge":
            content += b" " * (2 << 20)
        elif name == "cut":
            content = content[:-20]
        elif name == "html":
            media_type = "text/html"
        elif name == "zipped":
            headers = {"Content-Encoding": "gzip"}
        elif name == "boolean":
            content = b'{"head":{},"boolean":true}'
        elif name == "deep":
            content = content.replace(b'{"type": "uri"', DEEP.encode() + b'{"type": "uri"')
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content) + (9 if name == "short" else 0)))
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()
        try:
            for piece in [content[i : i + 1] for i in range(len(content))] if name == "drip" else [content]:
                self.wfile.write(piece)
                time.sleep(0.2 if name == "drip" else 0)
        except OSError:
            pass  # the other end has had enough

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def roots(sample: Settings, misbehaving: str) -> Iterator[dict[str, str]]:
    """A catalogue that may ask a scratch server and the misbehaving endpoints."""
    with ExitStack() as kept:
        other = kept.enter_context(served(None))
        listed = [f"{other}/sparql", *(address(misbehaving, name) for name in ("fine", "deep", *FAULTS))]
        allowed = {"CATALOGRAPH_SERVICE_ALLOW": " ".join(listed), "CATALOGRAPH_SERVICE_TIMEOUT": "3"}
        limits = {"CATALOGRAPH_SERVICE_RESULT": "1", "CATALOGRAPH_QUERY_DEADLINE": "20"}
        yield {"main": kept.enter_context(served(sample.data, **allowed, **limits)), "other": other}


def address(misbehaving: str, name: str) -> str:
    """``private`` is a name that leads to the loopback without saying so."""
    return misbehaving.replace("127.0.0.1", "127.1" if name == "private" else "127.0.0.1") + name


@pytest.fixture
def client(roots: dict[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=roots["main"], timeout=60) as found:
        yield found


def asked(client: httpx.Client, query: str, **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more})


def test_a_listed_endpoint_is_joined_with_the_catalogue(
    client: httpx.Client, roots: dict[str, str], sample: Settings
) -> None:
    title = "SELECT ?s ?title { ?s a <https://schema.org/Dataset> ; <https://schema.org/name> ?title }"
    first = asked(client, f"{title} ORDER BY ?s LIMIT 1").json()["results"]["bindings"][0]
    said = f'<{first["s"]["value"]}> <urn:x:rated> "five"@en , [] .'
    httpx.put(f"{roots['other']}/store?default", content=said, headers=TURTLE).raise_for_status()
    query = f"""# SERVICE <http://127.0.0.1:9/> is only a word here
        SELECT ?title ?rating {{ ?s <https://schema.org/name> ?title
            SERVICE # a comment
                <{roots["other"]}/sparql> {{ ?s <urn:x:rated> ?rating }} FILTER (!isBlank(?rating)) }}"""
    number = Snapshots(sample.data).current().number
    for response in (asked(client, query), asked(client, query, snapshot=str(number)), asked(client, query)):
        assert response.status_code == 200, response.text
        (row,) = response.json()["results"]["bindings"]
        assert row["title"]["value"] == first["title"]["value"]
        assert (row["rating"]["value"], row["rating"]["xml:lang"]) == ("five", "en")
        assert "ETag" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
    graph = f"CONSTRUCT {{ ?s <urn:x:rated> ?r }} {{ SERVICE <{roots['other']}/sparql> {{ ?s <urn:x:rated> ?r }} }}"
    assert len(asked(client, graph, format="n-triples").text.splitlines()) == 2


def test_the_same_question_is_asked_once(client: httpx.Client, misbehaving: str) -> None:
    Misbehaving.arrived.clear()
    query = f"SELECT * {{ ?it a ?type FILTER EXISTS {{ SERVICE <{misbehaving}fine> {{ ?a ?b ?c }} }} }} LIMIT 50"
    assert len(asked(client, query).json()["results"]["bindings"]) == 50
    assert Misbehaving.arrived == ["fine"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_and_silent_passes_over_it(client: httpx.Client, misbehaving: str, fault: str) -> None:
    Misbehaving.arrived.clear()
    endpoint = address(misbehaving, fault)
    response = asked(client, f"SELECT * {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}")
    assert response.status_code == 502, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert f"SERVICE <{endpoint}>" in response.json()["detail"]
    assert FAULTS[fault] in response.json()["detail"]
    silent = asked(client, f"SELECT * {{ SERVICE SILENT <{endpoint}> {{ ?s ?p ?o }} }}")
    assert silent.status_code == 200, silent.text
    assert silent.json()["results"]["bindings"] == [{}]
    assert "fine" not in Misbehaving.arrived
    assert ("private" in Misbehaving.arrived) is False


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <{root}other> {{ ?s ?p ?o }}",
        "SERVICE <{root}fine/> {{ ?s ?p ?o }}",
        "SERVICE <{root}fine?x> {{ ?s ?p ?o }}",
        "SERVICE SILENT <http://169.254.169.254/latest> {{ ?s ?p ?o }}",
        "?s ?p ?other SERVICE ?other {{ ?a ?b ?c }}",
        "VALUES ?e {{ <{root}fine> }} SERVICE ?e {{ ?a ?b ?c }}",
        "SERVICE <{root}fine> {{ ?s ?p ?o SERVICE <http://127.0.0.1:9/> {{ ?a ?b ?c }} }}",
        "SERVICE <{root}fin\\u0065> {{ ?s ?p ?o }}",
        "SERVICE <fine> {{ ?s ?p ?o }}",
        "SERVICE x:fine {{ ?s ?p ?o }}",
    ],
)
def test_nobody_else_is_asked(client: httpx.Client, misbehaving: str, pattern: str) -> None:
    Misbehaving.arrived.clear()
    query = f"BASE <{misbehaving}> PREFIX x: <{misbehaving}> SELECT * {{ {pattern.format(root=misbehaving)} }}"
    response = asked(client, query)
    assert response.status_code == 400
    assert "SERVICE" in response.json()["detail"]
    assert Misbehaving.arrived == []


def test_errors_tell_the_place_in_the_query_as_it_was_asked(client: httpx.Client, misbehaving: str) -> None:
    query = f"SELECT * {{\n SERVICE <{misbehaving}fine> {{ ?s ?p ?o }} ?x ?y }}"
    with pytest.raises(SyntaxError) as expected:
        Store().query(query)
    response = asked(client, query)
    assert response.status_code == 400
    assert response.json()["detail"] == str(expected.value)
    assert response.json()["line"] == 2


def test_the_deadline_holds_and_so_does_the_number_at_once(
    client: httpx.Client, roots: dict[str, str], misbehaving: str
) -> None:
    slow = f"SELECT * {{ SERVICE <{misbehaving}slow> {{ ?s ?p ?o }} }}"
    late = asked(client, slow, timeout="0.5")
    assert (late.status_code, late.json()["limit"]) == (503, "deadline")
    found: list[int] = []

    def ask() -> None:
        found.append(httpx.get(f"{roots['main']}/sparql", params={"query": slow}, timeout=60).status_code)

    threads = [threading.Thread(target=ask) for _ in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {502, 503}
    assert asked(client, "ASK {}").json()["boolean"] is True


def test_an_answer_that_breaks_the_parser_ends_one_process_only(client: httpx.Client, misbehaving: str) -> None:
    broken = asked(client, f"SELECT * {{ SERVICE <{misbehaving}deep> {{ ?s ?p ?o }} }}")
    assert broken.status_code in (502, 503)
    assert asked(client, "ASK {}").json()["boolean"] is True


def test_updates_ask_nobody(roots: dict[str, str], misbehaving: str) -> None:
    update = f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{misbehaving}fine> {{ ?s ?p ?o }} }}"
    assert httpx.post(f"{roots['other']}/update", data={"update": update}).status_code == 400


def test_the_description_says_whom_it_may_ask(client: httpx.Client, roots: dict[str, str]) -> None:
    described = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "BasicFederatedQuery" in described
    assert f"<{roots['other']}/sparql>" in described


def test_private_addresses_are_known() -> None:

    private = "127.0.0.1 10.1.2.3 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 ::1 fe80::1 fd00::1"
    wrapped = "::ffff:127.0.0.1 ::ffff:10.0.0.1 2002:7f00:1:: 64:ff9b::a00:1"
    assert not [text for text in (*private.split(), *wrapped.split()) if is_public(text)]
    assert all(is_public(text) for text in ("93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e"))
    assert all(told_private(host) for host in ("127.0.0.1", "::1", "localhost", "store", "store.internal"))
    assert not told_private("sparql.example.org")
