from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from graph.records import Organization, Publication, Study
from graph.sources import read, recognise
from graph.sources.base import Document, DocumentError
from tests.conftest import REPOSITORY
from tests.sources.hostile import written

CONTENT = (REPOSITORY / "tests" / "sources" / "dublin-core" / "input.xml").read_bytes()
NAMESPACES = (
    'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/"'
)


def document(inside: str) -> Document:
    content = f"<oai_dc:dc {NAMESPACES}><dc:title>Ferries</dc:title>{inside}</oai_dc:dc>"
    return Document(content.encode(), "record.xml", "2026-01-01T00:00:00Z")


def study(inside: str) -> Study:
    given_ = document(inside)
    assert recognise(given_).kind == "dublin-core"
    (found,) = read(given_, "dublin-core").records
    assert isinstance(found, Study)
    return found


def test_the_fixture_is_read_whole() -> None:
    found = read(Document(CONTENT, "x", "2026-01-01T00:00:00Z"), "dublin-core")
    assert found.unknown == ()
    (one,) = found.records
    assert isinstance(one, Study)
    assert one.period
    assert (one.period.value.start, one.period.value.end) == ("1960", "1961")
    assert [place.value for place in one.places] == ["Wales"]
    assert [said.value.value for said in one.identifiers] == ["10.5072/EXA-4713"]
    assert one.access_status
    assert one.access_status.value == "open"
    assert one.license
    assert one.license.value == "https://creativecommons.org/licenses/by/4.0/"
    assert one.project
    (grant,) = one.project.value.grants
    assert grant.value.reference.value.value == "123456"
    assert grant.value.funder
    assert isinstance(grant.value.funder.value, Organization)
    assert grant.value.funder.value.name.value == "European Commission"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("info:eu-repo/semantics/article", "ScholarlyArticle"),
        ("http://purl.org/coar/resource_type/thesis", "Thesis"),
        ("Working Paper", "Report"),
    ],
)
def test_a_text_is_no_study(kind: str, expected: str) -> None:
    (found,) = read(document(f"<dc:type>{kind}</dc:type><dc:type>Text</dc:type>"), "dublin-core").records
    assert isinstance(found, Publication)
    assert found.kind == expected


def test_a_text_beside_a_dataset_is_a_study() -> None:
    assert study("<dc:type>Text</dc:type><dc:type>Dataset</dc:type>").title


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("<dc:date>info:eu-repo/date/embargoEnd/2030-01-01</dc:date><dc:date>2020-05</dc:date>", "2020-05"),
        ("<dc:date>Issued: 2019</dc:date>", "2019"),
        ("<dcterms:issued>2019-01-02T10:00:00Z</dcterms:issued>", "2019-01-02T10:00:00Z"),
        ("<dc:date>ca. 1900</dc:date>", "ca. 1900"),
    ],
)
def test_dates(dates: str, expected: str) -> None:
    issued = study(dates).issued
    assert issued
    assert issued.value == expected


@pytest.mark.parametrize(
    ("dates", "expected", "told"),
    [
        # As repositories of texts send them: when it came in, when it was to be had, and when it was issued.
        ("2015-03-02T10:11:12Z|2015-03-02T10:11:12Z|2010", "2010", "the earliest, not 2015-03-02T10:11:12Z"),
        ("2019-05-01|2019", "2019", "the earliest, not 2019-05-01"),
        ("Published: 2019|Issued: 2019-05-01", "2019-05-01", ""),
        ("2019-05-01|2018|soon", "2018", "not 2019-05-01"),
        ("2019-05-01|2018|soon", "2018", "'soon' is no date and was left out"),
        ("soon|later", "soon", "'later' is no date and was left out"),
        ("2020|info:eu-repo/date/embargoEnd/2030-01-01", "2020", "embargoEnd/2030-01-01"),
        ("2017|Published: 2019", "2019", "as its name says so, not 2017"),
    ],
)
def test_of_several_dates_one_is_taken_and_the_others_are_told(dates: str, expected: str, told: str) -> None:
    given_ = document("".join(f"<dc:date>{date}</dc:date>" for date in dates.split("|")))
    reading = read(given_, "dublin-core")
    (found,) = reading.records
    assert isinstance(found, Study)
    assert found.issued
    assert found.issued.value == expected
    assert any(told in note for note in reading.notes) or not told
    assert bool(told) == bool(reading.notes)


