"""What is wrong with the data and why: for curators as a page, for programs as JSON and as SHACL's report."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, render_template

from graph import serialization
from graph.serialization import Format
from graph.store.snapshot import Snapshot
from web import negotiation, vocabulary
from web.negotiation import GRAPH, PAGE
from web.site import base, snapshot

blueprint = Blueprint("quality", __name__)
REPORT = Format("report", "application/json", "json", frozenset({"report"}))
CHOICES = (PAGE, REPORT, *GRAPH[1:])
SEVERITIES = ("Violation", "Warning", "Info")
EXAMPLES = 10
"""Findings of one cause that are listed at first; the others are in the report's other formats."""


@blueprint.get("/quality")
@blueprint.get("/quality.<suffix>")
def quality(suffix: str | None = None) -> Response:
    """The report of the build that made this snapshot."""
    if suffix is not None and not any(format.extension == suffix for format in CHOICES):
        abort(404)
    current = snapshot()

    def rdf(format: Format) -> bytes:
        quads = current.graph(f"{base()}graph/quality/validation")
        return serialization.write((quad.triple for quad in quads), format)

    made = {format.name: partial(rdf, format) for format in CHOICES if format.rdf}
    raw = partial(json.dumps, current.report, ensure_ascii=False)
    return negotiation.respond(
        {**made, REPORT.name: raw, PAGE.name: partial(_page, current)}, CHOICES, suffix, "quality"
    )


def _page(current: Snapshot) -> str:
    report = current.report
    return render_template(
        "quality.html",
        report=report,
        causes=causes(report["findings"]),
        statuses=Counter(document["status"] for document in report["documents"]),
        left_out=[d for d in report["documents"] if d["error"]],
        noted=[d for d in report["documents"] if d["notes"]],
        unknown=_unknown(report["documents"]),
        formats=CHOICES,
        examples=EXAMPLES,
    )


def causes(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings by what causes them (shape, path, sentence), the gravest and most frequent first."""
    groups: dict[tuple[str, str, str, str], dict[tuple[str, str], dict[str, Any]]] = {}
    for finding in findings:
        path = str(finding["path"] or "")
        cause = (finding["severity"], finding["source_shape"] or "", path, finding["message"])
        groups.setdefault(cause, {}).setdefault((finding["focus_node"], str(finding["value"])), finding)
    found = [
        {
            "severity": severity,
            "shape": shape,
            "path": vocabulary.compact(path, base()),
            "message": message,
            "findings": list(members.values()),
        }
        for (severity, shape, path, message), members in groups.items()
    ]
    return sorted(found, key=lambda c: (SEVERITIES.index(c["severity"]), -len(c["findings"]), c["message"]))


def _unknown(documents: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """The fields that no module knows, by kind of source: how often each came."""
    counted: Counter[tuple[str, str]] = Counter()
    for document in documents:
        for name, count in document["unknown"]:
            counted[document["kind"], name] += count
    return [(kind, name, count) for (kind, name), count in sorted(counted.items(), key=lambda i: (-i[1], i[0]))]
