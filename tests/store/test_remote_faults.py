"""What becomes of an engine's faults: a tiny server of our own answers as it is told to, or not at all."""

from __future__ import annotations

import base64
import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from graph.serialization import of
from graph.store.base import QueryError
from graph.store.remote import Credentials, Endpoints, Limits, Remote, RemoteError
from tests.serving import free_port

JSON = {"results": of("results")[0], "graph": of("graph")[0]}
SELECT = "SELECT * WHERE { ?s ?p ?o }"
ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}}]}}'
TYPE = {"Content-Type": "application/sparql-results+json"}
QUICK = Limits(connect=5, idle=5, whole=20, tries=3, pause=0.001, longest_pause=0.01)

Reply = tuple[int, dict[str, str], bytes] | None


class Scripted:
    """A server that gives the replies of ``script`` in turn, the last for ever; ``None`` is silence, and an
    empty status ends the connection without an answer. ``requests`` are those that it got."""

    def __init__(self) -> None:
        self.script: list[Any] = [(200, TYPE, ROWS)]
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.over = threading.Event()
        told = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                told.requests.append((self.command, self.path, dict(self.headers), body))
                reply = told.script.pop(0) if len(told.script) > 1 else told.script[0]
                if reply is None:
                    told.over.wait(60)
                    self.close_connection = True
                    return
                status, headers, content = reply
                if not status:
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(headers.get("X-Claimed", len(content))))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)
                self.close_connection = "X-Claimed" in headers

            def log_message(self, *_: Any) -> None:
                pass

        for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
            setattr(Handler, f"do_{method}", Handler.answer)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/query"

    def remote(self, **options: Any) -> Remote:
        return Remote(self.url, **{"limits": QUICK, **options})


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    made = Scripted()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.over.set()
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def asks(remote: Remote) -> bytes:
    return remote.query(SELECT, JSON).content


BUSY: Reply = (503, {"Retry-After": "1"}, b"too busy")
DROPPED: Reply = (0, {}, b"")


@pytest.mark.parametrize("fault", [BUSY, DROPPED, (502, {}, b""), (504, {}, b""), (429, {"Retry-After": "soon"}, b"")])
def test_a_passing_fault_is_tried_again_where_that_is_harmless(scripted: Scripted, fault: Reply) -> None:
    for act in (
        asks,
        lambda remote: remote.put("x:g", [b"<x:a> <x:b> <x:c> .\n"]),
        lambda remote: remote.add("x:g", [b"<x:a> <x:b> <x:c> .\n"], repeatable=True),
        lambda remote: remote.update("CLEAR GRAPH <x:g>", repeatable=True),
        lambda remote: remote.holds("x:g"),
        lambda remote: remote.delete("x:g"),
    ):
        scripted.script = [fault, fault, (200, TYPE, ROWS)]
        scripted.requests.clear()
        with scripted.remote() as remote:
            act(remote)
        assert len({(method, path, body) for method, path, _, body in scripted.requests}) == 1
        assert len(scripted.requests) == 3


@pytest.mark.parametrize("fault", [BUSY, DROPPED])
def test_what_may_have_been_done_is_not_done_twice(scripted: Scripted, fault: Reply) -> None:
    for act in (
        lambda remote: remote.add("x:g", [b"<x:a> <x:b> _:c .\n"]),
        lambda remote: remote.update("INSERT DATA { <x:a> <x:b> [] }"),
    ):
        scripted.script = [fault, (200, TYPE, ROWS)]
        scripted.requests.clear()
        with scripted.remote() as remote, pytest.raises(RemoteError):
            act(remote)
        assert len(scripted.requests) == 1


def test_a_fault_that_stays_is_told(scripted: Scripted) -> None:
    scripted.script = [(503, {}, b"<html><style>p {}</style><p>down   for\x1b[31m repair</p></html>" + b"x" * 10_000)]
    with (
        scripted.remote() as remote,
        pytest.raises(RemoteError, match=r"answered 503: down for \[31m repair x+…") as told,
    ):
        asks(remote)
    assert len(scripted.requests) == QUICK.tries
    assert (told.value.status, len(str(told.value)) < 600) == (503, True)


