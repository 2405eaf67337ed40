"""Work packages and their kin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph.narrative.extract import extract
from graph.records import WorkPackage


def parts(text: str) -> list[WorkPackage]:
    return [value.value for value in extract(text + "\n").work_packages]


def told(text: str) -> dict[str, tuple[str | None, str | None]]:
    """Number → name and description, for texts with one kind."""
    return {
        part.number.value: (
            part.name.value if part.name else None,
            part.description.value if part.description else None,
        )
        for part in parts(text)
    }


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("WP1 maps the orchards and WP2 grafts the trees of the project.", "work_package", "1 2"),
        ("WP 3 of the study tests soils.", "work_package", "3"),
        ("WPs 2 and 3 share their data.", "work_package", "2 3"),
        ("The soils are read in WP2-5 of the project.", "work_package", "2 3 4 5"),
        ("Results of WP1 to WP3 feed the review.", "work_package", "1 2 3"),
        ("Work package two builds the hives.", "work_package", "2"),
        ("Work Package IV - Honey", "work_package", "4"),
        ("WP0 steers the study; WP1 does the fieldwork.", "work_package", "0 1"),
        ("Work Package 6 (WP6) will weigh the honey.", "work_package", "6"),
        ("In addition, a fifth work package shares what was learnt.", "work_package", "5"),
        ("Stage 1 is a survey of keepers. Stage 2 is a set of interviews.", "stage", "1 2"),
        ("Stages 3 and 4 bring the survey and the interviews together.", "stage", "3 4"),
        (
            "A three phase study. In the first phase we interview; in the second phase we survey.",
            "phase",
            "1 2",
        ),
        ("The second phase of the project asks the growers.", "phase", "2"),
        ("Workstream 1: Bees\n\nWorkstream 2: Wasps", "workstream", "1 2"),
    ],
)
def test_finds_parts(text: str, kind: str, numbers: str) -> None:
    found = parts(text)
    assert [part.number.value for part in found] == numbers.split()
    assert {part.kind for part in found} == {kind}
    assert [part.order for part in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    "text",
    [
        "A Phase III trial of the syrup followed the Phase II trial.",
        "People with stage 2 cancer and stage 3 cancer joined the study.",
        "Pupils at key stage 2 and key stage 3 tasted the honey for the project.",
        "The site runs WordPress; WP 5 and WP 6 need a plugin.",
        "Series: working paper WP12 and working paper WP13 of the project.",
        "See /wp-content/wp1/bees.png and wp-json/wp/v2/pages.",
        "Guidance for Stage 1 applications and Stage 2 applications.",
        "Opinions: WP250 of the regulators was replaced.",
        "Riders reach the coast on Stage 4 and the hills on Stage 5 of the race.",
        "At this stage I would rather analyse the data again.",
        "Stage 1: submit your outline. Stage 2: a panel reads your full application to the research fund.",
        "STAGE I: You choose the theme. STAGE II: You write up your project.",
        "The hive has a three phase supply, and the interface is called swp1.",
        "The two-stage peer review of the grants ended in 2020.",
        "Each of the six groups studies one theme of the project in three rounds.",
        "Patients with CKD stage 3 and CKD stage 4 were in the study.",
        "Models of WP7 fed into WP8, which sells well.",
        "Findings of WP 6.4 feed into WP 6.5, which ships in May.",
        "Findings of WP3 feed into the debate on WP5 handsets.",
    ],
)
def test_finds_no_part(text: str) -> None:
    assert parts(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bee care – WP1\nHoney yields – WP2", {"1": ("Bee care", None), "2": ("Honey yields", None)}),
        ("• WP1: Bee care\n• WP2: Honey yields", {"1": ("Bee care", None), "2": ("Honey yields", None)}),
        (
            "Stage 1 (scoping): we will visit ten farms. Stage 2 (survey): we will ask them all.",
            {"1": ("scoping", "we will visit ten farms."), "2": ("survey", "we will ask them all.")},
        ),
        (
            "We begin with a review (WP1), a survey of keepers (WP2) and new rules (WP3).",
            {
                "1": (None, "We begin with a review"),
                "2": (None, "a survey of keepers"),
                "3": (None, "new rules"),
            },
        ),
        (
            "WP1 Bee Care Plans guides the keepers. It has two parts.",
            {"1": ("Bee Care Plans", "guides the keepers. It has two parts.")},
        ),
        (
            "WP3 Hives – This package builds forty hives.",
            {"3": ("Hives", "This package builds forty hives.")},
        ),
        ('Work Package 1 "Hives" Work Package 2 "Honey"', {"1": ("Hives", None), "2": ("Honey", None)}),
        ("2. Honey yields\n\nWP2 will weigh the honey.", {"2": ("Honey yields", "will weigh the honey.")}),
        ("The project rests on the findings of WP1, see there.", {"1": (None, None)}),
        (
            "WP4 to WP6 concern training, bees and wasps, and management.",
            {"4": (None, "training"), "5": (None, "bees and wasps"), "6": (None, "management")},
        ),
        ("WP1 (led by Dr Ann Bell): Bee care", {"1": ("Bee care", None)}),
        ("Phase 1: Review (months 1-6)\nPhase 2: Data", {"1": ("Review", None), "2": ("Data", None)}),
        ("| WP1 | Bee care | Kell |\n| WP2 | Honey | Wick |", {"1": ("Bee care", None), "2": ("Honey", None)}),
        ("WP1\nBee care\nWP2\nHoney", {"1": ("Bee care", None), "2": ("Honey", None)}),
        ("WP1. Bees; WP2. Wasps; WP3. Ants.", {"1": ("Bees", None), "2": ("Wasps", None), "3": ("Ants", None)}),
        ("The first work package (WP1) is a survey of bees.", {"1": (None, "is a survey of bees.")}),
        (
            "The study had two phases. Phase 1 asked tenants. Phase 2 asked owners.",
            {"1": (None, "asked tenants."), "2": (None, "asked owners.")},
        ),
        (
            "Findings of WP3 feed into WP5, which develops guidance for keepers.",
            {"3": (None, None), "5": (None, "develops guidance for keepers.")},
        ),
        (
            "Results from WP1 will inform WP2, which ended in May.",
            {"1": (None, None), "2": (None, None)},
        ),
        (
            "WP2 (building on WP1) will survey 400 keepers.",
            {"1": (None, None), "2": (None, "will survey 400 keepers.")},
        ),
        (
            "We care for bees. WP3 (based on the results of WP1 and WP2) asks 40 keepers of the project.",
            {"1": (None, None), "2": (None, None), "3": (None, "asks 40 keepers of the project.")},
        ),
        (
            "WP1 (building on strengths): we ask keepers. WP2 (honey): we weigh it.",
            {"1": ("building on strengths", "we ask keepers."), "2": ("honey", "we weigh it.")},
        ),
    ],
)
def test_names_and_describes(text: str, expected: dict[str, tuple[str | None, str | None]]) -> None:
    assert told(text) == expected


def test_tasks_are_inside_their_work_package() -> None:
    (package,) = parts("WP1 Field work\nTask 1.1 Sampling plan\nTask 1.2 Survey of the project")
    assert [(part.kind, part.number.value, part.order) for part in package.parts] == [
        ("task", "1.1", 1),
        ("task", "1.2", 2),
    ]


def test_a_declared_count_that_differs_is_noted() -> None:
    assert extract("The project has four work packages. WP1 is a survey. WP2 is a trial.").notes == (
        "the text declares 4 work packages; 2 found",
    )
    assert extract("The project has two work packages. WP1 is a survey. WP2 is a review.").notes == ()


def test_each_work_package_of_a_run_on_paragraph(description: Callable[[str], str]) -> None:
    text = description("000")
    found = told(text)
    assert list(found) == ["1", "2", "3", "4", "5"]
    begins = (
        "located the project",
        "A granular understanding",
        "This knowledge",
        "Policy options",
        "An active programme",
    )
    for start, (_, words) in zip(begins, found.values(), strict=True):
        assert words is not None
        assert words.startswith(start)
        assert words in text
        assert words.endswith(".")
        assert words.count(".") == 1
    assert extract(text).notes == ()


def test_two_stages_of_one_sentence(description: Callable[[str], str]) -> None:
    found = parts(description("004"))
    assert [(part.kind, part.number.value) for part in found] == [("stage", str(n)) for n in range(1, 6)]
    assert [part.name.value if part.name else None for part in found[:3]] == [
        "scoping",
        "secondary data analysis",
        None,
    ]
    third, fourth = found[2].number.evidence[0], found[3].number.evidence[0]
    assert (third.start, third.end) != (fourth.start, fourth.end)


def _flat(found: list[WorkPackage]) -> Iterator[WorkPackage]:
    for part in found:
        yield part
        yield from _flat(list(part.parts))


def test_against_texts_that_people_marked(gold: list[dict[str, Any]]) -> None:
    right = wrong = missed = 0
    for text in gold:
        got = {(part.kind, part.number.value) for part in _flat(parts(text["text"]))}
        want = {(label["kind"], str(label["number"])) for label in text["labels"]}
        right, wrong, missed = right + len(got & want), wrong + len(got - want), missed + len(want - got)
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.95


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "This builds on WP3 of the OWLS project. Our project has two parts. WP1 maps barns. WP2 counts owls.",
            {"1": (None, "maps barns."), "2": (None, "counts owls.")},
        ),
        (
            "The OWLS project\n\nWP1 of the OWLS project maps the barns.",
            {"1": (None, "of the OWLS project maps the barns.")},
        ),
        ("We use WP2 of an earlier project. WP1 maps our barns.", {"1": (None, "maps our barns.")}),
        (
            "WP one is a count; WP two asks farmers; work package three closes the barns.",
            {"1": (None, "is a count"), "2": (None, "asks farmers"), "3": (None, "closes the barns.")},
        ),
        (
            "<p>Work Package 1: <b>Review</b> &amp; mapping.</p><p>Work Package 2: Count &amp; sum.</p>",
            {"1": (None, None), "2": (None, None)},
        ),
        (
            "The study is small. Stage 1: count owls in barns. Stage 2: count mice in woods.",
            {"1": ("count owls in barns", None), "2": ("count mice in woods", None)},
        ),
        (
            "WPs: WP1 Review of books; WP2 Survey of 40 farms; and WP3 Trial of bells.",
            {"1": ("Review of books", None), "2": ("Survey of 40 farms", None), "3": ("Trial of bells", None)},
        ),
        (
            "Work packages 3 and 4 (WP3–4) write guidance and train volunteers.",
            {
                "3": (None, "write guidance and train volunteers."),
                "4": (None, "write guidance and train volunteers."),
            },
        ),
    ],
)
def test_parts_of_this_project_only(text: str, expected: dict[str, tuple[str | None, str | None]]) -> None:
    assert told(text) == expected


def test_stages_of_events_are_no_parts() -> None:
    assert parts("The project asks how people lived at stage one of the pandemic and at stage two of the flood.") == []


def test_what_touches_a_cut_names_nothing() -> None:
    (part,) = extract("WP1: Bee care\nWP2: Hon").work_packages[:1]
    assert part.value.name is not None
    assert [value.value.name for value in extract("WP1: Bee care\nWP2: Hon").work_packages[1:]] == [None]


def test_letters_number_phases_that_have_titles() -> None:
    found = extract("The study has two phases. Phase A: mapping. Phase B: interviews with vets.", whole=True)
    assert [value.value.number.value for value in found.work_packages] == ["A", "B"]
    assert extract("BCLC stage B: chemoembolisation. Task A: press the key.", whole=True).work_packages == ()
