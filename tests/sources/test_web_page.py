from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from graph.records import Organization, Person, Reading, Study
from graph.sources import read as read_as
from graph.sources import recognise, web_page
from graph.sources.base import Document, DocumentError

DATASET: dict[str, Any] = {
    "@context": "http://schema.org",
    "@type": "Dataset",
    "name": "Sample study",
    "description": "The study had two phases. Phase 1 interviewed tenants in six towns. "
    "Phase 2 surveyed their landlords by post.",
    "identifier": [
        "https://doi.org/10.5072/S-1",
        {"@type": "PropertyValue", "propertyID": "Study number", "value": "77"},
    ],
    "keywords": "housing, rent , housing",
    "temporalCoverage": "2019",
    "inLanguage": "en",
    "spatialCoverage": {"@type": "Place", "name": "Wales"},
    "creator": [
        {
            "@type": "Person",
            "name": "Josiah Carberry",
            "identifier": "https://orcid.org/0000-0002-1825-0097",
            "affiliation": {"@type": "Organization", "name": "Example University"},
        },
        {"@type": "Organization", "name": "Example Panel"},
    ],
    "funding": {"@type": "Grant", "identifier": "EX/A012345/1", "funder": {"name": "Council for Samples"}},
    "distribution": {
        "@type": "DataDownload",
        "contentUrl": "https://a.example.org/1.csv",
        "encodingFormat": "text/csv",
    },
    "citation": "Carberry, J. (2020). On samples.",
    "isAccessibleForFree": True,
    "colour": "blue",
}


def page(*blocks: Any, head: str = "") -> Document:
    scripts = "".join(
        f'<script type="application/ld+json; charset=utf-8">{b if isinstance(b, str) else json.dumps(b)}</script>'
        for b in blocks
    )
    html = f'<!DOCTYPE html><html lang="en"><head>{head}{scripts}</head><body><p>x</p></body></html>'
    return Document(html.encode(), "page.html", "2026-01-01T00:00:00Z")


def read(document: Document) -> Reading:
    assert recognise(document).kind == "web-page"
    return web_page.read(document)


def only(document: Document) -> Study:
    (found,) = read(document).records
    assert isinstance(found, Study)
    return found


def test_a_dataset_is_read_with_what_surrounds_it() -> None:
    found = only(page(DATASET))
    assert [(i.value.scheme, i.value.value) for i in found.identifiers] == [
        ("doi", "10.5072/S-1"),
        ("local", "77"),
    ]
    assert [k.value for k in found.keywords] == ["housing", "rent"]
    person, organization = (said.value for said in found.creators)
    assert isinstance(person, Person)
    assert person.identifiers[0].value.value == "0000-0002-1825-0097"
    assert isinstance(organization, Organization)
    assert found.project
    grant = found.project.value.grants[0].value
    assert grant.reference.value.value == "EX/A012345/1"
    assert grant.funder
    assert grant.funder.value.name.value == "Council for Samples"
    assert [p.value.kind for p in found.project.value.work_packages] == ["phase", "phase"]
    assert read(page(DATASET)).unknown == (("colour", 1),)


def test_graphs_arrays_prefixes_and_references_are_the_same_dataset() -> None:
    bare = {k: v for k, v in DATASET.items() if k != "@context"}
    graph = {"@context": "https://schema.org/", "@graph": [{"@type": "WebPage"}, bare]}
    prefixed = {f"schema:{k}" if k[0] != "@" else k: v for k, v in bare.items()} | {"@type": "schema:Dataset"}
    referring = [
        {**bare, "publisher": {"@id": "#p"}},
        {"@id": "#p", "@type": "Organization", "name": "An Archive"},
    ]
    for block in (graph, [{"@type": "BreadcrumbList"}, bare], prefixed):
        assert only(page(block)).title == only(page(DATASET)).title or only(page(block)).title
        assert only(page(block)).identifiers[0].value == only(page(DATASET)).identifiers[0].value
    assert only(page({"@graph": referring})).publishers[0].value.name.value == "An Archive"


