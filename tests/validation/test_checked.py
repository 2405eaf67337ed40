"""After any sequence of edits, what is kept is what pySHACL finds in the whole graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import validation
from graph.report import Report
from graph.validation.checked import Checked
from graph.validation.keeping import Results
from graph.validation.shapes import Shapes

PREFIXES = """
@prefix cg: <https://w3id.org/catalograph/ontology#> .
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
# Every way to read: forwards, backwards, repeated, of a class above, of a neighbour's shape, of siblings, by a query.
SHAPES = (
    PREFIXES
    + """
ex:a a sh:NodeShape ; sh:targetClass ex:A ; sh:property ex:name, ex:back, ex:far, ex:kind, ex:equal, ex:query, ex:one ;
    sh:or ( [ sh:node ex:b ] [ sh:property [ sh:path ex:q ; sh:maxCount 1 ] ] ) .
ex:name a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:maxCount 2 .
ex:back a sh:PropertyShape ; sh:path [ sh:inversePath ex:p ] ; sh:maxCount 1 ; sh:severity sh:Warning .
ex:far a sh:PropertyShape ; sh:path ( [ sh:zeroOrMorePath ex:p ] ex:q ) ; sh:maxCount 2 .
ex:kind a sh:PropertyShape ; sh:path ex:q ; sh:class ex:B .
ex:equal a sh:PropertyShape ; sh:path ex:p ; sh:disjoint ex:q .
ex:query a sh:PropertyShape ; sh:path ex:p ; sh:sparql [ cg:reads ex:p, ( ex:p ex:q ) ;
    sh:select "SELECT $this ?value WHERE { $this $PATH ?value . ?value <https://example.org/q> $this }" ] .
ex:one a sh:PropertyShape ; sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:A ] ; sh:qualifiedMaxCount 1 .
ex:b a sh:NodeShape ; sh:targetSubjectsOf ex:q ; sh:property ex:b-p ; sh:not [ sh:class ex:A ] .
ex:b-p a sh:PropertyShape ; sh:path ex:p ; sh:node [ sh:nodeKind sh:IRI ; sh:class ex:B ] .
ex:c a sh:NodeShape ; sh:targetObjectsOf ex:q ; sh:targetNode ex:n0 ;
    sh:closed true ; sh:ignoredProperties ( ex:p <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) .
"""
)
WHOLE = (
    PREFIXES
    + """
ex:a a sh:NodeShape ; sh:targetClass ex:A ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] ; sh:sparql [
    sh:select "SELECT $this WHERE { ?x <https://example.org/q> ?y }" ] .
ex:b a sh:NodeShape ; sh:targetClass ex:B ; sh:property [ sh:path ex:q ; sh:minCount 1 ] .
"""
)
NODES = [ox.NamedNode(f"https://example.org/n{number}") for number in range(4)]
CLASSES = [ox.NamedNode(f"https://example.org/{name}") for name in "AB"]
P, Q = (ox.NamedNode(f"https://example.org/{name}") for name in "pq")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ABOVE = ox.Triple(CLASSES[1], ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"), CLASSES[0])
STATEMENTS = [
    *(ox.Triple(one, name, other) for one in NODES for name in (P, Q) for other in NODES),
    *(ox.Triple(node, TYPE, class_) for node in NODES for class_ in CLASSES),
    *(ox.Triple(node, P, ox.Literal("text")) for node in NODES),
    ABOVE,
]
edits = st.lists(st.sets(st.sampled_from(STATEMENTS), max_size=6), min_size=1, max_size=4)


def read(text: str) -> Shapes:
    return validation.read_shapes({"shapes.ttl": text.encode()}, thorough=False)


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return read(SHAPES)


def reference(statements: set[ox.Triple], shapes: Shapes) -> Report:
    return validation.validate(statements, shapes, "pyshacl")


@settings(max_examples=25, deadline=None)
@given(start=st.sets(st.sampled_from(STATEMENTS), max_size=20), changes=edits)
def test_kept_results_are_those_of_the_whole_graph(
    shapes: Shapes, start: set[ox.Triple], changes: list[set[ox.Triple]]
) -> None:
    """Each edit takes away the statements of a set that are there, and adds those that are not."""
    statements, checked = set(start), Checked(start, shapes)
    for change in changes:
        checked.change(change - statements, change & statements)
        statements ^= change
    assert checked.report == reference(statements, shapes)


@settings(max_examples=10, deadline=None)
@given(start=st.sets(st.sampled_from(STATEMENTS), max_size=12), change=st.sets(st.sampled_from(STATEMENTS), max_size=4))
def test_query_without_declared_paths_concerns_everything(start: set[ox.Triple], change: set[ox.Triple]) -> None:
    shapes = read(WHOLE)
    checked = Checked(start, shapes)
    checked.change(change - start, change & start)
    assert checked.report == reference(start ^ change, shapes)


def test_what_is_added_and_removed_at_once_stays(shapes: Shapes) -> None:
    statements = {ox.Triple(NODES[0], TYPE, CLASSES[0])}
    for start in (statements, set[ox.Triple]()):
        checked = Checked(start, shapes)
        checked.change(statements, statements)
        assert checked.report == reference(statements, shapes)
        assert checked.report.findings


def test_only_what_a_change_concerns_is_looked_at(shapes: Shapes) -> None:
    """A neighbour's type concerns what refers to it; a property that no shape reads concerns nothing."""
    a, b, c, _ = NODES
    checked = Checked([ox.Triple(a, TYPE, CLASSES[0]), ox.Triple(a, Q, b)], read(WHOLE.replace("?x", "$this")))
    assert checked.change([ox.Triple(b, ox.NamedNode("https://example.org/other"), c)]) == set()
    forwards = read(SHAPES.split("ex:b a sh:NodeShape")[0].replace("sh:or ( [ sh:node ex:b ] ", "sh:or ( "))
    checked = Checked([ox.Triple(a, TYPE, CLASSES[0]), ox.Triple(a, Q, b)], forwards)
    assert checked.change([ox.Triple(b, TYPE, CLASSES[1])]) >= {str(a)}
    assert checked.change([ox.Triple(c, ox.NamedNode("https://example.org/other"), b)]) == set()


def test_results_are_found_again_by_what_was_read(tmp_path: Path, shapes: Shapes) -> None:
    """The second time nothing is validated: what is kept is put in the place of every result."""
    statements = [ox.Triple(NODES[0], TYPE, CLASSES[0])]
    results = Results(tmp_path)
    found = Checked(statements, shapes, results).report
    assert found.findings
    results.file.execute("UPDATE results SET content = '[]'")
    assert Checked(statements, shapes, results).report.findings == ()
    assert Checked([*statements, ox.Triple(NODES[0], P, NODES[1])], shapes, results).report.findings != found.findings
    assert Checked(statements, shapes, results, "pyshacl").report == found
    results.forget([])
    assert Checked(statements, shapes, results).report == found
    results.close()


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "validation.sqlite").write_bytes(b"no database" * 1000)
    results = Results(tmp_path)
    assert results.get([b"x"]) == {}
    results.close()


def test_own_shapes_declare_what_they_read() -> None:
    assert Checked([], validation.own_shapes()).reach.whole == set()
