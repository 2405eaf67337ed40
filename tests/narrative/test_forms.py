"""Forms of parts, people and money that pages have, each beside what looks like it and is none."""

from __future__ import annotations

import pytest

from graph.narrative.extract import Narrative, extract


def parts(text: str) -> dict[str, str | None]:
    """Kind, number and the words for each part."""
    found = {}
    for value in extract(text, whole=True).work_packages:
        waiting = [value.value]
        while waiting:
            part = waiting.pop()
            words = part.name or part.description
            found[f"{part.kind} {part.number.value}"] = words.value if words else None
            waiting += part.parts
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Phase A of the research counted bees; Phase B comprised interviews with keepers.",
            {"phase A": "counted bees", "phase B": "comprised interviews with keepers."},
        ),
        ("The study had two stages. Stage A surveyed keepers.", {"stage A": "surveyed keepers."}),
        (
            "Phases A to C of the study were desk-based.",
            dict.fromkeys(("phase A", "phase B", "phase C"), "were desk-based."),
        ),
        (
            "Le projet a deux lots de travail. Le lot 1 recense les ruches. Le lot 2 mesure le miel.",
            {"work_package 1": "recense les ruches.", "work_package 2": "mesure le miel."},
        ),
        (
            "Dau becyn gwaith sydd. Pecyn Gwaith 1: Hanes y gwenyn. Pecyn Gwaith 2: Mapio'r cychod.",
            {"work_package 1": "Hanes y gwenyn", "work_package 2": "Mapio'r cychod"},
        ),
        (
            "Three work streams: (1) a survey of keepers; (2) interviews; and (3) a study of logs.",
            {"workstream 1": "a survey of keepers", "workstream 2": "interviews", "workstream 3": "a study of logs."},
        ),
        (
            "Our study had two stages: (i) a count of hives; (ii) interviews.",
            {"stage 1": "a count of hives", "stage 2": "interviews."},
        ),
        (
            "The project has two work packages:\n1. Review of hives\n2) We will ask 40 keepers.\n",
            {"work_package 1": "Review of hives", "work_package 2": "We will ask 40 keepers."},
        ),
        (
            "First phase: inventory of hives. Second phase: interviews for the project.",
            {"phase 1": "inventory of hives", "phase 2": "interviews for the project"},
        ),
        (
            "Task 1.1: Books (M1)\nThis belongs to WP1, Bees in transition, led by Dr Roe.",
            {
                "work_package 1": "Bees in transition",
                "task 1.1": "Books",
            },
        ),
        (
            "WP1 to 3 build the base of the project. WP1 counts bees. WP2 weighs honey.",
            {
                "work_package 1": "counts bees.",
                "work_package 2": "weighs honey.",
                "work_package 3": "build the base of the project.",
            },
        ),
        (
            "WP1 – Books\nWP2 and 3 – Trials\n",
            {"work_package 1": "Books", "work_package 2": "Trials", "work_package 3": "Trials"},
        ),
        (
            "Work of the project WP1 Care of bees WP2 Honey markets WP3 Policy\n",
            {"work_package 1": "Care of bees", "work_package 2": "Honey markets", "work_package 3": None},
        ),
        (
            "We completed WP1 & WP2 of the survey and are starting WP3.",
            {"work_package 1": None, "work_package 2": None, "work_package 3": None},
        ),
        (
            "The study began with a count (Phase 1: May-July) and a review (Phase 2: 2031).",
            {"phase 1": "The study began with a count", "phase 2": "a review"},
        ),
        (
            "The study has an early part (Phase 1: a count), then a late one (Phase 2: a survey).",
            {"phase 1": "a count", "phase 2": "a survey"},
        ),
        ("Dr Al Roe, who leads work package 3 on wild bees, writes.", {"work_package 3": "wild bees"}),
        ("The aim of WP4 is the sound course of the project.", {"work_package 4": "the sound course of the project."}),
    ],
)
def test_forms_of_parts(text: str, expected: dict[str, str | None]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Phase A currents were logged. Phase B currents were analysed in the study.",
        "Phase A leads phase B by 120 degrees, and the data were logged.",
        "In Phase A participants read words; in Phase B they recalled them for the study.",
        "Stage A hosts folk acts and Stage B hosts jazz.",
        "Le lot 1 et le lot 2 du marché portent sur la toiture de l'école.",
        "Trawsnewid gwaith 1 a gwaith 2 yw nod y cwmni.",
        "Grief has three stages: (1) denial; (2) anger; (3) peace.",
        "Our study found three phases: (1) arrival; (2) work; (3) return.",
        "In the review we describe the four stages of frost: (1) rime; (2) glaze; (3) hoar; (4) thaw.",
        "Our study has two stages: (1) a count; (3) interviews.",
        "There are two stages to applying:\n1. Tell us.\n2. Meet the panel.\n",
        "First stage: the rocket parts. Second stage: it burns.",
        "WP7 and WP8 phones sold well.",
        "We have completed WP1 & WP2 and are starting WP3 of the hike.",
    ],
)
def test_what_looks_like_these_forms(text: str) -> None:
    assert parts(text) == {}


