"""Shapes, read from files and checked before they are used: engines pass over a misspelled term in silence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox

from graph import settings
from graph.checking import RdfError, parsed
from graph.namespaces import OWL, RDF, RDFS, SH
from graph.report import short
from graph.validation.results import named
from graph.validation.terms import Described, Term, n_triples

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
OWN = "catalograph"
"""The name of the gate's own shapes."""
_PATH = re.compile(r"[$?]PATH\b")
_XPATH = re.compile(r"\\(?:[pP]\{\w+\}|[iIcC])")


class ShapesError(Exception):
    """Shapes that cannot be used: what is wrong, with file and line."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """A shapes graph, and the digest of the files that it was read from."""

    statements: tuple[ox.Triple, ...] = field(repr=False)
    digest: str

    @cached_property
    def described(self) -> Described:
        """What is said of each of its nodes."""
        return Described(self.statements)

    @cached_property
    def text(self) -> bytes:
        """It as N-Triples."""
        return n_triples(self.statements)

    @cached_property
    def key(self) -> str:
        """The digest of that text, for what is kept while a process runs."""
        return hashlib.sha256(self.text).hexdigest()


def own_files() -> tuple[Path, ...]:
    """The files of the gate's shapes."""
    return tuple(sorted(settings.SHAPES.glob("*.ttl")))


@cache
def own_shapes() -> Shapes:
    """The shapes of the gate. Raises :class:`ShapesError` for a syntax error; the tests look for all other faults."""
    return load_shapes(own_files(), check=False)


def load_shapes(paths: Iterable[Path], *, thorough: bool = True, check: bool = True) -> Shapes:
    """The shapes in these files as one shapes graph; see :func:`read_shapes`."""
    files = {}
    for path in sorted(paths, key=lambda path: (path.name, path)):
        try:
            files[str(path)] = path.read_bytes()
        except OSError as error:
            raise ShapesError(f"{path}: {error.strerror}") from error
    return read_shapes(files, thorough=thorough, check=check)


def read_shapes(files: Mapping[str, bytes], *, thorough: bool = True, check: bool = True) -> Shapes:
    """The shapes in these files, by name, as one shapes graph. ``owl:imports`` is not followed.

    Raises :class:`ShapesError` for a syntax error, an ``sh:select`` that is no query and, where
    ``thorough`` (this takes seconds), a term that SHACL does not have, which engines pass over in
    silence, and a shape that the shapes for shapes (SHACL, appendix C) reject. Without ``check`` it raises
    for a syntax error alone.
    """
    statements: dict[ox.Triple, None] = {}
    digest, texts = hashlib.sha256(), {}
    for name, content in files.items():
        bare = Path(name).name
        digest.update(b"%s\0%d\0%s" % (bare.encode(), len(content), content))
        texts[name] = content.decode("utf-8", "replace")
        try:
            statements.update(dict.fromkeys(parsed(content, bare, f"file:///{bare}", apart=True, current=False)))
        except RdfError as error:
            raise ShapesError(f"{name}:{error.line}: {error.problem}") from error
    shapes = Shapes(tuple(statements), digest.hexdigest())
    for node, problem in faults(shapes, thorough=thorough) if check else ():
        raise ShapesError(f"{place(named(shapes.described, node), texts)}: {problem}")
    return shapes


def faults(shapes: Shapes, *, thorough: bool) -> Iterable[tuple[Term | None, str]]:
    """What keeps shapes from being used: the node that it is about, and the problem."""
    if any(isinstance(triple.object, ox.Triple) for triple in shapes.statements):
        yield None, "a triple term is no part of a shape"
        return
    declared = prefixes(shapes.described)
    for node in sorted(shapes.described.nodes(), key=str):
        for kind in (SH.js, SH.expression, SH.target):
            if shapes.described.values(node, kind):
                yield node, f"{short(kind.value)} is not evaluated here: say it with SHACL Core, or with sh:sparql"
        for pattern in shapes.described.values(node, SH.pattern):
            if problem := _no_pattern(getattr(pattern, "value", "")):
                yield node, f"sh:pattern is no regular expression: {problem}"
        for kind in (SH.select, SH.ask):
            for text in shapes.described.values(node, kind):
                query = _PATH.sub("<urn:path>", getattr(text, "value", ""))  # SHACL, 5.3.2: put in the variable's place
                if problem := _no_query(query, declared):
                    yield node, f"{short(kind.value)} is no SPARQL query: {problem}"
    if thorough:
        yield from _ill_formed(shapes)


