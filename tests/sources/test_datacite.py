from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from graph.records import Organization, Person, Publication, Reading, Study
from graph.sources import datacite
from graph.sources.base import Document, DocumentError
from tests.conftest import REPOSITORY
from tests.sources.hostile import broken, document, mutated, survived
from tests.sources.test_gtr import evidence_in

XML = (REPOSITORY / "tests/sources/datacite/input.xml").read_text("utf-8")
ATTRIBUTES: dict[str, Any] = {
    "doi": "10.5072/s-1",
    "creators": [
        {
            "name": "Carberry, Josiah",
            "nameType": "Personal",
            "givenName": "Josiah",
            "familyName": "Carberry",
            "affiliation": ["Example University"],
            "nameIdentifiers": [{"nameIdentifier": "0000-0002-1825-0097", "nameIdentifierScheme": "ORCID"}],
        },
    ],
    "titles": [{"title": "Allotments", "lang": "en"}],
    "publisher": "Sample Archive",
    "publicationYear": 2021,
    "subjects": [{"subject": "gardens"}, {"subject": "gardens", "subjectScheme": "x"}],
    "contributors": [],
    "dates": [{"date": "2021-05-04", "dateType": "Issued"}],
    "language": "en",
    "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Survey data"},
    "descriptions": [{"description": "Keepers were asked.", "descriptionType": "Abstract"}],
    "url": "https://archive.example.org/s/1",
    "version": 2,
}


def one(**changes: Any) -> dict[str, Any]:
    return {"data": {"id": "10.5072/s-1", "type": "dois", "attributes": {**ATTRIBUTES, **changes}}}


def read(content: object) -> Reading:
    given = document(content)
    assert datacite.recognise(given) > 0.7
    return datacite.read(given)


def study(**changes: Any) -> Study:
    (found,) = read(one(**changes)).records
    assert isinstance(found, Study)
    return found


def values(said: Any) -> list[Any]:
    return [one.value for one in said]


def test_a_doi_is_a_study() -> None:
    found = study()
    assert values(found.identifiers)[0].value == "10.5072/s-1"
    assert [(w.value, w.language) for w in found.keywords] == [("gardens", "en")]
    assert values(found.landing_pages) == ["https://archive.example.org/s/1"]
    assert found.issued
    assert found.issued.value == "2021-05-04"
    assert found.title
    assert found.title.evidence[0].pointer == "/data/attributes/titles/0/title"
    assert read(one()).unknown == ()
    assert read(one(colour="x", creators=[{"name": "A, B", "shoe": 1}])).unknown == (
        ("colour", 1),
        ("creators.shoe", 1),
    )


@pytest.mark.parametrize(
    ("creator", "name"),
    [
        ({"name": "Carberry, Josiah"}, "Josiah Carberry"),
        ({"name": "Carberry, Josiah", "givenName": "Josiah", "familyName": "Carberry"}, "Josiah Carberry"),
        ({"name": "Josiah Carberry", "nameType": "Personal"}, "Josiah Carberry"),
        ({"name": "van der Berg, J. P.", "nameType": "Personal"}, "J. P. van der Berg"),
        ({"name": "Carberry", "nameType": "Personal"}, "Carberry"),
        ({"name": "Josiah S Carberry", "affiliation": ["Example University"]}, "Josiah S Carberry"),
    ],
)
def test_the_parts_of_a_name_come_in_any_order(creator: dict[str, Any], name: str) -> None:
    (made,) = values(study(creators=[creator]).creators)
    assert isinstance(made, Person)
    assert made.name.value == name


@pytest.mark.parametrize(
    "creator",
    [
        {"name": "Cabinet Office, Service First Unit"},
        {"name": "Office for Samples", "nameType": "Organizational"},
        {"name": "Sample, Inc", "nameType": "Organizational"},
        {"name": "UKHSA"},
        {"name": "Department of Samples, Wales"},
        {"name": "Stadt Bonn, Amt für Proben"},
        {"name": "Ministère des Essais, Sous-direction des études"},
        {"name": "Panel of Samples", "affiliation": ["Example University"], "nameType": "Organizational"},
        {"name": "X", "nameIdentifiers": [{"nameIdentifier": "https://ror.org/03yrm5c26"}]},
    ],
)
def test_organisations_are_no_people(creator: dict[str, Any]) -> None:
    (made,) = values(study(creators=[creator]).creators)
    assert isinstance(made, Organization)
    assert made.name.value == creator["name"]


