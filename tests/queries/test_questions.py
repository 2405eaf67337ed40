"""Every question, over a fixture of its own: ``data.*``, ``params.json``, ``expected.srj``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store, parse_query_results
from rdflib import Dataset
from rdflib.query import Result

from graph import settings
from graph.queries import Question, bind, questions, text_with

HERE = Path(__file__).parent
DOCS = settings.PACKAGE.parent / "docs"
ASK_WHO_SAID_IT = {"conflicting-values", "corrected-values", "evidence-of-an-entity", "who-says-what"}

every_question = pytest.mark.parametrize("asked", questions().values(), ids=lambda asked: asked.name)


def data(asked: Question) -> Path:
    (found,) = (HERE / asked.name).glob("data.*")
    return found


def params(asked: Question) -> dict[str, str]:
    given: dict[str, str] = json.loads((HERE / asked.name / "params.json").read_text(encoding="utf-8"))
    return given


def expected(asked: Question) -> tuple[list[str], list[tuple[str, ...]]]:
    content = (HERE / asked.name / "expected.srj").read_bytes()
    solutions = parse_query_results(content, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    return rows(solutions)


def rows(solutions: QuerySolutions) -> tuple[list[str], list[tuple[str, ...]]]:
    variables = [variable.value for variable in solutions.variables]
    return variables, [tuple(str(term) for term in solution) for solution in solutions]


def answer(asked: Question, given: dict[str, str]) -> tuple[list[str], list[tuple[str, ...]]]:
    store = Store()
    store.load(path=data(asked))
    solutions = store.query(text_with(asked, bind(asked, given)))
    assert isinstance(solutions, QuerySolutions)
    return rows(solutions)


def test_there_is_a_fixture_for_each_question_and_no_other() -> None:
    assert {path.parent.name for path in HERE.glob("*/expected.srj")} == set(questions())


@every_question
def test_the_answer_is_the_expected_one(asked: Question) -> None:
    assert answer(asked, params(asked)) == expected(asked)
    assert expected(asked)[1], "a fixture whose answer is empty shows nothing"


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning:rdflib")
@every_question
def test_another_engine_gives_the_same_answer(asked: Question) -> None:
    """rdflib keeps to SPARQL 1.1: it stands for any other engine."""
    dataset = Dataset()
    dataset.parse(data=data(asked).read_text(encoding="utf-8"), format="trig")
    result = dataset.query(text_with(asked, bind(asked, params(asked))))
    assert in_common_terms(result) == expected(asked)


def in_common_terms(result: Result) -> tuple[list[str], list[tuple[str, ...]]]:
    content = result.serialize(format="json")
    assert content is not None
    content = content.replace(b'+00:00"', b'Z"')  # the same instant
    solutions = parse_query_results(content, format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    return rows(solutions)


@every_question
def test_optional_parameters_may_be_left_out(asked: Question) -> None:
    needed = {p.name: params(asked)[p.name] for p in asked.parameters if p.required}
    variables, found = answer(asked, needed)
    assert variables == expected(asked)[0]
    assert set(found) >= set(expected(asked)[1])


@every_question
def test_parameters_narrow_the_answer(asked: Question) -> None:
    """Each parameter is used: something that is nowhere in the data gives an empty answer."""
    nowhere = {"iri": "https://example.org/nowhere", "string": "nowhere"}
    for parameter in asked.parameters:
        if parameter.type in nowhere:
            given = params(asked) | {parameter.name: nowhere[parameter.type]}
            assert answer(asked, given)[1] == [], parameter.name


def test_a_period_may_be_open_on_either_side() -> None:
    asked = questions()["studies-in-period"]
    titles = {
        name: {row[1].strip('"') for row in answer(asked, {name: day})[1]}
        for name, day in {"from": "2020-01-06", "to": "2009-01-01"}.items()
    }
    assert titles == {"from": {"Goes on", "After"}, "to": set()}


@every_question
def test_named_graphs_are_asked_for_only_by_questions_about_who_said_it(asked: Question) -> None:
    assert ("GRAPH" in asked.text) == (asked.name in ASK_WHO_SAID_IT)


@every_question
def test_the_order_of_the_answer_is_stated(asked: Question) -> None:
    order = asked.text.rpartition("ORDER BY")[2]
    selected = re.search(r"^SELECT (?:DISTINCT )?(.*)$", asked.text, re.MULTILINE)
    assert selected is not None
    named = re.findall(r"\?(\w+)", re.sub(r"\(.* AS (\?\w+)\)", r"\1", selected.group(1)))
    describing = {"confidence", "description"}  # follow from the columns before them
    assert set(named) - set(re.findall(r"\?(\w+)", order)) <= describing


@every_question
def test_the_docs_mention_the_question(asked: Question) -> None:
    text = (DOCS / "questions.md").read_text(encoding="utf-8")
    assert f"`{asked.name}`" in text
    for parameter in asked.parameters:
        assert f"`{parameter.name}`" in text
