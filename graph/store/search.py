"""The search index of a snapshot: SQLite FTS5, diacritics folded, prefixes found."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path


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


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Make the index of all entities."""
    with closing(sqlite3.connect(path)) as index, index:
        index.execute(
            "CREATE VIRTUAL TABLE entity USING fts5(iri UNINDEXED, type UNINDEXED, label, names, description,"
            " identifiers, tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3')"
        )
        index.executemany(
            "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)",
            ((e.iri, e.type, e.label, e.names, e.description, e.identifiers) for e in entries),
        )


def replace(path: Path, iris: Iterable[str], entries: Iterable[Entry]) -> None:
    """Take entities out of an index, and put these in."""
    with closing(sqlite3.connect(path)) as index, index:
        index.executemany("DELETE FROM entity WHERE iri = ?", ((iri,) for iri in iris))
        index.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)", map(astuple, entries))


def find(path: Path, text: str, type_: str | None, limit: int, offset: int) -> Hits:
    """Entities that hold every word of ``text`` (the last may be a beginning), the best first.

    No text finds all, in the order of their labels.
    """
    words = re.findall(r"\w+", text)[:32]
    match = " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*']) if words else None
    conditions = [("entity MATCH ?", match)] if match else []
    if type_:
        conditions.append(("type = ?", type_))
    where = f" WHERE {' AND '.join(c for c, _ in conditions)}" if conditions else ""
    values = [value for _, value in conditions]
    order = "bm25(entity, 0, 0, 10, 6, 1, 8), label" if match else "label"
    excerpt = "snippet(entity, 4, '‹', '›', ' … ', 24)" if match else "substr(description, 1, 160)"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as index:
        total = index.execute(f"SELECT count(*) FROM entity{where}", values).fetchone()[0]  # noqa: S608
        rows = index.execute(
            f"SELECT iri, type, label, {excerpt} FROM entity{where} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608
            [*values, limit, offset],
        ).fetchall()
    return Hits(total, tuple(Hit(*row) for row in rows))
