"""A graph and what is found in it, kept true as it changes: each node is validated with exactly what it reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from graph.executing import mapped
from graph.report import Finding, Report, report_of
from graph.validation import engines
from graph.validation.keeping import Found, Memory, Results
from graph.validation.reach import Node, Target, reach_of
from graph.validation.second import plain
from graph.validation.shapes import Shapes, part, targeted
from graph.validation.statements import Index, parts
from graph.validation.terms import Term

TOGETHER = 256
"""Nodes that are validated together: enough to share what they all read, few enough to share out the work."""


@dataclass(frozen=True, slots=True)
class Task:
    """Nodes to be validated, with what is read of them, wherever there is room; ``shapes`` are N-Triples."""

    lines: str
    nodes: Mapping[Node, tuple[str, ...]]
    read: Mapping[Node, frozenset[str]]
    shapes: bytes
    digest: str
    engine: str


def work(task: Task) -> list[Finding]:
    """What is found at the nodes of a task."""
    shapes, entries = _shapes(task.shapes, task.digest)

    def of(node: Node) -> list[Term]:
        return [entries[name] for name in task.nodes.get(node, ())]

    report = engines.validate_text(task.lines.encode(), shapes, of, task.engine, task.read)
    return list(report.findings)


@lru_cache(maxsize=4)
def _shapes(text: bytes, digest: str) -> tuple[Shapes, dict[str, Term]]:
    shapes = Shapes(tuple(quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)), digest)
    return shapes, {str(entry): entry for entry in targeted(shapes.described)}


class Checked:
    """A graph and all that is found in it, kept true as the graph changes."""

    def __init__(
        self,
        triples: Iterable[ox.Triple],
        shapes: Shapes,
        results: Results | Memory | None = None,
        engine: str | None = None,
        executor: str = "1",
    ) -> None:
        self.shapes = shapes
        self.results = results or Memory()
        self.engine = engines.name(engine)
        self.executor = executor
        self.reach = reach_of(shapes)
        self.index = Index(triples)
        self.found: dict[Node, Found] = {}
        self._elsewhere: Found = ()
        self._check(self.reach.focus_nodes(self.index))
        self._whole()

    @property
    def report(self) -> Report:
        """All that is found in the graph as it is."""
        return report_of([finding for found in (*self.found.values(), self._elsewhere) for finding in found])

    def change(self, added: Iterable[ox.Triple], removed: Iterable[ox.Triple] = ()) -> set[Node]:
        """Change the graph; returns the nodes that had to be looked at again. What is added stays."""
        fresh = self.index.add(added)
        gone = {triple for triple in map(parts, removed) if self.index.has(triple)} - set(fresh)
        concerned = self.reach.concerned(self.index, (*fresh, *gone))
        self.index.drop(gone)
        for node in concerned:
            self.found.pop(node, None)
        now = {node: targets for node in concerned if (targets := self.reach.targets_of(self.index, node))}
        self._check(now)
        if fresh or gone:
            self._whole()
        return concerned

    def _check(self, nodes: Mapping[Node, Sequence[Target]]) -> None:
        """Find what there is at focus nodes: what is known of what is read, and the rest by validation."""
        read: dict[Node, set[str]] = {}
        names: dict[Node, bytes] = {}
        for node, targets in nodes.items():
            read[node] = self.reach.read(self.index, node, [target.state for target in targets])
            names[node] = self._name(node, read[node])
        known = self.results.get(names.values())
        missing = [node for node in nodes if names[node] not in known]
        made: dict[bytes, Found] = {names[node]: () for node in missing}
        by_node = {plain(node): node for node in missing}
        for findings in mapped(work, self._tasks(missing, read, nodes), self.executor):
            for finding in findings:
                made[names[by_node[finding.focus_node]]] += (finding,)
        self.results.keep(made, self.shapes.digest)
        for node, name in names.items():
            if found := known.get(name) or made.get(name):
                self.found[node] = found

    def _tasks(
        self, nodes: Sequence[Node], read: Mapping[Node, set[str]], targets: Mapping[Node, Sequence[Target]]
    ) -> Iterator[Task]:
        for start in range(0, len(nodes), TOGETHER):
            some = nodes[start : start + TOGETHER]
            lines = set[str]().union(*(read[node] for node in some))
            entries = {node: tuple(str(target.entry) for target in targets[node]) for node in some}
            own = {node: frozenset(read[node]) for node in some}
            yield Task("".join(sorted(lines)), entries, own, self.shapes.text, self.shapes.digest, self.engine)

    def _name(self, node: Node, lines: Iterable[str]) -> bytes:
        told = hashlib.sha256(f"{self.shapes.key} {self.engine} {node}\n".encode())
        told.update("".join(sorted(lines)).encode())
        return told.digest()

    def _whole(self) -> None:
        """What the shapes find that may read anything: of these the graph is validated as a whole."""
        if self.reach.whole:
            shapes = part(self.shapes, self.reach.whole)
            data = "".join(self.index.lines()).encode()
            report = engines.validate_text(data, shapes, lambda _: self.reach.whole, self.engine)
            self._elsewhere = report.findings
