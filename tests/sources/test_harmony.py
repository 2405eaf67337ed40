from __future__ import annotations

import json
from typing import Any

import pytest

from graph.records import Person, Reading, Study
from graph.sources import harmony, recognise, source
from graph.sources.base import Document, DocumentError
from tests.sources.flightpage import page, rows, study

TEXT = "The project had two work packages. WP1 asked carers. WP2 asked councils – größer."
NAME = "Sample study, 2020-2021"


def reading(content: bytes) -> Reading:
    document = Document(content, "page.txt", "2026-01-01T00:00:00Z")
    assert recognise(document).kind == "harmony"
    return harmony.read(document)


def only(content: bytes) -> Study:
    (found,) = reading(content).records
    assert isinstance(found, Study)
    return found


SCHEMA: dict[str, Any] = {
    "name": NAME,
    "description": "$15",
    "url": ["https://a.example.org/?id=1", "https://b.example.org/1"],
    "keywords": ["CARE", "COUNCILS", "CARE"],
    "identifier": ["http://dx.doi.org/10.5255/UKDA-SN-1234-2"],
    "includedInDataCatalog": [{"@type": "DataCatalog", "name": "An Archive", "url": "https://a.example.org/?id=1"}],
    "sponsor": [{"@type": "Organization", "name": "ESRC"}],
    "temporalCoverage": "2020-01-01T00:00:00Z/2021-06-30T00:00:00Z",
}
EXTRA: dict[str, Any] = {
    "extra_sex": "male",
    "extra_genetic_data_collected": False,
    "extra_country_codes": ["GB"],
    "extra_language_codes": ["en"],
    "extra_geographic_coverage": "West Midlands",
    "extra_data_access": "The collection only consists of metadata.",
    "extra_slug": "sample-study",
    "extra_harmony_id": "sample/1",
}


def test_props_are_read_whole() -> None:
    found = only(rows(study(**SCHEMA, **EXTRA), {"15": TEXT}))
    assert found.title
    assert found.title.value == NAME
    assert found.title.language == "en"
    assert found.description
    assert found.description.value == TEXT
    assert [k.value for k in found.keywords] == ["CARE", "COUNCILS"]
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("2020-01-01", "2021-06-30")
    assert [p.value for p in found.places] == ["West Midlands"]
    assert [i.value.scheme for i in found.identifiers] == ["doi", "ukda-sn", "local"]
    assert [p.value for p in found.landing_pages] == SCHEMA["url"]
    (funder,) = found.funders
    assert (funder.value.name.value, funder.value.canonical) == (
        "ESRC",
        "Economic and Social Research Council",
    )
    (catalogue,) = found.catalogues
    assert catalogue.value.name.value == "An Archive"
    assert catalogue.value.url is None
    assert found.access_status
    assert found.access_status.value == "metadata-only"
    assert found.project
    assert [p.value.number.value for p in found.project.value.work_packages] == ["1", "2"]


def test_the_three_forms_and_a_saved_page_say_the_same() -> None:
    first = rows(study(**SCHEMA, **EXTRA), {"15": TEXT})
    held = study(**SCHEMA, **EXTRA)["study"]
    third = rows({"slug": "sample-study", "initialData": held}, {"15": TEXT})
    assert only(first).title == only(page(first)).title
    for other in (third, page(third, 31)):
        found = only(other)
        assert found.description
        assert found.description.value == TEXT
        assert [i.value for i in found.identifiers] == [i.value for i in only(first).identifiers]


def test_the_second_form_has_other_names_and_no_country_as_place() -> None:
    dataset = {
        "title": NAME,
        "description": "$15",
        "publisher": "$undefined",
        "geographicCoverage": "GB",
        "temporalCoverage": "2019-10-01/2021-10-31",
        "topics": ["STAKEHOLDERS"],
        "dataCatalogs": [{"name": "An Archive", "url": "https://a.example.org/?id=1", "logo": "$undefined"}],
        "additionalLinks": [
            "https://a.example.org/?id=1",
            "http://dx.doi.org/10.5072/x",
            "http://dx.doi.org/10.5072/x",
        ],
    }
    found = only(rows({"dataset": dataset}, {"15": TEXT}))
    assert found.places == ()
    assert [p.value for p in found.landing_pages] == ["https://a.example.org/?id=1"]
    assert [i.value.value for i in found.identifiers] == ["10.5072/x"]
    assert found.title
    assert found.title.evidence[0].pointer == "/dataset/title"
    assert found.keywords[0].evidence[0].pointer == "/dataset/topics/0"
    place = only(rows({"dataset": {**dataset, "geographicCoverage": "Wales"}}, {"15": TEXT}))
    assert [p.value for p in place.places] == ["Wales"]


