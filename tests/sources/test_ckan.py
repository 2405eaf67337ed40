from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from graph.records import Organization, Person, Reading, Study
from graph.sources import ckan
from graph.sources.base import Document, DocumentError
from tests.conftest import REPOSITORY
from tests.sources.hostile import broken, document, mutated, survived

ANSWER: dict[str, Any] = json.loads((REPOSITORY / "tests/sources/ckan/input.json").read_text("utf-8"))
PACKAGE: dict[str, Any] = ANSWER["result"]
API = "https://data.example.org/api/3/action"


def read(**changes: Any) -> Reading:
    given = document({**ANSWER, "result": {**PACKAGE, **changes}}, f"{API}/package_show?id=x")
    assert ckan.recognise(given) > 0.8
    return ckan.read(given)


def study(**changes: Any) -> Study:
    (found,) = read(**changes).records
    assert isinstance(found, Study)
    return found


def extras(**named: Any) -> dict[str, Any]:
    return {"extras": [{"key": key, "value": value} for key, value in named.items()]}


def test_a_package_is_a_study() -> None:
    found = study()
    assert found.title
    assert found.title.evidence[0].pointer == "/result/title"
    assert [p.value for p in found.landing_pages] == ["https://data.example.org/dataset/allotments-of-gwynedd"]
    assert found.description
    assert "rules (https://council.example.org/rules)" in found.description.value
    assert found.license
    assert found.distributions[0].value.media_type
    assert found.distributions[0].value.media_type.value == "text/csv"
    assert [p.value.name.value for p in found.publishers] == ["Sample Council"]
    assert found.contacts[0].value.email
    assert found.contacts[0].value.email.value == "data@council.example.org"
    assert dict(read().unknown) == {"extras.colour": 1}
    bare = ckan.read(document(PACKAGE))
    assert bare.key == read().key == PACKAGE["id"]


@pytest.mark.parametrize(
    "value", ['["Gwynedd", "Conwy"]', ["Gwynedd", "Conwy"], '[{"name": "Gwynedd"}, {"name": "Conwy"}]'], ids=str
)
def test_extras_are_json_as_text(value: Any) -> None:
    assert [p.value for p in study(**extras(spatial_text=value)).places] == ["Gwynedd", "Conwy"]


def test_extras_come_as_pairs_as_an_object_or_as_members() -> None:
    for changes in (
        extras(temporal_start="2020", temporal_end="2021"),
        {"extras": {"temporal_start": "2020", "temporal_end": "2021"}},
        {"extras": [], "temporal_start": "2020", "temporal_end": "2021"},
    ):
        said = study(**changes).period
        assert said
        assert (said.value.start, said.value.end) == ("2020", "2021")
    assert read(**{"extras": {"x": "1"}}).unknown == (("extras.x", 1),)


def test_a_geometry_is_no_name_of_a_place() -> None:
    geometries = ('{"type": "Polygon", "coordinates": [[[0, 0]]]}', "POINT (1 2)", "-6.2,49.8,1.8,58.7", "[1, 2, 3, 4]")
    for place in (*geometries, json.loads(geometries[0])):
        made = read(**extras(spatial=place))
        assert isinstance(made.records[0], Study)
        assert made.records[0].places == ()
        assert any("not the name of a place" in note for note in made.notes)
    assert [p.value for p in study(**extras(spatial="Wales")).places] == ["Wales"]


