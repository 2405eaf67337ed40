"""Validating what somebody hands in: documents in, findings with the lines that they are about out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from graph.report import Finding
from graph.validation import engines
from graph.validation.formats import Located, Result, located
from graph.validation.inputs import Given
from graph.validation.locating import Span, Text
from graph.validation.shapes import Shapes


def check(given: Sequence[Given], shapes: Shapes, profile: str, engine: str | None = None) -> Result:
    """Validate documents together, as one graph. Raises :class:`graph.validation.ShapesError`."""
    triples = [triple for number, document in enumerate(given, 1) for triple in _labelled(document.triples, number)]
    report = engines.validate(triples, shapes, engine)
    texts = [(document.name, Text(document.lines, report.findings)) for document in given]
    placed = [Located(finding, *_place(finding, texts)) for finding in report.findings]
    blank = any(isinstance(node, ox.BlankNode) for triple in triples for node in (triple.subject, triple.object))
    divided = engines.division(shapes, engine, blank=blank)
    used = [name for name, part in (("pyshifty", divided.quick), ("pyshacl", divided.slow)) if part]
    return Result(located(placed), profile, shapes.digest, " and ".join(used))


def _labelled(triples: Iterable[ox.Triple], number: int) -> Iterator[ox.Triple]:
    """The statements of a document with blank nodes by their order, so that each run names them the same."""
    labels: dict[str, ox.BlankNode] = {}

    def other(node: Any) -> Any:
        if not isinstance(node, ox.BlankNode):
            return node
        return labels.setdefault(node.value, ox.BlankNode(f"d{number}n{len(labels) + 1}"))

    for triple in triples:
        yield ox.Triple(other(triple.subject), triple.predicate, other(triple.object))


def _place(finding: Finding, texts: Sequence[tuple[str, Text]]) -> tuple[str, Span | None]:
    """The first document whose lines show the finding; the first of all where none does."""
    for name, text in texts:
        if found := text.span(finding):
            return name, found
    return (texts[0][0] if texts else ""), None
