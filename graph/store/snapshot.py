"""A published snapshot, read-only: what every reader sees."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QueryTriples, Store, Triple

from graph.quality.corrections import Corrected, in_store
from graph.serialization import PREFIXES, Format, write
from graph.statements import read_canonical
from graph.store import datafolder, files, search
from graph.store.base import Answer, Form, NotAcceptable, QueryError
from graph.store.guard import check
from graph.store.listing import Listing

RETRY = 30.0
"""Seconds after which a damaged snapshot is tried again, should the damage have been passing."""
MAX_QUERY = 256 * 1024


class NoSnapshot(Exception):
    """Nothing has been published in this data folder yet."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about an entity and the named graphs that make it."""

    predicate: NamedNode
    object: Any
    graphs: tuple[str, ...]


class DamagedSnapshot(NoSnapshot):
    """A snapshot that is there and cannot be opened."""


class Snapshot:
    """Snapshot ``number`` of a catalogue; everything in it stays as it is for ever.

    What it shares with the snapshot ``like`` is not read again. Raises :class:`NoSnapshot` where it is not kept,
    :class:`DamagedSnapshot` where it cannot be opened.
    """

    def __init__(self, data: Path, number: int, like: Snapshot | None = None) -> None:
        self.data = data
        self.number = number
        self.folder = data / "snapshots" / str(number)
        if not self.folder.is_dir():
            raise NoSnapshot(f"snapshot {number} is not in {data}")
        try:
            self.manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_bytes())
            self.digest: str = self.manifest["digest"]
            self.base: str = self.manifest["base"]
            self.graphs: Listing = Listing.of(data, self.manifest["graphs"], like.graphs if like else None)
            self.texts: Listing = Listing.of(data, self.manifest["texts"], like.texts if like else None)
            self._check(like)
            self.store = Store.read_only(str(self.folder / "store"))
            if "files" not in self.manifest and self.graphs and not self.store.query("ASK { GRAPH ?g { ?s ?p ?o } }"):
                raise ValueError("its store is empty")
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise DamagedSnapshot(f"snapshot {number} cannot be opened: {_told(error)}") from error
        if like is not None and "report" in like.__dict__ and files.same(self._report, like._report):
            self.report = like.report

    @property
    def _report(self) -> Path:
        return self.folder / "report.json"

    def _check(self, like: Snapshot | None) -> None:
        """Files of another size: the engine opens a store whose list of files was cut as an empty one."""
        changed = files.differing(self.folder, self.manifest.get("files", {}))
        changed += [part.name for part in self.graphs.missing(like.graphs if like else None)]
        changed += [part.name for part in self.texts.missing(like.texts if like else None)]
        if changed:
            raise ValueError(f"{', '.join(changed[:3])} cut or missing")

    def missing(self) -> list[Path]:
        """The kept graphs and texts of this snapshot that are not there."""
        graphs = (self.data / "graphs" / sha256[:2] / f"{sha256}.nq" for sha256 in self.graphs.values())
        texts = (self.data / "texts" / sha256 for sha256 in self.texts)
        return [path for path in (*graphs, *texts) if not path.exists()]

    @cached_property
    def counts(self) -> dict[str, Any]:
        """Totals and facets, counted once when the snapshot was made."""
        found: dict[str, Any] = json.loads((self.folder / "counts.json").read_bytes())
        return found

    @cached_property
    def report(self) -> dict[str, Any]:
        """What became of each document of the build: read, failed, quarantined, with the findings."""
        found: dict[str, Any] = json.loads(self._report.read_bytes())
        return found

    @cached_property
    def corrected(self) -> Corrected:
        """What curators have put right, which is not in the default graph."""
        return Corrected(one for _, one in in_store(self.store, self.base))

    def agrees(self, triple: Triple) -> bool:
        """Whether a statement of a graph of the default graph is in it: no curator has corrected it."""
        return not self._corrects or Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) in self.store

    @cached_property
    def _corrects(self) -> bool:
        return any(in_store(self.store, self.base))

    @cached_property
    def stale(self) -> frozenset[str]:
        """The graphs of documents of which an earlier version is published: the newest one is not valid."""
        rows = self.report.get("documents", ())
        return frozenset(f"{self.base}graph/source/{row['key']}" for row in rows if row["status"] == "stale")

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
        found: Any = None
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
            raise QueryError(str(error)) from error.with_traceback(None)
        finally:
            found = None  # an engine's result must end in its own thread, and an exception would carry it off

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
        with open(self._place(iri), "rb") as file:  # noqa: PTH123 (a page of a catalogue reads a hundred of them)
            return file.read()

    def size_of(self, iri: str) -> int:
        """Bytes of the canonical N-Quads of a named graph."""
        return os.stat(self._place(iri)).st_size  # noqa: PTH116

    def _place(self, iri: str) -> str:
        sha256 = self.graphs[iri]
        return f"{self.data}/graphs/{sha256[:2]}/{sha256}.nq"

    def facts(self, iri: str) -> list[Fact]:
        """All that is said of an entity in the published graphs, and by which graph."""
        found: dict[tuple[NamedNode, Any], list[str]] = {}
        for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, None):
            if not isinstance(quad.graph_name, DefaultGraph):
                found.setdefault((quad.predicate, quad.object), []).append(quad.graph_name.value)
        facts = (Fact(p, o, tuple(sorted(graphs))) for (p, o), graphs in found.items())
        return sorted(facts, key=lambda fact: (fact.predicate.value, str(fact.object)))

    def describe(self, iri: str) -> list[Triple]:
        """The entity's document: what the default graph says of it, and of the nodes that have no page of their own.

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
            for triple in filter(self.agrees, by_subject.pop(wanted.pop(), ())):
                found.add(triple)
                if isinstance(triple.object, NamedNode) and triple.object.value.startswith(genid):
                    wanted.append(triple.object)
        return sorted(found, key=str)

    def search(self, text: str, type_: str | None = None, limit: int = 20, offset: int = 0) -> search.Hits:
        """Entities whose names, descriptions or identifiers hold all the words, the best first."""
        return search.find(self.folder, text, type_, limit, offset)

    def text(self, sha256: str) -> str | None:
        """The plain text extracted from a published document, by its digest."""
        if sha256 not in self.texts:
            return None
        return (self.data / "texts" / sha256).read_text("utf-8")


SHARED_FOLDERS, SHARED = ("source/", "dcat/", "catalogue/", "user/"), ("identity", "ontology")
"""The graphs of the default graph below ``<base>graph/``: how their names begin, and whole names."""


def in_default(graph: str, base: str) -> bool:
    """Whether a named graph's statements are part of the default graph, but for those that are corrected."""
    path = graph.removeprefix(f"{base}graph/")
    return path.startswith(SHARED_FOLDERS) or path in SHARED


