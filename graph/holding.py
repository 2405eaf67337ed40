"""What holds a publish: a source that has collapsed is not published as if its studies were gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.sources import Source, sources

DEFAULT_SHARE = 0.1
PUBLISHED = ("published", "stale", "quarantined")


def problems(
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    named: Mapping[str, Mapping[str, Any]],
    described: Mapping[str, Source] | None = None,
) -> Iterator[str]:
    """Why these documents of a report should not follow those, a sentence for each source. ``named``: the plan's.
    ``described``: the kinds, whose ``.yml`` may assert a size as well, where one of their documents is there or was.

    A single document may always go, and one that another source has now is not lost. A document is of the kind that
    reads it, and of the kind of the listing that it was cut from.
    """
    before, after = list(before), list(after)
    then, now = _by_source(before), _by_source(after)
    there = set().union(*now.values())
    dropped = {name for name, entry in named.items() if entry.get("dropped")}
    named = {name: entry for name, entry in named.items() if name not in dropped}
    for name in sorted(then.keys() | named.keys()):
        lost = len(then[name] - there)
        share = float(named.get(name, {}).get("max_deletions", DEFAULT_SHARE))
        if name in named and lost > 1 and lost > share * len(then[name]):
            yield f"{name} would lose {lost:,} of {len(then[name]):,} documents, more than {share:.0%}"
        least = int(named.get(name, {}).get("min_documents", 0))
        if len(now[name]) < least:
            yield f"{name} has {len(now[name]):,} documents, and at least {least:,} are expected"
    had, has = _by_kind(row for row in before if row.get("source") not in dropped), _by_kind(after)
    for kind, source in (sources() if described is None else described).items():
        least = int(source.assertions.get("min_documents", 0))
        only = least == 1 == len(had[kind])
        if (had[kind] or has[kind]) and len(has[kind]) < least and not only:
            told = f"{kind} has {len(has[kind]):,} documents, and at least {least:,} are expected"
            yield f"{told} (of the {len(had[kind]):,} that are published now)" if had[kind] else told


def _by_source(rows: Iterable[Mapping[str, Any]]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["status"] in PUBLISHED and row.get("source"):
            found[row["source"]].add(row["key"])
    return found


def _by_kind(rows: Iterable[Mapping[str, Any]]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["status"] in PUBLISHED:
            for kind in {row["kind"], row["key"].partition("/")[0]}:
                found[kind].add(row["key"])
    return found
