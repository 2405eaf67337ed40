"""Shapes are checked when they are loaded; reports are deterministic, complete and without blank nodes."""

from __future__ import annotations

import socket
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from graph import settings, validation
from graph.namespaces import SH as SHACL
from graph.validation import Finding, Report, Shapes, ShapesError, paths
from graph.validation.terms import Described

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPE = """
ex:thing a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:size, ex:name .
ex:size a sh:PropertyShape ; sh:path ex:size ; sh:datatype xsd:integer ; sh:message "Count it."@en .
ex:name a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Nomme-le."@fr, "Name it."@en .
"""


def turtle(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + text, ox.RdfFormat.TURTLE)]


def load(folder: Path, text: str, name: str = "shapes.ttl", thorough: bool = False) -> Shapes:
    (folder / name).write_text(PREFIXES + text, "utf-8")
    return validation.load_shapes([folder / name], thorough=thorough)


def test_findings_carry_what_a_curator_needs(tmp_path: Path) -> None:
    shapes = load(tmp_path, SHAPE)
    report = validation.validate(turtle('ex:b a ex:Thing ; ex:name "b" ; ex:size 1, "many"@en .'), shapes)
    assert report == Report(
        conforms=False,
        findings=(
            Finding(
                focus_node="https://example.org/b",
                path="https://example.org/size",
                value='"many"@en',
                component="http://www.w3.org/ns/shacl#DatatypeConstraintComponent",
                source_shape="https://example.org/size",
                severity="Violation",
                message="Count it.",
            ),
        ),
    )


def test_warnings_conform_and_messages_are_english_first(tmp_path: Path) -> None:
    report = validation.validate(turtle("ex:a a ex:Thing ."), load(tmp_path, SHAPE))
    assert report.conforms
    assert [(found.severity, found.message) for found in report.findings] == [("Warning", "Name it.")]


def test_order_is_the_same_for_any_order_of_the_statements(tmp_path: Path) -> None:
    shapes = load(tmp_path, SHAPE)
    statements = turtle('ex:b a ex:Thing ; ex:size "x", "y" . ex:a a ex:Thing ; ex:size "z" .')
    report = validation.validate(statements, shapes)
    assert report == validation.validate(reversed(statements), shapes)
    assert [found.severity for found in report.findings] == ["Violation"] * 3 + ["Warning"] * 2
    assert [found.value for found in report.findings[:3]] == ['"z"', '"x"', '"y"']


def test_literals_are_checked_as_they_are_written(tmp_path: Path) -> None:
    """Neither normalised nor coerced; the standard error stays quiet about the ill-typed one."""
    shapes = load(tmp_path, "ex:t a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:p ."
                  ' ex:p a sh:PropertyShape ; sh:path ex:p ; sh:in () ; sh:message "No." .')  # fmt: skip
    statements = turtle('ex:a a ex:Thing ; ex:p "01"^^xsd:integer, "1.10"^^xsd:decimal, "x"^^xsd:date .')
    values = {found.value for found in validation.validate(statements, shapes).findings}
    integer, decimal, date = (f"<http://www.w3.org/2001/XMLSchema#{n}>" for n in ("integer", "decimal", "date"))
    assert values == {f'"01"^^{integer}', f'"1.10"^^{decimal}', f'"x"^^{date}'}


def test_ill_typed_values_do_not_fill_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shapes = load(tmp_path, SHAPE)
    report = validation.validate(turtle('ex:a a ex:Thing ; ex:size "x"^^xsd:integer .'), shapes)
    assert not report.conforms
    assert not caplog.records


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("ex:p", "https://example.org/p"),
        ("[ sh:alternativePath ( ex:p ex:q ) ]", "(<https://example.org/p>|<https://example.org/q>)"),
        ("( ex:p [ sh:inversePath ex:q ] )", "(<https://example.org/p>/(^<https://example.org/q>))"),
        ("[ sh:zeroOrMorePath <https://schema.org/isPartOf> ]", "(schema:isPartOf*)"),
        ("[ sh:oneOrMorePath ex:p ]", "(<https://example.org/p>+)"),
        ("[ sh:zeroOrOnePath ex:p ]", "(<https://example.org/p>?)"),
    ],
)
def test_paths(tmp_path: Path, path: str, written: str) -> None:
    shapes = load(tmp_path, f"""
        ex:t a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:p .
        ex:p a sh:PropertyShape ; sh:path {path} ; sh:minCount 9 .""")  # fmt: skip
    report = validation.validate(turtle("ex:a a ex:Thing ."), shapes)
    assert [found.path for found in report.findings] == [written]
    in_rdf = Described(validation.to_rdf(report, "https://example.org/q", blank=True))
    (stated,) = [v for node in in_rdf.nodes() for v in in_rdf.values(node, SHACL.resultPath)]
    assert paths.read(in_rdf, stated).text == written


