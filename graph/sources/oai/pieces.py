"""The records of an answer by their tags alone, for answers that are not well-formed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_START = re.compile(rb"<(?P<prefix>(?:[\w.-]+:)?)record\s*>")
_ENDED = re.compile(rb"</(?:[\w.-]+:)?OAI-PMH\s*>\s*$")
_CHUNK = 1 << 20
_MOST = 32 << 20
_TAIL = 1 << 16


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one record. ``closed``: its end tag was found. ``after`` is the beginning of what follows it."""

    content: bytes
    closed: bool
    after: bytes


def pieces(stream: BinaryIO) -> Iterator[Piece]:
    """The records of a stream in order; never more than one, and what is read ahead, is held."""
    held, at, over = b"", 0, False
    while True:
        start = _START.search(held, at)
        end = held.find(b"</" + start["prefix"] + b"record>", start.end()) if start else -1
        next_start = _START.search(held, start.end(), end if end > 0 else len(held)) if start else None
        if start and next_start:  # a record that does not close
            yield Piece(held[start.start() : next_start.start()], False, held[next_start.start() :][:_TAIL])
            at = next_start.start()
            continue
        enough = end >= 0 and (over or len(held) - end > _TAIL)
        if start and (enough or (over and end >= 0)):
            end = held.index(b">", end) + 1
            yield Piece(held[start.start() : end], True, held[end : end + _TAIL])
            at = end
            continue
        if over:
            if start:
                yield Piece(held[start.start() :], False, b"")
            return
        kept = start.start() if start else max(at, len(held) - 200)
        if len(held) - kept > _MOST:
            kept = len(held) - 200
        chunk = stream.read(_CHUNK)
        held, at, over = held[kept:] + chunk, 0, not chunk


def ended(tail: bytes) -> bool:
    """Whether an answer ends with its end tag."""
    return _ENDED.search(tail) is not None
