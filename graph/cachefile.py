"""A file of results that may be deleted: what it saves is made anew without it, as when it is damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def opened(path: Path, *tables: str) -> sqlite3.Connection:
    """The file at a path, with these tables, each told as ``name (columns)``; a damaged one is replaced.

    Raises ``sqlite3.OperationalError`` where there is no room, or no right to write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connected(path, tables)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        path.unlink()
        return _connected(path, tables)


def _connected(path: Path, tables: tuple[str, ...]) -> sqlite3.Connection:
    file = sqlite3.connect(path, isolation_level="DEFERRED", timeout=60)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = OFF")
    for table in tables:
        file.execute(f"CREATE TABLE IF NOT EXISTS {table}")
    return file
