"""The ledger alone, and with resolving and decisions over many builds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from graph.identity.decisions import Decision, entry, in_force
from graph.identity.identities import Identities, settled
from graph.identity.ledger import Ledger
from graph.identity.mentions import Mention
from graph.identity.names import Candidate
from graph.identity.renamed import Thing
from graph.identity.resolve import resolve
from graph.journal import Entry
from tests.identity.labelled import orcid


def things(*groups: tuple[str, ...]) -> dict[str, Thing]:
    return {min(keys): Thing(sorted(keys), "One Label") for keys in groups}


def test_iris_from_an_empty_ledger_do_not_depend_on_order() -> None:
    groups = [("person:a",), ("person:b",), ("person:c",)]
    forward, backward = Ledger().assign(things(*groups)), Ledger().assign(things(*reversed(groups)))
    assert forward == backward
    assert len(set(forward.values())) == 3
    assert "id/person/one-label" in forward.values()


def test_an_iri_is_kept_when_keys_come_and_labels_change() -> None:
    ledger = Ledger()
    (iri,) = ledger.assign({"person:a": Thing(["person:a"], "Ada Quill")}).values()
    again = Ledger.replay(ledger.new)
    (kept,) = again.assign({"person:a": Thing(["person:a", "person:z"], "Professor Quill")}).values()
    assert kept == iri == "id/person/ada-quill"
    assert [entry["event"] for entry in again.new] == ["bind"]
    later = Ledger.replay([*ledger.new, *again.new])
    assert later.assign({"person:z": Thing(["person:z"], "?")}) == {"person:z": iri}


def test_what_is_merged_keeps_the_older_iri_and_a_split_restores_the_other() -> None:
    ledger = Ledger()
    apart = ledger.assign(things(("person:a",), ("person:b",)))
    merged = Ledger.replay(ledger.new)
    assert merged.assign(things(("person:a", "person:b"))) == {"person:a": apart["person:a"]}
    assert merged.moved() == {apart["person:b"]: apart["person:a"]}
    split = Ledger.replay([*ledger.new, *merged.new])
    assert split.assign(things(("person:a",), ("person:b",))) == apart
    assert split.moved() == {}
    assert [entry["event"] for entry in split.new] == ["restore"]


def test_a_merged_iri_still_leads_on_when_its_document_is_gone() -> None:
    ledger = Ledger()
    apart = ledger.assign(things(("person:a",), ("person:b",)))
    ledger.assign(things(("person:a", "person:b")))
    later = Ledger.replay(ledger.new)
    later.assign(things(("person:a",)))
    assert later.moved() == {apart["person:b"]: apart["person:a"]}


def test_of_what_was_split_the_oldest_part_keeps_the_iri() -> None:
    ledger = Ledger()
    ledger.assign(things(("person:b",)))
    (iri,) = ledger.assign(things(("person:a", "person:b"))).values()
    split = Ledger.replay(ledger.new).assign(things(("person:a",), ("person:b",)))
    assert split["person:b"] == iri
    assert split["person:a"] != iri


def test_what_an_earlier_release_knew_by_its_name_keeps_its_iri() -> None:
    minted = {"event": "mint", "iri": "id/person/ada-quill", "keys": ["person:name:ada quill"]}
    ledger = Ledger.replay([minted])
    new = {"person@a/1#ada quill": Thing(["person@a/1#ada quill"], "Ada Quill", ("person:name:ada quill",))}
    assert ledger.assign(new) == {"person@a/1#ada quill": "id/person/ada-quill"}
    assert Ledger.replay([minted, *ledger.new]).assign(new) == {"person@a/1#ada quill": "id/person/ada-quill"}


def test_labels_without_latin_letters_still_have_an_iri() -> None:
    (iri,) = Ledger().assign({"person:a": Thing(["person:a"], "李小龙")}).values()
    assert iri.startswith("id/person/")
    assert len(iri) > len("id/person/")


HOUSES = ("University of Marle", "Marle University", "Fen Trust")
NAMES = ("Ada Quill", "A. Quill", "Bo Reedham", "Robert Reedham", "Bob Reedham")
Document = tuple[str, str, int]


def mentions(documents: Mapping[int, Document]) -> list[Mention]:
    """A document of the model has a person with an affiliation and perhaps an identifier."""
    found = []
    for number, (name, house, number_) in sorted(documents.items()):
        key = f"d/{number}"
        at = f"organization@{key}#{house.lower()}"
        strong = (f"person:orcid:{orcid(number_)}",) if number_ else ()
        found.append(Mention("organization", at, names=(house,), document=key))
        own = f"person@{key}#{name.lower()}"
        found.append(Mention("person", own, strong, names=(name,), document=key, above=(at,)))
    return found


def partition(identities: Identities) -> set[frozenset[Any]]:
    sets: dict[str, set[Any]] = {}
    for id_, (path, _) in identities.by_id.items():
        sets.setdefault(path, set()).add(id_)
    return {frozenset(found) for found in sets.values()}


class Catalogue(RuleBasedStateMachine):
    """Documents come and go, curators decide and undo; each step is a build on the same journal."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[int, Document] = {}
        self.journal: list[Entry] = []
        self.now: Identities | None = None
        self.stated: dict[str, str] = {}
        self.held: dict[str, set[str]] = {}
        self.earlier: dict[str, set[str]] = {}
        self.number = 0

    def build(self, documents: Mapping[int, Document], journal: list[Entry]) -> tuple[Identities, Ledger]:
        ledger = Ledger.replay(journal)
        resolution = resolve(mentions(documents), in_force(journal))
        offered = lambda m: [Candidate(1, m.names[0])]  # noqa: E731
        return settled(resolution, offered, ledger, ""), ledger

    def publish(self) -> None:
        self.now, ledger = self.build(self.documents, self.journal)
        self.journal += [*ledger.new, {"event": "publish"}]
        self.earlier = dict(self.held)
        for path, keys in self.bearing().items():
            self.held[path] = self.held.get(path, set()) | keys
        self.stated = {iri: into for iri, into in ledger.moved().items() if not ledger.quiet(iri)}

    @initialize()
    def begin(self) -> None:
        self.publish()

    @rule(key=st.integers(0, 5), document=st.tuples(st.sampled_from(NAMES), st.sampled_from(HOUSES), st.integers(0, 2)))
    def harvest(self, key: int, document: Document) -> None:
        self.documents[key] = document
        self.publish()

    @precondition(lambda self: self.documents)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        del self.documents[data.draw(st.sampled_from(sorted(self.documents)))]
        self.publish()

    @precondition(lambda self: len(self.documents) > 1)
    @rule(data=st.data(), kind=st.sampled_from(("same", "different")), back=st.booleans())
    def decide(self, data: st.DataObject, kind: str, back: bool) -> None:
        found = [m for m in mentions(self.documents) if m.type == "person"]
        one, other = data.draw(st.lists(st.sampled_from(found), min_size=2, max_size=2, unique_by=lambda m: m.own))
        before = self.now, dict(self.stated)
        self.number += 1
        told = Decision(self.number, kind, (*one.strong, one.own), (*other.strong, other.own), "Cara", "2026")
        self.journal.append(entry(told))
        self.publish()
        if back:
            self.journal.append({"event": "undo", "of": self.number, "by": "Cara", "time": "2026"})
            self.publish()
            assert before[0] is not None
            assert self.now is not None
            assert self.now.by_id == before[0].by_id
            assert self.stated == before[1]

    @rule(key=st.integers(6, 9), document=st.tuples(st.sampled_from(NAMES), st.sampled_from(HOUSES), st.integers(0, 2)))
    def come_and_go(self, key: int, document: Document) -> None:
        """A source that is added and removed again leaves no trace but the ledger's."""
        before = self.now
        self.documents[key] = document
        self.publish()
        del self.documents[key]
        self.publish()
        assert before is not None
        assert self.now is not None
        assert self.now.by_id == before.by_id

    def bearing(self) -> dict[str, set[str]]:
        """The keys of each thing by its IRI."""
        found: dict[str, set[str]] = {}
        for (own, strong), (path, _) in self.now.by_id.items() if self.now else ():
            found.setdefault(path, set()).update((own, *strong))
        return found

    @invariant()
    def one_build_comes_to_the_same_partition(self) -> None:
        if self.now is not None:
            decided = [e for e in self.journal if e["event"] in ("decide", "undo")]
            backwards = dict(sorted(self.documents.items(), reverse=True))
            assert partition(self.build(backwards, decided)[0]) == partition(self.now)

    @invariant()
    def an_iri_is_one_things_and_is_kept(self) -> None:
        if self.now is None:
            return
        bearing = self.bearing()
        sets = list(bearing.values())
        for keys in sets:
            earlier = [path for path, held in self.earlier.items() if held & keys]
            others = [other for other in sets if other is not keys]
            if any(not any(self.earlier[path] & other for other in others) for path in earlier):
                assert any(bearing.get(path) is keys for path in earlier)
        assert not set(self.stated) & set(bearing)
        assert set(self.stated.values()) <= set(bearing)


