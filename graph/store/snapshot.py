"""A published snapshot, read-only: what every reader sees."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QueryTriples, Store, Triple

from graph.serialization import PREFIXES, Format, write
from graph.statements import read_canonical
from graph.store import search
from graph.store.base import Answer, Form, NotAcceptable, QueryError
from graph.store.guard import check

MAX_QUERY = 256 * 1024


class NoSnapshot(Exception):
    """Nothing has been published in this data folder yet."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about an entity and the named graphs that make it."""

    predicate: NamedNode
    object: Any
    graphs: tuple[str, ...]


class Snapshot:
    """Snapshot ``number`` of a catalogue; everything in it stays as it is for ever."""

    def __init__(self, data: Path, number: int) -> None:
        self.data = data
        self.folder = data / "snapshots" / str(number)
        try:
            self.manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_bytes())
        except FileNotFoundError as error:
            raise NoSnapshot(f"snapshot {number} is not in {data}") from error
        self.number = number
        self.digest: str = self.manifest["digest"]
        self.base: str = self.manifest["base"]
        self.graphs: Mapping[str, str] = self.manifest["graphs"]
        self.store = Store.read_only(str(self.folder / "store"))

    @cached_property
    def counts(self) -> dict[str, Any]:
        """Totals and facets, counted once when the snapshot was made."""
        found: dict[str, Any] = json.loads((self.folder / "counts.json").read_bytes())
        return found

    @cached_property
    def report(self) -> dict[str, Any]:
        """What became of each document of the build: read, failed, quarantined, with the findings."""
        found: dict[str, Any] = json.loads((self.folder / "report.json").read_bytes())
        return found

    def query(
        self,
        text: str,
        formats: Mapping[Form, Format | None],
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """See :meth:`graph.store.base.Store.query`."""
        check(text, MAX_QUERY)
        chosen: dict[str, Any] = {}
        try:
            if default_graphs or named_graphs:
                chosen["default_graph"] = [NamedNode(iri) for iri in default_graphs]
                chosen["named_graphs"] = [NamedNode(iri) for iri in named_graphs]
            found = self.store.query(text, base_iri=self.base, **chosen)
            form: Form = "graph" if isinstance(found, QueryTriples) else "results"
            format = formats.get(form)
            if format is None:
                raise NotAcceptable(form)
            if isinstance(found, QueryTriples):
                return Answer(write(found, format), format)
            assert format.results is not None
            return Answer(found.serialize(format=format.results) or b"", format)
        except (SyntaxError, ValueError) as error:
            raise QueryError(str(error)) from error

    def rows(self, text: str, **substitutions: Any) -> list[dict[str, Any]]:
        """The rows of one of our own SELECT queries, values as terms. Variables are bound by keyword."""
        from pyoxigraph import Variable

        bound = {Variable(name): term for name, term in substitutions.items()}
        found = self.store.query(text, prefixes=PREFIXES, base_iri=self.base, substitutions=bound)
        assert not isinstance(found, QueryBoolean | QueryTriples)
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names} for row in found]

    def graph(self, iri: str) -> Iterator[Quad]:
        """The canonical quads of a named graph; raises ``KeyError`` where the snapshot has none such."""
        return iter(read_canonical(self.canonical(iri)))

    def canonical(self, iri: str) -> bytes:
        """The canonical N-Quads of a named graph, as they were digested."""
        sha256 = self.graphs[iri]
        return (self.data / "graphs" / sha256[:2] / f"{sha256}.nq").read_bytes()

    def facts(self, iri: str) -> list[Fact]:
        """All that is said of an entity in the published graphs, and by which graph."""
        found: dict[tuple[NamedNode, Any], list[str]] = {}
        for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, None):
            if not isinstance(quad.graph_name, DefaultGraph):
                found.setdefault((quad.predicate, quad.object), []).append(quad.graph_name.value)
        facts = (Fact(p, o, tuple(sorted(graphs))) for (p, o), graphs in found.items())
        return sorted(facts, key=lambda fact: (fact.predicate.value, str(fact.object)))

    def describe(self, iri: str) -> list[Triple]:
        """The entity's document: what is said of it, and of the nodes that have no page of their own.

        Read from the canonical quads, whose literals are exactly as they were written.
        """
        graphs = sorted({graph for fact in self.facts(iri) for graph in fact.graphs if in_default(graph, self.base)})
        by_subject: dict[Any, set[Triple]] = {}
        for graph in graphs:
            for quad in self.graph(graph):
                by_subject.setdefault(quad.subject, set()).add(quad.triple)
        genid = f"{self.base}.well-known/genid/"
        wanted: list[Any] = [NamedNode(iri)]
        found: set[Triple] = set()
        while wanted:
            for triple in by_subject.pop(wanted.pop(), ()):
                found.add(triple)
                if isinstance(triple.object, NamedNode) and triple.object.value.startswith(genid):
                    wanted.append(triple.object)
        return sorted(found, key=str)

    def search(self, text: str, type_: str | None = None, limit: int = 20, offset: int = 0) -> search.Hits:
        """Entities whose names, descriptions or identifiers hold all the words, the best first."""
        return search.find(self.folder / "search.sqlite", text, type_, limit, offset)

    def text(self, sha256: str) -> str | None:
        """The plain text extracted from a published document, by its digest."""
        if sha256 not in self.manifest["texts"]:
            return None
        return (self.data / "texts" / sha256).read_text("utf-8")


def in_default(graph: str, base: str) -> bool:
    """Whether a named graph's statements are part of the default graph."""
    path = graph.removeprefix(f"{base}graph/")
    return path.startswith(("source/", "dcat/", "user/")) or path in ("identity", "ontology")


class Snapshots:
    """The snapshots of a data folder; :meth:`current` follows a publish without being told."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._open: Snapshot | None = None

    def current(self) -> Snapshot:
        """The newest published snapshot; raises :class:`NoSnapshot` where there is none."""
        try:
            number = int((self.data / "current").readlink().name)
        except (FileNotFoundError, OSError) as error:
            raise NoSnapshot(f"nothing is published in {self.data}; run: catalograph build SOURCE…") from error
        if self._open is None or self._open.number != number:
            self._open = Snapshot(self.data, number)
        return self._open

    def numbers(self) -> list[int]:
        """The snapshots that are kept, the oldest first."""
        folder = self.data / "snapshots"
        return sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdigit())
