"""The embedded store: one writer's Oxigraph, published as checkpoints that readers open read-only.

To publish is: apply the difference in one transaction, flush, checkpoint, write what is counted and
indexed, manifest, fsync, flip ``current``. A kill at any instant leaves the last snapshot served; the
writer's store carries a mark that says of which manifest it is, and is rebuilt where the mark is missing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.statements import read_canonical
from graph.store.snapshot import NoSnapshot, Snapshots, in_default

LARGE_CHANGE = 200_000
"""Quads from which a change is loaded in bulk into a new store instead of one transaction."""


class Locked(Exception):
    """Another process is writing to this data folder."""


@contextmanager
def writer_lock(data: Path) -> Iterator[None]:
    """Hold the data folder's one writer's lock; raises :class:`Locked` naming who has it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise Locked(f"{data} is being written to by process {file.read().strip() or '?'}") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published: canonical N-Quads by graph IRI, texts by digest, and what is said about all.

    ``finish`` writes the counts, the index and the report into the snapshot's folder, given its store.
    """

    base: str
    graphs: Mapping[str, bytes]
    texts: Mapping[str, str]
    about: Mapping[str, Any]
    finish: Callable[[Path, Store], None]


def publish(data: Path, publication: Publication, number: int) -> str:
    """Publish as snapshot ``number``; returns the snapshot's digest. Call it with the writer's lock held."""
    digests = {iri: hashlib.sha256(content).hexdigest() for iri, content in publication.graphs.items()}
    for iri, content in publication.graphs.items():
        _keep(data / "graphs" / digests[iri][:2] / f"{digests[iri]}.nq", content)
    for name, text in publication.texts.items():
        _keep(data / "texts" / name, text.encode())
    digest = manifest_digest(digests)
    store = _apply(data, publication.base, digests)
    store.flush()
    _write_atomically(data / "store.manifest", digest.encode())
    staging = data / "snapshots" / f".{number}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    store.backup(str(staging / "store"))
    publication.finish(staging, store)
    manifest = {
        **publication.about,
        "number": number,
        "digest": digest,
        "base": publication.base,
        "graphs": dict(sorted(digests.items())),
        "texts": sorted(publication.texts),
    }
    _write_atomically(staging / "manifest.json", json.dumps(manifest, ensure_ascii=False).encode())
    target = data / "snapshots" / str(number)
    shutil.rmtree(target, ignore_errors=True)
    staging.rename(target)
    _sync_folder(data / "snapshots")
    link = data / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("snapshots") / str(number))
    link.replace(data / "current")
    _sync_folder(data)
    return digest


def prune(data: Path, keep: int) -> list[int]:
    """Remove all but the newest ``keep`` snapshots; returns those removed."""
    snapshots = Snapshots(data)
    gone = snapshots.numbers()[:-keep] if keep > 0 else []
    current = snapshots.current().number
    gone = [number for number in gone if number != current]
    for number in gone:
        shutil.rmtree(data / "snapshots" / str(number), ignore_errors=True)
    return gone


def manifest_digest(digests: Mapping[str, str]) -> str:
    """The digest of a snapshot: of its sorted list of graphs with their digests."""
    lines = "".join(f"{iri} {digest}\n" for iri, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _apply(data: Path, base: str, digests: Mapping[str, str]) -> Store:
    """Bring the writer's store from the state that its mark names to the new one."""
    mark = data / "store.manifest"
    folder = data / "store"
    try:
        current = Snapshots(data).current()
        before = dict(current.graphs) if mark.read_text() == current.digest else None
    except (NoSnapshot, FileNotFoundError):
        before = None
    if before is None or not folder.exists():
        return _rebuild(data, base, digests)
    changed = [iri for iri in {*before, *digests} if before.get(iri) != digests.get(iri)]
    removed = [q for iri in changed if iri in before for q in _graph(data, before[iri])]
    added = [q for iri in changed if iri in digests for q in _graph(data, digests[iri])]
    if len(removed) + len(added) > LARGE_CHANGE:
        return _rebuild(data, base, digests)
    mark.unlink()
    store = Store(str(folder))
    update = update_text(store, base, set(removed), set(added))
    if update:
        store.update(update)
    return store


def _rebuild(data: Path, base: str, digests: Mapping[str, str]) -> Store:
    (data / "store.manifest").unlink(missing_ok=True)
    shutil.rmtree(data / "store", ignore_errors=True)
    store = Store(str(data / "store"))
    store.bulk_extend(_with_default(data, base, digests))
    return store


def _with_default(data: Path, base: str, digests: Mapping[str, str]) -> Iterator[Quad]:
    for iri, digest in digests.items():
        shared = in_default(iri, base)
        for quad in _graph(data, digest):
            yield quad
            if shared:
                yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


def _graph(data: Path, digest: str) -> Iterable[Quad]:
    return read_canonical((data / "graphs" / digest[:2] / f"{digest}.nq").read_bytes())


def update_text(store: Store, base: str, removed: set[Quad], added: set[Quad]) -> str:
    """One SPARQL update for the difference. A statement leaves the default graph with its last graph."""
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
    return " ;\n".join(parts)


def _said_elsewhere(store: Store, base: str, triple: Triple, gone: set[Quad]) -> bool:
    said = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(_shared(quad, base) and quad not in gone for quad in said)


def _shared(quad: Quad, base: str) -> bool:
    return isinstance(quad.graph_name, NamedNode) and in_default(quad.graph_name.value, base)


def _keep(path: Path, content: bytes) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_atomically(path, content)


def _write_atomically(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
