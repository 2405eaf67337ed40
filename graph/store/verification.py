"""Whether everything in a data folder is still what was written: archive, journal, snapshots."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph import written
from graph.archive import Archive, Harvested
from graph.archived import lines
from graph.journal import Journal, JournalError
from graph.store import search
from graph.store.files import sha256
from graph.store.keeping import pin
from graph.store.listing import Listing, flat_digest
from graph.store.merging import merged
from graph.store.snapshot import DamagedSnapshot, NoSnapshot, Snapshot, Snapshots, in_default

REPAIR = "catalograph snapshots verify --repair"
WAIT = "an older snapshot is not made again; it goes as newer ones come"
RESTORE = "catalograph snapshots restore BACKUP --data OTHER-FOLDER"


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was written. ``path`` where it lies, ``advice`` what to run.

    ``derived`` is content that is made again from archive and journal, by :data:`REPAIR`.
    """

    path: Path
    told: str
    advice: str
    derived: bool = False


def verify(data: Path, numbers: Iterable[int]) -> Iterator[Damage]:
    """All damage in the archive, the journal and the given snapshots. Readers and writers may go on meanwhile."""
    yield from archived(data)
    yield from journalled(data)
    published = Snapshots(data).published()
    checked: dict[Path, bool] = {}
    for number in numbers:
        for damage in _snapshot(data, number, checked):
            yield damage if number == published else replace(damage, advice=WAIT)


def _snapshot(data: Path, number: int, checked: dict[Path, bool]) -> Iterator[Damage]:
    folder = data / "snapshots" / str(number)
    try:
        _renew(data, number)
        yield from snapshot(data, number, checked)
    except DamagedSnapshot as error:
        yield _damage(folder, str(error))
    except NoSnapshot as error:
        if folder.is_dir():
            raise
        yield Damage(folder, str(error), "catalograph snapshots list")


def _renew(data: Path, number: int) -> None:
    """Pin the snapshot, so that no build removes it meanwhile; a folder that cannot be written to has no builds."""
    try:
        pin(data, number)
    except OSError:
        return


def archived(data: Path) -> Iterator[Damage]:
    """Documents and mappings of the archive that are gone, or are not what was harvested."""
    archive = Archive(data)
    checked: set[str] = set()
    try:
        for line in lines(archive):
            for digest in (line.sha256, line.mapping):
                if digest and digest not in checked:
                    checked.add(digest)
                    yield from _document(archive, line, digest)
    except (JournalError, TypeError) as error:
        yield Damage(archive.log, str(error), RESTORE)


def _document(archive: Archive, line: Harvested, digest: str) -> Iterator[Damage]:
    path = archive.path(digest)
    told = _differs(path, digest)
    if told:
        again = f"catalograph harvest {line.source} --full" if line.source else f"catalograph build {line.location}"
        what = "the document" if digest == line.sha256 else "the mapping of"
        yield Damage(
            path, f"{what} {line.name} {told}", f"remove it and run: {again} (or take it from a backup: {RESTORE})"
        )


def journalled(data: Path) -> Iterator[Damage]:
    """Lines of the journal that cannot be read, and contents that it names and that are not what they were."""
    journal = Journal(data)
    try:
        if "create" not in {entry["event"] for entry in journal.entries()}:
            yield Damage(journal.path, "the journal does not say how the catalogue was created", RESTORE)
        written.standing(data, journal.entries())
    except (JournalError, KeyError, TypeError) as error:
        yield Damage(journal.path, str(error), RESTORE)


def snapshot(data: Path, number: int, checked: dict[Path, bool]) -> Iterator[Damage]:
    """Damage of one snapshot; ``checked`` remembers which graphs and texts, that many share, were found whole."""
    opened = Snapshot(data, number)
    lists = [damage for each in (opened.graphs, opened.texts) for damage in _list(opened, each)]
    yield from lists
    if lists:
        return
    if opened.digest not in (opened.graphs.digest, flat_digest(opened.graphs)):
        yield _damage(opened.folder / "manifest.json", "the digest is not that of the list of graphs")
    try:
        said = [e["digest"] for e in Journal(data).entries("publish") if e["snapshot"] == number]
    except JournalError:
        said = []
    if said and said[-1] != opened.digest:
        yield _damage(opened.folder / "manifest.json", "the digest is not the one that the journal has")
    damaged = list(_kept(opened, checked))
    yield from damaged
    for name, (_, digest) in opened.manifest.get("files", {}).items():
        told = _differs(opened.folder / name, str(digest))
        if told:
            yield _damage(opened.folder / name, f"a file of snapshot {number} {told}")
    yield from _readable(opened)
    if not damaged:
        try:
            yield from _store(opened)
        except (OSError, RuntimeError) as error:
            yield _damage(opened.folder / "store", f"the store of snapshot {number} cannot be read: {error}")