def test_guesses_are_named_with_their_reason_and_kept_out() -> None:
    not_published = source("harmony").not_published
    for name in (
        "sex",
        "genetic_data_collected",
        "country_codes",
        "geographicCoverage",
        "study_design",
        "sample_size",
    ):
        assert not_published[name]
    assert {"age_lower", "age_upper"} <= not_published.keys()


def test_unknown_fields_are_audited() -> None:
    content = rows(study(**SCHEMA, **EXTRA, shoe_size=9, extra_moon="full", extra_empty=[]), {"15": TEXT})
    assert reading(content).unknown == (("moon", 1), ("shoe_size", 1))


def test_evidence_points_to_the_field() -> None:
    found = only(rows(study(**SCHEMA, **EXTRA), {"15": TEXT}))
    assert found.keywords[1].evidence[0].pointer == "/study/dataset_schema/keywords/1"
    assert found.funders[0].value.name.evidence[0].pointer == "/study/dataset_schema/sponsor/0/name"


def test_json_ld_serves_where_there_are_no_props() -> None:
    json_ld = json.dumps(
        {"@type": "Dataset", "name": NAME, "url": "https://site.example.org/items/x"}, separators=(",", ":")
    )
    found = only(rows({"nothing": 1}, json_ld=json_ld))
    assert found.title
    assert found.title.value == NAME
    assert found.landing_pages == ()


def test_a_period_that_is_none_is_left_out_with_a_note() -> None:
    read = reading(rows(study(**{**SCHEMA, "temporalCoverage": "the nineties"}, **EXTRA), {"15": TEXT}))
    (found,) = read.records
    assert isinstance(found, Study)
    assert found.period is None
    assert any("the nineties" in note for note in read.notes)


def test_creators_may_be_people_with_affiliations() -> None:
    creator = {"@type": "Person", "name": "Ada Quill", "affiliation": {"name": "Example University"}}
    found = only(rows(study(**SCHEMA, creator=[creator]), {"15": TEXT}))
    (made,) = found.creators
    assert isinstance(made.value, Person)
    assert made.value.affiliations[0].value.name.value == "Example University"


@pytest.mark.parametrize("props", [{"slug": "x", "initialData": None}, {"children": "Redirecting"}])
def test_a_page_without_a_study_says_so(props: dict[str, Any]) -> None:
    with pytest.raises(DocumentError, match="no study"):
        reading(rows(props))


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("This is not open access: apply to the owner.", None),
        ("Data are not available under the End User Licence.", None),
        ("The files are open access.", "open"),
        ("Not for profit users too: use requires registration.", "registered"),
    ],
)
def test_access_is_classed_only_where_nothing_denies_it(statement: str, status: str | None) -> None:
    found = only(rows(study(**SCHEMA, extra_data_access=statement), {"15": TEXT}))
    assert (found.access_status.value if found.access_status else None) == status


def test_what_may_be_a_person_or_an_organisation_is_left_out_and_told() -> None:
    content = rows(study(**SCHEMA, creator=["Bob Cole", "Roe, Ann", "University of Sampleton"]), {"15": TEXT})
    found = only(content)
    assert [said.value.name.value for said in found.creators] == ["Ann Roe", "University of Sampleton"]
    assert any("Bob Cole" in note for note in reading(content).notes)


def test_lists_of_one_are_taken_and_nothing_is_lost_in_silence() -> None:
    content = rows(
        study(
            name=[NAME],
            description=["$15"],
            temporalCoverage=["2001/2003"],
            identifier=["UKDA-SN-5555", "urn:nbn:de:1234", "http://hdl.example.org/11/22", "DOI 10.5072/D4"],
        ),
        {"15": TEXT},
    )
    found = only(content)
    assert found.title
    assert found.title.value == NAME
    assert found.description
    assert found.description.value == TEXT
    assert found.period
    assert found.period.value.start == "2001"
    assert [(i.value.scheme, i.value.value) for i in found.identifiers] == [
        ("ukda-sn", "5555"),
        ("local", "urn:nbn:de:1234"),
        ("local", "http://hdl.example.org/11/22"),
        ("doi", "10.5072/D4"),
    ]


@pytest.mark.parametrize("period", ["2019-13-45/2020-01-01", "2020-02-31", "2020-01-01/soon"])
def test_dates_that_no_calendar_has_are_no_dates(period: str) -> None:
    read = reading(rows(study(**{**SCHEMA, "temporalCoverage": period}), {"15": TEXT}))
    (found,) = read.records
    assert isinstance(found, Study)
    assert found.period is None
    assert any(period in note for note in read.notes)


def test_prose_that_reads_as_english_is_tagged_so() -> None:
    text = (
        "This is a study of the work that is done by the people in the towns, and of what they have for it. "
        "It was made with the help of their councils."
    )
    found = only(rows(study(**SCHEMA, extra_language_codes=["fr"]), {"15": text}))
    assert found.description
    assert found.description.language == "en"
    assert [said.value for said in found.languages] == ["fr"]
