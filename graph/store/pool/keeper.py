"""The keeper: a process that holds the current snapshot and keeps a generation of workers for it.

A publish is followed by itself: the difference is applied to the memory, a new generation of workers is
forked and takes the socket's name by a rename, and the old one drains and ends. The keeper runs no query
and opens no store on disk, so that it stays safe to fork.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Quad, Store

from graph.statements import read_canonical
from graph.store.embedded import update_text
from graph.store.pool import confine
from graph.store.pool.worker import Worker
from graph.store.snapshot import in_default

BYTES_PER_QUAD = 400
"""Memory of a quad in the store, measured: 447 MB for 611 thousand triples, each also in the default graph."""
POLL = 0.2
"""Seconds between two looks at ``current``."""


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot as the keeper holds it; ``store`` is ``None`` where it does not fit into the budget."""

    number: int
    base: str
    graphs: Mapping[str, str]
    store: Store | None


@dataclass(slots=True)
class Generation:
    """The workers of one snapshot: the socket that they share, and the pipe whose end retires them."""

    listener: socket.socket
    retire: int
    retired: int
    workers: set[int] = field(default_factory=set)


class Keeper:
    """Keeps ``workers`` workers at the socket ``path`` for the snapshots of ``data``."""

    def __init__(self, data: Path, path: Path, workers: int, budget: int, limits: dict[str, Any]) -> None:
        self.data = data
        self.path = path
        self.workers = workers
        self.budget = budget
        self.limits = limits
        self.held: Held | None = None
        self.generation: Generation | None = None
        self.stopping = False

    def run(self, parent: int) -> None:
        """Keep going until told to stop, or until the process that started this one is gone."""
        confine.one_arena()
        woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping and os.getppid() == parent:
            self._follow()
            ready, _, _ = select.select([woken], [], [], POLL)
            if ready:
                os.read(woken, 4096)
            self._reap()
        for worker in self.generation.workers if self.generation else ():
            os.kill(worker, signal.SIGKILL)
        self.path.unlink(missing_ok=True)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _follow(self) -> None:
        """Take up the current snapshot, if it is another one than the one held; where it is damaged, the newest
        one that can be read. A file that goes while it is read is no matter: the next look starts anew.
        """
        for number in self._candidates():
            if self.held and self.held.number == number:
                return
            try:
                self.held = self._hold(number, self._manifest(number))
            except (OSError, ValueError):
                self.held = None
                continue
            self._renew()
            return

    def _candidates(self) -> list[int]:
        kept = sorted((int(p.name) for p in (self.data / "snapshots").glob("[0-9]*") if p.name.isdigit()), reverse=True)
        try:
            return [int((self.data / "current").readlink().name), *kept]
        except (OSError, ValueError):
            return kept

    def _manifest(self, number: int) -> dict[str, Any]:
        """The manifest of a snapshot. Opened here, its store would make this process unsafe to fork."""
        manifest = json.loads((self.data / "snapshots" / str(number) / "manifest.json").read_bytes())
        assert isinstance(manifest, dict)
        return manifest

    def _hold(self, number: int, manifest: dict[str, Any]) -> Held:
        graphs: dict[str, str] = manifest["graphs"]
        base = manifest["base"]
        before = self.held
        if int(manifest["statements"]) * 2 * BYTES_PER_QUAD > self.budget * 1024 * 1024:
            return Held(number, base, graphs, None)
        if before and before.store is not None and before.base == base:
            changed = {iri for iri in {*before.graphs, *graphs} if before.graphs.get(iri) != graphs.get(iri)}
            removed = {q for iri in changed if iri in before.graphs for q in self._graph(before.graphs[iri])}
            added = {q for iri in changed if iri in graphs for q in self._graph(graphs[iri])}
            text = update_text(before.store, base, removed, added)
            if text:
                before.store.update(text)
            return Held(number, base, graphs, before.store)
        store = Store()
        for iri, digest in graphs.items():
            shared = in_default(iri, base)
            quads = list(self._graph(digest))
            store.extend(quads)
            if shared:
                store.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in quads)
        return Held(number, base, graphs, store)

    def _graph(self, digest: str) -> list[Quad]:
        return list(read_canonical((self.data / "graphs" / digest[:2] / f"{digest}.nq").read_bytes()))

    def _renew(self) -> None:
        """A new generation of workers, then the socket's name, then the end of the old generation."""
        old = self.generation
        fresh = self.path.with_name(f"{self.path.name}.new")
        fresh.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(fresh))
        fresh.chmod(0o600)
        listener.listen(512)
        listener.setblocking(False)
        retired, retire = os.pipe()
        self.generation = Generation(listener, retire, retired)
        gc.collect()
        gc.freeze()
        for _ in range(self.workers):
            self._fork(old)
        fresh.replace(self.path)
        if old:
            old.listener.close()
            os.close(old.retire)
            os.close(old.retired)

    def _fork(self, old: Generation | None = None) -> None:
        assert self.generation is not None
        assert self.held is not None
        pid = os.fork()
        if pid:
            self.generation.workers.add(pid)
            return
        try:
            signal.set_wakeup_fd(-1)
            os.close(self.generation.retire)
            if old:  # or the old generation's pipe would never close
                old.listener.close()
                os.close(old.retire)
            worker = Worker(self.data, self.held.number, self.held.store, self.limits)
            worker.run(self.generation.listener, self.generation.retired)
            os._exit(0)
        except BaseException as error:
            print(f"a query worker ended: {error!r}", file=sys.stderr, flush=True)
            os._exit(70)

    def _reap(self) -> None:
        """Bury workers that were killed or ended, and replace those of the present generation."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            if self.generation and pid in self.generation.workers:
                self.generation.workers.discard(pid)
                if os.waitstatus_to_exitcode(status) == 70:
                    time.sleep(0.5)  # a worker that cannot even start must not become a storm of forks
                self._fork()
