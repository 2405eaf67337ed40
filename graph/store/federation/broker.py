"""The broker: what the engine asks in place of the endpoints that a query names."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from graph.store.federation.outside import Failed, Services, fetch
from graph.store.guard import TOKEN


class Broker:
    """Asks endpoints for one query. The same question is asked once, however often the engine asks it.

    ``failure`` says what went wrong last, if anything did.
    """

    def __init__(self, port: int, services: Services, longest: int) -> None:
        self.services = services
        self.longest = longest
        self.failure: str | None = None
        self.port = port
        self._root = f"http://127.0.0.1:{port}/{secrets.token_hex(16)}/"
        self._by_number = dict(enumerate(sorted(services.addresses)))
        self._lock = threading.Lock()
        self._answers: dict[bytes, tuple[str, bytes] | str] = {}
        self._edits: list[tuple[int, int, int]] = []

    def rewritten(self, query: str) -> str:
        """A query that was checked, its SERVICE addresses replaced by those of the broker."""
        here = {f"<{address}>": f"<{self._root}{number}>" for number, address in self._by_number.items()}
        pieces, done, serving = [], 0, False
        for match in TOKEN.finditer(query):
            token = match.group()
            if token.startswith("#"):
                continue
            if serving and token in here:
                pieces += [query[done : match.start()], here[token]]
                done = match.end()
                self._note("".join(pieces), len(here[token]) - len(token))
            serving = token.upper() == "SERVICE" or (serving and token.upper() == "SILENT")
        return "".join([*pieces, query[done:]])

    def _note(self, rewritten: str, longer: int) -> None:
        """Where the rewritten text is longer: the line, the column after it, and by how much."""
        self._edits.append((rewritten.count("\n") + 1, len(rewritten) - rewritten.rfind("\n"), longer))

    def place(self, line: int, column: int) -> int:
        """The column that a place in the rewritten query has in the query as it was asked."""
        return column - sum(longer for at, after, longer in self._edits if at == line and after <= column)

    def asked(self, path: str, query: str) -> tuple[str, bytes]:
        """The media type and the content that an endpoint answers; raises :class:`Failed`, ``LookupError``."""
        name = path.removeprefix(self._root[self._root.index("/", 8) :])
        if name == path or not name.isdigit() or int(name) not in self._by_number:
            raise LookupError(path)
        endpoint = self._by_number[int(name)]
        for number, address in self._by_number.items():  # a SERVICE in a SERVICE is the endpoint's own matter
            query = query.replace(f"<{self._root}{number}>", f"<{address}>")
        key = hashlib.sha256(f"{endpoint}\n{query}".encode()).digest()
        with self._lock:
            if key not in self._answers:
                self._answers[key] = self._fetched(endpoint, query)
            answer = self._answers[key]
        if isinstance(answer, str):
            self.failure = answer
            raise Failed(answer)
        return answer

    def _fetched(self, endpoint: str, query: str) -> tuple[str, bytes] | str:
        try:
            return fetch(endpoint, query, self.services)
        except Failed as error:
            return f"SERVICE <{endpoint}>: {error}"


@contextmanager
def broker(services: Services, longest: int) -> Iterator[Broker]:
    """A broker on the loopback, while the block runs. ``longest`` are the bytes of a query that it takes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.broker = made = Broker(server.server_port, services, longest)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    timeout = 30

    def do_POST(self) -> None:
        asked: Broker = self.server.broker  # type: ignore[attr-defined]
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > asked.longest:
            self._send(413, "text/plain", b"")
            return
        try:
            media_type, content = asked.asked(self.path, self.rfile.read(int(length)).decode())
        except Failed as error:
            self._send(502, "text/plain; charset=utf-8", str(error).encode())
        except (LookupError, UnicodeDecodeError):
            self._send(404, "text/plain", b"")
        else:
            self._send(200, media_type, content)

    def _send(self, status: int, media_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged: a query is its asker's own."""
