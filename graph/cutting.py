"""From an archived version to the documents that it holds: itself, or its parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph import reading
from graph.archive import Archive, Harvested
from graph.reading import Outcomes, Task
from graph.sources import DocumentError, holds_parts, parts, recognise, source
from graph.sources.base import Document, Part

TELLING = ("warc",)
"""Kinds with parts whose own reading tells, in its notes, what in a document is none of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of an archived version. ``kind`` reads it; ``key`` is its key across all kinds where that is known.

    ``line`` is its line of the harvest log: the version's own, or for a part one as if it had been
    harvested by itself. ``deleted``: its source says that it is no more. ``error`` says why it is none.
    ``whole``: it is no part but the version itself, whose reading tells what in it is none of its parts.
    """

    line: Harvested
    kind: str | None
    key: str | None = None
    deleted: bool = False
    error: str | None = None
    position: str | None = None
    whole: bool = False

    @property
    def task(self) -> str:
        """The name of its reading's outcome."""
        assert self.line.sha256
        assert self.kind
        return reading.task_name(self.kind, self.line.sha256, self.line.name, self.line.url, self.line.mapping)

    @property
    def readable(self) -> bool:
        return self.error is None and not self.deleted


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts versions into pieces, each version once as long as its line and the code stay the same."""

    archive: Archive
    outcomes: Outcomes

    def known(self, version: Harvested) -> bool:
        """Whether a version has been cut."""
        return self.outcomes.listing(_name(version)) is not None

    def pieces(self, version: Harvested) -> list[Piece]:
        """The documents of a version, in their order there."""
        if version.sha256 is None:
            return [Piece(version, version.kind, error=version.error or "could not be taken in")]
        listed = self.outcomes.listing(_name(version))
        if listed is None:
            listed = [piece for piece, _ in self._cut(version)]
            self.outcomes.keep_listing(_name(version), listed)
        return listed

    def tasks(self, version: Harvested) -> Iterator[Task]:
        """What of a version has not been read yet, one after the other as it is cut."""
        if version.sha256 is None:
            return
        listed = self.outcomes.listing(_name(version))
        if listed is not None and not any(self._unread(piece) for piece in listed):
            return
        found = []
        for piece, document in self._cut(version):
            found.append(piece)
            if document and self._unread(piece):
                assert piece.kind
                yield Task(piece.task, piece.kind, document)
        self.outcomes.keep_listing(_name(version), found)

    def _unread(self, piece: Piece) -> bool:
        return piece.readable and not self.outcomes.has(piece.task)

    def _cut(self, version: Harvested) -> Iterator[tuple[Piece, Document | None]]:
        kind = version.kind
        try:
            document = self.archive.document(version)
            kind = (source(kind) if kind else recognise(document)).kind
            if version.key or not holds_parts(kind):
                yield Piece(version, kind, version.key), document
                return
            for place, part in enumerate(parts(document, kind), 1):
                yield _part(version, kind, part, place, document.mapping)
            if kind in TELLING:
                yield Piece(version, kind, whole=True), document
        except DocumentError as error:
            yield Piece(version, kind, error=error.message, position=error.position), None
        except (OSError, ValueError, LookupError) as error:
            yield Piece(version, kind, error=str(error)), None


def _part(
    version: Harvested, kind: str, part: Part, place: int, mapping: bytes | None
) -> tuple[Piece, Document | None]:
    line = replace(
        version,
        name=f"{version.name}#{place if part.key is None else part.key}",
        retrieved=part.retrieved or version.retrieved,
        sha256=hashlib.sha256(part.content).hexdigest(),
        size=len(part.content),
        url=part.url,
    )
    key = None if part.key is None else f"{kind}/{part.key}"
    piece = Piece(line, part.kind, key, part.deleted, part.error)
    if not piece.readable:
        return piece, None
    return piece, Document(part.content, line.name, line.retrieved, part.url, mapping, beside=part.beside)


def _name(version: Harvested) -> str:
    """By which the pieces of a version are kept."""
    said = (f"{name}={value}" for name, value in sorted(version.told().items()))
    return hashlib.sha256("\n".join((reading.code(), *said)).encode("utf-8", "surrogatepass")).hexdigest()
