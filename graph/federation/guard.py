"""What holds a publish for the sake of those who harvest it: too many datasets that they would delete."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from graph.catalogue import datasets
from graph.changes.activities import EVENT, replay
from graph.federation.federator import Prediction
from graph.holding import DEFAULT_SHARE
from graph.journal import Entry, Journal


def most(journal: Journal) -> float:
    """The share of datasets that may go with one publish: as much as the most lenient source may lose."""
    named = {str(entry["name"]): entry for entry in journal.entries("source")}
    standing = (entry for entry in named.values() if not entry.get("dropped"))
    return max([DEFAULT_SHARE, *(float(each.get("max_deletions", 0)) for each in standing)])


def problems(entries: Iterable[Entry], slugs: Collection[str], share: float) -> Iterator[str]:
    """Why these datasets should not be published in the place of what is, by the change log; one may always go."""
    there = {each.slug: each.deleted for each in replay(entries)}
    standing = {slug for slug, deleted in there.items() if not deleted}
    gone = len(standing.difference(slugs))
    if gone > 1 and gone > share * len(standing):
        yield f"who harvests the catalogue would delete {gone:,} of {len(standing):,} datasets, more than {share:.0%}"


def held(journal: Journal, graphs: Iterable[str], base: str) -> list[str]:
    """The same of the graphs that a build has made."""
    prefix = datasets.graph_iri(base, "")
    slugs = {iri.removeprefix(prefix) for iri in graphs if iri.startswith(prefix)}
    return list(problems(journal.entries(EVENT, "publish"), slugs, most(journal)))


def exceeded(each: Prediction, share: float) -> bool:
    """Whether a harvester would delete more of what it holds than may go."""
    return len(each.deletes) > 1 and len(each.deletes) > share * each.held
