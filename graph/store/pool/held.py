"""A snapshot in memory: all its statements, and its default graph once more by itself.

The engine keeps, in memory, one list of statements for each term, whatever their graph; a join over the default
graph then walks past every named graph's copy. Alone in a store the default graph is asked about five times faster,
and few queries are about anything else.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store

from graph.statements import read_canonical
from graph.store.applying import triples_of
from graph.store.merging import correct, difference, merged
from graph.store.pool import confine
from graph.store.snapshot import in_default

BYTES_PER_STATEMENT = 800
"""Memory of a statement in both stores, measured: 1 GB for 1.28 million statements, each in a source's graph."""
BATCH = 16 << 20
"""Bytes that are loaded at a time. Not in bulk, which scatters statements over the memory: see :mod:`.watching`."""
_OF_GRAPHS = re.compile(r"GRAPH|FROM|\\u", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stores:
    """``whole`` has the default graph and the named graphs, ``merged`` the default graph alone."""

    whole: Store
    merged: Store

    def for_query(self, text: str, has_dataset: bool) -> Store:
        """The store that answers a query: ``merged`` where the text cannot be about other graphs.

        Any mention of a keyword counts, be it in a comment; so does an escape, which may spell one.
        """
        return self.whole if has_dataset or _OF_GRAPHS.search(text) else self.merged


def load(data: Path, base: str, graphs: Mapping[str, str]) -> Stores:
    """The stores of a snapshot: the digest of each graph by its IRI. Raises ``OSError`` and ``SyntaxError``."""
    stores = Stores(Store(), Store())
    for store in (stores.merged, stores.whole):  # one after the other: what is read together lies together
        shared = (triples_of(content(data, digest), iri) for iri, digest in graphs.items() if in_default(iri, base))
        for lines in _batches(shared):
            store.load(lines, format=RdfFormat.N_TRIPLES)
    for lines in _batches(content(data, digest) for digest in graphs.values()):
        stores.whole.load(lines, format=RdfFormat.N_QUADS)
    correct(stores.whole, base, stores.merged)
    gc.collect()
    confine.give_back()
    return stores


def change(stores: Stores, base: str, removed: set[Quad], added: set[Quad]) -> None:
    """Apply a difference: all quads of each graph that differs, before and after."""
    differs = difference(stores.whole, base, removed, added)
    if differs.update:
        stores.whole.update(differs.update)
        for triple in differs.leaves:
            stores.merged.remove(merged(triple))
        stores.merged.extend(map(merged, differs.comes))


def quads(data: Path, digest: str) -> list[Quad]:
    """The statements of a kept graph."""
    return list(read_canonical(content(data, digest)))


def content(data: Path, digest: str) -> bytes:
    """The canonical N-Quads of a kept graph."""
    return (data / "graphs" / digest[:2] / f"{digest}.nq").read_bytes()


def _batches(parts: Iterable[bytes]) -> Iterator[bytes]:
    batch: list[bytes] = []
    size = 0
    for part in parts:
        batch.append(part)
        size += len(part)
        if size > BATCH:
            yield b"".join(batch)
            batch, size = [], 0
    if batch:
        yield b"".join(batch)
