"""A row's cells by the properties that its mapping gives them: texts, addresses, dates and spans of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from graph.records import (
    Evidence,
    Period,
    Value,
)
from graph.sources.tabular.mapping import Column, TableMapping
from graph.sources.values.dates import date_in, span_in
from graph.sources.values.iri import web_address
from graph.sources.values.plain_text import plain

RULE = "source.table"
_NUMBER = re.compile(r"-?\d{5,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SUCH = "such as DD/MM/YYYY or excel"


@dataclass(frozen=True, slots=True)
class Cells:
    """A row's cells as (column from 1, the column's name, text); ``epoch`` is that of the workbook's serial dates."""

    row: int
    cells: tuple[tuple[int, str, str], ...]
    epoch: int = 1900
    notes: tuple[str, ...] = ()

    def texts(self) -> dict[str, str]:
        return {name: text for _, name, text in self.cells}


@dataclass(frozen=True, slots=True)
class Said:
    """A value with the column that it stands in; empty where a list has nothing at its place."""

    text: str
    column: Column
    value: Value[str]


class Row:
    """A row's values by their properties, in the order of the columns; then the mapping's constants."""

    def __init__(self, cells: Cells, mapping: TableMapping) -> None:
        self.cells, self.mapping = cells, mapping
        self.notes: list[str] = []
        self.found: dict[str, list[Said]] = {}
        texts = {name: (column, text) for column, name, text in cells.cells}
        for name, column in mapping.columns.items():
            place, text = texts.get(name, (0, ""))
            self.found.setdefault(column.property, []).extend(self._split(name, column, place, text))
        for name, text in mapping.constants.items():
            evidence = Evidence(RULE, "1", pointer=f"constants/{name}", syntax="mapping")
            self.found.setdefault(name, []).append(Said(text, Column(name), Value(text, (evidence,), mapping.language)))

    def _split(self, name: str, column: Column, place: int, text: str) -> Iterator[Said]:
        evidence = Evidence(RULE, "1", pointer=f"cell={self.cells.row},{place}", syntax="rfc7111")
        language = column.language or self.mapping.language
        for part in text.split(column.separator) if column.separator else [text]:
            value = self._looked_up(name, column, part.strip())
            yield Said(value, column, Value(value, (evidence,), language))

    def _looked_up(self, name: str, column: Column, text: str) -> str:
        if not column.lookup or not text:
            return text
        if text in column.lookup:
            return column.lookup[text]
        folded = {key.casefold(): value for key, value in column.lookup.items()}
        if text.casefold() not in folded:
            self.notes.append(f"{name}: {text[:80]!r} is not in the mapping's lookup; it was read as it is written")
        return folded.get(text.casefold(), text)

    def said(self, name: str) -> list[Said]:
        """The values of a property that hold something."""
        return [said for said in self.found.get(name, ()) if said.text]

    def left_out(self, name: str, text: str, why: str) -> None:
        self.notes.append(f"{name} {text[:80]!r} {why} and was left out")

    def prose(self, name: str) -> tuple[Value[str], ...]:
        made = (replace(said.value, value=plain(said.text)) for said in self.said(name))
        return once(said for said in made if said.value)

    def values(self, name: str) -> tuple[Value[str], ...]:
        return once(replace(said.value, language=None) for said in self.said(name))

    def urls(self, name: str) -> tuple[Value[str], ...]:
        return once(self.addresses(self.said(name), name))

    def addresses(self, listed: Iterable[Said], name: str) -> Iterator[Value[str]]:
        for said in listed:
            url = web_address(said.text)
            if url:
                yield replace(said.value, value=url, language=None)
            else:
                self.left_out(name, said.text, "is no absolute http or https URL")

    def date(self, name: str, *, kept: bool = False) -> Value[str] | None:
        """The first date, in ISO 8601: as written, or by the column's formats.

        Where none is one and they are ``kept``, the first as it is written.
        """
        stated = self.said(name)
        found = [made for said in stated if (made := self._date(name, said, kept))]
        if others := [day for day in dict.fromkeys(said.value for said in found) if day != found[0].value]:
            self.notes.append(f"{name} holds {len(others) + 1} dates; the first was taken, not {', '.join(others)}")
        written = replace(stated[0].value, language=None) if kept and stated else None
        return found[0] if found else written

    def _date(self, name: str, said: Said, kept: bool) -> Value[str] | None:
        text = said.text.strip()
        if "excel" in "".join(said.column.formats) and _YEAR.fullmatch(text):
            self.notes.append(f"{name} {text!r} was read as a year, not as days since Excel's epoch")
            return replace(said.value, value=text, language=None)
        for pattern in said.column.formats:
            made = _serial(text, pattern, self.cells.epoch) if pattern.startswith("excel") else _written(text, pattern)
            if made:
                return replace(said.value, value=made, language=None)
        if (day := date_in(text)) and not _NUMBER.fullmatch(text):
            return replace(said.value, value=day, language=None)
        what = "; kept as it is written" if kept else " and was left out"
        self.notes.append(f"{name} {text[:80]!r} is no date in a format of the mapping ({_SUCH}){what}")
        return None

    def period(self, start: str, end: str, whole: str = "") -> Value[Period] | None:
        ends = self.date(start), self.date(end)
        if any(ends):
            evidence = tuple(e for said in ends if said for e in said.evidence)
            return Value(Period(*(said.value if said else None for said in ends)), evidence)
        for said in self.said(whole):
            if found := span_in(said.text):
                return Value(found, said.value.evidence)
            self.left_out(whole, said.text, "is no span of time")
        return None


def once(found: Iterable[Value[str]]) -> tuple[Value[str], ...]:
    return tuple({(said.value, said.language): said for said in reversed(list(found))}.values())[::-1]


def _written(text: str, pattern: str) -> str | None:
    """A date by a pattern of ``strptime``, as precise as the pattern is."""
    try:
        found = datetime.strptime(text, pattern)
    except ValueError:
        return None
    year, month, day = (any(d in pattern for d in given) for given in (("%Y", "%y"), ("%m", "%b", "%B"), ("%d", "%j")))
    if "%H" in pattern and (found.hour or found.minute or found.second):
        return found.isoformat()
    return found.strftime("%Y-%m-%d" if day else "%Y-%m" if month else "%Y").zfill(4) if year else None


def _serial(text: str, pattern: str, epoch: int) -> str | None:
    """A date by the days since Excel's epoch, that of 1904 where the pattern or the workbook says so."""
    try:
        days = float(text)
        base = CALENDAR_MAC_1904 if pattern == "excel-1904" or epoch == 1904 else CALENDAR_WINDOWS_1900
        found = from_excel(days, base)
    except (ValueError, OverflowError, TypeError):
        return None
    if not isinstance(found, datetime) or days < 1:
        return None
    return found.date().isoformat() if days.is_integer() else found.isoformat(timespec="seconds")
