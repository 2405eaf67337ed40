"""Reading RDF that somebody hands in: any syntax, told by its extension, its media type or its content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from graph.namespaces import canonical_schema_org
from graph.serialization import FORMATS

BY_EXTENSION = {f".{format.extension}": format.rdf for format in FORMATS if format.rdf} | {
    ".json": RdfFormat.JSON_LD,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".n3": RdfFormat.N3,
}


class RdfError(ValueError):
    """What is no RDF of its syntax: the problem, and the line and column where it is."""

    def __init__(self, name: str, problem: str, line: int | None = None, column: int | None = None) -> None:
        where = f"{name}, line {line}, column {column}" if line else name
        super().__init__(f"{where}: {problem}")
        self.problem = problem
        self.line = line
        self.column = column


def read_rdf(path: Path) -> Iterator[Triple]:
    """The statements of a file, whatever graph they stand in, schema.org's terms under ``https://``.

    Raises ``ValueError`` with file, line and column.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: {error}") from error
    return parsed(content, str(path), path.resolve().as_uri())


def parsed(
    content: bytes,
    name: str,
    base: str,
    format: RdfFormat | None = None,
    *,
    apart: bool = False,
    current: bool = True,
) -> Iterator[Triple]:
    """The statements of a document, whose syntax ``format`` or else its name's extension tells.

    ``apart``: blank nodes are relabelled, so that those of two documents stay apart. ``current``: schema.org's
    terms come under ``https://``. Raises :class:`RdfError`.
    """
    format = format or BY_EXTENSION.get(Path(name).suffix.lower())
    if format is None:
        known = ", ".join(sorted(BY_EXTENSION))
        raise RdfError(name, f"its extension tells no RDF syntax; known are {known}")
    try:
        for quad in parse(content, format=format, base_iri=base, rename_blank_nodes=apart):
            if current:
                yield Triple(_current(quad.subject), _current(quad.predicate), _current(quad.object))
            else:
                yield quad.triple
    except SyntaxError as error:
        raise RdfError(name, error.msg, error.lineno, error.offset) from error
    except ValueError as error:  # a document may be too deep or too large for its parser
        raise RdfError(name, str(error)) from error


def _current(term: Any) -> Any:
    return NamedNode(canonical_schema_org(term.value)) if isinstance(term, NamedNode) else term
