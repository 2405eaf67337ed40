"""What shapes ask for, made into checks: each tells of a node what pySHACL says, or that it cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import pyoxigraph as ox

from graph.namespaces import SH
from graph.validation import paths, values
from graph.validation.paths import Path
from graph.validation.reach import TYPE
from graph.validation.selecting import finding_nothing
from graph.validation.shapes import TARGETS
from graph.validation.statements import Graph, Node
from graph.validation.terms import Described, Term
from graph.validation.values import Check, Told, Values

T = TypeVar("T")
Get = Callable[[Graph, Node], Values]
"""The value nodes of a property shape."""
REMEMBERED, SHORT = 1024, 100
"""Values of a property that are known to conform, at most, and the longest of them in characters."""
_SAID = {
    *(kind.value for kind in TARGETS),
    *(SH.term(name).value for name in ("path", "message", "severity", "name", "description", "order", "group")),
    SH.term("defaultValue").value,
}
"""Of SHACL's terms, those that constrain nothing."""
_QUALIFIED = ("qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint")


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of the values of a path, of all together and of each; ``name`` is the property that it is.

    What is asked ``of_text`` is told by the value alone, whatever the graph.
    """

    name: str | None
    get: Get
    of_all: tuple[Callable[[Values], Told], ...] = ()
    of_each: tuple[Check, ...] = ()
    of_text: tuple[Check, ...] = ()


class Compiler:
    """Checks for shapes; ``None`` for what cannot be told, whatever the data."""

    def __init__(self, told: Described) -> None:
        self.told = told
        self._made: dict[Term, list[Rule] | None] = {}
        self._of_text: set[Check] = set()

    def shape(self, shape: Term) -> Check | None:
        """What is told of a node that a shape is about."""
        rules = self.rules(shape)
        if rules is None:
            return None
        check = checking(rules)
        if all(rule.get is _itself and not rule.of_all and not rule.of_each for rule in rules):
            self._of_text.add(check)
        return check

    def rules(self, shape: Term) -> list[Rule] | None:
        """The rules of a shape. Of one that refers to itself nothing is told."""
        if shape not in self._made:
            self._made[shape] = None
            own = self.own(shape)
            parts = known([self.shape(part) for part in self.told.values(shape, SH.property)])
            if own is not None and parts is not None:
                more = [replace(own[0], of_all=(), of_each=tuple(parts), of_text=())] if parts else []
                self._made[shape] = [*own, *more]
        return self._made[shape]

    def own(self, shape: Term) -> list[Rule] | None:
        """The same without ``sh:property``."""
        about = self.told.about(shape)
        path = SH.path.value in about
        along = self._path(shape) if path else (None, _itself)
        if not about or along is None:
            return None
        of_all: list[Callable[[Values], Told] | None] = []
        of_each: list[Check | None] = []
        of_node: list[Check | None] = []
        for name, given in about.items():
            if name in _SAID or name == SH.property.value or not name.startswith(SH):
                continue
            term = name.removeprefix(SH)
            for value in given:
                if term == "sparql":
                    of_node.append(self._query(value, along[0]))
                elif term == _QUALIFIED[0]:
                    of_node.append(self._qualified(value, about, along[1]))
                elif term in values.COUNTING and (path or term == "hasValue"):
                    of_all.append(values.COUNTING[term](value))
                elif term not in _QUALIFIED:
                    of_each.append(self._value(term, value, about))
        all_, each, node = known(of_all), known(of_each), known(of_node)
        if all_ is None or each is None or node is None:
            return None
        text = tuple(check for check in each if check in self._of_text)
        rule = Rule(*along, tuple(all_), tuple(check for check in each if check not in self._of_text), text)
        return [rule, *(Rule(None, _itself, (), (check,)) for check in node)]

    def _query(self, constraint: Term, path: str | None) -> Check | None:
        """What is told of a node that a query is about."""
        queries = self.told.values(constraint, SH.select)
        return finding_nothing(getattr(queries[0], "value", ""), path) if len(queries) == 1 else None

    def _qualified(self, shape: Term, about: Mapping[str, list[Term]], get: Get) -> Check | None:
        """What is told of a node by how many of its values a shape is true of (SHACL, 4.7.3)."""
        check = self.shape(shape)
        of, least, most, apart = (about.get(SH.term(name).value, []) for name in _QUALIFIED)
        numbers = known([values.number(value) for value in (*least, *most)])
        if check is None or not numbers or apart or len(of) > 1 or len(least) > 1 or len(most) > 1:
            return None
        enough, too_many = numbers[0] if least else 0, numbers[-1] if most else None

        def qualified(graph: Graph, node: Node) -> Told:
            told = [check(graph, value) for value in get(graph, node)]
            sure, perhaps = told.count(True), told.count(None)
            return True if enough <= sure and (too_many is None or sure + perhaps <= too_many) else None

        return qualified

    def _value(self, term: str, value: Term, about: Mapping[str, list[Term]]) -> Check | None:
        """What a constraint tells of one value."""
        if term == "class":
            return _of_class(str(value)) if isinstance(value, ox.NamedNode) else None
        if term == "node":
            return self.shape(value)
        check: Check | None
        if term in ("not", "and", "or"):
            checks = known([self.shape(item) for item in ([value] if term == "not" else self.told.items(value))])
            if not checks:
                return None
            check = _not(checks[0]) if term == "not" else _all(checks) if term == "and" else _any(checks)
            of_text = self._of_text.issuperset(checks)
        elif term == "in":
            check, of_text = values.among([str(item) for item in self.told.items(value)]), True
        elif term in values.SINGLE and not (term == "pattern" and SH.flags.value in about):
            check, of_text = values.SINGLE[term](value), True
        else:
            return None
        if check is not None and of_text:
            self._of_text.add(check)
        return check

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
    rules = list(rules)
    if all(rule.get is _itself and not rule.of_all for rule in rules):
        return _all([check for rule in rules for check in (*rule.of_text, *rule.of_each)])
    merged: dict[str | int, Rule] = {}
    for place, rule in enumerate(rules):
        one = merged.get(rule.name or place, Rule(rule.name, rule.get))
        merged[rule.name or place] = replace(
            one,
            of_all=one.of_all + rule.of_all,
            of_each=one.of_each + rule.of_each,
            of_text=one.of_text + rule.of_text,
        )
    asked = []
    for rule in sorted(merged.values(), key=lambda rule: rule.name is None):
        of_each = (_remembering(_all(rule.of_text)), *rule.of_each) if rule.of_text else rule.of_each
        asked.append((rule.name, rule.get, all(whole(()) for whole in rule.of_all), rule.of_all, of_each))

    def check(graph: Graph, node: Node) -> Told:
        about = graph.about(node)
        for name, get, without, of_all, of_each in asked:
            if name is None:
                found = get(graph, node)
            elif (there := about.get(name)) is not None:
                found = there
            elif without:
                continue
            else:
                return False
            for whole in of_all:
                if (told := whole(found)) is not True:
                    return told
            for value in found:
                for one in of_each:
                    if (told := one(graph, value)) is not True:
                        return told
        return True

    return check


def _remembering(check: Check) -> Check:
    """The same of values alone: those that conform and come again are known."""
    known: set[Node] = set()

    def remembering(graph: Graph, node: Node) -> Told:
        if node in known:
            return True
        told = check(graph, node)
        if told and len(node) <= SHORT:
            if len(known) == REMEMBERED:
                known.clear()
            known.add(node)
        return told

    return remembering


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


def _not(check: Check) -> Check:
    def denied(graph: Graph, node: Node) -> Told:
        told = check(graph, node)
        return None if told is None else not told

    return denied


def _of_class(name: Node) -> Check:
    """A class that is stated; whether one is above another, the engines say."""

    def check(graph: Graph, node: Node) -> Told:
        return True if name in graph.about(node).get(TYPE, ()) else None

    return check


def known(found: Iterable[T | None]) -> list[T] | None:
    """All of these, where there is none that is ``None``."""
    there = list(found)
    some = [one for one in there if one is not None]
    return some if len(some) == len(there) else None
