"""The search index of a snapshot: SQLite FTS5, diacritics folded, prefixes found.

``search.sqlite`` in the snapshot's folder is the index of all entities when it was made. Snapshots that came by small
changes share it as one file, and have what changed since in ``search-changes.sqlite``: the entities that are new or
other now, and the rows of the whole index that do not count any longer. Once these are many, the whole is made anew.
"""

from __future__ import annotations

import math
import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from heapq import merge
from pathlib import Path
from typing import Any

from graph.store import files

WHOLE, CHANGES = "search.sqlite", "search-changes.sqlite"
MOST_CHANGES = 1000
"""Entities that stand beside the whole index at most."""
_RANK = "bm25(entity, 0, 0, 10, 6, 1, 8)"
_COLUMNS = "(?, ?, ?, ?, ?, ?)"
_STAYING = "rowid NOT IN (SELECT id FROM changes.gone)"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity as the index knows it; ``names`` and ``identifiers`` are joined by newlines."""

    iri: str
    type: str
    label: str
    names: str
    description: str
    identifiers: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A found entity; ``excerpt`` is a piece of its text with the found words between ‹ and ›."""

    iri: str
    type: str
    label: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of found entities, with how many there are in all."""

    total: int
    hits: tuple[Hit, ...]


def write(folder: Path, entries: Iterable[Entry]) -> None:
    """Make the index of all entities."""
    with closing(_made(folder / WHOLE)) as index, index:
        index.executemany(f"INSERT INTO entity VALUES {_COLUMNS}", map(astuple, entries))  # noqa: S608


def replace(before: Path, folder: Path, iris: Iterable[str], entries: Iterable[Entry]) -> None:
    """Make a new snapshot's index of the one in the folder ``before``: without some entities, and with these.

    It takes time for what changed since the whole index was made, not for all that there is.
    """
    files.link(before / WHOLE, folder / WHOLE)
    if (before / CHANGES).exists():
        shutil.copyfile(before / CHANGES, folder / CHANGES)
    with closing(_made(folder / CHANGES)) as changes:
        changes.execute("ATTACH ? AS whole", (f"{(folder / WHOLE).resolve().as_uri()}?mode=ro",))
        with changes:
            changes.execute("CREATE TABLE IF NOT EXISTS gone (id INTEGER PRIMARY KEY)")
            for iri in iris:
                changes.execute("DELETE FROM entity WHERE iri = ?", (iri,))
                changes.execute("INSERT OR IGNORE INTO gone SELECT id FROM whole.entity_content WHERE c0 = ?", (iri,))
            changes.executemany(f"INSERT INTO entity VALUES {_COLUMNS}", map(astuple, entries))  # noqa: S608
        count = changes.execute("SELECT max((SELECT count(*) FROM gone), (SELECT count(*) FROM entity))").fetchone()[0]
    if count > MOST_CHANGES:
        _merge(folder)


def _merge(folder: Path) -> None:
    """Make the whole index anew, with the changes in it."""
    fresh = folder / f"{WHOLE}.new"
    shutil.copyfile(folder / WHOLE, fresh)
    with closing(_made(fresh)) as index:
        index.execute("ATTACH ? AS changes", (str(folder / CHANGES),))
        with index:
            index.execute("DELETE FROM entity WHERE rowid IN (SELECT id FROM changes.gone)")
            index.execute("INSERT INTO entity SELECT * FROM changes.entity")
    fresh.replace(folder / WHOLE)
    (folder / CHANGES).unlink()


def _made(path: Path) -> sqlite3.Connection:
    index = sqlite3.connect(path.resolve().as_uri(), uri=True)
    index.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")  # it is not published yet
    index.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS entity USING fts5(iri UNINDEXED, type UNINDEXED, label, names, description,"
        " identifiers, tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3')"
    )
    index.execute("CREATE INDEX IF NOT EXISTS iris ON entity_content (c0)")
    index.execute("CREATE INDEX IF NOT EXISTS labels ON entity_content (c1, c2)")  # of a type
    return index


def _opened(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{(folder / WHOLE).resolve().as_uri()}?mode=ro", uri=True)


def iris(folder: Path, type_: str | None = None, limit: int = -1, offset: int = 0) -> list[str]:
    """The IRIs of the entities of a type, or of all, in their order; raises ``sqlite3.Error`` for a damaged index."""
    where = "WHERE type = ?" if type_ else "WHERE ? IS NULL"
    with closing(_opened(folder)) as index:
        all_ = f"SELECT iri FROM main.entity {where}"  # noqa: S608
        given: list[str | int | None] = [type_]
        if _attached(index, folder):
            all_ = f"{all_} AND {_STAYING} UNION ALL SELECT iri FROM changes.entity {where}"  # noqa: S608
            given *= 2
        found = index.execute(f"{all_} ORDER BY iri LIMIT ? OFFSET ?", [*given, limit, offset])
        return [iri for (iri,) in found]


def _attached(index: sqlite3.Connection, folder: Path) -> bool:
    """Whether there are changes, which then have the name ``changes``."""
    if not (folder / CHANGES).exists():
        return False
    index.execute("ATTACH ? AS changes", (f"{(folder / CHANGES).resolve().as_uri()}?mode=ro",))
    return True


@dataclass(frozen=True, slots=True)
class _Asked:
    """Words to be found, the last of them perhaps the beginning of one; none find all. Of a type, if one is given."""

    words: tuple[str, ...]
    type: str | None

    @classmethod
    def of(cls, text: str, type_: str | None) -> _Asked:
        *words, last = re.findall(r"\w+", text)[:32] or [""]
        return cls(tuple([*(f'"{word}"' for word in words), f'"{last}"*'] if last else ()), type_)

    def total(self, index: sqlite3.Connection, schema: str, but: str = "1") -> int:
        """How many there are in an index."""
        table = "entity" if self.words else "entity_content"
        where, values = self._where(but)
        return int(index.execute(f"SELECT count(*) FROM {schema}.{table} {where}", values).fetchone()[0])  # noqa: S608

    def rows(
        self, index: sqlite3.Connection, schema: str, limit: int, offset: int, but: str = "1"
    ) -> list[tuple[Any, ...]]:
        """Each one's rank, label, number of its row, IRI, type and excerpt: the best first, else by label."""
        where, values = self._where(but)
        found = (
            f"{_RANK} AS place, label, rowid, iri, type, snippet(entity, 4, '‹', '›', ' … ', 24)"
            f" FROM {schema}.entity {where} ORDER BY place, label"
        )
        every = f"0.0, c2, id, c0, c1, substr(c4, 1, 160) FROM {schema}.entity_content {where} ORDER BY c2"
        chosen = found if self.words else every
        return index.execute(f"SELECT {chosen} LIMIT ? OFFSET ?", [*values, limit, offset]).fetchall()

    def _where(self, but: str) -> tuple[str, list[str]]:
        conditions = {"entity MATCH ?": " ".join(self.words), "type = ?" if self.words else "c1 = ?": self.type}
        given = {condition: value for condition, value in conditions.items() if value}
        return f"WHERE {' AND '.join([but, *given])}", list(given.values())


