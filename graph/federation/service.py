"""How a replay asks the catalogue: over HTTP where a service runs, else the very WSGI application in this process."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from graph.content_coding import NotCoded, TooLarge, decoded

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from graph.settings import Settings

LARGEST = 64 * 1024 * 1024
"""Bytes of an answer that are read: more than any harvester takes."""
REDIRECTS = 5


class Failed(Exception):
    """No answer was to be had; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, as it came: ``headers`` by their names in lower case, ``content`` without its content coding."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def media_type(self) -> str:
        """That of the Content-Type, without its parameters; empty where none is told."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Service(Protocol):
    """A running catalogue, whose addresses begin with ``base``."""

    base: str

    def ask(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to one request with these headers and no others, redirects included. Raises :class:`Failed`."""


def followed(service: Service, url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to GET where redirects end, as most clients see it. Raises :class:`Failed`."""
    for _ in range(REDIRECTS + 1):
        answer = service.ask(url, headers=headers)
        if answer.status not in (301, 302, 303, 307, 308):
            return answer
        url = urljoin(url, answer.headers.get("location", ""))
    raise Failed(f"{url} is redirected more than {REDIRECTS} times")


class Application:
    """The WSGI application itself: headers and status codes are as a server would send them."""

    def __init__(self, app: WSGIApplication, base: str) -> None:
        self.app, self.base = app, base

    def ask(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        from werkzeug.test import create_environ, run_wsgi_app

        below(url, self.base)
        parts = urlsplit(url)
        environ = create_environ(
            f"{parts.path}?{parts.query}",
            f"{parts.scheme}://{parts.netloc}/",
            method=method,
            headers=dict(headers or {}),
        )
        pieces, status, given = run_wsgi_app(self.app, environ, buffered=True)
        told = {name.lower(): value for name, value in given.items()}
        return Answer(url, int(status.split()[0]), told, _decoded(url, b"".join(pieces), told))


class Reached:
    """A service that runs at ``root`` and publishes below ``base``. Raises ``ValueError`` for a root elsewhere."""

    def __init__(self, root: str, base: str, chosen: Settings) -> None:
        import httpx

        from graph.harvest.addresses import transport
        from graph.harvest.deadline import Deadline

        self.root, self.base, self.chosen = _allowed(root, base), base, chosen
        self.deadline = Deadline()
        self.client = httpx.Client(
            transport=transport({urlsplit(self.root).hostname or ""}, self.deadline),
            timeout=httpx.Timeout(chosen.fetch_timeout),
            trust_env=False,
        )

    def ask(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        import httpx

        self.deadline.until = time.monotonic() + self.chosen.fetch_deadline
        request = httpx.Request(method, f"{self.root}{below(url, self.base)}", headers=dict(headers or {}))
        try:
            response = self.client.send(request, stream=True)
            try:
                body = b""
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > LARGEST:
                        raise Failed(f"{url} has more than {LARGEST:,} bytes")
            finally:
                response.close()
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Failed(f"{url} could not be reached at {self.root}: {error or type(error).__name__}") from error
        told = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url, response.status_code, told, _decoded(url, body, told))

    def close(self) -> None:
        self.client.close()


def below(url: str, base: str) -> str:
    """What follows the base in one of its addresses; raises :class:`Failed` for any other address."""
    if not url.startswith(base):
        raise Failed(f"{url!r} is no address below {base}")
    return url[len(base) :]


def _allowed(root: str, base: str) -> str:
    """The root ending in a slash, where it is of this machine or is the base."""
    root = root if root.endswith("/") else f"{root}/"
    parts = urlsplit(root)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{root!r} is no http or https address of a service")
    if root != base and not _loopback(parts.hostname):
        raise ValueError(f"{root} is neither an address of this machine (http://127.0.0.1:8000) nor the base, {base}")
    return root


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _decoded(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    try:
        return decoded(body, headers.get("content-encoding", ""), LARGEST) if body else body
    except (TooLarge, NotCoded) as error:
        raise Failed(f"{url} cannot be read: {error or 'it is too large'}") from error
