"""A catalogue whose writers are killed at random points, and what must hold after each of them.

Half of the kills come at the n-th file operation of the writer, the others after a random time, which also
meets the engine in its own work. Used by ``test_kill.py`` and ``benchmarks/soak.py``.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from graph import harvest, pipeline, publishing
from graph.journal import Journal
from graph.settings import Settings, load
from graph.store.backup import backup, check_target, restore
from graph.store.embedded import Publication, prune, publish, writer_lock
from graph.store.keeping import tags
from graph.store.leftovers import interrupted
from graph.store.snapshot import NoSnapshot, Snapshots
from graph.store.snapshots import rollback
from graph.store.verification import verify
from tests.sources.flightpage import rows, study

KEEP = 3
_EVENTS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "shutil.rmtree", "sqlite3.connect"}
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.store.killing"])


def settings(data: Path) -> Settings:
    return load({}, data=data, keep=KEEP, min_free=0)


def document(folder: Path, version: int) -> Path:
    """A document whose content is another one with each version, and always the same for a version."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f"The project had two work packages. WP1 asked {version} carers. WP2 asked councils."
    told = study(
        name=f"Study of round {version}",
        description=text,
        identifier=["10.5072/A"],
        extra_slug="sample",
        extra_language_codes=["en"],
    )
    (folder / "a.txt").write_bytes(rows(told))
    (folder / "a.txt.meta.json").write_text('{"url": "https://example.org/a", "retrieved": "2026-02-03T04:05:06Z"}')
    return folder / "a.txt"


def build(data: Path, version: int) -> pipeline.Outcome:
    chosen = settings(data)
    return pipeline.build(harvest.gather([str(document(data.parent / "in", version))], chosen, None), chosen)


def _publish(data: Path, version: int) -> None:
    """Publish the present graphs with one more, by the store alone."""
    with writer_lock(data):
        journal = Journal(data)
        pipeline.begin(data, journal)
        now = Snapshots(data).current()
        graphs = {iri: now.canonical(iri) for iri in now.graphs}
        name = f"{now.base}graph/source/kill/{version % 3}"
        graphs[name] = f'<urn:x:s> <urn:x:p> "{version}" <{name}> .\n'.encode()
        texts = {text: now.text(text) or "" for text in now.texts}
        about = {"inputs": None, "published": f"{version}", "statements": 1, "title": "t", "publisher": "p"}

        def finish(folder: Path, store: object) -> None:
            for file in ("counts.json", "report.json", "search.sqlite"):
                shutil.copyfile(now.folder / file, folder / file)

        number = publishing.next_number(data, journal)
        digest = publish(data, Publication(now.base, graphs, texts, about, finish), number)
        journal.append([{"event": "publish", "snapshot": number, "digest": digest, "time": f"{version}"}])


def _prune(data: Path, version: int) -> None:
    with writer_lock(data):
        prune(data, 1)


def _rollback(data: Path, version: int) -> None:
    with writer_lock(data):
        journal = Journal(data)
        pipeline.begin(data, journal)
        rollback(data, Snapshots(data).numbers()[0], publishing.next_number(data, journal), lambda: "", 0)
        prune(data, KEEP)


def _backup(data: Path, version: int) -> None:
    with writer_lock(data):
        backup(data, data.parent / "backup.tar.gz", with_snapshots=True)


def _restore(data: Path, version: int) -> None:
    target = data.parent / "restored"
    check_target(target)
    with writer_lock(target):
        restore(target, data.parent / "whole.tar.gz")


ACTIONS: dict[str, Callable[[Path, int], Any]] = {
    "build": build,
    "publish": _publish,
    "prune": _prune,
    "rollback": _rollback,
    "backup": _backup,
    "restore": _restore,
}


def _child(action: str, data: Path, version: int, kill_at: int, told: Connection) -> None:
    """Do it, and die at the ``kill_at``-th file operation (0: never); tells when it begins and how many there were."""
    seen = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in _EVENTS and str(data.parent) in str(arguments):
            seen += 1
            if seen == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    told.send(0)
    ACTIONS[action](data, version)
    told.send(seen)