def test_qualified_dates_say_what_they_are_of() -> None:
    dates = {"created": "2001", "available": "2012", "issued": "2011", "modified": "2013-02", "valid": "2020"}
    reading = read(document("".join(f"<dcterms:{n}>{d}</dcterms:{n}>" for n, d in dates.items())), "dublin-core")
    (found,) = reading.records
    assert isinstance(found, Study)
    assert found.issued
    assert found.modified
    assert (found.issued.value, found.modified.value) == ("2011", "2013-02")
    assert reading.unknown == (("valid", 1),)
    assert any("not 2012" in note for note in reading.notes)


def test_coverage_is_places_or_periods() -> None:
    found = study(
        "<dc:coverage>name=The Great Depression; start=1929; end=1939;</dc:coverage>"
        "<dc:coverage>name=Perth, W.A.; east=115.85717; north=-31.95301</dc:coverage><dc:coverage>Wales</dc:coverage>"
    )
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("1929", "1939")
    assert [place.value for place in found.places] == ["Perth, W.A.", "Wales"]


def test_relations_are_told_apart() -> None:
    found = study(
        "<dc:relation>Carberry, J. (2020) Ferries of the north</dc:relation><dc:relation>doi:10.5072/F</dc:relation>"
        "<dc:relation>https://archive.example.org/series/5</dc:relation><dc:relation>Sample series</dc:relation>"
        "<dcterms:isPartOf>https://archive.example.org/series/6</dcterms:isPartOf>"
        "<dcterms:isReferencedBy>https://press.example.org/winter</dcterms:isReferencedBy>"
        "<dcterms:conformsTo>https://example.org/standard</dcterms:conformsTo>"
        "<dc:relation>info:eu-repo/semantics/altIdentifier/doi/10.5072/OWN</dc:relation>"
    )
    first, second = (said.value for said in found.publications)
    assert first.citation
    assert first.citation.value == "Carberry, J. (2020) Ferries of the north"
    assert [said.value for said in second.urls] == ["https://press.example.org/winter"]
    assert [said.value for said in found.related] == [
        "https://doi.org/10.5072/F",
        "https://archive.example.org/series/5",
    ]
    assert [said.value for said in found.part_of] == ["https://archive.example.org/series/6"]
    assert [said.value for said in found.conforms_to] == ["https://example.org/standard"]
    assert [said.value.value for said in found.identifiers] == ["10.5072/OWN"]


def test_a_relation_that_is_a_name_is_noted() -> None:
    notes = read(document("<dc:relation>Sample series 2001</dc:relation>"), "dublin-core").notes
    assert notes == ("relation 'Sample series 2001' is no address and no citation; left out",)


def test_evidence_points_into_the_envelope() -> None:
    content = document("<dc:subject>boats</dc:subject>").content
    whole = b"<record><header/><metadata>" + content + b"</metadata></record>"
    (found,) = read(Document(whole, "x", "2026-01-01T00:00:00Z"), "dublin-core").records
    assert isinstance(found, Study)
    pointer = found.keywords[0].evidence[0].pointer
    assert etree.fromstring(whole).xpath(f"string({pointer})") == "boats"


@pytest.mark.parametrize(
    "content", [b"<dc/>", b"<oai_dc:dc/>", CONTENT[:300], CONTENT.replace(b"dc:title", b"dc:heading")]
)
def test_what_says_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentError):
        read(Document(content, "x", "2026-01-01T00:00:00Z"), "dublin-core")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=3
    )
)
def test_changed_bytes_give_a_reading_or_an_error(changes: list[tuple[int, int, bytes]]) -> None:
    content = CONTENT
    for place, length, new in changes:
        content = content[:place] + new + content[place + length :]
    try:
        found = read(Document(content, "x", "2026-01-01T00:00:00Z"), "dublin-core")
    except DocumentError:
        return
    assert written(found)
