"""Names as written: of organisations, of people, of what belongs to neither."""

from __future__ import annotations

import pytest

from graph.narrative.extract import Narrative, extract


def organizations(found: Narrative) -> dict[str, list[str]]:
    return {
        value.value.name.value: [other.value for other in value.value.alternate_names] for value in found.organizations
    }


def people(text: str) -> dict[str, tuple[str | None, str | None]]:
    return {
        value.value.name.value: (
            value.value.family_name.value if value.value.family_name else None,
            value.value.given_name.value if value.value.given_name else None,
        )
        for value in extract(text).people
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr Ana Reis (Department of Soils and River Sciences) came.",
            {"Department of Soils and River Sciences": []},
        ),
        ("The Owl Trust (NIHR200123) counts owls.", {"Owl Trust": []}),
        ("The Owl Trust (OT, ABC1234) counts owls.", {"Owl Trust": ["OT"]}),
        ("Partners: St Orlo's (a charity that houses people) and the Owl Trust.", {"St Orlo's": [], "Owl Trust": []}),
        ("Partners: St Orlo’s (a charity that houses people).", {"St Orlo’s": []}),
        ("Dr Al Roe (Queen's College Wick) came.", {"Queen's College Wick": []}),
        ("Wick's Owl Trust came.", {"Owl Trust": []}),
        ("Dr Al Roe (PhD) came.", {}),
        ("Four institutions work in these parts: WP10, WP11.", {}),
    ],
)
def test_organisations_keep_their_names(text: str, expected: dict[str, list[str]]) -> None:
    assert organizations(extract(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Owl Trust (where we met Dr Tim Hay (University of Wick)) is near.",
        "The Owl Trust (a place where we met Dr Tim Hay) is near.",
        "The Owl Trust (whose barns burned down) is near.",
    ],
)
def test_what_happened_there_is_no_description(text: str) -> None:
    assert all(value.value.description is None for value in extract(text).organizations)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We met Mr and Mrs Teal.", {}),
        ("We met Dr & Mrs Teal.", {}),
        ("We met Dame Vera Lake MP.", {"Vera Lake": ("Lake", "Vera")}),
        ("We met Dr Una Fay OBE FRS, who smiled.", {"Una Fay": ("Fay", "Una")}),
        ("We met Dr Siobhán Ní Bhroin.", {"Siobhán Ní Bhroin": ("Ní Bhroin", "Siobhán")}),
        ("We met Dr Ed Mac Orlan.", {"Ed Mac Orlan": ("Mac Orlan", "Ed")}),
        ("We met Dr Ida Van Orlo.", {"Ida Van Orlo": ("Van Orlo", "Ida")}),
        ("We met Dr Ana Maria Reis Prado.", {"Ana Maria Reis Prado": (None, None)}),
        ("We met Dr J. K. Roe.", {"J. K. Roe": ("Roe", "J. K.")}),
    ],
)
def test_names_of_people(text: str, expected: dict[str, tuple[str | None, str | None]]) -> None:
    assert people(text) == expected


def test_letters_after_a_name_do_not_hide_the_employer() -> None:
    (found,) = extract("Dr Una Fay OBE, Kell University, came.").people
    assert [value.value.name.value for value in found.value.affiliations] == ["Kell University"]


@pytest.mark.parametrize(
    "text",
    [
        "Contact Professor Una Fa",
        "The project is led by the University of Ke",
        "The project is funded by the Owl Tru",
        "The team includes Dr Una Fay (Centre for Re",
        "The project has the reference EX/A01234/1",
    ],
)
def test_what_touches_a_cut_is_left_out(text: str) -> None:
    cut = extract(text)
    assert not any(
        evidence.end == len(text)
        for value in (*cut.people, *cut.organizations, *cut.funders, *cut.grants, *cut.associations)
        for evidence in value.evidence
    )
    assert extract(text, whole=True) == extract(text + "\n")
    assert extract(text, whole=True) != cut