def test_offsets_count_in_the_text_of_all_datasets() -> None:
    second = {**DATASET, "name": "Another", "identifier": "10.5072/S-2"}
    found = read(page(DATASET, second))
    for record in found.records:
        assert isinstance(record, Study)
        assert record.project
        for part in record.project.value.work_packages:
            said = part.value.description
            assert said
            evidence = said.evidence[0]
            assert found.text[evidence.start : evidence.end] == said.value


def test_one_broken_block_does_not_hide_the_others() -> None:
    assert only(page('{"@type": "Dataset",', DATASET)).title


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (page(), "no metadata"),
        (page('{"@type": "Dataset", "name": '), "not JSON"),
        (page({"@type": "WebSite", "name": "x"}), "no dataset"),
        (Document(b"<html>" + b"<div>" * 200_000, "bomb.html", ""), "no metadata"),
        (Document(b"<!DOCTYPE html><p>\xff\xfe", "x.html", ""), "UTF-8"),
    ],
)
def test_pages_that_cannot_be_read_say_why(document: Document, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read(document)


def test_nesting_without_end_is_an_error() -> None:
    deep = "[" * 100_000
    with pytest.raises((DocumentError, RecursionError)):
        read(page(deep))
    nested: Any = {"@type": "Dataset", "name": "x"}
    for _ in range(60):
        nested = {"@type": "Thing", "hasPart": nested}
    with pytest.raises((DocumentError, RecursionError)):
        read(page(nested))


@pytest.mark.parametrize(
    "parts",
    [
        {"name": "Cárberry-Lee, J. Ann", "givenName": "J. Ann", "familyName": "Cárberry-Lee"},
        {"name": "Cárberry-Lee, J. Ann", "familyName": "Cárberry-Lee"},
        {"name": "Cárberry-Lee, J. Ann"},
        {"givenName": "J. Ann", "familyName": "Cárberry-Lee"},
    ],
)
def test_a_name_that_stands_inverted_beside_its_parts_is_put_in_order(parts: dict[str, str]) -> None:
    """As research data repositories write it, who say the same again in the page's head."""
    head = '<meta name="DC.title" content="Sample study"><meta name="DC.creator" content="Cárberry-Lee, J. Ann">'
    found = only(page({**DATASET, "creator": {"@type": "Person", **parts}}, head=head))
    (made,) = (said.value for said in found.creators)
    assert isinstance(made, Person)
    assert made.name.value == "J. Ann Cárberry-Lee"
    assert made.family_name
    assert made.family_name.value == "Cárberry-Lee"


@pytest.mark.parametrize(
    "citation",
    ["https://doi.org/10.5072/paper", "doi:10.5072/paper", {"@id": "https://doi.org/10.5072/paper"}],
    ids=str,
)
def test_a_citation_that_is_a_doi_is_no_title(citation: Any) -> None:
    (made,) = only(page({**DATASET, "citation": citation})).publications
    assert made.value.title is None
    assert [identifier.value.value for identifier in made.value.identifiers] == ["10.5072/paper"]


def test_a_citation_that_is_an_address_is_no_title() -> None:
    (made,) = only(page({**DATASET, "citation": "https://journal.example.org/7"})).publications
    assert made.value.title is None
    assert [url.value for url in made.value.urls] == ["https://journal.example.org/7"]


def test_the_only_study_of_a_page_is_found_at_the_page() -> None:
    here = "https://data.example.org/7"
    alone = replace(page(DATASET), url=here)
    assert [url.value for url in only(alone).landing_pages] == [here]
    named = replace(page({**DATASET, "url": "https://data.example.org/seven"}), url=here)
    assert [url.value for url in only(named).landing_pages] == ["https://data.example.org/seven"]
    both = replace(page(DATASET, {**DATASET, "name": "Another", "identifier": "10.5072/S-2"}), url=here)
    assert [record.landing_pages for record in read(both).records if isinstance(record, Study)] == [(), ()]


# What is easily mistaken -------------------------------------------------------------------------


def described(lang: str = "en", **members: Any) -> Study:
    whole = {"@context": "https://schema.org", "@type": "Dataset", "name": "Boats", **members}
    block = f'<script type="application/ld+json">{json.dumps(whole)}</script>'
    content = f'<!doctype html><html lang="{lang}"><head><title>Boats</title>{block}</head></html>'
    given = Document(content.encode(), "x", "2026-01-01T00:00:00Z", "https://boats.example.org/1")
    (found,) = read_as(given, "web-page").records
    assert isinstance(found, Study)
    return found


@pytest.mark.parametrize(
    ("page", "data", "name", "expected"),
    [
        ("de", "en", "Boote und Schiffe", "de"),
        ("en", "cy", "The boats of Wales", "en"),
        ("de", "en", "The boats of the north and the south", "en"),
        ("en", "de", "Boote, Kähne und alle anderen Schiffe auf dem großen See, gezählt", "de"),
        ("en", "en-GB", "Boats", "en-GB"),
    ],
)
def test_the_language_of_the_data_is_not_that_of_the_title(page: str, data: str, name: str, expected: str) -> None:
    found = described(page, inLanguage=data, name=name)
    assert found.title
    assert found.title.language == expected
    assert [said.value for said in found.languages] == [data]


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        (["boats, crews, harbours"], ["boats", "crews", "harbours"]),
        (["boats", "Wales, North"], ["boats", "Wales, North"]),
        ([["boats", "crews"], "tides; currents"], ["tides", "currents", "boats", "crews"]),
        ("boats; Wales, North", ["boats", "Wales, North"]),
        ([{"@type": "DefinedTerm", "name": "boats"}, "https://vocab.example.org/1"], ["boats"]),
    ],
)
def test_keywords_that_are_a_list_in_one_text_are_parted(keywords: Any, expected: list[str]) -> None:
    assert [said.value for said in described(keywords=keywords).keywords] == expected


