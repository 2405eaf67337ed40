"""What shapes read: from a focus node, exactly the statements that its shapes' paths reach.

The shapes are compiled into one automaton. A state is a place in a shape at which a node stands; a step follows a
property forwards or backwards to the next state, and a statement that a step follows is read. What a shape reads
of a node is then a walk, and whom a changed statement concerns is the same walk backwards. A shape with a query
(``sh:sparql``) declares the paths that it reads from ``$this`` with ``cg:reads``, or concerns everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from weakref import WeakKeyDictionary

from graph.namespaces import CG, OWL, RDF, RDFS, SH
from graph.validation import paths
from graph.validation.paths import Path
from graph.validation.shapes import Shapes, ShapesError, reached, targeted
from graph.validation.statements import Graph
from graph.validation.terms import Described, Term

ANY = ""
"""In the place of a property: whichever there is (``sh:closed``)."""
TYPE, SUBCLASS = str(RDF.type), str(RDFS.subClassOf)
_NESTED = (SH.property, SH.node, SH.term("not"), SH.qualifiedValueShape)
_LISTS = (SH.term("and"), SH.term("or"), SH.xone)
_BESIDE = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_WHOLE = (SH.js, SH.expression, SH.target)
Node = str
"""A term as N-Triples write it."""
Step = tuple[bool, str]
"""Forwards or not, and the property as N-Triples write it."""


@dataclass(slots=True)
class Target:
    """What makes nodes focus nodes of an entry (SHACL, 2.1.3)."""

    entry: Term
    state: int
    classes: list[Node] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    subjects_of: list[Node] = field(default_factory=list)
    objects_of: list[Node] = field(default_factory=list)


class Reach:
    """The automaton of a shapes graph. ``whole`` are the entries that may read anything."""

    def __init__(self, shapes: Described, entries: Iterable[Term]) -> None:
        self.shapes = shapes
        self.targets: list[Target] = []
        self._edges: list[dict[Step, set[int]]] = []
        self._silent: list[set[int]] = []
        self._states: dict[Term, tuple[int, int]] = {}
        self._reading: set[Term] = set()
        for entry in sorted(entries, key=str):
            self._entry(entry)
        self.whole = {t.entry for t in self.targets if reached(shapes, t.entry) & self._reading}
        self.targets = [target for target in self.targets if target.entry not in self.whole]
        self._by_class: dict[Node, list[int]] = defaultdict(list)
        for number, target in enumerate(self.targets):
            for class_ in target.classes:
                self._by_class[class_].append(number)
        named = ((n, (*t.nodes, *t.subjects_of, *t.objects_of)) for n, t in enumerate(self.targets))
        self._otherwise = [number for number, names in named if names]
        self.steps = [self._forwards(state) for state in range(len(self._edges))]
        self._back = self._backwards()

    def focus_nodes(self, graph: Graph) -> Iterator[tuple[Node, list[Target]]]:
        """The focus nodes that a graph has, each with what it is targeted by, in the order of the graph's subjects."""
        objects = {name for target in self.targets for name in target.objects_of}
        elsewhere = [node for target in self.targets for node in target.nodes]
        elsewhere += [node for name in sorted(objects) for node in graph.ends(name, False)]
        others = (node for node in dict.fromkeys(elsewhere) if not any(graph.step(node, ANY, True)))
        of_types: dict[tuple[Node, ...], set[int]] = {}
        for node in chain(graph.nodes(), others):
            types = tuple(graph.about(node).get(TYPE, ()))
            if (known := of_types.get(types)) is None:
                known = of_types[types] = self._of_types(graph, types)
            if targets := self._targets(graph, node, known):
                yield node, targets

    def targets_of(self, graph: Graph, node: Node) -> list[Target]:
        """What a node is targeted by."""
        return self._targets(graph, node, self._of_types(graph, graph.about(node).get(TYPE, ())))

    def _of_types(self, graph: Graph, types: Iterable[Node]) -> set[int]:
        """What nodes of these types are targeted by, by number."""
        return {number for class_ in _closure(graph, types, True) for number in self._by_class.get(class_, ())}

    def _targets(self, graph: Graph, node: Node, of_types: set[int]) -> list[Target]:
        found = set(of_types) if self._otherwise else of_types
        for number in self._otherwise:
            target = self.targets[number]
            if (
                node in target.nodes
                or any(graph.step(node, name, True) for name in target.subjects_of)
                or any(graph.step(node, name, False) for name in target.objects_of)
            ):
                found.add(number)
        return [self.targets[number] for number in sorted(found)]

    def entries(self, graph: Graph, node: Node) -> list[Term]:
        """The shapes whose focus node a node is, and those of which that cannot be told."""
        return [*(target.entry for target in self.targets_of(graph, node)), *self.whole]

    def read(self, graph: Graph, focus: Node, states: Iterable[int]) -> set[str]:
        """The statements, as lines, that the shapes of these states read of a node."""
        lines: set[str] = set()
        pending = [(focus, state) for state in states]
        seen = set(pending)
        while pending:
            node, state = pending.pop()
            for (onwards, name), then in self.steps[state].items():
                for other, line in graph.step(node, name, onwards):
                    lines.add(line)
                    fresh = {(other, state) for state in then} - seen
                    seen |= fresh
                    pending += fresh
        return lines

    def concerned(self, graph: Graph, changed: Iterable[tuple[Node, str, Node]]) -> set[Node]:
        """The nodes whose reading may have met one of these statements; the graph holds old and new ones."""
        pending = [place for triple in changed for place in self._read_at(*triple)]
        seen = set(pending)
        found: set[Node] = set()
        starts = {target.state for target in self.targets}
        while pending:
            node, state = pending.pop()
            if state in starts:
                found.add(node)
            for (onwards, name), before in self._back[state].items():
                for other, _ in graph.step(node, name, not onwards):
                    fresh = {(other, state) for state in before} - seen
                    seen |= fresh
                    pending += fresh
        return found

    def _read_at(self, subject: Node, name: str, value: Node) -> Iterator[tuple[Node, int]]:
        for state, steps in enumerate(self.steps):
            if (True, name) in steps or (True, ANY) in steps:
                yield subject, state
            if (False, name) in steps:
                yield value, state

    def _entry(self, entry: Term) -> None:
        told = self.shapes
        target = Target(entry, self._new())
        target.classes = [str(value) for value in told.values(entry, SH.targetClass)]
        if {RDFS.Class, OWL.Class} & set(told.values(entry, RDF.type)):
            target.classes.append(str(entry))
        target.nodes = [str(value) for value in told.values(entry, SH.targetNode)]
        target.subjects_of = [str(value) for value in told.values(entry, SH.targetSubjectsOf)]
        target.objects_of = [str(value) for value in told.values(entry, SH.targetObjectsOf)]
        self.targets.append(target)
        if target.classes:
            self._types(target.state)
        for names, onwards in ((target.subjects_of, True), (target.objects_of, False)):
            for name in names:
                self._edge(target.state, (onwards, name), self._new())
        self._silent[target.state].add(self._enter(entry)[0])

    def _enter(self, shape: Term) -> tuple[int, int]:
        """The states of a shape: that of the node that it is about, and that of its values."""
        if shape in self._states:
            return self._states[shape]
        told = self.shapes
        focus = self._new()
        values = self._new() if told.values(shape, SH.path) else focus
        self._states[shape] = focus, values
        try:
            for path in told.values(shape, SH.path):
                self._path(paths.read(told, path), focus, values)
            for constraint in told.values(shape, SH.sparql):
                self._query(shape, constraint, focus)
        except paths.PathError:
            self._reading.add(shape)
        if any(told.values(shape, kind) for kind in _WHOLE):
            self._reading.add(shape)
        if told.values(shape, SH.path) and told.values(shape, SH.property):  # what is found is found at another node
            self._reading.add(shape)
        for kind in _NESTED:
            for nested in told.values(shape, kind):
                self._silent[values].add(self._enter(nested)[0])
        for kind in _LISTS:
            for nodes in told.values(shape, kind):
                for nested in told.items(nodes):
                    self._silent[values].add(self._enter(nested)[0])
        for sibling in self._siblings(shape):
            self._silent[values].add(self._enter(sibling)[0])
        if told.values(shape, SH.term("class")):
            self._types(values)
        for kind in _BESIDE:
            for other in told.values(shape, kind):
                self._edge(focus, (True, str(other)), self._new())
        if told.values(shape, SH.closed):
            self._edge(values, (True, ANY), self._new())
        return focus, values

    def _siblings(self, shape: Term) -> Iterator[Term]:
        """The qualified value shapes of the sibling shapes (SHACL, 4.7.3)."""
        if not self.shapes.values(shape, SH.qualifiedValueShapesDisjoint):
            return
        for parent in self.shapes.leading(shape):
            for sibling in self.shapes.values(parent, SH.property):
                yield from self.shapes.values(sibling, SH.qualifiedValueShape)

    def _query(self, shape: Term, constraint: Term, focus: int) -> None:
        declared = self.shapes.values(constraint, CG.reads)
        if not declared:
            self._reading.add(shape)
        for path in declared:
            self._path(paths.read(self.shapes, path), focus, self._new())

    def _types(self, state: int) -> None:
        """A node's types and their superclasses, for a class that is asked for (SHACL, 1.1)."""
        above = self._new()
        self._edge(state, (True, TYPE), above)
        self._edge(above, (True, SUBCLASS), above)

    def _path(self, path: Path, start: int, end: int, onwards: bool = True) -> None:
        if not path.sign:
            self._edge(start, (onwards, f"<{path.iri}>"), end)
        elif path.sign == "^":
            self._path(path.parts[0], start, end, not onwards)
        elif path.sign == "|":
            for part in path.parts:
                self._path(part, start, end, onwards)
        elif path.sign == "/":
            parts = path.parts if onwards else path.parts[::-1]
            for part in parts[:-1]:
                then = self._new()
                self._path(part, start, then, onwards)
                start = then
            self._path(parts[-1], start, end, onwards)
        else:
            middle = self._new()
            self._silent[start].add(middle)
            after = self._new()
            self._path(path.parts[0], middle, after, onwards)
            self._silent[after].add(end)
            if path.sign != "+":
                self._silent[start].add(end)
            if path.sign != "?":
                self._silent[after].add(middle)

    def _new(self) -> int:
        self._edges.append({})
        self._silent.append(set())
        return len(self._edges) - 1

    def _edge(self, state: int, step: Step, then: int) -> None:
        self._edges[state].setdefault(step, set()).add(then)

    def _forwards(self, state: int) -> dict[Step, set[int]]:
        """The steps from a state, what is reached in silence included; states that lead nowhere are left out."""
        found, pending = {state}, [state]
        while pending:
            fresh = self._silent[pending.pop()] - found
            found |= fresh
            pending += fresh
        steps: dict[Step, set[int]] = {}
        for silent in found:
            for step, then in self._edges[silent].items():
                steps.setdefault(step, set()).update(s for s in then if self._edges[s] or self._silent[s])
        return steps

    def _backwards(self) -> list[dict[Step, set[int]]]:
        back: list[dict[Step, set[int]]] = [defaultdict(set) for _ in self.steps]
        for state, steps in enumerate(self.steps):
            for step, then in steps.items():
                for other in then:
                    back[other][step].add(state)
        return [dict(steps) for steps in back]


def _closure(graph: Graph, classes: Iterable[Node], up: bool) -> set[Node]:
    """The classes and those above them, or below."""
    found = set(classes)
    pending = list(found)
    while pending:
        for other, _ in graph.step(pending.pop(), SUBCLASS, up):
            if other not in found:
                found.add(other)
                pending.append(other)
    return found


_reaches: WeakKeyDictionary[Shapes, Reach] = WeakKeyDictionary()


def reach_of(shapes: Shapes) -> Reach:
    """The automaton of shapes, compiled once. Raises :class:`ShapesError` for shapes that are nested too deeply."""
    if shapes not in _reaches:
        try:
            _reaches[shapes] = Reach(shapes.described, targeted(shapes.described))
        except RecursionError as error:
            raise ShapesError("the shapes refer to one another too deeply to be evaluated") from error
    return _reaches[shapes]
