"""Keys, and what holds for every set of mentions."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from graph import identifiers
from graph.identity.keys import keys_of, occurrences
from graph.identity.mentions import Mention, mentions
from graph.identity.resolve import Resolution, resolve
from graph.records import (
    Contact,
    Grant,
    Identifier,
    Organization,
    Person,
    Project,
    Publication,
    Study,
    Value,
    WorkPackage,
)
from tests.identity.labelled import orcid

NAMES = ("Ada Quill", "A. Quill", "Quill, Ada B.", "Bo Reedham", "Bob Reedham", "Robert Reedham")
HOUSES = (
    "University of Marle",
    "Marle University",
    "Marle City University",
    "Marle Business School",
    "Fen Trust",
    "Fen Trust Ltd",
)


def value(text: str) -> Value[str]:
    return Value(text)


@st.composite
def documents(draw: st.DrawFn) -> list[Mention]:
    """A few invented documents, each with people and organisations."""
    made: dict[tuple[str, tuple[str, ...]], Mention] = {}
    for number in range(draw(st.integers(1, 6))):
        document = f"d/{number}"
        houses = draw(st.lists(st.sampled_from(HOUSES), max_size=2, unique=True))
        for house in houses:
            mention = Mention(
                "organization", f"organization@{document}#{house.lower()}", names=(house,), document=document
            )
            made[mention.id] = mention
        people = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
        for name in people:
            strong = draw(st.sampled_from(((), (), (f"person:orcid:{orcid(1)}",), (f"person:orcid:{orcid(2)}",))))
            above = tuple(f"organization@{document}#{house.lower()}" for house in houses)
            others = tuple(sorted(set(people) - {name}))
            own = f"person@{document}#{name.lower()}"
            mention = Mention("person", own, strong, names=(name,), document=document, above=above, beside=others)
            made[mention.id] = mention
    return list(made.values())


def partition(resolution: Resolution) -> set[frozenset[tuple[str, tuple[str, ...]]]]:
    return {frozenset(mention.id for mention in members) for members in resolution.sets()}


@settings(max_examples=150, deadline=None)
@given(documents(), st.randoms())
def test_the_order_of_mentions_does_not_matter(found: list[Mention], chance: random.Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    one, other = resolve(found), resolve(shuffled)
    assert partition(one) == partition(other)
    assert one.proposals == other.proposals
    assert one.notes == other.notes


@settings(max_examples=150, deadline=None)
@given(documents())
def test_two_identifiers_of_one_scheme_never_meet_and_one_never_parts(found: list[Mention]) -> None:
    sets = resolve(found).sets()
    for members in sets:
        assert len({key for mention in members for key in mention.strong}) <= 1
        assert len({mention.type for mention in members}) == 1
    for key in {key for mention in found for key in mention.strong}:
        assert sum(any(key in mention.strong for mention in members) for members in sets) == 1


def test_types_never_share() -> None:
    study = keys_of(Study(value("One title")), "a/b", None)
    project = keys_of(Project(value("One title")), "a/b", None)
    assert study.own != project.own
    report = keys_of(Publication("Report", value("One title")), "a/b", None)
    post = keys_of(Publication("BlogPosting", value("One title")), "a/b", None)
    assert report.own != post.own


def test_councils_grants_stay_apart() -> None:
    grants = [
        keys_of(Grant(Value(Identifier("grant", f"{council}/S012788/1"))), "a/b", None) for council in ("AH", "ES")
    ]
    assert grants[0].strong != grants[1].strong


def test_a_wrong_check_digit_is_no_key() -> None:
    wrong = Value(Identifier("orcid", "0000-0002-1825-0098"))
    right = Value(Identifier("orcid", "0000-0002-1825-0097"))
    assert keys_of(Person(value("Ada"), identifiers=(wrong,)), "a/b", None).strong == ()
    assert keys_of(Person(value("Ada"), identifiers=(right,)), "a/b", None).strong == (
        "person:orcid:0000-0002-1825-0097",
    )


def test_local_identifiers_without_an_authority_decide_nothing() -> None:
    study = Study(value("One"), identifiers=(Value(Identifier("local", "7", "Number")),))
    assert keys_of(study, "a/b", None).strong == ()
    kept = Study(value("One"), identifiers=(Value(Identifier("local", "7", "GtR id", "gtr")),))
    assert keys_of(kept, "a/b", None).strong == ("study:local:gtr:GtR id:7",)


def test_editions_of_an_archive_are_one_study_and_other_dois_are_whole() -> None:
    def strong(doi: str) -> tuple[str, ...]:
        return keys_of(Study(value("One"), identifiers=(Value(Identifier("doi", doi)),)), "a/b", None).strong

    assert strong("10.5255/UKDA-SN-851234-1") == strong("10.5255/ukda-sn-851234")
    assert "study:ukda-sn:851234" in strong("10.5255/UKDA-SN-851234-1")
    for one, other in (
        ("10.6084/m9.figshare.99.v1", "10.6084/m9.figshare.99"),
        ("10.5281/zenodo.12.v2", "10.5281/zenodo.12"),
        ("10.3886/ICPSR00123.v4", "10.3886/icpsr00123"),
        ("10.17632/abcdefghij.1", "10.17632/abcdefghij.2"),
    ):
        assert strong(one) == strong(other)
    for one, other in (
        ("10.5072/survey-1", "10.5072/survey-2"),
        ("10.5072/a.v1", "10.5072/a.v2"),
        ("10.1000/1", "10.1000/1.1"),
    ):
        assert strong(one) != strong(other)


def test_addresses_are_one_in_every_spelling() -> None:
    keys = {
        identifiers.identity_key(Identifier("url", url))
        for url in (
            "https://www.example.org/a%20b/",
            "http://EXAMPLE.org:80/a%20b#part",
            "https://example.org/a%20b/index.html?utm_source=x",
        )
    }
    assert keys == {"url:example.org/a%20b"}
    assert identifiers.identity_key(Identifier("url", "https://doi.org/10.5072/X")) == "doi:10.5072/x"
    assert identifiers.identity_key(Identifier("url", "https://example.org/?id=1")) == "url:example.org?id=1"


def test_a_desks_address_of_mail_is_nobodys() -> None:
    assert identifiers.identity_key(Identifier("email", "mailto:A.Quill@example.org")) == "email:a.quill@example.org"
    assert identifiers.identity_key(Identifier("email", "info@example.org")) is None


def test_whoever_is_the_contact_has_its_address_of_mail() -> None:
    contact = Contact(value("Ada Quill"), value("a.quill@example.org"))
    study = Study(value("One title"), creators=(Value(Person(value("Ada Quill"))),), contacts=(Value(contact),))
    other = replace(study, title=value("Another"), creators=(Value(Person(value("A. Quill"))),))
    other = replace(other, contacts=(Value(replace(contact, name=value("A. Quill"))),))
    found = mentions((key, list(occurrences(record, key))) for key, record in (("a/1", study), ("b/2", other)))
    people = [members for members in resolve(found).sets() if members[0].type == "person"]
    assert [len(members) for members in people] == [2]


def test_a_nameless_project_is_known_by_its_study_and_its_parts_by_it() -> None:
    part = WorkPackage("work_package", value("1"), 1)
    project = Project(work_packages=(Value(part),))
    doi, number = Value(Identifier("doi", "10.5255/UKDA-SN-7-1")), Value(Identifier("ukda-sn", "7"))
    one = Study(value("One title"), identifiers=(doi,), project=Value(project))
    other = Study(value("Quite another"), identifiers=(number,), project=Value(project))
    found = mentions((key, list(occurrences(record, key))) for key, record in (("a/1", one), ("b/2", other)))
    assert sorted(members[0].type for members in resolve(found).sets()) == ["project", "study", "work-package"]


def test_two_distributions_of_a_study_stay_two() -> None:
    from graph.records import Distribution

    files = tuple(Value(Distribution(value(f"https://example.org/{name}.csv"))) for name in "ab")
    study = Study(value("One title"), distributions=files)
    found = mentions([("a/1", list(occurrences(study, "a/1")))])
    assert sum(members[0].type == "distribution" for members in resolve(found).sets()) == 2


def test_a_canonical_name_joins_an_acronym_to_its_full_name() -> None:
    short = Organization(value("ESC"), canonical="Example Social Council")
    full = Organization(value("Example Social Council"))
    studies = [Study(value(f"Title {n}"), publishers=(Value(house),)) for n, house in enumerate((short, full))]
    found = mentions((f"a/{n}", list(occurrences(study, f"a/{n}"))) for n, study in enumerate(studies))
    houses = [members for members in resolve(found).sets() if members[0].type == "organization"]
    assert [len(members) for members in houses] == [2]
