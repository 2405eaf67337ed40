"""What happened to a dataset with a publish, and the journal's entries that tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from graph import clock
from graph.erasing import rules as erased
from graph.journal import Entry

EVENT = "change"
Kind = Literal["created", "updated", "deleted"]
_LINE = 1000
"""Activities in one line of the journal."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Number ``number`` of the log, from 1: what snapshot ``snapshot``, published at ``time``, made of a dataset.

    ``checksum`` is that of the dataset's content (see :func:`graph.catalogue.datasets.content_digest`), of a deleted
    one as it was last. ``sources`` are the catalogues of sources that list it, or did.
    """

    number: int
    snapshot: int
    time: str
    slug: str
    kind: Kind
    checksum: str
    sources: tuple[str, ...]

    @property
    def deleted(self) -> bool:
        return self.kind == "deleted"


def replay(entries: Iterable[Entry]) -> Iterator[Activity]:
    """The log as the journal tells it, in its order; what was erased is left out, its numbers are not used again.

    Time only goes forward here, even where a clock did not: who asks what changed since an instant must miss nothing,
    and who orders by time must not take a change for the one before.
    """
    pending: list[Entry] = []
    time = ""
    for entry in entries:
        if entry["event"] == EVENT:
            pending.append(entry)
        elif entry["event"] == "publish":
            mine = [each for each in pending if each["snapshot"] == entry["snapshot"]]
            time = later(time, str(entry["time"])) if mine else time
            for each in mine:
                yield from _of(each, time)
            pending = []


def later(before: str, time: str) -> str:
    """The time of a publish in the log: at least a second after that of the one before."""
    if not before:
        return time
    return max(time, clock.instant(datetime.fromisoformat(before) + timedelta(seconds=1)))


def _of(entry: Entry, time: str) -> Iterator[Activity]:
    for number, row in enumerate(entry["list"], entry["first"]):
        if row:
            slug, kind, checksum, sources = row
            yield Activity(number, entry["snapshot"], time, slug, kind, checksum, tuple(sources))


def told(activities: Iterable[Activity]) -> Iterator[Entry]:
    """The journal's entries of activities, which are in order and of consecutive numbers."""
    for _, group in groupby(activities, key=lambda activity: (activity.snapshot, activity.number // _LINE)):
        lines = list(group)
        rows = [[each.slug, each.kind, each.checksum, list(each.sources)] for each in lines]
        yield {"event": EVENT, "snapshot": lines[0].snapshot, "first": lines[0].number, "list": rows}


def following(entries: Iterable[Entry]) -> int:
    """The number of the next activity."""
    return 1 + max((e["first"] + len(e["list"]) - 1 for e in entries if e["event"] == EVENT), default=0)


def scrubbed(entry: Entry, rules: erased.Rules) -> Entry:
    """A ``change`` entry without the datasets that were erased; the others keep their numbers."""
    kept = [None if row and rules.erased(f"iri:id/study/{row[0]}") else row for row in entry["list"]]
    return {**entry, "list": kept}
