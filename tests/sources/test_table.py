"""Tables: how they are opened, what a mapping may say, and what real spreadsheets hold."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from graph import harvest, pipeline
from graph.records import Organization, Person, Reading, Study
from graph.settings import load
from graph.sources import parts, read, recognise, table
from graph.sources.base import Document, DocumentError, Part
from graph.sources.tabular.mapping import parse_mapping
from graph.sources.tabular.properties import PROPERTIES
from graph.sources.tabular.seen import Seen
from graph.store.snapshot import Snapshots
from tests.sources.hostile import written

FOLDER = Path(__file__).parent / "table"
RETRIEVED = "2026-01-01T00:00:00Z"
PLAIN = "columns: {Title: title, Year: issued}"


def document(content: str | bytes, mapping: str | bytes | None = PLAIN, name: str = "t.csv") -> Document:
    made = content.encode() if isinstance(content, str) else content
    told = mapping.encode() if isinstance(mapping, str) else mapping
    return Document(made, name, RETRIEVED, "https://x.example/" + name, told)


def cut(content: str | bytes, mapping: str | bytes | None = PLAIN, name: str = "t.csv") -> list[Part]:
    return list(parts(document(content, mapping, name), "table"))


def reading(part: Part, mapping: str | bytes = PLAIN) -> Reading:
    assert part.error is None, part.error
    told = mapping.encode() if isinstance(mapping, str) else mapping
    return read(Document(part.content, f"t#{part.key}", RETRIEVED, part.url, told), "table")


def readings(content: str | bytes, mapping: str | bytes = PLAIN) -> list[Reading]:
    return [reading(part, mapping) for part in cut(content, mapping)]


def study(content: str | bytes, mapping: str | bytes = PLAIN) -> Study:
    (made,) = readings(content, mapping)
    (found,) = made.records
    assert isinstance(found, Study)
    return found


def titles(content: str | bytes, mapping: str | bytes = PLAIN) -> list[str]:
    found = [made.records[0] for made in readings(content, mapping)]
    return [s.title.value for s in found if isinstance(s, Study) and s.title]


def workbook(fill: Callable[[Any], None], book: Any = None) -> bytes:
    book = book or openpyxl.Workbook()
    fill(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def sheet(*rows: list[Any]) -> bytes:
    def fill(book: Any) -> None:
        for row in rows:
            book.active.append(row)

    return workbook(fill)


# How tables are opened ---------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_fits_the_header(delimiter: str) -> None:
    text = delimiter.join(["Title", "Year"]) + "\n" + delimiter.join(['"A, b; c| d"', "2020"]) + "\n"
    assert titles(text) == ["A, b; c| d"]


def test_a_header_with_other_delimiters_inside_is_told_by_the_mapped_columns() -> None:
    mapping = "columns: {'Title, short': title, 'Year; or date': issued}"
    assert titles('"Title, short";"Year; or date"\nA;2020\n', mapping) == ["A"]
    assert titles("Title, short;Colour\nA;red\n", "columns: {'Title, short': title}") == ["A"]


def test_a_stated_delimiter_and_a_single_column() -> None:
    assert titles("Title~Year\nA~2020\n", PLAIN + "\ndelimiter: '~'") == ["A"]
    assert titles("Title\nA\nB\n", "columns: {Title: title}") == ["A", "B"]
    with pytest.raises(DocumentError, match="not one character"):
        cut("Title\n", PLAIN + "\ndelimiter: '::'")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_told_by_its_mark(encoding: str) -> None:
    assert titles("Title,Year\nŁódź – ünïcode,2020\n".encode(encoding)) == ["Łódź – ünïcode"]


def test_other_encodings_are_stated_and_never_guessed() -> None:
    content = "Title,Year\nCafé – “x”,2020\n".encode("cp1252")
    with pytest.raises(DocumentError, match=r"not utf-8.*encoding: windows-1252.*after line 1"):
        cut(content)
    assert titles(content, PLAIN + "\nencoding: windows-1252") == ["Café – “x”"]
    with pytest.raises(DocumentError, match="'klingon' is none"):
        cut(content, PLAIN + "\nencoding: klingon")
    (made,) = readings("Title,Year\nÉ,2020\n".encode("utf-16"), PLAIN + "\nencoding: windows-1252")
    assert any("byte order mark says utf-16" in note for note in made.notes)


def test_quoted_newlines_empty_rows_and_rows_numbers() -> None:
    found = cut('Title,Year\n"A\nb",2020\n\n,\nC,2021\n')
    assert [part.key for part in found] == ["t-row-2", "t-row-5"]
    assert [json.loads(part.content)["row"] for part in found] == [2, 5]
    made = reading(found[1]).records[0]
    assert isinstance(made, Study)
    assert made.title
    assert made.title.evidence[0].pointer == "cell=5,1"
    assert made.title.evidence[0].syntax == "rfc7111"


def test_ragged_rows_are_told_and_shifted_ones_are_not_read() -> None:
    short, shifted, empty = cut("Title,Year\nA\nB,2020,extra\nC,2021,,\n")
    assert any("1 cells fewer" in note for note in reading(short).notes)
    assert shifted.error
    assert "more cells than the header ('extra')" in shifted.error
    assert not reading(empty).notes


def test_columns_of_one_name_and_without_name() -> None:
    mapping = "columns: {Title: title, Title (2): alternative_title, column 3: description}"
    found = study("Title,Title,,Year\nA,B,C,2020\n", mapping)
    assert [t.value for t in found.alternate_titles] == ["B"]
    assert found.description
    assert found.description.value == "C"


def test_two_header_rows_are_joined_and_rows_around_are_skipped() -> None:
    text = (
        "A list of studies,,\nStudy,,Money\nTitle,Year,Grant\n(text),(date),(ref)\nA,2020,ES/K002317/1\nSource: us,,\n"
    )
    mapping = (
        "header: [2, 3]\nskip: 4\nlast: 5\ncolumns: {Study / Title: title, Study / Year: issued, Money / Grant: grant}"
    )
    assert titles(text, mapping) == ["A"]


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    assert titles('Title,Year\n"=HYPERLINK(""https://x"")",2020\n') == ['=HYPERLINK("https://x")']
    assert titles(sheet(["Title", "Year"], ["+1 study", 2020])) == ["+1 study"]


def test_every_table_needs_a_mapping_and_gets_one_to_begin_with() -> None:
    with pytest.raises(DocumentError, match=r"(?s)no mapping.*columns:.*Title: title.*Some Column:") as told:
        cut("Title,Some Column\nA,b\n", None)
    begun = str(told.value).split("begin with:\n")[1]
    with pytest.raises(DocumentError, match="say what property this column is"):
        parse_mapping(begun.encode())
    assert titles("Title,Some Column\nA,b\n", begun.replace("Some Column:", "Some Column: place #")) == ["A"]
    with pytest.raises(DocumentError, match="no mapping"):
        read(document('{"row": 1, "cells": []}', None), "table")


def test_tables_are_recognised() -> None:
    assert recognise(document("Title\nA\n", None)).kind == "table"
    assert recognise(document("Title\tYear\nA\t1\n", None, "t.tsv")).kind == "table"
    assert recognise(document(sheet(["Title"]), None, "t.bin")).kind == "table"
    assert recognise(document("x", PLAIN, "t.txt")).kind == "table"
    assert table.recognise(document("Some words.", None, "t.txt")) == 0


# Workbooks ---------------------------------------------------------------------------------------------


def test_a_workbooks_cells_are_texts() -> None:
    content = sheet(
        ["Title", "Year", "Flag", "When"], ["A", 2020.0, True, datetime(2021, 2, 3)], [7, 2020.5, None, None]
    )
    mapping = "columns: {Title: title, Year: identifier, Flag: place, When: issued}"
    found = [json.loads(part.content)["cells"] for part in cut(content, mapping, "t.xlsx")]
    assert found == [
        [[1, "Title", "A"], [2, "Year", "2020"], [3, "Flag", "true"], [4, "When", "2021-02-03"]],
        [[1, "Title", "7"], [2, "Year", "2020.5"]],
    ]


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_dates_and_serial_numbers_in_both_epochs(epoch: int) -> None:
    def fill(book: Any) -> None:
        if epoch == 1904:
            book.epoch = CALENDAR_MAC_1904
        book.active.append(["Title", "Typed", "Serial"])
        book.active.append(["A", datetime(2020, 1, 31), 43861 if epoch == 1900 else 43861 - 1462])

    mapping = "columns: {Title: title, Typed: issued, Serial: {property: modified, format: excel}}"
    found = study(workbook(fill), mapping)
    assert found.issued
    assert found.modified
    assert (found.issued.value, found.modified.value) == ("2020-01-31", "2020-01-31")


def test_numbers_are_dates_only_where_the_mapping_says_so() -> None:
    made = readings("Title,Year\nA,43861\n")[0]
    assert made.records[0].issued.value == "43861"  # type: ignore[union-attr]
    assert any("'43861' is no date" in note for note in made.notes)
    found = study("Title,Year\nA,43861\n", "columns: {Title: title, Year: {property: issued, format: excel-1904}}")
    assert found.issued
    assert found.issued.value == "2024-02-01"
    year = readings("Title,Year\nA,2019\n", "columns: {Title: title, Year: {property: issued, format: excel}}")[0]
    assert year.records[0].issued.value == "2019"  # type: ignore[union-attr]
    assert any("was read as a year" in note for note in year.notes)


def test_keys_are_remembered_in_little_memory() -> None:
    seen = Seen()
    texts = [f"key-{number}" for number in range(5_000)]
    for text in (*texts, *texts[:9]):
        seen.add(text)
    assert seen.count == len(texts)
    assert all(text in seen for text in texts)
    assert not any(f"other-{number}" in seen for number in range(5_000))
    assert len(seen.slots) * seen.slots.itemsize <= 24 * len(texts)


def test_merged_cells_hold_for_each_of_their_cells() -> None:
    def fill(book: Any) -> None:
        active = book.active
        for row in (["Study", None, "Money"], ["Title", "Place", "Grant"], ["A", "Wales", "EX/1"], ["B", None, "EX/2"]):
            active.append(row)
        active.merge_cells("A1:B1")
        active.merge_cells("B3:B4")

    mapping = "header: [1, 2]\ncolumns: {Study / Title: title, Study / Place: place, Money / Grant: grant}"
    found = [made.records[0] for made in readings(workbook(fill), mapping)]
    assert [[p.value for p in s.places] for s in found if isinstance(s, Study)] == [["Wales"], ["Wales"]]


def test_sheets_are_named_or_the_first_that_is_visible() -> None:
    def fill(book: Any) -> None:
        book.active.append(["Notes"])
        book.active.sheet_state = "hidden"
        for name in ("Studies", "Old"):
            made = book.create_sheet(name)
            made.append(["Title", "Year"])
            made.append([f"In {name}", 2020])

    content = workbook(fill)
    (made,) = readings(content)
    assert made.records[0].title.value == "In Studies"  # type: ignore[union-attr]
    assert any("2 visible sheets; the first, 'Studies'" in note for note in made.notes)
    assert titles(content, PLAIN + "\nsheet: Old") == ["In Old"]
    hidden = readings(
        workbook(lambda b: (fill(b), b["Old"].__setattr__("sheet_state", "hidden"))), PLAIN + "\nsheet: Old"
    )  # type: ignore[arg-type,func-returns-value]
    assert "the sheet 'Old' is hidden" in hidden[0].notes
    with pytest.raises(DocumentError, match="no sheet 'New'; it has 'Sheet', 'Studies', 'Old'"):
        cut(content, PLAIN + "\nsheet: New")


def test_a_formula_counts_by_its_value_and_an_error_as_nothing() -> None:
    content = sheet(["Title", "Year"], ["A", "#REF!"])
    assert titles(content) == ["A"]


# Mappings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mapping", "words", "place"),
    [
        ("columns: {Title: titel}", "'titel' is no property; did you mean 'title'", "line 1, column 18"),
        ("columns:\n  Title: title\n  Nope: place", r"no column 'Nope'; it has: 'Title', 'Year'", "line 3, column 3"),
        ("columns: {Title: title}\nkey: Nope", "no column 'Nope', the key", None),
        ("columns: {Title: title}\ncolour: red", "'colour' is no key of a mapping", "line 2, column 1"),
        ("columns: {Title: {property: title, split: x}}", "'split' is no option of a column", "line 1, column 36"),
        ("columns: {Title: {separator: ';'}}", "say what property", "line 1, column 18"),
        ("columns: {Title: title, Title: place}", "names 'Title' twice", "line 1, column 25"),
        ("columns: {Title: {property: issued, format: soon}}", "no date format", "line 1, column 45"),
        ("columns: {Title: {property: title, separator: ''}}", "separator is empty", "line 1, column 47"),
        ("columns: {Title: {property: creator.name, type: robot}}", "no type of an agent", "line 1, column 49"),
        ("columns: {Title: title}\nheader: none", "must be the number of a row", "line 2, column 9"),
        ("columns: {Title: title}\nconstants: {titel: x}", "no property", "line 2, column 13"),
        ("columns: [Title]", "must be a list of names and values", "line 1, column 10"),
        ("title: x", "has no columns", None),
        ("columns: {Title: &a title, Year: *a}", "anchor or an alias", "line 1, column 18"),
        ("columns: {Title: !!python/object:os.system title}", "has a tag", "line 1, column 18"),
        ("columns: {Title: title", "not YAML", "line 1, column 23"),
        ("", "empty", None),
        ("- a\n- b", "must be a list of names", "line 1, column 1"),
        ("columns: {Title: title}\nheader: 7", "no header in row 7", None),
    ],
)
def test_errors_of_a_mapping_say_what_is_wrong_and_where(mapping: str, words: str, place: str | None) -> None:
    with pytest.raises(DocumentError, match=words) as told:
        cut("Title,Year\nA,2020\n", mapping)
    if place:
        assert told.value.position == place


def test_yaml_bombs_are_refused() -> None:
    laughs = "a: &a [x, x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for mapping in (laughs, "columns: " + "[" * 10_000, "columns: " + "{a: " * 10_000, "x" * 300_000, b"\xff\xfe\x00"):
        with pytest.raises(DocumentError):
            cut("Title\nA\n", mapping)


def test_texts_are_texts_whatever_yaml_takes_them_for() -> None:
    mapping = "columns: {1: title, Yes: {property: access, lookup: {yes: Open access, no: ''}}, 2020-01-01: place}"
    found = study("1,Yes,2020-01-01\nA,yes,Wales\n", mapping)
    assert found.access
    assert found.access.value == "Open access"
    assert found.access_status
    assert study("1,Yes,2020-01-01\nA,NO,Wales\n", mapping).access is None


def test_lookups_that_miss_are_told() -> None:
    mapping = "columns: {Title: title, Year: {property: place, lookup: {W: Wales}, separator: ';'}}"
    (made,) = readings("Title,Year\nA,w;X\n", mapping)
    assert [p.value for p in made.records[0].places] == ["Wales", "X"]  # type: ignore[union-attr]
    assert made.notes == ("Year: 'X' is not in the mapping's lookup; it was read as it is written",)


@pytest.mark.parametrize(
    ("text", "format_", "value"),
    [
        ("03.02.2019", "DD.MM.YYYY", "2019-02-03"),
        ("3/2/19", "'%d/%m/%y'", "2019-02-03"),
        ("Feb 2019", "MMM YYYY", "2019-02"),
        ("2019", "[DD.MM.YYYY, YYYY]", "2019"),
        ("03.02.2019 14:05", "DD.MM.YYYY hh:mm", "2019-02-03T14:05:00"),
        ("2019-02-03", "DD.MM.YYYY", "2019-02-03"),
        ("3 February 2019", "DD.MM.YYYY", "2019-02-03"),
        ("31.02.2019", "DD.MM.YYYY", "31.02.2019"),
        ("1e300", "excel", "1e300"),
    ],
)
def test_date_formats(text: str, format_: str, value: str) -> None:
    found = study(
        f"Title,Year\nA,{text}\n", f"columns: {{Title: title, Year: {{property: issued, format: {format_}}}}}"
    )
    assert found.issued
    assert found.issued.value == value


def test_lists_beside_each_other_stay_in_step() -> None:
    mapping = (
        "columns: {Title: title, Who: {property: creator.name, separator: ';'}, "
        "Ids: {property: creator.orcid, separator: ';'}, At: {property: creator.affiliation, separator: ';'}}"
    )
    found = study(
        'Title,Who,Ids,At\nA,"Rossi, Maria;Carberry, Josiah;Test Institute",;0000-0002-1825-0097;,Uni;;\n', mapping
    )
    first, second, third = (agent.value for agent in found.creators)
    assert isinstance(first, Person)
    assert isinstance(second, Person)
    assert isinstance(third, Organization)
    assert not first.identifiers
    assert second.identifiers[0].value.value == "0000-0002-1825-0097"
    (made,) = readings('Title,Who,Ids,At\nA,"Rossi, Maria;Carberry, Josiah",0000-0002-1825-0097,\n', mapping)
    assert any("1 values beside 2 names" in note for note in made.notes)


def test_columns_beside_each_other_stay_in_step() -> None:
    mapping = (
        "columns: {Title: title, Who 1: creator.name, Id 1: creator.orcid, Who 2: creator.name, Id 2: creator.orcid}"
    )
    found = study("Title,Who 1,Id 1,Who 2,Id 2\nA,Maria Rossi,,Josiah Carberry,0000-0002-1825-0097\n", mapping)
    assert [len(agent.value.identifiers) for agent in found.creators] == [0, 1]


def test_a_name_may_be_said_to_be_a_person_or_an_organisation() -> None:
    row = "Title,Year\nA,Madonna\n"
    for type_, class_ in (("person", Person), ("organization", Organization)):
        found = study(row, f"columns: {{Title: title, Year: {{property: creator.name, type: {type_}}}}}")
        assert isinstance(found.creators[0].value, class_)
    (made,) = readings(row, "columns: {Title: title, Year: creator.name}")
    assert any("may be a person or an organisation" in note for note in made.notes)


def test_amounts_with_decimal_commas() -> None:
    mapping = "columns: {Title: title, Ref: grant, Sum: {property: grant.amount, decimal: ',', currency: EUR}}"
    found = study('Title,Ref,Sum\nA,EX/1,"1.234.567,80"\n', mapping)
    assert found.project
    amount = found.project.value.grants[0].value.amount
    assert amount
    assert (amount.value.value, amount.value.currency) == ("1234567.80", "EUR")
    (made,) = readings("Title,Ref,Sum\nA,EX/1,much\n", mapping)
    assert any("is no amount" in note for note in made.notes)


def test_values_that_are_not_what_they_claim_are_told() -> None:
    mapping = (
        "columns: {Title: title, D: doi, U: url, S: access_status, P: period, M: contact.email, O: "
        "creator.orcid, F: distribution.url}"
    )
    (made,) = readings("Title,D,U,S,P,M,O,F\nA,11.5/x,page,ajar,long ago,me,1234,file.csv\n", mapping)
    told = " ".join(made.notes)
    for text in ("'11.5/x'", "'page'", "'ajar'", "'long ago'", "'me'", "beside 0 names", "'file.csv'"):
        assert text in told
    assert written(made)


def test_columns_that_are_not_mapped_are_audited() -> None:
    (made,) = readings("Title,Year,Colour,Shelf\nA,2020,blue,7\n", PLAIN + "\nignore: {Shelf: ours}")
    assert made.unknown == (("Colour", 1),)


def test_keys() -> None:
    mapping = PLAIN + "\nkey: [Title, Year]"
    found = cut("Title,Year\nAlpha Beta,2020\nAlpha/Beta,2020\nalpha beta,2020\n", mapping)
    assert found[0].key == "t-alpha-beta-2020"
    assert found[1].key
    assert found[1].key.startswith("t-alpha-beta-2020-")
    assert found[2].error
    assert "has the key of a row before it" in found[2].error
    assert len({part.key for part in found}) == 3
    assert [reading(part, mapping).key for part in found[:2]] == [part.key for part in found[:2]]
    named = cut("Title,Year\nAlpha Beta,2020\n", f"title: Sample register\n{mapping}")
    assert [part.key for part in named] == ["sample-register-alpha-beta-2020"]


def test_tables_that_are_read_together_share_no_key() -> None:
    one, two = (cut("Title\nA\n", "columns: {Title: title}", name)[0].key for name in ("one.csv", "two.csv"))
    assert one != two


def test_every_property_of_a_mapping_is_read() -> None:
    samples = {
        "doi": "10.5072/X",
        "access_status": "open",
        "period": "2001-2004",
        "creator.orcid": "0000-0002-1825-0097",
        "creator.ror": "https://ror.org/04mhzgx49",
        "grant.amount": "12.5",
        "grant.currency": "EUR",
        "contact.email": "a@b.example",
        "publication.doi": "10.5072/Y",
        "language": "en",
        "frequency": "ANNUAL",
    }
    for name in PROPERTIES:
        text = samples.get(name) or (
            "2020-01-01"
            if name in DATES
            else "https://x.example/1"
            if "url" in name or name == "series"
            else "Some Institute"
        )
        mapping = f"columns: {{T: title, V: {name}}}\nconstants: {CONSTANTS.get(name, '{}')}"
        made, without = (readings(f"T,V\nA,{value}\n", mapping)[0] for value in (text, ""))
        assert made.records != without.records or made.notes != without.notes, name
        assert written(made), name


DATES = ("issued", "modified", "start", "end", "project.start", "project.end")
CONSTANTS = {
    "creator.orcid": "{creator.name: Maria Rossi}",
    "creator.ror": "{creator.name: Some Institute}",
    "creator.affiliation": "{creator.name: Maria Rossi}",
    "grant.amount": "{grant: EX/1, grant.currency: EUR}",
    "grant.currency": "{grant: EX/1, grant.amount: '5'}",
    "distribution.format": "{distribution.url: 'https://x.example/a'}",
}


def test_the_evidence_of_every_cell_leads_back_to_it() -> None:
    mapping = (FOLDER / "input.csv.mapping.yml").read_bytes()
    content = (FOLDER / "input.csv").read_bytes()
    (part,) = cut(content, mapping)
    rows = list(csv.reader(io.StringIO(content.decode()), delimiter=";"))
    found = reading(part, mapping).records[0]
    assert isinstance(found, Study)
    assert found.title
    for said in (found.title, *found.keywords, *(d.value.url for d in found.distributions)):
        row, column = map(int, str(said.evidence[0].pointer).removeprefix("cell=").split(","))
        assert said.value in rows[row - 1][column - 1]


# Hostile -----------------------------------------------------------------------------------------------


def test_a_line_without_end_a_nul_and_a_quote_that_is_not_closed() -> None:
    for content, words in (
        ("Title,Year\n" + "x" * 30_000_000 + ",2020\n", "longer than"),
        ("Title,Year\nA\0B,2020\n", "NUL"),
        ('Title,Year\nA,2020\n"B,2020\nC,2020\n', "breaks off"),
        ('Title,Year\n"A"b,2020\n', "is no CSV"),
        ("Title,Year\n" + "A," * 50_000 + "\n", "more than 16,384 columns"),
        ("", "no header"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
    ):
        with pytest.raises(DocumentError, match=words):
            cut(content)


def test_rows_before_a_broken_one_are_read() -> None:
    found = parts(document("Title,Year\nA,2020\nB\0,2020\n"), "table")
    assert next(found).key == "t-row-2"
    with pytest.raises(DocumentError, match=r"NUL.*line 3"):
        next(found)


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(["Title", "Year"], ["A", 2020]))) as original,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in original.namelist():
            if name.rpartition("/")[2].replace(".", "_") not in members:
                archive.writestr(name, original.read(name))
        for name, content in members.items():
            place = {"sheet1_xml": "xl/worksheets/sheet1.xml", "sharedStrings_xml": "xl/sharedStrings.xml"}.get(
                name, f"xl/{name}"
            )
            archive.writestr(place, content)
    return made.getvalue()


SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_bombs_in_workbooks_end_in_a_document_error() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    head = b"<worksheet " + SPACE + b"><sheetData>"
    for content in (
        packed(bomb=b"\0" * 270_000_000),
        packed(sharedStrings_xml=b"<sst>" + b" " * 70_000_000),
        packed(sheet1_xml=laughs + head + b"</sheetData></worksheet>"),
        packed(sheet1_xml=head + b'<row r="1"><c r="A1" t="s"><v>999999</v></c></row></sheetData></worksheet>'),
        packed(sheet1_xml=head + b'<row r="1"><c r="A1"><v>1</v></c>'),
        packed(sheet1_xml=head + b"<row>" * 100_000),
        sheet(["Title", "Year"])[:-200],
        b"PK\x03\x04" + b"[Content_Types].xml" + b"\0" * 100,
    ):
        with pytest.raises(DocumentError):
            cut(content)


def test_a_row_number_that_is_beyond_all_sheets_ends() -> None:
    head = b"<worksheet " + SPACE + b"><sheetData>"
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>'
    body = head + row % (1, 1, b"Title") + row % (10**12, 1, b"far") + b"</sheetData></worksheet>"
    assert cut(packed(sheet1_xml=body), "columns: {Title: title}") == []


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_rows_come_back_as_they_were_written(rows: list[list[str]], delimiter: str) -> None:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows([["Title", "Year", "Place"], *rows])
    found = [{name: text for _, name, text in json.loads(part.content)["cells"]} for part in cut(made.getvalue())]
    wanted = [dict(zip(("Title", "Year", "Place"), row, strict=True)) for row in rows if any(row)]
    assert found == [{name: text for name, text in row.items() if text} for row in wanted]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.none() | CELLS | st.integers(0, 10**9) | st.booleans() | st.dates().map(str), min_size=2, max_size=2
        ),
        max_size=5,
    )
)
def test_workbooks_come_back_as_they_were_written(rows: list[list[Any]]) -> None:
    plain = [["" if c is None else str(c).lower() if isinstance(c, bool) else str(c) for c in row] for row in rows]
    kept = [[None if isinstance(c, str) and c[:1] in "=" else c for c in row] for row in rows]
    found = [
        [text for _, _, text in json.loads(part.content)["cells"]] for part in cut(sheet(["Title", "Year"], *kept))
    ]
    texts = [[t for t, c in zip(p, k, strict=True) if t and c is not None] for p, k in zip(plain, kept, strict=True)]
    assert found == [row for row in texts if row]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_anything_ends_in_rows_or_a_document_error(data: st.DataObject) -> None:
    content = bytearray((FOLDER / "input.csv").read_bytes())
    mapping = bytearray((FOLDER / "input.csv.mapping.yml").read_bytes())
    for target in (content, mapping):
        for _ in range(data.draw(st.integers(0, 2))):
            start = data.draw(st.integers(0, len(target) - 1))
            piece = data.draw(
                st.binary(max_size=5)
                | st.sampled_from([b'"', b";", b"\n", b"\0", b"&a ", b"*a", b": ", b"|", b"{", b"\xc3"])
            )
            target[start : start + data.draw(st.integers(0, 12))] = piece
    try:
        found = cut(bytes(content), bytes(mapping))
    except DocumentError:
        return
    for part in found:
        if part.error is None:
            assert written(reading(part, bytes(mapping)))


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda i: st.lists(i) | st.dictionaries(st.sampled_from(["row", "cells", "epoch", "notes", "x"]), i),
    ).map(lambda v: json.dumps(v).encode())
)
def test_what_is_no_row_is_an_error(content: bytes) -> None:
    try:
        made = read(document(content), "table")
    except DocumentError:
        return
    assert isinstance(made, Reading)


def test_a_table_is_a_source_by_its_own_mapping(tmp_path: Path) -> None:
    chosen = load({}, data=tmp_path / "data", base="https://example.org/")
    (tmp_path / "rivers.csv").write_text("Title\nRivers by night\n", "utf-8")
    (tmp_path / "rivers.csv.mapping.yml").write_text(
        "title: Register of rivers\npublisher: Mill Trust\nlicence: https://example.org/licence\n"
        "home: https://rivers.example.org/\ncolumns: {Title: title}\n",
        "utf-8",
    )
    (tmp_path / "other.csv").write_text("Title\nLakes by day\n", "utf-8")
    (tmp_path / "other.csv.mapping.yml").write_text(PLAIN.replace(", Year: issued", ""), "utf-8")
    tables = [str(tmp_path / name) for name in ("rivers.csv", "other.csv")]
    outcome = pipeline.build(harvest.gather(tables, chosen, None), chosen)
    assert {d["status"] for d in outcome.report["documents"]} == {"published"}, outcome.report
    current = Snapshots(chosen.data).current()
    graph = current.graph("https://example.org/graph/catalogue/table-register-of-rivers")
    said = {(quad.triple.predicate.value, str(quad.triple.object)) for quad in graph}
    assert ("http://purl.org/dc/terms/license", "<https://example.org/licence>") in said
    assert ("http://xmlns.com/foaf/0.1/name", '"Mill Trust"') in said
    assert ("http://www.w3.org/ns/dcat#dataset", "<https://example.org/id/study/rivers-by-night>") in said
    assert "https://example.org/graph/catalogue/table" in current.graphs
    record = {str(quad.triple.object) for quad in current.graph("https://example.org/graph/dcat/rivers-by-night")}
    assert "<https://example.org/licence>" in record


def test_a_second_byte_order_mark_is_no_part_of_a_name() -> None:
    assert titles("\ufeffTitle,Year\nWeirs,2020\n".encode("utf-16")) == ["Weirs"]
