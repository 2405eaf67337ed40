"""What an archive holds, line by line; in memory there are no more than its addresses or digests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.archive import HEAD, Archive, Harvested
from graph.journal import read_lines
from graph.sources import DocumentError, recognise
from graph.sources.base import Document


@dataclass(frozen=True, slots=True)
class Row:
    """A version of a location. ``state`` is newest, older, gone or failed; ``kind`` is ``None`` where none is known."""

    harvested: Harvested
    state: str
    kind: str | None


def lines(archive: Archive) -> Iterator[Harvested]:
    """The lines of the harvest log, one by one; raises ``graph.journal.JournalError`` where it is damaged."""
    return (Harvested(**entry) for entry in read_lines(archive.log))


def listed(archive: Archive, *, older: bool = False) -> Iterator[Row]:
    """The newest version of each location, in the order of arrival; with ``older`` all versions."""
    last = {line.location: place for place, line in enumerate(lines(archive)) if not line.complete}
    for place, line in enumerate(lines(archive)):
        newest = last.get(line.location) == place
        if line.complete or not (newest or older):
            continue
        state = "gone" if line.gone else "failed" if line.sha256 is None else "newest" if newest else "older"
        yield Row(line, state, line.kind or _kind(archive, line))


def _kind(archive: Archive, line: Harvested) -> str | None:
    """The kind that its content decides."""
    if line.sha256 is None:
        return None
    try:
        with archive.path(line.sha256).open("rb") as file:
            return recognise(Document(file.read(HEAD), line.name, line.retrieved, line.url)).kind
    except (OSError, DocumentError):
        return None


def orphans(archive: Archive) -> Iterator[Path]:
    """Files that no line of the log names: what an interrupted harvest kept last, or a log that lost its lines."""
    named = {digest for line in lines(archive) for digest in (line.sha256, line.mapping) if digest}
    folder = archive.folder / "documents"
    for within in sorted(folder.iterdir()) if folder.is_dir() else ():
        yield from (path for path in sorted(within.iterdir()) if path.name not in named)
