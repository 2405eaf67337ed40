"""Few queries of a process at a time are on their way to the workers, so that short ones run one after the other.

All at once they would share the processors and gain nothing, and each would need a worker that knows less of the data.
A query that is not answered in a moment lets the next one go before it is done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOMENT = 0.02
"""Seconds."""


class Turns:
    """Turns for so many at a time."""

    def __init__(self, together: int) -> None:
        self._free = threading.Lock() if together == 1 else threading.BoundedSemaphore(together)

    @contextmanager
    def turn(self) -> Iterator[Callable[[], None]]:
        """Have a turn while the block runs, or until what this gives is called."""
        has_it = self._free.acquire()

        def leave() -> None:
            nonlocal has_it
            if has_it:
                has_it = False
                self._free.release()

        try:
            yield leave
        finally:
            leave()
