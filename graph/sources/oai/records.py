"""The records of an OAI-PMH answer as they stream by, and what the answer says about itself at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import BinaryIO

from lxml import etree

from graph.sources import source, sources
from graph.sources.base import Document, DocumentError, Part
from graph.sources.doi.kernel import around
from graph.sources.formats.xml_tree import (
    SAFE,
    Element,
    broken,
    declaration,
    first_tag,
    line,
    local,
    refuse_entities,
    text,
    unread,
)
from graph.sources.oai.payload import page_of, payload_of
from graph.sources.oai.pieces import Piece, ended, pieces

_CHUNK = 1 << 16
_VERBS = ("ListRecords", "GetRecord", "ListIdentifiers", "Identify", "ListMetadataFormats", "ListSets")
_NAMES = ("OAI-PMH", "request", "error", "record", "header", "resumptionToken", *_VERBS)
_ANSWER = ("responseDate", "request", "error")
_LISTED = ("record", "header", "resumptionToken")
_RECORD = ("header", "metadata", "about")
_HEADER = ("identifier", "datestamp")
_ARGUMENTS = ("verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken")
_ATTRIBUTES = frozenset((*(f"request/@{name}" for name in _ARGUMENTS), "error/@code", "header/@status"))
_TAGS = tuple(f"{{*}}{name}" for name in _NAMES)
_TOKEN = re.compile(rb"<(?:[\w.-]+:)?resumptionToken\b[^<>]*>([^<>]*)</")
_IDENTIFIER = re.compile(rb"<(?:[\w.-]+:)?identifier\b[^<>]*>([^<>]{1,2000})</")

Asked = tuple[str | None, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """A record or, in a list of identifiers, its header alone (then it is not ``whole``).

    ``payload`` is its metadata as XML that stands alone, ``kind`` reads it. ``problem`` says why it cannot be read;
    ``broken`` that it is not well-formed. ``beside`` names what of it nothing reads.
    """

    identifier: str
    datestamp: str | None
    request: Asked
    kind: str | None = None
    payload: bytes = b""
    page: str | None = None
    deleted: bool = False
    whole: bool = True
    broken: bool = False
    problem: str | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What an answer says beside its records: its errors, where it goes on, and the names of what nothing reads.

    ``problem``: it is not whole.
    """

    verb: str
    errors: tuple[tuple[str, str], ...]
    token: str | None
    request: Asked
    problem: DocumentError | None = None
    beside: tuple[str, ...] = ()


def listing(document: Document, payloads: bool = True) -> Iterator[Record | Listing]:
    """The records of an answer and, last, what it says of itself. Without ``payloads`` they are not cut out.

    Raises :class:`DocumentError` for what is no OAI-PMH answer.
    """
    name, tag = first_tag(document.content)
    if name != "OAI-PMH":
        told = "an HTML page" if name.lower() == "html" else f"a {name[:40]!r} document" if name else "no XML"
        raise DocumentError(f"this is {told}, not the answer of an OAI-PMH repository")
    with document.stream() as stream:
        reader = _Reader(payloads)
        yield from reader.records(stream)
    page = reader.page()
    if reader.failure is None:
        yield page
        return
    yield from _salvaged(document, tag, reader, page)


class _Reader:
    """Feeds a parser chunk by chunk, hands out each record and frees it."""

    def __init__(self, payloads: bool) -> None:
        self.payloads = payloads
        self.parser = etree.XMLPullParser(events=("start", "end"), tag=_TAGS, **SAFE)
        self.root: Element | None = None
        self.verb = ""
        self.errors: list[tuple[str, str]] = []
        self.token: str | None = None
        self.asked: Asked = (None, ())
        self.count = 0
        self.failure: DocumentError | None = None
        self.beside: list[str] = []

    def page(self) -> Listing:
        others = self.beside + [f"OAI-PMH.{name}" for name in _children(self.root) if name not in (*_ANSWER, *_VERBS)]
        others += [told for element in (self.root, *_elements(self.root)) for told in _attributes(element)]
        return Listing(self.verb, tuple(self.errors), self.token, self.asked, beside=tuple(others))

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        while self.failure is None:
            chunk = stream.read(_CHUNK)
            try:
                if chunk:
                    self.parser.feed(chunk)
                else:
                    self.parser.close()
            except etree.XMLSyntaxError as error:
                self.failure = broken(error)
            yield from self._handled()
            if not chunk:
                return

    def _handled(self) -> Iterator[Record]:
        for event, element in self.parser.read_events():
            assert isinstance(element, Element)
            above = element.getparent()
            if event == "start":
                if above is None:
                    self.root = element
                    refuse_entities(element)
            elif above is None:
                continue
            elif above is self.root:
                self._about(element)
            elif above.getparent() is self.root:
                yield from self._inside(element)

    def _about(self, element: Element) -> None:
        name = local(element)
        if name != "request":  # which is kept, and seen at the end
            self.beside += _attributes(element)
        if name in _VERBS:
            self.verb = name
            self.beside += [f"{name}.{inside}" for inside in _children(element) if inside not in _LISTED]
        elif name == "request":
            arguments = tuple((str(k).strip(), str(v).strip()) for k, v in element.attrib.items() if str(v).strip())
            self.asked = (line(text(element)) or None, arguments)
        elif name == "error":
            self.errors.append(((element.get("code") or "").strip(), line(text(element))[:500]))
        if name != "request":
            element.clear()

    def _inside(self, element: Element) -> Iterator[Record]:
        name = local(element)
        if name == "resumptionToken":
            self.beside += _attributes(element)
            self.token = text(element).strip() or None
        elif name in ("record", "header"):
            self.count += 1
            yield record(element, self.asked, self.payloads)
        above = element.getparent()
        element.clear()
        while above is not None and element.getprevious() is not None:
            if (passed := local(above[0])) and passed not in _LISTED:
                self.beside.append(f"{local(above)}.{passed}")
            del above[0]