def test_a_problem_report_is_told_by_its_sentence(scripted: Scripted) -> None:
    report = b'{"type": "about:blank", "title": "Bad query", "status": 400, "detail": "expected } at 1:20"}'
    scripted.script = [(400, {"Content-Type": "application/problem+json"}, report)]
    with scripted.remote() as remote, pytest.raises(RemoteError) as told:
        asks(remote)
    assert str(told.value) == f"{scripted.url} answered 400: expected }} at 1:20"


def test_silence_ends_in_time_and_is_not_asked_twice(scripted: Scripted) -> None:
    scripted.script = [None]
    limits = Limits(idle=0.2, pause=0.001)
    with scripted.remote(limits=limits) as remote, pytest.raises(RemoteError, match=r"not answer within 0\.2 seconds"):
        asks(remote)
    assert len(scripted.requests) == 1


def test_nobody_there() -> None:
    with Remote(f"http://127.0.0.1:{free_port()}/query", limits=QUICK) as remote:
        with pytest.raises(RemoteError, match="cannot be reached"):
            asks(remote)
        with pytest.raises(RemoteError, match="cannot be reached"):
            remote.update("CLEAR ALL")


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"Content-Type": "text/html"}, b"<html>Welcome</html>"),
        ({}, ROWS),
        (TYPE, b""),
        (TYPE, b"\x00\xff garbage"),
        (TYPE, ROWS[:-10] + b"The query has timed out"),
        (TYPE, ROWS[:-1]),
        (TYPE, b'{"head":{},"boolean":true}'),
        ({**TYPE, "Content-Encoding": "gzip"}, gzip.compress(ROWS, mtime=0)[:-12]),
        ({**TYPE, "X-Claimed": "1000"}, ROWS),
        ({**TYPE, "X-SPARQL-MaxRows": "1"}, ROWS),
    ],
)
def test_what_is_no_whole_answer_is_never_passed_on(
    scripted: Scripted, headers: dict[str, str], content: bytes
) -> None:
    scripted.script = [(200, headers, content)]
    with scripted.remote() as remote, pytest.raises(RemoteError) as told:
        asks(remote)
    assert "Welcome" not in str(told.value)


def test_an_answer_has_a_bound(scripted: Scripted) -> None:
    scripted.script = [(200, {**TYPE, "Content-Encoding": "gzip"}, gzip.compress(b" " * 5_000_000, mtime=0))]
    with (
        scripted.remote(limits=Limits(answer=100_000)) as remote,
        pytest.raises(RemoteError, match="larger than 100,000"),
    ):
        asks(remote)
    assert len(scripted.requests) == 1


def test_graph_answers_and_yes_or_no_are_checked_too(scripted: Scripted) -> None:
    scripted.script = [(200, {"Content-Type": "text/turtle"}, b"<x:a> <x:b> ")]
    with scripted.remote() as remote:
        with pytest.raises(RemoteError, match="no text/turtle"):
            remote.query("CONSTRUCT WHERE { ?s ?p ?o }", JSON)
        scripted.script = [(200, TYPE, ROWS)]
        with pytest.raises(RemoteError, match="ASK"):
            remote.query("ASK { ?s ?p ?o }", JSON)


def test_head_falls_back_to_get(scripted: Scripted) -> None:
    with scripted.remote() as remote:
        for refusal in (501, 405):
            scripted.script = [(refusal, {}, b""), (200, {}, b""), (refusal, {}, b""), (404, {}, b"no such graph")]
            assert remote.holds("x:g")
            assert not remote.holds("x:g")
    assert [request[0] for request in scripted.requests] == ["HEAD", "GET"] * 4


def test_connections_are_kept(scripted: Scripted) -> None:
    ports = set()
    serve = scripted.server.process_request

    def count(request: Any, address: Any) -> None:
        ports.add(address)
        serve(request, address)

    scripted.server.process_request = count  # type: ignore[method-assign]
    with scripted.remote() as remote:
        for _ in range(5):
            asks(remote)
    assert len(ports) == 1


