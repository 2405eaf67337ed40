"""Entities that were published and are no more (their IRIs answer 410), and what came and went with each publish.

``tombstones.sqlite`` beside a snapshot holds a tombstone for each of them, and which entities came with this
snapshot. With the ``publish`` entry the journal says the same in a ``come`` and ``gone`` entries: so it alone tells at
any time what is published and what was, when all else is deleted. Entities are named by their paths below the base
(``id/study/care-1979``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from graph.erasing import rules as erased
from graph.journal import Entry
from graph.namespaces import DCAT, DCT, PROV, RDF, SCHEMA, XSD, Namespace
from graph.store import search
from graph.store.snapshot import Snapshot

AS = Namespace("https://www.w3.org/ns/activitystreams#")
FILE = "tombstones.sqlite"
EVENTS = ("come", "gone")
"""The journal's entries of this module, which come with a ``publish`` entry and just before it."""
_LINE = 1000
"""Entities in one line of the journal."""
_FORMER = {
    "study": (SCHEMA.Dataset, DCAT.Dataset),
    "project": (SCHEMA.ResearchProject, PROV.Activity),
    "organization": (SCHEMA.Organization,),
    "person": (SCHEMA.Person,),
    "publication": (SCHEMA.CreativeWork,),
    "grant": (SCHEMA.Grant,),
    "catalogue": (SCHEMA.DataCatalog, DCAT.Catalog),
    "distribution": (SCHEMA.DataDownload, DCAT.Distribution),
    "record": (DCAT.CatalogRecord,),
}


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is told of an entity that is no more. ``deleted`` is the time of the publish that lacked it first.

    ``snapshot`` is that publish's number, ``None`` of what was erased; ``why`` is a sentence or more.
    """

    path: str
    deleted: str
    snapshot: int | None
    why: str

    @property
    def type(self) -> str:
        return self.path.split("/")[1]

    @property
    def slug(self) -> str:
        return self.path.split("/", 2)[2]

    def triples(self, base: str) -> Iterator[Triple]:
        """It as RDF: a Tombstone (Activity Streams 2.0 Vocabulary, 3.3) and an invalidated entity (PROV-O)."""
        node, time = NamedNode(f"{base}{self.path}"), Literal(self.deleted, datatype=XSD.dateTime)
        yield Triple(node, RDF.type, AS.Tombstone)
        for former in _FORMER.get(self.type, ()):
            yield Triple(node, AS.formerType, former)
        yield Triple(node, AS.deleted, time)
        yield Triple(node, PROV.invalidatedAtTime, time)
        yield Triple(node, AS.summary, Literal(self.why, language="en"))
        if self.snapshot is not None:  # of what was erased, no more than was asked for
            yield Triple(node, DCT.identifier, Literal(self.slug))


@dataclass(slots=True)
class Presence:
    """What is published and what was, after a journal's entries."""

    there: set[str] = field(default_factory=set)
    gone: dict[str, Tombstone] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Presence:
        presence = cls()
        for entry in entries:
            if entry["event"] == "come":
                presence.there.update(entry["iris"])
                for path in entry["iris"]:
                    presence.gone.pop(path, None)
            elif entry["event"] == "gone":
                presence.there.difference_update(entry["iris"])
                said = entry["time"], int(entry["snapshot"]), entry["why"]
                presence.gone.update((path, Tombstone(path, *said)) for path in entry["iris"])
        return presence

    @classmethod
    def before(cls, entries: Collection[Entry], current: Snapshot | None) -> Presence:
        """The same before the next publish. A journal that was begun before it told of this is helped out."""
        presence = cls.of(entries)
        if current and not presence.there:
            rules = erased.Rules.of(entries)
            presence.there = {
                path for path in published(current.folder, current.base) if not (rules and rules.erased(f"iri:{path}"))
            }
        return presence


def published(folder: Path, base: str) -> set[str]:
    """All entities that the snapshot in a folder holds; raises ``sqlite3.Error`` where its index is damaged."""
    return {iri.removeprefix(base) for iri in search.iris(folder)}


