from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from graph.records import Organization, Person, Publication, Reading, Study
from graph.sources import crossref
from graph.sources.base import Document, DocumentError
from tests.conftest import REPOSITORY
from tests.sources.hostile import broken, document, mutated, survived

ANSWER: dict[str, Any] = json.loads((REPOSITORY / "tests/sources/crossref/input.json").read_text("utf-8"))
WORK: dict[str, Any] = ANSWER["message"]
API = "https://api.example.org/works"


def read(**changes: Any) -> Reading:
    given = document({**ANSWER, "message": {**WORK, **changes}})
    assert crossref.recognise(given) > 0.9
    return crossref.read(given)


def publication(**changes: Any) -> Publication:
    (found,) = read(**changes).records
    assert isinstance(found, Publication)
    return found


def test_a_work_is_a_publication() -> None:
    found = publication()
    assert found.title
    assert (found.title.value, found.title.evidence[0].pointer) == ("Who keeps an allotment?", "/message/title/0")
    assert [t.value for t in found.alternate_titles] == ["A sample article"]
    assert found.citation
    assert found.citation.value == "Journal of Samples, 12(3), 45-67"
    assert [r.value for r in found.related] == ["https://doi.org/10.5072/FIXTURE-31"]
    assert read().unknown == ()
    assert read(colour=1).unknown == (("colour", 1),)
    bare = crossref.read(document(WORK))
    assert bare.records[0].title.value == found.title.value  # type: ignore[union-attr]
    assert bare.key == read().key


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("journal-article", "ScholarlyArticle"),
        ("book-chapter", "Chapter"),
        ("monograph", "Book"),
        ("posted-content", "ScholarlyArticle"),
        ("dissertation", "Thesis"),
        ("report", "Report"),
        ("peer-review", "Review"),
        ("grant", "CreativeWork"),
        (None, "CreativeWork"),
    ],
)
def test_types_are_classes(type_: str | None, kind: str) -> None:
    assert publication(type=type_).kind == kind


def test_data_are_a_study() -> None:
    (found,) = read(type="dataset").records
    assert isinstance(found, Study)
    assert found.project
    assert found.project.value.grants[0].value.reference.value.value == "ES/X000002/1"


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ([[2022, 4, 9]], "2022-04-09"),
        ([[2022, 4]], "2022-04"),
        ([[2022]], "2022"),
        ([["2022", "04"]], "2022-04"),
        ([[None]], None),
        ([[]], None),
        ([[2022, 13]], "2022-13"),
        ([[2022, 2, 30]], "2022-02-30"),
        ([[True]], None),
        ("2022", "2022"),
        ([2022, 4], "2022-04"),
    ],
)
def test_dates_are_as_precise_as_they_are_told(parts: Any, date: str | None) -> None:
    found = publication(published={"date-parts": parts}, issued=None)
    assert (found.issued.value if found.issued else None) == date


def test_people_have_given_and_family_names() -> None:
    found = publication(
        author=[
            {"given": "Ana", "family": "Reis", "ORCID": "0000-0002-1825-0097"},
            {"name": "Reis, Ana"},
            {"family": "Cher"},
            {"name": "Sample Consortium"},
            {"given": "x"},
            {},
        ]
    )
    names = [(type(a.value), a.value.name.value) for a in found.authors]
    assert names == [
        (Person, "Ana Reis"),
        (Person, "Ana Reis"),
        (Person, "Cher"),
        (Organization, "Sample Consortium"),
        (Person, "x"),
    ]
    assert any("ORCID" in note for note in read(author=[{"given": "A", "family": "B", "ORCID": "x"}]).notes)


@pytest.mark.parametrize(
    ("jats", "text"),
    [
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One.\n\nTwo."),
        ("<jats:title>Abstract</jats:title><jats:p>One &amp;lt; two.</jats:p>", "One < two."),
        ("<p>H<sub>2</sub>O</p>", "H2O"),
        ("Plain.", "Plain."),
    ],
)
def test_abstracts_lose_their_markup(jats: str, text: str) -> None:
    found = publication(abstract=jats)
    assert found.abstract
    assert found.abstract.value == text


