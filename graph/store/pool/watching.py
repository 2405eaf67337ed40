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
from dataclasses import dataclass
from pathlib import Path

PAGE = resource.getpagesize()
TICK = os.sysconf("SC_CLK_TCK")
_ROW = struct.Struct("ddqq")
_PRIVATE = re.compile(rb"^Private_(?:Clean|Dirty): +(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A worker: since when it has been at its query (0: at none), the seconds of processor that its thread had taken
    by then, that thread, and the bytes that it has of its own."""

    since: float = 0.0
    taken: float = 0.0
    thread: int = 0
    size: int = 0


class Board:
    """The rows of so many workers."""

    def __init__(self, workers: int) -> None:
        self.rows = range(workers)
        self._memory = mmap.mmap(-1, max(1, workers) * _ROW.size)

    def write(self, number: int, row: Row) -> None:
        _ROW.pack_into(self._memory, number * _ROW.size, row.since, row.taken, row.thread, row.size)

    def read(self, number: int) -> Row:
        return Row(*_ROW.unpack_from(self._memory, number * _ROW.size))

    def total(self) -> int:
        """Bytes that the workers have of their own, together."""
        return sum(self.read(number).size for number in self.rows)


def taken(pid: int, thread: int) -> float:
    """Seconds of processor that a thread has taken; 0 where it is gone."""
    try:
        told = Path(f"/proc/{pid}/task/{thread}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / TICK


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