def test_contacts_are_objects_in_a_text() -> None:
    held = '[{"name": "Data Desk", "email": "mailto:desk@example.org"}, {"name": "Other", "email": "nobody"}]'
    reading = read(**extras(contacts=held))
    (found,) = reading.records
    assert isinstance(found, Study)
    told = [
        (c.value.name.value if c.value.name else "", c.value.email.value if c.value.email else "")
        for c in found.contacts
    ]
    assert told == [("Data Desk", "desk@example.org"), ("Other", "")]
    assert any("nobody" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("author", "email", "kind"),
    [
        ("Josiah Carberry", "j.carberry@example.org", Person),
        ("Carberry, Josiah", "", Person),
        ("Office for Samples", "", Organization),
        ("Natural Sample", "enquiries@naturalsample.example.org", None),
        ("Defra", "enquiries@defra.example.org", Organization),
        ("Josiah Carberry", "", None),
    ],
)
def test_an_author_is_what_name_and_address_say(author: str, email: str, kind: Any) -> None:
    reading = read(author=author, author_email=email)
    (found,) = reading.records
    assert isinstance(found, Study)
    if kind is None:
        kinds = [type(c.value) for c in found.creators]
        assert kinds in ([], [Organization])
        assert kinds or any(author in note for note in reading.notes)
    else:
        assert [type(c.value) for c in found.creators] == [kind]


def test_several_authors_stand_between_semicolons() -> None:
    assert [c.value.name.value for c in study(author="Carberry, Josiah; Reis, Ana").creators] == [
        "Josiah Carberry",
        "Ana Reis",
    ]


def test_dates_and_licences_that_are_none() -> None:
    reading = read(
        metadata_created="soon", license_url="", license_title="License not specified", license_id="notspecified"
    )
    (found,) = reading.records
    assert isinstance(found, Study)
    assert found.issued
    assert found.issued.value == "soon"
    assert found.license is None
    assert any("soon" in note for note in reading.notes)
    assert study(license_url=None).license.value == "Creative Commons Attribution"  # type: ignore[union-attr]


def test_extras_that_are_lists_or_have_no_name() -> None:
    reading = read(
        extras=[
            {"key": "spatial", "value": ['["Conwy", "Gwynedd"]']},
            {"key": None, "value": "lost"},
            {"value": "gone"},
        ]
    )
    (found,) = reading.records
    assert isinstance(found, Study)
    assert [place.value for place in found.places] == ["Conwy", "Gwynedd"]
    assert sum("has no name, and was left out: " in note for note in reading.notes) == 2


def test_resources_without_an_address_are_told() -> None:
    reading = read(
        resources=[{"name": "x", "url": "files/x.csv"}, {"url": "https://a.example.org/y.XLSX", "format": ".xlsx"}]
    )
    (found,) = reading.records
    assert isinstance(found, Study)
    assert [d.value.url.value for d in found.distributions] == ["https://a.example.org/y.XLSX"]
    assert any("files/x.csv" in note for note in reading.notes)


def search(start: int = 0, **changes: Any) -> dict[str, Any]:
    other = {**PACKAGE, "id": "5e1f0a52-0000-4000-8000-000000000052", "name": "other"}
    return {"help": "x", "success": True, "result": {"count": 5, "sort": "x", "results": [PACKAGE, other]} | changes}


def test_a_search_is_cut_and_followed_by_its_count() -> None:
    given = document(search(), f"{API}/package_search?q=x&rows=2")
    parts = list(ckan.parts(given))
    assert [part.key for part in parts] == [PACKAGE["id"], "5e1f0a52-0000-4000-8000-000000000052"]
    assert parts[0].url == "https://data.example.org/dataset/allotments-of-gwynedd"
    assert [ckan.read(Document(p.content, "x", "", p.url)).key for p in parts] == [part.key for part in parts]
    assert [link.url for link in ckan.follow(given)] == [f"{API}/package_search?q=x&rows=2&start=2"]
    assert list(ckan.follow(document(search(), f"{API}/package_search?rows=2&start=3"))) == []
    assert list(ckan.follow(document(search(), f"{API}/package_search?rows=0"))) == []
    assert list(ckan.follow(document(ANSWER, f"{API}/package_show?id=x"))) == []
    assert len(list(ckan.parts(document(ANSWER)))) == len(list(ckan.parts(document(PACKAGE)))) == 1
    assert list(ckan.parts(document(search(count=0, results=[])))) == []
    assert len(list(ckan.parts(document({"success": True, "result": [PACKAGE]})))) == 1
    with pytest.raises(DocumentError, match="list"):
        ckan.read(given)


