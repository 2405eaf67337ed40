"""One query to another endpoint: in a stated time, an answer of a stated size, no redirect, no private address."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from graph.addresses import is_public

ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
FORM = "application/x-www-form-urlencoded"
PIECE = 1 << 16
_PRIVATE_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


class Failed(Exception):
    """The endpoint gave no answer that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Services:
    """The endpoints that SERVICE may ask, and what one call may take: seconds, and megabytes of its answer.

    An address that is listed is the operator's word; what it leads to by a redirect or a name is not.
    """

    addresses: Collection[str] = ()
    seconds: float = 10.0
    megabytes: int = 64


def fetch(endpoint: str, query: str, services: Services) -> tuple[str, bytes]:
    """Ask an endpoint by POST of a form (SPARQL 1.1 Protocol, 2.1.2); returns its answer's media type and content.

    That is a whole SPARQL result in JSON or XML, read to its end. Raises :class:`Failed`.
    """
    until = time.monotonic() + services.seconds
    try:
        connection = _connection(endpoint, until)
        try:
            media_type, content = _exchange(connection, endpoint, query, services, until)
        finally:
            connection.close()
    except TimeoutError as error:
        raise Failed(f"no whole answer within {services.seconds:g} seconds") from error
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise Failed(f"it cannot be reached: {error or type(error).__name__}") from error
    _check_result(content, media_type)
    return media_type, content


def _connection(endpoint: str, until: float) -> http.client.HTTPConnection:
    """A connection to an address that was looked at, and not looked up once more."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    address = str(found[0][4][0])
    if not told_private(host) and not is_public(address):
        raise Failed(f"its name leads to {address}, a private address; an operator who wants that lists the address")
    connection = http.client.HTTPConnection(host, port)
    raw = socket.create_connection((address, port), timeout=_left(until))
    try:
        connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if secure else raw
    except BaseException:
        raw.close()
        raise
    return connection


def told_private(host: str) -> bool:
    """Whether a listed host says by itself that it is near: an address, or a name that only a local network knows."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_NAMES)
    return True


def _exchange(
    connection: http.client.HTTPConnection, endpoint: str, query: str, services: Services, until: float
) -> tuple[str, bytes]:
    parts = urlsplit(endpoint)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": FORM, "Accept": ACCEPT, "Accept-Encoding": "identity", "User-Agent": "catalograph"}
    _wait(connection, until)
    connection.request("POST", path, urlencode({"query": query}).encode(), headers)
    response = connection.getresponse()
    if 300 <= response.status < 400:
        to = (response.getheader("Location") or "elsewhere")[:200]
        raise Failed(f"it redirects ({response.status}) to {to}; redirects are not followed: list where it is now")
    if response.status != 200:
        raise Failed(f"it answered {response.status} {response.reason[:100]}")
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise Failed("its answer is compressed, which was not asked for")
    content, most = bytearray(), services.megabytes * 1024 * 1024
    while True:
        _wait(connection, until)
        piece = response.read1(PIECE)
        if not piece:
            break
        content += piece
        if len(content) > most:
            raise Failed(f"its answer is larger than {services.megabytes} MB; ask for less inside SERVICE")
    if response.length:  # http.client is silent where the other end goes away
        raise Failed("its answer breaks off")
    media_type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    return media_type, bytes(content)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _wait(connection: http.client.HTTPConnection, until: float) -> None:
    """Let the next step take the time that is left and no more."""
    if connection.sock:
        connection.sock.settimeout(_left(until))
    else:
        _left(until)


def _check_result(content: bytes, media_type: str) -> None:
    """The engine would meet a fault in the middle of its own answer, where SILENT does not help any more."""
    format = QueryResultsFormat.from_media_type(media_type)
    if format not in (QueryResultsFormat.JSON, QueryResultsFormat.XML):
        raise Failed(f"its answer is no SPARQL result: {media_type or 'no media type'}")
    try:
        found = parse_query_results(content, format=format)
        if isinstance(found, QueryBoolean):
            raise Failed("it answered yes or no where rows were asked for")
        for _ in found:
            pass
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise Failed(f"its answer is no whole SPARQL result: {error}") from error
