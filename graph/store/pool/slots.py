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

KEPT_OPEN = 32
"""Files that each thread keeps open, of those that it was at last: opening them takes longer than the lock."""


class _Open(threading.local):
    """A thread's open files by their paths, the one that it opened first going first."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {}

    def file(self, path: str) -> int:
        found = self.files.get(path)
        if found is None:
            if len(self.files) >= KEPT_OPEN:
                os.close(self.files.pop(next(iter(self.files))))
            found = self.files[path] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return found

    def __del__(self) -> None:
        for file in self.files.values():
            os.close(file)


_OPEN = _Open()


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
        file = _OPEN.file(f"{path}-{(first + place) % allowed}")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
        return
    raise TooMany(allowed)


@lru_cache(maxsize=1024)
def _path(folder: Path, client: str) -> str:
    number = int.from_bytes(hashlib.sha256(client.encode()).digest()[:4]) % CLIENTS
    return str(folder / f"slot-{number}")
