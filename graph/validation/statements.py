"""The statements of a graph by what they lead from and to, as lines of N-Triples: what a validation walks over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

import pyoxigraph as ox

Node = str
Triple = tuple[Node, str, Node]
Nodes = dict[Node, None]
"""Nodes in their order."""
Statements = Iterable[ox.Triple] | bytes
"""Statements, or canonical N-Triples of them, as they are written here: a line each, with one space between terms."""
_NOTHING: Mapping[str, Nodes] = {}


class Graph(Protocol):
    """Statements that can be followed forwards and backwards."""

    def nodes(self) -> Iterable[Node]:
        """The nodes that statements are about."""

    def about(self, node: Node) -> Mapping[str, Collection[Node]]:
        """The properties of a node with their values."""

    def step(self, node: Node, name: str, onwards: bool) -> Iterable[tuple[Node, str]]:
        """The nodes that a property leads to from a node, or from which it leads there; with the statements."""

    def ends(self, name: str, onwards: bool) -> Iterator[Node]:
        """The nodes that have a property, or that it leads to."""

    def lines(self) -> Iterator[str]:
        """Every statement."""


class Index:
    """A graph in memory, which can be changed. It is turned round by the properties that are followed backwards."""

    def __init__(self, statements: Statements = ()) -> None:
        self.from_: dict[Node, dict[str, Nodes]] = {}
        self._to: dict[str, dict[Node, Nodes]] = {}
        self.add_lines(lines_of(statements))

    def add(self, triples: Iterable[ox.Triple]) -> list[Triple]:
        """Add statements; returns those that are new."""
        fresh = [triple for triple in dict.fromkeys(map(_split, lines_of(triples))) if not self.has(triple)]
        for subject, name, value in fresh:
            self.from_.setdefault(subject, {}).setdefault(name, {})[value] = None
            if name in self._to:
                self._to[name].setdefault(value, {})[subject] = None
        return fresh

    def add_lines(self, lines: Iterable[str]) -> None:
        """Add statements as canonical N-Triples, of which each is a line that ends with a dot."""
        self._to.clear()
        from_ = self.from_
        for line in lines:
            subject, name, rest = line.split(" ", 2)
            about = from_.get(subject)
            if about is None:
                from_[subject] = {name: {rest[:-2]: None}}
            elif (values := about.get(name)) is None:
                about[name] = {rest[:-2]: None}
            else:
                values[rest[:-2]] = None

    def remove(self, triples: Iterable[ox.Triple]) -> list[Triple]:
        """Remove statements; returns those that were there."""
        gone = [part for part in map(parts, triples) if self.has(part)]
        self.drop(gone)
        return gone

    def drop(self, triples: Iterable[Triple]) -> None:
        """Remove these, which are there."""
        for subject, name, value in triples:
            about = self.from_[subject]
            del about[name][value]
            if not about[name]:
                del about[name]
            if not about:
                del self.from_[subject]
            if name in self._to:
                del self._to[name][value][subject]
                if not self._to[name][value]:
                    del self._to[name][value]

    def has(self, triple: Triple) -> bool:
        """Whether a statement is there."""
        subject, name, value = triple
        return value in self.from_.get(subject, {}).get(name, ())

    def nodes(self) -> Iterable[Node]:
        return self.from_

    def about(self, node: Node) -> Mapping[str, Collection[Node]]:
        return self.from_.get(node, _NOTHING)

    def step(self, node: Node, name: str, onwards: bool) -> Iterable[tuple[Node, str]]:
        if onwards:
            about = self.from_.get(node, _NOTHING)
            found = ((name, about.get(name, ())),) if name else about.items()
            return [(value, f"{node} {by} {value} .\n") for by, values in found for value in values]
        names = (name,) if name else {by for about in self.from_.values() for by in about}
        leading = ((by, self._leading(by).get(node, ())) for by in names)
        return [(subject, f"{subject} {by} {node} .\n") for by, subjects in leading for subject in subjects]

    def ends(self, name: str, onwards: bool) -> Iterator[Node]:
        if onwards:
            return (node for node, about in self.from_.items() if name in about)
        return iter(self._leading(name))

    def lines(self) -> Iterator[str]:
        for subject, properties in self.from_.items():
            for name, values in properties.items():
                for value in values:
                    yield f"{subject} {name} {value} .\n"

    def _leading(self, name: str) -> dict[Node, Nodes]:
        """The values of a property, with what it leads there from."""
        if name not in self._to:
            to = self._to[name] = {}
            for subject, about in self.from_.items():
                for value in about.get(name, ()):
                    to.setdefault(value, {})[subject] = None
        return self._to[name]


def lines_of(statements: Statements) -> list[str]:
    """Statements as lines of canonical N-Triples. Raises ``TypeError`` for a triple term."""
    content = statements if isinstance(statements, bytes) else ox.serialize(statements, format=ox.RdfFormat.N_TRIPLES)
    assert content is not None
    lines = content.decode().split("\n")[:-1]
    if b"<<(" in content:
        for line in lines:
            _split(line)
    return lines


def parts(triple: ox.Triple) -> Triple:
    """A statement's terms as N-Triples write them. Raises ``TypeError`` for a triple term."""
    return _split(f"{triple} .")


def _split(line: str) -> Triple:
    subject, name, value = line.split(" ", 2)
    if value.startswith("<<("):
        raise TypeError(f"{value[:-2]} is a triple term, which a record must not hold")
    return subject, name, value[:-2]
