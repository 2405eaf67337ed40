"""The validation report (SHACL, 3.6): what was found, for programs, as RDF, and in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable
from dataclasses import astuple, dataclass
from typing import Literal

import pyoxigraph as ox

from graph import namespaces
from graph.namespaces import SH

Severity = Literal["Violation", "Warning", "Info"]
SEVERITIES: tuple[Severity, ...] = ("Violation", "Warning", "Info")
_PREFIXES = {
    str(value): name.lower() for name, value in vars(namespaces).items() if isinstance(value, namespaces.Namespace)
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One validation result (SHACL, 3.6.2).

    ``path`` is the IRI of the property, or a path expression in parentheses; ``value`` is in N-Triples
    form; ``component`` and ``source_shape`` are IRIs. A focus node without IRI is in N-Triples form, too.
    """

    focus_node: str
    path: str | None
    value: str | None
    component: str
    source_shape: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, Violations first. It conforms where there is no Violation among them."""

    conforms: bool
    findings: tuple[Finding, ...]

    def about(self, nodes: Container[str]) -> Report:
        """Only what was found at ``nodes``: for a view whose other nodes are not described in full."""
        return report_of(finding for finding in self.findings if finding.focus_node in nodes)


def report_of(findings: Iterable[Finding]) -> Report:
    """The report of these findings: each once, in an order that depends on nothing else."""

    def order(finding: Finding) -> tuple[int, tuple[str, ...]]:
        return SEVERITIES.index(finding.severity), tuple(part or "" for part in astuple(finding))

    ordered = tuple(sorted(set(findings), key=order))
    return Report(not any(finding.severity == "Violation" for finding in ordered), ordered)


def explain(report: Report, nodes: int = 3) -> str:
    """The report for a terminal: a line a cause, with its count, message and first ``nodes`` focus nodes."""
    causes: dict[tuple[int, str, str], list[str]] = {}
    for finding in report.findings:
        cause = (SEVERITIES.index(finding.severity), finding.source_shape, finding.message)
        shown = finding.focus_node + (f" {finding.value}" if _telling(finding) else "")
        causes.setdefault(cause, []).append(shown)
    lines = []
    for (severity, shape, message), found in sorted(causes.items()):
        distinct = list(dict.fromkeys(found))
        more = f" and {len(distinct) - nodes} more" if len(distinct) > nodes else ""
        where = ", ".join(distinct[:nodes])
        lines.append(f"{SEVERITIES[severity]} ×{len(distinct)} {message} [{short(shape)}] {where}{more}")
    return "\n".join(lines)


def _telling(finding: Finding) -> bool:
    """Whether a finding's value says more than its focus node, in few enough words."""
    return finding.value not in (None, f"<{finding.focus_node}>") and len(finding.value or "") <= 80


def to_rdf(report: Report, node: str) -> list[ox.Triple]:
    """The report as a W3C validation report named ``node`` (SHACL, 3.6), without blank nodes.

    ``sh:conforms`` is true only where nothing at all was found (SHACL, 3.6.1.1). A path that is no single
    property is left out.
    """
    this, a = ox.NamedNode(node), namespaces.RDF.type
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
        if finding.path is not None and not finding.path.startswith("("):
            triples.append(ox.Triple(result, SH.resultPath, ox.NamedNode(finding.path)))
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


def short(iri: str) -> str:
    """An IRI with the prefix that this application gives its namespace."""
    for namespace, prefix in _PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix("https://w3id.org/catalograph/shape/")
