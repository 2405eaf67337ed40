"""Plain text of web pages."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.records import Identifier, Organization, Person, Project, Publication, Reading, Value
from graph.sources import text as source
from graph.sources.base import Document, DocumentError
from graph.sources.values.keys import key_of


def document(content: str | bytes, name: str = "page.txt", url: str | None = None) -> Document:
    return Document(content if isinstance(content, bytes) else content.encode(), name, "2024-05-01T00:00:00Z", url)


def publication(reading: Reading) -> Publication:
    (record,) = reading.records
    assert isinstance(record, Publication)
    return record


def project(reading: Reading) -> Project:
    (record,) = reading.records
    assert isinstance(record, Project)
    return record


def check_quotes(reading: Reading, record: Any) -> None:
    if isinstance(record, tuple):
        for item in record:
            check_quotes(reading, item)
    elif is_dataclass(record) and not isinstance(record, type):
        if isinstance(record, Value) and record.language:
            (evidence,) = record.evidence
            assert reading.text[evidence.start : evidence.end] == record.value
        for field in fields(record):
            check_quotes(reading, getattr(record, field.name))


RECORD = """HIVES DATABASE

Small hives, warm bees?

Author(s): Berg L, Okafor TJ and Reis A
Record ID: H-77
Year of Publication: 2019
Publisher: Wick: Kell University
Project Status: Ongoing
Shelf: 4b
Abstract: Background: hives were small. Bees were warm.

Results: they stayed so for the whole of the winter.
Full text URL: https://hives.example/77.pdf
DOI: 10.1234/abc.77
Last Accessed: 3 May 2021
"""

POST = """We use cookies to make this site better.

A warm winter for bees

The Bee Trust opened ten hives, says Ann Bell of our sister organisation, Green Shoots, in a report.

Bees stayed warm, and the growers of Kell were glad of it.

2 thoughts on “A warm winter for bees”

Zed Quibble May 3, 2020
Dr Zed Quibble of the Wasp Institute here.

Leave a Reply
"""

PAGE = """Orchard Lives

Background

Orchards are few and old in most of the land.

A two-year project funded by the Harrow Foundation to learn how old trees live. It is led by Dr Ana Reis.

Research team

