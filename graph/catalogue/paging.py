"""The catalogue in pages for harvesters (Hydra Core, 5.3), in both vocabularies that harvesters know.

Datasets come in the order of their identifiers. The links of a page name the snapshot, so that a harvest which
follows them stays in one state of the catalogue, whatever is published meanwhile.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph import source_catalogues
from graph.catalogue import datasets, describing
from graph.namespaces import DCAT, HYDRA, RDF
from graph.store.snapshot import Snapshot

LARGEST = 8 * 1024 * 1024
"""Bytes of canonical N-Quads above which a page ends early: in no format do they make the 50 MB that CKAN reads."""
_LINKS = {
    "first": (HYDRA.first, HYDRA.firstPage),
    "prev": (HYDRA.previous, HYDRA.previousPage),
    "next": (HYDRA.next, HYDRA.nextPage),
    "last": (HYDRA.last, HYDRA.lastPage),
}


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """Page ``number`` (from 1) of ``last``; ``datasets`` are the slugs on it, from number ``offset`` of ``total``.

    ``source`` is the name of the source whose catalogue it is; ``None``: of all. ``since``: of what changed since then
    (see :mod:`graph.catalogue.changed`), with what is said of those that are ``gone``.
    """

    number: int
    last: int
    total: int
    offset: int
    datasets: tuple[str, ...]
    source: str | None = None
    since: str | None = None
    gone: tuple[Triple, ...] = ()

    @property
    def neighbours(self) -> dict[str, int]:
        """The numbers of other pages by their relation (RFC 8288): first, prev, next, last."""
        numbers = {"first": 1, "prev": self.number - 1, "next": self.number + 1, "last": self.last}
        return {relation: number for relation, number in numbers.items() if 1 <= number <= self.last}


def page(snapshot: Snapshot, number: int, size: int, source: str | None = None) -> CataloguePage:
    """A page of at most ``size`` datasets; raises ``LookupError`` where the catalogue has no such page or source."""
    slugs, starts = datasets.slugs(snapshot, source), cuts(snapshot, size, source)
    if not 1 <= number <= len(starts):
        raise LookupError(f"there is no page {number}: the last one is {len(starts)}")
    offset = starts[number - 1]
    end = starts[number] if number < len(starts) else len(slugs)
    return CataloguePage(number, len(starts), len(slugs), offset, slugs[offset:end], source)


_CUTS: WeakKeyDictionary[Snapshot, dict[tuple[int, str | None], Sequence[int]]] = WeakKeyDictionary()


def cuts(snapshot: Snapshot, size: int, source: str | None = None) -> Sequence[int]:
    """Where each page starts in the list of datasets; worked out once for a snapshot.

    A page has ``size`` datasets, or fewer where they would be larger than :data:`LARGEST`.
    """
    known = _CUTS.setdefault(snapshot, {})
    if (size, source) not in known:
        known[size, source] = _cuts(snapshot, size, datasets.slugs(snapshot, source))
    return known[size, source]


def _cuts(snapshot: Snapshot, size: int, slugs: Sequence[str]) -> Sequence[int]:
    even = range(0, max(1, len(slugs)), size)
    starts, here, count = [0], 0, 0
    for place, slug in enumerate(slugs):
        bytes_ = snapshot.size_of(datasets.graph_iri(snapshot.base, slug))
        if count and (count == size or here + bytes_ > LARGEST):
            starts.append(place)
            here = count = 0
        here, count = here + bytes_, count + 1
    return even if len(starts) == len(even) and starts == list(even) else tuple(starts)


def page_of(snapshot: Snapshot, slug: str, size: int) -> int:
    """The number of the page on which a dataset stands."""
    slugs, starts = datasets.slugs(snapshot), cuts(snapshot, size)
    return bisect_left(starts, bisect_left(slugs, slug) + 1)


def address(base: str, shown: CataloguePage, snapshot: int, number: int, suffix: str = "") -> str:
    """The URL of page ``number`` of the catalogue that ``shown`` is of, as of a snapshot.

    ``suffix`` (``.ttl``) is kept, so that who asked by suffix, not by ``Accept``, gets all pages in one format.
    """
    catalog = source_catalogues.iri(base, shown.source) if shown.source else f"{base}catalog"
    since = {"modified_since": shown.since} if shown.since else {}
    return f"{catalog}{suffix}?{urlencode({**since, 'snapshot': snapshot, 'page': number})}"


def triples(snapshot: Snapshot, shown: CataloguePage, suffix: str = "") -> Iterator[Triple]:
    """All of a page, each statement once: the catalogue, the view, and the whole DCAT of its datasets."""
    yield from dict.fromkeys(_all(snapshot, shown, suffix))


def _all(snapshot: Snapshot, shown: CataloguePage, suffix: str) -> Iterator[Triple]:
    name = shown.source
    catalog = NamedNode(source_catalogues.iri(snapshot.base, name) if name else f"{snapshot.base}catalog")
    yield from describing.catalogue(snapshot, name)
    yield from _view(snapshot, catalog, shown, suffix)
    for slug in shown.datasets:
        yield Triple(catalog, DCAT.dataset, NamedNode(datasets.iri(snapshot.base, slug)))
        yield Triple(catalog, DCAT.record, NamedNode(datasets.record_iri(snapshot.base, slug)))
    yield from shown.gone
    lines = b"".join(datasets.ntriples(snapshot, slug) for slug in shown.datasets)
    for quad in parse(lines, format=RdfFormat.N_TRIPLES):
        yield quad.triple


def _view(snapshot: Snapshot, catalog: NamedNode, shown: CataloguePage, suffix: str) -> Iterator[Triple]:
    """The page as a part of the collection, with the way to the others.

    ``PagedCollection`` and ``nextPage`` are of the Hydra of 2013; CKAN, udata and piveau look for them.
    """

    def at(number: int) -> NamedNode:
        return NamedNode(address(snapshot.base, shown, snapshot.number, number, suffix))

    view = at(shown.number)
    yield Triple(catalog, RDF.type, HYDRA.Collection)
    yield Triple(catalog, HYDRA.totalItems, Literal(shown.total))
    yield Triple(catalog, HYDRA.view, view)
    yield Triple(view, RDF.type, HYDRA.PartialCollectionView)
    yield Triple(view, RDF.type, HYDRA.PagedCollection)
    yield Triple(view, HYDRA.totalItems, Literal(shown.total))
    for relation, number in shown.neighbours.items():
        for predicate in _LINKS[relation]:
            yield Triple(view, predicate, at(number))
