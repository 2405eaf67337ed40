"""A run of a source, written down as it goes, so that it can be interrupted at any instant and goes on.

``data/harvest/<source>.jsonl`` has a line for the start of the last run, one for each address that is done
with the addresses that it led to, and one for the end. It serves harvesting alone: without it the next
run is a full one.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graph import clock
from graph.journal import append_lines, read_lines
from graph.sources.base import Link
from graph.store.files import write_atomically


@dataclass(slots=True)
class Run:
    """A run: what is still to be fetched, and what has been met. ``since``: only changes are asked for."""

    path: Path
    started: str
    since: str | None = None
    waiting: deque[Link] = field(default_factory=deque)
    met: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    done: int = 0
    resumed: bool = False

    def queue(self, links: list[Link]) -> list[Link]:
        """Take up the links that have not been met in this run; returns them."""
        new = []
        for link in links:
            if link.url not in self.met:
                self.met.add(link.url)
                new.append(link)
        listing = [link for link in new if link.listing]
        self.waiting.extendleft(reversed(listing))
        self.waiting.extend(link for link in new if not link.listing)
        return new

    def finish(self, link: Link, outcome: str, links: list[Link], page: str | None = None) -> None:
        """Write down that an address is done, and where it led to. ``page`` is the digest of a listing's page."""
        new = self.queue(links)
        self.done += 1
        if page:
            self.pages.add(page)
        line = {"event": "done", "url": link.url, "outcome": outcome, "page": page}
        append_lines(self.path, [{**line, "links": [_told(each) for each in new]}])

    def breaks(self, why: str) -> None:
        """The listing is not whole: what it does not name may still be there."""
        self.broken.append(why)
        append_lines(self.path, [{"event": "broken", "why": why}])

    def end(self) -> None:
        append_lines(self.path, [{"event": "end", "time": clock.now(), "complete": not self.broken}])


@dataclass(frozen=True, slots=True)
class Last:
    """When the last complete run, and the last complete run of all, were started. ``of``: the digest of their URL."""

    any: str | None = None
    full: str | None = None
    of: str | None = None


def path(data: Path, name: str) -> Path:
    return data / "harvest" / f"{name}.jsonl"


def last(data: Path, name: str, of: str) -> Last:
    """What is known of earlier runs that began at the same URL: those at another one say nothing of this one."""
    known = data / "harvest" / f"{name}.last"
    told = next(iter(read_lines(known)), {}) if known.exists() else {}
    same = told.get("of") in (None, _digest(of))
    return Last(told.get("any"), told.get("full")) if same else Last()


def remember(data: Path, name: str, run: Run, of: str) -> None:
    """Note that a run is complete."""
    before = last(data, name, of)
    made = Last(run.started, before.full if run.since else run.started, _digest(of))
    known = data / "harvest" / f"{name}.last"
    write_atomically(known, (json.dumps(asdict(made)) + "\n").encode())


def resumed(data: Path, name: str, of: str) -> Run | None:
    """The run that was interrupted, or ``None`` where the last one came to its end or began at another URL."""
    run: Run | None = None
    done: set[str] = set()
    for entry in read_lines(path(data, name)):
        if entry["event"] == "start":
            if entry.get("of") not in (None, _digest(of)):
                return None
            run = Run(path(data, name), entry["started"], entry["since"], resumed=True)
            run.queue([Link(**link) for link in entry["links"]])
        elif run is None or entry["event"] == "end":
            return None
        elif entry["event"] == "broken":
            run.broken.append(entry["why"])
        else:
            done.add(entry["url"])
            run.pages |= {entry["page"]} - {None}
            run.queue([Link(**link) for link in entry["links"]])
    if run:
        run.waiting = deque(link for link in run.waiting if link.url not in done)
        run.done = len(done)
    return run


def start(data: Path, name: str, links: list[Link], since: str | None, of: str) -> Run:
    """Begin a run anew. ``of`` is the source's URL."""
    run = Run(path(data, name), clock.now(), since)
    run.queue(links)
    run.path.parent.mkdir(parents=True, exist_ok=True)
    run.path.unlink(missing_ok=True)
    told = [_told(link) for link in links]
    first = {"event": "start", "of": _digest(of), "started": run.started, "since": since, "links": told}
    append_lines(run.path, [first])
    return run


def _digest(url: str) -> str:
    """What tells URLs apart and says none: an address that was erased stands nowhere."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def _told(link: Link) -> dict[str, Any]:
    return {name: value for name, value in asdict(link).items() if value is not None}
