"""Shapes → a typed report: what must not be published, what should be better, and how to mend it.

pySHACL, the reference implementation, does the checking (https://www.w3.org/TR/shacl/). Nothing is
fetched: it is given graphs, never addresses, and ``owl:imports`` is not followed.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.entrypoints import meta_validate
from rdflib.collection import Collection
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHACL
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from graph import settings
from graph.namespaces import SH, XSD
from graph.report import SEVERITIES, Finding, Report, explain, report_of, short, to_rdf

__all__ = [
    "SEVERITIES",
    "Finding",
    "Report",
    "Shapes",
    "ShapesError",
    "explain",
    "load_shapes",
    "own_shapes",
    "profiles",
    "to_rdf",
    "validate",
]

_STRING = XSD.string

# rdflib logs a traceback for each literal that is not what its datatype says; sh:datatype reports those.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


class ShapesError(Exception):
    """Shapes that cannot be used: what is wrong, with file and line."""


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """A shapes graph, and the digest of the files that it was read from."""

    graph: rdflib.Graph = field(repr=False)
    digest: str


class _Data(rdflib.Graph):
    """A data graph that parses the query of an ``sh:sparql`` once, not once for each focus node."""

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)


@lru_cache(maxsize=256)
def _prepared(text: str) -> Query:
    return prepareQuery(text, initNs=dict(rdflib.Graph().namespaces()))


def profiles() -> dict[str, tuple[Path, ...]]:
    """The names of the sets of shapes, with their files: our own, and each entry of shapes/profiles/."""
    found = {"catalograph": tuple(sorted(settings.SHAPES.glob("*.ttl")))}
    for entry in sorted((settings.SHAPES / "profiles").glob("*")):
        files = tuple(sorted(entry.rglob("*.ttl"))) if entry.is_dir() else (entry,)
        if files and files[0].suffix == ".ttl":
            found[entry.stem] = files
    return found


@cache
def own_shapes() -> Shapes:
    """The shapes of the gate. Raises :class:`ShapesError`; the tests hold them against appendix C."""
    return load_shapes(profiles()["catalograph"], thorough=False)


def load_shapes(paths: Iterable[Path], *, thorough: bool = True) -> Shapes:
    """The shapes in these Turtle files as one shapes graph.

    Raises :class:`ShapesError` for a syntax error, an ``sh:select`` that is no query and, where
    ``thorough`` (this takes seconds), a term that SHACL does not have, which engines pass over in
    silence, and a shape that the shapes for shapes (SHACL, appendix C) reject.
    """
    shapes, digest, texts = rdflib.Graph(), hashlib.sha256(), {}
    for path in sorted(paths, key=lambda path: (path.name, path)):
        content = path.read_bytes()
        digest.update(b"%s\0%d\0%s" % (path.name.encode(), len(content), content))
        texts[path] = content.decode("utf-8", "replace")
        try:
            for quad in ox.parse(
                content, ox.RdfFormat.TURTLE, base_iri=f"file:///{path.name}", rename_blank_nodes=True
            ):
                shapes.add(_statement(quad.triple))
        except SyntaxError as error:
            raise ShapesError(f"{path}:{error.lineno}: {error.msg}") from error

    def fail(node: Node, problem: str) -> ShapesError:
        return ShapesError(f"{_place(_named(shapes, node), texts)}: {problem}")

    declared = {
        str(prefix): str(shapes.value(subject, SHACL.namespace))
        for subject, prefix in shapes.subject_objects(SHACL.prefix)
    }
    for subject, text in sorted(shapes.subject_objects(SHACL.select)):
        query = re.sub(r"[$?]PATH\b", "<urn:path>", str(text))  # SHACL, 5.3.2: put in place of the variable
        try:
            prepareQuery(query, initNs=dict(rdflib.Graph().namespaces()) | declared)
        except Exception as error:  # rdflib raises its parser's, and bare, exceptions
            raise fail(subject, f"sh:select is no SPARQL query: {error}") from error
    if thorough:
        for subject, predicate in sorted(shapes.subject_predicates(unique=True)):
            if str(predicate).startswith(SH) and not SHACL.__contains__(str(predicate)):
                raise fail(subject, f"{short(str(predicate))} is no term of SHACL")
        _, result, _ = meta_validate(shapes)
        for finding in report_of(_findings(result, shapes)).findings:
            problem = f"{finding.message} ({finding.path or ''} {finding.value or ''})"
            raise fail(rdflib.URIRef(finding.focus_node), f"the shape is ill-formed: {problem}")
    return Shapes(shapes, digest.hexdigest())


def validate(statements: Iterable[ox.Triple], shapes: Shapes) -> Report:
    """Check statements against shapes; raises :class:`ShapesError` where a shape cannot be evaluated.

    What a shape expects to be of a class must have its type among the statements.
    """
    data = _Data()
    for statement in statements:
        data.add(_statement(statement))
    try:
        _, result, text = pyshacl.validate(data, shacl_graph=shapes.graph, inference="none", inplace=True)
    except Exception as error:  # pySHACL raises its own exceptions, rdflib's queries bare ones
        raise ShapesError(str(error)) from error
    if not isinstance(result, rdflib.Graph):  # pySHACL hands a failure back in place of a report
        raise ShapesError(text)
    return report_of(_findings(result, shapes.graph))


def _findings(report: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Finding]:
    """The results of a W3C validation report; ``shapes`` names the shapes that it refers to."""
    for result in report.objects(None, SHACL.result):
        path, value = report.value(result, SHACL.resultPath), report.value(result, SHACL.value)
        shape = report.value(result, SHACL.sourceShape)
        severity = str(report.value(result, SHACL.resultSeverity)).removeprefix(SH)
        focus = report.value(result, SHACL.focusNode)
        yield Finding(
            focus_node=str(focus) if isinstance(focus, rdflib.URIRef) else str(_oxigraph(focus)),
            path=None if path is None else _path(report, path),
            value=None if value is None else str(_oxigraph(value)),
            component=str(report.value(result, SHACL.sourceConstraintComponent)),
            source_shape=str(_named(shapes, shape)),
            severity=next((known for known in SEVERITIES if known == severity), "Violation"),
            message=str(min(report.objects(result, SHACL.resultMessage), key=_preference, default="")),
        )


def _preference(message: Node) -> tuple[int, str]:
    """Messages without a language first, then English ones, then others."""
    language = getattr(message, "language", None)
    return (0 if language is None else 1 if language.startswith("en") else 2), str(message)


def _path(report: rdflib.Graph, path: Node, top: bool = True) -> str:
    """A property path (SHACL, 2.3.1) as its IRI, or, where it is not one property, in SPARQL's syntax."""
    if isinstance(path, rdflib.URIRef):
        return str(path) if top else short(path)
    parts = dict(report.predicate_objects(path))
    if RDF.first in parts:
        text = "/".join(_path(report, step, False) for step in Collection(report, path))
    elif SHACL.alternativePath in parts:
        text = "|".join(_path(report, step, False) for step in Collection(report, parts[SHACL.alternativePath]))
    elif SHACL.inversePath in parts:
        text = "^" + _path(report, parts[SHACL.inversePath], False)
    else:
        sign = {SHACL.oneOrMorePath: "+", SHACL.zeroOrMorePath: "*", SHACL.zeroOrOnePath: "?"}
        text = next(_path(report, parts[kind], False) + sign[kind] for kind in sign if kind in parts)
    return f"({text})"


