"""What a publish changes, from the digests of what was published and the content of what is to be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from graph import source_catalogues
from graph.catalogue import datasets
from graph.changes import log, versions
from graph.changes.activities import Activity, Kind, following, later, replay
from graph.journal import Entry
from graph.namespaces import DCAT
from graph.store.snapshot import Snapshot

Write = Callable[[Path], None]


def recorded(
    data: Path,
    entries: Iterable[Entry],
    before: Snapshot | None,
    graphs: Mapping[str, str],
    content: Callable[[str], bytes],
    about: tuple[str, int, str],
) -> Write:
    """What writes the change log into the folder of the snapshot to come.

    ``graphs`` has the digest of each graph of it by IRI, ``content`` gives its canonical N-Quads; ``before`` is what
    is published and ``about`` the base, the number and the time of the snapshot. Keeps what is superseded.
    """
    known = list(entries)
    base, number, time = about
    past = list(replay(known))
    last = {each.slug: each for each in past}
    now = later(past[-1].time if past else "", time)
    changed = derived(last, before.graphs if before else {}, graphs, content, base)
    start = following(known)
    new = [
        Activity(place, number, now, slug, kind, checksum, sources)
        for place, (slug, kind, checksum, sources) in enumerate(changed, start)
    ]
    versions.keep(data, number, dict(_superseded(new, last, before)))
    return partial(log.write, activities=[*past, *new])


def derived(
    last: Mapping[str, Activity],
    before: Mapping[str, str],
    after: Mapping[str, str],
    content: Callable[[str], bytes],
    base: str,
) -> Iterator[tuple[str, Kind, str, tuple[str, ...]]]:
    """Slug, kind, checksum and sources of each dataset that changes, in the order of the slugs.

    ``last`` is the last activity of each dataset. A graph with the digest that it had is not read. Being listed by
    other sources is a change too, or who harvests one source's set would never hear of it.
    """
    graphs = {
        iri.removeprefix(prefix): iri for prefix in (datasets.graph_iri(base, ""),) for iri in _below(after, prefix)
    }
    listing = _listing(after, content, base)
    for slug in sorted({*graphs, *(slug for slug, each in last.items() if not each.deleted)}):
        was, iri = last.get(slug), graphs.get(slug)
        if iri is None:
            assert was
            yield slug, "deleted", was.checksum, was.sources
            continue
        there = was is not None and not was.deleted
        if there and was and before.get(iri) == after[iri]:
            checksum = was.checksum
        else:
            checksum = datasets.content_digest(_triples(content(iri), iri), base, slug)
        sources = listing.get(slug, ())
        if not there:
            yield slug, "created", checksum, sources
        elif was and (was.checksum, was.sources) != (checksum, sources):
            yield slug, "updated", checksum, sources


def _below(graphs: Iterable[str], prefix: str) -> Iterator[str]:
    return (iri for iri in graphs if iri.startswith(prefix))


def _triples(content: bytes, iri: str) -> bytes:
    return content.replace(f" <{iri}> .\n".encode(), b" .\n")


def _listing(graphs: Iterable[str], content: Callable[[str], bytes], base: str) -> dict[str, tuple[str, ...]]:
    """The sources that list each dataset."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    prefix = source_catalogues.graph(base, "")
    line = re.compile(rf"^<[^>]*> {re.escape(str(DCAT.dataset))} <{re.escape(datasets.iri(base, ''))}([^>]*)> ", re.M)
    for iri in sorted(_below(graphs, prefix)):
        for slug in line.findall(content(iri).decode()):
            found[slug].append(iri.removeprefix(prefix))
    return {slug: tuple(names) for slug, names in found.items()}


def _superseded(
    new: Iterable[Activity], last: Mapping[str, Activity], before: Snapshot | None
) -> Iterator[tuple[str, bytes]]:
    """What the datasets that change or go were, where that is still to be had."""
    for each in new:
        was = last.get(each.slug)
        if was is None or was.deleted or before is None or (each.checksum == was.checksum and not each.deleted):
            continue
        content = datasets.content(before, each.slug)
        if content is not None and datasets.content_digest(content, before.base, each.slug) == was.checksum:
            yield was.checksum, content
