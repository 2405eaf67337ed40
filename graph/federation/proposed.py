"""The state that a build would publish, as readers of a snapshot see it: nothing of it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph import clock, reporting
from graph.archive import Archive
from graph.composing import Composed, Progress, compose
from graph.journal import Journal
from graph.settings import Settings
from graph.store.snapshot import Snapshot
from graph.waiting import Waiting


class Proposed(Snapshot):
    """A snapshot without a store: its catalogue can be read, nothing can be asked."""

    def __init__(self, data: Path, number: int, base: str, composed: Composed, about: dict[str, Any]) -> None:
        self.data, self.number, self.base = data, number, base
        self.folder = data / "snapshots" / str(number)
        self.composed = composed
        self.graphs = composed.graphs  # type: ignore[assignment]
        self.counts = about["counts"]
        self.manifest = {name: value for name, value in about.items() if name != "counts"}

    def canonical(self, iri: str) -> bytes:
        return self.composed.content(iri)

    def size_of(self, iri: str) -> int:
        return self.composed.waiting.size_of(self.graphs[iri])


@contextmanager
def proposed(chosen: Settings, number: int, progress: Progress) -> Iterator[Proposed]:
    """What a build of archive and journal would publish as snapshot ``number``."""
    with Waiting(chosen.data) as waiting:
        composed = compose(Archive(chosen.data), list(Journal(chosen.data).entries()), chosen, progress, waiting)
        about = {
            "title": chosen.title,
            "publisher": chosen.publisher,
            "published": clock.now(),
            "counts": reporting.counts(composed, chosen.base),
        }
        yield Proposed(chosen.data, number, chosen.base, composed, about)
