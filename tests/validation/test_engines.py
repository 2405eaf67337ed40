"""The second engine: equal to the reference, never in its place, and no danger to who asks it."""

from __future__ import annotations

import os
import random
import signal

import pyoxigraph as ox
import pytest

from benchmarks import faulty
from graph import validation
from graph.report import Report
from graph.validation import engines, second
from graph.validation.checked import Checked
from graph.validation.shapes import Shapes
from tests.validation.test_checked import PREFIXES, read

SHAPE = """
ex:thing a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:name .
ex:name a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 ; sh:message "Name it." .
"""
CONSTRAINTS = ("sh:in ()", "sh:datatype xsd:integer", "sh:datatype xsd:date", "sh:nodeKind sh:IRI")
XSD = "http://www.w3.org/2001/XMLSchema#"


def turtle(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + text, ox.RdfFormat.TURTLE)]


def both(statements: list[ox.Triple], shapes: Shapes) -> tuple[Report, Report]:
    return tuple(validation.validate(statements, shapes, engine) for engine in ("pyshifty", "pyshacl"))  # type: ignore[return-value]


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return read(PREFIXES + SHAPE)


@pytest.mark.parametrize("seed", range(4))
def test_generated_faults_are_found_alike(seed: int) -> None:
    """Studies with several faults at once: exact agreement in all parts of each finding."""
    chance = random.Random(seed)
    statements = {t for n in range(3) for t in faulty.study(n, 3, chance.choice(faulty.FAULTS))}
    for _ in range(30):  # and a graph that is torn
        statements.discard(chance.choice(sorted(statements, key=str)))
    quick, slow = both(list(statements), validation.own_shapes())
    assert quick == slow
    assert slow.findings


def test_every_fault_is_found_and_none_invented() -> None:
    of = 20 * len(faulty.FAULTS)
    triples = {triple for study in faulty.corpus(of) for triple in study}
    found = validation.validate(triples, validation.own_shapes(), "pyshifty").findings
    expected = {told for number in range(of) if (told := faulty.expected(number))}
    assert len(expected) == len(faulty.FAULTS) == 12
    assert {(f.focus_node, f.source_shape, f.component) for f in found} == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    "literal",
    [
        f'"01"^^<{XSD}integer>',
        f'"7"^^<{XSD}nonNegativeInteger>',
        f'"1.10"^^<{XSD}decimal>',
        f'"2023-02-30"^^<{XSD}date>',
        f'"1"^^<{XSD}boolean>',
        f'"2020-01-01T00:00:00Z"^^<{XSD}dateTimeStamp>',
        '"x"@en-GB',
        '"tab\\tline\\nquote\\"back\\\\ 日本 🙂"',
    ],
)
@pytest.mark.parametrize(
    "constraint", ["sh:in ()", "sh:datatype xsd:integer", "sh:datatype xsd:date", "sh:nodeKind sh:IRI"]
)
def test_lexical_forms_survive(literal: str, constraint: str) -> None:
    text = f"@prefix xsd: <{XSD}> . ex:t a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:p ."
    shapes = read(f"{PREFIXES}{text} ex:p a sh:PropertyShape ; sh:path ex:p ; {constraint} .")
    quick, slow = both(turtle(f"ex:a a ex:T ; ex:p {literal} ."), shapes)
    assert quick == slow


@pytest.mark.parametrize("constraint", ["sh:maxInclusive 1", "sh:minExclusive 1.0", "sh:lessThan ex:q"])
def test_values_that_cannot_be_compared_are_told_alike(constraint: str) -> None:
    """pySHACL finds nothing at a date that is to be at most 1, the second engine would."""
    shapes = read(
        f"{PREFIXES} ex:thing a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; {constraint} ] ."
    )
    values = (f'"2020-02-29"^^<{XSD}date>', f'"true"^^<{XSD}boolean>', '"x"^^ex:type', '"a"', "7", "ex:a")
    of_each = "".join(f"ex:{n} a ex:Thing ; ex:p {value} ; ex:q ex:b ." for n, value in enumerate(values))
    quick, slow = both(turtle(of_each), shapes)
    assert quick == slow == Checked(turtle(of_each), shapes).report
    assert {finding.value for finding in slow.findings} != {None}
    assert 0 < len(slow.findings) < len(values)


def test_equal_shapes_are_both_reported() -> None:
    """The engine makes one of shapes that ask for the same."""
    text = SHAPE + SHAPE.replace("ex:thing", "ex:other").replace("sh:property ex:name", "sh:property ex:name2").replace(
        "\nex:name a", "\nex:name2 a"
    )
    quick, slow = both(turtle("ex:a a ex:Thing ."), read(PREFIXES + text))
    assert quick == slow
    assert len(slow.findings) == 2


