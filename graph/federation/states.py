"""States of the catalogue as services: what is published, an older snapshot, what a build would publish."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from graph import pipeline
from graph.changes.log import changed
from graph.composing import Progress
from graph.erasing import erasing
from graph.federation.service import Application, Service
from graph.journal import Journal
from graph.settings import Settings
from graph.store.snapshot import Snapshot, Snapshots

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Front = Callable[[Settings, Snapshots], "WSGIApplication"]
"""Makes the application over snapshots, of which nothing is logged or counted."""
SAVED = ("readings.sqlite", "validation.sqlite")
"""Files of results that make a build quicker."""


class Standing(Snapshots):
    """The snapshots of a data folder as they were when ``number`` was what is published."""

    def __init__(self, data: Path, number: int) -> None:
        super().__init__(data)
        self.number = number

    def published(self) -> int | None:
        return self.number


@dataclass(frozen=True, slots=True)
class State:
    """A state of the catalogue: its number, when its last change was, and the service that answers from it."""

    number: int
    time: str
    service: Service


def state(chosen: Settings, number: int, front: Front) -> State:
    """The state of a snapshot. Raises ``NoSnapshot`` where it is not kept."""
    snapshot = Snapshot(chosen.data, number)
    app = front(replace(chosen, log="off"), Standing(chosen.data, number))
    return State(number, changed(snapshot), Application(app, snapshot.base))


@contextmanager
def proposed(chosen: Settings, progress: Progress) -> Iterator[Settings]:
    """Settings of a data folder in which what a build would publish now is published; gone with the block.

    Archive and journal are all that a build needs; the archive is only read. Raises ``graph.pipeline.BuildError``.
    """
    data = chosen.data
    if erasing.unfinished(Journal(data).entries("erase", "erased")):
        raise pipeline.BuildError("an erasure is not finished; run: catalograph rebuild")
    with TemporaryDirectory(prefix="catalograph-proposed-") as name:
        beside = Path(name)
        (beside / "archive").symlink_to((data / "archive").resolve())
        shutil.copytree(data / "journal", beside / "journal")
        (beside / "cache").mkdir()
        for file in SAVED:
            _copy(data / "cache" / file, beside / "cache" / file)
        there = replace(chosen, data=beside)
        pipeline.build((), there, progress, anew=True, allow_deletions=True)
        yield there


def _copy(file: Path, target: Path) -> None:
    """Copy a file of results whole, whoever else writes to it; one that is damaged is left out."""
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file)) as held, closing(sqlite3.connect(target)) as copy:
            held.backup(copy)
    except sqlite3.DatabaseError:
        target.unlink(missing_ok=True)
