"""A graph and what is found in it, kept true as it changes: each node is validated with exactly what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import pyoxigraph as ox

from graph.acyclic import acyclic
from graph.report import Finding, Report, report_of
from graph.validation import engines
from graph.validation.keeping import Found, Memory, Results
from graph.validation.places import found, places
from graph.validation.reach import Node, Target, reach_of
from graph.validation.shapes import Shapes, part
from graph.validation.statements import Graph, Index, Statements, parts


class Checked:
    """A graph and all that is found in it, kept true as the graph changes."""

    def __init__(
        self,
        statements: Statements,
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
        self.found: dict[Node, Found] = {}
        self._elsewhere: Found = ()
        with acyclic():
            self.index = Index(statements)
            self._check(self.reach.focus_nodes(self.index))
        self._whole()

    @property
    def report(self) -> Report:
        """All that is found in the graph as it is."""
        return report_of([finding for found in (*self.found.values(), self._elsewhere) for finding in found])

    @acyclic()
    def change(self, added: Iterable[ox.Triple], removed: Iterable[ox.Triple] = ()) -> set[Node]:
        """Change the graph; returns the nodes that had to be looked at again. What is added stays."""
        staying = list(added)
        fresh = self.index.add(staying)
        gone = {triple for triple in map(parts, removed) if self.index.has(triple)} - set(map(parts, staying))
        concerned = self.reach.concerned(self.index, (*fresh, *gone))
        self.index.drop(gone)
        for node in concerned:
            self.found.pop(node, None)
        now = {node: targets for node in concerned if (targets := self.reach.targets_of(self.index, node))}
        self._check(now.items())
        if fresh or gone:
            self._whole()
        return concerned

    def _check(self, nodes: Iterable[tuple[Node, Sequence[Target]]]) -> None:
        """Find what there is at focus nodes: what is known of what is read, and the rest by validation."""
        read = places(self.index, nodes, self.shapes, self.engine)
        for place, findings in found(read, self.results, self.engine, self.executor):
            self.found[place.node] = (*self.found.get(place.node, ()), *findings)

    def _whole(self) -> None:
        self._elsewhere = _whole(self.index, self.shapes, self.engine)


def reports(
    graphs: Sequence[Graph], shapes: Shapes, results: Results | Memory, engine: str | None, executor: str
) -> Iterator[Report]:
    """The report on each of these graphs by itself."""
    name = engines.name(engine)
    reach = reach_of(shapes)
    read = (places(graph, reach.focus_nodes(graph), shapes, name, number) for number, graph in enumerate(graphs))
    told: dict[int, list[Finding]] = {number: [] for number in range(len(graphs))}
    for place, findings in found(chain.from_iterable(read), results, name, executor):
        told[place.graph] += findings
    for number, graph in enumerate(graphs):
        yield report_of([*told[number], *_whole(graph, shapes, name)])


def _whole(graph: Graph, shapes: Shapes, engine: str) -> Found:
    """What the shapes find that may read anything: of these a graph is validated as a whole."""
    reading = reach_of(shapes).whole
    if not reading:
        return ()
    data = "".join(graph.lines()).encode()
    return engines.validate_text(data, part(shapes, reading), lambda _: reading, engine).findings