def find(folder: Path, text: str, type_: str | None, limit: int, offset: int) -> Hits:
    """Entities that hold every word of ``text`` (the last may be a beginning), the best first; ``-1`` sets no limit.

    No text finds all, in the order of their labels.
    """
    asked = _Asked.of(text, type_)
    with closing(_opened(folder)) as index:
        if not _attached(index, folder):
            return _hits(asked.total(index, "main"), asked.rows(index, "main", limit, offset))
        changed = sorted(_weighed(index, asked.words, asked.rows(index, "changes", -1, 0)))
        total = asked.total(index, "main", _STAYING) + len(changed)
        skipped = max(0, offset - len(changed))  # so many stand before the page in any case
        most = -1 if limit < 0 else limit + len(changed)
        rows = list(merge(asked.rows(index, "main", most, skipped, _STAYING), changed, key=lambda row: row[:2]))
    rows = rows[offset - skipped :]
    return _hits(total, rows if limit < 0 else rows[:limit])


def _hits(total: int, rows: Sequence[tuple[Any, ...]]) -> Hits:
    return Hits(total, tuple(Hit(iri, type_, label, excerpt) for _, label, _, iri, type_, excerpt in rows))


def _weighed(
    index: sqlite3.Connection, words: Iterable[str], rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Rows of the changes with the rank that they would have in the whole index.

    BM25 adds up what each word says, weighed by how rare it is; in a few entities each word seems frequent.
    """
    ranks: dict[int, float] = defaultdict(float)
    few = index.execute("SELECT count(*) FROM changes.entity_docsize").fetchone()[0]
    all_ = index.execute("SELECT max(id) FROM main.entity_docsize").fetchone()[0] or 0
    for word in words:
        found = index.execute(f"SELECT rowid, {_RANK} FROM changes.entity WHERE entity MATCH ?", (word,))  # noqa: S608
        here = dict(found.fetchall())
        there = index.execute("SELECT count(*) FROM main.entity WHERE entity MATCH ?", (word,)).fetchone()[0]
        for row, rank in here.items():
            ranks[row] += rank * _rarity(all_, there) / _rarity(few, len(here))
    for _, label, row, *rest in rows:
        yield ranks[row], label, row, *rest


def _rarity(all_: int, having: int) -> float:
    """The weight of a word as FTS5 has it (https://www.sqlite.org/fts5.html#the_bm25_function)."""
    return max(math.log(max(all_ - having + 0.5, 0.5) / (having + 0.5)), 1e-6)
