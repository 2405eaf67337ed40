"""Terms between rdflib, in which the reference engine works, and Oxigraph, in which everything else does.

Lexical forms stay as they are written: neither ``01`` nor a date that is none is put right on the way.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from graph.namespaces import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal
_STRING = XSD.string

# rdflib logs a traceback for each literal that is not what its datatype says; sh:datatype reports those.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def statement(triple: ox.Triple) -> tuple[Node, Node, Node]:
    """rdflib's form of a statement. Raises ``TypeError`` for a triple term."""
    return rdflib_term(triple.subject), rdflib.URIRef(triple.predicate.value), rdflib_term(triple.object)


def rdflib_term(term: object) -> Node:
    """rdflib's term for one of Oxigraph's; the lexical form stays as it is."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"{term} is a triple term, which a record must not hold")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype == _STRING:
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def oxigraph_term(term: Node) -> Term:
    """Oxigraph's term for one of rdflib's."""
    if isinstance(term, rdflib.Literal):
        datatype = ox.NamedNode(term.datatype) if term.datatype else None
        return ox.Literal(str(term), language=term.language, datatype=None if term.language else datatype)
    return ox.BlankNode(str(term)) if isinstance(term, rdflib.BNode) else ox.NamedNode(str(term))


def triples(graph: rdflib.Graph) -> Iterator[ox.Triple]:
    """The statements of an rdflib graph."""
    for subject, predicate, value in graph:
        about = oxigraph_term(subject)
        assert not isinstance(about, ox.Literal)
        yield ox.Triple(about, ox.NamedNode(str(predicate)), oxigraph_term(value))


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
