"""The state that a build would publish, as readers of a snapshot see it: nothing of it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph import clock, reporting
from graph.archive import Archive
from graph.composing import Progress, compose
from graph.journal import Journal
from graph.settings import Settings
from graph.store.snapshot import Snapshot


class Proposed(Snapshot):
    """A snapshot without a store, of graphs that are in memory: its catalogue can be read, nothing can be asked."""

    def __init__(self, data: Path, number: int, base: str, graphs: Mapping[str, bytes], about: dict[str, Any]) -> None:
        self.data, self.number, self.base = data, number, base
        self.folder = data / "snapshots" / str(number)
        self.contents = graphs
        self.graphs = {iri: hashlib.sha256(content).hexdigest() for iri, content in graphs.items()}  # type: ignore[assignment]
        self.counts = about["counts"]
        self.manifest = {name: value for name, value in about.items() if name != "counts"}

    def canonical(self, iri: str) -> bytes:
        return self.contents[iri]

    def size_of(self, iri: str) -> int:
        return len(self.contents[iri])


def proposed(chosen: Settings, number: int, progress: Progress) -> Proposed:
    """What a build of archive and journal would publish as snapshot ``number``."""
    composed = compose(Archive(chosen.data), list(Journal(chosen.data).entries()), chosen, progress)
    about = {
        "title": chosen.title,
        "publisher": chosen.publisher,
        "published": clock.now(),
        "counts": reporting.counts(composed, chosen.base),
    }
    return Proposed(chosen.data, number, chosen.base, composed.graphs, about)
