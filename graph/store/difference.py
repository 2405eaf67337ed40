"""What changed between two snapshots, as an RDF Patch (https://afs.github.io/rdf-delta/rdf-patch.html)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from graph.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Change:
    """What a named graph lost and gained: canonical N-Quads lines, sorted."""

    graph: str
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


def changes(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    """The graphs that differ, in the order of their IRIs; only those are read, one at a time."""
    for graph in sorted({*old.graphs, *new.graphs}):
        if old.graphs.get(graph) != new.graphs.get(graph):
            before, after = _lines(old, graph), _lines(new, graph)
            yield Change(graph, tuple(sorted(before - after)), tuple(sorted(after - before)))


def patch(old: Snapshot, new: Snapshot) -> Iterator[bytes]:
    """The RDF Patch that makes ``new`` of ``old``: per graph what goes, then what comes, each sorted."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{new.base} {old.digest} {new.digest}")
    yield f"H id <urn:uuid:{name}> .\nTX .\n".encode()
    for change in changes(old, new):
        yield from (b"D " + line for line in change.removed)
        yield from (b"A " + line for line in change.added)
    yield b"TC .\n"


def _lines(snapshot: Snapshot, graph: str) -> set[bytes]:
    return set(snapshot.canonical(graph).splitlines(keepends=True)) if graph in snapshot.graphs else set()
