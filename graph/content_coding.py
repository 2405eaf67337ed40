"""HTTP's content codings undone (RFC 9110, 8.4), within a limit: a bomb ends with an error."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
import zstandard

_PIECE = 1 << 16
_GZIP = b"\x1f\x8b\x08"
_MOST_CODINGS = 3


class TooLarge(Exception):
    """A content larger than the limit."""


class NotCoded(Exception):
    """A content that breaks off, or is not coded as its header says."""


def decoded(body: bytes, header: str, most: int) -> bytes:
    """The content of a body whose ``Content-Encoding`` is ``header``: gzip, deflate, br, zstd, or several of them.

    A body that is not coded at all was decoded when it was kept, and stays as it is. Raises :class:`TooLarge` where
    the content has more than ``most`` bytes, and :class:`NotCoded` where it is broken.
    """
    codings = [one.strip().lower() for one in header.split(",") if one.strip()]
    try:
        for coding in reversed(codings[:_MOST_CODINGS]):
            decode = _CODINGS.get(coding)
            body = decode(body, most) if decode else body
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise NotCoded(str(error)) from error
    return body


def _inflate(body: bytes, most: int) -> bytes:
    """gzip or deflate; a body that is neither was decoded when it was archived, and stays."""
    for bits in (32 + zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflater = zlib.decompressobj(bits)
        try:
            made = inflater.decompress(body, most + 1)
        except zlib.error:
            if bits < 0 or body.startswith(_GZIP):
                return _or_plain(body)
            continue
        if len(made) > most:
            raise TooLarge
        if not inflater.eof:
            raise zlib.error("it breaks off")
        return made
    return body


def _or_plain(body: bytes) -> bytes:
    if body.startswith(_GZIP):
        raise zlib.error("broken gzip")
    return body


def _unbrotli(body: bytes, most: int) -> bytes:
    decoder = brotli.Decompressor()
    made = []
    size = 0
    try:
        piece = decoder.process(body, output_buffer_limit=_PIECE)
        while piece or not decoder.can_accept_more_data():
            made.append(piece)
            size += len(piece)
            if size > most:
                raise TooLarge
            piece = decoder.process(b"", output_buffer_limit=_PIECE)
    except brotli.error:
        if made:
            raise
        return body
    return b"".join(made)


def _unzstd(body: bytes, most: int) -> bytes:
    if not body.startswith(b"\x28\xb5\x2f\xfd"):
        return body
    with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(body) as stream:
        made = stream.read(most + 1)
    if len(made) > most:
        raise TooLarge
    return made


_CODINGS: dict[str, Callable[[bytes, int], bytes]] = {
    **dict.fromkeys(("gzip", "x-gzip", "deflate"), _inflate),
    "br": _unbrotli,
    "zstd": _unzstd,
}
