"""What is told without an engine is what pySHACL says, or nothing is told."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import faulty
from graph import validation
from graph.validation.checked import Checked
from graph.validation.reach import reach_of
from graph.validation.screen import screen_of
from graph.validation.selecting import finding_nothing
from graph.validation.shapes import Shapes
from graph.validation.statements import Index
from graph.validation.values import STEPS, steps
from tests.validation.test_checked import PREFIXES, read

XSD = "http://www.w3.org/2001/XMLSchema#"
THING = """
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:thing a sh:NodeShape ; sh:targetClass ex:Thing ; %s .
ex:named a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 2 ] .
ex:round a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:node ex:round ] .
"""
OF_VALUES = (
    *(f"sh:nodeKind sh:{kind}" for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "IRIOrLiteral")),
    *(f"sh:datatype {type_}" for type_ in ("xsd:string", "xsd:date", "xsd:gYear", "xsd:dateTime", "xsd:integer")),
    *("sh:datatype xsd:boolean", "sh:datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"),
    *(f'sh:pattern "{pattern}"' for pattern in ("^a", "b$", "\\\\S", "[^a-z]+", "a{2,3}", "(a|é)\\\\w*", "\\\\d")),
    'sh:pattern "^A" ; sh:flags "i"',
    *("sh:minLength 2", "sh:maxLength 3", 'sh:in ( "a" "a"@en ex:a 1 )', "sh:class ex:Thing", "sh:node ex:named"),
    *('sh:not [ sh:pattern "^a" ]', "sh:not [ sh:datatype xsd:date ]", "sh:not [ sh:class ex:Thing ]"),
    *("sh:or ( [ sh:nodeKind sh:IRI ] [ sh:minLength 3 ] )", "sh:and ( [ sh:nodeKind sh:IRI ] ex:named )"),
    *("sh:xone ( [ sh:nodeKind sh:IRI ] [ sh:minLength 3 ] )", "sh:minInclusive 3", "sh:node ex:round"),
    *("sh:minExclusive 0", "sh:maxInclusive 1", "sh:maxExclusive 2"),
    *("sh:property [ sh:path ex:p ; sh:maxCount 1 ]", "sh:not [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]"),
)
QUALIFIED = tuple(
    f"sh:qualifiedValueShape [ {told} ] ; {count}"
    for told in ("sh:class ex:Thing", 'sh:pattern "^a"', "sh:nodeKind sh:IRI")
    for count in ("sh:qualifiedMinCount 1", "sh:qualifiedMaxCount 1", "sh:qualifiedMinCount 2 ; sh:qualifiedMaxCount 2")
)
OF_PATHS = (
    *OF_VALUES,
    *QUALIFIED,
    "sh:uniqueLang true",
    "sh:minCount 1",
    "sh:maxCount 1",
    "sh:minCount 2",
    'sh:hasValue "a"',
    "sh:hasValue ex:a",
)
PATHS = (
    *("ex:p", "[ sh:inversePath ex:p ]", "( ex:p ex:q )", "[ sh:alternativePath ( ex:p ex:q ) ]"),
    "[ sh:zeroOrMorePath ex:p ]",
)
VALUES = (
    *(
        "ex:a",
        "ex:b",
        "ex:c",
        '"a"',
        '"A"',
        '"aab"',
        '"a"@en',
        '"b"@en',
        '"2/1"',
        '"é"',
        '""',
        '"a\\nb"',
        '"7\\u00e9"',
        '"\\"b"',
        "_:n",
    ),
    *(f'"{text}"^^<{XSD}{type_}>' for type_, text in (("date", "2020-02-29"), ("date", "2021-02-29"), ("date", "x"))),
    *(f'"{text}"^^<{XSD}{type_}>' for type_, text in (("gYear", "2020"), ("integer", "07"), ("integer", "1"))),
    *(f'"{text}"^^<{XSD}{type_}>' for type_, text in (("boolean", "1"), ("dateTime", "noon"))),
    *(f'"{text}"^^<{XSD}{type_}>' for type_, text in (("dateTime", "2020-01-01T10:00:00Z"), ("boolean", "true"))),
)
constraints = st.lists(st.sampled_from(OF_PATHS), min_size=1, max_size=3, unique_by=lambda told: told.split()[0])
STR, STRINGS = ("STR(?value)", "STR(?v)"), ('"a"', '"A"', '"/"', '""', '"\\\\\\\\S"', '"é"', '"1"')
texts = st.recursive(
    st.sampled_from((*STR, *STRINGS, "?made")),
    lambda inner: st.one_of(
        st.builds("STRBEFORE({}, {})".format, inner, inner),
        st.builds("STRAFTER({}, {})".format, inner, inner),
        st.builds("SUBSTR({}, {}, STRLEN({}))".format, inner, st.sampled_from("0123"), inner),
    ),
    max_leaves=4,
)
compared = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
tests = st.one_of(
    st.builds("({} {} {})".format, texts, compared, texts),
    st.builds("(STRLEN({}) {} {})".format, texts, compared, st.sampled_from(("0", "2", "STRLEN(STR(?v))"))),
    st.builds("REGEX({}, {})".format, texts, st.sampled_from(('"^a"', '"a|1"', '"[^/]"', '"é$"'))),
)
filters = st.one_of(tests, st.builds("(!{})".format, tests), st.builds('((REGEX(STR(?v), "a") && {}))'.format, tests))
patterns = st.builds(
    "{} {} {}".format,
    st.sampled_from(("$this", "?value", "?v")),
    st.sampled_from(("$PATH", "<https://example.org/q>", "a", "<https://example.org/p>*", "ex:q")),
    st.sampled_from(("?value", "?v", "$this", '"a"', "<https://example.org/a>", '"a"@en', "1")),
)
parts = st.one_of(
    patterns,
    patterns,
    filters.map("FILTER {}".format),
    texts.map("BIND ({} AS ?made)".format),
    st.builds("FILTER NOT EXISTS {{ {} . FILTER {} }}".format, patterns, filters),
    st.sampled_from(("OPTIONAL { $this $PATH ?v }", "{ $this a ?v } UNION { $this $PATH ?v }", "# nothing\n")),
)
queries = st.builds(
    "SELECT {}$this ?value WHERE {{ $this $PATH ?value . {} }}{}".format,
    st.sampled_from(("", "DISTINCT ")),
    st.lists(parts, max_size=3).map(" . ".join),
    st.sampled_from(("", " LIMIT 1", " GROUP BY $this ?value")),
)
of_property = st.tuples(st.sampled_from(PATHS), constraints)
LINES = [
    f"{node} {name} {value} ." for node in ("ex:a", "ex:b", "ex:c") for name in ("ex:p", "ex:q") for value in VALUES
]


def shaped(properties: list[tuple[str, list[str]]], more: list[str]) -> Shapes:
    parts = [f"sh:property [ sh:path {path} ; {' ; '.join(told)} ]" for path, told in properties]
    return read(PREFIXES + THING % " ; ".join([*parts, *more]))


@settings(max_examples=40, deadline=None)
@given(
    properties=st.lists(of_property, min_size=1, max_size=3),
    more=st.lists(st.sampled_from(OF_VALUES), max_size=1),
    lines=st.sets(st.sampled_from(LINES), max_size=9),
)
def test_nothing_is_told_that_the_reference_does_not_say(
    properties: list[tuple[str, list[str]]], more: list[str], lines: set[str]
) -> None:
    """Random shapes over random values: what is left out has no finding, and the report is the reference's."""
    try:
        shapes = shaped(properties, more)
        things = PREFIXES + "ex:a a ex:Thing . ex:b a ex:Thing ." + "".join(sorted(lines))
        triples = [quad.triple for quad in ox.parse(things, ox.RdfFormat.TURTLE)]
        reference = validation.validate(triples, shapes, "pyshacl")
    except validation.ShapesError:  # a shape that refers to itself and meets itself
        return
    index, screen, reach = Index(triples), screen_of(shapes), reach_of(shapes)
    assert screen
    found = {finding.focus_node for finding in reference.findings}
    for node, targets in reach.focus_nodes(index) if not reach.whole else ():
        assert next(screen.left(index, node, targets, shapes), None) or node[1:-1] not in found, (
            properties,
            more,
            sorted(lines),
        )
    assert Checked(triples, shapes).report == reference, (properties, more, sorted(lines))