def _list(opened: Snapshot, of: Listing) -> Iterator[Damage]:
    for part in of.parts:
        told = _differs(of.folder / part, part)
        if told:
            yield _damage(of.folder / part, f"a part of a list of snapshot {opened.number} {told}")
            return
    if len(set(of)) != len(of) or any(name not in of for name in of):
        yield _damage(opened.folder / "manifest.json", "a list has not what the manifest says")


def _kept(opened: Snapshot, checked: dict[Path, bool]) -> Iterator[Damage]:
    paths = [(opened.data / "graphs" / d[:2] / f"{d}.nq", d, iri) for iri, d in opened.graphs.items()]
    paths += [(opened.data / "texts" / d, d, "a text") for d in opened.texts if len(d) == 64]
    for path, digest, what in paths:
        if checked.get(path):
            continue
        told = _differs(path, digest)
        checked[path] = not told
        if told:
            yield _damage(path, f"{what} of snapshot {opened.number} {told}")


def _readable(opened: Snapshot) -> Iterator[Damage]:
    for name in ("counts.json", "report.json"):
        try:
            json.loads((opened.folder / name).read_bytes())
        except (OSError, ValueError) as error:
            yield _damage(opened.folder / name, f"{name} of snapshot {opened.number} cannot be read: {error}")
    index = opened.folder / search.WHOLE
    try:
        search.find(opened.folder, "a", None, 1, 0)
    except sqlite3.DatabaseError as error:
        yield _damage(index, f"the search index of snapshot {opened.number} does not open: {error}")


def _store(opened: Snapshot) -> Iterator[Damage]:
    """The store's statements against the canonical ones, which are read into a store of their own first.

    That rewrites literals as the engine does (``01`` becomes ``1``), so that both sides can be equal.
    """
    place, store = opened.folder / "store", opened.store
    named = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    for extra in sorted(named - {iri for iri in opened.graphs if opened.canonical(iri)}):
        yield _damage(place, f"the store of snapshot {opened.number} has a graph {extra} that was not published")
    for iri in opened.graphs:
        told = _graph(opened, iri)
        if told:
            yield _damage(place, f"in the store of snapshot {opened.number}, {iri} {told}")
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        wrong = opened.corrected.is_wrong(quad.triple)
        if wrong or not _said(store, quad, opened.base):
            told = "a curator has corrected" if wrong else "no graph says"
            yield _damage(place, f"the default graph of snapshot {opened.number} has what {told}: {quad}")
            return


def _graph(opened: Snapshot, iri: str) -> str | None:
    expected = Store()
    expected.extend(opened.graph(iri))
    wanted = set(expected)
    found = set(opened.store.quads_for_pattern(None, None, None, NamedNode(iri)))
    if wanted != found:
        return f"lacks {len(wanted - found)} statements and has {len(found - wanted)} of its own"
    if in_default(iri, opened.base):
        said = (merged(q.triple) for q in found if not opened.corrected.is_wrong(q.triple))
        lost = sum(quad not in opened.store for quad in said)
        return f"has {lost} statements that the default graph lacks" if lost else None
    return None


def _said(store: Store, quad: Quad, base: str) -> bool:
    said = store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
    return any(isinstance(q.graph_name, NamedNode) and in_default(q.graph_name.value, base) for q in said)


def _differs(path: Path, digest: str) -> str | None:
    try:
        return None if sha256(path) == digest else "is not what was written"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _damage(path: Path, told: str) -> Damage:
    return Damage(path, told, REPAIR, derived=True)