@pytest.mark.parametrize(
    ("credentials", "said"),
    [
        (Credentials(), None),
        (Credentials("me", "påss"), "Basic " + base64.b64encode("me:påss".encode()).decode()),
        (Credentials("me", "pass", "secret"), "Bearer secret"),
    ],
)
def test_each_client_has_its_own_credentials(scripted: Scripted, credentials: Credentials, said: str | None) -> None:
    with scripted.remote(credentials=credentials) as remote, scripted.remote() as other:
        asks(remote)
        asks(other)
    assert [headers.get("Authorization") for _, _, headers, _ in scripted.requests] == [said, None]


def test_digest_is_answered_per_client(scripted: Scripted) -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'}
    scripted.script = [(401, challenge, b""), (200, TYPE, ROWS)]
    with scripted.remote(credentials=Credentials("me", "pass", scheme="digest")) as remote:
        remote.put("x:g", [b"<x:a> <x:b> <x:c> .\n"])
        asks(remote)
    said = [headers.get("Authorization", "") for _, _, headers, _ in scripted.requests]
    assert [text.split(" ")[0] for text in said] == ["", "Digest", "Digest"]
    assert "pass" not in "".join(said)


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_told_without_them(scripted: Scripted, status: int) -> None:
    scripted.script = [(status, {"WWW-Authenticate": "Digest realm=x"}, b"no")]
    for credentials, words in ((Credentials("me", "hush"), "refuses"), (Credentials(), "asks for credentials")):
        with scripted.remote(credentials=credentials) as remote, pytest.raises(RemoteError, match=words) as told:
            asks(remote)
        assert "it asks for Digest" in str(told.value)
        assert "hush" not in f"{told.value} {credentials!r}"


def test_credentials_do_not_follow_to_another_address(scripted: Scripted) -> None:
    scripted.script = [(307, {"Location": "http://127.0.0.1:9/elsewhere"}, b"")]
    moved = r"has moved \(307\) to http://127\.0\.0\.1:9/elsewhere"
    with scripted.remote(credentials=Credentials("me", "hush")) as remote, pytest.raises(RemoteError, match=moved):
        asks(remote)
    assert len(scripted.requests) == 1


@pytest.mark.parametrize(
    ("query", "update", "graphs"),
    [
        ("http://h:8890/sparql", "/sparql", "/sparql-graph-crud"),
        ("http://h:8890/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth"),
        ("http://h:7878/query", "/update", "/store"),
        ("http://h/repositories/r", "/repositories/r/statements", "/repositories/r/rdf-graphs/service"),
        ("http://h:3030/ds/sparql", "/ds/update", "/ds/data"),
        ("http://h:5820/db/query", "/db/update", "/db"),
    ],
)
def test_addresses_are_told_from_the_query_address(query: str, update: str, graphs: str) -> None:
    found = Endpoints.of(query)
    root = "/".join(query.split("/", 3)[:3])
    assert (found.update, found.graphs) == (root + update, root + graphs)
    assert Endpoints.of(query, "http://u/u", "http://g/g") == Endpoints(query, "http://u/u", "http://g/g")


def test_addresses_that_cannot_be_used() -> None:
    for address in ("", "sparql", "file:///etc/passwd", "http://me:hush@h/sparql", "http://[", "http:///sparql"):
        with pytest.raises(ValueError, match="address") as told:
            Endpoints.of(address)
        assert "hush" not in str(told.value)
    with Remote("http://127.0.0.1:9/unknown") as remote:
        acts: tuple[Callable[[], object], ...] = (lambda: remote.update("CLEAR ALL"), lambda: remote.holds("x:g"))
        for act in acts:
            with pytest.raises(QueryError, match="give it"):
                act()


def test_a_token_goes_before_a_password() -> None:
    told = Credentials.from_environment({"CATALOGRAPH_STORE_TOKEN": "t", "CATALOGRAPH_STORE_USER": "u"}, "digest")
    assert (told.token, told.user, told.scheme) == ("t", "u", "digest")
    assert Credentials.from_environment({}) == Credentials()
