"""The append-only record of what was decided: IRIs minted and merged, publishes, the catalogue's base.

One JSON object a line in ``data/journal/journal.jsonl``. With the archive it is the whole state: all
else can be deleted and is rebuilt. A line that a crash cut short is the last one and is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Entry = Mapping[str, Any]
FORMAT = 1


class JournalError(Exception):
    """The journal is damaged or belongs to another catalogue."""


def read_lines(path: Path) -> Iterator[Entry]:
    """The entries of a JSON-lines log; a last line without its newline was never committed.

    Raises :class:`JournalError` for any other line that is not a JSON object.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                entry = json.loads(line)
            except ValueError as error:
                raise JournalError(f"{path}, line {number}: {error}; restore it from a backup") from error
            yield entry


def append_lines(path: Path, entries: Iterable[Entry]) -> None:
    """Add entries and wait until they are on the disk; what a crash left of a last line is cut off first.

    Where they cannot all be written, as on a full disk, none is.
    """
    lines = "".join(f"{json.dumps(entry, ensure_ascii=False, sort_keys=True)}\n" for entry in entries)
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        size = file.tell()
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                file.seek(0)
                file.truncate(file.read().rfind(b"\n") + 1)
        size = file.seek(0, os.SEEK_END)
        try:
            file.write(lines.encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)
            raise


class Journal:
    """The journal of one catalogue."""

    def __init__(self, data: Path) -> None:
        self.path = data / "journal" / "journal.jsonl"

    def entries(self, event: str | None = None) -> Iterator[Entry]:
        return (e for e in read_lines(self.path) if event is None or e["event"] == event)

    def append(self, entries: Iterable[Entry]) -> None:
        append_lines(self.path, entries)

    def base(self) -> str | None:
        """The base IRI that this catalogue was created with."""
        created = next(self.entries("create"), None)
        return str(created["base"]) if created else None
