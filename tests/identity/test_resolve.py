from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from graph.identity.keys import Keys, keys_of, occurrences
from graph.identity.ledger import Ledger
from graph.identity.resolve import resolve
from graph.records import (
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


def value(text: str) -> Value[str]:
    return Value(text)


def person(name: str, *orcids: str) -> Keys:
    found = tuple(Value(Identifier("orcid", orcid)) for orcid in orcids)
    return keys_of(Person(value(name), identifiers=found), "text/a", None)


def same(*mentions: Keys) -> bool:
    components = resolve(mentions)
    return len({id(components.members(keys.first)) for keys in mentions}) == 1


def test_equal_names_share_and_others_do_not() -> None:
    assert same(person("Ada Quill"), person("ADA  QUILL."))
    assert not same(person("Ada Quill"), person("Ada B. Quill"))
    assert not same(person("José Ortega"), person("Jose Ortega"))


def test_one_word_is_no_name_that_joins_people() -> None:
    assert person("Quill").name is None


def test_two_people_of_one_name_stay_apart_and_take_no_third() -> None:
    one, other, third = person("Ada Quill", "1"), person("Ada Quill", "2"), person("Ada Quill")
    components = resolve([one, other, third])
    assert len({id(components.members(keys.first)) for keys in (one, other, third)}) == 3
    assert same(one, third)
    assert same(one, person("A. Quill", "1"))


def test_types_never_share() -> None:
    study = keys_of(Study(value("One title")), "a/b", None)
    project = keys_of(Project(value("One title")), "a/b", None)
    assert not same(study, project)
    report = keys_of(Publication("Report", value("One title")), "a/b", None)
    post = keys_of(Publication("BlogPosting", value("One title")), "a/b", None)
    assert not same(report, post)


def test_councils_grants_stay_apart() -> None:
    one, other = (
        keys_of(Grant(Value(Identifier("grant", f"{council}/S012788/1"))), "a/b", None) for council in ("AH", "ES")
    )
    assert not same(one, other)


def test_local_identifiers_without_an_authority_decide_nothing() -> None:
    one, other = (
        keys_of(Study(value(title), identifiers=(Value(Identifier("local", "7", "Number")),)), "a/b", None)
        for title in ("One", "Other")
    )
    assert not same(one, other)


def test_a_nameless_project_is_known_by_its_study_and_its_parts_by_it() -> None:
    part = WorkPackage("work_package", value("1"), 1)
    study = Study(
        value("One title"),
        identifiers=(Value(Identifier("doi", "10.5072/A")),),
        project=Value(Project(work_packages=(Value(part),))),
    )
    found = {o.keys.type: o.keys for document in ("a/1", "b/2") for o in occurrences(study, document)}
    assert found["project"].first == "project@study:doi:10.5072/a#"
    assert found["work-package"].first == "work-package@project@study:doi:10.5072/a##work_package-1"


def test_a_canonical_name_joins_an_acronym_to_its_full_name() -> None:
    short = keys_of(Organization(value("ESC"), canonical="Example Social Council"), "a/b", None)
    assert same(short, keys_of(Organization(value("Example Social Council")), "c/d", None))


_PEOPLE = st.builds(
    person, st.sampled_from(("Ada Quill", "Bo Reed", "Cy Stone")), st.sampled_from(("1", "2", "3", "4"))
) | st.builds(person, st.sampled_from(("Ada Quill", "Bo Reed", "Cy Stone")))


def partition(mentions: list[Keys]) -> set[frozenset[str]]:
    return {frozenset(keys) for keys in resolve(mentions).sets()}


@given(st.lists(_PEOPLE, max_size=12), st.randoms())
def test_the_order_of_mentions_does_not_matter(mentions: list[Keys], chance: random.Random) -> None:
    shuffled = list(mentions)
    chance.shuffle(shuffled)
    assert partition(mentions) == partition(shuffled)


@given(st.lists(_PEOPLE, max_size=12))
def test_two_identifiers_of_one_scheme_never_meet(mentions: list[Keys]) -> None:
    for keys in partition(mentions):
        assert sum(key.startswith("person:orcid:") for key in keys) <= 1


def things(*groups: tuple[str, ...]) -> dict[str, tuple[list[str], str]]:
    return {min(keys): (sorted(keys), "One Label") for keys in groups}


def test_iris_from_an_empty_ledger_do_not_depend_on_order() -> None:
    groups = [("person:a",), ("person:b",), ("person:c",)]
    forward, backward = Ledger().assign(things(*groups)), Ledger().assign(things(*reversed(groups)))
    assert forward == backward
    assert len(set(forward.values())) == 3
    assert "id/person/one-label" in forward.values()


def test_an_iri_is_kept_when_keys_come_and_labels_change() -> None:
    ledger = Ledger()
    (iri,) = ledger.assign({"person:a": (["person:a"], "Ada Quill")}).values()
    again = Ledger.replay(ledger.new)
    (kept,) = again.assign({"person:a": (["person:a", "person:z"], "Professor Quill")}).values()
    assert kept == iri == "id/person/ada-quill"
    assert [entry["event"] for entry in again.new] == ["bind"]
    assert Ledger.replay([*ledger.new, *again.new]).assign({"person:z": (["person:z"], "?")}) == {"person:z": iri}


def test_things_that_turn_out_to_be_one_keep_the_older_iri() -> None:
    ledger = Ledger()
    ledger.assign({"person:a": (["person:a"], "Ada Quill"), "person:b": (["person:b"], "A. Quill")})
    later = Ledger.replay(ledger.new)
    assigned = later.assign({"person:a": (["person:a", "person:b"], "Ada Quill")})
    oldest = ledger.new[0]["iri"]
    assert assigned == {"person:a": oldest}
    assert set(later.retired.values()) == {oldest}


def test_labels_without_latin_letters_still_have_an_iri() -> None:
    (iri,) = Ledger().assign({"person:a": (["person:a"], "李小龙")}).values()
    assert iri.startswith("id/person/")
    assert len(iri) > len("id/person/")