def test_a_deleted_package_is_told_as_that() -> None:
    (part,) = ckan.parts(document({**ANSWER, "result": {**PACKAGE, "state": "deleted"}}))
    assert part.deleted
    assert part.key == PACKAGE["id"]


def test_names_alone_are_no_packages() -> None:
    (part,) = ckan.parts(document({"success": True, "result": ["a-name"]}))
    assert part.error


@pytest.mark.parametrize(
    "answer",
    [
        {"success": False, "error": {"message": "Not found", "__type": "Not Found Error"}},
        {"success": False},
        search(count="5"),
        search(results="x"),
        search(results=[]),
        {"success": True, "result": 1},
    ],
)
def test_an_answer_that_does_not_add_up_is_broken(answer: dict[str, Any]) -> None:
    with pytest.raises(DocumentError):
        list(ckan.follow(document(answer, f"{API}/package_search")))


def test_an_error_is_no_package() -> None:
    answer = {"success": False, "error": {"message": "Not found"}}
    for call in (ckan.parts, lambda given: [ckan.read(given)]):
        with pytest.raises(DocumentError, match="Not found"):
            list(call(document(answer)))


@pytest.mark.parametrize("name", sorted(broken({})))
def test_broken_documents_say_why(name: str) -> None:
    survived(ckan, document(broken(ANSWER)[name]))
    survived(ckan, document(broken(search())[name]))
    survived(ckan, document({**ANSWER, "result": {**PACKAGE, **extras(spatial="[" * 100_000)}}))


@settings(max_examples=200, deadline=None)
@given(mutated(ANSWER))
def test_a_mutated_package_is_read_or_refused(content: Any) -> None:
    survived(ckan, document(content, f"{API}/package_search"))


@pytest.mark.parametrize("withheld", [{"private": True}, {"state": "draft"}])
def test_what_is_not_public_is_not_taken_in(withheld: dict[str, Any]) -> None:
    (part,) = ckan.parts(document({**ANSWER, "result": {**PACKAGE, **withheld}}))
    assert part.deleted


def test_a_resource_address_with_spaces_is_put_right_and_told() -> None:
    reading = read(resources=[{"url": "https://files.example.org/EHS tables 2014.xls"}])
    (found,) = reading.records
    assert isinstance(found, Study)
    assert found.distributions[0].value.url.value == "https://files.example.org/EHS%20tables%202014.xls"
    assert any("written as %20" in note for note in reading.notes)
    assert not study(resources=[{"url": "https://files.example.org see the other one"}]).distributions


def test_titles_and_notes_in_several_languages_stand_beside_each_other() -> None:
    both = {"fr": "Comptages de vélos", "en": "Bike counts"}
    beside = study(title="Bike counts", title_translated=both, notes="Counts.", notes_translated={"fr": "Comptes."})
    within = study(title=both, notes="", description={"en": "Counts.", "fr": "Comptes."})
    for found in (beside, within):
        assert found.title
        assert found.title.value == "Bike counts"
        assert found.title.language == "en"
        assert [(said.value, said.language) for said in found.parallel_titles] == [("Comptages de vélos", "fr")]
        assert found.description
        assert found.description.value == "Counts."
        assert [(said.value, said.language) for said in found.alternate_descriptions] == [("Comptes.", "fr")]
    assert within.title
    assert within.title.evidence[0].pointer == "/result/title/en"


