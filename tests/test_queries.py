"""Questions are loaded with their headers, and parameters become terms: never text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from graph import queries
from graph.namespaces import XSD
from graph.queries import BadParameter, HeaderError, Parameter, Question, UnknownQuestion

HEADER = """\
# title: Things
# description: Things that are so.
# tags: [thing]
# audience: consumer
# parameters:
#   thing:
#     type: iri
#     description: The thing.
#     example: "https://example.org/id/study/x"
#     required: true
#   word:
#     type: string
#     description: A word.
#     example: "a word"
#   size:
#     type: integer
#     description: How big.
#     example: "3"
#     default: "2"
#   day:
#     type: date
#     description: When.
#     example: "2020-02-29"
#   kind:
#     type: enum
#     description: Which.
#     example: stage
#     values: [stage, phase]
"""
BODY = """
SELECT ?thing ?word ?size ?day ?kind
WHERE {
}
"""
THING = {"thing": "https://example.org/id/study/x"}


@pytest.fixture
def asked(tmp_path: Path) -> Question:
    return written(tmp_path, HEADER + BODY)


def written(folder: Path, text: str) -> Question:
    path = folder / "things.rq"
    path.write_text(text, encoding="utf-8")
    return queries.read(path)


def test_a_question_is_its_header_and_its_text(asked: Question) -> None:
    assert (asked.name, asked.title, asked.tags, asked.audience) == (
        "things",
        "Things",
        ("thing",),
        "consumer",
    )
    assert asked.text == HEADER + BODY
    assert [p.name for p in asked.parameters] == ["thing", "word", "size", "day", "kind"]
    assert asked.parameters[0].required
    assert asked.parameters[2].default == "2"
    assert asked.parameters[4] == Parameter("kind", "enum", "Which.", example="stage", values=("stage", "phase"))


def test_a_question_may_have_no_parameters(tmp_path: Path) -> None:
    asked = written(tmp_path, HEADER[: HEADER.index("# parameters")] + BODY)
    assert asked.parameters == ()
    assert queries.text_with(asked, queries.bind(asked, {})) == asked.text


def test_an_unknown_question_names_its_neighbours() -> None:
    assert queries.question("counts-by-class").name == "counts-by-class"
    with pytest.raises(UnknownQuestion, match="studies-of-a-funder") as caught:
        queries.question("studies-of-funder")
    assert caught.value.near[0] == "studies-of-a-funder"
    with pytest.raises(UnknownQuestion, match=r"'zzz'$"):
        queries.question("zzz")


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ("# title: Things\n", "", 1, "lacks title"),
        ("# tags: [thing]", "# tags: [thing", 4, "not YAML"),
        ("# tags: [thing]", "# tags: thing", 3, "tags must be a list"),
        ("# title: Things", "# title: 2020-01-01", 1, "title must be a str"),
        ("audience: consumer", "audience: everyone", 4, "consumer, federator, curator"),
        ("# tags: [thing]", "# tags: [thing]\n# colour: red", 4, "unknown key colour"),
        ("#   word:", "#   other:", 11, r"no variable \?other"),
        ("type: string", "type: text", 11, "iri, string, integer, date, enum"),
        ("example: stage", "example: strand", 24, "'strand' is not a choice"),
        ('default: "2"', 'default: "two"', 15, "not a whole number"),
        ('default: "2"', "default: 2", 19, "default must be a str"),
        ("\n#     values: [stage, phase]", "", 24, "values go with"),
        ("required: true", "required: always", 10, "required must be a bool"),
        ("description: A word.", "describes: A word.", 11, "word lacks description"),
        ("\nWHERE {", "\nWHERE  {", 29, "must be `WHERE {`"),
        (HEADER, "", 1, "the header must be a mapping"),
    ],
)
def test_a_bad_header_is_located(tmp_path: Path, before: str, after: str, line: int, message: str) -> None:
    assert before in HEADER + BODY
    with pytest.raises(HeaderError, match=message) as caught:
        written(tmp_path, (HEADER + BODY).replace(before, after, 1))
    assert caught.value.line == line
    assert str(caught.value).startswith(f"{tmp_path / 'things.rq'}:{line}: ")


def test_values_become_terms_of_their_types(asked: Question) -> None:
    given = THING | {"word": "a word", "size": "+07", "day": "2020-02-29", "kind": "phase"}
    assert queries.bind(asked, given) == {
        "thing": NamedNode("https://example.org/id/study/x"),
        "word": Literal("a word"),
        "size": Literal("7", datatype=XSD.integer),
        "day": Literal("2020-02-29", datatype=XSD.date),
        "kind": Literal("phase"),
    }


def test_defaults_are_filled_in_and_empty_texts_are_absent(asked: Question) -> None:
    assert set(queries.bind(asked, THING | {"word": "", "size": ""})) == {"thing", "size"}


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("thing", "", "an absolute IRI"),
        ("thing", "study/x", "an absolute IRI"),
        ("thing", "https://example.org/a b", "an absolute IRI"),
        ("thing", "https://example.org/> } ; DROP ALL #", "an absolute IRI"),
        ("thing", "https://example.org/{x}", "an absolute IRI"),
        ("thing", 'https://example.org/"', "an absolute IRI"),
        ("thing", "https://example.org/\n", "an absolute IRI"),
        ("thing", "https://example.org/\\u003e", "an absolute IRI"),
        ("word", "\ud800", "any text"),
        ("size", "2.5", "a whole number of at most 18 digits"),
        ("size", "1" * 5000, "a whole number of at most 18 digits"),
        ("size", "٣", "a whole number of at most 18 digits"),
        ("day", "2019-02-29", "a date as YYYY-MM-DD"),
        ("day", "20190228", "a date as YYYY-MM-DD"),
        ("kind", "Stage", "stage, phase"),
        ("colour", "red", "thing, word, size, day, kind"),
    ],
)
def test_a_bad_value_says_what_is_allowed(asked: Question, name: str, text: str, allowed: str) -> None:
    with pytest.raises(BadParameter) as caught:
        queries.bind(asked, THING | {name: text})
    assert (caught.value.parameter, caught.value.allowed) == (name, allowed)
    example = {p.name: p.example for p in asked.parameters}.get(name)
    assert caught.value.example == example
    assert str(caught.value).startswith(f"{name}: ")


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'''",
        '"""',
        "\\",
        "\\u0022",
        "a\nb\r\tc",
        "> } ; DROP",
        '" ) } } ; DROP ALL #',
        "?thing",
        "{ } # <x>",
        "Łódź 😀 \u2028 \u202e",
        "\x00\x07",
        "%s {0} \\1 \\g<0>",
        "WHERE {\nWHERE {",
    ],
)
def test_a_hostile_text_arrives_as_it_was(asked: Question, text: str) -> None:
    assert arrived(asked, text) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_arrives_as_it_was(text: str) -> None:
    asked = Question("q", "t", "d", (), "consumer", (Parameter("word", "string", "d", "e"),), BODY)
    assert arrived(asked, text) == text


def arrived(asked: Question, text: str) -> str:
    """What the query sees in ``?word``; the query stays one query with one solution."""
    given = {"word": text, **{p.name: p.example for p in asked.parameters if p.required}}
    solutions = Store().query(queries.text_with(asked, queries.bind(asked, given)))
    assert isinstance(solutions, QuerySolutions)
    (solution,) = solutions
    literal = solution["word"]
    assert isinstance(literal, Literal)
    return literal.value


def test_values_stand_first_inside_where(asked: Question) -> None:
    text = queries.text_with(asked, queries.bind(asked, THING))
    integer = '"2"^^<http://www.w3.org/2001/XMLSchema#integer>'
    values = f"  VALUES (?thing ?size) {{ (<https://example.org/id/study/x> {integer}) }}\n"
    assert text == asked.text.replace("WHERE {\n", f"WHERE {{\n{values}")


def test_a_text_without_its_where_line_is_refused() -> None:
    with pytest.raises(ValueError, match="no line"):
        queries.with_values("SELECT * { }", {"x": Literal("y")})
