"""Answers that were counted beforehand are the ones that the question's SPARQL gives."""

from __future__ import annotations

import pytest

from graph import counted, queries, serialization
from graph.queries import Question
from graph.serialization import Format
from graph.settings import Settings
from graph.store.snapshot import Snapshot, Snapshots

KNOWN = [question for question in queries.questions().values() if question.counted]
each = pytest.mark.parametrize("question", KNOWN, ids=lambda question: question.name)


@pytest.fixture(scope="module")
def snapshot(sample: Settings) -> Snapshot:
    return Snapshots(sample.data).current()


def test_every_table_has_a_question() -> None:
    assert sorted(question.counted or "" for question in KNOWN) == sorted(counted.TABLES)


@each
@pytest.mark.parametrize("format", serialization.of("results"), ids=lambda format: format.name)
def test_the_counted_answer_is_that_of_the_query(snapshot: Snapshot, question: Question, format: Format) -> None:
    found = counted.answer(snapshot, question.text, {"results": format})
    assert found is not None
    assert found.format is format
    assert found.content == snapshot.query(question.text, {"results": format}).content
    assert found.content.count(b"\n") > 1 or format.name in ("json", "xml")


@each
def test_so_are_a_page_of_it_and_its_number_of_rows(snapshot: Snapshot, question: Question) -> None:
    csv = {"results": next(format for format in serialization.of("results") if format.name == "csv")}
    for text in (queries.page_of(question.text, 2, 1), queries.count_of(question.text)):
        found = counted.answer(snapshot, text, csv)
        assert found is not None
        assert found.content == snapshot.query(text, csv).content


def test_other_queries_other_forms_and_too_many_rows_are_for_an_engine(snapshot: Snapshot) -> None:
    (keywords,) = [question for question in KNOWN if question.counted == "keyword"]
    results = {"results": serialization.of("results")[0]}
    assert counted.answer(snapshot, keywords.text.replace("Dataset", "Thing"), results) is None
    assert counted.answer(snapshot, queries.page_of(queries.count_of(keywords.text), 1, 0), results) is None
    assert counted.answer(snapshot, keywords.text, {"graph": serialization.of("graph")[0]}) is None
    assert counted.answer(snapshot, keywords.text, results, most=1) is None
