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
            "About the study\n\nSTAGE 1 (2015-2017)\nInterviews with 50 keepers\n\nSTAGE 2 (2018)\nA count of hives\n",
            {"stage 1": "Interviews with 50 keepers", "stage 2": "A count of hives"},
        ),
        (
            "Phase 2 of the HiveWatch project has started! After a year of counting (Phase 1), we go on.",
            {
                "phase 1": "After a year of counting (Phase 1), we go on.",
                "phase 2": "of the HiveWatch project has started! After a year of counting (Phase 1), we go on.",
            },
        ),
        (
            "We have finished WP2, the review of hives; keepers for WP3, a trial of boxes, are sought.",
            {
                "work_package 2": "the review of hives",
                "work_package 3": "a trial of boxes",
            },
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
        (
            "The first (WP1) asks how courts hear farmers; the second (WP2) follows ten farms; and the third (WP3)"
            " makes a film. Our partners help.",
            {
                "work_package 1": "asks how courts hear farmers",
                "work_package 2": "follows ten farms",
                "work_package 3": "makes a film.",
            },
        ),
        (
            "Phase I (2009-2010) was conducted in Selby, Phase II (2011) in the Wolds. Then 9 were interviewed.",
            {"phase 1": "was conducted in Selby", "phase 2": "in the Wolds."},
        ),
        (
            "A word from the team! Our plan of the barns (WP1) is with the funder. Rope tests (WP2) are half done.",
            {
                "work_package 1": "Our plan of the barns (WP1) is with the funder.",
                "work_package 2": "Rope tests",
            },
        ),
        (
            "Work package\tTitle\tPlace\nWP1\tUrban commons\tWick\nWP2\tLegal forms for commons\tKell",
            {"work_package 1": "Urban commons", "work_package 2": "Legal forms for commons"},
        ),
        (
            "At Stage 1, we will link records of birds. At Stage 2, ten carers will be interviewed for the project.",
            {"stage 1": "we will link records of birds.", "stage 2": "ten carers will be interviewed for the project."},
        ),
        (
            "WP1. Life of nests (Lead partner: Kell)\nTask 1 – Inventory of nests\nTask 2 – Interviews with farmers",
            {"work_package 1": "Life of nests", "task 1": "Inventory of nests", "task 2": "Interviews with farmers"},
        ),
        (
            "The project:WP1\u00a0-\u00a0History of nests;WP2\u00a0-\u00a0Paths of owls. A panel will help.",
            {"work_package 1": "History of nests", "work_package 2": "Paths of owls"},
        ),
        (
            "Il progetto ha due pacchetti. Il primo pacchetto di lavoro (WP1) riguarda le fonti; il secondo (WP2)"
            " studia i nidi.",
            {"work_package 1": "riguarda le fonti", "work_package 2": "studia i nidi."},
        ),
        (
            "WP1: Owls and the law is led by Dr Rao at Wick. WP2: Nests and barns is led by Dr Roe at Kell.",
            {"work_package 1": "Owls and the law", "work_package 2": "Nests and barns"},
        ),
        (
            "Two pieces of work. WP1, which will run for two years in the laboratories of Wick and Kell and which draws"
            " on the cohort of an earlier fellowship, will count the owls. WP2, led from Kell with help of the library"
            " and of the town, will test nests.",
            {"work_package 1": "will count the owls.", "work_package 2": "will test nests."},
        ),
        (
            "The money for WP2 and WP4 was less than planned, says the coordinator. It goes to WP6, which will organise"
            " the last meeting.",
            {"work_package 2": None, "work_package 4": None, "work_package 6": "will organise the last meeting."},
        ),
        (
            "We will use the records of four services. Work\nPackage 2 Interviews with riders. We will ask 45\nriders."
            " Work\nPackage 3 Economic models of delay. It ends in May.",
            {"work_package 2": "Interviews with riders", "work_package 3": "Economic models of delay."},
        ),
        (
            "The data are part of Work Package 3, 'Everyday water', of the project.",
            {"work_package 3": "Everyday water"},
        ),
        (
            "Zeitplan\nPhase 1 (Oktober 2021 – März 2022): Literatur und Wahl der Archive\n"
            "Phase 2 (April 2022 – Juni 2023): Reisen nach Wien",
            {"phase 1": "Literatur und Wahl der Archive", "phase 2": "Reisen nach Wien"},
        ),
        (
            "Timeline of the project\n\nPhase 1\nJanuary 2018 – June 2018\n• Set up a board\n\nPhase 2\nJuly 2018 –"
            " May 2019\n• Digitise the tapes",
            {"phase 1": "January 2018 – June 2018", "phase 2": "July 2018 – May 2019"},
        ),
        (
            "La recherche comporte deux volets. Le volet 1 compte les jardins. Le volet 2 suit les personnes âgées.",
            {"workstream 1": "compte les jardins.", "workstream 2": "suit les personnes âgées."},
        ),
        (
            "The files:\n\n| Place | WP | Name | Files |\n|---|---|---|---|\n| Wick | 1 | Household survey | a.sav |\n"
            "| Kell | 2 | Diaries | 62 texts |\n\nAsk the depositor.",
            {"work_package 1": "Household survey", "work_package 2": "Diaries"},
        ),
        (
            "Im Projekt geht es um Eulen. AP1 zählt Eulen. AP2 umfasst eine Befragung von Bauern. Am Ende steht ein"
            " Leitfaden (AP3).",
            {
                "work_package 1": "zählt Eulen.",
                "work_package 2": "umfasst eine Befragung von Bauern.",
                "work_package 3": "Am Ende steht ein Leitfaden (AP3).",
            },
        ),
        (
            "Plan of the study Phase 1 (Jan 2019): review of books Phase 2 (May 2019): survey of farms Phase 3 (July"
            " 2019): interviews. It ends soon.",
            {"phase 1": "review of books", "phase 2": "survey of farms", "phase 3": "interviews"},
        ),
        (
            "The project moves. In WP3 (Case studies of barns) the teams have finished. Colleagues in WP4 (Policy of"
            " owls) have a model. WP1 (Data of nests) ended with two working papers.",
            {
                "work_package 1": "Data of nests",
                "work_package 3": "Case studies of barns",
                "work_package 4": "Policy of owls",
            },
        ),
        (
            "Task 1 of the pilot was to agree how data are kept. Task 2 was a survey of farms; Task 3 was a review.",
            {
                "task 1": "was to agree how data are kept.",
                "task 2": "was a survey of farms",
                "task 3": "was a review.",
            },
        ),
        (
            "You will work on Work Package 2 (Linking old records to maps of birds), under the lead of Wick.",
            {"work_package 2": "Linking old records to maps of birds"},
        ),
        (
            "The study ends soon.\nPhase 1: Scoping (report due 30 June 2023)\nPhase 2: Survey (report due 1 May 2024)",
            {"phase 1": "Scoping", "phase 2": "Survey"},
        ),
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
        "Bell, A. (2019) 'Money sent home'. KELL WP 12, Wick. All WPs 1 to 40 are for sale; the research goes on.",
        "Roe, J. (2019). Pay gaps. CEP WP 2. The study was funded well. Roe, J. (2018). Pay. CEP WP 1.",
        "IZA WP 1 (2019) and IZA WP 2 (2020) report findings of two surveys of the project.",
        "Water from sites WP1, WP2 and WP3 was analysed in this study of the river.",
        "Wells (WP1, WP2) were drilled for the project by a contractor in 1999.",
        "Samples labelled WP1 and WP2 were sent to the laboratory. The study found no arsenic in WP1.",
        "Our survey ship dropped anchor at WP1, then at WP2; partners ashore followed by radio.",
        "Primers WP1 and WP2 amplified the gene; the research was funded by a trust.",
        "Patients WP1 and WP2 were asked twice for the study.",
        "Phase 1 was carried out under a king, Phase 2 after 1870; historians' research on the town is rich.",
        "Im Projekt wurden die Proteine AP-1 und AP-2 untersucht.",
        "Im Projekt messen wir AP1 und AP2 an zehn Tagen.",
        "- Corrected a typo\n- Added a demo for WP8\n- Support of CABAC",
        "The rocket: Stage 1: burns Stage 2: separates Stage 3: orbits. Data are sent to the study.",
        "The house: Phase 1: foundations Phase 2: walls Phase 3: roof. The project ends in May.",
        "WP Rocket is a plugin of the project blog. If you run WP 5.8 or later, use it. WP 6.0 removed the feed.",
        "From WP1 follow the bridleway uphill to WP2. At WP3 cross the stile to WP4, near the plots of the survey.",
        "At Stage 1 apply; at Stage 2 the panel meets.",
        "Task 1 – Wash up\nTask 2 – Dry the plates",
        "| WP | Name |\n| 4 | Survey |\n| 9 | Diaries |",
        "| Phase | Load |\n| A | 20 |\n| B | 30 |",
        "Our bakery project\n\nStage 1: feed the starter. Stage 2: mix the dough and let it rest. Stage 3: bake.",
        "How to apply\n\nStage 1 is an online form. Stage 2 is a numerical test. Stage 3 is an interview.",
        "The Stage 1 protocol was accepted in principle. The Stage 2 manuscript reports all data of the study.",
        "Le volet 1 du contrat de ville concerne le logement, le volet 2 l'emploi.",
    ],
)
def test_what_looks_like_these_forms(text: str) -> None:
    assert parts(text) == {}