@settings(max_examples=15, deadline=None)
@given(query=queries, lines=st.sets(st.sampled_from(LINES), max_size=7))
@example(query="SELECT $this ?value WHERE { $this $PATH ?value }", lines=set())
def test_of_a_query_nothing_is_told_that_the_reference_does_not_say(query: str, lines: set[str]) -> None:
    """Random queries, of which a part is understood: a node that is left out has no finding."""
    text = json.dumps(query, ensure_ascii=False)
    declared = 'ex: sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] .'
    try:
        shapes = read(
            PREFIXES
            + THING % f"sh:property [ sh:path ex:p ; sh:sparql [ sh:prefixes ex: ; sh:select {text} ] ]"
            + declared
        )
        things = PREFIXES + "ex:a a ex:Thing . ex:b a ex:Thing ." + "".join(sorted(lines))
        triples = [quad.triple for quad in ox.parse(things, ox.RdfFormat.TURTLE)]
        reference = validation.validate(triples, shapes, "pyshacl")
    except validation.ShapesError:  # no query, or one that the standard does not allow
        return
    check = finding_nothing(query, "<https://example.org/p>")
    found = {finding.focus_node for finding in reference.findings}
    index = Index(triples)
    for node in ("https://example.org/a", "https://example.org/b") if check else ():
        assert check(index, f"<{node}>") is None or node not in found, (query, sorted(lines))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('$this $PATH ?value . FILTER (!REGEX(STR(?value), "^a"))', True),
        ('$this $PATH ?value ; <https://example.org/q> "b" .', True),
        ('$this $PATH ?value . FILTER (STRBEFORE(STR(?value), "b") = STRAFTER(STR(?value), "a"))', True),
        ("$this $PATH ?value . FILTER NOT EXISTS { $this $PATH ?v . FILTER (STR(?v) >= STR(?value)) }", True),
        ("$this $PATH ?value . FILTER NOT EXISTS { $this $PATH ?v . FILTER (?v >= ?value) }", None),
        ('$this $PATH ?value . FILTER (SUBSTR(STR(?value), 1, 1) != "a") . ?value ^<urn:p> ?other', True),
        (
            '$this $PATH ?value . FILTER NOT EXISTS { $this $PATH ?v . FILTER (STR(?v) = "aab") } . $this <urn:q> ?v',
            None,
        ),
        ("$this $PATH ?value . FILTER NOT EXISTS { $this $PATH ?v . OPTIONAL { ?v a ?c } }", None),
        ("$this $PATH ?value . BIND (STR(?value) AS ?this)", None),
        ("$this $PATH ?value . MINUS { $this $PATH ?value }", None),
        ("{ $this $PATH ?value }", None),
    ],
)
def test_what_of_a_query_is_told(body: str, told: bool | None) -> None:
    index = Index([ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("aab"))])
    check = finding_nothing(f"SELECT $this ?value WHERE {{ {body} }}", "<urn:p>")
    assert (check and check(index, "<urn:a>")) is told


