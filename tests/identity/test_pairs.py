"""Two mentions of invented things: what is merged, what is asked, what stays apart."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.identity.evidence import MERGE, PROPOSE, Line
from graph.identity.mentions import Mention
from graph.identity.resolve import resolve
from tests.identity.labelled import Labelled, labelled, mentions, resolved

PAIRS = labelled()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_is_done_with_a_pair(pair: Labelled) -> None:
    outcome, _ = resolved(pair)
    assert outcome == pair.outcome


def test_no_automatic_merge_is_wrong_and_most_others_are_asked() -> None:
    told = Counter((pair.same, resolved(pair)[0]) for pair in PAIRS)
    assert len(PAIRS) >= 150
    assert sum(not pair.same for pair in PAIRS) * 2 >= len(PAIRS)
    assert told[(False, "merged")] == 0
    assert told[(True, "merged")] >= 50
    assert told[(True, "apart")] <= 5


def test_evidence_can_be_read() -> None:
    pair = Labelled(True, "proposed", "person", "Quill A ; with=Bo Reedham", "Ada Quill ; with=Bo Reedham")
    _, resolution = resolved(pair)
    (proposal,) = resolution.proposals
    assert [str(line) for line in proposal.lines] == [
        "same surname and initial +3",
        "co-author on the same project (Bo Reedham) +4",
    ]
    assert PROPOSE <= proposal.points < MERGE
    assert str(Line(None, "different ORCID")) == "different ORCID −∞"


def together(*told: tuple[str, str]) -> list[set[str]]:
    """The names of each person, of mentions each in a document of its own."""
    made = [m for n, (type_, line) in enumerate(told) for m in mentions(type_, line, f"d/{n}")]
    resolution = resolve(made)
    people = [members for members in resolution.sets() if members[0].type == told[0][0]]
    return sorted(({m.document for m in members} for members in people), key=min)


def test_initials_that_could_be_two_peoples_are_nobodys() -> None:
    at = "; at=University of Marle ; with=Bo Reedham,Cy Stonor"
    john, jane, either = f"John Quill {at}", f"Jane Quill {at}", f"J. Quill {at}"
    assert together(("person", john), ("person", either)) == [{"d/0", "d/1"}]
    assert together(("person", john), ("person", either), ("person", jane)) == [{"d/0"}, {"d/1"}, {"d/2"}]


def test_two_of_one_name_take_in_no_third() -> None:
    at = "; at=University of Marle"
    one, other, third = f"Ada Quill {at} ; id=orcid:1", f"Ada Quill {at} ; id=orcid:2", f"Ada Quill {at}"
    assert together(("person", one), ("person", third)) == [{"d/0", "d/1"}]
    assert together(("person", one), ("person", third), ("person", other)) == [{"d/0"}, {"d/1"}, {"d/2"}]


def test_an_identifier_that_joins_what_another_forbids_decides_nothing() -> None:
    one, bridge, other = "Ada Quill ; id=orcid:1", "Ada Quill ; id=isni:7", "Ada Quill ; id=orcid:2 ; id=isni:7"
    assert together(("person", one), ("person", bridge), ("person", other)) == [{"d/0"}, {"d/1", "d/2"}]
    first = "Ada Quill ; id=orcid:1 ; id=isni:7"
    assert together(("person", first), ("person", bridge), ("person", other)) == [{"d/0"}, {"d/1"}, {"d/2"}]


def test_an_acronym_of_two_bodies_joins_neither() -> None:
    shared = "with=Ada Quill ; work=doi:10.5072/x"
    european = f"European Fen Council ; also=EFC ; {shared}"
    enterprise = f"Enterprise Fen Centre ; also=EFC ; {shared}"
    short = f"EFC ; {shared}"
    assert together(("organization", european), ("organization", short)) == [{"d/0", "d/1"}]
    found = together(("organization", european), ("organization", short), ("organization", enterprise))
    assert found == [{"d/0"}, {"d/1"}, {"d/2"}]


def test_one_list_names_nobody_twice() -> None:
    shared = ("study:doi:10.5072/x",)
    one = Mention(
        "person", "person@a/1#ada quill", names=("Ada Quill",), document="a/1", beside=("Ada M. Quill",), works=shared
    )
    other = Mention(
        "person", "person@a/1#ada m quill", names=("Ada M. Quill",), document="a/1", beside=("Ada Quill",), works=shared
    )
    assert len(resolve([one, other]).sets()) == 2


def test_a_name_of_many_places_says_little() -> None:
    places = ("Marle", "Thorne", "Erlau", "Selham")
    mentions_ = [("person", f"Ada Quill ; at=University of {place}") for place in places]
    twice = ("person", "Ada Quill ; at=University of Marle")
    assert together(mentions_[0], twice) == [{"d/0", "d/1"}]
    assert len(together(*mentions_, twice)) == 5


def test_a_surname_of_many_given_names_says_little() -> None:
    given = [f"{start}{end}" for start in ("Al", "Be", "Co", "Da", "Em", "Fa") for end in ("ra", "ren", "to", "vin")]
    others = [("person", f"{name} Quill ; at={name} House") for name in given]
    alone, beside = "Ada Quill ; at=University of Marle", "Ada Quill ; at=University of Marle ; with=Bo Reedham"
    assert together(("person", alone), ("person", alone)) == [{"d/0", "d/1"}]
    assert {"d/0", "d/1"} not in together(("person", alone), ("person", alone), *others)
    assert {"d/0", "d/1"} in together(("person", beside), ("person", beside), *others)