def _named(shapes: rdflib.Graph, node: Node | None) -> Node | None:
    """The node, or the nearest one with a name that a node without one is part of."""
    for _ in range(100):
        if not isinstance(node, rdflib.BNode):
            return node
        node = min(shapes.subjects(None, node), key=str, default=None)
    return None


def _place(node: Node | None, texts: Mapping[Path, str]) -> str:
    """File and line at which a shape with this name is described, as far as Turtle's text shows it."""
    name = re.escape(re.split(r"[/#]", str(node))[-1])
    pattern = re.compile(rf"^(?:<{re.escape(str(node))}>|\S*[:/#]{name}>?)(?=\s|$)", re.M)
    for path, text in texts.items():
        if found := pattern.search(text):
            return f"{path}:{text.count(chr(10), 0, found.start()) + 1}"
    return f"{', '.join(map(str, texts))}: {node}"


def _statement(triple: ox.Triple) -> tuple[Node, Node, Node]:
    return _rdflib(triple.subject), rdflib.URIRef(triple.predicate.value), _rdflib(triple.object)


def _rdflib(term: object) -> Node:
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


def _oxigraph(term: Node | None) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, rdflib.Literal):
        datatype = ox.NamedNode(term.datatype) if term.datatype else None
        return ox.Literal(str(term), language=term.language, datatype=None if term.language else datatype)
    return ox.BlankNode(str(term)) if isinstance(term, rdflib.BNode) else ox.NamedNode(str(term))
