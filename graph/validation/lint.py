"""Faults of shapes that no engine tells: what never applies, never holds, says nothing or cannot be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, OWL, PROV, SDO, SKOS
from rdflib.namespace import RDF as _RDF
from rdflib.namespace import RDFS as _RDFS

from graph import settings
from graph.namespaces import CG, RDF, SCHEMA, SCHEMA_LEGACY, SH, XSD
from graph.report import short
from graph.validation import paths
from graph.validation.results import named
from graph.validation.shapes import Shapes, faults, place, prefixes, reached, read_shapes, targeted
from graph.validation.terms import Described, Term

_DERIVED = {
    XSD.term(name)
    for name in (
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger", "int", "long", "short"),
        *("byte", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte", "dateTimeStamp"),
    )
}
_RANGES = (
    ("minCount", "maxCount", False),
    ("minLength", "maxLength", False),
    ("qualifiedMinCount", "qualifiedMaxCount", False),
    ("minInclusive", "maxInclusive", False),
    ("minExclusive", "maxExclusive", True),
    ("minInclusive", "maxExclusive", True),
    ("minExclusive", "maxInclusive", True),
)
_NO_CONSTRAINT = {
    *("path", "property", "severity", "message", "name", "description", "order", "group", "defaultValue", "flags"),
    *("deactivated", "ignoredProperties", "qualifiedValueShapesDisjoint", "targetClass", "targetNode"),
    *("targetSubjectsOf", "targetObjectsOf", "target", "prefixes", "declare", "node", "and", "or", "xone", "not"),
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A fault: where (file and line, or name), which, and in words what to do."""

    where: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text} [{self.kind}]"


def lint(files: Iterable[Path]) -> list[Fault]:
    """The faults of the shapes in these files, taken together. Raises ``ShapesError`` for what cannot be read."""
    contents = {str(path): path.read_bytes() for path in files}
    shapes = read_shapes(contents, check=False)
    texts = {name: content.decode("utf-8", "replace") for name, content in contents.items()}
    said = shapes.described
    found = {Fault(place(named(said, node), texts), kind, text) for node, kind, text in _faults(shapes)}
    return sorted(found)


Found = Iterator[tuple[Term | None, str, str]]


def _faults(shapes: Shapes) -> Found:
    said = shapes.described
    for node, problem in faults(shapes, thorough=True):
        kind = "unknown-term" if problem.endswith("no term of SHACL") else "ill-formed"
        yield node, kind, problem
    yield from _aimless(shapes)
    for node in said.nodes():
        about = said.about(node)
        if any(name.startswith(SH) for name in about):
            yield from _of_node(said, node)


def _aimless(shapes: Shapes) -> Found:
    """Shapes that nothing is held against: without a target, and no part of one that has one."""
    said, entries = shapes.described, targeted(shapes.described)
    used = {node for entry in entries for node in reached(said, entry)}
    for node in said.nodes():
        if {SH.NodeShape, SH.PropertyShape} & set(said.values(node, RDF.type)) and node not in used:
            yield node, "no-target", "it targets nothing and no shape with a target refers to it: it never applies"
    for node in said.nodes():
        for kind in (SH.property, SH.node, SH.qualifiedValueShape):
            for other in said.values(node, kind):
                if not said.about(other):
                    told = short(getattr(other, "value", ""))
                    yield (
                        node,
                        "undescribed",
                        f"it refers to {told}, which is described nowhere and never holds or fails",
                    )
    for entry in entries:
        for class_ in said.values(entry, SH.targetClass):
            if isinstance(class_, ox.NamedNode) and _misspelled(class_):
                yield entry, "unknown-class", f"no class {short(class_.value)} is known: it targets nothing"


