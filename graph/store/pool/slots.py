"""How many queries one client may have running at once, counted across all serving processes.

A slot is a lock on a file, so that the kernel gives it back however its holder ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

CLIENTS = 4096
"""Files kept at most, times the number of slots; clients beyond that may share a count."""


class TooMany(Exception):
    """The client has as many queries running as it may; ``allowed`` says how many."""

    def __init__(self, allowed: int) -> None:
        super().__init__(f"{allowed} queries of yours are running already")
        self.allowed = allowed


@contextmanager
def slot(folder: Path, client: str, allowed: int) -> Iterator[None]:
    """Hold one of the client's slots; raises :class:`TooMany` where all are taken."""
    path, first = _path(folder, client), threading.get_native_id()
    for place in range(allowed):
        # each thread begins elsewhere, so that it seldom comes to a slot that another one holds
        file = os.open(f"{path}-{(first + place) % allowed}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        try:
            yield
        finally:
            os.close(file)
        return
    raise TooMany(allowed)


@lru_cache(maxsize=1024)
def _path(folder: Path, client: str) -> str:
    number = int.from_bytes(hashlib.sha256(client.encode()).digest()[:4]) % CLIENTS
    return str(folder / f"slot-{number}")
