"""Few queries of a process at a time are on their way to the workers, so that short ones run one after the other.

All at once they would share the processors and gain nothing, and each would need a worker that knows less of the data.
A query that is not answered in a moment lets the next one go before it is done.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

MOMENT = 0.02
"""Seconds."""


class Turn:
    """A turn that a thread has, until it leaves."""

    __slots__ = ("_free", "_has_it")

    def __init__(self, free: SimpleQueue[None]) -> None:
        self._free = free
        self._has_it = True

    def leave(self) -> None:
        """Let the next one go; a second time changes nothing."""
        if self._has_it:
            self._has_it = False
            self._free.put(None)


class Turns:
    """Turns for so many at a time. A thread that has one already has no second one inside of it."""

    def __init__(self, together: int) -> None:
        self._free: SimpleQueue[None] = SimpleQueue()
        self._mine = threading.local()
        for _ in range(together):
            self._free.put(None)

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Have a turn while the block runs, or until it is left."""
        outer: Turn | None = getattr(self._mine, "turn", None)
        if outer is not None:
            yield outer
            return
        self._free.get()
        mine = self._mine.turn = Turn(self._free)
        try:
            yield mine
        finally:
            self._mine.turn = None
            mine.leave()
