"""Pages of the change log: by numbers of activities, so that a full page never changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from graph.changes.activities import Activity
from graph.changes.log import Log
from graph.store.snapshot import Snapshot

LARGEST = 1000
"""Activities on a page, at most."""


@dataclass(frozen=True)
class FeedPage:
    """Page ``number``, from 1, of the log as of a snapshot, ``size`` activities on a page; the last one is not full.

    ``name`` is the suffix by which its format was asked for, dot included; its links keep it. ``is_view`` is the last
    page under the feed's own address. Raises ``LookupError`` where there is no such page.
    """

    snapshot: Snapshot
    size: int
    number: int
    name: str = ""
    is_view: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.size <= LARGEST:
            raise LookupError(f"a page has 1 to {LARGEST} activities")
        if not 1 <= self.number <= self.last:
            raise LookupError(f"the feed has {self.last} pages, and none is numbered {self.number}")

    @classmethod
    def view(cls, snapshot: Snapshot, size: int, name: str = "") -> FeedPage:
        """The page that is not full yet, at the feed's own address."""
        size = min(size, LARGEST)
        return cls(snapshot, size, Log(snapshot).size() // size + 1, name, is_view=True)

    @cached_property
    def log(self) -> Log:
        return Log(self.snapshot)

    @cached_property
    def last(self) -> int:
        """The number of the page that is not full yet."""
        return self.log.size() // self.size + 1

    @property
    def closed(self) -> bool:
        """Whether it is full: then it stays as it is."""
        return self.number < self.last

    @cached_property
    def activities(self) -> list[Activity]:
        """What it holds, in the order of the log."""
        return self.log.activities((self.number - 1) * self.size + 1, self.number * self.size)

    @property
    def address(self) -> str:
        """Its own URL."""
        return self.feed if self.is_view else self.at(self.number)

    @property
    def feed(self) -> str:
        """The URL at which a client begins."""
        return f"{self.snapshot.base}feed{self.name}"

    def at(self, number: int) -> str:
        """The URL of another page of this feed."""
        return f"{self.snapshot.base}feed/{self.size}/{number}{self.name}"
