"""The content of datasets as it was before it was changed or deleted, for those who follow the feed from its start.

A build makes again what is published, not what was. So a publish keeps what it takes the place of, beside the
journal, as ``data/journal/versions/<snapshot>.sqlite``: in proportion to the change. An erasure removes all of it.
"""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from graph.store import files


def _place(data: Path, snapshot: int) -> Path:
    return data / "journal" / "versions" / f"{snapshot}.sqlite"


def keep(data: Path, snapshot: int, contents: Mapping[str, bytes]) -> None:
    """Keep what snapshot ``snapshot`` takes the place of: canonical N-Triples by their checksums."""
    place = _place(data, snapshot)
    place.unlink(missing_ok=True)  # of a publish that was killed
    if not contents:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f".{place.name}.tmp")
    new.unlink(missing_ok=True)
    with closing(sqlite3.connect(new)) as file, file:
        file.execute("CREATE TABLE version (checksum TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID")
        rows = ((checksum, zlib.compress(content)) for checksum, content in sorted(contents.items()))
        file.executemany("INSERT INTO version VALUES (?, ?)", rows)
    new.replace(place)
    files.sync_folders([place.parent, place.parent.parent])


def read(data: Path, snapshot: int, checksum: str) -> bytes | None:
    """What snapshot ``snapshot`` took the place of, or ``None`` where it is not kept (any more)."""
    place = _place(data, snapshot)
    if not place.exists():
        return None
    with closing(sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        row = file.execute("SELECT content FROM version WHERE checksum = ?", (checksum,)).fetchone()
    return zlib.decompress(row[0]) if row else None


def erase(data: Path) -> None:
    """Forget all of it: something that has to go may stand in it."""
    shutil.rmtree(data / "journal" / "versions", ignore_errors=True)
