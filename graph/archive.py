"""Raw documents as they were harvested, content-addressed, with the harvest log.

``data/archive/documents/<2 hex>/<sha256>`` holds the bytes; ``data/archive/harvest.jsonl`` says, in the
order of arrival, what was found where and when. Nothing is ever overwritten: a document that changed is
another version of its location.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph import clock
from graph.journal import append_lines, read_lines
from graph.sources.base import Document

BATCH = 256
"""Lines that are written together, or as many as come within a second."""
IN_MEMORY = 64 << 20
"""Bytes up to which a document is read whole; a larger one is streamed."""
HEAD = 64 << 10
"""Bytes of a larger document by which its kind is recognised."""


@dataclass(frozen=True, slots=True)
class Harvested:
    """A line of the harvest log. ``location`` is the URL, or the file's path where no URL is known.

    ``kind`` is the kind of source that was asked for, or ``None`` where the content decides. ``error``
    says why a document that was found could not be taken in, ``gone`` why it is no more; then there is no
    ``sha256``. ``source`` is the harvested source's name, ``mapping`` the digest of the mapping that was
    given with it, ``headers`` are those of the HTTP response that a later request may refer to.
    ``key`` is its key across all kinds where it was cut out of a larger one before it was kept.
    ``complete`` marks no document but the end of a run in which all of a source's listing was met.
    """

    location: str
    name: str
    retrieved: str
    sha256: str | None
    size: int
    url: str | None = None
    kind: str | None = None
    error: str | None = None
    gone: str | None = None
    source: str | None = None
    mapping: str | None = None
    headers: Mapping[str, str] | None = None
    complete: bool | None = None
    key: str | None = None

    def told(self) -> dict[str, Any]:
        """The line as it is written: what is not said is left out."""
        later = ("gone", "source", "mapping", "headers", "complete", "key")
        return {name: value for name, value in asdict(self).items() if value is not None or name not in later}

    def same(self, other: Harvested) -> bool:
        """Whether it says the same as another line, at whatever time."""
        names = ("sha256", "url", "kind", "error", "gone", "source", "mapping")
        return all(getattr(self, name) == getattr(other, name) for name in names)


When = tuple[str, int]
"""When something was said: the second, and its place in the harvest log.