def test_the_licence_is_that_of_the_version_of_record() -> None:
    found = publication(
        license=[
            {"URL": "https://a.example.org/tdm", "content-version": "tdm"},
            {"URL": "https://a.example.org/vor", "content-version": "vor"},
        ]
    )
    assert found.license
    assert found.license.value == "https://a.example.org/vor"


def test_an_event_stands_where_there_is_no_journal() -> None:
    found = publication(**{"container-title": [], "event": {"name": "Shed Days", "location": "Bangor"}})
    assert found.citation
    assert found.citation.value.startswith("Shed Days, Bangor")


def listing(**changes: Any) -> dict[str, Any]:
    message = {
        "total-results": 5,
        "items-per-page": 2,
        "items": [WORK, {**WORK, "DOI": "10.5072/b"}],
        "next-cursor": "a+b/c==",
    }
    return {"status": "ok", "message-type": "work-list", "message": message | changes}


def test_a_list_is_cut_and_followed() -> None:
    given = document(listing(), f"{API}?query=x&cursor=*")
    parts = list(crossref.parts(given))
    assert [crossref.read(Document(p.content, "x", "")).key for p in parts] == ["10-5072-fixture-41", "10-5072-b"]
    assert [link.url for link in crossref.follow(given)] == [f"{API}?query=x&cursor=a%2Bb%2Fc%3D%3D"]
    paged = listing(**{"next-cursor": None})
    assert [link.url for link in crossref.follow(document(paged, f"{API}?offset=2"))] == [f"{API}?offset=4"]
    assert list(crossref.follow(document(paged, f"{API}?offset=3"))) == []
    assert list(crossref.follow(document(listing(items=[]), API))) == []
    assert list(crossref.follow(document(ANSWER, API))) == []
    assert len(list(crossref.parts(document(ANSWER)))) == 1
    assert list(crossref.parts(document(listing(items=[])))) == []
    with pytest.raises(DocumentError, match="list"):
        crossref.read(given)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "failed", "message-type": "validation-failure", "message": [{"message": "Cursor is not valid"}]},
        listing(items="x"),
        listing(**{"total-results": "many"}),
        {"status": "ok", "message-type": "work-list", "message": None},
    ],
)
def test_a_list_that_does_not_add_up_is_broken(answer: dict[str, Any]) -> None:
    with pytest.raises(DocumentError):
        list(crossref.follow(document(answer, API)))


@pytest.mark.parametrize("name", sorted(broken({})))
def test_broken_documents_say_why(name: str) -> None:
    survived(crossref, document(broken(ANSWER)[name]))
    survived(crossref, document(broken(listing())[name]))


@settings(max_examples=150, deadline=None)
@given(mutated(ANSWER))
def test_a_mutated_work_is_read_or_refused(content: Any) -> None:
    survived(crossref, document(content, API))


@settings(max_examples=50, deadline=None)
@given(mutated({**ANSWER, "message": {**WORK, "type": "dataset"}}))
def test_a_mutated_study_is_read_or_refused(content: Any) -> None:
    survived(crossref, document(content, API))


def test_several_awards_in_one_text_are_several_grants() -> None:
    project = publication(funder=[{"name": "Example Council", "award": ["ES/S012788/1, AH/S012788/1"]}]).project
    assert project
    assert [g.value.reference.value.value for g in project.value.grants] == ["ES/S012788/1", "AH/S012788/1"]


def test_a_suffix_is_part_of_the_name() -> None:
    found = publication(author=[{"given": "Ada", "family": "Weir", "suffix": "Jr"}])
    (author,) = found.authors
    assert isinstance(author.value, Person)
    assert (author.value.name.value, author.value.family_name and author.value.family_name.value) == (
        "Ada Weir Jr",
        "Weir",
    )