@dataclass
class World:
    """A catalogue in ``folder / "data"`` that is written to by processes that are killed."""

    folder: Path
    version: int = 0
    measured: dict[str, tuple[int, float]] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Some builds, the first of which is tagged, and a backup."""
        for _ in range(KEEP):
            self.build()
        Journal(self.data).append([{"event": "tag", "name": "first", "snapshot": 1, "time": "2026-01-01T00:00:00Z"}])
        with writer_lock(self.data):
            backup(self.data, self.folder / "whole.tar.gz", with_snapshots=True)

    def build(self) -> pipeline.Outcome:
        self.version += 1
        return build(self.data, self.version)

    def measure(self, action: str) -> tuple[int, float]:
        """How many file operations an action has, and how long it takes: tried on a copy."""
        if action not in self.measured:
            copy = self.folder.with_name(f"{self.folder.name}-measured")
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.folder, copy, symlinks=True)
            process, heard = _start(action, copy / "data", self.version + 1, 0)
            started = time.monotonic()
            operations = heard.recv()
            self.measured[action] = operations, time.monotonic() - started
            process.join()
            shutil.rmtree(copy)
        return self.measured[action]

    def kill(self, action: str, chance: random.Random, timed: bool) -> str:
        """Kill one such action and check what is left; says where it was killed. Raises ``AssertionError``."""
        operations, seconds = self.measure(action)
        before = set(Snapshots(self.data).numbers()) | {0}
        confirmed = {int(e["snapshot"]): e["digest"] for e in Journal(self.data).entries("publish")}
        self.version += 1
        at = 0 if timed else chance.randint(1, operations)
        process, _ = _start(action, self.data, self.version, at)
        if timed:
            wait = chance.uniform(0, seconds)
            time.sleep(wait)
            process.kill()
        process.join(60)
        place = f"{action}, after {wait:.3f} s" if timed else f"{action}, at file operation {at} of {operations}"
        assert process.exitcode in (0, -signal.SIGKILL), place
        try:
            self._check(action, before & confirmed.keys(), confirmed)
        except Exception as error:
            error.add_note(place)
            raise
        return place

    def _check(self, action: str, before: set[int], confirmed: dict[int, str]) -> None:
        snapshots = Snapshots(self.data)
        served = snapshots.current()
        assert snapshots.problem is None, snapshots.problem
        numbers = snapshots.numbers()
        assert list(verify(self.data, [n for n in numbers if n <= served.number])) == []
        assert served.number >= max(before)
        retained = 1 if action == "prune" else KEEP
        tagged = set(tags(Journal(self.data).entries()).values())
        must = {*sorted({*before, served.number})[-retained:], *tagged} & before
        assert must <= set(numbers), f"lost {must - set(numbers)}"
        for entry in Journal(self.data).entries("publish"):
            number = int(entry["snapshot"])
            if number in numbers:
                assert json.loads(self._manifest(number).read_bytes())["digest"] == entry["digest"]
        if action == "restore":
            self._check_restored()
        shutil.rmtree(self.data / "pins", ignore_errors=True)
        outcome = self.build()
        assert outcome.changed
        assert outcome.snapshot > served.number
        assert interrupted(self.data) == []
        assert [path for path in self.data.rglob(".*") if path.name != ".current"] == []
        assert list(verify(self.data, [outcome.snapshot])) == []
        assert outcome.counts["classes"]["study"] == 1
        journalled = [int(e["snapshot"]) for e in Journal(self.data).entries("publish")]
        assert journalled == sorted(set(journalled))
        assert {*confirmed, served.number, outcome.snapshot} <= set(journalled)
        if action == "backup":
            _backup(self.data, 0)

    def _manifest(self, number: int) -> Path:
        return self.data / "snapshots" / str(number) / "manifest.json"

    def _check_restored(self) -> None:
        """Nothing, or all, or a folder that says that it is incomplete; and the next restore is whole."""
        target = self.folder / "restored"
        try:
            Snapshots(target).current()
        except NoSnapshot as error:
            told = str(error)
            assert "incomplete" in told or not any((target / name).exists() for name in ("archive", "journal")), told
            assert "restore" in told or "catalograph build" in told
            _restore(self.data, 0)
        assert list(verify(target, Snapshots(target).numbers())) == []
        assert Snapshots(target).problem is None
        shutil.rmtree(target)


def _start(action: str, data: Path, version: int, kill_at: int) -> tuple[Any, Connection]:
    heard, told = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_child, args=(action, data, version, kill_at, told))
    process.start()
    told.close()
    heard.recv()
    return process, heard
