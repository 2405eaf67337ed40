"""Counting the rows of a result in what is written of it, in each of the four formats, piece by piece.

A row takes at least a byte. So nothing is counted before a result has as many bytes as rows are allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Triple

from graph.store.pool.spooling import TooLarge


def at_most(most: int, triples: Iterable[Triple]) -> Iterator[Triple]:
    """These, as long as there are no more; raises :class:`TooLarge` with the first beyond."""
    for number, triple in enumerate(triples):
        if most and number >= most:
            raise TooLarge("rows", number)
        yield triple


def counter(format: str) -> Callable[[bytes], int]:
    """What takes the pieces of a result in a format, by its name, and tells how many rows there were so far."""
    counters: dict[str, Callable[[], Callable[[bytes], int]]] = {"json": _Json, "xml": _Xml, "csv": _Csv, "tsv": _Tsv}
    return counters[format]()


class _Tsv:
    """TSV: a line for each row, after one for the head; a line break in a value is written as ``\\\\n``."""

    def __init__(self) -> None:
        self.rows = -1

    def __call__(self, piece: bytes) -> int:
        self.rows += piece.count(b"\n")
        return max(0, self.rows)


class _Unquoted:
    """What is outside of double quotes."""

    def __init__(self) -> None:
        self.inside = False

    def of(self, piece: bytes) -> bytes:
        parts = piece.split(b'"')
        outside = b"".join(parts[self.inside :: 2])
        self.inside ^= len(parts) % 2 == 0
        return outside


class _Csv(_Unquoted):
    """CSV: as TSV, but a quoted value may hold line breaks; a quote in it is two, which changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = -1

    def __call__(self, piece: bytes) -> int:
        self.rows += self.of(piece).count(b"\n")
        return max(0, self.rows)


class _Xml:
    """XML: each row begins with ``<result>``; a less-than sign in a value is escaped."""

    def __init__(self) -> None:
        self.rows = 0
        self._last = b""

    def __call__(self, piece: bytes) -> int:
        text = self._last + piece
        self.rows += text.count(b"<result>") + text.count(b"<result/>")
        end = text.rfind(b"<")
        self._last = text[end:] if end >= 0 and len(text) - end < len(b"<result/>") and b">" not in text[end:] else b""
        return self.rows


class _Json(_Unquoted):
    """JSON: outside of strings, ``[{`` stands before the first row, ``},{`` between two, and neither elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = 0
        self._escape = b""
        self._last = b""

    def __call__(self, piece: bytes) -> int:
        text = self._escape + piece
        slashes = len(text) - len(text.rstrip(b"\\"))
        self._escape = b"\\" if slashes % 2 else b""
        text = text[: len(text) - slashes % 2].replace(b"\\\\", b"").replace(b'\\"', b"")
        outside = self._last + self.of(text)
        if not self.rows and b"[{" in outside:
            self.rows = 1
        self.rows += outside.count(b"},{")
        self._last = outside[-2:]
        return self.rows
