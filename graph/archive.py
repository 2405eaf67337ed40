"""Raw documents as they were harvested, content-addressed, with the harvest log.

``data/archive/documents/<2 hex>/<sha256>`` holds the bytes; ``data/archive/harvest.jsonl`` says, in the
order of arrival, what was found where and when. Nothing is ever overwritten: a document that changed is
another version of its location.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.journal import append_lines, read_lines
from graph.sources.base import Document


@dataclass(frozen=True, slots=True)
class Harvested:
    """A line of the harvest log. ``location`` is the URL, or the file's path where no URL is known.

    ``kind`` is the kind of source that was asked for, or ``None`` where the content decides. ``error``
    says why a document that was found could not be taken in; then there is no ``sha256``.
    """

    location: str
    name: str
    retrieved: str
    sha256: str | None
    size: int
    url: str | None = None
    kind: str | None = None
    error: str | None = None


class Archive:
    """The archive of one catalogue."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "archive"
        self.log = self.folder / "harvest.jsonl"

    def entries(self) -> list[Harvested]:
        return [Harvested(**entry) for entry in read_lines(self.log)]

    def versions(self) -> dict[str, list[Harvested]]:
        """The versions of each location, newest last."""
        found: dict[str, list[Harvested]] = {}
        for entry in self.entries():
            found.setdefault(entry.location, []).append(entry)
        return found

    def path(self, sha256: str) -> Path:
        return self.folder / "documents" / sha256[:2] / sha256

    def add(self, found: Iterable[tuple[Harvested, bytes]]) -> int:
        """Keep the documents that are new or changed; returns how many those were.

        A document whose bytes, URL and kind are as last time leaves no trace, so that a build that
        finds nothing new changes nothing.
        """
        newest = {location: versions[-1] for location, versions in self.versions().items()}
        added: list[Harvested] = []
        for entry, content in found:
            last = newest.get(entry.location)
            if last and (last.sha256, last.url, last.kind, last.error) == (
                entry.sha256,
                entry.url,
                entry.kind,
                entry.error,
            ):
                if entry.sha256:
                    self._keep(entry.sha256, content)
                continue
            if entry.sha256:
                self._keep(entry.sha256, content)
            newest[entry.location] = entry
            added.append(entry)
        append_lines(self.log, (asdict(entry) for entry in added))
        return len(added)

    def _keep(self, sha256: str, content: bytes) -> None:
        """Keep a document's bytes, where they are not kept already or were cut short."""
        path = self.path(sha256)
        if path.exists() and path.stat().st_size == len(content):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{sha256}.{os.getpid()}.tmp")
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def document(self, entry: Harvested) -> Document:
        """The archived document of a log line; raises ``ValueError`` where its bytes are not what they were."""
        if entry.sha256 is None:
            raise ValueError(f"{entry.location} was never taken in: {entry.error}")
        content = self.path(entry.sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise ValueError(f"the archive is damaged: {self.path(entry.sha256)} is not what was harvested")
        return Document(content, entry.name, entry.retrieved, entry.url)

    def __iter__(self) -> Iterator[Harvested]:
        return iter(self.entries())
