"""What holds for every text: exact quotes, independence of neighbours, no exception, an end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.narrative.extract import Narrative, extract
from graph.records import Evidence, Value

PARAGRAPHS = (
    "The project is led by Dr Ann Bell, Director of BRC (Kell University), the team includes Prof. Cy Dale.",
    "It has three centres: the Bee Research Centre (BRC, based at Kell University) and the Wasp Institute.",
    "WP1 maps the orchards. In WP2, we count bees; and WPs 3 and 4 share findings – with 60 growers.",
    "The aims of the project are:\n\n1. To map bees, café by café.\n2. To count wasps.",
    "A three-year study funded by the Harrow Trust (grant number AB/12345) in partnership with Growers UK.",
    "Contact Dr Ann Bell or Jo Marsh.",
    "• Bee care – WP5\n• Honey yields – WP6",
    "Arbeitspaket 7: Bienenstöcke\nAz 8. munkacsomag a méhészeket kérdezi.",
    "A total of 143 growers were interviewed, of whom 17 were keepers – and 12 focus groups were held in Kell.",
    "Principal Investigator: Reis, A, University of Selby",
    "Bright Hands in Selby, which was set up by four carers, joins (ES/ K402317/1).",
)
NOISE = st.lists(
    st.sampled_from(
        [*"aAbB dr WP123.,;:()[]–-•\n’'\u00a0é𝒳\t", "Dr ", "WP1 ", "University of ", "led by ", "Stage 2 "]
    ),
    max_size=200,
).map("".join)

# Pieces of what the rules look for, in an order that no text has.
_PIECES = [
    "WP1", "WP2:", "Phase 1", "Task 1", "The first (", "1.", "1", "¹", "•", "| ", "(", ")", "[", "]", "()", "[]",
    ".", ":", ";", ",", "’", " – ", "-", "*", "\n", "\n\n", "\t", "\u00a0", "ﬁ", "İ", "𝔸", "e\u0301",
    "Ann Bell", "BELL", "Bell, A.", "O’Neil", "Dr", "Prof", "Mr", "PI", "Contact", "Team", "Name:", "led by", "Lead:",
    "Kell University", "University of", "Department of", "the Owl Trust", "Council", "Institution:", "Société",
    "funded by", "Funder:", "Förderung durch", "partners:", "in partnership with", "We thank", "ES/K002317/1",
    "and", "&", "of", "by", "at", "for", "van de", "Data were collected by", "143 people were interviewed",
]  # fmt: skip
PIECES = st.tuples(st.sampled_from([" ", ""]), st.lists(st.sampled_from(_PIECES), max_size=30)).map(
    lambda drawn: drawn[0].join(drawn[1])
)


def values(record: Any) -> Iterator[Value[Any]]:
    """Every value inside a record, at any depth."""
    if isinstance(record, tuple):
        for item in record:
            yield from values(item)
    elif isinstance(record, Value):
        yield record
        yield from values(record.value)
    elif is_dataclass(record) and not isinstance(record, type):
        for field in fields(record):
            yield from values(getattr(record, field.name))


def shifted(record: Any, by: int) -> Any:
    """The record with all offsets moved."""
    if isinstance(record, tuple):
        return tuple(shifted(item, by) for item in record)
    if isinstance(record, Evidence):
        assert record.start is not None
        assert record.end is not None
        return replace(record, start=record.start + by, end=record.end + by)
    if is_dataclass(record) and not isinstance(record, type):
        return replace(record, **{field.name: shifted(getattr(record, field.name), by) for field in fields(record)})
    return record


def check(text: str, found: Narrative) -> None:
    for value in values(found):
        (evidence,) = value.evidence
        assert evidence.start is not None
        assert evidence.end is not None
        assert 0 <= evidence.start < evidence.end <= len(text)
        assert evidence.rule.startswith("narrative.")
        assert 0 < evidence.confidence <= 1
        if value.language:
            assert value.value == text[evidence.start : evidence.end]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=5, unique=True))
def test_every_quote_is_exact(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    check(text, extract(text, "en"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=4, unique=True), st.integers(40, 100))
def test_every_quote_of_broken_lines_is_exact(paragraphs: list[str], width: int) -> None:
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in paragraphs).replace("WP ", "WP\u00a0")
    check(text, extract(text, "en"))


@settings(max_examples=300, deadline=None)
@given(NOISE | PIECES)
def test_no_text_breaks_it(text: str) -> None:
    check(text, extract(text, "en"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=4, unique=True),
    st.sampled_from(["Rain fell on the hill.", "Prices rose – again – by 4%.", "Naïve cafés (and bars) were open."]),
    st.integers(1, 3),
)
def test_unrelated_text_around_moves_offsets_only(paragraphs: list[str], other: str, times: int) -> None:
    text = "\n\n".join(paragraphs) + "\n"
    before = "\n\n".join([other] * times) + "\n\n"
    alone = extract(text)
    assert extract(before + text + "\n\n" + other) == shifted(alone, len(before))


@pytest.mark.parametrize(
    "text",
    [
        "WP1 " * 25_000,
        "WP1: " * 25_000,
        "WPs " + ", ".join(str(index % 40) for index in range(25_000)),
        "(" * 100_000,
        "University of X [ABC (" * 5_000,
        "A" * 1_000_000,
        "A " * 200_000,
        "." * 500_000,
        "\n" * 200_000,
        "led by " * 20_000,
        "team comprises Dr Ann Bell and " * 5_000,
        "Contact Ann Bell or " * 6_000,
        "Leeds and " * 20_000,
        "aims (1) " * 20_000,
        "the first phase " * 10_000,
        "Team\n" * 30_000,
        "one two three four " * 10_000,
        "Funder: " * 20_000,
        "Funded by the Owl Trust, the project " * 5_000,
        "The project is funded by " * 10_000,
        "The project, and the project is led by X and " * 5_000,
        "In partnership with A Trust, " * 10_000,
        "King's " * 40_000,
        "WP1 of the A project; WP2 of " * 8_000,
        "Aims\n(a) To map\n(b) " * 10_000,
        "It is funded by. " * 10_000,
        "143 people were interviewed and " * 8_000,
        "interviewed " + "12 " * 60_000,
        "Work Package (WP) " * 10_000,
        "1. Arbeitspaket " * 10_000,
        "Stage one, and stage two " * 10_000,
        "X in Y, which was set up by " * 8_000,
        "İ" * 200_000,
        "WP1 leader: Ann Bell, " * 4_000,
        "Prof Ann Bell leads WP4 and " * 3_000,
        "Data were collected in Selby and York in " * 2_500,
        "WP1 T1.1 " * 10_000,
        "Partners: A; " * 8_000,
        "Ann Bell, who leads the " * 4_000,
        "Data were collected by A and " * 3_000,
        "Ann Bell\nReader, Kell University\n" * 2_000,
        "University of the As and " * 4_000,
        "stage 2 sleep and Stage 1 we ask " * 4_000,
    ],
    ids=range(43),
)
def test_adversarial_texts_come_to_an_end(text: str) -> None:
    """No rule may go back over what it has read; ``benchmarks`` measures how long this takes."""
    assert isinstance(extract(text), Narrative)