def write(
    target: Path, before: Presence, after: Collection[str], why: Callable[[str], str], number: int, time: str
) -> None:
    """Make the file of snapshot ``number``, published at ``time``, that holds the entities ``after``."""
    new = {path: Tombstone(path, time, number, why(path)) for path in before.there.difference(after)}
    kept = {path: stone for path, stone in before.gone.items() if path not in after}
    with closing(_made(target / FILE)) as file, file:
        _put(file, {**kept, **new}.values(), set(after) - before.there)


def update(
    before: Path, target: Path, come: Collection[str], gone: Collection[str], why: str, number: int, time: str
) -> None:
    """Make the file of a snapshot of the one in the folder ``before``, if there is one, after a small change."""
    with closing(_made(target / FILE)) as file, file:
        if (before / FILE).exists():
            file.executemany("INSERT INTO gone VALUES (?, ?, ?, ?)", _stones(before))
        file.executemany("DELETE FROM gone WHERE path = ?", ((each,) for each in come))
        _put(file, (Tombstone(each, time, number, why) for each in gone), come)


def _made(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path)
    for table in (
        "gone (path TEXT PRIMARY KEY, deleted TEXT, snapshot INTEGER, why TEXT)",
        "come (path TEXT PRIMARY KEY)",
    ):
        file.execute(f"CREATE TABLE IF NOT EXISTS {table} WITHOUT ROWID")
    return file


def _stones(folder: Path) -> Iterator[tuple[Any, ...]]:
    with closing(_opened(folder / FILE)) as file:
        yield from file.execute("SELECT path, deleted, snapshot, why FROM gone ORDER BY path")


def _put(file: sqlite3.Connection, gone: Iterable[Tombstone], come: Iterable[str]) -> None:
    rows = sorted((stone.path, stone.deleted, stone.snapshot, stone.why) for stone in gone)
    file.executemany("INSERT OR REPLACE INTO gone VALUES (?, ?, ?, ?)", rows)
    file.executemany("INSERT INTO come VALUES (?)", ((path,) for path in sorted(come)))


def entries(folder: Path, number: int) -> Iterator[Entry]:
    """What the journal is to say of what came and went with the snapshot in that folder."""
    if not (folder / FILE).exists():
        return
    with closing(_opened(folder / FILE)) as file:
        come = [path for (path,) in file.execute("SELECT path FROM come ORDER BY path")]
        gone = file.execute(
            "SELECT deleted, why, path FROM gone WHERE snapshot = ? ORDER BY 1, 2, 3", (number,)
        ).fetchall()
    for paths in _lines(come):
        yield {"event": "come", "snapshot": number, "iris": paths}
    for (time, why), rows in groupby(gone, key=lambda row: row[:2]):
        for paths in _lines([path for _, _, path in rows]):
            yield {"event": "gone", "snapshot": number, "time": time, "why": why, "iris": paths}


def _lines(paths: list[str]) -> Iterator[list[str]]:
    return (paths[start : start + _LINE] for start in range(0, len(paths), _LINE))


def find(snapshot: Snapshot, path: str) -> Tombstone | None:
    """The tombstone of an entity as of a snapshot that lacks it, also where it was erased on request."""
    rules = erased.beside(snapshot.folder / "erased.json")
    when = rules and rules.erased(f"iri:{path}")
    if when:
        return Tombstone(path, when, None, f"This was erased on request on {when[:10]}.")
    return next(_rows(snapshot, "WHERE path = ?", path), None)


def all_of(snapshot: Snapshot, type_: str) -> Iterator[Tombstone]:
    """The tombstones of entities of a type as of a snapshot, in the order of their paths; none of what was erased."""
    return _rows(snapshot, "WHERE path GLOB ? ORDER BY path", f"id/{type_}/*")


def _rows(snapshot: Snapshot, where: str, value: str) -> Iterator[Tombstone]:
    if not (snapshot.folder / FILE).exists():
        return
    with closing(_opened(snapshot.folder / FILE)) as file:
        for row in file.execute(f"SELECT path, deleted, snapshot, why FROM gone {where}", (value,)):  # noqa: S608
            yield Tombstone(*row)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def scrubbed(entry: Entry, rules: erased.Rules) -> Entry | None:
    """An entry of this module without what was erased; ``None`` where nothing is left of it."""
    kept = [path for path in entry["iris"] if not rules.erased(f"iri:{path}")]
    return {**entry, "iris": kept} if kept else None