@pytest.mark.parametrize(
    ("held", "scheme", "value"),
    [
        ({"nameIdentifier": "0000-0002-1825-0097", "nameIdentifierScheme": "ORCID"}, "orcid", "0000-0002-1825-0097"),
        ({"nameIdentifier": "https://orcid.org/0000-0002-1825-0097"}, "orcid", "0000-0002-1825-0097"),
        ({"nameIdentifier": "http://www.isni.org/0000000121032683"}, "isni", "0000000121032683"),
        ({"nameIdentifier": "0000 0001 2103 2683", "nameIdentifierScheme": "ISNI"}, "isni", "0000000121032683"),
        ({"nameIdentifier": "0000000121032683", "nameIdentifierScheme": "ISNI"}, "isni", "0000000121032683"),
    ],
)
def test_name_identifiers_are_bare_or_urls(held: dict[str, Any], scheme: str, value: str) -> None:
    (made,) = values(study(creators=[{"name": "A, B", "nameType": "Personal", "nameIdentifiers": [held]}]).creators)
    assert [(i.value.scheme, i.value.value) for i in made.identifiers] == [(scheme, value)]


def test_a_name_that_may_be_either_is_told() -> None:
    reading = read(one(creators=[{"name": "Josiah Carberry"}, {"name": "Example University"}]))
    (told,) = (note for note in reading.notes if "may be a person" in note)
    assert "'Josiah Carberry'" in told


def test_a_wrong_check_digit_is_told() -> None:
    held = {"nameIdentifier": "0000-0002-1825-0098", "nameIdentifierScheme": "ORCID"}
    reading = read(one(creators=[{"name": "A, B", "nameIdentifiers": [held]}]))
    assert any("0000-0002-1825-0098" in note for note in reading.notes)


def test_several_titles_and_languages() -> None:
    titles = [
        {"title": "Rhandiroedd", "titleType": "TranslatedTitle", "lang": "cy"},
        {"title": "Allotments &amp; <i>sheds</i>", "lang": "en"},
        {"title": "A survey", "titleType": "Subtitle"},
    ]
    found = study(titles=titles)
    assert found.title
    assert (found.title.value, found.title.language) == ("Allotments & sheds", "en")
    assert [(t.value, t.language) for t in found.alternate_titles] == [("Rhandiroedd", "cy"), ("A survey", None)]
    only = study(titles=[{"title": "Rhandiroedd", "titleType": "TranslatedTitle", "lang": "cy"}])
    assert only.title
    assert only.title.value == "Rhandiroedd"


def test_the_abstract_comes_first_whatever_stands_first() -> None:
    found = study(
        descriptions=[
            {"description": "By post.", "descriptionType": "Methods"},
            {"description": "<p>Holwyd.</p>", "descriptionType": "Abstract", "lang": "cy"},
            {"description": "<p>Keepers.</p><p>Sheds &amp;amp; plots.</p>", "descriptionType": "Abstract"},
            {"description": "Volume 3", "descriptionType": "SeriesInformation"},
        ]
    )
    assert found.description
    assert found.description.value == "Keepers.\n\nSheds & plots.\n\nBy post."
    assert [(d.value, d.language) for d in found.alternate_descriptions] == [("Holwyd.", "cy")]


def test_two_abstracts_of_one_language_stand_in_their_order() -> None:
    two = [{"description": text, "descriptionType": "Abstract"} for text in ("One.", "Two.")]
    found = study(descriptions=two)
    assert found.description
    assert found.description.value == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("date", "period"),
    [
        ("2020-03-01/2020-09-30", ("2020-03-01", "2020-09-30")),
        ("2020/2021", ("2020", "2021")),
        ("2020-03/", ("2020-03", None)),
        ("/2021", (None, "2021")),
        ("2020", ("2020", "2020")),
        ("2020-03-01T00:00:00Z/2020-09-30T00:00:00Z", ("2020-03-01", "2020-09-30")),
    ],
)
def test_ranges_of_dates(date: str, period: tuple[str | None, str | None]) -> None:
    said = study(dates=[{"date": date, "dateType": "Collected"}]).period
    assert said
    assert (said.value.start, said.value.end) == period


def test_a_date_that_is_none_is_told() -> None:
    reading = read(
        one(dates=[{"date": "last spring", "dateType": "Collected"}, {"date": "2020-02-31", "dateType": "Issued"}])
    )
    (found,) = reading.records
    assert isinstance(found, Study)
    assert found.period is None
    assert found.issued
    assert found.issued.value == "2021"
    assert sum("no date" in note for note in reading.notes) == 2


