"""The datasets of a snapshot's catalogue: which there are, in which order, and the DCAT of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph import source_catalogues
from graph.namespaces import DCAT, DCT, PROV, SPDX
from graph.store.snapshot import Snapshot


def iri(base: str, slug: str) -> str:
    """The IRI of a dataset, which never changes."""
    return f"{base}id/study/{slug}"


def record_iri(base: str, slug: str) -> str:
    """The IRI of the catalogue's record of a dataset."""
    return f"{base}id/record/{slug}"


def graph_iri(base: str, slug: str) -> str:
    """The named graph that holds a dataset's DCAT and its record."""
    return f"{base}graph/dcat/{slug}"


@dataclass
class _Listing:
    """What is listed in a snapshot; worked out once for all who ask."""

    base: str
    graphs: Mapping[str, str]
    of_sources: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        return self._below(graph_iri(self.base, ""))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        return self._below(source_catalogues.graph(self.base, ""))

    def _below(self, prefix: str) -> tuple[str, ...]:
        return tuple(sorted(iri.removeprefix(prefix) for iri in self.graphs if iri.startswith(prefix)))


_LISTINGS: WeakKeyDictionary[Snapshot, _Listing] = WeakKeyDictionary()


def _listing(snapshot: Snapshot) -> _Listing:
    found = _LISTINGS.get(snapshot)
    if found is None:
        found = _LISTINGS[snapshot] = _Listing(snapshot.base, snapshot.graphs)
    return found


def sources(snapshot: Snapshot) -> tuple[str, ...]:
    """The names of the sources that have a catalogue of their own."""
    return _listing(snapshot).sources


def slugs(snapshot: Snapshot, source: str | None = None) -> tuple[str, ...]:
    """The identifiers of all datasets, or of a source's, in their order.

    Raises ``LookupError`` where there is no such source.
    """
    listing = _listing(snapshot)
    if source is None:
        return listing.slugs
    if source not in listing.sources:
        raise LookupError(f"there is no source {source}")
    if source not in listing.of_sources:
        quads = snapshot.graph(source_catalogues.graph(snapshot.base, source))
        listed = (q.object.value for q in quads if q.predicate == DCAT.dataset and isinstance(q.object, NamedNode))
        listing.of_sources[source] = tuple(sorted(iri.rsplit("/", 1)[-1] for iri in listed))
    return listing.of_sources[source]


def sources_of(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The sources that list each dataset, by its identifier."""
    found: dict[str, tuple[str, ...]] = {}
    for source in sources(snapshot):
        for slug in slugs(snapshot, source):
            found[slug] = (*found.get(slug, ()), source)
    return found


def ntriples(snapshot: Snapshot, slug: str) -> bytes:
    """A dataset's DCAT as canonical N-Triples; raises ``KeyError`` where the snapshot has no such dataset."""
    graph = graph_iri(snapshot.base, slug)
    return snapshot.canonical(graph).replace(f" <{graph}> .\n".encode(), b" .\n")


def triples(snapshot: Snapshot, slug: str) -> list[Triple]:
    """A dataset's whole DCAT with its record, from the canonical quads, whose literals are as they were written."""
    return [quad.triple for quad in parse(ntriples(snapshot, slug), format=RdfFormat.N_TRIPLES)]


def digest(snapshot: Snapshot, slug: str) -> str:
    """The SHA-256 of the dataset's graph, its record's times included. Nothing is read for it."""
    return snapshot.graphs[graph_iri(snapshot.base, slug)]


@dataclass(frozen=True, slots=True)
class Record:
    """What a catalogue record says (DCAT 3, 6.5): times as lexical ``xsd:dateTime``, the checksum in hexadecimal."""

    iri: str
    issued: str | None = None
    modified: str | None = None
    checksum: str | None = None
    source: str | None = None


def record(snapshot: Snapshot, slug: str) -> Record:
    """The catalogue's record of a dataset."""
    return record_in(triples(snapshot, slug), snapshot.base, slug)


def record_in(statements: list[Triple], base: str, slug: str) -> Record:
    """The same from the dataset's triples."""
    here = NamedNode(record_iri(base, slug))
    names = {
        DCT.issued: "issued",
        DCT.modified: "modified",
        PROV.wasDerivedFrom: "source",
        SPDX.checksum: "checksum",
    }
    said = {names[t.predicate]: t.object for t in statements if t.subject == here and t.predicate in names}
    node = said.pop("checksum", None)
    values = [t.object for t in statements if t.subject == node and t.predicate == SPDX.checksumValue]
    found = {name: term.value for name, term in said.items() if isinstance(term, NamedNode | Literal)}
    checksum = next((value.value for value in values if isinstance(value, Literal)), None)
    return Record(here.value, **found, checksum=checksum)


def checksum(snapshot: Snapshot, slug: str) -> str:
    """The SHA-256 of what the dataset's DCAT says, whatever its record says: see :func:`content_digest`."""
    return content_digest(ntriples(snapshot, slug), snapshot.base, slug)


def content(snapshot: Snapshot, slug: str) -> bytes | None:
    """The canonical N-Triples of which :func:`checksum` is the digest; ``None`` where there is no such dataset."""
    if graph_iri(snapshot.base, slug) not in snapshot.graphs:
        return None
    return _content(ntriples(snapshot, slug), snapshot.base, slug)


def content_digest(lines: bytes, base: str, slug: str) -> str:
    """The SHA-256 of a dataset's canonical N-Triples without those about its catalogue record.

    So it changes with the dataset, and not with the time of a harvest.
    """
    return hashlib.sha256(_content(lines, base, slug)).hexdigest()


def _content(lines: bytes, base: str, slug: str) -> bytes:
    about = (f"<{record_iri(base, slug)}> ".encode(), f"<{record_iri(base, slug)}#".encode())
    return b"".join(line for line in lines.splitlines(keepends=True) if not line.startswith(about))
