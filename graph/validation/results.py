"""From a W3C validation report (SHACL, 3.6) to findings that do not depend on the engine that wrote it.

An engine's blank nodes differ from run to run and its words from those of others: a finding names the nearest
shape that has a name, and says what the shape says, or where that says nothing, a plain sentence of ours.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from graph.namespaces import SH
from graph.report import SEVERITIES, Finding
from graph.validation import paths
from graph.validation.sentences import sentence
from graph.validation.terms import Described, Term

UNNAMED = "urn:x-catalograph:shape:unnamed"
"""Of a shape that has no name, and is part of none that has."""
_SPARQL = SH.SPARQLConstraintComponent


def findings(report: Described, shapes: Described | None) -> Iterator[Finding]:
    """The results of a report. ``shapes`` describes the shapes that it refers to; ``None``: it does so itself."""
    shapes = shapes or report
    for node in list(report.nodes()):
        for result in report.values(node, SH.result):
            yield _finding(report, shapes, result)


def _finding(report: Described, shapes: Described, result: Term) -> Finding:
    shape, focus = report.value(result, SH.sourceShape), report.value(result, SH.focusNode)
    severity = getattr(report.value(result, SH.resultSeverity), "value", "").removeprefix(SH)
    component = report.value(result, SH.sourceConstraintComponent)
    value, path = report.value(result, SH.value), _path(report, shapes, result, shape)
    return Finding(
        focus_node=focus.value if isinstance(focus, ox.NamedNode) else str(focus),
        path=path,
        value=None if value is None else str(value),
        component=getattr(component, "value", ""),
        source_shape=_name(named(shapes, shape)),
        severity=next((known for known in SEVERITIES if known == severity), "Violation"),
        message=_message(report, shapes, result, shape, component),
    )


def _path(report: Described, shapes: Described, result: Term, shape: Term | None) -> str | None:
    found = report.value(result, SH.resultPath)
    if found is None:
        return None
    for described, node in ((report, found), (shapes, found), (shapes, shapes.value(shape, SH.path))):
        try:
            return paths.read(described, node).text
        except paths.PathError:
            continue
    return None


def _message(report: Described, shapes: Described, result: Term, shape: Term | None, component: Term | None) -> str:
    told = shapes.values(shape, SH.message)
    constraints = shapes.values(shape, SH.sparql) if component == _SPARQL else []
    if any(shapes.values(constraint, SH.message) for constraint in constraints):
        told = report.values(result, SH.resultMessage)  # the engine has put the values into the words
    if not told:
        return sentence(component, shapes.about(shape))
    return str(min(map(_preference, told))[1])


def _preference(message: Term) -> tuple[int, str]:
    """Messages without a language first, then English ones, then others."""
    language = message.language if isinstance(message, ox.Literal) else None
    return (0 if language is None else 1 if language.startswith("en") else 2), getattr(message, "value", "")


def named(shapes: Described, node: Term | None) -> Term | None:
    """The node, or the nearest one with a name that a node without one is part of."""
    for _ in range(100):
        if not isinstance(node, ox.BlankNode):
            return node
        node = min(shapes.leading(node), key=str, default=None)
    return None


def _name(node: Term | None) -> str:
    return node.value if isinstance(node, ox.NamedNode) else UNNAMED
