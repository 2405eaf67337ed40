"""One polite rate for each host, and what its robots.txt allows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

ROBOTS_LIMIT = 500 * 1024
"""Bytes of a robots.txt that are looked at (RFC 9309, 2.5)."""
LONGEST_DELAY = 30.0


class Pace:
    """When the next request to each host may go out; shared by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def wait(self, host: str, rate: float) -> None:
        """Wait until a request may go out at that many a second."""
        with self._lock:
            start = max(time.monotonic(), self._next.get(host, 0.0))
            self._next[host] = start + 1 / rate
        time.sleep(max(0.0, start - time.monotonic()))

    def hold(self, host: str, seconds: float) -> None:
        """Let a host rest, as it asked."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), time.monotonic() + seconds)


class Robots:
    """The robots.txt of each host (RFC 9309), fetched once with ``get``: its status and its text."""

    def __init__(self, agent: str, get: Callable[[str], tuple[int, str]]) -> None:
        self.agent = agent
        self.get = get
        self._lock = threading.Lock()
        self._known: dict[str, Protego | None] = {}

    def allows(self, url: str) -> bool:
        """Whether a URL may be fetched. What cannot be had for the server's fault forbids all (2.3.1.4)."""
        rules = self._rules(url)
        return rules is not None and bool(rules.can_fetch(url, self.agent))

    def rate(self, url: str, rate: float) -> float:
        """The slower of our rate and the one that the host asks for."""
        rules = self._rules(url)
        delay = rules.crawl_delay(self.agent) if rules else None
        return min(rate, 1 / min(float(delay), LONGEST_DELAY)) if delay else rate

    def _rules(self, url: str) -> Protego | None:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            if root not in self._known:
                status, text = self.get(f"{root}/robots.txt")
                unreachable = status >= 500 or status == 0
                self._known[root] = None if unreachable else Protego.parse(text if status == 200 else "")
            return self._known[root]
