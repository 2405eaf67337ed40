"""What can be told of an ``sh:sparql`` constraint without an engine: that its query finds nothing.

A query (SHACL, 5.3) is read as far as it is patterns that lead on from ``$this``, filters over their texts, and what
these bind. All parts of a group are asked for together, so what is not understood is left out: more is found without
it, never less. Where nothing is found, pySHACL finds nothing; where something is, an engine is asked.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from graph.validation import values
from graph.validation.reach import TYPE
from graph.validation.statements import Graph, Node
from graph.validation.values import Told

MOST = 100
"""Solutions that are looked at: of more, nothing is told."""
Found = Mapping[str, str]
"""What variables are bound to: a node as N-Triples write it, or a text that was made of others."""
Expression = Callable[[Graph, Found], Any]
_HEAD = re.compile(r"\s*SELECT\s+(?:DISTINCT\s+)?((?:[?$]\w+\s+)+)WHERE\s*\{", re.I | re.A)
_REFUSED = re.compile(
    r"\b(?:GROUP|HAVING|VALUES|MINUS|SERVICE)\b|[?$](?:shapesGraph|currentShape)|\"\"\"|SELECT.*SELECT", re.I | re.S
)
"""What makes more of no solutions, what pySHACL raises an error for, and strings that are read otherwise here."""
_TOKEN = re.compile(
    r"""\s*(?:(?P<iri><[^<>"{}|^`\\\s]*>)|(?P<path>(?<=[\s{}()])[?$]PATH\b)|[?$](?P<variable>\w+)|(?P<number>[0-9]+)
    |(?P<text>"(?:[^"\\\n]|\\["\\nrt])*")|(?P<word>[A-Za-z]+)|(?P<sign>[!<>]?=|[{}().;,!<>])|(?P<other>\S|$))""",
    re.A | re.X,
)
_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    **{"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
}
_FUNCTIONS: Mapping[str, tuple[type, tuple[type, ...], Callable[..., Any]]] = {
    "STRLEN": (int, (str,), len),
    "SUBSTR": (str, (str, int, int), lambda text, start, length: text[start - 1 : start - 1 + length]),
    "STRBEFORE": (str, (str, str), lambda text, mark: text[: max(0, text.find(mark))]),
    "STRAFTER": (str, (str, str), lambda text, mark: text[text.find(mark) + len(mark) :] if mark in text else ""),
}
"""What functions give and take, and what rdflib makes of it."""


class _Unread(Exception):
    """Here begins what is not understood."""


class _Unsure(Exception):
    """What cannot be told of these values."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A statement that leads on from a variable: to a node, or else to another variable, which it may bind."""

    subject: str
    name: str
    node: Node | None
    variable: str


@dataclass(slots=True)
class _Group:
    """What is asked for together; ``known`` are its variables, and whether they stand for nodes."""

    known: dict[str, bool]
    patterns: list[_Pattern] = field(default_factory=list)
    made: list[tuple[str, Expression]] = field(default_factory=list)
    filters: list[Expression] = field(default_factory=list)

    def finds(self, graph: Graph, found: Found) -> Iterator[bool]:
        """The solutions that there may be: whether each is one for sure, as far as it was understood."""
        for solution in self._solutions(graph, found):
            try:
                for variable, make in self.made:
                    solution[variable] = make(graph, solution)
                if all(holds(graph, solution) for holds in self.filters):
                    yield True
            except _Unsure:
                yield False

    def _solutions(self, graph: Graph, found: Found) -> list[dict[str, str]]:
        solutions = [dict(found)]
        for pattern in self.patterns:
            grown = []
            for solution in solutions:
                there = graph.about(solution[pattern.subject]).get(pattern.name, ())
                node = pattern.node or solution.get(pattern.variable)
                if node is None:
                    grown += [{**solution, pattern.variable: value} for value in there]
                elif node in there:
                    grown.append(solution)
                if len(grown) > MOST:
                    raise _Unsure
            solutions = grown
        return solutions


def finding_nothing(query: str, path: str | None) -> Callable[[Graph, Node], Told] | None:
    """What tells of a node that a constraint's query finds nothing there; ``None`` where it never could.

    ``path`` is the property that ``$PATH`` stands for, if it is one.
    """
    head = _HEAD.match(query)
    if not head or "this" not in (name[1:] for name in head[1].split()) or _REFUSED.search(query):
        return None
    reader = _Reader(query, head.end(), path)
    if query.count("PATH") != sum(kind == "path" for kind, _ in reader.tokens):  # pySHACL puts it in strings as well
        return None
    group = _Group({"this": True})
    with suppress(_Unread):
        reader.group(group)
    if not group.patterns:
        return None
    needed = [(pattern.name, pattern.node) for pattern in group.patterns if pattern.subject == "this"]

    def check(graph: Graph, node: Node) -> Told:
        about = graph.about(node)
        for name, value in needed:
            if name not in about or (value and value not in about[name]):
                return True
        try:
            return next((None for _ in group.finds(graph, {"this": node})), True)
        except _Unsure:
            return None

    return check


class _Reader:
    """Reads the tokens of a query, one after the other. What it reads it takes; what it cannot is :class:`_Unread`."""

    def __init__(self, query: str, start: int, path: str | None) -> None:
        tokens = _TOKEN.finditer(query, start)
        self.tokens = [(str(token.lastgroup), token[str(token.lastgroup)]) for token in tokens]
        self.tokens += [("other", "")] * 3
        self.place = 0
        self.path = path

    @property
    def next(self) -> str:
        """The sign or the word that comes next."""
        kind, text = self.tokens[self.place]
        return text.upper() if kind in ("sign", "word") else ""

    def take(self, *kinds: str) -> tuple[str, str]:
        """The next token, which has to be of one of these kinds."""
        token = self.tokens[self.place]
        if token[0] not in kinds:
            raise _Unread
        self.place += 1
        return token

    def passed(self, wanted: str) -> bool:
        """Whether this comes next; it is taken then."""
        found = self.next == wanted
        self.place += found
        return found

    def skip(self, *wanted: str) -> None:
        """Signs and words that have to come next."""
        if not all(map(self.passed, wanted)):
            raise _Unread

    def group(self, into: _Group, inner: bool = False) -> None:
        """A group up to its end. What was understood is in ``into``, also where the rest is not."""
        while not self.passed("}"):
            if self.passed("FILTER"):
                into.filters.append(self._denied(into) if self.passed("NOT") else self._condition(into))
            elif not inner and self.passed("BIND"):
                self._bound(into)
            else:
                self._statements(into)
            self.passed(".")

    def _bound(self, into: _Group) -> None:
        self.skip("(")
        made = self._value(into, str)
        self.skip("AS")
        _, variable = self.take("variable")
        self.skip(")")
        if variable in into.known:
            raise _Unread
        into.known[variable] = False
        into.made.append((variable, made))

    def _statements(self, into: _Group) -> None:
        _, subject = self.take("variable")
        if not into.known.get(subject):
            raise _Unread
        self._statement(into, subject)
        while self.passed(";"):
            self._statement(into, subject)

    def _statement(self, into: _Group, subject: str) -> None:
        kind, name = self.take("iri", "path", "word")
        property_ = {"iri": name, "path": self.path, "word": TYPE if name == "a" else None}[kind]
        kind, value = self.take("iri", "text", "variable")
        if not property_ or self.next not in (".", ";", "}", "FILTER", "BIND"):
            raise _Unread
        if kind == "variable":
            if not into.known.setdefault(value, True):
                raise _Unread
            into.patterns.append(_Pattern(subject, property_, None, value))
        else:
            node = value if kind == "iri" else str(ox.Literal(_plain(value)))
            into.patterns.append(_Pattern(subject, property_, node, ""))

    def _denied(self, into: _Group) -> Expression:
        """``NOT EXISTS`` of a group that is understood to its end. It comes last: all that it shares is known then."""
        self.skip("EXISTS", "{")
        group = _Group({**into.known})
        self.group(group, inner=True)
        if self.tokens[self.place + (self.next == ".")][1] != "}":
            raise _Unread

        def denied(graph: Graph, found: Found) -> bool:
            told = set(group.finds(graph, found))
            if told == {False}:
                raise _Unsure
            return not told

        return denied

    def _condition(self, into: _Group) -> Expression:
        """What is in parentheses, or a function alone."""
        if self.passed("REGEX"):
            return self._matching(into)
        self.skip("(")
        if self.passed("!"):
            inner = self._condition(into)
            self.skip(")")
            return lambda graph, found: not inner(graph, found)
        told = self._condition(into) if self.next in ("(", "REGEX") else self._comparison(into)
        self.skip(")")
        return told

    def _matching(self, into: _Group) -> Expression:
        self.skip("(")
        text = self._value(into, str)
        self.skip(",")
        search = values.searching(_plain(self.take("text")[1]))
        self.skip(")")
        if search is None:
            raise _Unread
        return lambda graph, found: _sure(search(text(graph, found)))

    def _comparison(self, into: _Group) -> Expression:
        kind = int if self.next == "STRLEN" or self.tokens[self.place][0] == "number" else str
        one = self._value(into, kind)
        compared = _COMPARED.get(self.take("sign")[1])
        if compared is None:
            raise _Unread
        other = self._value(into, kind)
        return lambda graph, found: compared(one(graph, found), other(graph, found))

    def _value(self, into: _Group, kind: type) -> Expression:
        """What gives this kind of value: a constant, a variable that was bound to a text, or a function."""
        token, text = self.take("text", "number", "variable", "word")
        if token == "word":
            return self._call(text.upper(), into, kind)
        if token == "variable":
            if kind is not str or into.known.get(text) is not False:
                raise _Unread
            return lambda _, found: found[text]
        if kind is not (str if token == "text" else int):
            raise _Unread
        constant = _plain(text) if kind is str else int(text)
        return lambda _, __: constant

    def _call(self, name: str, into: _Group, kind: type) -> Expression:
        self.skip("(")
        if name == "STR" and kind is str:
            _, variable = self.take("variable")
            if not into.known.get(variable):
                raise _Unread
            self.skip(")")
            return lambda _, found: _sure(values.text_of(found[variable]))
        gives, takes, function = _FUNCTIONS.get(name, (None, (), len))
        if gives is not kind:
            raise _Unread
        given = []
        for place, taken in enumerate(takes):
            given.append(self._value(into, taken))
            self.skip(")" if place == len(takes) - 1 else ",")
        return lambda graph, found: function(*(one(graph, found) for one in given))


def _plain(text: str) -> str:
    return values.literal(text)[0]


def _sure(told: Any) -> Any:
    if told is None:
        raise _Unsure
    return told