def test_marks_alone_are_no_words() -> None:
    assert parts('WP1: ""\nWP2: Survey of the project\n') == {
        "work_package 1": None,
        "work_package 2": "Survey of the project",
    }
    assert extract("The project aims to (1) ; (2) test it.", whole=True).aims == ()


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
        (
            "The University of Texas at El Paso holds the maps. Dr Ann Bell at the University drew them.",
            {"Ann Bell": ["The University of Texas at El Paso"]},
        ),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Funded by the Owl Trust (OWL/43871).", ["OWL/43871"]),
        ("The Owl Trust pays for it through its nests scheme (LP190100466).", ["LP190100466"]),
        ("Award 1851203 of the Owl Foundation paid for the survey.", ["1851203"]),
        ("It was supported by an Insight Grant 435-2016-0812.", ["435-2016-0812"]),
        ("Förderung: Owl Stiftung, Projektnummer 329841177.", ["329841177"]),
        ("Finansiering: Owl, dnr 2018-00417.", ["2018-00417"]),
        ("The grant 2014-2016 was spent. The award 2019 went to Selby. The project 2012-13 ended.", []),
        ("A grant of 250000 pounds was made. The award, 150,000 pounds, is paid twice.", []),
        ("IRAS Project ID: 298114. Funded by the Owl Trust.", []),
        ("The trial (NCT01234567) is funded by the Owl Trust, a charity (SC040877) of Wick.", []),
        ("The machine (AB12345) stood in the hall.", []),
        ("Grant Smith 123456 called. Award winners 2019-2020 met.", []),
        ("The archive's référence 2018/99123 is of no award.", []),
    ],
)
def test_references_of_many_funders(text: str, expected: list[str]) -> None:
    assert references(extract(text, whole=True)) == expected
