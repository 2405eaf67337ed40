"""Fetching the sources of a plan, several at once, each at the pace of its host."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from graph import clock, sources
from graph.archive import Archive, Intake
from graph.erasing.rules import Rules
from graph.erasing.treatment import told_of
from graph.harvest import run as runs
from graph.harvest.crawl import Crawl, Summary
from graph.harvest.fetching import Fetcher
from graph.harvest.plan import Plan, Planned
from graph.harvest.run import Run
from graph.journal import Entry
from graph.settings import Settings
from graph.sources.base import Link
from graph.store.embedded import writer_lock

AT_ONCE = 8
OVERLAP = timedelta(days=1)
"""What is asked for again where only changes are asked for: clocks differ, and servers publish late."""
Progress = Callable[[str, Run], None]


class Stopped(Exception):
    """The harvest was interrupted; the next one goes on where it was."""


@dataclass(frozen=True, slots=True)
class Session:
    """One harvest. ``state`` is where its runs are written down, ``data`` where those before were."""

    plan: Plan
    chosen: Settings
    archive: Archive
    data: Path
    state: Path
    full: bool = False
    rules: Rules | None = None

    def fetch(self, chosen: Sequence[Planned], progress: Progress) -> list[Summary]:
        """Fetch these sources; raises :class:`Stopped` after an interrupt, with all kept that had come."""
        named = {host for planned in chosen for host in planned.at if host}
        fetcher = Fetcher(self.chosen, self.plan.contact, named)
        stop = threading.Event()
        with self.archive.intake() as intake, ThreadPoolExecutor(min(AT_ONCE, len(chosen) or 1)) as threads:
            waiting = [threads.submit(self._one, p, intake, fetcher, progress, stop) for p in chosen]
            try:
                return [each.result() for each in waiting]
            except KeyboardInterrupt as error:
                stop.set()
                raise Stopped from error
            finally:
                stop.set()
                threads.shutdown()
                fetcher.close()

    def _one(
        self, planned: Planned, intake: Intake, fetcher: Fetcher, progress: Progress, stop: threading.Event
    ) -> Summary:
        began = time.monotonic()
        run = runs.resumed(self.state, planned.name, planned.url) or self._started(planned)
        others = self.plan.sources.keys() - {planned.name}
        crawl = Crawl(planned, run, intake, fetcher, self._mapping(planned), self.rules, others)
        summary = crawl.all(lambda run: progress(planned.name, run), stop)
        if not stop.is_set():
            run.end()
            if summary.complete:
                runs.remember(self.state, planned.name, run, planned.url)
        summary.seconds = time.monotonic() - began
        return summary

    def _started(self, planned: Planned) -> Run:
        since = None if self.full else self._since(planned)
        changed = sources.since(planned.kind, planned.url, since) if planned.kind and since else None
        listing = planned.kind is not None and sources.leads_on(planned.kind)
        links = [Link(changed or planned.url, listing, planned.kind)]
        asked = [] if told_of(planned.url, self.rules) else links
        return runs.start(self.state, planned.name, asked, since if changed else None, planned.url)

    def _since(self, planned: Planned) -> str | None:
        """From when on changes are to be asked for, or ``None`` where all of it is."""
        last = runs.last(self.data, planned.name, planned.url)
        if not planned.incremental or not last.any or not last.full:
            return None
        whole = datetime.fromisoformat(last.full) + timedelta(seconds=planned.full_every)
        if whole <= datetime.fromisoformat(clock.now()):
            return None
        return clock.instant(datetime.fromisoformat(last.any) - OVERLAP)

    def _mapping(self, planned: Planned) -> str | None:
        if not planned.mapping:
            return None
        content = (self.plan.folder / planned.mapping).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        self.archive.keep(content, digest)
        return digest


def due(data: Path, planned: Planned) -> bool:
    """Whether a source's time has come, by its ``every``."""
    last = runs.last(data, planned.name, planned.url).any
    if planned.every is None or last is None:
        return True
    return datetime.fromisoformat(last) + timedelta(seconds=planned.every) <= datetime.now(UTC)


def described(entries: Iterable[Entry], chosen: Sequence[Planned]) -> list[Entry]:
    """What the plan says of these sources and the journal does not yet: builds depend on it."""
    known = {str(entry["name"]): entry for entry in entries if entry["event"] == "source"}
    names = ("title", "publisher", "licence", "home", "min_documents", "max_deletions", "leave_out")
    said: list[Entry] = []
    for planned in chosen:
        told = {name: value for name, value in asdict(planned).items() if name in names and value not in (None, ())}
        entry = {"event": "source", "name": planned.name, "kind": planned.kind, **told}
        entry["home"] = planned.home or f"{urlsplit(planned.url).scheme}://{urlsplit(planned.url).netloc}/"
        entry["leave_out"] = list(planned.leave_out)
        if {**known.get(planned.name, {}), "time": None} != {**entry, "time": None}:
            said.append({**entry, "time": clock.now()})
    return said


def dropped(entries: Iterable[Entry], plan: Plan, archive: Archive) -> list[Entry]:
    """That sources which the plan has no longer, and of which there is nothing, are held to no size any more."""
    known = {str(entry["name"]): entry for entry in entries if entry["event"] == "source"}
    names = {name for name, entry in known.items() if name not in plan.sources and not entry.get("dropped")}
    if names:
        names -= {versions[-1].source or "" for versions in archive.versions().values() if not versions[-1].gone}
    return [{"event": "source", "name": name, "dropped": True, "time": clock.now()} for name in sorted(names)]


@contextmanager
def lock(data: Path) -> Iterator[None]:
    """Only one process harvests into an archive; raises ``graph.store.embedded.Locked``."""
    with writer_lock(data / "harvest"):
        yield