def test_money_has_funder_and_award() -> None:
    reference = {
        "funderName": "Council for Samples",
        "funderIdentifier": "501100009999",
        "funderIdentifierType": "Crossref Funder ID",
        "awardNumber": "ES/ X000002/1",
        "awardTitle": "Sheds",
    }
    found = study(fundingReferences=[reference, {"funderName": "Sample Trust"}])
    assert [f.value.name.value for f in found.funders] == ["Council for Samples", "Sample Trust"]
    assert found.funders[0].value.identifiers[0].value.value == "10.13039/501100009999"
    assert found.project
    (grant,) = values(found.project.value.grants)
    assert (grant.reference.value.value, grant.title.value) == ("ES/X000002/1", "Sheds")
    assert found.project.value.name is None


def test_relations_lead_to_texts_and_to_the_whole() -> None:
    related = [
        {"relationType": "IsDocumentedBy", "relatedIdentifier": "10.5072/R", "relatedIdentifierType": "DOI"},
        {"relationType": "IsCitedBy", "relatedIdentifier": "https://a.example.org/x", "relatedIdentifierType": "URL"},
        {"relationType": "IsPartOf", "relatedIdentifier": "10.5072/SERIES", "relatedIdentifierType": "DOI"},
        {"relationType": "IsNewVersionOf", "relatedIdentifier": "10.5072/OLD", "relatedIdentifierType": "DOI"},
    ]
    found = study(relatedIdentifiers=related)
    assert [p.value.identifiers[0].value.value for p in found.publications if p.value.identifiers] == ["10.5072/R"]
    assert [p.value.urls[0].value for p in found.publications if p.value.urls] == ["https://a.example.org/x"]
    assert values(found.part_of) == ["https://doi.org/10.5072/SERIES"]
    assert any("IsNewVersionOf: 1" in note for note in read(one(relatedIdentifiers=related)).notes)


def test_contributors_have_roles_in_the_data_and_in_the_project() -> None:
    found = study(
        contributors=[
            {"name": "Fieldwork Group", "nameType": "Organizational", "contributorType": "DataCollector"},
            {"name": "Carberry, Josiah", "contributorType": "ProjectLeader"},
            {"name": "Sample Trust", "nameType": "Organizational", "contributorType": "Sponsor"},
            {"name": "A, B", "contributorType": "Editor"},
        ]
    )
    assert [c.value.role for c in found.contributors] == ["data-collector"]
    assert found.project
    assert [a.value.role for a in found.project.value.associations] == ["lead"]
    assert [f.value.name.value for f in found.funders] == ["Sample Trust"]


def test_rights_are_a_licence_a_statement_or_a_level() -> None:
    licence = {
        "rights": "CC BY",
        "rightsUri": "https://creativecommons.org/licenses/by/4.0/",
        "rightsIdentifier": "cc-by",
    }
    found = study(rightsList=[{"rightsUri": "info:eu-repo/semantics/openAccess"}, licence, {"rights": "Ask first."}])
    assert found.license
    assert found.license.value == licence["rightsUri"]
    assert found.access_status
    assert found.access_status.value == "open"
    assert found.access
    assert found.access.value == "Ask first."


@pytest.mark.parametrize(
    "publisher", ["Sample Archive", {"name": "Sample Archive", "publisherIdentifier": "https://ror.org/03yrm5c26"}]
)
def test_a_publisher_is_a_text_or_an_object(publisher: Any) -> None:
    (made,) = values(study(publisher=publisher).publishers)
    assert made.name.value == "Sample Archive"
    assert study(publisher="(:unav)").publishers == ()


@pytest.mark.parametrize(
    ("general", "kind"),
    [
        ("Dataset", None),
        ("Collection", None),
        ("JournalArticle", "ScholarlyArticle"),
        ("Report", "Report"),
        ("Software", "SoftwareSourceCode"),
    ],
)
def test_what_a_resource_is(general: str, kind: str | None) -> None:
    (found,) = read(one(types={"resourceTypeGeneral": general})).records
    assert (found.kind if isinstance(found, Publication) else None) == kind


def test_xml_and_json_of_one_resource_say_the_same() -> None:
    (found,) = read(XML).records
    assert isinstance(found, Study)
    assert [type(c.value) for c in found.creators] == [Person, Organization]
    assert found.description
    assert found.description.value.startswith("Sample record.\nKeepers")
    assert read(XML).key == "10-5072-fixture-31"
    assert read(one(doi="10.5072/FIXTURE-31")).key == read(XML).key
    for kernel in ("http://datacite.org/schema/kernel-3", "http://datacite.org/schema/kernel-2.2"):
        (old,) = read(XML.replace("http://datacite.org/schema/kernel-4", kernel)).records
        assert old == found
    bare = XML[XML.index("<resource") : XML.index("</payload>")]
    assert read(bare).records[0].title.value == found.title.value  # type: ignore[union-attr]