def test_of_a_query_with_very_many_solutions_nothing_is_told() -> None:
    index = Index(ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal(str(n))) for n in range(1000))
    check = finding_nothing(
        'SELECT $this WHERE { $this $PATH ?a ; $PATH ?b ; $PATH ?c . FILTER (STR(?a) = "x") }', "<urn:p>"
    )
    assert check
    assert check(index, "<urn:a>") is None


def test_a_finding_at_another_node_is_found() -> None:
    """Of a property shape within another one, the focus node is the value that it is about (SHACL, 3.4.1)."""
    shapes = shaped([("ex:p", ["sh:property [ sh:path ex:q ; sh:minCount 1 ]"])], [])
    triples = [quad.triple for quad in ox.parse(PREFIXES + "ex:b a ex:Thing ; ex:p ex:a .", ox.RdfFormat.TURTLE)]
    found = Checked(triples, shapes).report
    assert found == validation.validate(triples, shapes, "pyshacl")
    assert [finding.focus_node for finding in found.findings] == ["https://example.org/a"]


def test_of_valid_studies_no_engine_is_asked() -> None:
    shapes = validation.own_shapes()
    index, screen = Index(faulty.study(3, 9)), screen_of(shapes)
    assert screen
    left = [
        held for node, to in reach_of(shapes).focus_nodes(index) for held, _ in screen.left(index, node, to, shapes)
    ]
    assert left == []


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|aa)*b", "(a?){30}", "(.)\\1", "(?=a)b", "a?" * 30 + "a" * 30, "(", "(?i)a"],
)
def test_a_pattern_that_may_take_long_is_not_tried(pattern: str) -> None:
    assert steps(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "growth"),
    [
        ("^[a-z]{4}$", (1, 0)),
        ("[+*]", (1, 1)),
        ("^\\(a\\)\\*$", (1, 0)),
        ("^a*b+$", (1, 2)),
        ("^a|b{2,}", (2, 2)),
        ("(?:ab)?c", (2, 1)),
    ],
)
def test_how_long_a_pattern_may_take(pattern: str, growth: tuple[int, int]) -> None:
    assert steps(pattern) == growth


def test_a_long_text_is_left_to_the_engine() -> None:
    shapes = shaped([("ex:p", ['sh:pattern "a*b*c"'])], [])
    screen, reach = screen_of(shapes), reach_of(shapes)
    assert screen
    for length, asked in ((20, 0), (STEPS, 1)):
        lines = f'@prefix ex: <https://example.org/> . ex:a a ex:Thing ; ex:p "{"a" * length}c" .'
        index = Index(quad.triple for quad in ox.parse(lines, ox.RdfFormat.TURTLE))
        (node, targets), *_ = reach.focus_nodes(index)
        assert len(list(screen.left(index, node, targets, shapes))) == asked
