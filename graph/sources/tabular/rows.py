"""The rows of CSV, TSV and XLSX, one after the other, each cell a text at its column."""

from __future__ import annotations

import csv
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from graph.sources.base import Document, DocumentError
from graph.sources.tabular.mapping import TableMapping

ZIP = b"PK\x03\x04"
MAX_UNPACKED = 256 * 1024 * 1024
MAX_STRINGS = 64 * 1024 * 1024
MAX_MEMBERS = 5_000
MAX_LINE = 4 * 1024 * 1024
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_MERGES = 20_000
MAX_MERGED = 5_000_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", ";", "\t", "|")
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]{0,200}?\bref\s*=\s*[\"']([A-Za-z]{1,3}\d{1,7}:[A-Za-z]{1,3}\d{1,7})[\"']"
)
_PROLOG = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*+<!(?:DOCTYPE|ENTITY)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's rows with their numbers from 1, the notes on how it was opened, and the epoch of its serial dates."""

    rows: Iterator[tuple[int, list[str]]]
    notes: tuple[str, ...] = ()
    epoch: int = 1900


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as an XLSX workbook does."""
    return content.startswith(ZIP) and any(
        name in content[:8192] for name in (b"[Content_Types].xml", b"xl/", b"_rels/")
    )


def rows_of(document: Document, mapping: TableMapping) -> Rows:
    """The rows of a table. Raises :class:`DocumentError` where it cannot be opened; its rows do where one is broken."""
    head = document.content[:8192]
    if head.startswith(ZIP):
        return _workbook(document, mapping)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError("the document is an old Excel workbook (XLS) or is encrypted: save it as XLSX or CSV")
    return _text(document, mapping)


# CSV -------------------------------------------------------------------------------------------------


def _text(document: Document, mapping: TableMapping) -> Rows:
    encoding, notes = _encoding(document, mapping.encoding)
    delimiter = _delimiter(document, encoding, mapping)
    return Rows(_csv(document.stream(), encoding, delimiter), notes)


def _encoding(document: Document, stated: str | None) -> tuple[str, tuple[str, ...]]:
    """The encoding by the byte order mark, else as stated, else UTF-8; nothing is guessed."""
    for mark, name in _MARKS:
        if document.content.startswith(mark):
            plain = (stated or name).lower().replace("_", "-").removesuffix("-sig")
            told = f"the mapping states {stated}, but the table's byte order mark says {name.removesuffix('-sig')}"
            return name, () if plain[:5] == name[:5] else (told,)
    if stated:
        try:
            "".encode(stated)
        except LookupError:
            raise DocumentError(
                f"the mapping's encoding {stated!r} is none; try utf-8, utf-16 or windows-1252"
            ) from None
        return stated, ()
    return "utf-8", ()


def _csv(stream: BinaryIO, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    with closing(io.TextIOWrapper(stream, encoding, newline="")) as text:
        reader = csv.reader(_lines(text, encoding), delimiter=delimiter, strict=True)
        for number in itertools.count(1):
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise DocumentError(f"the table breaks off or is no CSV: {error}", f"row {number}") from None
            if len(row) > MAX_COLUMNS:
                raise DocumentError(f"the row has more than {MAX_COLUMNS:,} columns", f"row {number}")
            if number == 1 and row:
                row[0] = row[0].lstrip("\ufeff")  # a second byte order mark: it was saved twice
            yield number, [cell.strip() for cell in row]


def _lines(text: io.TextIOWrapper, encoding: str) -> Iterator[str]:
    for number in itertools.count(1):
        try:
            line = text.readline(MAX_LINE)
        except UnicodeError as error:
            told = (
                "say its encoding in the mapping (encoding: windows-1252, for example)" if encoding == "utf-8" else ""
            )
            reason = getattr(error, "reason", str(error))
            raise DocumentError(
                f"the table is not {encoding}: {reason}; {told}".rstrip("; "), f"at or after line {number}"
            ) from None
        if not line:
            return
        if "\0" in line:
            raise DocumentError("the table holds a NUL character", f"line {number}")
        if len(line) >= MAX_LINE and line[-1] != "\n":
            raise DocumentError(f"the line is longer than {MAX_LINE:,} characters", f"line {number}")
        yield line


def _delimiter(document: Document, encoding: str, mapping: TableMapping) -> str:
    """The delimiter as stated, else the one with which the header has the mapped columns, else the most frequent."""
    if mapping.delimiter:
        stated = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}.get(mapping.delimiter, mapping.delimiter)
        if len(stated) != 1 or stated in '"\r\n':
            raise DocumentError(f"the mapping's delimiter {mapping.delimiter!r} is not one character")
        return stated
    best, most = ",", (-1, 0)
    for delimiter in _DELIMITERS:
        found = []
        try:
            rows = itertools.islice(_csv(document.stream(), encoding, delimiter), max(mapping.header))
            found = [row for number, row in rows if number in mapping.header]
        except DocumentError:
            if delimiter == ",":
                continue
        cells = {" ".join(cell.split()).casefold() for row in found for cell in row}
        known = sum(1 for name in mapping.columns if name.rpartition(" / ")[2].casefold() in cells)
        width = max((len(row) for row in found), default=0)
        if (known, width) > most:
            best, most = delimiter, (known, width)
    return best


# XLSX ------------------------------------------------------------------------------------------------


def _workbook(document: Document, mapping: TableMapping) -> Rows:
    _refuse_bombs(document)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(document.stream(), read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise DocumentError(f"the workbook cannot be opened: {error or type(error).__name__}") from None
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    notes: list[str] = []
    name = mapping.sheet or next(iter(visible), None)
    if name is None or name not in [sheet.title for sheet in book.worksheets]:
        listed = ", ".join(repr(sheet.title) for sheet in book.worksheets)
        raise DocumentError(
            f"the workbook has no {'visible sheet' if name is None else f'sheet {name!r}'}; it has {listed}"
        )
    if name not in visible:
        notes.append(f"the sheet {name!r} is hidden")
    if not mapping.sheet and len(visible) > 1:
        notes.append(f"the workbook has {len(visible)} visible sheets; the first, {name!r}, was read")
    sheet: Any = book[name]
    merges = _merges(document, sheet)
    sheet.reset_dimensions()
    epoch = 1904 if book.epoch == CALENDAR_MAC_1904 else 1900
    return Rows(_merged(_cells(sheet), merges), tuple(notes), epoch)


def _refuse_bombs(document: Document) -> None:
    """Refuse an archive that unpacks to too much, or whose XML defines entities."""
    try:
        with zipfile.ZipFile(document.stream()) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise DocumentError(f"the workbook holds more than {MAX_MEMBERS:,} files")
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise DocumentError(f"the workbook unpacks to more than {MAX_UNPACKED // 2**20} MB")
            for member in members:
                if member.filename.endswith("sharedStrings.xml") and member.file_size > MAX_STRINGS:
                    raise DocumentError(f"the workbook's texts unpack to more than {MAX_STRINGS // 2**20} MB")
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as file:
                        head = file.read(65536)
                    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
                        head = head.decode("utf-16", "ignore").encode()
                    if _PROLOG.match(head.removeprefix(b"\xef\xbb\xbf")):
                        raise DocumentError(f"the workbook's {member.filename} defines entities, which are not read")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise DocumentError(f"the workbook is broken: {error}") from None
    except Exception as error:  # zlib's error has no public base class
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"the workbook is broken: {error}") from None


def _cells(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS), 1):
            if len(row) > MAX_COLUMNS:
                raise DocumentError(f"the row has more than {MAX_COLUMNS:,} columns", f"row {number}")
            yield number, [_cell(cell) for cell in row]
    except DocumentError:
        raise
    except Exception as error:
        raise DocumentError(f"the sheet is broken: {error or type(error).__name__}") from None


def _cell(cell: Any) -> str:
    """A cell's value as a text: dates in ISO 8601, whole numbers without a point, an error of a formula as nothing."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).replace("_x000D_", "").strip()


