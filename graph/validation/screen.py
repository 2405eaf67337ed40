"""What conforms without doubt, told while walking over the statements: of most nodes no engine is asked.

A check says that a node conforms, that it does not, or that it cannot tell (``None``), and says the first two only
where pySHACL says the same. A focus node that conforms has no finding; every other one goes to the engines. What is
never told here (a query, a comparison, a path that repeats) is left to them as shapes of its own, which read less.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from graph.namespaces import SH
from graph.validation import paths, values
from graph.validation.paths import Path
from graph.validation.reach import TYPE, Target, reach_of
from graph.validation.shapes import TARGETS, Shapes, part, reached, targeted
from graph.validation.statements import Graph, Node
from graph.validation.terms import Described, Term
from graph.validation.values import Told, Values

Check = Callable[[Graph, Node], Told]
"""What is told of a node."""
Get = Callable[[Graph, Node], Values]
"""The value nodes of a property shape."""
_SAID = {
    *(kind.value for kind in TARGETS),
    *(SH.term(name).value for name in ("path", "message", "severity", "name", "description", "order", "group")),
    SH.term("defaultValue").value,
}
"""Of SHACL's terms, those that constrain nothing."""


class Piece:
    """What of an entry is told together: one of its property shapes, or what it asks of the node itself (``None``)."""

    def __init__(self, entry: Term, shape: Term | None, rules: Sequence[Rule]) -> None:
        self.entry = entry
        self.shape = shape
        self.check = checking(rules)
        self._cut: tuple[Shapes, Target] | None = None

    def cut(self, shapes: Shapes) -> tuple[Shapes, Target]:
        """It as shapes of its own, and what makes nodes focus nodes of these; made once."""
        if self._cut is None:
            others = {(self.entry, shape) for shape in shapes.described.values(self.entry, SH.property)}
            made = _without(shapes, others - {(self.entry, self.shape)}, [self.entry])
            self._cut = made, reach_of(made).targets[0]
        return self._cut


@dataclass(frozen=True, eq=False)
class Screen:
    """What can be told of the focus nodes of shapes, by their entries: at once, and piece by piece.

    ``rest`` are the shapes with what cannot, and ``targets`` what makes nodes focus nodes of these.
    """

    checks: Mapping[Term, Check]
    pieces: Mapping[Term, Sequence[Piece]]
    rest: Shapes
    targets: Mapping[Term, Target]

    def left(
        self, graph: Graph, node: Node, targets: Sequence[Target], shapes: Shapes
    ) -> Iterator[tuple[Shapes, list[Target]]]:
        """The shapes that an engine has to hold a focus node of ``shapes`` against: often none."""
        for target in targets:
            check = self.checks.get(target.entry)
            if check and check(graph, node) is not True:
                for piece in self.pieces[target.entry]:
                    if piece.check(graph, node) is not True:
                        cut, only = piece.cut(shapes)
                        yield cut, [only]
        if rest := [self.targets[target.entry] for target in targets if target.entry in self.targets]:
            yield self.rest, rest


_screens: WeakKeyDictionary[Shapes, Screen | None] = WeakKeyDictionary()


def screen_of(shapes: Shapes) -> Screen | None:
    """The screen of shapes, made once; ``None`` for constraint components of their own, and for a depth without end."""
    if shapes not in _screens:
        own = any(shapes.described.values(node, SH.parameter) for node in shapes.described.nodes())
        try:
            _screens[shapes] = None if own else _made(shapes)
        except RecursionError:
            _screens[shapes] = None
    return _screens[shapes]


def _made(shapes: Shapes) -> Screen:
    told = shapes.described
    compiler = _Compiler(told)
    checks: dict[Term, Check] = {}
    pieces: dict[Term, list[Piece]] = {}
    done: set[tuple[Term, Term | None]] = set()
    left: list[Term] = []
    for entry in sorted(targeted(told), key=str):
        own = compiler.own(entry)
        parts = {shape: compiler.rules(shape) for shape in told.values(entry, SH.property)}
        if own is None or SH.path.value in told.about(entry) or told.leading(entry):  # what others refer to stays whole
            left.append(entry)
            continue
        known: dict[Term | None, list[Rule]] = {None: own} | {shape: rules for shape, rules in parts.items() if rules}
        checks[entry] = checking(chain.from_iterable(known.values()))
        pieces[entry] = [Piece(entry, shape, rules) for shape, rules in known.items()]
        done |= {(entry, shape) for shape in known}
        if len(known) <= len(parts):
            left.append(entry)
    rest = _without(shapes, done, left)
    return Screen(checks, pieces, rest, {target.entry: target for target in reach_of(rest).targets})


