"""What every kind of source shares: the documents that it is given, what it may find in them, its errors.

A kind is a module with ``recognise(document) -> float`` (how sure it is, from 0 to 1) and
``read(document) -> Reading``. A kind whose documents hold others (a listing, a feed, a table) has
``parts(document) -> Iterator[Part]`` as well, which yields as it reads and never holds all; a kind
whose documents lead on to others (a next page, a sitemap) has ``follow(document) -> Iterator[Link]``;
one that can be asked for changes alone has ``since(url, moment) -> str``, the address of what changed
since an ISO 8601 instant. ``STREAMS = True`` says that ``parts`` needs nothing but :meth:`Document.stream`,
so that a document may be larger than memory.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Document:
    """One archived document. ``name`` is its file's path inside the folder it was read from, or its URL.

    ``retrieved`` is an ISO 8601 instant; ``url`` where it was found on the web, if that is known.
    ``mapping`` is the mapping (YAML) that was given with it, for kinds that ask for one. Of a file too
    large for memory ``path`` says where it is and ``content`` is its beginning: :meth:`stream` has all.
    ``beside`` names the fields that stood beside it where it was cut out, and that nothing reads.
    """

    content: bytes
    name: str
    retrieved: str
    url: str | None = None
    mapping: bytes | None = None
    path: Path | None = None
    beside: tuple[str, ...] = ()

    def stream(self) -> BinaryIO:
        """The whole document as a binary file, at its start."""
        return self.path.open("rb") if self.path else io.BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class Part:
    """A document inside another one: a record of a feed, a package of a listing, a row of a table.

    ``kind`` reads it. ``key`` is its key at its source, or ``None`` where its reading says that.
    ``deleted``: the source says that it is no more. ``error`` says why it could not be cut out; the
    others are not touched by that. ``retrieved`` where it is not that of the whole. ``beside`` names the fields
    of the envelope that nothing reads (``header.colour``); those of the whole listing stand at one of its parts.
    """

    kind: str
    key: str | None
    content: bytes
    url: str | None = None
    deleted: bool = False
    error: str | None = None
    retrieved: str | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a document leads to.

    ``listing``: another page of the same listing, not a document of its own. ``kind`` reads what is
    there, ``None`` leaves that to its content. ``modified`` is when it last changed, as the listing says;
    ``otherwise`` the address to try where this one is answered by an error.
    """

    url: str
    listing: bool = False
    kind: str | None = None
    modified: str | None = None
    otherwise: str | None = None


class DocumentError(Exception):
    """A document that cannot be read: what is wrong, and where (a byte, a line, a field)."""

    def __init__(self, message: str, position: str | None = None) -> None:
        super().__init__(f"{message} ({position})" if position else message)
        self.message = message
        self.position = position