def _merges(document: Document, sheet: Any) -> list[tuple[int, int, int, int]]:
    """The merged areas of a sheet as (first column, first row, last column, last row), by their first rows."""
    found: list[tuple[int, int, int, int]] = []
    with zipfile.ZipFile(document.stream()) as archive, archive.open(sheet._worksheet_path) as file:
        rest = b""
        while chunk := file.read(1 << 20):
            text = rest + chunk
            for match in _MERGE.finditer(text):
                first, top, last, bottom = range_boundaries(match[1].decode().upper())
                found.append((int(first or 1), int(top or 1), int(last or 1), int(bottom or 1)))
            if len(found) > MAX_MERGES:
                raise DocumentError(f"the sheet has more than {MAX_MERGES:,} merged areas")
            end = text.rfind(b">") + 1
            rest = text[end:][-1000:]
    if sum((area[2] - area[0] + 1) * (area[3] - area[1] + 1) for area in found) > MAX_MERGED:
        raise DocumentError(f"the sheet's merged areas cover more than {MAX_MERGED:,} cells")
    return sorted(set(found), key=lambda area: area[1])


def _merged(
    rows: Iterable[tuple[int, list[str]]], areas: list[tuple[int, int, int, int]]
) -> Iterator[tuple[int, list[str]]]:
    """The rows with what a merged area holds in each of its cells."""
    waiting = list(reversed(areas))
    active: list[tuple[tuple[int, int, int, int], str]] = []
    for number, row in rows:
        active = [(area, text) for area, text in active if area[3] >= number]
        while waiting and waiting[-1][1] <= number:
            area = waiting.pop()
            if area[3] >= number and area[0] <= len(row):
                active.append((area, row[area[0] - 1]))
        for (first, _, last, _), text in active:
            row += [""] * (min(last, MAX_COLUMNS) - len(row))
            for column in range(first, min(last, MAX_COLUMNS) + 1):
                row[column - 1] = row[column - 1] or text
        yield number, row
