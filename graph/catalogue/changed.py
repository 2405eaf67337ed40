"""What changed of the catalogue since an instant, in pages like those of the whole; what was deleted as tombstones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import Triple

from graph import clock, tombstones
from graph.catalogue.paging import CataloguePage
from graph.changes.activities import Activity
from graph.changes.log import Log
from graph.store.snapshot import Snapshot
from graph.tombstones import Tombstone


def page(snapshot: Snapshot, since: str, number: int, size: int, source: str | None = None) -> CataloguePage:
    """A page of at most ``size`` datasets that changed at or after ``since``, an ISO 8601 day or instant in UTC.

    Raises ``ValueError`` where it is none, ``LookupError`` where there is no such page.
    """
    changed = _changed(snapshot, clock.normal(since), source)
    last = max(1, -(-len(changed) // size))
    if not 1 <= number <= last:
        raise LookupError(f"there is no page {number}: the last one is {last}")
    offset = (number - 1) * size
    part = changed[offset : offset + size]
    there = tuple(each.slug for each in part if not each.deleted)
    gone = tuple(triple for each in part if each.deleted for triple in _tombstone(snapshot, each))
    return CataloguePage(number, last, len(changed), offset, there, source, since, gone)


@lru_cache(maxsize=4)
def _changed(snapshot: Snapshot, since: str, source: str | None) -> list[Activity]:
    """The last activity of each dataset that changed, in the order of their identifiers."""
    log = Log(snapshot)
    return sorted(log.standing(log.span(since, source=source)), key=lambda each: each.slug)


def _tombstone(snapshot: Snapshot, deleted: Activity) -> Iterator[Triple]:
    path = f"id/study/{deleted.slug}"
    stone = tombstones.find(snapshot, path) or Tombstone(path, deleted.time, deleted.snapshot, "It was deleted.")
    return stone.triples(snapshot.base)
