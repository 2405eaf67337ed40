"""Faults of shapes are told, and what a new shape would make fall; reports are in the graph with their numbers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from graph.cli import main
from graph.journal import Journal
from graph.merged import Merged
from graph.namespaces import DCT, DQV, SH
from graph.report import Finding
from graph.settings import Settings, load
from graph.statements import canonical
from graph.store.snapshot import Snapshots
from graph.validation import effect, measures, own_shapes, registered
from graph.validation.keeping import Results
from graph.validation.lint import lint
from graph.validation.shapes import own_files
from graph.validation.terms import Described

HEAD = """@prefix ex: <https://example.org/> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:s a sh:NodeShape ; sh:targetClass schema:Dataset ; sh:property ex:p .
"""
GOOD = 'ex:p a sh:PropertyShape ; sh:path schema:name ; sh:minCount 1 ; sh:message "Name it." .'


def test_own_shapes_have_none() -> None:
    assert lint(own_files()) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("no-target", f"{GOOD} ex:x a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:message 'No.' ."),
        ("unknown-class", f"{GOOD} ex:x a sh:NodeShape ; sh:targetClass schema:Datazet ; sh:property ex:p ."),
        ("undescribed", f"{GOOD} ex:s sh:property ex:gone ."),
        ("never-holds", GOOD.replace("sh:minCount 1", "sh:minCount 3 ; sh:maxCount 2")),
        ("never-holds", GOOD.replace("sh:minCount 1", "sh:minInclusive 5 ; sh:maxExclusive 5")),
        ("no-message", GOOD.replace('; sh:message "Name it."', "")),
        ("derived-datatype", GOOD.replace("sh:minCount 1", "sh:datatype xsd:nonNegativeInteger")),
        ("unknown-property", GOOD.replace("schema:name", "schema:naem")),
        ("unknown-property", GOOD.replace("schema:name", "[ sh:inversePath schema:naem ]")),
        ("unknown-term", GOOD.replace("sh:minCount", "sh:minCuont")),
        ("legacy-namespace", GOOD.replace("schema:name", "<http://schema.org/name>")),
        ("unknown-severity", GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:severity sh:Waning")),
        ("ill-formed", GOOD.replace("sh:minCount 1", 'sh:pattern "("')),
        ("ill-formed", GOOD.replace("sh:minCount 1", 'sh:minCount "one"')),
        ("reads-all", GOOD.replace("sh:minCount 1", 'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o }" ]')),
    ],
)
def test_fault_is_told(tmp_path: Path, kind: str, text: str) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + GOOD)
    assert lint([path]) == []
    path.write_text(HEAD + text)
    assert kind in {fault.kind for fault in lint([path])}
    done = CliRunner().invoke(main, ["shapes", "lint", str(path)])
    assert (done.exit_code, f"[{kind}]" in done.output) == (1, True)


def test_effect_of_a_shape_before_it_is_switched_on(sample: Settings, tmp_path: Path) -> None:
    shape = (HEAD + GOOD).replace("schema:name", "schema:isAccessibleForFree")
    (tmp_path / "strict.ttl").write_text(shape)
    snapshot = Snapshots(sample.data).current()
    change = effect.effect(snapshot, [tmp_path / "strict.ttl"], sample)
    studies = snapshot.counts["classes"]["study"]
    assert len(change.falling) == studies
    assert set(change.falling.values()) == {("Name it.",)}
    study = next(path for path in own_files() if path.name == "study.ttl")
    shutil.copy(study, tmp_path / "study.ttl")
    assert not effect.effect(snapshot, [tmp_path / "study.ttl"], sample).falling


def test_published_reports_name_their_shapes_and_datasets_have_numbers(sample: Settings) -> None:
    snapshot = Snapshots(sample.data).current()
    quality = f"{snapshot.base}graph/quality/"
    report = Described(quad.triple for quad in snapshot.graph(f"{quality}validation"))
    node = ox.NamedNode(f"{quality}validation")
    assert report.values(node, DCT.conformsTo) == [ox.Literal(f"sha256:{own_shapes().digest}")]
    for result in report.values(node, SH.result):
        for name in ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape", "resultMessage"):
            assert report.value(result, SH.term(name)) is not None
    told = Described(quad.triple for quad in snapshot.graph(f"{quality}measurements"))
    measured = {told.value(node, DQV.computedOn) for node in told.nodes()} - {None}
    assert len(measured) == snapshot.counts["classes"]["study"]


def test_each_registered_profile_has_its_own_report(tmp_path: Path) -> None:
    chosen = load({}, data=tmp_path / "data", base="https://example.org/")
    (tmp_path / "strict.ttl").write_text(HEAD + GOOD)
    registered.add("strict", str(tmp_path / "strict.ttl"), chosen)
    base, schema = chosen.base, "https://schema.org/"
    type_ = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    studies = [ox.NamedNode(f"{base}id/study/{name}") for name in "ab"]
    said = {ox.Triple(study, type_, ox.NamedNode(f"{schema}Dataset")) for study in studies}
    said.add(ox.Triple(studies[0], ox.NamedNode(f"{schema}name"), ox.Literal("A")))
    results = Results(chosen.data / "cache")
    merged = Merged(tmp_path)
    merged.add(0, canonical(said, ox.NamedNode(f"{base}graph/source/any")))
    made = measures.quality(merged, list[Finding](), own_shapes(), results, base, chosen)
    results.close()
    merged.close()
    assert [(p["name"], p["passed"], p["total"]) for p in made.profiles] == [("strict", 1, 2)]
    assert "quality/profile/strict" in made.graphs
    assert [entry["name"] for entry in Journal(chosen.data).entries("profile")] == ["strict"]
