"""One request and its answer over HTTP: pooled, timed, bounded, and sent again only where that does no harm."""

from __future__ import annotations

import json
import re
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import httpx

from graph.store.base import QueryError
from graph.store.remote.endpoints import PASSWORD, TOKEN, USER, Credentials

IN_MEMORY = 1 << 20
"""Bytes of an answer that are held in memory; the rest goes to a temporary file."""
_AGAIN = frozenset({429, 502, 503, 504})
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_BROKEN = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


class RemoteError(QueryError):
    """The engine did not do what it was asked. ``status`` is that of its answer, 0 where there was none."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take. Times in seconds: to connect, between two bytes, and for the whole answer;
    how often it is tried, and the first pause before it is tried again (each further one is twice as long);
    bytes of an answer; characters of the engine's message that are passed on."""

    connect: float = 10.0
    idle: float = 60.0
    whole: float = 600.0
    tries: int = 4
    pause: float = 0.25
    longest_pause: float = 30.0
    answer: int = 1 << 30
    message: int = 400


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: its status, headers and content, which is read from its beginning."""

    status: int
    headers: httpx.Headers
    content: IO[bytes]


class Exchange:
    """A pool of connections with one client's credentials. Safe to share between threads."""

    def __init__(self, credentials: Credentials, limits: Limits) -> None:
        self.limits = limits
        timeout = httpx.Timeout(limits.idle, connect=limits.connect)
        self._auth = credentials.auth()
        self._client = httpx.Client(auth=self._auth, timeout=timeout, headers={"User-Agent": "catalograph"})
        self.close = weakref.finalize(self, self._client.close)

    @contextmanager
    def send(self, request: httpx.Request, *, repeatable: bool, accept: tuple[int, ...] = ()) -> Iterator[Reply]:
        """The answer to a request; raises :class:`RemoteError` unless it succeeds or has a status in ``accept``.

        A request that never reached the engine is tried again in any case; one that may have, only where it
        is ``repeatable``, and never after a timeout: what was too slow would only be slower twice.
        """
        where = _without_query(request.url)
        for left in reversed(range(self.limits.tries)):
            pause = self.limits.pause * 2 ** (self.limits.tries - 1 - left)
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
                try:
                    reply = self._once(request, spool, accept)
                except _UNSENT as error:
                    if not left:
                        raise RemoteError(f"{where} cannot be reached: {error or type(error).__name__}") from error
                except _BROKEN as error:
                    if not (left and repeatable):
                        raise RemoteError(f"{where} broke off: {error or type(error).__name__}") from error
                except httpx.TimeoutException as error:
                    raise RemoteError(f"{where} did not answer within {self.limits.idle:g} seconds") from error
                except httpx.HTTPError as error:
                    raise RemoteError(f"{where}: {error or type(error).__name__}") from error
                else:
                    if reply.status not in _AGAIN or not (left and repeatable):
                        if not (reply.status < 300 or reply.status in accept):
                            raise self._refusal(where, reply)
                        yield reply
                        return
                    pause = max(pause, _seconds(reply.headers.get("Retry-After", "")))
            time.sleep(min(pause, self.limits.longest_pause))

    def _once(self, request: httpx.Request, spool: IO[bytes], accept: tuple[int, ...]) -> Reply:
        started, size = time.monotonic(), 0
        made = self._client.build_request(request.method, request.url, headers=request.headers, content=request.read())
        response = self._client.send(made, stream=True)
        try:
            refused = not (response.status_code < 300 or response.status_code in accept)
            for piece in response.iter_bytes(1 << 16):
                size += len(piece)
                if size > self.limits.answer:
                    raise RemoteError(
                        f"{_without_query(request.url)}: the answer is larger than {self.limits.answer:,} bytes; "
                        "add a LIMIT, or ask for fewer columns"
                    )
                if time.monotonic() - started > self.limits.whole:
                    raise RemoteError(
                        f"{_without_query(request.url)}: no whole answer within {self.limits.whole:g} seconds"
                    )
                spool.write(piece)
                if refused and size > 20 * self.limits.message:
                    break
        finally:
            response.close()
        spool.seek(0)
        return Reply(response.status_code, response.headers, spool)

    def _refusal(self, where: str, reply: Reply) -> RemoteError:
        status = reply.status
        if status in (401, 403):
            asked = reply.headers.get("WWW-Authenticate", "").split(" ")[0]
            also = f"; it asks for {legible(asked, 20)} authentication" if asked else ""
            done = "refuses these credentials" if self._auth else "asks for credentials"
            return RemoteError(f"{where} {done} ({status}{also}): see {USER}, {PASSWORD} and {TOKEN}", status)
        if 300 <= status < 400:
            location = legible(reply.headers.get("Location", "elsewhere"), self.limits.message)
            return RemoteError(f"{where} has moved ({status}) to {location}", status)
        said = _said(reply.content.read(20 * self.limits.message).decode("utf-8", "replace"))
        return RemoteError(f"{where} answered {status}: {legible(said, self.limits.message)}".rstrip(": "), status)


def _said(content: str) -> str:
    """The sentence of a problem report (RFC 9457), or the content as it is."""
    try:
        told = json.loads(content)
    except ValueError:
        return content
    return str(told.get("detail") or told.get("title") or content) if isinstance(told, dict) else content


def legible(text: str, length: int) -> str:
    """A foreign message in one line of at most ``length`` characters, without markup or control characters."""
    plain = re.sub(r"<(style|script)\b.*?</\1>|<[/!a-zA-Z][^<>:]*>", " ", text, flags=re.DOTALL)
    line = " ".join("".join(c if c.isprintable() else " " for c in plain).split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _seconds(text: str) -> float:
    """``Retry-After`` in seconds; a date or nonsense counts as none."""
    return float(text) if text.isdecimal() else 0.0


def _without_query(url: httpx.URL) -> str:
    return str(url.copy_with(query=None, fragment=None))
