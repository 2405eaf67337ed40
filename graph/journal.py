"""The append-only record of what was decided: IRIs minted and merged, publishes, the catalogue's base.

One JSON object a line in ``data/journal/journal.jsonl``. With the archive it is the whole state: all
else can be deleted and is rebuilt. A line that a crash cut short is the last one and is dropped.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

Entry = Mapping[str, Any]
FORMAT = 2
RARE = frozenset({"create", "publish", "tag", "untag", "erase", "erased"})
"""Events that every write asks for and that a journal has few of, whatever else it holds."""
_RARE = re.compile(rb'"event":\s*"(?:' + "|".join(sorted(RARE)).encode() + rb')"')
_TAIL = 256
T = TypeVar("T")


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


def line_of(entry: Entry) -> bytes:
    """An entry as it is written."""
    return f"{json.dumps(entry, ensure_ascii=False, sort_keys=True)}\n".encode()


def append_lines(path: Path, entries: Iterable[Entry]) -> None:
    """Add entries and wait until they are on the disk; what a crash left of a last line is cut off first.

    Where they cannot all be written, as on a full disk, none is.
    """
    lines = b"".join(map(line_of, entries))
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
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)
            raise


class Followed(Generic[T]):
    """What the lines of a growing log come to: a process reads each line once, and all again in another file.

    ``start`` makes the value of no lines, ``step`` takes a line into it.
    """

    def __init__(self, start: Callable[[], T], step: Callable[[T, bytes], None]) -> None:
        self._start = start
        self._step = step
        self._read: dict[Path, tuple[int, int, bytes, T]] = {}

    def of(self, path: Path) -> T:
        """The value of the log as it is now, which the next call may change. Raises :class:`JournalError`."""
        inode, at, tail, value = self._read.pop(path, (0, 0, b"", self._start()))
        if not path.exists():
            return self._start()
        with path.open("rb") as file:
            found = os.fstat(file.fileno()).st_ino
            if found != inode or _before(file, at) != tail:
                at, value = 0, self._start()
            file.seek(at)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                try:
                    self._step(value, line)
                except ValueError as error:
                    raise JournalError(f"{path}, at byte {at}: {error}; restore it from a backup") from error
                at += len(line)
            self._read[path] = found, at, _before(file, at), value
        return value


def _before(file: BinaryIO, at: int) -> bytes:
    """The bytes before a place: another file has others there, if it reaches that far."""
    file.seek(max(0, at - _TAIL))
    return file.read(min(at, _TAIL))


def _take_rare(entries: list[Entry], line: bytes) -> None:
    if _RARE.search(line):
        entry = json.loads(line)
        if entry["event"] in RARE:
            entries.append(entry)


_KNOWN: Followed[list[Entry]] = Followed(list, _take_rare)


class Journal:
    """The journal of one catalogue."""

    def __init__(self, data: Path) -> None:
        self.path = data / "journal" / "journal.jsonl"

    def entries(self, *events: str) -> Iterator[Entry]:
        """All entries, or those of some events. For those of :data:`RARE` a long journal is not read again."""
        found = list(_KNOWN.of(self.path)) if events and RARE.issuperset(events) else read_lines(self.path)
        return (entry for entry in found if not events or entry["event"] in events)

    def append(self, entries: Iterable[Entry]) -> None:
        append_lines(self.path, entries)

    def complete(self, entries: Iterable[Entry]) -> None:
        """Add entries that belong together, of which a crash may have left the first ones."""
        missing = list(entries)
        lines = [line_of(entry) for entry in missing]
        held = b""
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(-min(self.path.stat().st_size, sum(map(len, lines))), os.SEEK_END)
                held = file.read()
        held = held[: held.rfind(b"\n") + 1]
        there = next(count for count in range(len(lines), -1, -1) if held.endswith(b"".join(lines[:count])))
        self.append(missing[there:])

    def base(self) -> str | None:
        """The base IRI that this catalogue was created with."""
        created = next(self.entries("create"), None)
        return str(created["base"]) if created else None
