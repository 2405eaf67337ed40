"""What conforms without doubt, told while walking over the statements: of most nodes no engine is asked.

A check says that a node conforms, that it does not, or that it cannot tell (``None``), and says the first two only
where pySHACL says the same. A focus node that conforms has no finding; every other one goes to the engines. What is
never told here (most queries, a path that repeats) is left to them as shapes of its own, which read less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from weakref import WeakKeyDictionary

from graph.namespaces import SH
from graph.validation.reach import Target, reach_of
from graph.validation.rules import Compiler, Rule, checking
from graph.validation.shapes import Shapes, part, reached, targeted
from graph.validation.statements import Graph, Node
from graph.validation.terms import Term
from graph.validation.values import Check


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
    compiler = Compiler(told)
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
