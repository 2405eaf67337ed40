"""A way round Flask for what the endpoint is asked most: a query by GET, for an answer in one piece.

Three steps, each giving way to the next. A request that was answered before, in all that its answer depends on, gets
the same response again. A query with nothing unusual about it is asked here, with the rules of the Flask path. All
else is Flask's: other methods and parameters, pages, failures, answers too large for memory; what a query came to
here goes with the request, so that none is asked twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date, quote_etag

from graph import service
from graph.namespaces import SCHEMA_LEGACY
from graph.store.base import Answer
from graph.store.pool.client import TURNS
from graph.store.pool.turns import Turn
from graph.store.snapshot import NoSnapshot, Snapshot
from web import asking, compression, headers, logs, metrics, negotiation, protocol
from web.negotiation import PAGE
from web.site import Site
from web.sparql import tag_parts, wanted

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/sparql"
PLAIN = {"query", "format"}
"""Parameters of a query with nothing unusual about it."""
REASONS = {200: "200 OK", 304: "304 NOT MODIFIED"}
Key = tuple[Any, ...]
HEADERS = 2048
"""Bytes that the headers of a response take, about."""
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
DEPENDS = ("REQUEST_METHOD", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", *CONDITIONS)
"""What a response of the endpoint depends on, beside the snapshot: these parts of the request."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A whole response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Shortcut:
    """The WSGI application ``app``, with a shorter way to what can take it."""

    def __init__(self, app: WSGIApplication, about: Site) -> None:
        self.app = app
        self.about = about
        self.limits = ("Query-Limits", headers.limits_header(about.settings))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        is_query = "query=" in environ.get("QUERY_STRING", "") and environ.get("PATH_INFO") == ROUTE
        if not is_query or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self.about.scratch:
            return self.app(environ, start_response)
        with TURNS.turn() as turn:
            environ[metrics.STARTED] = started
            return self._answered(environ, start_response, turn)

    def _answered(self, environ: WSGIEnvironment, start_response: StartResponse, turn: Turn) -> Iterable[bytes]:
        try:
            current = self.about.snapshots.current()
        except NoSnapshot:
            return self.app(environ, start_response)
        key = _key(current, environ)
        finished: Finished | None = self.about.kept.get("responses", key)
        if finished is not None:
            if finished.status == 200:
                self.about.metrics.query("cached")
        else:
            finished = self._asked(current, environ)
            if finished is None:
                turn.leave()
                return self._passed_on(current, key, environ, start_response)
            self._keep(key, finished)
        self._tell(current, environ, finished, time.perf_counter() - environ[metrics.STARTED])
        start_response(REASONS[finished.status], finished.headers)
        return [finished.body] if environ["REQUEST_METHOD"] == "GET" and finished.body else []

    def _asked(self, current: Snapshot, environ: WSGIEnvironment) -> Finished | None:
        """The response to a plain query; ``None`` where it is none, or its answer is not plain."""
        given = protocol.parsed(environ["QUERY_STRING"].encode("latin-1"))
        query, *more = given.get("query", ("",))
        if not query or more or not given.keys() <= PLAIN or len(given.get("format", ())) > 1:
            return None
        if any(name in environ for name in CONDITIONS) or SCHEMA_LEGACY in query or not service.repeatable(query):
            return None
        if len(query) > self.about.settings.max_query // 4:  # characters, which may have four bytes each
            return None
        try:
            formats = wanted(environ.get("HTTP_ACCEPT", ""), next(filter(None, given.get("format", ())), None))
        except HTTPException:
            return None
        if PAGE in formats.values():
            return None
        tag = negotiation.tag_of(current, self.about.code, ROUTE, environ["QUERY_STRING"], *tag_parts(formats))
        try:
            client, named = environ.get("REMOTE_ADDR"), environ.get("HTTP_QUERY_ID")
            answer = asking.answer(self.about, current, client, query, formats, tag=tag, identifier=named)
        except Exception as error:
            environ[asking.HANDED] = error
            return None
        if answer.mapped is not None:
            environ[asking.HANDED] = answer
            return None
        return self._finished(current, answer, tag, environ.get("HTTP_ACCEPT_ENCODING", ""))

    def _finished(self, current: Snapshot, answer: Answer, tag: str, encodings: str) -> Finished:
        """The answer with its headers, coded as the client likes it."""
        content, told = answer.content, dict(negotiation.TAGGED)
        told["Last-Modified"] = _published(str(current.manifest["published"]))
        if compression.gains(answer.format.media_type, len(content)):
            told["Vary"] += ", Accept-Encoding"
            coding = compression.chosen(encodings)
            if coding is not None and len(content) <= compression.MOST:
                tag = f"{tag}-{coding}"
                content = compression.coded(content, coding, tag, self.about.kept)
                told["Content-Encoding"] = coding
        told |= {"ETag": quote_etag(tag), "Content-Type": answer.format.content_type}
        told["Content-Length"] = str(len(content))
        return Finished(200, [*told.items(), *headers.ALWAYS, self.limits], content)

    def _passed_on(
        self, current: Snapshot, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Flask's response, kept where it says that it may be."""
        heard: list[tuple[str, list[tuple[str, str]]]] = []

        def listen(status: str, told: list[tuple[str, str]], *more: Any) -> Any:
            heard[:] = [(status, told)]
            return start_response(status, told, *more)

        body = self.app(environ, listen)
        status, told = heard[0] if heard else ("", [])
        names = {name.lower(): value for name, value in told}
        keepable = environ.get(asking.FINISHED) is current and status in REASONS.values() and "etag" in names
        if not keepable or int(names.get("content-length", 0)) > compression.MOST:
            return body
        try:
            content = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        self._keep(key, Finished(int(status[:3]), told, content))
        return [content] if content else []

    def _keep(self, key: Key, finished: Finished) -> None:
        self.about.kept.put(
            "responses", key, finished, len(finished.body) + sum(map(len, filter(None, key[2:]))) + HEADERS
        )

    def _tell(self, current: Snapshot, environ: WSGIEnvironment, finished: Finished, seconds: float) -> None:
        """Count and log the request as Flask's path does."""
        method = environ["REQUEST_METHOD"]
        self.about.metrics.request(method, ROUTE, finished.status, seconds)
        if self.about.settings.log == "off":
            return
        size = next((int(value) for name, value in finished.headers if name == "Content-Length"), None)
        told = logs.line(method, ROUTE, finished.status, seconds, size, current.number)
        logs.tell(self.about.settings, told, environ.get("REMOTE_ADDR"))


@lru_cache(maxsize=8)
def _published(time: str) -> str:
    return http_date(datetime.fromisoformat(time))


def _key(current: Snapshot, environ: WSGIEnvironment) -> Key:
    return (current.number, current.digest, *(environ.get(name) for name in DEPENDS))


def init_app(app: Flask) -> None:
    """Put the shorter way before Flask's, below the base's path."""
    app.wsgi_app = Shortcut(app.wsgi_app, app.extensions["catalograph"])  # type: ignore[method-assign]
