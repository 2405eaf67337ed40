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

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from graph.statements import read_canonical
from graph.store.files import sync_folders
from graph.store.leftovers import EMPTY
from graph.store.listing import Listing, differing
from graph.store.snapshot import Snapshot, in_default

LOOKED_FOR = 200
"""Graphs that are looked for in the writer's store, to see that its files are there."""
PIECE = 1 << 20
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
    if last is None or marked != last.digest.encode():
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


def _updated(data: Path, base: str, before: Listing, removed: set[Quad], added: set[Quad]) -> Store | None:
    """The writer's store with the difference applied, or ``None`` where its files are damaged.

    The engine opens a store whose files are gone as an empty one, so that some of its graphs are looked for.
    """
    try:
        store = Store(str(data / "store"))
        held = (iri for iri, digest in before.some(LOOKED_FOR) if digest != EMPTY)
        if not all(store.contains_named_graph(NamedNode(iri)) for iri in held):
            return None
        update = update_text(store, base, removed, added)
        if update:
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
    """The N-Quads of graphs, and those of the default graph."""
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


def update_text(store: Store, base: str, removed: set[Quad], added: set[Quad]) -> str:
    """One SPARQL update for the difference, of all the quads of each graph that differs, before and after.

    A statement leaves the default graph with its last graph; a graph that is no more is dropped by name, as
    the engine would go on listing it.
    """
    gone, come = removed - added, added - removed
    stays = {q.triple for q in added if _shared(q, base)}
    out = {q.triple for q in gone if _shared(q, base)} - stays
    out = {triple for triple in out if not _said_elsewhere(store, base, triple, gone)}
    into = {q.triple for q in come if _shared(q, base)}
    parts = []
    for verb, quads, triples in (("DELETE", gone, out), ("INSERT", come, into)):
        if quads or triples:
            lines = [f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}" for q in quads]
            lines += [f"{t.subject} {t.predicate} {t.object} ." for t in triples]
            parts.append(f"{verb} DATA {{\n{chr(10).join(sorted(lines))}\n}}")
    emptied = {str(q.graph_name) for q in removed} - {str(q.graph_name) for q in added}
    parts += [f"DROP SILENT GRAPH {name}" for name in sorted(emptied)]
    return " ;\n".join(parts)


def _said_elsewhere(store: Store, base: str, triple: Triple, gone: set[Quad]) -> bool:
    said = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(_shared(quad, base) and quad not in gone for quad in said)


def _shared(quad: Quad, base: str) -> bool:
    return isinstance(quad.graph_name, NamedNode) and in_default(quad.graph_name.value, base)
