"""SPARQL results as tables for people (from the SPARQL 1.1 Query Results JSON Format)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response

from graph import serialization
from graph.store import pages
from graph.store.base import Answer, Form
from graph.store.pool.client import LimitReached
from graph.store.snapshot import Snapshot
from web import vocabulary
from web.paging import Page
from web.site import base, link

PIECE = 1 << 20
"""Bytes of a large answer that are sent at a time."""
ROWS = 500
"""Rows that a page shows; it says how many there are in all."""
JSON = next(format for format in serialization.FORMATS if format.name == "json")
TURTLE = serialization.of("graph")[0]
FOR_A_PAGE: Mapping[Form, serialization.Format | None] = {"results": JSON, "graph": TURTLE}
"""What a page asks of a store, to show it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A term of a row: its text, where it leads, its whole form, and its language or datatype."""

    text: str
    href: str | None = None
    title: str = ""
    language: str | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A result on a page: a table (``names``, ``rows``), yes or no (``boolean``), or ``turtle``."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    total: int = 0
    first: int = 1
    boolean: bool | None = None
    turtle: str | None = None
    cut: bool = False


def sent(answer: Answer) -> Response:
    """An answer as a response with its length; a large one is read from its file as it is sent."""
    if answer.mapped is None:
        return Response(answer.content, content_type=answer.format.content_type)
    mapped = answer.mapped
    pieces = (mapped[at : at + PIECE] for at in range(0, len(mapped), PIECE))
    response = Response(pieces, content_type=answer.format.content_type)
    response.headers["Content-Length"] = str(len(mapped))
    response.call_on_close(mapped.close)
    return response


def shown(answer: Answer, labelled_by: Snapshot | None = None, page: Page | None = None) -> Shown:
    """A result for a page; with a snapshot, entities are called by their labels.

    ``page`` says which of how many rows the answer holds, where it does not hold all.
    """
    if answer.mapped is not None:
        size = len(answer.mapped)
        answer.mapped.close()
        raise LimitReached(
            "page", "what a page can show", f"the result has {size:,} bytes", "download it, or add a LIMIT"
        )
    if answer.format is TURTLE:
        text = answer.content.decode()
        return Shown(turtle=text[: ROWS * 100], cut=len(text) > ROWS * 100)
    found = json.loads(answer.content)
    if "boolean" in found:
        return Shown(boolean=found["boolean"])
    names, rows = tuple(found["head"]["vars"]), found["results"]["bindings"]
    most = page.size if page else ROWS
    iris = {term["value"] for row in rows[:most] for term in row.values() if term["type"] == "uri"}
    labels = pages.labels(labelled_by, iris) if labelled_by else {}
    cells = tuple(tuple(_cell(row.get(name), labels) for name in names) for row in rows[:most])
    if page is not None:
        return Shown(names, cells, page.total, page.offset + 1)
    return Shown(names, cells, len(rows), cut=len(rows) > ROWS)


def _cell(term: dict[str, Any] | None, labels: Mapping[str, str]) -> Cell | None:
    if term is None:
        return None
    value = str(term["value"])
    if term["type"] == "uri":
        return Cell(labels.get(value) or vocabulary.compact(value, base()), link(value), value)
    datatype = str(term.get("datatype", ""))
    is_number = datatype.endswith(("#integer", "#decimal", "#double"))
    return Cell(value, None, vocabulary.compact(datatype, base()), term.get("xml:lang"), is_number)