@pytest.mark.parametrize(
    ("creator", "expected"),
    [
        ({"@type": "Person", "name": "Dr. Ada Ferrywoman"}, ("Dr.", "Ada Ferrywoman")),
        ({"@type": "Person", "name": "Ferrywoman, Prof. Dr. Ada"}, ("Prof. Dr.", "Ada Ferrywoman")),
        ({"@type": "Person", "name": "Ada Ferrywoman", "honorificPrefix": "Dame"}, ("Dame", "Ada Ferrywoman")),
        ({"@type": "Person", "name": "Drew Ferrywoman"}, (None, "Drew Ferrywoman")),
        ({"name": "Ferrywoman, Ada"}, (None, "Ada Ferrywoman")),
    ],
)
def test_titles_are_no_part_of_a_name(creator: Any, expected: tuple[str | None, str]) -> None:
    (said,) = described(creator=creator).creators
    assert isinstance(said.value, Person)
    assert (said.value.honorific.value if said.value.honorific else None, said.value.name.value) == expected


@pytest.mark.parametrize("name", ["INSEE, Paris", "GESIS, Germany", "University of Sampleton"])
def test_an_institute_with_its_city_is_no_person(name: str) -> None:
    (said,) = described(creator={"name": name}).creators
    assert isinstance(said.value, Organization)
    assert said.value.name.value == name


def test_places_and_subjects_that_are_addresses_are_no_names() -> None:
    found = described(
        spatialCoverage=["https://geo.example.org/1", {"@type": "Place", "@id": "https://geo.example.org/2"}, "Wales"],
        about=[{"@id": "https://vocab.example.org/boats"}, {"@type": "DefinedTerm", "name": "Crews"}],
    )
    assert [said.value for said in found.places] == ["Wales"]
    assert [said.value for said in found.places_elsewhere] == ["https://geo.example.org/1", "https://geo.example.org/2"]
    assert [said.value for said in found.themes] == ["https://vocab.example.org/boats"]
    assert [said.value for said in found.keywords] == ["Crews"]


