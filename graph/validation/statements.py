"""The statements of a graph by what they lead from and to, as lines of N-Triples: what a validation walks over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

import pyoxigraph as ox

Node = str
Triple = tuple[Node, str, Node]


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
    """A graph in memory, which can be changed. It is turned round when it is first followed backwards."""

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self.from_: dict[Node, dict[str, dict[Node, str]]] = {}
        self._to: dict[Node, dict[str, dict[Node, str]]] | None = None
        self.add(triples)

    @property
    def to(self) -> dict[Node, dict[str, dict[Node, str]]]:
        """The statements by what they lead to."""
        if self._to is None:
            self._to = {}
            for subject, about in self.from_.items():
                for name, values in about.items():
                    for value, line in values.items():
                        self._to.setdefault(value, {}).setdefault(name, {})[subject] = line
        return self._to

    def add(self, triples: Iterable[ox.Triple]) -> list[Triple]:
        """Add statements; returns those that are new."""
        fresh = []
        for triple in triples:
            subject, name, value = parts(triple)
            values = self.from_.setdefault(subject, {}).setdefault(name, {})
            if value not in values:
                line = values[value] = f"{subject} {name} {value} .\n"
                if self._to is not None:
                    self._to.setdefault(value, {}).setdefault(name, {})[subject] = line
                fresh.append((subject, name, value))
        return fresh

    def add_lines(self, lines: Iterable[str]) -> None:
        """Add statements as lines of N-Triples."""
        for line in lines:
            subject, name, rest = line.split(" ", 2)
            value = rest[:-3]
            self.from_.setdefault(subject, {}).setdefault(name, {})[value] = line
            if self._to is not None:
                self._to.setdefault(value, {}).setdefault(name, {})[subject] = line

    def remove(self, triples: Iterable[ox.Triple]) -> list[Triple]:
        """Remove statements; returns those that were there."""
        gone = [part for part in map(parts, triples) if self.has(part)]
        self.drop(gone)
        return gone

    def drop(self, triples: Iterable[Triple]) -> None:
        """Remove these, which are there."""
        for subject, name, value in triples:
            for side, here, there in ((self.from_, subject, value), (self.to, value, subject)):
                del side[here][name][there]
                if not side[here][name]:
                    del side[here][name]
                if not side[here]:
                    del side[here]

    def has(self, triple: Triple) -> bool:
        """Whether a statement is there."""
        subject, name, value = triple
        return value in self.from_.get(subject, {}).get(name, ())

    def nodes(self) -> Iterable[Node]:
        return self.from_

    def about(self, node: Node) -> Mapping[str, Collection[Node]]:
        return self.from_.get(node, {})

    def step(self, node: Node, name: str, onwards: bool) -> Iterable[tuple[Node, str]]:
        side = self.from_ if onwards else self.to
        about = side.get(node)
        if about is None:
            return ()
        if name:
            return about.get(name, _NONE).items()
        return [item for values in about.values() for item in values.items()]

    def ends(self, name: str, onwards: bool) -> Iterator[Node]:
        for node, properties in (self.from_ if onwards else self.to).items():
            if name in properties:
                yield node

    def lines(self) -> Iterator[str]:
        for properties in self.from_.values():
            for values in properties.values():
                yield from values.values()


_NONE: dict[Node, str] = {}


def parts(triple: ox.Triple) -> Triple:
    """A statement's terms as N-Triples write them. Raises ``TypeError`` for a triple term."""
    subject, name, value = str(triple).split(" ", 2)
    if value.startswith("<<("):
        raise TypeError(f"{triple.object} is a triple term, which a record must not hold")
    return subject, name, value
