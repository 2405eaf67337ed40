"""What a build would change, before it does: statement by statement, by source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from graph import reporting
from graph.composing import Composed
from graph.namespaces import RDFS
from graph.serialization import PREFIXES
from graph.statements import read_canonical
from graph.store import difference
from graph.store.difference import Change
from graph.store.snapshot import Snapshot

DERIVED = "derived and own graphs"
"""Where changes are told that no source states: DCAT, provenance, the quality report."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement that comes (``+``) or goes (``-``), in words and as short terms."""

    sign: str
    subject: str
    label: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one source changes. ``lines`` tells all, but of what is derived only the numbers are told."""

    name: str
    added: int
    removed: int
    documents: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a build would change of the snapshot of that number; ``held`` says why it would not be published."""

    snapshot: int | None
    changes: tuple[Change, ...]
    parts: tuple[Part, ...]
    failures: tuple[Mapping[str, Any], ...]
    held: tuple[str, ...]

    def patch(self) -> Iterator[bytes]:
        """It as an RDF Patch."""
        return difference.patch_of("preview", self.changes)

    def page(self) -> str:
        """It as an HTML page that needs nothing else."""
        from jinja2 import Environment, FileSystemLoader

        folder = FileSystemLoader(Path(__file__).parent)
        environment = Environment(loader=folder, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        return environment.get_template("preview.html").render(preview=self)

    def as_json(self) -> dict[str, Any]:
        """It for machines: the numbers, and the statements as N-Quads lines."""
        return {
            "snapshot": self.snapshot,
            "held": list(self.held),
            "sources": [
                {"source": p.name, "documents": p.documents, "added": p.added, "removed": p.removed} for p in self.parts
            ],
            "added": [line.decode().strip() for change in self.changes for line in change.added],
            "removed": [line.decode().strip() for change in self.changes for line in change.removed],
            "failures": [dict(failure) for failure in self.failures],
        }


def preview(current: Snapshot | None, composed: Composed, base: str, held: Iterable[str]) -> Preview:
    """Compare what would be published with what is."""
    changes = tuple(_changes(current, composed))
    report = reporting.report(composed, base)
    rows = {row["key"]: row["source"] or row["kind"] for row in report["documents"] if row["key"]}
    earlier = current.report["documents"] if current else ()
    rows = {row["key"]: row.get("source") or row["kind"] for row in earlier if row["key"]} | rows
    by_source: dict[str, list[Change]] = {}
    for change in changes:
        key = change.graph.removeprefix(f"{base}graph/source/")
        by_source.setdefault(rows.get(key, DERIVED), []).append(change)
    names = sorted(by_source, key=lambda name: (name == DERIVED, name))
    parts = tuple(_part(name, by_source[name], composed.merged.label, base) for name in names)
    failures = tuple(row for row in report["documents"] if row["status"] in ("failed", "stale", "left out"))
    return Preview(current.number if current else None, changes, parts, failures, tuple(held))


def _changes(current: Snapshot | None, composed: Composed) -> Iterator[Change]:
    known = current.graphs if current else {}
    for graph in sorted({*known, *composed.graphs}):
        if known.get(graph) != composed.graphs.get(graph):
            before = current.canonical(graph) if current and graph in known else b""
            yield difference.change(graph, before, composed.content(graph) if graph in composed.graphs else b"")


def _part(name: str, changes: list[Change], label: Callable[[str], str | None], base: str) -> Part:
    added = sum(len(change.added) for change in changes)
    removed = sum(len(change.removed) for change in changes)
    told = () if name == DERIVED else tuple(line for change in changes for line in _lines(change, label, base))
    return Part(name, added, removed, len(changes), told)


def _lines(change: Change, label: Callable[[str], str | None], base: str) -> Iterator[Line]:
    said = [("-", quad) for quad in read_canonical(b"".join(change.removed))]
    said += [("+", quad) for quad in read_canonical(b"".join(change.added))]
    for sign, quad in sorted(said, key=lambda each: (str(each[1].subject), str(each[1].predicate), each[0] == "+")):
        subject = quad.subject.value if isinstance(quad.subject, NamedNode) else str(quad.subject)
        told = (label(subject) or "") if quad.predicate != RDFS.label else ""
        yield Line(sign, short(quad.subject, base), told, short(quad.predicate, base), short(quad.object, base))


def short(term: object, base: str) -> str:
    """A term as people write it: with a prefix, or under the base, where one fits."""
    if not isinstance(term, NamedNode):
        return str(term)
    for prefix, namespace in PREFIXES.items():
        rest = term.value.removeprefix(namespace)
        if rest != term.value and rest.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{rest}"
    return f"<{term.value.removeprefix(base)}>"
