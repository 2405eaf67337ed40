"""Reading one document: the task that may be done in another process, and the store of what came of it."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph import cachefile
from graph.erasing.redaction import MASK, unmasked
from graph.records import Reading
from graph.settings import PACKAGE
from graph.sources import DocumentError, read
from graph.sources.base import Document


@dataclass(frozen=True, slots=True)
class Task:
    """A document to be read as a kind; ``name`` is what the outcome is kept under."""

    name: str
    kind: str
    document: Document


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a document could not be read, and where."""

    error: str
    position: str | None = None


Outcome = Reading | Unreadable


def task_name(kind: str, sha256: str, name: str, url: str | None, mapping: str | None) -> str:
    """By which the outcome of a reading is known: all that a source may look at, and the version of its code."""
    told = "\n".join((code(), kind, sha256, name, url or "", mapping or ""))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def code() -> str:
    """The digest of everything by which documents are read."""
    told = hashlib.sha256()
    own = [PACKAGE / f"{name}.py" for name in ("identifiers", "records", "statements", "reading", "erasing/redaction")]
    folders = (PACKAGE / "sources", PACKAGE / "narrative")
    for path in (*own, *(p for folder in folders for p in sorted(folder.rglob("*")))):
        if path.suffix in (".py", ".yml"):
            told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()


def outcome(task: Task) -> tuple[str, bytes]:
    """Do a task: its name, and what came of it in the form in which it is kept."""
    return task.name, pickle.dumps(_outcome(task), pickle.HIGHEST_PROTOCOL)


def _outcome(task: Task) -> Outcome:
    try:
        made = read(task.document, task.kind)
        return unmasked(made) if MASK.encode() in task.document.content else made
    except DocumentError as error:
        return Unreadable(error.message, error.position)
    except (OSError, ValueError, LookupError) as error:
        return Unreadable(str(error))


class Outcomes:
    """What came of readings, in a file that may be deleted: it saves reading again what has not changed.

    ``listings`` are the documents that a larger one holds, by its name.
    """

    def __init__(self, folder: Path) -> None:
        columns = "(name TEXT PRIMARY KEY, code TEXT, content BLOB)"
        self.file = cachefile.opened(folder / "readings.sqlite", f"outcomes {columns}", f"listings {columns}")

    def close(self) -> None:
        self.file.commit()
        self.file.close()

    def has(self, name: str) -> bool:
        return self._one("SELECT 1 FROM outcomes WHERE name = ?", name) is not None

    def outcome(self, name: str) -> Outcome:
        """What came of a task; raises ``KeyError`` where it has not been done."""
        row = self._one("SELECT content FROM outcomes WHERE name = ?", name)
        if row is None:
            raise KeyError(name)
        made = pickle.loads(row[0])  # noqa: S301  (our own file in the data folder)
        assert isinstance(made, Reading | Unreadable)
        return made

    def keep(self, made: Iterable[tuple[str, bytes]]) -> None:
        """Keep outcomes as they come."""
        for number, row in enumerate(made, 1):
            self.file.execute("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?)", (row[0], code(), row[1]))
            if number % 1000 == 0:
                self.file.commit()
        self.file.commit()

    def listing(self, name: str) -> list[Any] | None:
        row = self._one("SELECT content FROM listings WHERE name = ?", name)
        return pickle.loads(row[0]) if row else None  # noqa: S301

    def keep_listing(self, name: str, listed: Sequence[Any]) -> None:
        content = pickle.dumps(list(listed), pickle.HIGHEST_PROTOCOL)
        self.file.execute("INSERT OR REPLACE INTO listings VALUES (?, ?, ?)", (name, code(), content))
        self.file.commit()

    def forget(self) -> None:
        """Forget what another version of the code has made."""
        for table in ("outcomes", "listings"):
            self.file.execute(f"DELETE FROM {table} WHERE code != ?", (code(),))  # noqa: S608
        self.file.commit()

    def _one(self, query: str, name: str) -> Any:
        with closing(self.file.execute(query, (name,))) as found:
            return found.fetchone()
