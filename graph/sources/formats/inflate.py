"""gzip → bytes, within a limit: a bomb ends with an error, not with the machine's memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from graph.sources.base import DocumentError

MAGIC = b"\x1f\x8b"
_PIECE = 1 << 16


def pieces(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """A stream in pieces, inflated if it is gzip (all members, RFC 1952).

    Raises :class:`DocumentError` after ``most`` bytes, and where the gzip is broken or breaks off, after what
    came before.
    """
    head = stream.read(_PIECE)
    if not head.startswith(MAGIC):
        yield from _plain(stream, head, most)
        return
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    total = 0
    while head:
        try:
            piece = inflater.decompress(head, _PIECE)
        except zlib.error as error:
            raise DocumentError(f"the gzip file is broken: {error}", f"byte {total} of its content") from error
        total += len(piece)
        if total > most:
            raise DocumentError(f"the gzip file holds more than {most:,} bytes")
        if piece:
            yield piece
        head = inflater.unconsumed_tail
        if inflater.eof:
            head = inflater.unused_data.lstrip(b"\0") or stream.read(_PIECE).lstrip(b"\0")
            if not head.startswith(MAGIC[: len(head)]):
                return
            inflater = zlib.decompressobj(16 + zlib.MAX_WBITS) if head else inflater
        elif not head:
            head = stream.read(_PIECE)
            if not head and not inflater.eof:
                raise DocumentError("the gzip file breaks off: is it cut?", f"byte {total} of its content")


def _plain(stream: BinaryIO, head: bytes, most: int) -> Iterator[bytes]:
    total = 0
    while head:
        total += len(head)
        if total > most:
            raise DocumentError(f"the document holds more than {most:,} bytes")
        yield head
        head = stream.read(_PIECE)


def beginning(content: bytes, size: int = 8192) -> bytes:
    """The first bytes of a document, inflated if it is gzip; as far as that can be done."""
    if not content.startswith(MAGIC):
        return content[:size]
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content[:65536], size)
    except zlib.error:
        return b""
