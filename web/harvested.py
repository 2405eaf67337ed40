"""A way round Flask for pages of the catalogue that were asked for before: a harvest goes at the speed of files.

What is remembered of a page is its headers and the file that it is kept in, never its bytes. All else is Flask's:
the first request for a page, other methods, what is not kept any more.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from graph.catalogue import harvesting
from graph.store import made
from graph.store.opened import NotKept
from graph.store.snapshot import NoSnapshot, Snapshot
from web import logs
from web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FILE = "catalograph.file"
"""Where Flask's answer says which file it was read from, of which snapshot, and by which route."""
KIND = "pages"
HEADERS = 4096
"""Bytes that the headers of a page take, about."""
DEPENDS = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING")


@dataclass(frozen=True, slots=True)
class Page:
    """What is remembered: of which snapshot, whether its links lead on, the headers, the file, the route."""

    snapshot: int
    leads_on: bool
    headers: list[tuple[str, str]]
    path: Path
    route: str


class Harvested:
    """The WSGI application ``app``, with a shorter way to pages that are kept in files."""

    def __init__(self, app: WSGIApplication, about: Site) -> None:
        self.app = app
        self.about = about

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        plain = "HTTP_IF_NONE_MATCH" not in environ and "HTTP_IF_MODIFIED_SINCE" not in environ
        if not environ.get("PATH_INFO", "").startswith("/catalog") or environ["REQUEST_METHOD"] != "GET" or not plain:
            return self.app(environ, start_response)
        try:
            current = self.about.snapshots.current()
        except NoSnapshot:
            return self.app(environ, start_response)
        key = (current.number, current.digest, *(environ.get(name) for name in DEPENDS))
        page: Page | None = self.about.kept.get(KIND, key)
        content = self._content(page, current) if page else None
        if page is None or content is None:
            return self._passed_on(key, environ, start_response)
        seconds = time.perf_counter() - started
        self.about.metrics.request("GET", page.route, 200, seconds)
        told = logs.line("GET", page.route, 200, seconds, len(content), page.snapshot)
        logs.tell(self.about.settings, told, environ.get("REMOTE_ADDR"))
        start_response("200 OK", page.headers)
        return [content]

    def _content(self, page: Page, current: Snapshot) -> bytes | None:
        """The page's bytes, where its snapshot is still there; its harvest then goes on."""
        try:
            asked = current if page.snapshot == current.number else self.about.opened.get(page.snapshot)
        except (NotKept, NoSnapshot):
            return None
        if page.leads_on:
            harvesting.hold(asked)
        return made.read(page.path)

    def _passed_on(
        self, key: tuple[Any, ...], environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Flask's answer; what it says of itself is remembered where it is the file as it stands."""

        def listen(status: str, told: list[tuple[str, str]], *more: Any) -> Any:
            file: tuple[int, bool, Path, str] | None = environ.get(FILE)
            if file is not None and status.startswith("200") and "Content-Encoding" not in dict(told):
                number, leads_on, path, route = file
                self.about.kept.put(KIND, key, Page(number, leads_on, told, path, route), HEADERS)
            return start_response(status, told, *more)

        return self.app(environ, listen)


def init_app(app: Flask) -> None:
    """Put the shorter way before Flask's, below the base's path."""
    app.wsgi_app = Harvested(app.wsgi_app, app.extensions["catalograph"])  # type: ignore[method-assign]
