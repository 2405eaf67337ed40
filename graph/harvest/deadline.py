"""A time for a whole response, headers included: a server that sends a byte a second never seems silent."""

from __future__ import annotations

import math
import ssl
import threading
import time
from typing import Any

import httpcore


class Deadline(threading.local):
    """Until when (``time.monotonic``) the request of this thread may take."""

    until: float = math.inf

    def passed(self) -> bool:
        return time.monotonic() >= self.until

    def left(self, timeout: float | None) -> float | None:
        """How long one step may take; raises ``httpcore.ReadTimeout`` where there is no time left."""
        if self.passed():
            raise httpcore.ReadTimeout("there is no time left")
        left = self.until - time.monotonic()
        return timeout if left == math.inf else left if timeout is None else min(timeout, left)


class Timed(httpcore.NetworkStream):
    """A connection whose every step keeps a deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.inner = inner
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.deadline.left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return Timed(self.inner.start_tls(ssl_context, server_hostname, self.deadline.left(timeout)), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)
