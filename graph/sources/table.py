"""Tables in CSV, TSV or XLSX: each row is a study, by a mapping that a curator writes (see ``docs/sources.md``)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from graph import identifiers
from graph.records import Reading
from graph.sources.base import Document, DocumentError, Part
from graph.sources.tabular.cells import Cells
from graph.sources.tabular.mapping import TableMapping, parse_mapping, skeleton
from graph.sources.tabular.rows import Rows, is_workbook, rows_of
from graph.sources.tabular.seen import Seen
from graph.sources.tabular.study import study_of
from graph.sources.values.told import told as told_of

STREAMS = True
_NAMES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm")


def told_by(mapping: bytes) -> dict[str, str]:
    """What a mapping says of its table as a source of its own; nothing where the mapping cannot be read."""
    try:
        parsed = parse_mapping(mapping)
    except DocumentError:
        return {}
    stated = {name: getattr(parsed, name) for name in ("title", "publisher", "licence", "home")}
    return {name: text for name, text in stated.items() if text}


def recognise(document: Document) -> float:
    """What a mapping was given with, a workbook, or a file whose name says that it is a table."""
    if document.mapping is not None:
        return 1.0
    if is_workbook(document.content):
        return 0.8
    name = (document.url or document.name).lower().partition("?")[0]
    return 0.6 if name.endswith(_NAMES) or document.name.lower().endswith(_NAMES) else 0.0


def parts(document: Document) -> Iterator[Part]:
    """Each row that holds something, with its number and its cells by their columns, as JSON.

    Raises :class:`DocumentError` where there is no mapping (with one to begin with), where it names a column that
    the table does not have, or where the table breaks off.
    """
    mapping = _mapping(document)
    table = rows_of(document, mapping)
    names = _header(table, mapping)
    _check(names, mapping)
    keyed = Seen()
    for number, row in table.rows:
        if number in mapping.skip or (mapping.last and number > mapping.last) or not any(row):
            continue
        cells = [[column, name, text] for column, (name, text) in enumerate(zip(names, row, strict=False), 1) if text]
        notes = list(table.notes)
        if len(row) < len(names):
            notes.append(f"the row has {len(names) - len(row)} cells fewer than the header")
        key = _key({str(name): str(text) for _, name, text in cells}, mapping, number, document.name)
        if error := _wrong(names, row, number, key, keyed):
            yield Part("table", f"{key}-row-{number}" if mapping.key else key, b"", document.url, error=error)
            continue
        content: dict[str, object] = {"row": number, "cells": cells} | ({"notes": notes} if notes else {})
        content |= {"epoch": table.epoch} if table.epoch != 1900 else {}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        if mapping.key:
            keyed.add(key)
        yield Part("table", key, text.encode("utf-8", "replace"), document.url)


def read(document: Document) -> Reading:
    """One row, as :func:`parts` cuts it, as a :class:`Reading` of one study.

    Raises :class:`DocumentError` where there is no mapping, or the document is no row.
    """
    mapping = _mapping(document)
    cells = _row(document.content)
    study, language, notes = study_of(cells, mapping)
    study, text, told = told_of(study, language)
    known = {*mapping.columns, *mapping.ignore}
    return Reading(
        key=_key(cells.texts(), mapping, cells.row, document.name),
        text=text,
        records=(study,),
        url=document.url,
        language=language,
        unknown=tuple((name, 1) for name in sorted(cells.texts()) if name not in known),
        notes=(*cells.notes, *notes, *told),
    )


def _mapping(document: Document) -> TableMapping:
    if document.mapping is not None:
        return parse_mapping(document.mapping)
    bare = TableMapping({}, {}, {})
    names = _header(rows_of(document, bare), bare)
    raise DocumentError(
        "the table has no mapping: write one that says which column is which property, and give it with the table."
        f" To begin with:\n{skeleton(names)}"
    )


def _header(table: Rows, mapping: TableMapping) -> list[str]:
    """The columns' names: those of the header's rows joined by " / ", each once."""
    found: list[list[str]] = []
    for number, row in table.rows:
        if number in mapping.header:
            found.append([" ".join(cell.split()) for cell in row])
        if number >= max(mapping.header):
            break
    if len(found) < len(mapping.header) or not any(any(row) for row in found):
        raise DocumentError(f"the table has no header in row {max(mapping.header)}: say header: in the mapping")
    width = max(len(row) for row in found)
    rows = [row + [""] * (width - len(row)) for row in found]
    for row in rows[:-1]:
        for column in range(1, width):
            row[column] = row[column] or row[column - 1]
    names: list[str] = []
    for column in range(width):
        name = " / ".join(dict.fromkeys(row[column] for row in rows if row[column])) or f"column {column + 1}"
        again = sum(1 for other in names if other == name or other.startswith(f"{name} ("))
        names.append(f"{name} ({again + 1})" if again else name)
    return names


def _check(names: list[str], mapping: TableMapping) -> None:
    """Refuse a mapping that names a column that is not there."""
    listed = ", ".join(repr(name) for name in names)
    for name, column in mapping.columns.items():
        if name not in names:
            raise DocumentError(f"the table has no column {name!r}; it has: {listed}", column.position)
    for name in mapping.key:
        if name not in names:
            raise DocumentError(f"the table has no column {name!r}, the key of the mapping; it has: {listed}")


def _wrong(names: list[str], row: list[str], number: int, key: str, keyed: Seen) -> str | None:
    """Why a row cannot be read: its cells have shifted, or another one has its key."""
    more = [text for text in row[len(names) :] if text]
    if more:
        return f"row {number} has more cells than the header ({more[0][:80]!r}): is a text with a delimiter not quoted?"
    if key in keyed:
        return f"row {number} has the key of a row before it, {key!r}: name a column that tells them apart"
    return None


def _key(texts: dict[str, str], mapping: TableMapping, row: int, name: str) -> str:
    """The table's name, and the slug of the key columns' values, told apart by what no slug keeps.

    Without values it is the row's number, in that file. So two tables that are read together share no key.
    """
    file = identifiers.slug(PurePosixPath(urlsplit(name.partition("#")[0]).path).stem, 40) or "table"
    text = " ".join(texts.get(column, "") for column in mapping.key).strip()
    if not text:
        return f"{file}-row-{row}"
    within = identifiers.slug(mapping.title, 40) if mapping.title else file
    slug = identifiers.slug(text, 80)
    plain = slug == text.casefold().replace(" ", "-")
    digest = hashlib.sha256(text.casefold().encode()).hexdigest()[:8]
    return "-".join(part for part in (within, slug, "" if plain else digest) if part)


def _row(content: bytes) -> Cells:
    try:
        held = json.loads(content)
        cells = [(int(column), str(name), str(text)) for column, name, text in held["cells"]]
        notes = tuple(str(note) for note in held.get("notes", ()))
        return Cells(int(held["row"]), tuple(cells), int(held.get("epoch", 1900)), notes)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DocumentError("the document is no row of a table: a table is read by its rows") from None
