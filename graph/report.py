"""The validation report (SHACL, 3.6): what was found, for programs, as RDF, and in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable
from dataclasses import astuple, dataclass
from typing import Literal

from graph import namespaces

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

    @property
    def key(self) -> str:
        """By which it is known again in another run: shape, component, path, focus node and value; no words."""
        value = hashlib.sha256((self.value or "").encode()).hexdigest()
        return _digest(self.source_shape, self.component, self.path or "", self.focus_node, value)

    @property
    def cause(self) -> str:
        """By which findings of one cause are known: shape, component and path."""
        return _digest(self.source_shape, self.component, self.path or "")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


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


def expanded(name: str) -> str:
    """The IRI of a name as :func:`short` writes it. Raises ``ValueError`` for a prefix that is not known."""
    prefix, _, local = name.partition(":")
    for namespace, known in _PREFIXES.items():
        if known == prefix:
            return f"{namespace}{local}"
    raise ValueError(f"{name}: no such prefix")


def short(iri: str) -> str:
    """An IRI with the prefix that this application gives its namespace."""
    for namespace, prefix in _PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix("https://w3id.org/catalograph/shape/")
