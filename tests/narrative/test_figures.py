"""Figures that a text states of its study."""

from __future__ import annotations

import pytest

from graph.narrative.extract import extract


def stated(text: str) -> list[tuple[int, str]]:
    return [(value.value.number, value.value.unit.value) for value in extract(text + "\n").figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A total of 143 growers were interviewed.", [(143, "growers")]),
        ("Twenty seven farms took part, including 17 orchards.", [(27, "farms"), (17, "orchards")]),
        ("Forty-two farms took part, of which 17 were orchards.", [(42, "farms"), (17, "orchards")]),
        ("51 interviews were conducted in Kell.", [(51, "interviews")]),
        ("In total, 51 carers were interviewed.", [(51, "carers")]),
        ("In Leeds, 40 people were interviewed in 2019.", [(40, "people")]),
        ("We interviewed 40 head gardeners in Wick.", [(40, "head gardeners")]),
        ("A sample of 2,000 households was drawn.", [(2000, "households")]),
        ("Interviews with 25 pupils and two workshops were held.", [(25, "pupils"), (2, "workshops")]),
        (
            "Twelve focus groups were held, and 1,204 tenants completed a survey.",
            [(12, "focus groups"), (1204, "tenants")],
        ),
    ],
)
def test_what_is_said_plainly(text: str, expected: list[tuple[int, str]]) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We will interview 40 growers.",
        "The project plans a survey of 300 tenants.",
        "About 30 farms took part.",
        "In about 40 schools were visited by observers.",
        "Of 20, 30, 40 people were interviewed.",
        "More than 300 people took part.",
        "Between 20 and 30 people were interviewed.",
        "An earlier study interviewed 90 growers.",
        "In 2015 people were interviewed.",
        "Phase 2 growers were interviewed.",
        "Tenants paid £300 rents and were surveyed.",
        "It cost 40 pounds to survey them.",
        "People aged 16 or over took part.",
        "The study covers 27 years and includes three work packages.",
        "Other studies involved 30 people.",
        "An earlier study is based on 27 interviews.",
        "The survey will be completed by 300 tenants.",
        "The study is based on about 30 interviews.",
        "The project involves four phases.",
        "Their villages had 40 people; the sample was small.",
        "The data contain 300 variables.",
    ],
)
def test_what_is_not(text: str) -> None:
    assert stated(text) == []


def test_the_quote_is_the_statement() -> None:
    text = "The hedges are old. A total of 143 growers were interviewed in spring.\n"
    (value,) = extract(text, "en").figures
    evidence = value.evidence[0]
    assert text[evidence.start : evidence.end] == value.value.statement.value == "143 growers were interviewed"
    assert (evidence.rule, value.value.statement.language) == ("narrative.figures", "en")


SAID = (
    *(
        "The sample comprised {n} {w}.",
        "The study involved {n} {w}.",
        "The data consist of {n} {w}.",
        "We surveyed {n} {w} in Kell.",
    ),
    *(
        "The study is based on {n} {w}.",
        "It draws on {n} {w}.",
        "The dataset contains {n} {w}.",
        "We spoke to {n} {w}.",
    ),
    *("Data were collected from {n} {w}.", "The survey was completed by {n} {w}.", "{N} {w} took part in the study."),
    *("Interviews were carried out with {n} {w}.", "A total of {n} {w} took part.", "{N} {w} were interviewed."),
    *(
        "{N} {w} completed the questionnaire.",
        "{N} {w} were recruited.",
        "Participants: {n} {w}\n",
        "Sample: {n} {w}\n",
    ),
)
COUNTED = ("farmers", "households", "schools", "patients with asthma", "young people aged 16-24", "older women")


@pytest.mark.parametrize("said", SAID)
def test_every_plain_sentence(said: str) -> None:
    for words, number in (("143", 143), ("1,204", 1204), ("forty-two", 42), ("27", 27)):
        for what in COUNTED:
            text = said.format(n=words, N=words.capitalize(), w=what)
            found = stated(f"The study looks at hives.\n\n{text} We thank them.")
            assert [(value, unit) for value, unit in found if what.startswith(unit)] == found, text
            assert [value for value, _ in found] == [number], text


def test_the_size_of_a_sample() -> None:
    assert stated("The sample size was 143.") == [(143, "sample size")]
    assert stated("Sample size: 1,204\n") == [(1204, "Sample size")]
