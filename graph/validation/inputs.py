"""What somebody hands in to be validated: RDF in any syntax, or a page with metadata in it.

The content tells what it is. Nothing is fetched because it says so: contexts are known here or not at all.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from graph.checking import parsed
from graph.namespaces import SCHEMA
from graph.sources.base import Document, DocumentError
from graph.sources.markup import html, items, json_blocks, microdata, rdfa
from graph.sources.rdf import syntax
from graph.validation.statements import parts

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body|<script|<div|<article)", re.I | re.S)
_TURTLE = re.compile(rb"\s*<[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*>\s+[<a-zA-Z]")
_XML = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']((?:utf|iso|windows|us)[\w.-]*)", re.IGNORECASE)
_NO_TIME = "1970-01-01T00:00:00Z"


class InputError(ValueError):
    """What cannot be read: what is wrong, and where."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed in as statements; ``notes`` say what was put right, ``text`` is it as it was written."""

    name: str
    triples: tuple[ox.Triple, ...]
    text: str
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """Its lines as editors count them: no other character than these ends one."""
        return re.split("\r\n|\n|\r", self.text)


def read(content: bytes, name: str, url: str | None = None) -> Given:
    """The statements of a document, schema.org's terms under ``https://``. Raises :class:`InputError`."""
    content = _in_utf8(content)
    if not content.strip():
        raise InputError(f"{name} is empty")
    document = Document(content, name, _NO_TIME, url)
    try:
        lines, notes = _page(document) if _HTML.match(content[:4096]) else _rdf(document)
        text = "".join(f"{' '.join(line)} .\n" for line in dict.fromkeys(lines))
        triples = tuple(quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES))
    except DocumentError as error:
        raise InputError(f"{name}: {error}") from error
    except SyntaxError as error:
        raise InputError(f"{name}: {error.msg}") from error
    except RecursionError as error:
        raise InputError(f"{name} is nested too deeply to be read") from error
    if not triples:
        raise InputError(f"{name} holds no statement: nothing to validate")
    return Given(name, triples, _text(content), tuple(notes))


def _text(content: bytes) -> str:
    """A document as an editor shows it: XML may say what it is in, and a byte order mark is no character of it."""
    told = _XML.match(content)
    try:
        return content.decode(told[1].decode("ascii") if told else "utf-8-sig")
    except (LookupError, ValueError):
        marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return content.decode("utf-16" if marked else "utf-8-sig", "replace")


def _in_utf8(content: bytes) -> bytes:
    """What is in UTF-16 by its first bytes; XML and HTML say by themselves what they are in."""
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content
    text = content.decode("utf-16", "replace")
    return content if text.lstrip().startswith("<") else text.encode("utf-8", "replace")


Line = tuple[str, str, str]


def _rdf(document: Document) -> tuple[list[Line], list[str]]:
    try:
        found = syntax.statements(document)
    except DocumentError as error:
        if not document.content.lstrip().startswith(b"<") or "XML" not in error.message:
            raise
        return _lines(document, error), []  # <urn:a> may begin a statement as well as an element
    if found.faults:
        raise DocumentError("; ".join(found.faults[:3]))
    return found.triples, [note for note, _ in found.notes]


def _lines(document: Document, problem: DocumentError) -> list[Line]:
    """A document that may be Turtle although it looks like XML; the ``problem`` where it does not look like it."""
    try:
        return [parts(t) for t in parsed(document.content, document.name, "urn:x-catalograph:input", ox.RdfFormat.TRIG)]
    except ValueError as error:
        if _TURTLE.match(document.content):
            raise DocumentError(str(error)) from error
        raise problem from None


def _page(document: Document) -> tuple[list[Line], list[str]]:
    """What a page says in JSON-LD, microdata and RDFa."""
    page = html.parse(document)
    notes, lines = list(page.notes), []
    for number, value in enumerate(_objects(page, notes), 1):
        content = json.dumps(value).encode("utf-8", "surrogatepass")
        found = syntax.statements(Document(content, document.name, _NO_TIME, page.base or document.url))
        apart = [tuple(_apart(term, number) for term in line) for line in found.triples]
        lines += [(line[0], line[1], line[2]) for line in apart]
        notes += [*found.faults, *(note for note, _ in found.notes)]
    if not lines:
        told = f": {'; '.join(notes)}" if notes else ""
        raise DocumentError(f"the page has no JSON-LD, microdata or RDFa{told}")
    return lines, notes


def _objects(page: html.Page, notes: list[str]) -> Iterator[Any]:
    for number, block in enumerate(json_blocks.blocks(page), 1):
        if block.problem:
            notes.append(f"JSON-LD block {number} {block.problem}")
        else:
            notes.extend(block.mended)
            yield block.value
    for found, rule in ((microdata.items(page), "microdata"), (rdfa.items(page), "rdfa")):
        for item in found:
            yield {"@context": {"@vocab": SCHEMA}, **items.fields(item, page, rule).content}


def _apart(term: str, number: int) -> str:
    return f"_:x{number}{term[2:]}" if term.startswith("_:") else term