TestCatalogue = Catalogue.TestCase
TestCatalogue.settings = settings(
    max_examples=40, stateful_step_count=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def _titled(*titles: str, document: str = "d", **more: str) -> dict[str, Thing]:
    """Works of one document by their titles, with work packages 1, and identifiers."""
    made = {}
    for title in titles:
        own = f"study@{document}#{title}"
        made[own] = Thing(sorted((own, *more.values())), title)
        made[f"work-package@{own}#wp-1"] = Thing([f"work-package@{own}#wp-1"], "WP1")
    return made


def test_a_title_that_its_document_corrects_changes_no_iri() -> None:
    first = Ledger()
    before = first.assign(_titled("care hoems in the north"))
    later = Ledger.replay(first.new)
    after = later.assign(_titled("care homes in the north of england"))
    assert list(after.values()) == list(before.values()) == ["id/study/care-hoems-in-the-north", "id/work-package/wp1"]
    back = Ledger.replay([*first.new, *later.new])
    assert back.assign(_titled("care hoems in the north")) == before
    assert back.new == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(("bread and rye",), ("care homes in the north",), id="another title"),
        pytest.param(("health survey 2019",), ("health survey 2020",), id="another number"),
        pytest.param(("care homes", "care wards"), ("care homes", "care of wards"), id="one of several"),
        pytest.param(("care homes", "care wards"), ("care of homes",), id="one of several before"),
    ],
)
def test_what_may_be_another_work_has_an_iri_of_its_own(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    ledger = Ledger()
    known = set(ledger.assign(_titled(*before)).values())
    new = _titled(*(set(after) - set(before)))
    found = Ledger.replay(ledger.new).assign(_titled(*after))
    assert not {found[first] for first in new} & known


def test_a_title_with_another_identifier_is_another_work() -> None:
    ledger = Ledger()
    known = ledger.assign(_titled("care homes", doi="study:doi:10.5072/a"))
    other = Ledger.replay(ledger.new).assign(_titled("care homes again", doi="study:doi:10.5072/b"))
    assert not set(other.values()) & set(known.values())
    assert set(Ledger.replay(ledger.new).assign(_titled("care homes again")).values()) == set(known.values())


def test_an_iri_that_another_document_still_holds_is_not_given_away() -> None:
    ledger = Ledger()
    both = {"study@d#care homes": Thing(["study@d#care homes", "study@e#care homes"], "Care homes")}
    (iri,) = ledger.assign(both).values()
    after = {"study@e#care homes": Thing(["study@e#care homes"], "Care homes")} | _titled("care homes again")
    found = Ledger.replay(ledger.new).assign(after)
    assert found["study@e#care homes"] == iri != found["study@d#care homes again"]
