"""Records that are kept back: which, why, what is served in their place, and what tells the two versions apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode, Triple

from graph import reading
from graph.archive import Archive, Harvested
from graph.cutting import Cutter, Piece
from graph.identity.kept import Reader
from graph.identity.keys import Keys
from graph.identity.parts import with_parents
from graph.mapping import map_reading
from graph.quality import logged
from graph.reading import Outcomes
from graph.records import Reading
from graph.report import short
from graph.statements import digest
from graph.store import evidence
from graph.store.snapshot import Snapshot
from graph.summaries import type_of

LARGEST = 32 << 20
"""Bytes of an archived version that is cut and read for a comparison."""


class NoComparison(ValueError):
    """Two versions cannot be compared; the message says why."""


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is kept back, by which document's statements (``None``: the merged view), and why.

    ``served``: an earlier version of the document is published in its place. ``there``: the record has a page,
    by that version or by what other documents say of it.
    """

    iri: str
    label: str
    type: str
    document: str | None
    messages: tuple[str, ...]
    served: bool
    there: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A statement that only the served version makes (``-``), or only the one that is kept back (``+``)."""

    sign: str
    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a document, by their lines of the harvest log; ``lines`` tells the statements that differ."""

    document: str
    served: Harvested
    held: Harvested
    lines: tuple[Line, ...]


def held(snapshot: Snapshot) -> list[Held]:
    """What is kept back, in the order of labels."""
    rows = snapshot.report.get("documents", ())
    stale = {row["key"] for row in rows if row["status"] == "stale"}
    found = []
    for row in snapshot.report.get("quarantined", ()):
        there = any(True for _ in snapshot.store.quads_for_pattern(NamedNode(row["iri"]), None, None, None))
        label = row["label"] or row["iri"].rstrip("/").rsplit("/", 1)[-1].replace("-", " ")
        kind = row["type"] or type_of(row["iri"], snapshot.base) or ""
        told = row["document"], tuple(row["messages"]), row["document"] in stale, there
        found.append(Held(row["iri"], label, kind, *told))
    return sorted(found, key=lambda one: (one.label.casefold(), one.iri, one.document or ""))


def compared(snapshot: Snapshot, document: str) -> Comparison:
    """What the served version of a document says and the one that is kept back does not, and the other way round.

    Raises :class:`NoComparison`.
    """
    if not any(one.document == document and one.served for one in held(snapshot)):
        raise NoComparison(f"no earlier version of {document} is published in the place of one that is kept back")
    return _compared(snapshot.data, snapshot.number, document)


@lru_cache(maxsize=16)
def _compared(data: Path, number: int, document: str) -> Comparison:
    snapshot = Snapshot(data, number)
    graph = f"{snapshot.base}graph/source/{document}"
    source = evidence.sources(snapshot, [graph]).get(graph)
    if source is None:
        raise NoComparison(f"it is not known of which bytes {document} was read")
    sha256 = source.document.rsplit("/", 1)[-1]
    with TemporaryDirectory(prefix="catalograph-compare-") as folder:
        outcomes = Outcomes(Path(folder))
        try:
            cutter = Cutter(Archive(data), outcomes)
            pieces = list(_versions(snapshot, document, sha256, cutter))
            served = next((piece for piece in pieces if piece.line.sha256 == sha256), None)
            newest = next((piece for piece in reversed(pieces) if piece.line.sha256 != sha256), None)
            if served is None or newest is None:
                raise NoComparison(f"the archive does not have both versions of {document} any longer")
            said = [set(_said(snapshot, document, cutter, piece)) for piece in (served, newest)]
        finally:
            outcomes.close()
    lines = [_line("-", triple, snapshot.base) for triple in said[0] - said[1]]
    lines += [_line("+", triple, snapshot.base) for triple in said[1] - said[0]]
    ordered = sorted(lines, key=lambda line: (line.subject, line.predicate, line.sign == "+", line.object))
    return Comparison(document, served.line, newest.line, tuple(ordered))


def _versions(snapshot: Snapshot, document: str, sha256: str, cutter: Cutter) -> Iterator[Piece]:
    """The document in each archived version that holds it, oldest first."""
    known = logged.lines(snapshot.data)
    row: dict[str, str] = next((r for r in snapshot.report["documents"] if r["key"] == document), {})
    names = [sha256, document, row.get("url"), row.get("name"), (row.get("name") or "").partition("#")[0]]
    near = {line.location for name in names if name for line in known.get(name, ())}
    lines = (line for location in near for line in known.get(location, ()) if line.sha256 and line.size <= LARGEST)
    for line in logged.distinct(lines):
        pieces = cutter.pieces(line)
        for piece in pieces:
            if piece.readable and (piece.key == document or (piece.key is None and len(pieces) == 1)):
                yield piece


def _said(snapshot: Snapshot, document: str, cutter: Cutter, piece: Piece) -> Iterator[Triple]:
    tasks = (t for v in cutter.archive.versions()[piece.line.location] for t in cutter.tasks(v) if t.name == piece.task)
    cutter.outcomes.keep(map(reading.outcome, tasks))
    made = cutter.outcomes.outcome(piece.task)
    if not isinstance(made, Reading):
        raise NoComparison(f"a version of {document} cannot be read: {made.error}")
    known = Reader(snapshot.folder)

    def node(keys: Keys) -> tuple[NamedNode, str]:
        for key in (*keys.strong, keys.own):
            if len(paths := known.paths(key)) == 1:
                thing = known.thing(paths[0])
                return NamedNode(f"{snapshot.base}{paths[0]}"), thing.label if thing else ""
        return NamedNode(f"{snapshot.base}id/{keys.type}/new-{digest(keys.own)}"), ""

    for statement in map_reading(with_parents(made), document, snapshot.base, node):
        yield statement.triple


def _line(sign: str, triple: Triple, base: str) -> Line:
    terms = (triple.subject, triple.predicate, triple.object)
    return Line(sign, *(_short(term, base) for term in terms))


def _short(term: object, base: str) -> str:
    if not isinstance(term, NamedNode):
        return str(term)
    own = term.value.removeprefix(base)
    return own if own != term.value else short(term.value)
