"""Lines broken to fit a page are read as one; lists, headings and names on lines of their own stay lines."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.narrative.extract import extract
from graph.narrative.wrapping import unwrapped

TEXT = (
    "The project asks how keepers of barn owls in the Wolds live, and it is led by Dr Ann Bell at the University of"
    " Hexham together with Professor Tom Okafor of Kell College. It was funded by the Harrow Trust for Birds, and it"
    " works in partnership with the Barn Owls Foundation. Work Package 1 reviews what is known about nests in towns,"
    " while Work Package 2 surveys the keepers of the north and shares what they say with the Wick County Council."
)


def found(text: str) -> tuple[set[str], set[str], set[str]]:
    told = extract(text, "en", whole=True)
    return (
        {value.value.name.value for value in told.people},
        {value.value.name.value for value in told.organizations},
        {value.value.number.value for value in told.work_packages},
    )


@pytest.mark.parametrize("width", range(44, 100, 4))
def test_a_text_tells_the_same_at_any_width(width: int) -> None:
    assert found(textwrap.fill(TEXT, width)) == found(TEXT)
    assert {"Ann Bell", "Tom Okafor"} <= found(TEXT)[0]


@given(st.lists(st.text(alphabet="ab Z.\n\r\t•1W", max_size=40), max_size=12))
def test_only_breaks_become_spaces(lines: list[str]) -> None:
    text = "\n".join(lines)
    read = unwrapped(text)
    assert len(read) == len(text)
    assert all(new == old or (old, new) == ("\n", " ") for old, new in zip(text, read, strict=True))
    other = "Other words stand here.\n\n"
    assert unwrapped(other + text) == other + read


@pytest.mark.parametrize(
    "text",
    [
        "Ann Bell\nTom Okafor\nLea van der Berg\nCy Dale",
        "Partners\nUniversity of Hexham\nBarn Owls Foundation\nKell College of Arts\nWick County Council",
        "WP1 Allotments, gardens and growing\nWP2 Energy and mutual help\nWP3 Legal forms for commons",
        "Aims\n• to count the owls of the Wolds\n• to ask those who keep them\n• to tell the towns",
        "1. owls and barns of the north\n2. keepers and their neighbours\n3. towns and what they say",
        "Title: Owls\nFunder: Harrow Trust\nKeywords: owls, barns, keepers, nests and their neighbours",
        "A line on its own",
        "",
    ],
)
def test_lists_stay_lists(text: str) -> None:
    assert unwrapped(text) == text
