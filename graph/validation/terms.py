"""Statements as shapes and reports are read: what is said of each node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal


def n_triples(statements: Iterable[ox.Triple]) -> bytes:
    """The statements as N-Triples, blank nodes by their labels. Raises ``TypeError`` for a triple term."""
    lines = []
    for statement in statements:
        if isinstance(statement.object, ox.Triple):
            raise TypeError(f"{statement.object} is a triple term, which a record must not hold")
        lines.append(f"{statement} .\n")
    return "".join(lines).encode("utf-8")


class Described:
    """What is said of each node of a graph: its properties with their values, in no particular order."""

    def __init__(self, statements: Iterable[ox.Triple]) -> None:
        self._said: dict[Term, dict[str, list[Term]]] = {}
        self._leading: dict[Term, list[Term]] = {}
        for triple in statements:
            about, value = triple.subject, triple.object
            assert not isinstance(value, ox.Triple)
            assert not isinstance(about, ox.Triple)
            self._said.setdefault(about, {}).setdefault(triple.predicate.value, []).append(value)
            self._leading.setdefault(value, []).append(about)

    def nodes(self) -> Iterable[Term]:
        """Every node of which something is said."""
        return self._said.keys()

    def values(self, node: Term | None, predicate: ox.NamedNode) -> list[Term]:
        """The values that a node has of a property."""
        return self.about(node).get(predicate.value, [])

    def value(self, node: Term | None, predicate: ox.NamedNode) -> Term | None:
        """The one value that a node has; the first in order where it has several."""
        return min(self.values(node, predicate), key=str, default=None)

    def about(self, node: Term | None) -> dict[str, list[Term]]:
        """A node's properties and their values."""
        return {} if node is None else self._said.get(node, {})

    def leading(self, node: Term) -> list[Term]:
        """The nodes that have this one as a value."""
        return self._leading.get(node, [])

    def items(self, node: Term | None) -> Iterator[Term]:
        """The items of an RDF list; it ends where the list is none, or runs in a circle."""
        seen: set[Term] = set()
        while node is not None and node not in seen:
            seen.add(node)
            first = self.value(node, _FIRST)
            if first is None:
                return
            yield first
            node = self.value(node, _REST)


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST = ox.NamedNode(f"{_RDF}first"), ox.NamedNode(f"{_RDF}rest")
