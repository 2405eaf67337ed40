"""Who pays, in every plain sentence: each subject, verb and body; and who pays for something else."""

from __future__ import annotations

import pytest

from graph.narrative.extract import extract

BODIES = {
    "the Harrow Trust": "Harrow Trust",
    "the Economic and Social Research Council (ESRC)": "Economic and Social Research Council",
    "the ESRC": "ESRC",
    "UK Research and Innovation (UKRI)": "UK Research and Innovation",
    "the Ministry of Health": "Ministry of Health",
    "the Agency for Kell Development (AKD)": "Agency for Kell Development",
    "the European Union": "European Union",
}
STUDIES = (
    *(
        "The project",
        "This study",
        "This research",
        "The work",
        "The survey",
        "This survey",
        "Our research",
        "This work",
    ),
    *("The fieldwork", "The trial", "The programme", "The research project", "The HILL study", "This pilot study"),
    *(
        "This PhD project",
        "The Kell Health Survey",
        "The 2019 Kell Water Survey (KWS)",
        "Funding information:This study",
    ),
)
THINGS = ("This report", "The collection", "The panel", "The dataset", "This paper", "Data collection", "The cohort")
PAID = (
    *(
        "was funded by {o}.",
        "is funded by {o}.",
        "has been funded by {o}.",
        "is financed by {o}.",
        "was paid for by {o}.",
    ),
    *("was commissioned by {o}.", "was sponsored by {o}.", "is part-funded by {o}.", "was co-funded by {o}."),
    *("is generously funded by {o}.", "is funded jointly by {o}.", "is supported by a grant from {o}."),
)
DONE = (
    *("is a pilot project funded by {o}.", "was commissioned and funded by {o}.", "received funding from {o}."),
    *("was made possible by a grant from {o}.", "has received a grant from {o}.", "was supported by {o}."),
    *(
        "was carried out in 2019 with funding from {o}.",
        "was conducted by Kell University with financial support from {o}.",
    ),
    *("was undertaken with the support of {o}.", "ran from 2012 to 2015 and was funded by {o}."),
)


def paid(text: str) -> set[str]:
    """The names of the funders."""
    return {value.value.name.value for value in extract(text, whole=True).funders}


@pytest.mark.parametrize("said", PAID + DONE)
def test_who_pays_for_a_study(said: str) -> None:
    for subject in STUDIES:
        for body, name in BODIES.items():
            text = f"{subject} {said.format(o=body)} Interviews were held with 40 keepers."
            assert paid(text) == {name}, text


@pytest.mark.parametrize("said", PAID)
def test_who_pays_for_a_part(said: str) -> None:
    for subject in THINGS:
        for body, name in BODIES.items():
            text = f"{subject} {said.format(o=body)} Interviews were held with 40 keepers."
            assert paid(text) == {name}, text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr Ann Bell has won an award to study moves.\nThe award was made by the Harrow Council, which pays well.",
            "Harrow Council",
        ),
        ("Funding\n\nMoney to run the trial comes from a grant from the Harbour Trust.\n", "Harbour Trust"),
        ("Das Bundesministerium der Justiz fördert das Projekt zu Schöffen in Kell.", "Bundesministerium der Justiz"),
        (
            "A report of research carried out by the Road Unit on behalf of the Department for Ponds and Hedges\n",
            "Department for Ponds and Hedges",
        ),
        ("Major funding sources Ministry of Ponds\nStudy website\n", "Ministry of Ponds"),
        (
            "The 2019 Kell Water Survey (KWS) is the fourth in the series of surveys conducted by the Kell Statistical"
            " Office, with funding from the Owl Agency.",
            "Owl Agency",
        ),
    ],
)
def test_who_pays_in_other_words(text: str, expected: str) -> None:
    assert paid(text) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "It follows a pilot funded by the Owl Trust.",
        "The pilot was funded by the Owl Trust; nobody pays for the study.",
        "The award was made by the Academy of Films in March.",
        "Unlike the Kell Health Survey, ours was not funded by the Owl Trust.",
        "A PhD project funded by the Owl Trust came before it.",
        "Another Kell Survey was funded by the Owl Trust.",
        "The hospital was funded by the Owl Trust. We interviewed its nurses.",
        "Money to mend the road comes from the Owl Council.",
        "Die Stadt fördert Radwege; das Projekt fragt danach.",
        "Work done by keepers with the support of the Owl Trust was observed.",
    ],
)
def test_who_pays_for_something_else(text: str) -> None:
    assert paid(text) == set()