def test_each_xpath_leads_to_what_it_is_said_of() -> None:
    root: Any = etree.fromstring(XML.encode())
    checked = 0
    for value, evidence in (pair for record in read(XML).records for pair in evidence_in(record)):
        if evidence.pointer:
            assert evidence.syntax == "xpath"
            (node,) = root.xpath(evidence.pointer)
            if isinstance(value, str):
                text = str(node) if isinstance(node, str) else "".join(node.itertext())
                assert value in text or text in value or value in ("Josiah Carberry",) or "Sample record" in value
                checked += 1
    assert checked > 12


def test_keys_are_one_for_one_doi() -> None:
    keys = [
        read(one(doi=doi)).key
        for doi in ("10.5072/a-b", "10.5072/a.b", "10.5072/a/b", "10.5072/A-B", "https://doi.org/10.5072/a-b")
    ]
    assert len(set(keys)) == 3
    assert keys[0] == keys[3] == keys[4] == "10-5072-a-b"


def listing(**changes: Any) -> dict[str, Any]:
    data = [one()["data"], {**one(doi="10.5072/s-2")["data"], "id": "10.5072/s-2"}]
    return {
        "data": data,
        "meta": {"total": 5, "totalPages": 3, "page": 1},
        "links": {"next": "https://api.example.org/dois?page=2"},
    } | changes


def test_a_list_is_cut_and_followed() -> None:
    given = document(listing(), "https://api.example.org/dois")
    parts = list(datacite.parts(given))
    assert [part.url for part in parts] == ["https://doi.org/10.5072/s-1", "https://doi.org/10.5072/s-2"]
    assert [datacite.read(Document(p.content, "x", "")).key for p in parts] == ["10-5072-s-1", "10-5072-s-2"]
    assert [link.url for link in datacite.follow(given)] == ["https://api.example.org/dois?page=2"]
    assert list(datacite.follow(document(listing(links={"self": "x"})))) == []
    assert list(datacite.follow(document(one()))) == []
    assert len(list(datacite.parts(document(one())))) == len(list(datacite.parts(document(XML)))) == 1
    assert list(datacite.parts(document({"data": [], "meta": {"total": 0}}))) == []
    with pytest.raises(DocumentError, match="list"):
        datacite.read(document(listing()))


@pytest.mark.parametrize(
    "answer",
    [
        {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]},
        listing(data=[]),
        listing(data="x"),
        listing(links={"next": "javascript:alert(1)"}),
        {"meta": {}},
    ],
)
def test_a_list_that_does_not_add_up_is_broken(answer: dict[str, Any]) -> None:
    with pytest.raises(DocumentError):
        list(datacite.follow(document(answer, "https://api.example.org/dois")))


@pytest.mark.parametrize("name", sorted(broken({})))
def test_broken_documents_say_why(name: str) -> None:
    survived(datacite, document(broken(one())[name]))
    survived(datacite, document(broken(listing())[name]))


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + XML.partition("?>")[2].replace("gardens", "&b;"),
        '<resource xmlns="http://datacite.org/schema/kernel-4">' + "<a>" * 100_000,
        XML[:1000],
        '<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/"/>',
        '<resource xmlns="http://datacite.org/schema/kernel-4"/>',
    ],
)
def test_hostile_xml_ends_with_an_error(xml: str) -> None:
    with pytest.raises(DocumentError):
        datacite.read(document(xml))


FUNDED = one(fundingReferences=[{"funderName": "x", "awardNumber": "1"}], rightsList=[{"rights": "x"}])


@settings(max_examples=150, deadline=None)
@given(mutated(FUNDED))
def test_a_mutated_doi_is_read_or_refused(content: Any) -> None:
    survived(datacite, document(content))


def test_several_awards_in_one_number_are_several_grants() -> None:
    project = study(
        fundingReferences=[{"funderName": "A Council", "awardNumber": "ES/S012788/1; AH/S012788/1"}]
    ).project
    assert project
    assert [g.value.reference.value.value for g in project.value.grants] == ["ES/S012788/1", "AH/S012788/1"]


def test_a_language_has_its_short_code() -> None:
    found = study(language="eng", titles=[{"title": "Allotments"}, {"title": "Gärten", "lang": "ger"}])
    assert found.description
    assert [found.description.language, *(said.language for said in found.alternate_titles)] == ["en", "de"]
