"""The keeper: a process that holds the current snapshot and keeps a generation of workers for it.

A publish is followed by itself: the difference is applied to the memory, a new generation of workers is
forked and takes the socket's name by a rename, and the old one drains and ends. The keeper runs no query
and opens no store on disk, so that it stays safe to fork.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from graph.store.listing import Listing, differing
from graph.store.pool import confine, held
from graph.store.pool.held import Stores
from graph.store.pool.watching import Board, Growth, Row, resident, taken
from graph.store.pool.worker import Worker

POLL = 0.2
"""Seconds between two looks at ``current``, and at what the workers are doing."""
LONG = 0.3
"""Seconds of processor from which a query has to let shorter ones go before it."""
LOWER = 10
"""The priority ("nice") that it then has: a tenth of the processor's time where another wants it too."""
LEAST = 16 << 20
"""Bytes that each worker may have of its own in any case: less would replace it after every query."""
ROOM = 0.3
"""The part of the budget that the workers need for themselves, to answer from a snapshot in memory at a good pace."""


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot as the keeper holds it; ``stores`` is ``None`` where it does not fit into the budget."""

    number: int
    base: str
    graphs: Listing
    stores: Stores | None


@dataclass(slots=True)
class Generation:
    """The workers of one snapshot: the socket that they share, the pipe whose end retires them, their board, and by
    the number of each one's process its row there."""

    listener: socket.socket
    retire: int
    retired: int
    board: Board
    workers: dict[int, int] = field(default_factory=dict)


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
        self.draining: list[Generation] = []
        self.grown: dict[int, Growth] = {}
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
            self._watch()
        for generation in self._generations():
            for worker in generation.workers:
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
            before = self.held
            try:
                self.held = self._hold(number, self._manifest(number))
            except (OSError, ValueError, KeyError, TypeError):
                self.held = None
                continue
            if before is None or before.stores or self.held.stores:
                self._renew()  # workers that read from disk open what they are asked about by themselves
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
        base, before = manifest["base"], self.held
        graphs = Listing.of(self.data, manifest["graphs"], before.graphs if before else None)
        needed = int(manifest["statements"]) * held.BYTES_PER_STATEMENT
        if needed > self.budget * (1 - ROOM) * 1024 * 1024:
            return Held(number, base, graphs, None)
        if before and before.stores is not None and before.base == base:
            changed = differing(before.graphs, graphs)
            held.change(before.stores, base, self._quads(before.graphs, changed), self._quads(graphs, changed))
            return Held(number, base, graphs, before.stores)
        return Held(number, base, graphs, held.load(self.data, base, graphs))

    def _quads(self, graphs: Listing, chosen: set[str]) -> set[Quad]:
        return {quad for iri in chosen if iri in graphs for quad in held.quads(self.data, graphs[iri])}

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
        self.generation = Generation(listener, retire, retired, Board(self.workers))
        self._share_out()
        gc.collect()
        gc.freeze()
        for row in range(self.workers):
            self._fork(row, old)
        fresh.replace(self.path)
        if old:
            self.draining.append(old)
            old.listener.close()
            os.close(old.retire)
            os.close(old.retired)

    def _share_out(self) -> None:
        """What the workers may have of their own beside a snapshot in memory: together, and each at least."""
        for name in ("growth", "share"):
            self.limits.pop(name, None)
        if self.held and self.held.stores:
            growth = max(self.budget * 1024 * 1024 - resident(), self.workers * LEAST)
            self.limits |= {"growth": growth, "share": growth // max(1, self.workers)}

    def _fork(self, row: int, old: Generation | None = None) -> None:
        assert self.generation is not None
        assert self.held is not None
        pid = os.fork()
        if pid:
            self.generation.workers[pid] = row
            return
        try:
            signal.set_wakeup_fd(-1)
            os.close(self.generation.retire)
            if old:  # or the old generation's pipe would never close
                old.listener.close()
                os.close(old.retire)
            worker = Worker(self.data, self.held.number, self.held.stores, self.limits)
            worker.run(self.generation.listener, self.generation.retired, self.generation.board, row)
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
            self.grown.pop(pid, None)
            for generation in self._generations():
                row = generation.workers.pop(pid, None)
                if row is not None:
                    generation.board.write(row, Row())
                    if generation is self.generation:
                        if os.waitstatus_to_exitcode(status) == 70:
                            time.sleep(0.5)  # a worker that cannot even start must not become a storm of forks
                        self._fork(row)
            self.draining = [generation for generation in self.draining if generation.workers]

    def _generations(self) -> list[Generation]:
        return [*self.draining, *([self.generation] if self.generation else [])]

    def _watch(self) -> None:
        """Lower the priority of what runs long, and end the largest of it where all together outgrow the budget."""
        running: list[tuple[int, int]] = []
        total = 0
        for generation in self._generations():
            for pid, number in generation.workers.items():
                row = generation.board.read(number)
                size = row.size
                if row.since and time.monotonic() - row.since > LONG:
                    if taken(pid, row.thread) - row.taken > LONG:
                        with contextlib.suppress(OSError):  # it came to its end meanwhile
                            os.setpriority(os.PRIO_PROCESS, row.thread, LOWER)
                    size = self.grown.setdefault(pid, Growth(pid)).measured()
                    running.append((size, pid))
                total += size
        allowed, share = self.limits.get("growth"), self.limits.get("share", 0)
        if allowed is not None and running and total > allowed and max(running)[0] > share:
            with contextlib.suppress(ProcessLookupError):
                os.kill(max(running)[1], signal.SIGKILL)
