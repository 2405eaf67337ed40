"""What the keeper and its workers tell each other: who has been at a query since when, and how large each has grown.

One page of shared memory, a row for each worker. A worker shares the snapshot's memory until it reads it, as reading
counts references; so it grows for a while with what it is asked about, up to the size of what it has read.
"""

from __future__ import annotations

import mmap
import os
import re
import resource
import struct
import time
from pathlib import Path

PAGE = resource.getpagesize()
_ROW = struct.Struct("dqq")
_PRIVATE = re.compile(rb"^Private_(?:Clean|Dirty): +(\d+) kB", re.MULTILINE)


class Board:
    """The rows of so many workers: since when it has been at its query (0: at none), its thread, its bytes."""

    def __init__(self, workers: int) -> None:
        self.rows = range(workers)
        self._memory = mmap.mmap(-1, max(1, workers) * _ROW.size)

    def write(self, row: int, since: float, thread: int, size: int) -> None:
        _ROW.pack_into(self._memory, row * _ROW.size, since, thread, size)

    def read(self, row: int) -> tuple[float, int, int]:
        since, thread, size = _ROW.unpack_from(self._memory, row * _ROW.size)
        return since, thread, size

    def clear(self, row: int) -> None:
        """A worker is gone."""
        self.write(row, 0.0, 0, 0)

    def total(self) -> int:
        """Bytes that the workers have of their own, together."""
        return sum(self.read(row)[2] for row in self.rows)

    def long(self, seconds: float) -> list[tuple[int, int]]:
        """The rows, each with its thread, that have been at one query for longer than that."""
        before = time.monotonic() - seconds
        found = ((row, *self.read(row)) for row in self.rows)
        return [(row, thread) for row, since, thread, _ in found if since and since < before]


class Growth:
    """How much memory a process has of its own, looked at again when enough has happened since."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.size = 0
        self._faults = 0

    def measured(self) -> int:
        """Bytes. The exact sum takes milliseconds; counting page faults costs nothing, and each is one page at most."""
        faults = _faults(self.pid)
        if (faults - self._faults) * PAGE > max(16 << 20, self.size // 8):
            self._faults = faults
            self.size = private(self.pid)
        return self.size


def private(pid: int) -> int:
    """Bytes that a process shares with no other; 0 where it is gone."""
    try:
        return sum(int(size) for size in _PRIVATE.findall(Path(f"/proc/{pid}/smaps_rollup").read_bytes())) << 10
    except OSError:
        return 0


def resident() -> int:
    """Bytes of this process that are in memory, shared or not."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def _faults(pid: int) -> int:
    if pid == os.getpid():
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    try:
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[7])
    except OSError:
        return 0
