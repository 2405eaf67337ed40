"""The keys that a table's rows have had, in little memory however many they are."""

from __future__ import annotations

import hashlib
from array import array

_FIRST = 1 << 10


class Seen:
    """A set of texts by digests of 64 bits, in about 16 bytes each, where a set of Python takes 80: a hash table."""

    def __init__(self) -> None:
        self.slots = _empty(_FIRST)
        self.count = 0

    def __contains__(self, text: str) -> bool:
        digest = _digest(text)
        return self.slots[self._place(digest)] == digest

    def add(self, text: str) -> None:
        """Remember a text; there is always a slot for the next one."""
        digest = _digest(text)
        place = self._place(digest)
        if self.slots[place] == digest:
            return
        self.slots[place] = digest
        self.count += 1
        if 3 * self.count > 2 * len(self.slots):
            held, self.slots = self.slots, _empty(2 * len(self.slots))
            for digest in held:
                if digest:
                    self.slots[self._place(digest)] = digest

    def _place(self, digest: int) -> int:
        """The slot that holds a digest, or where it belongs."""
        slots, last = self.slots, len(self.slots) - 1
        place = digest & last
        while slots[place] and slots[place] != digest:
            place = (place + 1) & last
        return place


def _empty(size: int) -> array[int]:
    return array("Q", bytes(8 * size))


def _digest(text: str) -> int:
    """Never 0, which marks an empty slot."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) or 1
