"""What all documents say, merged: by what it is about, in a temporary file, so that memory stays the same.

Each graph is a layer. A layer that stands for a document has the number of that document, from 0 on; what is derived
from these, and what users wrote, are layers below 0. Statements are kept as lines of N-Triples; IRIs are given without
brackets.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path

from pyoxigraph import Literal, RdfFormat, Triple, parse

from graph.namespaces import RDFS

DERIVED, WRITTEN = -1, -2
_CACHE = -64 * 1024
"""Kibibytes of the file that are held in memory, as SQLite wants it said."""
_LABELS = 1 << 14
"""Labels that are remembered."""


class Merged:
    """The statements of the default graph as they are composed; its file is gone when the process ends."""

    def __init__(self, folder: Path) -> None:
        path = folder / "merged.sqlite"
        path.unlink(missing_ok=True)
        self.file = sqlite3.connect(path, isolation_level=None)
        self.file.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = {_CACHE};"
            "CREATE TABLE said (place INTEGER PRIMARY KEY, subject TEXT, layer INTEGER, lines TEXT);"
            "CREATE TABLE leading (node TEXT, place INTEGER);"
        )
        self._indexed = False
        self.label = lru_cache(maxsize=_LABELS)(self._label)
        """The label of an entity, if it has one; where it has several, the first."""

    def close(self) -> None:
        self.file.close()

    def add(self, layer: int, content: bytes) -> None:
        """Add a graph's statements, given as canonical N-Quads; they stand sorted there."""
        if not content:
            return
        lines = content.decode().split("\n")[:-1]
        graph = len(lines[0]) - lines[0].rindex(" <")
        self.file.execute("BEGIN")
        for subject, about in groupby((f"{line[:-graph]} .\n" for line in lines), _subject):
            self._insert(subject, layer, list(about))
        self.file.execute("COMMIT")

    def _insert(self, subject: str, layer: int, lines: list[str]) -> None:
        with closing(self.file.cursor()) as cursor:
            cursor.execute(
                "INSERT INTO said (subject, layer, lines) VALUES (?, ?, ?)", (subject, layer, "".join(lines))
            )
            nodes = {value[1:-4] for _, name, value in (line.split(" ", 2) for line in lines) if value[0] == "<"}
            cursor.executemany("INSERT INTO leading VALUES (?, ?)", [(node, cursor.lastrowid) for node in nodes])

    def replace(self, layer: int, content: bytes) -> None:
        """Have other statements in a layer."""
        self.file.execute("CREATE INDEX IF NOT EXISTS said_by ON said (layer)")
        self.file.execute("CREATE INDEX IF NOT EXISTS leading_by ON leading (place)")
        self.file.execute("DELETE FROM leading WHERE place IN (SELECT place FROM said WHERE layer = ?)", (layer,))
        self.file.execute("DELETE FROM said WHERE layer = ?", (layer,))
        self.add(layer, content)

    def layers(self, iris: Iterable[str]) -> set[int]:
        """The documents that speak of one of these, or that lead to one."""
        found = set[int]()
        for iri in iris:
            found.update(layer for layer, _ in self._said(iri))
            found.update(layer for layer, _ in self._leading(iri))
        return {layer for layer in found if layer >= 0}

    def has(self, iri: str) -> bool:
        """Whether something is said about it."""
        return next(iter(self._said(iri)), None) is not None

    def said(self, iri: str) -> list[tuple[int, str]]:
        """What documents say about it: the layer, and lines of N-Triples."""
        return [(layer, lines) for layer, lines in self._said(iri) if layer >= 0]

    def lines(self, iri: str) -> list[str]:
        """All that is said about it, each statement once."""
        return list(dict.fromkeys(chain.from_iterable(_split(lines) for _, lines in self._said(iri))))

    def about(self, iri: str) -> list[Triple]:
        """The same as triples."""
        return triples("".join(self.lines(iri)))

    def _label(self, iri: str) -> str | None:
        said = (triple.object for triple in self.about(iri) if triple.predicate == RDFS.label)
        return min((label.value for label in said if isinstance(label, Literal)), default=None)

    def leading(self, iri: str) -> set[str]:
        """What has a statement that leads to it."""
        self._index()
        query = "SELECT DISTINCT subject FROM leading JOIN said USING (place) WHERE node = ?"
        return {subject for (subject,) in self.file.execute(query, (iri,))}

    def leads(self, iri: str) -> Iterator[str]:
        """The statements that lead to it, perhaps more than once."""
        end = f" <{iri}> .\n"
        for _, lines in self._leading(iri):
            yield from (line for line in _split(lines) if line.endswith(end))

    def subjects(self, start: str = "") -> Iterator[str]:
        """What something is said about and whose IRI has this start, in the order of IRIs."""
        self._index()
        query = "SELECT DISTINCT subject FROM said WHERE subject >= ? AND subject < ? ORDER BY subject"
        with closing(self.file.execute(query, (start, f"{start}\U0010ffff"))) as rows:
            yield from (subject for (subject,) in rows)

    def entities(self) -> Iterator[tuple[str, list[Triple]]]:
        """All statements by what they are about, each once, in the order of IRIs."""
        self._index()
        rows = self.file.execute("SELECT subject, lines FROM said ORDER BY subject, layer")
        for subject, several in groupby(rows, lambda row: row[0]):
            yield subject, triples("".join(dict.fromkeys(chain.from_iterable(_split(lines) for _, lines in several))))

    def triples(self) -> Iterator[Triple]:
        """All statements, each once."""
        return chain.from_iterable(about for _, about in self.entities())

    def _said(self, iri: str) -> Iterator[tuple[int, str]]:
        self._index()
        yield from self.file.execute("SELECT layer, lines FROM said WHERE subject = ? ORDER BY layer", (iri,))

    def _leading(self, iri: str) -> Iterator[tuple[int, str]]:
        self._index()
        yield from self.file.execute("SELECT layer, lines FROM leading JOIN said USING (place) WHERE node = ?", (iri,))

    def _index(self) -> None:
        """Make it quick to find things, once the documents are in."""
        if not self._indexed:
            self.file.execute("CREATE INDEX said_about ON said (subject, layer)")
            self.file.execute("CREATE INDEX leading_to ON leading (node)")
            self._indexed = True


def triples(lines: str) -> list[Triple]:
    """Lines of N-Triples as triples."""
    return [quad.triple for quad in parse(lines.encode(), RdfFormat.N_TRIPLES)]


def _subject(line: str) -> str:
    return line[1 : line.index(">")]


def _split(lines: str) -> list[str]:
    return [f"{line}\n" for line in lines.split("\n")[:-1]]