@dataclass(frozen=True, slots=True)
class _Held:
    """What is open: the number that ``current`` had, the snapshot, why it is another one, and since when."""

    published: int | None
    snapshot: Snapshot
    problem: str | None
    since: float


class Snapshots:
    """The snapshots of a data folder; :meth:`current` follows a publish without being told."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._current = str(data / "current")
        self._held: _Held | None = None

    @property
    def problem(self) -> str | None:
        """Why :meth:`current` gave an older snapshot than the one that was published last, if it did."""
        return self._held.problem if self._held else None

    def current(self) -> Snapshot:
        """The newest published snapshot; raises :class:`NoSnapshot` where there is none.

        Where that one cannot be opened, the newest that can: then :attr:`problem` says so. Looking costs
        one ``readlink``; what is open is opened again only after a publish.
        """
        held, number = self._held, self.published()
        fine = held is not None and held.published == number
        if held is None or not fine or (held.problem and time.monotonic() - held.since > RETRY):
            held = self._held = self._opened(number)
        return held.snapshot

    def published(self) -> int | None:
        """The number of the snapshot that was published last, as ``current`` says."""
        try:
            return int(os.readlink(self._current).rpartition("/")[2])  # noqa: PTH115 (each request asks this, twice)
        except (OSError, ValueError):
            return None

    def _opened(self, number: int | None) -> _Held:
        try:
            datafolder.check(self.data)
        except datafolder.Unusable as error:
            raise NoSnapshot(str(error)) from error
        try:
            if number is not None:
                like = self._held.snapshot if self._held else None
                return _Held(number, Snapshot(self.data, number, like), None, time.monotonic())
            problem = f"{self.data / 'current'} leads nowhere"
        except NoSnapshot as error:
            problem = str(error)
        if self.published() != number:
            return self._opened(self.published())
        for older in reversed([kept for kept in self.numbers() if number is None or kept < number]):
            try:
                opened = Snapshot(self.data, older)
            except NoSnapshot:
                continue
            told = f"{problem}; snapshot {older} is served instead; run: catalograph rebuild"
            return _Held(number, opened, told, time.monotonic())
        if number is not None or self.numbers():
            raise NoSnapshot(f"no snapshot in {self.data} can be opened ({problem}); run: catalograph rebuild")
        if (self.data / "archive" / "harvest.jsonl").exists():
            raise NoSnapshot(f"nothing is published in {self.data}; run: catalograph rebuild")
        raise NoSnapshot(f"nothing is published in {self.data}; run: catalograph build SOURCE…")

    def numbers(self) -> list[int]:
        """The snapshots that are kept, the oldest first."""
        found = (self.data / "snapshots").glob("[0-9]*")
        return sorted(int(path.name) for path in found if path.name.isdigit())


def _told(error: Exception) -> str:
    """An error in a few words; some engines' errors go on for lines."""
    words = " ".join(str(error).split())
    return f"no {words}" if isinstance(error, KeyError) else words[:200]
