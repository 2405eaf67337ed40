"""Who pays, leads and takes part: only what is said of the page's own project counts."""

from __future__ import annotations

import pytest

from graph.narrative.extract import extract

HEAD = "Warm Barns: owls and their keepers\n\n"


def funders(text: str) -> list[str]:
    return [value.value.name.value for value in extract(f"{HEAD}{text}\n").funders]


def roles(text: str) -> list[tuple[str, str]]:
    return [(value.value.role, value.value.agent.name.value) for value in extract(f"{HEAD}{text}\n").associations]


@pytest.mark.parametrize(
    "text",
    [
        "The project is not funded by the Rowan Trust.",
        "The project isn't funded by the Rowan Trust.",
        "It follows a two-year pilot in Wick, which was funded by the Rowan Trust.",
        "Warm Barns asks why. It follows a two-year pilot funded by the Rowan Trust.",
        "Dr Una Fay holds a fellowship funded by the Rowan Trust.",
        "Dr Una Fay's work is sponsored by the Rowan Trust.",
        "It builds on an earlier study funded by the Rowan Trust.",
        "A similar project at Kell University, funded by the Rowan Trust, explores how owls are counted in the north.",
        "Unlike research funded by the Rowan Trust, the project asks the owls.",
        "If funded by the Rowan Trust, the project will start in May.",
        "We applied for funding from the Rowan Trust in 2019, which was unsuccessful.",
        "The project applied for funding from the Rowan Trust.",
        "The project was to be funded by the Rowan Trust.",
        "The Owl Lives project is funded by the Rowan Trust.",
        "The project works with barns funded by the Rowan Trust.",
        "The project is a study of the Bee Council, funded by the Rowan Trust.",
        "The project is supported by the Rowan Trust's library.",
        "The Bee Council is a partner. It is funded by the Rowan Trust.",
        "Another study ran in Wick. The study was funded by the Rowan Trust.",
        "Funded by the Rowan Trust, a similar study ran in Wick.",
        "The project's partner is funded by the Rowan Trust.",
        "A two-year study funded by the Rowan Trust found that owls sleep.",
        "The project sought funding from the Rowan Trust but was turned down.",
        "The project works with the Bee Council, which is funded by the Rowan Trust.",
    ],
)
def test_what_is_paid_elsewhere_funds_nothing_here(text: str) -> None:
    assert funders(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The project is funded by the Rowan Trust.",
        "Warm Barns is funded by the Rowan Trust.",
        "The Warm Barns project is jointly funded by the Rowan Trust.",
        "This three-year study (2019-2022) was funded by the Rowan Trust.",
        "Warm Barns is a two-year study of owls in old barns, funded by the Rowan Trust.",
        "Warm Barns is a two-year study of owls. It is funded by the Rowan Trust.",
        "Our research has received funding from the Rowan Trust.",
        "The study was awarded a grant from the Rowan Trust.",
        "Researchers from Ash, Bell and Kell University secured funding from the Rowan Trust to count owls.",
        "Researchers at two universities were awarded funding from the Rowan Trust.",
        "The project is led by Dr Una Fay and funded by the Rowan Trust.",
        "The project is based at Kell University and is funded by the Rowan Trust.",
        "Funded by the Rowan Trust.",
        "Funded by the Rowan Trust, the project counts owls.",
        "Funder: Rowan Trust",
        "Funding for this project was provided by the Rowan Trust.",
        "The evaluation is supported by the Rowan Trust.",
        "The study was carried out with funding from the Rowan Trust.",
        "Owls are few, and the project is funded by the Rowan Trust.",
        "Since 2019, the project has been funded by the Rowan Trust.",
    ],
)
def test_what_pays_for_this_project_is_found(text: str) -> None:
    assert funders(text) == ["Rowan Trust"]


def test_a_council_and_an_acronym_that_support() -> None:
    assert funders("The project is supported by the Hills and Rivers Research Council and HRRC.") == [
        "Hills and Rivers Research Council",
        "HRRC",
    ]
    assert funders("The project is supported by Una Fay and her colleagues.") == []


@pytest.mark.parametrize(
    "text",
    [
        "It follows a two-year pilot led by Dr Una Fay.",
        "The project is part of a five-year programme led by Dr Una Fay.",
        "The project works with the Port Council, which was led by Dr Una Fay.",
        "The evaluation, led by Dr Una Fay, comes later.",
        "It builds on an earlier study in Wick led by Dr Una Fay.",
        "Colleagues of the Owl Lives project led by Dr Una Fay helped.",
        "The Owl Lives project led by Dr Una Fay helped.",
        "Partners: Owls Matter Trust (led by Dr Una Fay).",
        "A five-year programme led by Dr Una Fay.",
        "The project is not led by Dr Una Fay.",
        "We met the Owl Council (Principal Investigator: Dr Una Fay).",
    ],
)
def test_who_leads_something_else_does_not_lead_this(text: str) -> None:
    assert ("lead", "Una Fay") not in roles(text)


@pytest.mark.parametrize(
    "text",
    [
        "The project is led by Dr Una Fay.",
        "Warm Barns is led by Dr Una Fay.",
        "The research team is led by Dr Una Fay.",
        "The project, located at the Kell Centre for Owls (KCO) and led by Dr Una Fay, counts owls.",
        "The project is funded by the Rowan Trust and is led by Dr Una Fay.",
        "Warm Barns is a two-year project. It is based at Kell University and led by Dr Una Fay.",
        "Principal Investigator: Dr Una Fay",
    ],
)
def test_who_leads_this_project_is_found(text: str) -> None:
    assert ("lead", "Una Fay") in roles(text)


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        ("In partnership with the Owl Council, the earlier Wick Network ran a count.", []),
        ("In partnership with the Owl Council, the project counts owls.", ["Owl Council"]),
        ("The project is run in partnership with the Owl Council.", ["Owl Council"]),
        ("We work in partnership with the Owl Council.", ["Owl Council"]),
        ("Working in partnership with the Owl Council, the project counts owls.", ["Owl Council"]),
        ("Wick Museum counts owls in partnership with the Owl Council.", []),
        ("The project follows a study run in partnership with the Owl Council.", []),
        ("The project cites Wick Museum, which works in partnership with the Owl Council.", []),
        ("Former partners include the Owl Council.", []),
    ],
)
def test_partners_are_this_projects(text: str, partners: list[str]) -> None:
    assert [name for role, name in roles(text) if role == "partner"] == partners


@pytest.mark.parametrize(
    "text",
    [
        "It follows a three-year study in Wick.",
        "Dr Una Fay holds a three-year fellowship.",
        "The project is part of another five-year programme.",
    ],
)
def test_how_long_something_else_took(text: str) -> None:
    assert extract(HEAD + text).duration is None


def test_a_reference_of_an_earlier_grant_is_not_this_projects() -> None:
    assert extract(HEAD + "It builds on an earlier study (EX/A012345/1).").grants == ()
    assert len(extract(HEAD + "The project has the reference EX/A012345/1.").grants) == 1
