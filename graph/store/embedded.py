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
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph.store import files, space
from graph.store.applying import applied, mark_of, place
from graph.store.files import sync_folders, write_atomically
from graph.store.keeping import LEASE, protected
from graph.store.leftovers import discard, forget, interrupted, sweep
from graph.store.listing import Listing
from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots

Finish = Callable[[Path, Store], None]
"""Writes the counts, the index and the report into a snapshot's folder, given its store."""


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
        contents = ((place(data, digests[iri]), content) for iri, content in publication.graphs.items())
        new = sum(len(content) for path, content in contents if not path.exists())
        stored = files.size_of(data / "store") or sum(map(len, publication.graphs.values()))
        space.check(data, new, stored, min_free)
    with _staging(data, number) as staging:
        _keep(data, {digests[iri]: content for iri, content in publication.graphs.items()})
        if sum(files.keep(data / "texts" / name, text.encode()) for name, text in publication.texts.items()):
            sync_folders([data / "texts", data])
        content = Content(publication.base, digests, publication.texts, publication.about, publication.finish)
        return _put(data, content, number, staging)


def put(data: Path, content: Content, number: int, keep: Callable[[], None] = lambda: None) -> str:
    """Publish what is kept already, or is once ``keep`` was called, as snapshot ``number``; see :func:`publish`."""
    with _staging(data, number) as staging:
        keep()
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
    places = {place(data, digest): content for digest, content in contents.items()}
    fresh = {path.parent for path, content in places.items() if files.keep(path, content)}
    sync_folders({*fresh, *(folder.parent for folder in fresh)})


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
    store = applied(data, content.base, before, graphs)
    store.flush()
    write_atomically(data / "store.manifest", mark_of(digest))
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