def record(element: Element, asked: Asked, payloads: bool = True) -> Record:
    """What a ``record`` element, or a ``header`` alone, holds."""
    header = element if local(element) == "header" else next(element.iterchildren("{*}header"), None)
    told = {local(child): line(text(child)) for child in header} if header is not None else {}
    deleted = header is not None and (header.get("status") or "").strip().lower() == "deleted"
    found = Record(told.get("identifier", ""), told.get("datestamp") or None, asked, deleted=deleted)
    found = replace(found, beside=tuple(_beside(element, header))) if payloads else found
    if header is element:
        return replace(found, whole=False)
    if deleted or not payloads:
        return found
    metadata = next(element.iterchildren("{*}metadata"), None)
    content = next(metadata.iterchildren("*"), None) if metadata is not None else None
    if content is None:
        return replace(found, problem="the record has no metadata, and is not said to be deleted")
    kind, inner = payload_of(content)
    if kind is None or kind not in sources():
        return replace(found, problem=f"no source reads metadata like {content.tag[:200]}")
    payload = etree.tostring(inner, encoding="UTF-8", xml_declaration=False, with_tail=False)
    if inner is not content:
        found = replace(found, beside=(*found.beside, *(f"metadata.{told}" for told in around(inner))))
    return replace(found, kind=kind, payload=payload, page=page_of(kind, inner))


def _beside(element: Element, header: Element | None) -> Iterator[str]:
    """What of a record nothing reads: its children, those of its header and of ``about``, other metadata."""
    left_out = source("oai-pmh").not_published
    first: set[str] = set()
    if element is not header:
        yield from _attributes(element)
    for one in (header, *_elements(header)):
        yield from _attributes(one)
    for child in element.iterchildren("*"):
        name = local(child)
        if name not in _RECORD:
            yield f"record.{name}"
        elif name == "about":
            yield from (told for inside in _children(child) if (told := f"about.{inside}") not in left_out)
        elif name in first:
            yield f"record.{name}"
        first.add(name)
        yield from _attributes(child) if child is not header else ()
        if name == "metadata":
            yield from (f"metadata.{inside}" for inside in list(_children(child))[1:])
    yield from (f"header.{name}" for name in _children(header) if name not in _HEADER and name not in left_out)


def _elements(element: Element | None) -> Iterator[Element]:
    return element.iterchildren("*") if element is not None else iter(())


def _children(element: Element | None) -> Iterator[str]:
    return map(local, _elements(element))


@cache
def _known() -> frozenset[str]:
    """The attributes that are read, or left out on purpose."""
    return _ATTRIBUTES.union(source("oai-pmh").not_published)


def _attributes(element: Element | None) -> Iterator[str]:
    """The attributes of an element that nothing reads (``header.@colour``)."""
    if element is not None and element.attrib:
        yield from (f"{local(element)}.{name}" for name in unread(element, local(element), _known()))


def _salvaged(document: Document, tag: str, reader: _Reader, page: Listing) -> Iterator[Record | Listing]:
    """The records after the place where an answer stopped to be well-formed, each by itself.

    The answer is told to be broken where it does not end, or holds a broken record that names no identifier.
    """
    assert reader.failure
    problem = reader.failure
    whole = True
    tail = b""
    declared = declaration(document.content)
    with document.stream() as stream:
        for number, piece in enumerate(pieces(stream)):
            tail = piece.after
            if number < reader.count:
                continue
            found = _by_itself(piece, declared + tag.encode(), page.request, reader.payloads)
            whole = whole and bool(found.identifier) and piece.closed
            if piece.closed or found.identifier:
                yield found
    if not whole or not ended(tail):
        yield replace(page, token=_token(tail) or page.token, problem=problem)
    else:
        yield replace(page, verb=page.verb or "ListRecords", token=_token(tail))


def _by_itself(piece: Piece, tag: bytes, asked: Asked, payloads: bool) -> Record:
    name = re.search(rb"<([^\s>/?!]+)[^<>]*>$", tag)
    end = b"</" + (name[1] if name else b"OAI-PMH") + b">"
    try:
        parser = etree.XMLParser(**SAFE)
        root = etree.fromstring(tag + piece.content + end, parser)
        refuse_entities(root)
        return record(root[0], asked, payloads)
    except (etree.XMLSyntaxError, IndexError) as error:
        told = broken(error).message if isinstance(error, etree.XMLSyntaxError) else "the record is empty"
        stated = _IDENTIFIER.search(piece.content)
        identifier = line(stated[1].decode("utf-8", "replace")) if stated else ""
        return Record(identifier, None, asked, broken=True, problem=told.replace("the document", "the record", 1))


def _token(tail: bytes) -> str | None:
    found = _TOKEN.search(tail)
    return found[1].decode("utf-8", "replace").strip() or None if found else None


def broken_part(item: Record, key: str | None) -> Part:
    """A record that could not be cut out."""
    return Part("oai-pmh", key, b"", error=item.problem)
