"""Who leads a part, where and when the work was done, and which part holds which."""

from __future__ import annotations

import pytest

from graph.narrative.coverage import coverage
from graph.narrative.extract import extract
from graph.narrative.spans import Layout
from graph.records import Reference, WorkPackage


def leaders(text: str) -> dict[str, list[str]]:
    """The names of those who lead, by number; every quote holds the name."""
    found: dict[str, list[str]] = {}
    for part in extract(text, whole=True).work_packages:
        for said in part.value.associations:
            agent, (evidence,) = said.value.agent, said.evidence
            assert not isinstance(agent, Reference)
            assert said.value.role == "lead"
            assert agent.name.value in text[evidence.start : evidence.end]
            found.setdefault(part.value.number.value, []).append(agent.name.value)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WP1 (M1–M48) Project management. Leader: UHEX\nWP2 Sensing", {"1": ["UHEX"]}),
        ("WP1: Tenants (lead: University of Kell; M1-M3)", {"1": ["University of Kell"]}),
        ("Work Package 3: Diaries; Lead: Dr Ina Moss (University of Selby)", {"3": ["Ina Moss"]}),
        ("WP3 (Meaning), led by Dr Oona Pryce, works with schools. Prof Ann Bell leads WP4.",
         {"3": ["Oona Pryce"], "4": ["Ann Bell"]}),
        ("WP2 is led by Dr Ann Bell and Wick College.", {"2": ["Ann Bell", "Wick College"]}),
        ("WP4. Teacher training\n\nCoordinator: Kell University\n\nThis trains teachers.", {"4": ["Kell University"]}),
        ("WP1 Leaders: Prof. Aino Salo, Tamsin University, and Dr. Jan Dekker.", {"1": ["Aino Salo", "Jan Dekker"]}),
        ("WP1 leader: Karin Solberg\nWP2 leader: Dr Tomas Reyl", {"1": ["Karin Solberg"], "2": ["Tomas Reyl"]}),
        ("The survey (WP2, led by Kell University) is first.", {"2": ["Kell University"]}),
        ("The study (WP1 and WP2) is led by Dr Roe.", {}),
        ("WP1 is part of the project led by Dr Ann Roe.", {}),
        ("WP1 maps barns. The project is led by Dr Ann Roe.", {}),
        ("WP1 trains staff of the centre headed by Dr Ann Roe.", {}),
    ],
)  # fmt: skip
def test_who_leads_a_part(text: str, expected: dict[str, list[str]]) -> None:
    assert leaders(text) == expected


def tree(part: WorkPackage) -> tuple[object, ...]:
    return part.kind, part.number.value, *(tree(inner) for inner in part.parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WP1 Baseline\nTask 1.1 Review\nT1.2 Visits\n", [("work_package", "1", ("task", "1.1"), ("task", "1.2"))]),
        (
            "WP1 Baseline of the project\nTask 1: Review\nTask 2: Visits\nWP2 Trials\nTask 1: Plots\n",
            [("work_package", "1", ("task", "1"), ("task", "2")), ("work_package", "2", ("task", "1"))],
        ),
        (
            "WP2 Wards. The work package has two phases. Phase 1: visits. Phase 2: interviews.\nWP3 Guide",
            [("work_package", "2", ("phase", "1"), ("phase", "2")), ("work_package", "3")],
        ),
        ("The project has two phases.\nPhase 1: visits\nPhase 2: talks\nWP1: Bees", [
            ("phase", "1"), ("phase", "2"), ("work_package", "1")
        ]),
    ],
)  # fmt: skip
def test_parts_inside_parts(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [tree(part.value) for part in extract(text, whole=True).work_packages] == expected


@pytest.mark.parametrize(
    ("text", "places", "period"),
    [
        ("The interviews took place in Selby and York between January 2019 and June 2021.",
         ["Selby", "York"], ("2019-01", "2021-06")),
        ("Interviews took place in 2017–18.", [], ("2017", "2018")),
        ("We interviewed 40 people in Bristol, Cardiff and the Wolds during summer 2016.",
         ["Bristol", "Cardiff", "Wolds"], ("2016", "2016")),
        ("Data were collected by post between 2003 and 2009, and weighted.", [], ("2003", "2009")),
        ("Focus groups were held at Kell University in Wick in May 2018.", ["Wick"], ("2018-05", "2018-05")),
        ("Interviews were conducted in English and Welsh.", [], None),
        ("The survey will be carried out in Leeds in 2025.", [], None),
        ("In an earlier study, data were collected in Leeds in 2001.", [], None),
        ("Prices in Leeds rose in 2019.", [], None),
        ("Data were collected between 2021 and 2019.", [], None),
    ],
)  # fmt: skip
def test_where_and_when_the_work_was_done(text: str, places: list[str], period: tuple[str, str] | None) -> None:
    found, when = coverage(Layout(text))
    assert [said.value for said in found] == places
    assert [text[said.evidence[0].start : said.evidence[0].end] for said in found] == places
    assert (when and (when.value.start, when.value.end)) == period
