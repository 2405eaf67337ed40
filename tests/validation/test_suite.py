"""The W3C's SHACL test suite (core and SPARQL) through our path: pySHACL's verdicts, and each engine's.

Findings are compared by all but the message, which the suite leaves open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from graph.namespaces import SH, Namespace
from graph.report import Report, report_of
from graph.validation import Shapes, ShapesError, validate
from graph.validation.checked import Checked
from graph.validation.engines import division
from graph.validation.results import findings
from graph.validation.shapes import faults
from graph.validation.terms import Described, Term
from tests.conftest import SHARED, shared

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SUITE = SHARED / "conformance" / "shacl"

# What pySHACL 0.40 itself does otherwise than the suite says.
PYSHACL = {
    "core/property/uniqueLang-002": 'it reads sh:uniqueLang "1"^^xsd:boolean as true, which the suite does not',
    "sparql/pre-binding/shapesGraph-001": "it refuses $shapesGraph, which an engine need not support (5.3.1)",
}
# What the second engine does as the suite says, and the reference refuses.
BEYOND = {"sparql/pre-binding/shapesGraph-001"}


@dataclass(frozen=True)
class Case:
    """One test: shapes, data, and the report that is expected; ``None`` where a failure is."""

    shapes: Shapes
    data: tuple[ox.Triple, ...]
    expected: Report | None


@cache
def described(path: Path) -> tuple[tuple[ox.Triple, ...], Described]:
    triples = tuple(q.triple for q in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))
    return triples, Described(triples)


def local(node: Term | None) -> Path:
    return Path(unquote(urlsplit(getattr(node, "value", "")).path))


def entries(manifest: Path) -> Iterator[tuple[Path, Term]]:
    _, said = described(manifest)
    here = ox.NamedNode(manifest.as_uri())
    for included in sorted(said.values(here, MF.include), key=str):
        yield from entries(local(included))
    for entry in said.items(said.value(here, MF.entries)):
        yield manifest, entry


TESTS = {}
if SUITE.exists():
    TESTS = {
        f"{folder}/{file.parent.name}/{getattr(entry, 'value', '').rsplit('/', 1)[-1]}": (file, entry)
        for folder in ("core", "sparql")
        for file, entry in entries(SUITE / folder / "manifest.ttl")
    }


def apart(triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Blank nodes of shapes under other labels than those of data, as they have where shapes are read."""

    def other(node: Any) -> Any:
        return ox.BlankNode(f"shape-{node.value}") if isinstance(node, ox.BlankNode) else node

    told = {SH.focusNode, SH.value}  # in an expected report, and of the data
    return tuple(
        ox.Triple(other(t.subject), t.predicate, t.object if t.predicate in told else other(t.object)) for t in triples
    )


def case(name: str) -> Case:
    file, entry = TESTS[name]
    _, said = described(file)
    action, result = said.value(entry, MF.action), said.value(entry, MF.result)
    shapes = Shapes(apart(described(local(said.value(action, SHT.shapesGraph)))[0]), "")
    data, _ = described(local(said.value(action, SHT.dataGraph)))
    expected = None
    if result != SHT.Failure:
        own = apart(t for t in described(file)[0] if t.subject == result or t.predicate != SH.result)
        expected = wordless(report_of(findings(Described(own), shapes.described)))
    return Case(shapes, data, expected)


def wordless(report: Report) -> Report:
    return report_of(replace(finding, message="") for finding in report.findings)


def outcome(test: Case, engine: str) -> Report | None:
    if any(faults(test.shapes, thorough=False)):
        return None
    try:
        return wordless(validate(test.data, test.shapes, engine))
    except ShapesError:
        return None


def test_suite_is_there() -> None:
    shared("conformance/shacl")
    assert len(TESTS) == 120


@pytest.mark.parametrize("name", sorted(TESTS))
def test_reference(name: str) -> None:
    test = case(name)
    same = outcome(test, "pyshacl") == test.expected
    assert same == (name not in PYSHACL), PYSHACL.get(name, "differs")


@pytest.mark.parametrize("name", sorted(TESTS))
def test_engines_agree(name: str) -> None:
    """Where the second engine is not up to a shape, the reference has done it: the verdict is the same."""
    test = case(name)
    if name in BEYOND:
        assert outcome(test, "pyshifty") == test.expected
        return
    reference = outcome(test, "pyshacl")
    assert outcome(test, "auto") == reference, division(test.shapes, "auto").why
    if reference is not None:  # the same node by node, as records are validated
        assert wordless(Checked(test.data, test.shapes).report) == reference
