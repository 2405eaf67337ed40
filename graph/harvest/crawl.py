"""A source of the plan, fetched: its listing followed, each document archived, what is gone noted."""

from __future__ import annotations

import fnmatch
import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from graph import clock, sources
from graph.archive import Harvested, Intake
from graph.erasing.rules import Rules
from graph.erasing.treatment import allowed, told_of
from graph.harvest.fetching import Fetcher, Response
from graph.harvest.plan import Planned
from graph.harvest.run import Run
from graph.sources.base import Document, DocumentError, Link

Progress = Callable[[Run], None]
MOST_TOLD = 1000
"""Failures of a source that are told one by one; the archive has them all."""


@dataclass(slots=True)
class Summary:
    """What came of a source. ``counts`` are addresses by outcome: new, changed, unchanged, gone, failed, left out.

    ``failures`` are addresses that failed and why, the first :data:`MOST_TOLD` of them.
    """

    name: str
    since: str | None = None
    resumed: bool = False
    complete: bool = False
    broken: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    seconds: float = 0.0


class Crawl:
    """The fetching of one source in one run. ``others`` are the plan's other sources."""

    def __init__(
        self,
        planned: Planned,
        run: Run,
        intake: Intake,
        fetcher: Fetcher,
        mapping: str | None,
        rules: Rules | None = None,
        others: Collection[str] = (),
    ) -> None:
        self.planned = planned
        self.run = run
        self.intake = intake
        self.fetcher = fetcher
        self.mapping = mapping
        self.rules = rules
        self.others = others
        self.summary = Summary(planned.name, run.since, run.resumed, broken=run.broken)

    def all(self, progress: Progress, stop: threading.Event) -> Summary:
        """Fetch all that waits, until told to stop; what a complete listing no longer names is noted as gone."""
        if not self.run.met:
            self.summary.complete = True
            self.summary.counts["left out"] += 1  # its own address was erased: nothing was asked
            return self.summary
        while self.run.waiting and not stop.is_set():
            if self.run.done >= self.planned.limit:
                self.run.breaks(f"the limit of {self.planned.limit:,} addresses was reached")
                break
            link = self.run.waiting.popleft()
            outcome, links, page = self._visit(link)
            self.intake.write()
            self.run.finish(link, outcome, links, page)
            self.summary.counts[outcome] += 1
            progress(self.run)
        self.summary.complete = not self.run.broken and not self.run.waiting
        if self.summary.complete and self.planned.complete and not self.run.since:
            self._absent()
            self.intake.whole(self.planned.name, self.planned.url)
        return self.summary

    def _visit(self, link: Link) -> tuple[str, list[Link], str | None]:
        """Fetch one address: what came of it, where it leads, and the digest of a listing's page."""
        known = self.intake.newest.get(link.url)
        if self._left_out(link.url):
            return "left out", [], None
        alike = bool(known and known.sha256 and known.kind == link.kind and known.mapping == self.mapping)
        if known and alike and not link.listing and _older(link.modified, known.retrieved):
            self._adopt(known)
            return "unchanged", [], None
        before = known.headers if known and alike else None
        response = self.fetcher.fetch(link.url, self.planned.rate, robots=self.planned.robots, before=before)
        self.summary.bytes += len(response.content)
        if response.status == 304 and known and alike:
            self._adopt(known)
            document = self.intake.archive.document(known)
            return self._led(link, document, "unchanged", known.sha256 or "")
        if response.status != 200 and link.otherwise:
            self._told(link.url, response)
            return "failed", [Link(link.otherwise, link.listing, link.kind, link.modified)], None
        if response.status != 200:
            return self._failed(link, response, known), [], None
        entry = self._entry(link, response, known)
        outcome = self._taken(entry, response.content)
        document = Document(response.content, link.url, entry.retrieved, response.url, self._mapping())
        return self._led(link, document, outcome, entry.sha256 or "")

    def _taken(self, entry: Harvested, content: bytes) -> str:
        """Take a document in, without what was erased."""
        outcomes = [self.intake.take(line, kept) for line, kept in allowed([(entry, content)], self.rules)]
        return next((name for name in ("new", "changed") if name in outcomes), outcomes[0] if outcomes else "left out")

    def _led(self, link: Link, document: Document, outcome: str, sha256: str) -> tuple[str, list[Link], str | None]:
        """Where a document leads to; a listing that breaks, or comes back to itself, is not whole."""
        page = sha256 if link.listing else None
        if page and page in self.run.pages:
            self.run.breaks(f"{link.url}: this page of the listing was there before")
            return outcome, [], page
        links: list[Link] = []
        try:
            kind = link.kind or sources.recognise(document).kind
            links.extend(self._allowed(sources.follow(document, kind)))
        except DocumentError as error:
            if link.otherwise:
                self._gone(link, f"it is asked for in another way: {error}")
                return "gone", [Link(link.otherwise, link.listing, link.kind, link.modified)], None
            if link.listing:
                self.run.breaks(f"{link.url}: {error}")
        for each in links:
            if each.listing and each.url in self.run.met:
                self.run.breaks(f"{link.url}: the listing leads back to {each.url}")
        return outcome, links, page

    def _allowed(self, links: Iterable[Link]) -> Iterable[Link]:
        """The links that stay at the source's hosts, and are not erased; others are counted."""
        for link in links:
            if urlsplit(link.url).hostname in self.planned.at and not told_of(link.url, self.rules):
                yield link
            else:
                self.summary.counts["left out"] += 1

    def _adopt(self, known: Harvested) -> None:
        """Take what has not changed as this source's own, where it was another one's that the plan has no longer."""
        assert known.sha256
        if known.source != self.planned.name and known.source not in self.others:
            mine = replace(known, source=self.planned.name, retrieved=clock.now())
            self.intake.take(mine, self.intake.archive.path(known.sha256))

    def _entry(self, link: Link, response: Response, known: Harvested | None) -> Harvested:
        """The line of a response. What two sources of the plan name stays with the one that has it."""
        sha256 = hashlib.sha256(response.content).hexdigest()
        stays = known and known.sha256 == sha256 and known.source in self.others
        return Harvested(
            location=link.url,
            name=link.url,
            retrieved=clock.now(),
            sha256=sha256,
            size=len(response.content),
            url=response.url,
            kind=link.kind,
            source=known.source if known and stays else self.planned.name,
            mapping=self.mapping,
            headers=response.headers,
        )

    def _failed(self, link: Link, response: Response, known: Harvested | None) -> str:
        """Note what could not be fetched, or is there no longer."""
        if link.listing:
            self.run.breaks(f"{link.url}: {response.error}")
        if response.status in (404, 410) and not link.listing and known and (known.sha256 or known.gone):
            if not known.gone:
                self._gone(link, response.error or "it is gone")
            return "gone"
        self.intake.take(self._without(link.url, link.url, link.kind, error=response.error))
        self._told(link.url, response)
        return "failed"

    def _told(self, url: str, response: Response) -> None:
        if len(self.summary.failures) < MOST_TOLD:
            self.summary.failures.append((url, response.error or "nothing was found there"))

    def _absent(self) -> None:
        """Note as gone what this source had and its complete listing did not name."""
        for location, known in list(self.intake.newest.items()):
            met = location.partition("#")[0] in self.run.met
            if known.source == self.planned.name and not known.gone and not met:
                why = f"absent from the complete listing of {self.run.started}"
                self.intake.take(self._without(location, known.name, known.kind, gone=why))
                self.summary.counts["gone"] += 1

    def _gone(self, link: Link, why: str) -> None:
        self.intake.take(self._without(link.url, link.url, link.kind, gone=why))

    def _without(self, location: str, name: str, kind: str | None, **said: str | None) -> Harvested:
        """A line for what has no bytes, and why."""
        line = Harvested(location, name, clock.now(), None, 0, location, kind, source=self.planned.name)
        return replace(line, **said)  # type: ignore[arg-type]

    def _left_out(self, url: str) -> bool:
        return any(fnmatch.fnmatchcase(url, pattern) for pattern in self.planned.leave_out)

    def _mapping(self) -> bytes | None:
        return self.intake.archive.path(self.mapping).read_bytes() if self.mapping else None


def _older(modified: str | None, retrieved: str) -> bool:
    """Whether what last changed then has been retrieved since; a date alone counts to its end."""
    if not modified:
        return False
    moment = modified if len(modified) > 10 else f"{modified}T24"
    try:
        return clock.normal(moment) < retrieved if len(modified) > 10 else moment < retrieved
    except ValueError:
        return False
