"""Where a worker writes a result: memory, then a file, up to its limits; and tells of its progress."""

from __future__ import annotations

import io
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from graph.store.pool import wire

IN_MEMORY = 8 << 20
"""Bytes of a result up to which it is sent as it is; a larger one goes to a file."""
PIECE = 1 << 20


class TooLarge(Exception):
    """The result passed its limit; ``what`` is the limit's name, ``reached`` how far it got."""

    def __init__(self, what: str, reached: int) -> None:
        super().__init__(what)
        self.what, self.reached = what, reached


class Spool(io.RawIOBase):
    """At most ``limit`` bytes; and at most ``rows`` rows (0: any number), if ``count`` is set to what counts them."""

    def __init__(self, connection: socket.socket, limit: int, rows: int = 0) -> None:
        super().__init__()
        self.connection = connection
        self.limit = limit
        self.rows = rows
        self.count: Callable[[bytes], int] | None = None
        self.memory: bytearray | None = bytearray()
        self.file: Any = None
        self.size = 0
        self._counted = False
        self._told = time.monotonic()

    def write(self, piece: Any) -> int:
        self.size += len(piece)
        if self.size > self.limit:
            raise TooLarge("size", self.size)
        if self.memory is not None and self.size > IN_MEMORY:
            self.file = tempfile.TemporaryFile()  # noqa: SIM115
            self.file.write(self.memory)
            self.memory = None
        (self.memory.extend if self.memory is not None else self.file.write)(piece)
        if self.count and self.rows and self.size > self.rows:
            self._check_rows(self.count, piece)
        now = time.monotonic()
        if now - self._told > 0.2:
            wire.send(self.connection, b"P", str(self.size).encode())
            self._told = now
        return len(piece)

    def _check_rows(self, count: Callable[[bytes], int], piece: Any) -> None:
        pieces = [bytes(piece)] if self._counted else self._written()
        self._counted = True
        for written in pieces:
            counted = count(written)
            if counted > self.rows:
                raise TooLarge("rows", counted)

    def _written(self) -> Iterator[bytes]:
        """All that was written so far."""
        if self.memory is not None:
            yield bytes(self.memory)
            return
        self.file.seek(0)
        yield from iter(lambda: self.file.read(PIECE), b"")
