"""Which part a body has in a study, in plain sentences; and bodies that have a part in something else."""

from __future__ import annotations

import pytest

from graph.narrative.extract import extract

BODIES = {
    "the University of Kell": "University of Kell",
    "Wick University": "Wick University",
    "the Kell Statistical Office (KSO)": "Kell Statistical Office",
    "the Ministry of Health": "Ministry of Health",
    "the Harrow Trust": "Harrow Trust",
}
SAID = {
    "partner": (
        *("This study is a partnership between {o} and Tarn College.", "The project partners with {o}."),
        *("The survey is a joint effort between {o} and Tarn College.", "The project works in partnership with {o}."),
        *("This research is a joint undertaking of {o} and Tarn College.", "Partners include {o} and Tarn College."),
        *("The study was carried out in collaboration with {o}.", "The project is run in partnership with {o}."),
        *(
            "The survey is conducted jointly by {o} and Tarn College.",
            "The consortium consists of {o} and Tarn College.",
        ),
    ),
    "data-collector": (
        *("Fieldwork was carried out by {o}.", "Data were collected by {o}.", "Interviews were conducted by {o}."),
        *("The 2019 Kell Water Survey (KWS) was implemented by {o}.", "Data collection was undertaken by {o}."),
        *("It is the fourth in the series of surveys conducted by {o}.", "Fieldwork: {o}\n", "Data collector: {o}\n"),
    ),
    "publisher": (
        *("The data are deposited at {o}.", "Data are archived at {o}.", "The data have been deposited with {o}."),
        *("Published by {o}.", "Distributed by {o}.", "The report is published by {o}.", "Distributor: {o}\n"),
    ),
}
FORMS = [(role, said) for role, forms in SAID.items() for said in forms]


def parts(text: str) -> set[tuple[str, str]]:
    """Role and name of each body."""
    given = (value.value for value in extract(text, whole=True).associations)
    return {(part.role, part.agent.name.value) for part in given}


@pytest.mark.parametrize(("role", "said"), FORMS)
def test_parts_in_plain_sentences(role: str, said: str) -> None:
    for body, name in BODIES.items():
        text = f"{said.format(o=body)} Interviews were long."
        assert (role, name) in parts(text), text
        assert {given for given, _ in parts(text)} <= {role, "data-collector"}, text  # who does a survey collects


def test_who_is_at_work() -> None:
    text = "The Owl Centre (OC), in partnership with Wick University, is carrying out interviews with keepers."
    assert parts(text) == {("data-collector", "Owl Centre")}
    assert parts("The Owl Centre collected the data.") == {("data-collector", "Owl Centre")}


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is managed jointly by Kell Council and Wick Council.",
        "The king partners with the Owl Trust in a game of chess.",
        "Eggs were deposited at the Wick Museum by a wader.",
        "An earlier survey was implemented by the Kell Statistical Office.",
        "The Owl Centre is running a marathon.",
        "Unlike the surveys conducted by the Kell Statistical Office, ours is small.",
        "Letters of the duke are archived at the Harrow Library, says a guide.",
        "The merger was a joint effort between Kell Council and the Owl Trust.",
    ],
)
def test_parts_in_something_else(text: str) -> None:
    assert parts(text) == set()
