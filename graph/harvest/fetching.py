"""One HTTP request done well: conditional, polite, tried again, inside the limits."""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx

from graph.content_coding import NotCoded, TooLarge, decoded
from graph.harvest.addresses import NotAllowed, transport
from graph.harvest.deadline import Deadline
from graph.harvest.pace import ROBOTS_LIMIT, Pace, Robots
from graph.settings import Settings

TRIES = 4
REDIRECTS = 5
LONGEST_WAIT = 120.0
"""Seconds that a server may make us wait before we come back another day."""
_AGAIN = (429, 500, 502, 503, 504)
KEPT = ("etag", "last-modified", "content-type", "content-language", "date")
"""Headers that are archived."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came of a request. ``status`` 0: nothing came, and ``error`` says why. ``url`` is where it ended."""

    status: int
    url: str
    content: bytes = b""
    headers: Mapping[str, str] | None = None
    error: str | None = None


class Fetcher:
    """Fetches for one run; its threads share a pace for each host.

    ``contact`` goes into the User-Agent. ``named`` are the hosts that the operator named: only they may
    have addresses that are not public.
    """

    def __init__(self, chosen: Settings, contact: str | None, named: Collection[str]) -> None:
        self.chosen = chosen
        self.agent = f"Catalograph/0.1 ({f'+{contact}' if contact else 'research study catalogue'})"
        self.pace = Pace()
        self.deadline = Deadline()
        timeout = httpx.Timeout(chosen.fetch_timeout)
        self.client = httpx.Client(
            transport=transport(named, self.deadline),
            timeout=timeout,
            headers={"User-Agent": self.agent},
            trust_env=False,
        )
        self.robots = Robots("Catalograph", self._robots)

    def close(self) -> None:
        self.client.close()

    def fetch(self, url: str, rate: float, *, robots: bool = True, before: Mapping[str, str] | None = None) -> Response:
        """Fetch a URL; ``before`` are the headers of its last response, which make the request conditional."""
        headers = {}
        if before and before.get("etag"):
            headers["If-None-Match"] = before["etag"]
        if before and before.get("last-modified"):
            headers["If-Modified-Since"] = before["last-modified"]
        here = url
        for _ in range(REDIRECTS + 1):
            if robots and not self.robots.allows(here):
                return Response(0, here, error="robots.txt does not allow it, or could not be read")
            answer, location = self._tried(here, self.robots.rate(here, rate) if robots else rate, headers)
            if location is None:
                return answer
            there = urljoin(here, location)
            problem = _redirect(here, there)
            if problem:
                return Response(0, here, error=problem)
            here = there
        return Response(0, url, error=f"it is redirected more than {REDIRECTS} times")

    def _tried(self, url: str, rate: float, headers: Mapping[str, str]) -> tuple[Response, str | None]:
        """The answer, and where it leads to if it is a redirect; tried again where that can help."""
        host = urlsplit(url).netloc
        for attempt in range(1, TRIES + 1):
            self.pace.wait(host, rate)
            answer, location, after = self._once(url, headers)
            if answer.status not in _AGAIN and not (answer.status == 0 and after is not None):
                return answer, location
            pause = max(after or 0.0, 2.0 ** (attempt - 1) * self.chosen.retry_pause * random.uniform(0.5, 1.5))  # noqa: S311
            if attempt == TRIES or pause > LONGEST_WAIT:
                break
            self.pace.hold(host, pause)
        return answer, None

    def _once(self, url: str, headers: Mapping[str, str]) -> tuple[Response, str | None, float | None]:
        """One request: the answer, where it redirects to, how long to wait (``None``: no use in trying again)."""
        self.deadline.until = time.monotonic() + self.chosen.fetch_deadline
        try:
            with self.client.stream("GET", url, headers=headers) as response:
                after = _seconds(response.headers.get("retry-after"))
                location = response.headers.get("location") if response.is_redirect else None
                content, error = (b"", None) if location else self._body(response)
                kept = {name: response.headers[name] for name in KEPT if name in response.headers}
                status = 0 if error else response.status_code
                if status not in (0, 200, 304) and not location:
                    error = f"the server answered {response.status_code} {response.reason_phrase}"
                return Response(status, str(response.url), content, kept, error), location, after if status else None
        except NotAllowed as problem:
            return Response(0, url, error=str(problem)), None, None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as problem:
            if self.deadline.passed():
                return Response(0, url, error=self._late()), None, None
            told = str(problem) or type(problem).__name__
            again = 0.0 if isinstance(problem, httpx.TransportError) else None
            return Response(0, url, error=f"could not be fetched: {told}"), None, again

    def _body(self, response: httpx.Response) -> tuple[bytes, str | None]:
        """The content without its codings, or why there is none; both forms are inside the limit."""
        most = self.chosen.max_document
        pieces, size = [], 0
        try:
            for piece in response.iter_raw():
                size += len(piece)
                if size > most:
                    raise TooLarge
                if self.deadline.passed():
                    return b"", self._late()
                pieces.append(piece)
            body = b"".join(pieces)
            return (decoded(body, response.headers.get("content-encoding", ""), most) if body else body), None
        except TooLarge:
            return b"", f"more than {most:,} bytes (CATALOGRAPH_MAX_DOCUMENT raises that)"
        except NotCoded as problem:
            return b"", f"its content is not what its Content-Encoding says: {problem}"

    def _late(self) -> str:
        return f"it was not there after {self.chosen.fetch_deadline:g} seconds (CATALOGRAPH_FETCH_DEADLINE)"

    def _robots(self, url: str) -> tuple[int, str]:
        answer, location, _ = self._once(url, {})
        for _ in range(REDIRECTS):
            if location is None:
                break
            answer, location, _ = self._once(urljoin(answer.url, location), {})
        return answer.status, answer.content[:ROBOTS_LIMIT].decode("utf-8", "replace")


def _redirect(here: str, there: str) -> str | None:
    """What is wrong with a redirect, if anything is."""
    scheme = urlsplit(there).scheme
    if scheme not in ("http", "https"):
        return f"it is redirected to {there[:200]!r}, which is no web address"
    if urlsplit(here).scheme == "https" and scheme == "http":
        return f"it is redirected from https to {there[:200]!r}"
    return None


def _seconds(text: str | None) -> float:
    """Retry-After, seconds or a date (RFC 9110, 10.2.3); what is neither counts as nothing."""
    if not text:
        return 0.0
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
