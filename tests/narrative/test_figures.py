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
