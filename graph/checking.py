"""Reading RDF that somebody hands in: any syntax, told by its extension or its content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from graph.namespaces import canonical_schema_org
from graph.serialization import FORMATS

_BY_EXTENSION = {f".{format.extension}": format.rdf for format in FORMATS if format.rdf} | {
    ".json": RdfFormat.JSON_LD,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".n3": RdfFormat.N3,
}


def read_rdf(path: Path) -> Iterator[Triple]:
    """The statements of a file, whatever graph they stand in, schema.org's terms under ``https://``.

    Raises ``ValueError`` with file, line and column.
    """
    format = _BY_EXTENSION.get(path.suffix.lower())
    if format is None:
        known = ", ".join(sorted(_BY_EXTENSION))
        raise ValueError(f"{path}: its extension tells no RDF syntax; known are {known}")
    try:
        for quad in parse(path.read_bytes(), format=format, base_iri=path.resolve().as_uri()):
            yield Triple(_current(quad.subject), _current(quad.predicate), _current(quad.object))
    except SyntaxError as error:
        raise ValueError(f"{path}, line {error.lineno}, column {error.offset}: {error.msg}") from error
    except OSError as error:
        raise ValueError(f"{path}: {error}") from error


def _current(term: Any) -> Any:
    return NamedNode(canonical_schema_org(term.value)) if isinstance(term, NamedNode) else term
