"""What holds a publish: a source that has collapsed is not published as if its studies were gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.sources import sources

DEFAULT_SHARE = 0.1
PUBLISHED = ("published", "stale", "quarantined")


def problems(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], named: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Why these documents of a report should not follow those, a sentence for each source. ``named``: the plan's.

    A single document may always go.
    """
    then, now = _by_source(before), _by_source(after)
    for name in sorted(then.keys() | named.keys()):
        lost = len(then[name] - now[name])
        share = float(named.get(name, {}).get("max_deletions", DEFAULT_SHARE))
        if name in named and lost > 1 and lost > share * len(then[name]):
            yield f"{name} would lose {lost:,} of {len(then[name]):,} documents, more than {share:.0%}"
        least = int(named.get(name, {}).get("min_documents", 0))
        if len(now[name]) < least:
            yield f"{name} has {len(now[name]):,} documents, and at least {least:,} are expected"
    kinds = _by_kind(after)
    for kind, source in sources().items():
        least = int(source.assertions.get("min_documents", 0))
        if kinds.get(kind) and len(kinds[kind]) < least:
            yield f"{kind} has {len(kinds[kind]):,} documents, and at least {least:,} are expected"


def _by_source(rows: Iterable[Mapping[str, Any]]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["status"] in PUBLISHED and row.get("source"):
            found[row["source"]].add(row["key"])
    return found


def _by_kind(rows: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        if row["status"] in PUBLISHED:
            found.setdefault(row["kind"], set()).add(row["key"])
    return found