def test_shape_without_a_name_is_known_by_the_one_it_is_part_of(tmp_path: Path) -> None:
    nameless = "sh:property [ sh:path ex:p ; sh:minCount 1 ]"
    shapes = load(tmp_path, f"ex:t a sh:NodeShape ; sh:targetClass ex:Thing ; {nameless} .")
    (finding,) = validation.validate(turtle("ex:a a ex:Thing ."), shapes).findings
    assert finding.source_shape == "https://example.org/t"


def test_findings_about_some_nodes_only(tmp_path: Path) -> None:
    statements = turtle('ex:a a ex:Thing . ex:b a ex:Thing ; ex:size "x" .')
    report = validation.validate(statements, load(tmp_path, SHAPE)).about({"https://example.org/a"})
    assert report.conforms
    assert {found.focus_node for found in report.findings} == {"https://example.org/a"}


def test_report_in_rdf_is_complete_and_without_blank_nodes(tmp_path: Path) -> None:
    statements = turtle('ex:a a ex:Thing ; ex:size "x"@en, ex:b . [] a ex:Thing ; ex:size _:c .')
    report = validation.validate(statements, load(tmp_path, SHAPE))
    triples = validation.to_rdf(report, "https://example.org/quality/1")
    assert triples == validation.to_rdf(report, "https://example.org/quality/1")
    graph = rdflib.Graph().parse(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    assert not any(isinstance(node, rdflib.BNode) for node in graph.all_nodes())
    node = rdflib.URIRef("https://example.org/quality/1")
    assert set(graph.objects(node, RDF.type)) == {SH.ValidationReport}
    assert graph.value(node, SH.conforms) == rdflib.Literal(False)
    results = set(graph.objects(node, SH.result))
    assert len(results) == len(report.findings) == 5
    for result in results:
        for required in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape):
            assert len(list(graph.objects(result, required))) == 1
        assert graph.value(result, SH.resultMessage)
    assert rdflib.Literal("x", lang="en") in set(graph.objects(None, SH.value))


def test_report_conforms_in_rdf_only_where_nothing_was_found(tmp_path: Path) -> None:
    """SHACL, 3.6.1.1: also a Warning is a result. Here only a Violation keeps a record back."""
    shapes = load(tmp_path, SHAPE)
    for text, conforms in (('ex:a a ex:Thing ; ex:name "a" .', True), ("ex:a a ex:Thing .", False)):
        report = validation.validate(turtle(text), shapes)
        assert report.conforms
        stated = [t.object for t in validation.to_rdf(report, "https://example.org/q") if "conforms" in str(t)]
        assert stated == [ox.Literal(conforms)]


def test_explanation_has_one_line_for_each_cause(tmp_path: Path) -> None:
    text = 'ex:b a ex:Thing ; ex:size "x" .' + "".join(f" ex:a{n} a ex:Thing ." for n in range(5))
    report = validation.validate(turtle(text), load(tmp_path, SHAPE))
    assert validation.explain(report).splitlines() == [
        'Violation ×1 Count it. [https://example.org/size] https://example.org/b "x"',
        "Warning ×6 Name it. [https://example.org/name] https://example.org/a0, https://example.org/a1, "
        "https://example.org/a2 and 3 more",
    ]
    assert validation.explain(Report(True, ())) == ""


def test_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(ShapesError, match=r"shapes\.ttl:6: "):
        load(tmp_path, "ex:t a sh:NodeShape ;\n    sh:targetClass ; .")


def test_misspelled_term_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(ShapesError, match=r"shapes\.ttl:6: sh:minCuont is no term of SHACL"):
        load(tmp_path, "\nex:p a sh:PropertyShape ; sh:path ex:p ; sh:minCuont 1 .", thorough=True)


def test_query_that_is_none_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(ShapesError, match=r"shapes\.ttl:5: sh:select is no SPARQL query"):
        load(tmp_path, 'ex:t a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this WHERE { ?a }" ] .')


def test_ill_formed_shape_names_file_and_line(tmp_path: Path) -> None:
    text = 'ex:p a sh:PropertyShape ;\n    sh:path ex:p ; sh:minCount "one" .'
    load(tmp_path, text)
    with pytest.raises(ShapesError, match=r"shapes\.ttl:5: the shape is ill-formed: "):
        load(tmp_path, text, thorough=True)