Mia Chen, Research Fellow, Kell University
"""


def test_recognises_plain_text_only() -> None:
    assert source.recognise(document("Bees\n\nBees are warm.")) == 0.3
    for other in (
        "<!doctype html><p>x",
        '{"a": 1}',
        '[{"a": 1}]',
        '1:"$Sreact.fragment"\n2:I[82104]',
        "<?xml version='1.0'?><a/>",
    ):
        assert source.recognise(document(other)) == 0
    assert source.recognise(document(b"%PDF-1.7\xff\xfe")) == 0
    assert 0 < source.recognise(document("Bees".encode("utf-16"))) < 0.3


def test_a_record_with_colons_in_another_order() -> None:
    reading = source.read(document(RECORD))
    record = publication(reading)
    check_quotes(reading, record)
    assert record.kind == "Report"
    assert record.title is not None
    assert record.title.value == "Small hives, warm bees?"
    assert [author.value.name.value for author in record.authors] == ["Berg L", "Okafor TJ", "Reis A"]
    assert record.issued is not None
    assert record.issued.value == "2019"
    assert [value.value.name.value for value in record.publishers] == ["Kell University"]
    assert record.abstract is not None
    assert record.abstract.value.startswith("Background: hives")
    assert record.abstract.value.endswith("of the winter.")
    assert [value.value.scheme for value in record.identifiers] == ["local", "doi"]
    assert [value.value for value in record.urls] == ["https://hives.example/77.pdf"]
    assert record.project is not None
    assert record.project.value.status is not None
    assert record.project.value.status.value == "active"
    assert reading.unknown == (("Shelf", 1),)


def test_a_date_that_is_none_is_kept_with_a_note() -> None:
    reading = source.read(document(RECORD.replace("2019", "in press").replace("Ongoing", "Sleeping")))
    record = publication(reading)
    assert record.issued is not None
    assert record.issued.value == "in press"
    assert len(reading.notes) == 2


def test_a_real_record(seed: Callable[[str], bytes]) -> None:
    reading = source.read(document(seed("002")))
    record = publication(reading)
    check_quotes(reading, record)
    assert record.title is not None
    assert record.title.value == "Micro-enterprises: Small Enough to Care?"
    assert record.credit is not None
    assert record.credit.value == "Needham C, et al"
    (author,) = record.authors
    assert isinstance(author.value, Person)
    assert author.value.name.value == "Needham C"
    assert author.value.family_name is not None
    assert author.value.family_name.value == "Needham"
    assert [value.value.name.value for value in record.publishers] == ["University of Birmingham"]
    assert record.issued is not None
    assert record.issued.value == "2015"
    own = Identifier("local", "145", label="Project ID (Internal)")
    assert [value.value for value in record.identifiers] == [own]
    assert record.project is not None
    assert [value.value for value in record.project.value.identifiers] == [own]
    assert record.project.value.status is not None
    assert record.project.value.status.value == "completed"
    assert record.project.value.name is None
    assert record.citation is not None
    assert record.citation.value.startswith("Needham C, et al (2015)")
    assert record.abstract is not None
    assert "143 people" in record.abstract.value
    assert len(record.urls) == 1
    assert reading.unknown == ()
    assert "NIHR" not in repr(record)


def test_a_post_without_its_comments() -> None:
    reading = source.read(document(POST))
    record = publication(reading)
    check_quotes(reading, record)
    assert record.kind == "BlogPosting"
    assert record.title is not None
    assert record.title.value == "A warm winter for bees"
    assert record.body is not None
    assert record.body.value.endswith("glad of it.")
    assert [value.value.name.value for value in record.mentions] == ["Bee Trust", "Ann Bell", "Green Shoots"]
    assert "Quibble" not in repr(reading)
    assert "cookies" not in repr(reading)


def test_a_real_post(seed: Callable[[str], bytes]) -> None:
    reading = source.read(document(seed("003")))
    record = publication(reading)
    assert record.kind == "BlogPosting"
    assert record.title is not None
    assert record.title.value == "Bashing and boosting micro-enterprise"
    names = [value.value.name.value for value in record.mentions]
    assert names == ["Angela Catley", "Community Catalysts", "Green Team"]
    for other in ("begethers", "Akismet", "Leave a Reply", "Log", "Connecting to"):
        assert other not in repr(reading)


def test_a_project_page() -> None:
    reading = source.read(document(PAGE, url="https://kell.example/orchard"))
    record = project(reading)
    check_quotes(reading, record)
    assert record.name is not None
    assert record.name.value == "Orchard Lives"
    assert record.description is not None
    assert record.description.value.startswith("A two-year project")
    assert record.duration is not None
    assert [(value.value.role, value.value.agent.name.value) for value in record.associations] == [
        ("lead", "Ana Reis"),
        ("member", "Mia Chen"),
    ]


def test_a_real_project_page(seed: Callable[[str], bytes]) -> None:
    reading = source.read(document(seed("001")))
    record = project(reading)
    check_quotes(reading, record)
    assert record.name is None
    assert record.description is not None
    assert "secured funding" in record.description.value
    assert reading.language == "en"
    assert len(record.associations) == 16
    assert len(record.aims) == 3
    funders = [value.value for value in record.funders]
    assert [isinstance(funder, Organization) for funder in funders] == [True]


def test_any_other_page_needs_a_title() -> None:
    record = publication(source.read(document("Warm bees\n\nThe Bee Trust keeps bees.")))
    assert record.kind == "WebPage"
    assert [value.value.name.value for value in record.mentions] == ["Bee Trust"]
    with pytest.raises(DocumentError, match="no title"):
        source.read(document("Bees are kept by the trust in ten hives, and all of them were warm."))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"Bees\n\nCaf\xe9s are warm.", r"not UTF-8: byte 0xE9.*byte 9"),
        ("Bees are warm.".encode("utf-16"), "UTF-16"),
        ("Bees are warm.".encode("utf-32"), "UTF-32"),
        (b"Bees\n\nBees\0 are warm.", r"NUL character \(line 3\)"),
        (b"Bees\n\nBees\x07 are warm.", r"U\+0007"),
        (
            "Bees\n\nThe café’s “bees” are warm.".encode().decode("cp1252", "replace").replace("�", "\x9d").encode(),
            "windows-1252",
        ),
        ("Bees\n\nThe cafés are warm.".encode().decode("latin-1").encode(), "Latin-1"),
        (b"Bees\n\nBees are kept warm in the hives of", "breaks off in the middle of a sentence"),
        (b"<html>" + b"<div>" * 100_000, "markup"),
        (b"Bees " + b"x" * 5_000, "without a space"),
        (b"Bees\n\nWarm.", "11 characters"),
        ("Bees\n\nBees are \ufffd warm in hives.".encode(), r"characters were lost.*line 3"),
        (
            b"Hives\n\nThe Team Has Dr Ana Reis (Kell University), Prof. Mia Chen (Wick College), Dr Cy (Centre for Re",
            "breaks off",
        ),
    ],
)
def test_broken_documents_are_refused_in_plain_words(content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        source.read(document(content))


def test_a_cut_real_document_is_refused(seed: Callable[[str], bytes]) -> None:
    content = seed("001")
    cut = content.index(b"relationship to productivity")
    with pytest.raises(DocumentError, match="cut"):
        source.read(document(content[:cut]))


def test_what_touches_a_short_cut_is_left_out() -> None:
    reading = source.read(document("A hive\n\nThe Bee Trust keeps bees.\n\nContact Dr Mark Har"))
    assert [value.value.name.value for value in publication(reading).mentions] == ["Bee Trust"]
    cut = RECORD.partition("77.pdf")[0]
    assert publication(source.read(document(cut))).urls == ()
    assert len(publication(source.read(document(cut + "\n"))).urls) == 1
    cut = RECORD.replace("Publisher: Wick: Kell University\n", "") + "Publisher: Kell University of "
    assert publication(source.read(document(cut))).publishers == ()
    assert publication(source.read(document(cut))).abstract is not None


BODY = "The Bee Trust opened ten hives, and the growers of Kell were glad of every one of them."


@pytest.mark.parametrize(
    "head",
    [
        "Comments (2)",
        "Comments",
        "Responses",
        "Discussion",
        "2 Comments",
        "Leave a comment",
        "Zed Quibble says:",
        "zq wrote:",
        "3 replies to “A warm winter”",
    ],
)
def test_nothing_of_a_thread_is_published(head: str) -> None:
    text = f"A warm winter\n\n{BODY}\n\n{head}\n\nDr Zed Quibble of the Wasp Institute here.\n"
    reading = source.read(document(text))
    assert publication(reading).kind == "BlogPosting"
    assert "Quibble" not in repr(reading)
    assert "Wasp" not in repr(reading)
    assert "Bee Trust" in repr(reading)


def test_a_link_to_the_thread_above_the_body_does_not_begin_it() -> None:
    text = f"A warm winter\n\n2 Comments\n\n{BODY}\n\n2 Comments\n\nZed of the Wasp Institute\n"
    reading = source.read(document(text))
    assert reading.text == f"A warm winter\n\n{BODY}"


def test_a_discussion_after_results_and_a_quoted_report_are_no_threads() -> None:
    text = f"A warm winter\n\nResults\n\n{BODY}\n\nDiscussion\n\nThe report says:\n\nBees were warm.\n"
    assert "Bees were warm." in source.read(document(text)).text


@pytest.mark.parametrize(
    "lines",
    [
        "Share this:\nTwitter\nFacebook\nClick to share on Twitter (Opens in new window)",
        "Like this:\nLike Loading...",
        "Share on Facebook\nTweet\nEmail this\nPrint",
        "Posted in Wasps | Tagged hives, Wasp Institute",
        "We use cookies to remember that you like the Wasp Institute.",
    ],
)
def test_lines_of_the_site_stay_out(lines: str) -> None:
    other = "Bees slept well in the hives of the county."
    reading = source.read(document(f"A warm winter\n\n{lines}\n\n{BODY}\n\n{lines}\n\n{other}\n\n{lines}\n"))
    check_quotes(reading, reading.records)
    assert reading.text == f"A warm winter\n\n{BODY}\n\n{other}"
    end = source.read(document(f"A warm winter\n\n{BODY}\n\nRelated\n\nA cold one\nWasp Institute, June 1\n"))
    assert end.text == f"A warm winter\n\n{BODY}"


def test_another_projects_paragraph_does_not_describe_this_one() -> None:
    other = "A similar project at Wick University, funded by the Wasp Trust, explores how wasps live in old walls."
    own = "The project explores how bees live in old walls, and what the keepers of Kell do about it all year."
    text = f"Old Walls\n\n{other}\n\n{own}\n\nFunder: Bee Trust\nPrincipal Investigator: Dr Ana Reis\n"
    record = project(source.read(document(text)))
    assert record.description is not None
    assert record.description.value == own
    assert [value.value.name.value for value in record.funders] == ["Bee Trust"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Publication Details Policy Press: Bristol, 2011.", ["Policy Press"]),
        ("Publication Details Wick: Kell University, 2011.", ["Kell University"]),
        ("Publication Details Bristol, 2011.", []),
        ("Publication Details Journal of Bees, 9(2), 17-34.", []),
        ("Publisher: Hiveman", ["Hiveman"]),
        ("Publisher: Wick: Hiveman", []),
    ],
)
def test_publishers(line: str, expected: list[str]) -> None:
    record = publication(source.read(document(RECORD.replace("Publisher: Wick: Kell University", line))))
    assert [value.value.name.value for value in record.publishers] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Funder: Carers UK; Big Bee Fund", ["Carers UK", "Big Bee Fund"]),
        ("Funder: Kell Trust, Wick Council", ["Kell Trust", "Wick Council"]),
        ("Funder: Ministry of Bees, Hives and Honey", ["Ministry of Bees, Hives and Honey"]),
    ],
)
def test_funders_of_a_record(line: str, expected: list[str]) -> None:
    record = publication(source.read(document(RECORD.replace("Shelf: 4b", line))))
    assert record.project is not None
    assert [value.value.name.value for value in record.project.value.funders] == expected


def test_bombs_end_quickly() -> None:
    letters = "".join(random.Random(7).choices("abcdefgHIJKLMN", k=1_000_000))
    start = time.process_time()
    for content in (letters, "<" * 1_000_000, "Title\n\n" + "<p>" * 200_000, "((((" * 200_000):
        with pytest.raises(DocumentError):
            source.read(document(content))
    assert time.process_time() - start < 5


def test_newlines_and_byte_order_mark_leave_no_trace() -> None:
    plain = source.read(document(RECORD))
    assert source.read(document("\ufeff" + RECORD.replace("\n", "\r\n"))) == plain


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_random_input_raises_nothing_but_document_errors(content: bytes) -> None:
    try:
        reading = source.read(document(content))
    except DocumentError:
        return
    check_quotes(reading, reading.records)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from([*RECORD.split("\n"), *POST.split("\n"), *PAGE.split("\n"), "Title:", "Abstract"]),
        max_size=25,
    )
)
def test_any_mix_of_lines(lines: list[str]) -> None:
    try:
        reading = source.read(document("\n".join(lines)))
    except DocumentError:
        return
    check_quotes(reading, reading.records)


def test_keys() -> None:
    assert key_of(document("x", "Warm Bees.txt")) == "warm-bees"
    first, second = key_of(document("x", "a/page.txt")), key_of(document("x", "b/page.txt"))
    assert first.startswith("page-")
    assert first != second
    assert key_of(document("x", url="https://www.Kell.example/a/b?c=1#d")) == "www-kell-example-a-b-c-1"
    long = key_of(document("x", url="https://kell.example/" + "bee/" * 60))
    assert len(long) <= 110
    assert long != key_of(document("x", url="https://kell.example/" + "bee/" * 61))


def test_what_a_cut_record_loses_is_told() -> None:
    cut = (
        "Title\nHives in winter\nYear: 2019\nDOI: 10.5072/hive\nAbstract\nBackground: hives are\ncold. Counted\nin the"
    )
    reading = source.read(document(cut))
    assert publication(reading).abstract is None
    assert reading.notes == ("the text does not end with a line: what reaches its end may be cut, and was left out",)