def _without(shapes: Shapes, done: Collection[tuple[Term, Term | None]], entries: Collection[Term]) -> Shapes:
    """The shapes of these entries alone, without some property shapes of theirs."""
    near = {node for entry in entries for node in reached(shapes.described, entry)}
    statements = (t for t in shapes.statements if t.subject in near)
    left = (t for t in statements if t.predicate != SH.property or (t.subject, t.object) not in done)
    return part(Shapes(tuple(left), shapes.digest), entries)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of the values of a path, of all together and of each; ``name`` is the property that it is."""

    name: str | None
    get: Get
    of_all: tuple[Callable[[Values], Told], ...]
    of_each: tuple[Check, ...]


class _Compiler:
    """Checks for shapes; ``None`` for what cannot be told, whatever the data."""

    def __init__(self, told: Described) -> None:
        self.told = told
        self._made: dict[Term, list[Rule] | None] = {}

    def shape(self, shape: Term) -> Check | None:
        """What is told of a node that a shape is about."""
        rules = self.rules(shape)
        return None if rules is None else checking(rules)

    def rules(self, shape: Term) -> list[Rule] | None:
        """The rules of a shape. Of one that refers to itself nothing is told."""
        if shape not in self._made:
            self._made[shape] = None
            own = self.own(shape)
            parts = _known([self.shape(part) for part in self.told.values(shape, SH.property)])
            if own is not None and parts is not None:
                more = [replace(own[0], of_all=(), of_each=tuple(parts))] if parts else []
                self._made[shape] = [*own, *more]
        return self._made[shape]

    def own(self, shape: Term) -> list[Rule] | None:
        """The same without ``sh:property``."""
        about = self.told.about(shape)
        path = SH.path.value in about
        along = self._path(shape) if path else (None, _itself)
        if not about or along is None:
            return None
        of_each: list[Check] = []
        of_all: list[Callable[[Values], Told]] = []
        for name, given in about.items():
            if name in _SAID or name == SH.property.value or not name.startswith(SH):
                continue
            term = name.removeprefix(SH)
            for value in given:
                if term in values.COUNTING and (path or term == "hasValue"):
                    whole = values.COUNTING[term](value)
                    if whole is None:
                        return None
                    of_all.append(whole)
                    continue
                check = self._value(term, value, about)
                if check is None:
                    return None
                of_each.append(check)
        return [Rule(*along, tuple(of_all), tuple(of_each))]

    def _value(self, term: str, value: Term, about: Mapping[str, list[Term]]) -> Check | None:
        """What a constraint tells of one value."""
        if term == "class":
            return _of_class(str(value)) if isinstance(value, ox.NamedNode) else None
        if term == "node":
            return self.shape(value)
        if term == "not":
            return _not(self.shape(value))
        if term in ("and", "or"):
            checks = _known([self.shape(item) for item in self.told.items(value)])
            return None if not checks else _all(checks) if term == "and" else _any(checks)
        if term == "in":
            return values.among([str(item) for item in self.told.items(value)])
        if term == "pattern" and SH.flags.value in about:
            return None
        return values.SINGLE[term](value) if term in values.SINGLE else None

    def _path(self, shape: Term) -> tuple[str | None, Get] | None:
        found = self.told.values(shape, SH.path)
        try:
            path = paths.read(self.told, found[0])
        except paths.PathError:
            return None
        get = _along(path)
        return None if get is None or len(found) > 1 else (None if path.sign else f"<{path.iri}>", get)


def _itself(graph: Graph, node: Node) -> Values:  # noqa: ARG001
    return (node,)


def _along(path: Path) -> Get | None:
    """The nodes that a path leads to, each once; ``None`` for one that repeats."""
    if not path.sign:
        name = f"<{path.iri}>"
        return lambda graph, node: graph.about(node).get(name, ())
    steps = [_along(part) for part in path.parts]
    gets = [step for step in steps if step]
    if path.sign == "^" and not path.parts[0].sign:
        name = f"<{path.parts[0].iri}>"
        return lambda graph, node: [other for other, _ in graph.step(node, name, False)]
    if path.sign == "|" and len(gets) == len(steps):
        return lambda graph, node: list(dict.fromkeys(other for get in gets for other in get(graph, node)))
    if path.sign == "/" and len(gets) == len(steps):

        def follow(graph: Graph, node: Node) -> Values:
            nodes: Iterable[Node] = (node,)
            for get in gets:
                nodes = dict.fromkeys(other for one in nodes for other in get(graph, one))
            return list(nodes)

        return follow
    return None


def checking(rules: Iterable[Rule]) -> Check:
    """What rules tell of a node together. Those of one property are looked at together, as its values are."""
    merged: dict[str, Rule] = {}
    others: list[Rule] = []
    for rule in rules:
        if rule.name is None:
            others.append(rule)
        elif known := merged.get(rule.name):
            merged[rule.name] = replace(known, of_all=known.of_all + rule.of_all, of_each=known.of_each + rule.of_each)
        else:
            merged[rule.name] = rule
    simple = [(name, all(whole(()) for whole in rule.of_all), rule) for name, rule in merged.items()]

    def check(graph: Graph, node: Node) -> Told:
        about = graph.about(node)
        for name, without, rule in simple:
            found = about.get(name)
            if found is None:
                if not without:
                    return False
            elif (told := _held(rule, graph, found)) is not True:
                return told
        for rule in others:
            if (told := _held(rule, graph, rule.get(graph, node))) is not True:
                return told
        return True

    return check


def _held(rule: Rule, graph: Graph, found: Values) -> Told:
    for whole in rule.of_all:
        if (told := whole(found)) is not True:
            return told
    for one in rule.of_each:
        for value in found:
            if (told := one(graph, value)) is not True:
                return told
    return True


def _all(checks: Sequence[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(graph: Graph, node: Node) -> Told:
        for one in checks:
            if (told := one(graph, node)) is not True:
                return told
        return True

    return check


def _any(checks: Sequence[Check]) -> Check:
    def check(graph: Graph, node: Node) -> Told:
        told: Told = False
        for one in checks:
            found = one(graph, node)
            if found:
                return True
            told = None if found is None else told
        return told

    return check


def _not(check: Check | None) -> Check | None:
    if check is None:
        return None

    def denied(graph: Graph, node: Node) -> Told:
        told = check(graph, node)
        return None if told is None else not told

    return denied


def _of_class(name: Node) -> Check:
    """A class that is stated; whether one is above another, the engines say."""

    def check(graph: Graph, node: Node) -> Told:
        return True if name in graph.about(node).get(TYPE, ()) else None

    return check


def _known(checks: Iterable[Check | None]) -> list[Check] | None:
    found = list(checks)
    known = [check for check in found if check]
    return known if len(known) == len(found) else None