def _no_pattern(text: str) -> str:
    """What is wrong with a regular expression; classes that XPath has and Python has not are passed over."""
    try:
        re.compile(_XPATH.sub("a", text))
    except (re.error, RecursionError, OverflowError) as error:
        return str(error)
    return ""


def _no_query(text: str, prefixes: Mapping[str, str]) -> str:
    from graph.validation.reference import no_query  # which needs shapes to be, and a while

    return no_query(text, prefixes)


def _ill_formed(shapes: Shapes) -> Iterable[tuple[Term | None, str]]:
    from rdflib.namespace import SH as SHACL

    for node in sorted(shapes.described.nodes(), key=str):
        for predicate in sorted(shapes.described.about(node)):
            if predicate.startswith(SH) and not SHACL.__contains__(predicate):
                yield node, f"{short(predicate)} is no term of SHACL"
    from graph.validation.engines import validate  # which needs shapes to be

    for finding in validate(shapes.statements, _shapes_for_shapes()).findings:
        focus = finding.focus_node
        node = ox.BlankNode(focus[2:]) if focus.startswith("_:") else ox.NamedNode(focus)
        if shapes.described.about(node):  # what is referred to and described nowhere is passed over by every engine
            yield node, f"the shape is ill-formed: {finding.message} ({finding.path or ''} {finding.value or ''})"


@cache
def _shapes_for_shapes() -> Shapes:
    """Those of the standard (SHACL, appendix C), which pySHACL brings along."""
    found = find_spec("pyshacl")
    assert found is not None
    assert found.origin is not None
    return load_shapes([Path(found.origin).parent / "assets" / "shacl-shacl.ttl"], thorough=False)


def targeted(described: Described) -> set[Term]:
    """The shapes that have targets (SHACL, 2.1.3), implicit ones as well."""
    found = set()
    for node in described.nodes():
        about = described.about(node)
        types = {getattr(value, "value", "") for value in about.get(RDF.type.value, ())}
        shape = types & {SH.NodeShape.value, SH.PropertyShape.value}
        implicit = shape and types & {RDFS.Class.value, OWL.Class.value}
        if implicit or any(kind.value in about for kind in (*TARGETS, SH.target)):
            found.add(node)
    return found


def reached(described: Described, entry: Term) -> set[Term]:
    """All nodes of the shapes graph that a shape refers to, at first or second hand."""
    found, pending = {entry}, [entry]
    while pending:
        for values in described.about(pending.pop()).values():
            fresh = {value for value in values if not isinstance(value, ox.Literal)} - found
            found |= fresh
            pending += fresh
    return found


def part(shapes: Shapes, entries: Collection[Term]) -> Shapes:
    """The shapes graph of these alone: what they refer to stays, without targets of its own."""
    kept, chosen = {node for entry in entries for node in reached(shapes.described, entry)}, set(entries)
    kinds = {kind.value for kind in (*TARGETS, SH.target)}
    classes = {RDFS.Class, OWL.Class}

    def statements() -> Iterator[ox.Triple]:
        for triple in shapes.statements:
            target = triple.predicate.value in kinds or (triple.predicate == RDF.type and triple.object in classes)
            if triple.subject in kept and (triple.subject in chosen or not target):
                yield triple

    return Shapes(tuple(statements()), shapes.digest)


def prefixes(described: Described) -> dict[str, str]:
    """The prefixes that shapes declare for their queries (SHACL, 5.2.1)."""
    found = {}
    for node in described.nodes():
        for prefix in described.values(node, SH.prefix):
            if namespace := described.value(node, SH.namespace):
                found[getattr(prefix, "value", "")] = getattr(namespace, "value", "")
    return found


def place(node: Term | None, texts: Mapping[str, str]) -> str:
    """File and line at which a shape with this name is described, as far as Turtle's text shows it."""
    value = node.value if isinstance(node, ox.NamedNode) else str(node)
    name = re.escape(re.split(r"[/#]", value)[-1])
    pattern = re.compile(rf"^(?:<{re.escape(value)}>|\S*[:/#]{name}>?)(?=\s|$)", re.M)
    for path, text in texts.items():
        if found := pattern.search(text):
            return f"{path}:{text.count(chr(10), 0, found.start()) + 1}"
    return f"{', '.join(texts)}: {value}"