# The members and extras of data.gov.uk, which its harvester makes of ISO 19115.
HARVESTED: dict[str, Any] = {
    "organization": None,
    "maintainer": None,
    "maintainer_email": None,
    "license_id": "other-pd",
    "license_title": "",
    "license_url": None,
    "contact-name": "Data desk",
    "contact-email": "desk@water.example.org",
    "contact-phone": "+44 20 7946 0000",
    "foi-name": "",
    "foi-email": "foi@water.example.org",
    "theme-primary": "Environment",
    **extras(
        **{
            "access_constraints": '["license: http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"]',
            "bbox-east-long": "2.07",
            "bbox-north-lat": "55.8",
            "coupled-resource": "[]",
            "dataset-reference-date": '[{"type": "creation", "value": "2011-01-01"},'
            ' {"type": "publication", "value": "2012-02-03"}, {"type": "revision", "value": "2020-05"}]',
            "frequency-of-update": "annually",
            "geographic_coverage": "101000: England, Wales",
            "guid": "abc-def",
            "harvest_object_id": "1234",
            "harvest_source_title": "Water maps of Sample",
            "import_source": "harvest",
            "licence": '["Open Government Licence"]',
            "metadata-date": "2021-01-01",
            "metadata-language": "eng",
            "resource-type": "dataset",
            "responsible-party": '[{"name": "Sample Rivers Agency", "roles": ["publisher", "owner"]},'
            ' {"name": "Sample Mapping Office", "roles": ["originator"]},'
            ' {"name": "Sample Lakes Trust", "roles": ["custodian"]}]',
            "spatial": '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}',
            "spatial-reference-system": "http://www.opengis.net/def/crs/EPSG/0/27700",
            "temporal_coverage-from": '["1980-01-01"]',
            "temporal_coverage-to": '["1990"]',
        }
    ),
}


def test_what_harvested_packages_say_in_extras_has_its_place() -> None:
    made = read(**HARVESTED)
    (found,) = made.records
    assert isinstance(found, Study)
    assert found.license
    assert found.license.value == "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    assert found.contacts[0].value.name
    assert found.contacts[0].value.name.value == "Data desk"
    assert [place.value for place in found.places] == ["England, Wales"]
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("1980-01-01", "1990")
    assert found.frequency
    assert found.frequency.value == "ANNUAL"
    assert found.issued
    assert found.modified
    assert (found.issued.value, found.modified.value) == ("2012-02-03", "2020-05")
    assert [said.value.name.value for said in found.catalogues] == ["Water maps of Sample"]
    assert [said.value.name.value for said in found.publishers] == ["Sample Rivers Agency"]
    assert [said.value.name.value for said in found.creators][1:] == ["Sample Mapping Office"]
    assert [said.value.agent.name.value for said in found.contributors] == ["Sample Lakes Trust"]  # type: ignore[union-attr]
    assert "Environment" in [said.value for said in found.keywords]
    assert made.unknown == ()


def test_places_and_themes_that_are_iris_are_kept_as_these() -> None:
    found = study(**extras(spatial_uri="https://geo.example.org/wales", theme='["https://vocab.example.org/water"]'))
    assert [said.value for said in found.places_elsewhere] == ["https://geo.example.org/wales"]
    assert [said.value for said in found.themes] == ["https://vocab.example.org/water"]
    assert "https://vocab.example.org/water" not in [said.value for said in found.keywords]


def test_a_frequency_that_is_none_is_noted() -> None:
    assert any("'when asked'" in note for note in read(**extras(frequency="when asked")).notes)
    eu = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
    found = study(**extras(accrual_periodicity=eu)).frequency
    assert found
    assert found.value == "MONTHLY"


def test_what_is_not_known_of_resources_and_of_the_organisation_is_counted() -> None:
    files = [{"id": str(n), "url": f"https://x.example.org/{n}.csv", "size": 3, "shade": "blue"} for n in range(3)]
    told = read(resources=files, organization={"id": "o", "title": "Mill Lab", "image_url": "x", "motto": "Onward"})
    assert {"resources.shade": 3, "organization.motto": 1}.items() <= dict(told.unknown).items()
    assert not any(name.endswith(("size", "image_url")) for name, _ in told.unknown)


def test_an_extra_that_holds_broken_json_is_told_and_not_taken_for_a_name() -> None:
    told = read(maintainer=None, maintainer_email=None, extras=[{"key": "contact", "value": '[{"name": "Desk", "em'}])
    (record,) = told.records
    assert isinstance(record, Study)
    assert record.contacts == ()
    assert any(note.startswith("contact holds JSON that is broken") for note in told.notes)
