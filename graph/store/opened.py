"""Snapshots that readers ask for by number: a few stay open, the one that was asked least recently goes first."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass

from graph.journal import Journal
from graph.store.keeping import tags
from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots

OPEN = 4
"""Older snapshots that a process keeps open; each holds some files and a few megabytes."""


class NotKept(Exception):
    """A snapshot that never was, or is no longer there; ``kept`` are those that are."""

    def __init__(self, number: int, kept: list[int]) -> None:
        super().__init__(f"snapshot {number} is not kept")
        self.number, self.kept = number, kept


@dataclass(frozen=True, slots=True)
class Told:
    """What a list of snapshots says of one: when it was published, of what, and what it is called."""

    number: int
    published: str
    digest: str
    statements: int
    graphs: int
    tags: tuple[str, ...]
    current: bool


class Opened:
    """The older snapshots of a data folder that are open; the current one is :class:`Snapshots`' own."""

    def __init__(self, snapshots: Snapshots) -> None:
        self.snapshots = snapshots
        self._held: OrderedDict[int, Snapshot] = OrderedDict()
        self._manifests: dict[tuple[int, int], tuple[str, str, int, int]] = {}
        self._tagged: tuple[int, dict[int, tuple[str, ...]]] | None = None
        self._lock = threading.Lock()

    def numbers(self) -> list[int]:
        """The snapshots that can be asked for, the oldest first: none beyond the current one."""
        current = self.snapshots.current().number
        return [number for number in self.snapshots.numbers() if number <= current]

    def get(self, number: int) -> Snapshot:
        """Snapshot ``number``. Raises :class:`NotKept`, and ``NoSnapshot`` where nothing is published."""
        current = self.snapshots.current()
        if number == current.number:
            return current
        with self._lock:
            held = self._held.get(number)
            if held is not None and held.folder.is_dir():
                self._held.move_to_end(number)
                return held
            self._held.pop(number, None)
            if number > current.number:
                raise NotKept(number, self.numbers())
            try:
                held = self._held[number] = Snapshot(self.snapshots.data, number)
            except NoSnapshot as error:
                raise NotKept(number, self.numbers()) from error
            while len(self._held) > OPEN:
                self._held.popitem(last=False)
            return held

    def listed(self) -> list[Told]:
        """What can be asked for, the newest first. Raises ``NoSnapshot`` where nothing is published."""
        current = self.snapshots.current().number
        names = self._tags()
        found = (self._told(number, names, current) for number in reversed(self.numbers()))
        return [told for told in found if told is not None]

    def _tags(self) -> dict[int, tuple[str, ...]]:
        """The tags of each snapshot; the journal is read again only after it has grown."""
        journal = Journal(self.snapshots.data)
        size = journal.path.stat().st_size if journal.path.exists() else 0
        if self._tagged is None or self._tagged[0] != size:
            named: dict[int, tuple[str, ...]] = {}
            for name, number in sorted(tags(journal.entries("tag", "untag")).items()):
                named[number] = (*named.get(number, ()), name)
            self._tagged = (size, named)
        return self._tagged[1]

    def _told(self, number: int, names: dict[int, tuple[str, ...]], current: int) -> Told | None:
        """What a snapshot's manifest says; ``None`` where it went, or was damaged, since it was counted."""
        path = self.snapshots.data / "snapshots" / str(number) / "manifest.json"
        try:
            written = path.stat().st_mtime_ns
            if (number, written) not in self._manifests:
                told = json.loads(path.read_bytes())
                row = (
                    str(told["published"]),
                    str(told["digest"]),
                    int(told["statements"]),
                    int(told["graphs"]["count"]),
                )
                self._manifests[number, written] = row
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Told(number, *self._manifests[number, written], names.get(number, ()), number == current)