def _of_node(said: Described, node: Term) -> Found:
    about = said.about(node)
    constraints = {name.removeprefix(SH) for name in about if name.startswith(SH)} - _NO_CONSTRAINT
    is_shape = bool(said.values(node, SH.path)) or SH.NodeShape in said.values(node, RDF.type)
    if is_shape and constraints and not _words(said, node, constraints):
        yield node, "no-message", "it has no sh:message: say what to do where it fails"
    for low, high, apart in _RANGES:
        least, most = (_number(said.value(node, SH.term(name))) for name in (low, high))
        if least is not None and most is not None and (least > most or (apart and least == most)):
            yield node, "never-holds", f"sh:{low} {least:g} and sh:{high} {most:g}: no value can meet both"
    for values in about.values():
        for value in values:
            datatype = value.datatype if isinstance(value, ox.Literal) else value
            if datatype in _DERIVED:
                told = short(getattr(datatype, "value", ""))
                yield node, "derived-datatype", f"{told} is not kept by the store: use xsd:integer or xsd:dateTime"
            if isinstance(value, ox.NamedNode) and value.value.startswith(SCHEMA_LEGACY):
                yield node, "legacy-namespace", f"{value.value} never matches: schema.org is https://schema.org/ here"
    for severity in said.values(node, SH.severity):
        if severity not in (SH.Violation, SH.Warning, SH.Info):
            yield (
                node,
                "unknown-severity",
                f"{short(getattr(severity, 'value', ''))}: sh:Violation, sh:Warning or sh:Info",
            )
    for pattern in said.values(node, SH.pattern):
        try:
            re.compile(getattr(pattern, "value", ""))
        except re.error as error:
            yield node, "ill-formed", f"sh:pattern is no regular expression: {error}"
    yield from _properties(said, node)
    for query in said.values(node, SH.select):
        if not said.values(node, CG.reads):
            yield node, "reads-all", "sh:sparql without cg:reads: the whole graph is validated at each change"
        unknown = set(re.findall(r"(?<![\w:<])([A-Za-z][\w-]*):[A-Za-z]", _bare(query))) - set(prefixes(said))
        if unknown - {"rdf", "rdfs", "xsd", "sh", "owl"}:
            yield node, "unknown-prefix", f"prefixes of the query are not declared: {', '.join(sorted(unknown))}"


def _words(said: Described, node: Term, constraints: set[str]) -> bool:
    queries = said.values(node, SH.sparql)
    told = constraints == {"sparql"} and all(said.values(query, SH.message) for query in queries)
    nested = any(str(other).startswith("_:") or said.values(other, SH.message) for other in said.leading(node))
    return bool(said.values(node, SH.message)) or told or (isinstance(node, ox.BlankNode) and nested)


def _properties(said: Described, node: Term) -> Found:
    for path in said.values(node, SH.path):
        try:
            steps = _steps(paths.read(said, path))
        except paths.PathError as error:
            yield node, "ill-formed", f"sh:path: {error}"
            continue
        for iri in steps:
            if _misspelled(ox.NamedNode(iri)):
                yield node, "unknown-property", f"no property {short(iri)} is known: it has no values anywhere"


def _steps(path: paths.Path) -> Iterator[str]:
    if path.iri:
        yield path.iri
    for part in path.parts:
        yield from _steps(part)


def _number(value: Term | None) -> float | None:
    try:
        return float(value.value) if isinstance(value, ox.Literal) else None
    except ValueError:
        return None


def _bare(query: Term) -> str:
    """A query without strings, comments and IRIs."""
    return re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|<[^>]*>|#[^\n]*", " ", getattr(query, "value", ""))


def _misspelled(term: ox.NamedNode) -> bool:
    """Whether a term is of a vocabulary that is known in full, and is none of its terms."""
    if term in _NEWER:
        return False
    own = term.value.startswith(CG) and term.value not in _own()
    return own or any(term.value.startswith(str(space)) and term.value not in space for space in _KNOWN)


_NEWER = {SCHEMA.funding, SCHEMA.observationAbout}
"""Terms that are younger than the list of rdflib."""
_KNOWN = (SDO, DCAT, DCTERMS, FOAF, ORG, OWL, PROV, SKOS, _RDF, _RDFS)


@cache
def _own() -> frozenset[str]:
    """Our own terms."""
    own = ox.parse((settings.ONTOLOGY / "catalograph.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    return frozenset(quad.subject.value for quad in own if isinstance(quad.subject, ox.NamedNode))