def test_unknown_fields_of_the_objects_inside_are_counted_too() -> None:
    """Also what two readers look at; JSON-LD's own keywords and what is left out on purpose are not unknown."""
    data = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": "Locks of the lower river",
        "identifier": {"@type": "PropertyValue", "propertyID": "SN", "value": "7", "shade": "blue"},
        "creator": [
            {"@type": "Person", "name": "Josiah Carberry", "email": "j@example.org", "shoeSize": 44},
            {"@type": "Person", "name": "Ada Example", "shoeSize": 38, "affiliation": {"name": "Mill Lab", "floor": 2}},
        ],
        "distribution": {"contentUrl": "https://x.example.org/a.csv", "contentSize": "1 MB", "colour": "red"},
    }
    page = f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head></html>'
    reading = web_page.read(Document(page.encode(), "a.html", "2026-01-01T00:00:00Z", "https://x.example.org/a"))
    assert reading.unknown == (
        ("creator.affiliation.floor", 1),
        ("creator.shoeSize", 2),
        ("distribution.colour", 1),
        ("identifier.shade", 1),
    )


@pytest.mark.parametrize(
    ("meta", "issued", "told"),
    [("", "Spring 2019", 1), ('<meta name="citation_publication_date" content="2019/4/2">', "2019-04-02", 1)],
)
def test_a_date_that_is_none_is_kept_as_it_is_written_where_the_page_says_no_other(
    meta: str, issued: str, told: int
) -> None:
    data = {"@context": "https://schema.org/", "@type": "Dataset", "name": "Weirs", "datePublished": "Spring 2019"}
    title = '<meta name="citation_title" content="Weirs">' if meta else ""
    page = f'<html><head>{title}{meta}<script type="application/ld+json">{json.dumps(data)}</script></head></html>'
    reading = web_page.read(Document(page.encode(), "a.html", "2026-01-01T00:00:00Z", "https://x.example.org/a"))
    (record,) = reading.records
    assert isinstance(record, Study)
    assert record.issued
    assert record.issued.value == issued
    assert sum("'Spring 2019' is no date; kept as it is written" in note for note in reading.notes) == told


def test_what_is_said_the_other_way_round_is_said_by_the_other_thing() -> None:
    listing = {"@type": "DataCatalog", "name": "River data"}
    made = read(page({**DATASET, "@reverse": {"dataset": listing, "hasPart": "https://x.example.org/all"}}))
    (found,) = made.records
    assert isinstance(found, Study)
    assert [said.value.name.value for said in found.catalogues] == ["River data"]
    assert dict(made.unknown)["@reverse"] == 1
    writer = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": "Ada Weir",
        "@reverse": {"author": [DATASET]},
    }
    found = only(page(writer))
    assert [said.value.name.value for said in found.creators][-1:] == ["Ada Weir"]
    assert found.creators[-1].evidence[0].pointer == "/0/name"


def test_a_doi_that_only_the_id_tells_identifies() -> None:
    made = only(page({**DATASET, "identifier": "x", "@id": "https://doi.org/10.5072/weirs", "sameAs": []}))
    assert ("doi", "10.5072/weirs") in [(said.value.scheme, said.value.value) for said in made.identifiers]


def test_persons_as_publishers_and_identifiers_that_are_none_are_told() -> None:
    office = {"@type": "Organization", "name": "River Office", "legalName": "River Office Ltd", "identifier": "RO-1"}
    made = read(page({**DATASET, "publisher": [office, {"@type": "Person", "name": "Ada Weir"}]}))
    assert isinstance(made.records[0], Study)
    (publisher,) = made.records[0].publishers
    assert [name.value for name in publisher.value.alternate_names] == ["River Office Ltd"]
    assert "publisher 'Ada Weir' is a person, not an organisation: left out" in made.notes
    assert "identifier 'RO-1' of an agent is none of ror, isni: left out" in made.notes
