"""What was composed before, in a file that may be deleted.

What a document says of things that are called as before is neither written nor validated again; nor is DCAT derived
again of what is said as before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path

from graph import basis, cachefile
from graph.gate import Quarantined
from graph.quality.corrections import Corrected
from graph.readings import Read
from graph.report import Finding
from graph.waiting import Content, Waiting

TABLES = ("documents", "derived")
SOME = 256
"""Rows that are written together, so that others who write wait for a moment only."""


@dataclass(frozen=True, slots=True)
class Came:
    """What a document came to: its graphs by their IRIs, the first of them what it says, with the number of statements
    of each; and its text. There are none where nothing passed."""

    graphs: tuple[tuple[str, Content, int], ...] = ()
    text: Content | None = None
    findings: tuple[Finding, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()

    def written(self) -> str:
        """The same as JSON."""
        return json.dumps([self.graphs, self.text, self.findings, self.quarantined], default=astuple)

    @classmethod
    def of(cls, written: str) -> Came:
        graphs, text, findings, held = json.loads(written)
        return cls(
            tuple((iri, Content(*content), statements) for iri, content, statements in graphs),
            Content(*text) if text else None,
            tuple(Finding(*each) for each in findings),
            tuple(Quarantined(iri, document, tuple(messages)) for iri, document, messages in held),
        )


class ComposedBefore:
    """What came of documents by their keys, and derived graphs by their IRIs, each with the name of all that it
    depends on. Content is in ``waiting``, or was; ``about`` is the digest of what is the same for all.
    """

    def __init__(self, folder: Path, about: str, waiting: Waiting) -> None:
        columns = "(key TEXT PRIMARY KEY, name TEXT, came TEXT)"
        self.file = cachefile.opened(folder / "composed.sqlite", *(f"{table} {columns}" for table in TABLES))
        self.about = about
        self.waiting = waiting
        self._coming: dict[str, list[tuple[str, str, str]]] = {table: [] for table in TABLES}

    def document(self, read: Read, called: str) -> Came | None:
        """What came of a document, if all that it depends on is as it was and the content is still there.

        ``called`` is the digest of what the things in it are called.
        """
        found = self._get("documents", read.key, self._name(read, called))
        if found is None:
            return None
        came = Came.of(found)
        graphs = all(self.waiting.has(content) for _, content, _ in came.graphs)
        return came if graphs and (came.text is None or self.waiting.has_text(came.text)) else None

    def keep_document(self, read: Read, called: str, came: Came) -> None:
        """Keep what came of a document."""
        self._keep("documents", read.key, self._name(read, called), came.written())

    def derived(self, graph: str, source: str) -> bytes | None:
        """The content of a derived graph, if what it was derived from, told as ``source``, is as it was."""
        found = self._get("derived", graph, self._digest(source))
        content = Content(*json.loads(found)) if found else None
        return self.waiting.read(content.digest) if content and self.waiting.has(content) else None

    def keep_derived(self, graph: str, source: str, content: bytes) -> None:
        """Keep the content of a derived graph."""
        self._keep("derived", graph, self._digest(source), json.dumps(astuple(self.waiting.keep(content))))

    def _get(self, table: str, key: str, name: str) -> str | None:
        query = f"SELECT came FROM {table} WHERE key = ? AND name = ?"  # noqa: S608
        with closing(self.file.execute(query, (key, name))) as rows:
            found = rows.fetchone()
        return str(found[0]) if found else None

    def _keep(self, table: str, *row: str) -> None:
        key, name, came = row
        self._coming[table].append((key, name, came))
        if len(self._coming[table]) == SOME:
            self._write(table)

    def _write(self, table: str) -> None:
        with self.file:
            self.file.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", self._coming[table])  # noqa: S608
        self._coming[table].clear()

    def _name(self, read: Read, called: str) -> str:
        source = (read.source.publisher_of(read.url), read.source.licence)
        return self._digest(read.task, read.harvested.sha256, read.changed, read.url, *source, called)

    def _digest(self, *told: str | None) -> str:
        return hashlib.sha256(json.dumps((self.about, *told)).encode()).hexdigest()

    def close(self, documents: Iterable[str], graphs: Iterable[str]) -> None:
        """Forget all documents and graphs but these."""
        for table, standing in zip(TABLES, (documents, graphs), strict=True):
            self._write(table)
            with self.file:
                self.file.execute("CREATE TEMPORARY TABLE standing (key TEXT PRIMARY KEY)")
                self.file.executemany("INSERT OR IGNORE INTO standing VALUES (?)", ((key,) for key in standing))
                self.file.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT key FROM standing)")  # noqa: S608
                self.file.execute("DROP TABLE standing")
        self.file.close()


def about(base: str, engine: str | None, corrected: Corrected) -> str:
    """The digest of what all that is composed depends on."""
    told = (basis.code(), base, engine, corrected.told())
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
