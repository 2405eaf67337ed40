"""Which named graphs an update writes to, where its text says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.store.base import QueryError

DEFAULT = "the default graph"
VARIABLE = "graphs that a variable names"


def targets(update: str, base: str) -> set[str]:
    """The IRIs of the graphs that an update may change; :data:`DEFAULT` and :data:`VARIABLE` stand for others.

    Raises :class:`QueryError` for what is no SPARQL 1.1 Update.
    """
    from rdflib.plugins.sparql.algebra import translateUpdate  # takes a while, and updates are seldom
    from rdflib.plugins.sparql.parser import parseUpdate

    try:
        operations = translateUpdate(parseUpdate(update), base).algebra
        return {name for operation in operations for name in _written(operation)}
    except RecursionError as error:
        raise QueryError("this update nests too deeply") from error
    except Exception as error:  # the parser has no class of errors of its own
        raise QueryError(" ".join(str(error).split())) from error


def _written(operation: Any) -> Iterator[str]:
    name = operation.name
    if name == "Modify":
        for part in (operation.delete, operation.insert):
            if part:
                yield from _templates(part, operation.withClause)
    elif name in ("InsertData", "DeleteData", "DeleteWhere"):
        yield from _templates(operation, None)
    elif name in ("Add", "Copy", "Move"):
        for graph in operation.graph[0 if name == "Move" else 1 :]:
            yield _named(graph)
    else:
        yield _named(operation.graphiri)


def _templates(part: Any, default: Any) -> Iterator[str]:
    if part.triples:
        yield _named(default) if default else DEFAULT
    for graph in part.quads or ():
        yield _named(graph)


def _named(graph: Any) -> str:
    from rdflib.term import URIRef

    if isinstance(graph, URIRef):
        return str(graph)
    if graph == "DEFAULT":
        return DEFAULT
    return f"{graph} graphs" if isinstance(graph, str) and graph in ("ALL", "NAMED") else VARIABLE
