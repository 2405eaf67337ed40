"""A report in the forms that people and programs read: CSV, SARIF, GitHub's annotations, RDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from graph.namespaces import DCT, SH
from graph.report import SEVERITIES, Finding, Report, short
from graph.serialization import of, write
from graph.validation.locating import Span
from graph.validation.rdf import to_rdf

NODE = "urn:x-catalograph:report"
_LEVELS = {"Violation": ("error", "error"), "Warning": ("warning", "warning"), "Info": ("note", "notice")}
_TOLD = ("severity", "focus_node", "path", "value", "message", "component", "source_shape")
_FIELDS = (*_TOLD, "file", "line", "column", "key")


@dataclass(frozen=True, slots=True)
class Located:
    """A finding, and the file and the place in it that it is about, where they are known."""

    finding: Finding
    file: str = ""
    span: Span | None = None

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines (from 1) that it is about."""
        return (self.span.line,) if self.span else ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a validation came to: findings in their places, by which shapes and which engine."""

    located: tuple[Located, ...]
    profile: str
    shapes: str
    engine: str

    @property
    def report(self) -> Report:
        """The report without the places."""
        return Report(self.conforms, tuple(located.finding for located in self.located))

    @property
    def conforms(self) -> bool:
        return not any(located.finding.severity == "Violation" for located in self.located)


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings of one shape, component and path."""

    finding: Finding
    located: tuple[Located, ...]


def causes(result: Result) -> list[Cause]:
    """The findings by cause, the gravest and most frequent first."""
    ordered = sorted(result.located, key=lambda located: located.finding.cause)
    grouped = [tuple(found) for _, found in groupby(ordered, key=lambda located: located.finding.cause)]
    made = [Cause(found[0].finding, found) for found in grouped]
    return sorted(made, key=lambda c: (SEVERITIES.index(c.finding.severity), -len(c.located), c.finding.message))


def to_csv(result: Result) -> bytes:
    """A row a finding, with a header (RFC 4180)."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(_FIELDS)
    for located in result.located:
        told = located.finding
        at = (located.span.line, located.span.start) if located.span else ("", "")
        place = [located.file, *at, told.key]
        values = [told.severity, told.focus_node, told.path or "", told.value or "", told.message]
        rows.writerow([*values, told.component, told.source_shape, *place])
    return out.getvalue().encode("utf-8")


def to_sarif(result: Result) -> bytes:
    """SARIF 2.1.0 (OASIS): a rule for each cause, a result for each finding."""
    found = causes(result)
    rules = [
        {
            "id": cause.finding.cause,
            "name": short(cause.finding.source_shape),
            "shortDescription": {"text": cause.finding.message},
            "helpUri": cause.finding.component,
            "defaultConfiguration": {"level": _LEVELS[cause.finding.severity][0]},
        }
        for cause in found
    ]
    results = [_sarif(located, number) for number, cause in enumerate(found) for located in cause.located]
    driver = {"name": "Catalograph", "rules": rules, "properties": {"shapes": result.shapes, "engine": result.engine}}
    run = {"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1).encode()


def _sarif(located: Located, rule: int) -> dict[str, Any]:
    finding = located.finding
    shown = f" ({finding.value})" if finding.value else ""
    told: dict[str, Any] = {
        "ruleId": finding.cause,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity][0],
        "message": {"text": f"{finding.message}{shown}"},
        "partialFingerprints": {"finding/v1": finding.key},
        "properties": {"focusNode": finding.focus_node, "path": finding.path, "value": finding.value},
    }
    place: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.focus_node}]}
    if located.file:
        place["physicalLocation"] = {"artifactLocation": {"uri": located.file.replace("\\", "/")}}
        if at := located.span:
            region = {"startLine": at.line, "startColumn": at.start, "endColumn": at.end}
            place["physicalLocation"]["region"] = region
    return {**told, "locations": [place]}


def to_github(result: Result) -> bytes:
    """Workflow commands that GitHub shows at the lines of a change."""
    lines = []
    for located in result.located:
        finding = located.finding
        at = {"line": str(located.span.line), "col": str(located.span.start)} if located.span else {}
        told = {"file": located.file, **at, "title": short(finding.source_shape)}
        given = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in told.items() if value)
        text = f"{finding.message} {finding.focus_node}{f' {finding.value}' if finding.value else ''}"
        lines.append(f"::{_LEVELS[finding.severity][1]} {given}::{_escaped(text)}\n")
    return "".join(lines).encode("utf-8")


def _escaped(text: str, more: str = "") -> str:
    for mark in "%\r\n" + more:
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text


def triples(result: Result, node: str = NODE) -> list[ox.Triple]:
    """The W3C report, with the digest of the shapes on it."""
    named = [ox.Triple(ox.NamedNode(node), DCT.conformsTo, ox.Literal(f"sha256:{result.shapes}"))]
    told = ox.Triple(ox.NamedNode(node), SH.shapesGraph, ox.NamedNode(f"urn:x-catalograph:shapes:{result.shapes}"))
    return [*to_rdf(result.report, node, blank=True), *named, told]


def _rdf(name: str) -> Callable[[Result], bytes]:
    format = next(format for format in of("graph") if format.name == name)
    return lambda result: write(triples(result), format)


WRITERS: Mapping[str, Callable[[Result], bytes]] = {
    **{format.name: _rdf(format.name) for format in of("graph")},
    "csv": to_csv,
    "sarif": to_sarif,
    "github": to_github,
}
"""The formats by name."""
MEDIA = {"csv": "text/csv", "sarif": "application/sarif+json", "github": "text/plain"}


def names() -> Sequence[str]:
    """The names of the formats."""
    return tuple(WRITERS)


def located(findings: Iterable[Located]) -> tuple[Located, ...]:
    """Findings with their places, the gravest first."""
    return tuple(sorted(findings, key=lambda one: (SEVERITIES.index(one.finding.severity), one.file, one.lines)))
