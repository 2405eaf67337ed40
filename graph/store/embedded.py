"""The embedded store: one writer's Oxigraph, published as checkpoints that readers open read-only.

To publish is: apply the difference in one transaction, flush, checkpoint, write what is counted and
indexed, manifest, fsync, flip ``current``. A kill at any instant leaves the last snapshot served; the
writer's store carries a mark that says of which manifest it is, and is rebuilt where the mark is missing.
A snapshot's unfinished folder stands from the first written graph to the end, so that what a kill leaves
is known by it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from graph.statements import read_canonical
from graph.store import files, space
from graph.store.files import sync_folders, write_atomically
from graph.store.keeping import LEASE, protected
from graph.store.leftovers import EMPTY, discard, forget, interrupted, sweep
from graph.store.listing import Listing, differing
from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots, in_default

LOOKED_FOR = 200
"""Graphs that are looked for in the writer's store, to see that its files are there."""
PIECE = 1 << 20
LARGE_CHANGE = 200_000
"""Quads from which a change is loaded in bulk into a new store instead of one transaction."""

Finish = Callable[[Path, Store], None]
"""Writes the counts, the index and the report into a snapshot's folder, given its store."""


class Locked(Exception):
    """Another process is writing to this data folder."""


class Damaged(Exception):
    """A kept file is not what it was when it was written; the message says what to run."""


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
    """What is to be published: canonical N-Quads by graph IRI, texts by digest, and what is said about all."""

    base: str
    graphs: Mapping[str, bytes]
    texts: Mapping[str, str]
    about: Mapping[str, Any]
    finish: Finish


@dataclass(frozen=True, slots=True)
class Content:
    """A :class:`Publication` whose graphs and texts are kept already: the digest of each graph by its IRI.

    Graphs and texts may be lists that are kept already, too.
    """

    base: str
    graphs: Mapping[str, str]
    texts: Collection[str]
    about: Mapping[str, Any]
    finish: Finish


def publish(data: Path, publication: Publication, number: int, min_free: int | None = None) -> str:
    """Publish as snapshot ``number``; returns the snapshot's digest. Call it with the writer's lock held.

    Raises :class:`graph.store.space.NoSpace`, with nothing changed, where the disk would be left with less
    than ``min_free`` megabytes; without it nothing is asked.
    """
    digests = {iri: hashlib.sha256(content).hexdigest() for iri, content in publication.graphs.items()}
    if min_free is not None:
        contents = ((_place(data, digests[iri]), content) for iri, content in publication.graphs.items())
        new = sum(len(content) for place, content in contents if not place.exists())
        stored = files.size_of(data / "store") or sum(map(len, publication.graphs.values()))
        space.check(data, new, stored, min_free)
    with _staging(data, number) as staging:
        _keep(data, {digests[iri]: content for iri, content in publication.graphs.items()})
        if sum(files.keep(data / "texts" / name, text.encode()) for name, text in publication.texts.items()):
            sync_folders([data / "texts", data])
        content = Content(publication.base, digests, publication.texts, publication.about, publication.finish)
        return _put(data, content, number, staging)


def put(data: Path, content: Content, number: int) -> str:
    """Publish what is kept already as snapshot ``number``; see :func:`publish`."""
    with _staging(data, number) as staging:
        return _put(data, content, number, staging)


def publish_change(
    last: Snapshot, contents: Mapping[str, bytes], about: Mapping[str, Any], finish: Finish, number: int
) -> str:
    """Publish what is published, the snapshot ``last``, with other contents of some graphs; no content is no graph.

    This costs in proportion to the change. See :func:`publish`.
    """
    digests = {iri: hashlib.sha256(content).hexdigest() if content else None for iri, content in contents.items()}
    with _staging(last.data, number) as staging:
        _keep(last.data, {digest: contents[iri] for iri, digest in digests.items() if digest})
        content = Content(last.base, last.graphs.changed(last.data, digests), last.texts, about, finish)
        return _put(last.data, content, number, staging, last)


def _keep(data: Path, contents: Mapping[str, bytes]) -> None:
    """Keep graphs by their digests, and wait until they are on the disk."""
    places = {_place(data, digest): content for digest, content in contents.items()}
    fresh = {place.parent for place, content in places.items() if files.keep(place, content)}
    sync_folders({*fresh, *(folder.parent for folder in fresh)})


def _place(data: Path, digest: str) -> Path:
    return data / "graphs" / digest[:2] / f"{digest}.nq"


@contextmanager
def _staging(data: Path, number: int) -> Iterator[Path]:
    """The folder in which a snapshot is made; gone again where that fails."""
    staging = data / "snapshots" / f".{number}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        yield staging
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _put(data: Path, content: Content, number: int, staging: Path, last: Snapshot | None = None) -> str:
    graphs = content.graphs if isinstance(content.graphs, Listing) else Listing.kept(data, content.graphs)
    texts = content.texts if isinstance(content.texts, Listing) else Listing.kept(data, {t: t for t in content.texts})
    digest = graphs.digest
    before = last or published(data)
    store = _apply(data, content.base, before, graphs)
    store.flush()
    write_atomically(data / "store.manifest", digest.encode())
    store.backup(str(staging / "store"))
    content.finish(staging, store)
    known = before.manifest.get("files", {}) if before else {}
    manifest = {
        **content.about,
        "number": number,
        "digest": digest,
        "base": content.base,
        "graphs": graphs.told,
        "texts": texts.told,
        "files": files.inventory(staging, before.folder if before else staging, known),
    }
    write_atomically(staging / "manifest.json", json.dumps(manifest, ensure_ascii=False).encode())
    files.sync_tree(staging)
    if (data / "snapshots" / str(number)).exists():
        discard(data, number)
    staging.rename(data / "snapshots" / str(number))
    sync_folders([data / "snapshots"])
    link = data / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("snapshots") / str(number))
    link.replace(data / "current")
    sync_folders([data])
    return digest


def published(data: Path, snapshots: Snapshots | None = None) -> Snapshot | None:
    """The snapshot that was published last, where it can be opened; ``snapshots`` may have it open."""
    snapshots = snapshots or Snapshots(data)
    try:
        current = snapshots.current()
    except NoSnapshot:
        return None
    return None if snapshots.problem else current


def prune(data: Path, keep: int, lease: float = LEASE) -> list[int]:
    """Remove all but the newest ``keep`` snapshots and those that are tagged or pinned; returns those removed.

    Goes with them: what a killed process left, and content that no kept snapshot refers to. Call it with
    the writer's lock held.
    """
    snapshots = Snapshots(data)
    current = snapshots.published()
    if current is None:
        return []
    numbers = snapshots.numbers()
    never = [number for number in numbers if number > current]  # complete, but killed before it was current
    old = [number for number in numbers if number <= current][:-keep] if keep > 0 else []
    stay = {current, *protected(data, lease)} if old else {current}
    gone = [number for number in (*old, *never) if number not in stay]
    if interrupted(data):
        sweep(data)
    for number in gone:
        forget(data, number)
    return gone


def _apply(data: Path, base: str, last: Snapshot | None, graphs: Listing) -> Store:
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
    path = _place(data, digest)
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
