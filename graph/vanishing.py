"""Why an entity is published no longer: what became of the documents that spoke of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyoxigraph import NamedNode

from graph.archive import Archive
from graph.composing import Composed
from graph.store.snapshot import Snapshot

NOBODY = "Nothing that is published speaks of it any longer."
_INVALID = "What is said of it does not pass the shapes any longer."
_MOST = 3
"""Reasons that are told of one entity."""


class Reasons:
    """What the archive and the last build tell of entities that the snapshot ``before`` had and ``composed`` lacks."""

    def __init__(self, before: Snapshot | None, composed: Composed, archive: Archive, base: str) -> None:
        self.before = before
        self.composed = composed
        self.base = base
        newest = (versions[-1] for versions in archive.versions().values())
        self.lines = {line.name: line.gone for line in newest if line.gone}
        self.left_out = {f.harvested.name for f in composed.readings.failures if f.status == "left out"}
        self.rows = {row["key"]: row for row in before.report["documents"]} if before else {}
        self.quarantined = {held.iri for held in composed.passed.quarantined}

    def __call__(self, path: str) -> str:
        """In a sentence or more, which name no document: its address may be what was to go."""
        iri = f"{self.base}{path}"
        if into := self.composed.ledger.retired.get(path):
            return f"It was merged into {self.base}{into}."
        if iri in self.quarantined:
            return _INVALID
        told = dict.fromkeys(self._of(self.rows.get(key, {}), key) for key in self._documents(iri))
        return " ".join(list(told)[:_MOST]) or NOBODY

    def _documents(self, iri: str) -> Iterator[str]:
        """The keys of the documents that spoke of it."""
        if self.before is None:
            return
        start = f"{self.base}graph/source/"
        said = self.before.store.quads_for_pattern(NamedNode(iri), None, None, None)
        names = {quad.graph_name.value for quad in said if isinstance(quad.graph_name, NamedNode)}
        yield from (name.removeprefix(start) for name in sorted(names) if name.startswith(start))

    def _of(self, row: dict[str, Any], key: str) -> str:
        """What became of a document of that row of the report."""
        readings, name = self.composed.readings, row.get("name", "")
        if key in readings.read:
            return "The document that described it speaks of it no longer."
        if key in readings.deleted:
            return f"Its source deleted the document that described it; seen on {readings.deleted[key][:10]}."
        if name in self.left_out:
            return "The document that described it is left out."
        gone = self.lines.get(name) or self.lines.get(name.partition("#")[0])
        if gone:
            return f"The document that described it is gone at its source: {gone}."
        return "Its source lists the document that described it no longer."
