"""pySHACL, the reference implementation of SHACL (https://www.w3.org/TR/shacl/). Nothing is fetched:
it is given graphs, never addresses, and ``owl:imports`` is not followed.

It works on rdflib's terms, everything else on Oxigraph's. Lexical forms stay as they are written: neither ``01`` nor
a date that is none is put right on the way. This module takes a while to import, and is where it is needed only.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from graph.namespaces import XSD
from graph.report import Report, report_of
from graph.validation.results import findings
from graph.validation.shapes import Shapes, ShapesError
from graph.validation.terms import Described, Term

# rdflib logs a traceback for each literal that is not what its datatype says; sh:datatype reports those.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


class _Data(rdflib.Graph):
    """A data graph that parses the query of an ``sh:sparql`` once, not once for each focus node."""

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)


@lru_cache(maxsize=256)
def _prepared(text: str) -> Query:
    return prepareQuery(text, initNs=dict(rdflib.Graph().namespaces()))


def validate(statements: Iterable[ox.Triple], shapes: Shapes) -> Report:
    """Check statements against shapes; raises :class:`ShapesError` where a shape cannot be evaluated."""
    import pyshacl  # where the second engine does it all, nobody waits for this

    data = _Data()
    for triple in statements:
        data.add(statement(triple))
    try:
        _, result, text = pyshacl.validate(data, shacl_graph=_graph(shapes), inference="none", inplace=True)
    except Exception as error:  # pySHACL raises its own exceptions, rdflib's queries bare ones
        raise ShapesError(str(error)) from error
    if not isinstance(result, rdflib.Graph):  # pySHACL hands a failure back in place of a report
        raise ShapesError(text)
    return report_of(findings(Described(triples(result)), shapes.described))


_graphs: WeakKeyDictionary[Shapes, rdflib.Graph] = WeakKeyDictionary()


def _graph(shapes: Shapes) -> rdflib.Graph:
    """Shapes as rdflib's graph, made once."""
    if shapes not in _graphs:
        made = _graphs[shapes] = rdflib.Graph()
        for triple in shapes.statements:
            made.add(statement(triple))
        for node, imported in list(made.subject_objects(rdflib.OWL.imports)):  # pySHACL does not look there (5.2.1)
            for other in made.transitive_objects(imported, rdflib.OWL.imports):
                for declaration in made.objects(other, SH.declare):
                    made.add((node, SH.declare, declaration))
    return _graphs[shapes]


def no_query(text: str, prefixes: Mapping[str, str]) -> str:
    """What is wrong with the text of a query, if it is none; nothing else."""
    try:
        prepareQuery(text, initNs=dict(rdflib.Graph().namespaces()) | dict(prefixes))
    except Exception as error:  # rdflib raises its parser's, and bare, exceptions
        return str(error)
    return ""


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
    if term.datatype == XSD.string:
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