def test_a_title_in_a_row_is_no_sentence() -> None:
    assert parts("WP1 Counts the bees, WP2 Weighs them, for the project.") != {
        "work_package 1": "Counts the bees",
        "work_package 2": "Weighs them",
    }
    assert parts("WP1, Kell University, led by Dr Roe, counts bees for the project.")["work_package 1"] != (
        "Kell University"
    )


def employed(text: str) -> dict[str, list[str]]:
    return {
        value.value.name.value: [at.value.name.value for at in value.value.affiliations]  # type: ignore[union-attr]
        for value in extract(text, whole=True).people
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We are Kell University (Prof Ana Reis, Dr Tom Hay) and Dr Al Roe.",
            {"Ana Reis": ["Kell University"], "Tom Hay": ["Kell University"], "Al Roe": []},
        ),
        ("Kell University (led by Dr Ana Reis) came.", {"Ana Reis": []}),
        ("The talk (Dr Ana Reis) was at Kell University.", {"Ana Reis": []}),
        (
            "Creators: Reis, A, Kell University; Hay, T J, Owl Trust\n",
            {"Reis, A": ["Kell University"], "Hay, T J": ["Owl Trust"]},
        ),
        ("Creators: Kell University; Owl Trust\n", {}),
    ],
)
def test_who_is_where(text: str, expected: dict[str, list[str]]) -> None:
    assert employed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Run by Barley & Rye Ltd in May.", {"Barley & Rye Ltd": []}),
        ("Dr Al Roe & Owl Trust came.", {"Owl Trust": []}),
        ("Wick Research Associates (WRA) did it.", {"Wick Research Associates": ["WRA"]}),
        ("Two Senior Research Associates did it.", {}),
        ("Fellows and Research Associates of the Owl Trust came.", {"Owl Trust": []}),
        ("Dr Al Roe, Instituto de Estudos Belos, came.", {"Instituto de Estudos Belos": []}),
        ("The Owl Trust (OW/ T008762/1) counts owls.", {"Owl Trust": []}),
    ],
)
def test_names_of_organisations(text: str, expected: dict[str, list[str]]) -> None:
    assert {
        value.value.name.value: [other.value for other in value.value.alternate_names]
        for value in extract(text, whole=True).organizations
    } == expected


def references(found: Narrative) -> list[str]:
    return [value.value.reference.value.value for value in found.grants]


def test_money_by_its_reference() -> None:
    found = extract("Funder: Harrow Foundation, grant HRW-2031-114", whole=True)
    assert references(found) == ["HRW-2031-114"]
    assert references(extract("The grant two-thirds spent, the award top-20 list came out.", whole=True)) == []
    found = extract("The data collection was funded by the Harrow Trust.", whole=True)
    assert [value.value.name.value for value in found.funders] == ["Harrow Trust"]
    assert extract("An earlier data collection was funded by the Harrow Trust.", whole=True).funders == ()
