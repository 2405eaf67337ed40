"""Every shape file: its fixtures do what they say, and each of its constraints is able to fail.

``valid*.ttl`` passes without a finding. ``invalid-<what>.ttl`` begins with one line for each finding
that it is there for: ``# expects: <component> <property, or - where there is none> <severity>``. It holds
no other Violation; Warnings that its brevity brings along do not count.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SH, XSD

from graph import namespaces, settings, validation
from graph.validation import Finding, Report

HERE = Path(__file__).parent
FILES = sorted(settings.SHAPES.glob("*.ttl"))
FIXTURES = sorted(HERE.glob("*/*.ttl"))
INVALID = [path for path in FIXTURES if path.name.startswith("invalid-")]

# What each parameter is reported as (SHACL, 4 and 5); those of None are parts of another one.
COMPONENTS = {
    name: f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"
    for name in (
        *("class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive"),
        *("maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "uniqueLang", "equals"),
        *("disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or", "xone", "node", "hasValue", "in"),
        *("qualifiedMinCount", "qualifiedMaxCount", "closed"),
    )
} | {"sparql": str(SH.SPARQLConstraintComponent)}
NO_CONSTRAINT = {"path", "targetClass", "property", "severity", "message", "flags", "qualifiedValueShape"}


def read(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="turtle")


@cache
def statements(path: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]


@cache
def check(path: Path) -> Report:
    return validation.validate(statements(path), validation.own_shapes(), "pyshacl")


def local(iri: str | None) -> str:
    return "-" if iri is None or iri.startswith("(") else re.split(r"[/#]", iri)[-1]


def summary(finding: Finding) -> tuple[str, str, str]:
    return local(finding.component), local(finding.path), finding.severity


def expected(path: Path) -> list[tuple[str, ...]]:
    lines = path.read_text("utf-8").splitlines()
    return [tuple(line.split()[2:]) for line in lines if line.startswith("# expects:")]


def constraints(shapes: rdflib.Graph) -> set[tuple[str, str]]:
    """Each named shape with each component that it declares."""
    found = set()
    for shape, predicate in shapes.subject_predicates():
        name = str(predicate).removeprefix(str(SH))
        if isinstance(shape, rdflib.URIRef) and name != str(predicate) and name not in NO_CONSTRAINT:
            found.add((str(shape), COMPONENTS[name]))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shape_file_has_fixtures(path: Path) -> None:
    assert list((HERE / path.stem).glob("valid*.ttl")), "no valid fixture"
    assert list((HERE / path.stem).glob("invalid-*.ttl")), "no invalid fixture"


def test_fixture_folders_belong_to_shape_files() -> None:
    assert {path.parent.name for path in FIXTURES} == {path.stem for path in FILES}


@pytest.mark.parametrize(
    "path",
    [path for path in FIXTURES if path.name.startswith("valid")],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_valid_fixture(path: Path) -> None:
    assert check(path).findings == ()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_invalid_fixture(path: Path) -> None:
    wanted = Counter(expected(path))
    assert path.read_text("utf-8").startswith("# expects: ")
    found = Counter(summary(finding) for finding in check(path).findings)
    assert wanted <= found
    assert {line for line in found - wanted if line[2] == "Violation"} == set()
    assert check(path).conforms == all(line[2] != "Violation" for line in wanted)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_second_engine_finds_the_same(path: Path) -> None:
    assert validation.validate(statements(path), validation.own_shapes(), "pyshifty") == check(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_constraint_is_able_to_fail(path: Path) -> None:
    own = [fixture for fixture in INVALID if fixture.parent.name == path.stem]
    fired = {
        (finding.source_shape, finding.component)
        for fixture in own
        for finding in check(fixture).findings
        if summary(finding) in expected(fixture)
    }
    assert constraints(read(path)) - fired == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_shape_has_one_plain_message(path: Path) -> None:
    shapes = read(path)
    for shape in {rdflib.URIRef(shape) for shape, _ in constraints(shapes)}:
        messages = list(shapes.objects(shape, SH.message))
        assert len(messages) == 1, shape
        (message,) = messages
        assert isinstance(message, rdflib.Literal)
        assert message.language in (None, "en")
        assert re.fullmatch(r"[A-Z][^{}]{20,}\.", str(message)), f"{shape}: no sentence"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shapes_have_names_and_severities(path: Path) -> None:
    shapes = read(path)
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in shapes.subjects(RDF.type, kind):
            assert str(shape).startswith("https://w3id.org/catalograph/shape/")
            assert len(list(shapes.objects(shape, SH.sparql))) <= 1, "one finding must have one cause"
    used = set(shapes.objects(None, SH.property))
    assert used == set(shapes.subjects(RDF.type, SH.PropertyShape)), "unused or undeclared property shape"
    assert set(shapes.objects(None, SH.severity)) <= {SH.Warning, SH.Info}, "Violation is the default"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shapes_target_classes_of_the_model(path: Path) -> None:
    model = (settings.PACKAGE.parent / "docs" / "model.md").read_text("utf-8")
    emitted = {
        f"{value}{term}"
        for name, value in vars(namespaces).items()
        if isinstance(value, namespaces.Namespace)
        for term in re.findall(rf"\b{name.lower()}:([A-Z]\w+)", model)
    }
    shapes = read(path)
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        targets = {str(target) for target in shapes.objects(shape, SH.targetClass)}
        assert targets, f"{shape} has no target"
        assert targets <= emitted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shapes_survive_the_store(path: Path) -> None:
    """The store turns the derived integer types into xsd:integer: a shape that asks for one always fails."""
    derived = {
        *(XSD.nonNegativeInteger, XSD.positiveInteger, XSD.nonPositiveInteger, XSD.negativeInteger),
        *(XSD.int, XSD.long, XSD.short, XSD.byte, XSD.unsignedInt, XSD.unsignedLong, XSD.unsignedShort),
        *(XSD.unsignedByte, XSD.dateTimeStamp),
    }
    assert derived.isdisjoint(read(path).all_nodes())


@pytest.mark.parametrize("path", [*FILES, *FIXTURES], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_one_schema_org(path: Path) -> None:
    assert "http://schema.org" not in path.read_text("utf-8")


def test_shapes_are_well_formed() -> None:
    """Against the shapes for shapes (SHACL, appendix C); this takes seconds, so the gate itself does not."""
    shapes = validation.load_shapes(FILES)
    assert shapes.digest == validation.own_shapes().digest


def test_level_of_access_and_the_like_are_the_schemes_concepts() -> None:
    """Each list in a shape holds the whole scheme: a concept that no shape allows could never be used."""
    listed: set[str] = set()
    shapes = rdflib.Graph().parse(data=validation.own_shapes().text, format="nt")
    for items in shapes.objects(None, SH["in"]):
        listed |= {str(item) for item in shapes.items(items) if "w3id.org/catalograph" in str(item)}
    declared = {
        str(concept)
        for stem in ("access", "kinds", "roles", "status")
        for concept in read(settings.ONTOLOGY / f"{stem}.ttl").subjects(RDF.type, rdflib.SKOS.Concept)
    }
    assert listed == declared
