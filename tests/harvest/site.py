"""A web site on the loopback whose pages a test writes, with a log of what was asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; ``drip`` sends a byte in so many seconds, without end."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0


@dataclass
class Site:
    """Pages by path, query included; a list is answered one by one, its last item for ever."""

    url: str = ""
    pages: dict[str, Answer | list[Answer] | Callable[[Mapping[str, str]], Answer]] = field(default_factory=dict)
    fallback: Callable[[str, Mapping[str, str]], Answer] | None = None
    asked: list[tuple[str, Mapping[str, str], float]] = field(default_factory=list)

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append((path, headers, time.monotonic()))
        found = self.pages.get(path)
        if callable(found):
            return found(headers)
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        if found is None and self.fallback and path != "/robots.txt":
            return self.fallback(path, headers)
        return found or Answer(b"no such page", 404)

    def paths(self) -> list[str]:
        """What was asked for, robots.txt aside."""
        return [path for path, _, _ in self.asked if path != "/robots.txt"]


def tagged(body: bytes, tag: str) -> Callable[[Mapping[str, str]], Answer]:
    """A page with an ETag, which answers 304 where that is known."""

    def answer(headers: Mapping[str, str]) -> Answer:
        if headers.get("If-None-Match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return Answer(body, headers={"ETag": tag})

    return answer


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = site.answer(self.path, dict(self.headers.items()))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.drip:
                self.send_header("Connection", "close")
                self.end_headers()
                self._drip(answer.drip)
                return
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def _drip(self, pause: float) -> None:
            self.close_connection = True
            try:
                for _ in range(1000):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(pause)
            except OSError:
                return

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