@pytest.mark.parametrize(
    "shape",
    [
        'sh:property [ sh:path ex:p ; sh:uniqueLang "1"^^<http://www.w3.org/2001/XMLSchema#boolean> ]',
        'sh:property [ sh:path ex:p ; sh:sparql [ sh:select "SELECT $this ?value WHERE { ?value $PATH* $this }" ] ]',
        'sh:sparql [ sh:deactivated true ; sh:select "SELECT $this WHERE { $this a ?type }" ]',
        'sh:property [ sh:path ex:p ; sh:sparql [ sh:select "SELECT $this WHERE { $this a ?value }" ] ]',
        'sh:sparql [ sh:select "SELECT $this WHERE { $this a ?type } OFFSET 1" ]',
        "sh:property [ sh:path ex:p ; sh:closed true ]",
        "sh:property [ sh:path ex:p ; sh:minLength 0 ]",
    ],
    ids=[
        *("a boolean as a number", "a path made of $PATH", "a query that is switched off"),
        *("a query without a value", "a part of a result", "closed values", "a least length of nothing"),
    ],
)
def test_shape_that_it_cannot_do_goes_to_the_reference(shape: str) -> None:
    shapes = read(f"{PREFIXES}{SHAPE} ex:x a sh:NodeShape ; sh:targetClass ex:Other ; {shape} .")
    divided = engines.division(shapes, "auto")
    assert set(divided.why) == {"<https://example.org/x>"}
    assert divided.quick
    statements = turtle('ex:a a ex:Thing . ex:b a ex:Other ; ex:p "a"@en, "b"@en, ex:b .')
    assert validation.validate(statements, shapes, "auto") == validation.validate(statements, shapes, "pyshacl")


def test_a_query_of_blank_nodes_goes_to_the_reference() -> None:
    """To the second engine a blank node in a query is any node."""
    query = '[ sh:select "SELECT $this ?value WHERE { $this $PATH ?value . FILTER (?value = 1) }" ; cg:reads ex:p ]'
    shapes = read(
        PREFIXES + SHAPE + f"ex:x sh:targetClass ex:Other ; sh:property [ sh:path ex:p ; sh:sparql {query} ] ."
    )
    statements = turtle("[] a ex:Other ; ex:p 1 . [] a ex:Other, ex:Thing ; ex:p 2 . ex:a a ex:Other ; ex:p 3 .")
    expected = validation.validate(statements, shapes, "pyshacl")
    assert len(expected.findings) == 2
    assert validation.validate(statements, shapes, "auto") == Checked(statements, shapes).report == expected
    assert engines.division(shapes).slow is None
    assert set(engines.division(shapes, blank=True).why) == {"<https://example.org/x>"}


def test_crash_of_the_engine_costs_nobody_the_report(shapes: Shapes) -> None:
    statements = turtle("ex:a a ex:Thing .")
    report = validation.validate(statements, shapes, "auto")
    process = second._engine().process
    assert process is not None
    os.kill(process.pid, signal.SIGSEGV)
    process.wait()
    assert validation.validate(statements, shapes, "auto") == report
    assert validation.validate(statements, shapes, "auto") == report
    restarted = second._engine().process
    assert restarted is not None
    assert restarted.pid != process.pid


def test_without_the_engine_the_reference_does_it(shapes: Shapes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "available", lambda: False)
    assert engines.division(shapes, "auto").quick is None
    assert validation.validate(turtle("ex:a a ex:Thing ."), shapes, "auto").findings
    with pytest.raises(ValueError, match="not installed"):
        validation.validate([], shapes, "pyshifty")


def test_engine_is_a_setting(shapes: Shapes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOGRAPH_ENGINE", "pyshacl")
    assert engines.name() == "pyshacl"
    monkeypatch.setenv("CATALOGRAPH_ENGINE", "jena")
    with pytest.raises(ValueError, match="one of: auto, pyshacl, pyshifty"):
        engines.name()
    with pytest.raises(ValueError, match="one of auto"):
        validation.validate([], shapes, "jena")


def test_a_neighbour_of_which_only_a_part_is_read_is_not_blamed() -> None:
    """Of what fails there is a report on what it reads: a neighbour's type is among that, its name is not."""
    shapes = read(PREFIXES + SHAPE + "ex:thing sh:property [ sh:path ex:part ; sh:class ex:Thing ] .")
    statements = turtle('ex:a a ex:Thing ; ex:part ex:b . ex:b a ex:Thing ; ex:name "b" .')
    quick = Checked(statements, shapes, engine="pyshifty").report
    assert quick == validation.validate(statements, shapes, "pyshacl")
    assert [finding.focus_node.rpartition("/")[2] for finding in quick.findings] == ["a"]
