"""pySHACL, the reference implementation of SHACL (https://www.w3.org/TR/shacl/). Nothing is fetched:
it is given graphs, never addresses, and ``owl:imports`` is not followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from graph.report import Report, report_of
from graph.validation.results import findings
from graph.validation.shapes import Shapes, ShapesError
from graph.validation.terms import Described, statement, triples

NAME = "pyshacl"


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
        _, result, text = pyshacl.validate(data, shacl_graph=shapes.graph, inference="none", inplace=True)
    except Exception as error:  # pySHACL raises its own exceptions, rdflib's queries bare ones
        raise ShapesError(str(error)) from error
    if not isinstance(result, rdflib.Graph):  # pySHACL hands a failure back in place of a report
        raise ShapesError(text)
    return report_of(findings(Described(triples(result)), shapes.described))
