"""What was found of a node is kept under what was read of it: only what has changed is validated again.

The name of a result is the digest of the node, of every statement that its shapes' paths reach, of the shapes and
of the engine. So it can be kept for good, in a file that may be deleted, and does not ask where a change came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

from graph import cachefile
from graph.report import Finding

Found = tuple[Finding, ...]
_TOGETHER = 500


class Results:
    """Results by their names, in a file that may be deleted."""

    def __init__(self, folder: Path) -> None:
        columns = "(name BLOB PRIMARY KEY, shapes TEXT, content TEXT)"
        self.file = cachefile.opened(folder / "validation.sqlite", f"results {columns}")

    def get(self, names: Iterable[bytes]) -> dict[bytes, Found]:
        """Those that are known."""
        found: dict[bytes, Found] = {}
        names = list(names)
        for start in range(0, len(names), _TOGETHER):
            some = names[start : start + _TOGETHER]
            marks = ", ".join("?" * len(some))
            query = f"SELECT name, content FROM results WHERE name IN ({marks})"  # noqa: S608
            with closing(self.file.execute(query, some)) as rows:
                found |= {name: tuple(Finding(*row) for row in json.loads(content)) for name, content in rows}
        return found

    def keep(self, made: Mapping[bytes, Found], shapes: str) -> None:
        """Keep results that shapes of this digest gave."""
        rows = ((name, shapes, json.dumps([astuple(f) for f in found])) for name, found in made.items())
        with self.file:
            self.file.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)

    def forget(self, shapes: Iterable[str]) -> None:
        """Forget the results of all shapes but these, by their digests."""
        known = list(shapes)
        with self.file:
            marks = ", ".join("?" * len(known))
            self.file.execute(f"DELETE FROM results WHERE shapes NOT IN ({marks})", known)  # noqa: S608

    def close(self) -> None:
        self.file.close()


class Memory:
    """The same, for as long as a process runs."""

    def __init__(self) -> None:
        self.known: dict[bytes, Found] = {}

    def get(self, names: Iterable[bytes]) -> dict[bytes, Found]:
        return {name: self.known[name] for name in names if name in self.known}

    def keep(self, made: Mapping[bytes, Found], shapes: str) -> None:  # noqa: ARG002
        self.known |= made
