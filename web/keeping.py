"""What a serving process keeps in memory because it may be asked for again, within one stated size.

Right by construction: each key names all that its value is made from, so nothing is ever to be invalidated.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

ENTRY = 512
"""Bytes that an entry takes beside its content: its key's objects and the places that they have."""
PAUSE = 1.0
SHARE = 8
"""No value takes more than this part of the whole, so that one does not push out all others."""


class Kept:
    """Values by kind and key, the least recently asked going first, in at most so many megabytes.

    ``changed`` is told the bytes of each kind when they have changed, at most once in :data:`PAUSE` seconds.
    """

    def __init__(self, megabytes: float) -> None:
        self.limit = int(megabytes * 1024 * 1024)
        self.changed: Callable[[str, int], None] | None = None
        self._held: OrderedDict[tuple[str, Hashable], tuple[Any, int]] = OrderedDict()
        self._sizes: Counter[str] = Counter()
        self._told = 0.0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes of all that is kept."""
        return self._sizes.total()

    def get(self, kind: str, key: Hashable) -> Any:
        """What was kept under a key, or ``None``."""
        with self._lock:
            found = self._held.get((kind, key))
            if found is None:
                return None
            self._held.move_to_end((kind, key))
            return found[0]

    def put(self, kind: str, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of ``size`` bytes, its key included; one that is too large is not kept."""
        size += ENTRY
        if size > self.limit // SHARE:
            return
        with self._lock:
            if (kind, key) in self._held:
                return
            self._held[kind, key] = value, size
            self._sizes[kind] += size
            while self.size > self.limit:
                (gone, _), (_, freed) = self._held.popitem(last=False)
                self._sizes[gone] -= freed
        now = time.monotonic()
        if self.changed and now - self._told > PAUSE:
            self._told = now
            for name, count in dict(self._sizes).items():
                self.changed(name, count)
