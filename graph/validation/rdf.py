"""A report as RDF, in the form of the standard (SHACL, 3.6)."""

from __future__ import annotations

import hashlib
from dataclasses import astuple

import pyoxigraph as ox

from graph.namespaces import RDF, SH
from graph.report import Report
from graph.validation import paths


def to_rdf(report: Report, node: str, *, blank: bool = False) -> list[ox.Triple]:
    """The report as a W3C validation report named ``node`` (SHACL, 3.6).

    ``blank``: a path that is no single property is made of blank nodes, as the standard has it (2.3.1). What is
    published holds none: there its nodes are named by what they say.

    ``sh:conforms`` is true only where nothing at all was found (SHACL, 3.6.1.1).
    """

    def name(known: str) -> ox.NamedNode | ox.BlankNode:
        return ox.BlankNode(known) if blank else ox.NamedNode(f"{node}#{known}")

    this, a = ox.NamedNode(node), RDF.type
    triples = [
        ox.Triple(this, a, SH.ValidationReport),
        ox.Triple(this, SH.conforms, ox.Literal(not report.findings)),
    ]
    for finding in report.findings:
        digest = hashlib.sha256("\0".join(str(part) for part in astuple(finding)).encode()).hexdigest()
        result = ox.NamedNode(f"{node}#{digest[:16]}")
        focus, value = _term(finding.focus_node, node), finding.value
        triples += [
            ox.Triple(this, SH.result, result),
            ox.Triple(result, a, SH.ValidationResult),
            ox.Triple(result, SH.focusNode, focus),
            ox.Triple(result, SH.sourceConstraintComponent, ox.NamedNode(finding.component)),
            ox.Triple(result, SH.sourceShape, ox.NamedNode(finding.source_shape)),
            ox.Triple(result, SH.resultSeverity, SH.term(finding.severity)),
            ox.Triple(result, SH.resultMessage, ox.Literal(finding.message)),
        ]
        if finding.path is not None:
            path, description = paths.to_rdf(paths.parse(finding.path), name)
            triples += [ox.Triple(result, SH.resultPath, path), *description]
        if value is not None:
            triples.append(ox.Triple(result, SH.value, _term(value, node)))
    return triples


def _term(text: str, node: str) -> ox.NamedNode | ox.Literal:
    """The term of a focus node or a value; a blank node gets an IRI under the report's."""
    if text.startswith("_:"):
        return ox.NamedNode(f"{node}#blank-{text[2:]}")
    if text[0] not in '<"':
        return ox.NamedNode(text)
    (quad,) = ox.parse(f"<urn:s> <urn:p> {text} .", ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.NamedNode | ox.Literal)
    return quad.object
