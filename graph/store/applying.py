"""The writer's own store, brought from what is published to what is to be: by the difference, or loaded anew.

It carries a mark that says of which snapshot it is. Where the mark is missing, as a writer was killed, or its files
are not there, it is loaded anew from the kept graphs.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from graph.statements import read_canonical
from graph.store.files import sync_folders
from graph.store.leftovers import EMPTY
from graph.store.listing import Listing, differing
from graph.store.merging import correct, difference
from graph.store.snapshot import Snapshot, in_default

LOOKED_FOR = 200
"""Graphs that are looked for in the writer's store, to see that its files are there."""
PIECE = 1 << 20
MADE = 2
"""How the default graph is made. A store that was made in another way is loaded anew (1: with what is corrected)."""
LARGE_CHANGE = 200_000
"""Quads from which a change is loaded in bulk into a new store instead of one transaction."""


class Damaged(Exception):
    """A kept file is not what it was when it was written; the message says what to run."""


def place(data: Path, digest: str) -> Path:
    """Where a graph is kept."""
    return data / "graphs" / digest[:2] / f"{digest}.nq"


def applied(data: Path, base: str, last: Snapshot | None, graphs: Listing) -> Store:
    """Bring the writer's store from the state of the ``last`` snapshot, if its mark names that, to the new one."""
    mark = data / "store.manifest"
    marked = mark.read_bytes() if mark.exists() and (data / "store").exists() else b""
    if last is None or marked != mark_of(last.digest):
        return _rebuild(data, base, graphs)
    before = last.graphs
    changed = differing(before, graphs)
    try:
        removed = [q for iri in changed if iri in before for q in _graph(data, before[iri])]
    except Damaged:
        return _rebuild(data, base, graphs)
    added = [q for iri in changed if iri in graphs for q in _graph(data, graphs[iri])]
    if len(removed) + len(added) > LARGE_CHANGE:
        return _rebuild(data, base, graphs)
    mark.unlink()
    sync_folders([data])  # or a power cut could leave a changed store with the old mark
    return _updated(data, base, before, set(removed), set(added)) or _rebuild(data, base, graphs)


def mark_of(digest: str) -> bytes:
    """What says that the writer's store is that of a snapshot, with its default graph made as it is made here."""
    return f"{digest} {MADE}".encode()


def _updated(data: Path, base: str, before: Listing, removed: set[Quad], added: set[Quad]) -> Store | None:
    """The writer's store with the difference applied, or ``None`` where its files are damaged.

    The engine opens a store whose files are gone as an empty one, so that some of its graphs are looked for.
    """
    try:
        store = Store(str(data / "store"))
        held = (iri for iri, digest in before.some(LOOKED_FOR) if digest != EMPTY)
        if not all(store.contains_named_graph(NamedNode(iri)) for iri in held):
            return None
        if update := difference(store, base, removed, added).update:
            store.update(update)
    except RuntimeError:
        return None
    return store


def _rebuild(data: Path, base: str, graphs: Mapping[str, str]) -> Store:
    """The writer's store, loaded anew and put in order: after a bulk load each question has to look in many layers."""
    (data / "store.manifest").unlink(missing_ok=True)
    shutil.rmtree(data / "store", ignore_errors=True)
    store = Store(str(data / "store"))
    store.bulk_load(BufferedReader(_Stream(_with_default(data, base, graphs)), PIECE), RdfFormat.N_QUADS)
    correct(store, base)
    store.optimize()
    return store


class _Stream(RawIOBase):
    """Pieces of bytes as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = memoryview(piece)
        count = min(len(buffer), len(self._piece))
        buffer[:count], self._piece = self._piece[:count], self._piece[count:]
        return count


def _with_default(data: Path, base: str, graphs: Mapping[str, str]) -> Iterator[bytes]:
    """The N-Quads of graphs, and those of the default graph, with what is corrected in it."""
    for iri, digest in graphs.items():
        content = _content(data, digest)
        yield content
        if in_default(iri, base):
            yield triples_of(content, iri)


def triples_of(content: bytes, graph: str) -> bytes:
    """Canonical N-Quads of one graph as N-Triples; a line ends where its graph's name and the full stop do."""
    return content.replace(f" <{graph}> .\n".encode(), b" .\n")


def _graph(data: Path, digest: str) -> Iterable[Quad]:
    return read_canonical(_content(data, digest))


def _content(data: Path, digest: str) -> bytes:
    path = place(data, digest)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise Damaged(f"{path} is damaged or gone; run: catalograph snapshots verify --repair")
    return content