A source that is asked twice in a second gives the later answer later; files have no such order, and all are at -1.
"""


def placed(entries: Iterable[Harvested]) -> Callable[[Harvested, Harvested], When]:
    """Tells when a version of these said what a line tells: its own, or that of a part of it."""
    places = {id(entry): place for place, entry in enumerate(entries) if entry.source}
    return lambda version, line: (line.retrieved, places.get(id(version), -1))


class Archive:
    """The archive of one catalogue. ``over`` is another one that this one adds to without changing it."""

    def __init__(self, data: Path, over: Archive | None = None) -> None:
        self.folder = data / "archive"
        self.log = self.folder / "harvest.jsonl"
        self.over = over

    def entries(self) -> list[Harvested]:
        before = self.over.entries() if self.over else []
        return [*before, *(Harvested(**entry) for entry in read_lines(self.log))]

    def versions(self, entries: list[Harvested] | None = None) -> dict[str, list[Harvested]]:
        """The versions of each location, newest last; of the log's ``entries`` where they have been read before."""
        return self._versions(self.entries() if entries is None else entries)

    def standing(self, entries: list[Harvested] | None = None) -> dict[str, list[Harvested]]:
        """Of each location the versions whose documents are still there, newest last.

        That is the newest one; of a listing that is harvested also those back to the last run in which all
        of it was met, as what a later page does not name may stand on one that did not come.
        """
        entries = self.entries() if entries is None else entries
        whole = {entry.source: place for place, entry in enumerate(entries) if entry.complete}
        places = {id(entry): place for place, entry in enumerate(entries)}
        found = {}
        for location, versions in self._versions(entries).items():
            source = versions[-1].source
            later = [v for v in versions if places[id(v)] > whole.get(source, -1)]
            before = [v for v in versions if places[id(v)] < whole.get(source, -1)][-1:]
            found[location] = [*before, *later] if source else versions[-1:]
        return found

    def _versions(self, entries: Iterable[Harvested]) -> dict[str, list[Harvested]]:
        found: dict[str, list[Harvested]] = {}
        for entry in entries:
            if not entry.complete:
                found.setdefault(entry.location, []).append(entry)
        return found

    def path(self, sha256: str) -> Path:
        own = self.folder / "documents" / sha256[:2] / sha256
        return self.over.path(sha256) if self.over and not own.exists() else own

    def add(self, found: Iterable[tuple[Harvested, bytes | Path]]) -> int:
        """Keep the documents that are new or changed; returns how many those were.

        A document whose bytes, URL and kind are as last time leaves no trace, so that a build that
        finds nothing new changes nothing. What was taken in stays, wherever it is interrupted.
        """
        with self.intake() as intake:
            return sum(intake.take(entry, content) != "unchanged" for entry, content in found)

    @contextmanager
    def intake(self) -> Iterator[Intake]:
        """Take documents in one by one."""
        intake = Intake(self)
        try:
            yield intake
        finally:
            intake.write()

    def keep(self, content: bytes | Path, sha256: str) -> None:
        """Keep bytes, or a file's, under their digest, where they are not kept already or were cut short."""
        path = self.path(sha256)
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        if path.exists() and path.stat().st_size == size:
            return
        path = self.folder / "documents" / sha256[:2] / sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{sha256}.{os.getpid()}.tmp")
        with temporary.open("wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with content.open("rb") as original:
                    shutil.copyfileobj(original, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def document(self, entry: Harvested) -> Document:
        """The archived document of a log line; raises ``ValueError`` where its bytes are not what they were."""
        if entry.sha256 is None:
            raise ValueError(f"{entry.location} was never taken in: {entry.error}")
        path = self.path(entry.sha256)
        mapping = self.path(entry.mapping).read_bytes() if entry.mapping else None
        if entry.size > IN_MEMORY:
            with path.open("rb") as file:
                sound = hashlib.file_digest(file, "sha256").hexdigest() == entry.sha256
                file.seek(0)
                content, place = file.read(HEAD), path
        else:
            content, place = path.read_bytes(), None
            sound = hashlib.sha256(content).hexdigest() == entry.sha256
        if not sound:
            raise ValueError(f"the archive is damaged: {path} is not what was harvested")
        return Document(content, entry.name, entry.retrieved, entry.url, mapping, place)

    def __iter__(self) -> Iterator[Harvested]:
        return iter(self.entries())


class Intake:
    """What takes documents into an archive; several threads may share it. A line is written within a second."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.newest = {location: versions[-1] for location, versions in archive.versions().items()}
        self._since: set[str] = set()
        for entry in archive.entries():
            (self._since.discard if entry.complete else self._since.add)(entry.source or "")
        self._waiting: list[Harvested] = []
        self._written = time.monotonic()
        self._lock = threading.Lock()

    def take(self, entry: Harvested, content: bytes | Path = b"") -> str:
        """Keep a document; tells whether it is ``new``, ``changed`` or ``unchanged``."""
        if entry.sha256:
            self.archive.keep(content, entry.sha256)
        with self._lock:
            known = self.newest.get(entry.location)
            if known and known.same(entry):
                return "unchanged"
            self.newest[entry.location] = entry
            self._since.add(entry.source or "")
            self._waiting.append(entry)
        if len(self._waiting) >= BATCH or time.monotonic() - self._written > 1:
            self.write()
        return "changed" if known else "new"

    def whole(self, source: str, name: str) -> None:
        """Mark that all of a source's listing has been met, where something has come since it last was."""
        if source in self._since:
            self.mark(Harvested(name, name, clock.now(), None, 0, source=source, complete=True))

    def mark(self, line: Harvested) -> None:
        """Keep a line that marks the end of such a run."""
        with self._lock:
            self._since.discard(line.source or "")
            self._waiting.append(line)
        self.write()

    def write(self) -> None:
        """Write the lines that have come."""
        with self._lock:
            append_lines(self.archive.log, (entry.told() for entry in self._waiting))
            self._waiting.clear()
            self._written = time.monotonic()
