"""What changed between two snapshots, as an RDF Patch (https://afs.github.io/rdf-delta/rdf-patch.html)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.store.listing import differing
from graph.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Change:
    """What a named graph lost and gained: canonical N-Quads lines, sorted."""

    graph: str
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


def changes(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    """The graphs that differ, in the order of their IRIs; only those are read, one at a time."""
    for graph in sorted(differing(old.graphs, new.graphs)):
        yield change(graph, _content(old, graph), _content(new, graph))


def change(graph: str, before: bytes, after: bytes) -> Change:
    """What a graph lost and gained, given its canonical N-Quads."""
    old, new = set(before.splitlines(keepends=True)), set(after.splitlines(keepends=True))
    return Change(graph, tuple(sorted(old - new)), tuple(sorted(new - old)))


def patch(old: Snapshot, new: Snapshot) -> Iterator[bytes]:
    """The RDF Patch that makes ``new`` of ``old``: per graph what goes, then what comes, each sorted."""
    return patch_of(f"{new.base} {old.digest} {new.digest}", changes(old, new))


def patch_of(name: str, changed: Iterable[Change]) -> Iterator[bytes]:
    """The RDF Patch of changes; its identifier is made from ``name``."""
    yield f"H id <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}> .\nTX .\n".encode()
    for each in changed:
        yield from (b"D " + line for line in each.removed)
        yield from (b"A " + line for line in each.added)
    yield b"TC .\n"


def _content(snapshot: Snapshot, graph: str) -> bytes:
    return snapshot.canonical(graph) if graph in snapshot.graphs else b""
