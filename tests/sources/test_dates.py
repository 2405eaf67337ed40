"""Dates and languages in every kind of source: what can be read is read, and nothing is lost in silence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.records import Project, Publication, Reading, Study
from graph.sources import read
from graph.sources.base import Document
from graph.sources.values.dates import date_in, span_in
from tests.sources.hostile import written

TIME = "2026-01-01T00:00:00Z"
DDI = (
    '<codeBook xmlns="ddi:codebook:2_5" xml:lang="{language}"><stdyDscr><citation><titlStmt><titl>Weirs</titl>'
    "</titlStmt><distStmt><distDate>{date}</distDate></distStmt></citation></stdyDscr></codeBook>"
)
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xml:lang="{language}"><dc:title>Weirs</dc:title><dc:date>{date}</dc:date></oai_dc:dc>'
)
TURTLE = (
    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
    '<https://x.example.org/a> a dcat:Dataset ; dct:title "Weirs"@{language} ; dct:issued "{date}" .'
)
MAPPING = b"columns: {Title: title, Date: issued}"


def document(kind: str, date: str, language: str = "en") -> Document:
    """A small document of a kind, with the date of issue and the language that are given."""
    page: dict[str, Any] = {"@context": {"@vocab": "https://schema.org/", "@language": language}, "@type": "Dataset"}
    page |= {"name": "Weirs", "datePublished": date}
    made: dict[str, Any] = {
        "ddi": DDI.format(date=date, language=language),
        "dublin-core": DC.format(date=date, language=language),
        "dcat": TURTLE.format(date=date, language=language),
        "web-page": f'<html><script type="application/ld+json">{json.dumps(page)}</script></html>',
        "datacite": {
            "creators": [],
            "titles": [{"title": "Weirs"}],
            "language": language,
            "dates": [{"date": date, "dateType": "Issued"}],
        },
        "crossref": {"title": ["Weirs"], "language": language, "type": "dataset", "issued": date},
        "ckan": {
            "name": "weirs",
            "title": {language: "Weirs"},
            "license_id": "x",
            "extras": [{"key": "issued", "value": date}],
        },
        "gtr": {
            "id": "00000000-0000-4000-8000-000000000009",
            "title": "Weirs",
            "type": "Report",
            "datePublished": date,
        },
        "table": {"row": 2, "cells": [[1, "Title", "Weirs"], [2, "Date", date]]},
        "text": f"Title: Weirs and their keepers\nAuthors: A. Example\nPublication date: {date}\nAbstract: Of weirs.\n",
    }
    content = made[kind] if isinstance(made[kind], str) else json.dumps(made[kind])
    return Document(content.encode(), "a", TIME, "https://x.example.org/a", MAPPING if kind == "table" else None)


KINDS = ("ddi", "dublin-core", "dcat", "web-page", "datacite", "crossref", "ckan", "gtr", "table", "text")


def issued(reading: Reading) -> str | None:
    (found,) = (record for record in reading.records if isinstance(record, Study | Publication))
    return found.issued.value if found.issued else None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("date", "expected"),
    [("2018-09-06", "2018-09-06"), ("6 September 2018", "2018-09-06"), ("May 1999", "1999-05"), ("1984", "1984")],
)
def test_every_kind_reads_what_can_be_read_in_one_way_only(kind: str, date: str, expected: str) -> None:
    assert issued(read(document(kind, date), kind)) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("date", ["Michaelmas term", "31/02/19"])
def test_every_kind_keeps_what_is_no_date_as_it_is_written_and_tells_it(kind: str, date: str) -> None:
    reading = read(document(kind, date), kind)
    assert issued(reading) == date
    assert any(date in note for note in reading.notes)
    assert written(reading)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("gtr", "table", "text")])
@pytest.mark.parametrize("language", ["en-GB-US", "n", "en-x", "en-a", "zz-toolongsubtag"])
def test_no_language_that_is_none_ends_a_build(kind: str, language: str) -> None:
    reading = read(document(kind, "2018", language), kind)
    assert b"Weirs" in written(reading)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2018/9/6", "2018-09-06"),
        ("2018.09.06", "2018-09-06"),
        ("20180906", "2018-09-06"),
        ("September 6, 2018", "2018-09-06"),
        ("Sept. 2018", None),
        ("2014-04-04 14:42:58.543", "2014-04-04T14:42:58.543"),
        ("2014-04-04T00:00:00Z", "2014-04-04"),
        ("06/09/2018", None),
        ("43861", None),
        ("1536192000000", None),
        ("31 February 2019", None),
        ("", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert date_in(text) == date


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2019/2020", ("2019", "2020")),
        ("2019-05/..", ("2019-05", None)),
        ("/2020", (None, "2020")),
        ("2009 - 2014", ("2009", "2014")),
        ("2009-2014", ("2009", "2014")),
        ("May 1999 to June 2000", ("1999-05", "2000-06")),
        ("2019", ("2019", "2019")),
        ("2019-05", ("2019-05", "2019-05")),
        ("2019/soon", None),
        ("2019/2020/2021", None),
        ("../..", None),
        ("the winters of the war", None),
    ],
)
def test_spans(text: str, ends: tuple[str | None, str | None] | None) -> None:
    found = span_in(text)
    assert (found and (found.start, found.end)) == ends


def test_all_dates_of_a_doi_are_read_or_told() -> None:
    dates = [
        {"date": "2020-01-02", "dateType": "Issued"},
        {"date": "2021-01-02", "dateType": "Issued"},
        {"date": "2019", "dateType": "Created"},
        {"date": "2018"},
        {"date": "2010/2011", "dateType": "Coverage"},
        {"date": "2012/2013", "dateType": "Coverage"},
    ]
    content = {"creators": [], "titles": [{"title": "Weirs"}], "publicationYear": "2020-01-03", "dates": dates}
    reading = read(Document(json.dumps(content).encode(), "a.json", TIME), "datacite")
    assert issued(reading) == "2020-01-02"
    assert all(any(text in note for note in reading.notes) for text in ("2021-01-02", "'2019'", "'2018'", "2012/2013"))


def test_the_end_of_a_project_that_is_none_is_told() -> None:
    content = {"id": "00000000-0000-4000-8000-000000000009", "title": "Weirs", "start": "1 May 2019", "end": "never"}
    content |= {"href": "https://gtr.ukri.org/gtr/api/projects/00000000-0000-4000-8000-000000000009", "links": {}}  # type: ignore[dict-item]
    reading = read(Document(json.dumps(content).encode(), "a.json", TIME), "gtr")
    (found,) = (record for record in reading.records if isinstance(record, Project))
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("2019-05-01", None)
    assert any("'never' is no date" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("meta", "expected", "told"),
    [
        ({"DC.date": "2018-02-03", "DC.date.issued": "2019"}, "2019", "not 2018-02-03"),
        (
            {"citation_publication_date": "2019/5/1", "citation_online_date": "2018/12/3"},
            "2019-05-01",
            "not 2018-12-03",
        ),
        ({"citation_year": "2019", "citation_date": "2019/5/1"}, "2019-05-01", ""),
        ({"DC.date": "2019-05-01", "dc.Date": "2017"}, "2017", "not 2019-05-01"),
        ({"DC.date": "spring", "DCTERMS.issued": "2017"}, "2017", "'spring' is no date and was left out"),
        ({"DC.date": "spring"}, "spring", "'spring' is no date; kept as it is written"),
    ],
)
def test_of_several_dates_in_a_head_one_is_taken_and_the_others_are_told(
    meta: dict[str, str], expected: str, told: str
) -> None:
    named = {"DC.title": "Weirs", "DC.type": "Dataset"} | meta
    head = "".join(f'<meta name="{name}" content="{text}">' for name, text in named.items())
    reading = read(Document(f"<html><head>{head}</head></html>".encode(), "a", TIME), "web-page")
    assert issued(reading) == expected
    assert any(told in note for note in reading.notes) or not told
    assert bool(told) == bool(reading.notes)


def test_what_a_head_says_besides_is_audited() -> None:
    meta = {
        "DC.title": "Weirs",
        "DC.type": "Dataset",
        "DC.date.created": "2001",
        "DC.colour": "red",
        "DC.language": "en",
    }
    head = "".join(f'<meta name="{name}" content="{text}">' for name, text in meta.items())
    reading = read(Document(f"<html><head>{head}</head></html>".encode(), "a", TIME), "web-page")
    assert reading.unknown == (("dateCreated", 1), ("dc.colour", 1))
    nameless = head.replace('name="DC.title" content="Weirs"', "").replace("DC.type", "x")
    block = '<script type="application/ld+json">{"@type": "Dataset", "name": "W"}</script>'
    reading = read(Document(f"<html><head>{nameless}{block}</head></html>".encode(), "a", TIME), "web-page")
    assert reading.unknown == (("dc.colour", 1), ("head.dateCreated", 1), ("head.inLanguage", 1), ("meta.x", 1))
