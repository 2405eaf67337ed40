"""Focus nodes as they are read in their graphs, and what is found at them: known of before, or by validation.

Nodes of many graphs are validated together, where each reads the same in the statements of all of them as in its own.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import pyoxigraph as ox

from graph.executing import mapped
from graph.report import Finding
from graph.validation import engines
from graph.validation.keeping import Found, Memory, Results
from graph.validation.reach import Node, Reach, Target, reach_of
from graph.validation.screen import screen_of
from graph.validation.second import plain
from graph.validation.shapes import Shapes, targeted
from graph.validation.statements import Graph, Index
from graph.validation.terms import Term

TOGETHER = 1024
"""Nodes that are validated together: enough to share what they all read, few enough to share out the work."""
_CHUNK = 4 * TOGETHER
"""Nodes of which is asked at once what is known."""


@dataclass(frozen=True, slots=True)
class Place:
    """A focus node in a graph (by its number), with the states of its targets and the statements that are read of it.

    ``shapes`` are what an engine has to hold it against, ``name`` is the name of what is found there; see
    :mod:`graph.validation.keeping`.
    """

    graph: int
    node: Node
    shapes: Shapes
    states: tuple[int, ...]
    entries: tuple[str, ...]
    lines: frozenset[str]
    name: bytes


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

    asked = {entry for node in task.nodes for entry in of(node)}
    report = engines.validate_text(task.lines.encode(), shapes, of, task.engine, task.read, asked)
    return list(report.findings)


@lru_cache(maxsize=4)
def _shapes(text: bytes, digest: str) -> tuple[Shapes, dict[str, Term]]:
    shapes = Shapes(tuple(quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)), digest)
    return shapes, {str(entry): entry for entry in targeted(shapes.described)}


def places(
    graph: Graph, nodes: Iterable[tuple[Node, Sequence[Target]]], shapes: Shapes, engine: str, number: int = 0
) -> Iterator[Place]:
    """Focus nodes of a graph as they are read there: those that do not conform without doubt, by what is in doubt."""
    screen = None if engine == engines.REFERENCE else screen_of(shapes)
    for node, targets in nodes:
        for held, left in screen.left(graph, node, targets, shapes) if screen else [(shapes, targets)]:
            yield _place(graph, node, left, held, engine, number)


def _place(graph: Graph, node: Node, targets: Sequence[Target], shapes: Shapes, engine: str, number: int) -> Place:
    states = tuple(target.state for target in targets)
    lines = frozenset(reach_of(shapes).read(graph, node, states))
    told = hashlib.sha256(f"{shapes.key} {engine} {node}\n".encode())
    told.update("".join(sorted(lines)).encode())
    return Place(number, node, shapes, states, tuple(str(t.entry) for t in targets), lines, told.digest())


def found(of: Iterable[Place], results: Results | Memory, engine: str, executor: str) -> Iterator[tuple[Place, Found]]:
    """The places where something is found, in no order."""
    known: list[tuple[Place, Found]] = []
    waiting: deque[dict[bytes, list[Place]]] = deque()

    def tasks() -> Iterator[Task]:
        source = iter(of)
        while chunk := list(islice(source, _CHUNK)):
            results_of = results.get({place.name for place in chunk})
            known.extend((place, results_of[place.name]) for place in chunk if results_of.get(place.name))
            missing = [place for place in chunk if place.name not in results_of]
            for together in _packed(missing):
                waiting.append(together)
                yield _task([same[0] for same in together.values()], engine)

    for findings in mapped(work, tasks(), executor):
        together = waiting.popleft()
        made: dict[bytes, Found] = dict.fromkeys(together, ())
        names = {plain(same[0].node): name for name, same in together.items()}
        for finding in findings:
            made[names[finding.focus_node]] += (finding,)
        results.keep(made, next(iter(together.values()))[0].shapes.digest)
        yield from ((place, made[name]) for name, same in together.items() for place in same if made[name])
        yield from known
        known.clear()
    yield from known


def _packed(missing: Iterable[Place]) -> Iterator[dict[bytes, list[Place]]]:
    """Places that can be validated together, by their names; what has the same name is found the same."""
    same: dict[bytes, list[Place]] = {}
    for place in missing:
        same.setdefault(place.name, []).append(place)
    alike: dict[Shapes, list[Place]] = {}
    for each in same.values():
        alike.setdefault(each[0].shapes, []).append(each[0])
    for shapes, pending in alike.items():
        while pending:
            some, rest = pending[:TOGETHER], pending[TOGETHER:]
            fitting = _fitting(some, reach_of(shapes))
            yield {place.name: same[place.name] for place in fitting}
            taken = {place.name for place in fitting}
            pending = [*(place for place in some if place.name not in taken), *rest]


def _fitting(some: list[Place], reach: Reach) -> list[Place]:
    """Those that are targeted and read the same among the statements of all as in their own graph; at least those of
    the first graph.

    Taking some away leaves that as it is for the others: they read what they read before, or less, but never less
    than in their own graph.
    """
    first = [place for place in some if place.graph == some[0].graph]
    if len(first) == len(some):
        return some
    index = Index()
    index.add_lines(line[:-1] for place in some for line in place.lines)
    met = dict[Node, Place]()
    for place in some:
        if place.node in met or reach.read(index, place.node, place.states) != place.lines:
            continue
        if tuple(str(target.entry) for target in reach.targets_of(index, place.node)) == place.entries:
            met[place.node] = place
    return list(met.values()) or first


def _task(nodes: Sequence[Place], engine: str) -> Task:
    shapes = nodes[0].shapes
    lines = set[str]().union(*(place.lines for place in nodes))
    entries = {place.node: place.entries for place in nodes}
    read = {place.node: place.lines for place in nodes}
    return Task("".join(sorted(lines)), entries, read, shapes.text, shapes.digest, engine)