def test_shape_that_cannot_be_evaluated_is_an_error(tmp_path: Path) -> None:
    shapes = load(tmp_path, "ex:t a sh:NodeShape ; sh:targetClass ex:Thing ; sh:minCount 1, 2 .")
    with pytest.raises(ShapesError):
        validation.validate(turtle("ex:a a ex:Thing ."), shapes)


def test_digest_is_of_the_files_whatever_their_order(tmp_path: Path) -> None:
    load(tmp_path, SHAPE, "a.ttl")
    load(tmp_path, "ex:other a sh:NodeShape .", "b.ttl")
    one, other = tmp_path / "a.ttl", tmp_path / "b.ttl"
    digest = validation.load_shapes([one, other], thorough=False).digest
    assert digest == validation.load_shapes([other, one], thorough=False).digest
    other.write_text(other.read_text("utf-8") + "# more\n", "utf-8")
    assert digest != validation.load_shapes([one, other], thorough=False).digest


def test_focus_node_that_is_a_literal(tmp_path: Path) -> None:
    shapes = load(tmp_path, 'ex:t a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:nodeKind sh:IRI ; sh:message "No." .')
    report = validation.validate(turtle('ex:a ex:p "text"@en .'), shapes)
    assert [finding.focus_node for finding in report.findings] == ['"text"@en']
    stated = [t.object for t in validation.to_rdf(report, "https://example.org/q") if "focusNode" in str(t)]
    assert stated == [ox.Literal("text", language="en")]


def test_query_is_given_its_focus_node_each_time(tmp_path: Path) -> None:
    """The parsed query is kept; what one focus node was bound to must not stay in it."""
    select = "SELECT $this ?value WHERE { $this $PATH ?value . FILTER (?value > 2) }"
    shapes = load(tmp_path, f'''
        ex:t a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:p .
        ex:p a sh:PropertyShape ; sh:path ex:p ; sh:sparql [ sh:select "{select}" ] .''')  # fmt: skip
    statements = turtle("ex:a a ex:Thing ; ex:p 1, 3 . ex:b a ex:Thing ; ex:p 2 . ex:c a ex:Thing ; ex:p 4 .")
    for _ in range(2):
        found = validation.validate(statements, shapes).findings
        assert [(finding.focus_node[-1], finding.value and finding.value[1]) for finding in found] == [
            ("a", "3"),
            ("c", "4"),
        ]


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    text = """ex:{0} a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property _:p .
        _:p sh:path ex:{0} ; sh:minCount 1 ."""
    load(tmp_path, text.format("one"), "a.ttl")
    load(tmp_path, text.format("two"), "b.ttl")
    shapes = validation.load_shapes(tmp_path.glob("*.ttl"), thorough=False)
    found = validation.validate(turtle("ex:a a ex:Thing ."), shapes).findings
    assert [finding.path for finding in found] == ["https://example.org/one", "https://example.org/two"]


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a shape or a record made a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    imports = "<https://example.org/o> <http://www.w3.org/2002/07/owl#imports> <https://example.org/x> ."
    shapes = load(tmp_path, SHAPE + imports)
    assert validation.validate(turtle("ex:a a ex:Thing ." + imports), shapes).conforms


def test_triple_terms_are_refused(tmp_path: Path) -> None:
    a = ox.NamedNode("https://example.org/a")
    with pytest.raises(TypeError, match="triple term"):
        validation.validate([ox.Triple(a, a, ox.Triple(a, a, a))], load(tmp_path, SHAPE))


def test_profiles_are_the_entries_of_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "profiles" / "dcat-ap").mkdir(parents=True)
    for name in ("study.ttl", "profiles/small.ttl", "profiles/dcat-ap/b.ttl", "profiles/dcat-ap/a.ttl"):
        (tmp_path / name).touch()
    (tmp_path / "profiles" / "README.md").touch()
    monkeypatch.setattr(settings, "SHAPES", tmp_path)
    assert {name: [file.name for file in files] for name, files in validation.profiles().items()} == {
        "catalograph": ["study.ttl"],
        "dcat-ap": ["a.ttl", "b.ttl"],
        "small": ["small.ttl"],
    }


def test_own_shapes_are_read_once() -> None:
    assert validation.own_shapes() is validation.own_shapes()
    assert validation.profiles()["catalograph"]
