"""Answers of an OAI-PMH repository (see ``oai_pmh.yml``): each record is a document of its own.

Protocol version 2.0, sections 3 and 4. Of the two ways in which servers understand a resumption token, alone
(as the protocol says, 3.5) and with the other arguments, the first is tried first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from graph.records import Reading
from graph.sources import read as read_as
from graph.sources.base import Document, DocumentError, Link, Part
from graph.sources.formats.xml_tree import first_tag
from graph.sources.oai.records import Listing, Record, broken_part, listing
from graph.sources.oai.request import Request

STREAMS = True
_EMPTY = "noRecordsMatch"
_KEY = ":@!$'()*,;=+.-_~"


def recognise(document: Document) -> float:
    """By the root element."""
    return 0.95 if first_tag(document.content)[0] == "OAI-PMH" else 0.0


def read(document: Document) -> Reading:
    """The one record of an answer. Raises :class:`DocumentError` where it holds none or several."""
    found = []
    for part in parts(document):
        found.append(part)
        if len(found) > 1:
            raise DocumentError("the answer holds several records: each is a document of its own")
    if not found or found[0].deleted:
        raise DocumentError("the answer holds no record that can be read")
    (part,) = found
    if part.error:
        raise DocumentError(part.error)
    return read_as(Document(part.content, f"{document.name}#{part.key}", document.retrieved, part.url), part.kind)


def parts(document: Document) -> Iterator[Part]:
    """The records of an answer, in its order; memory does not grow with their number.

    A record that is not well-formed is cut out and told by its ``error``; the others come as they are. Raises
    :class:`DocumentError` for what is no OAI-PMH answer, for a protocol error (but ``noRecordsMatch``, which
    is an empty listing), and, after all records before, where the answer breaks off.
    """
    request = Request.of(document.url)
    held: Part | None = None
    for item in listing(document):
        if isinstance(item, Listing):
            if held:
                yield replace(held, beside=(*held.beside, *item.beside))
            _refuse_errors(item)
            if item.problem:
                raise item.problem
            return
        request = request.completed(item.request)
        part = _part(item, request) if item.whole or item.deleted or item.broken else None
        if part and held:
            yield held
        held = part or held


def follow(document: Document) -> Iterator[Link]:
    """The next page of a list, and each record of a list of identifiers.

    Raises :class:`DocumentError` where the answer is an error, is no list, is broken, or repeats the token
    that it answers; a next page that a broken answer names comes before that.
    """
    request = Request.of(document.url)
    for item in listing(document, payloads=False):
        if isinstance(item, Record):
            request = request.completed(item.request)
            if not item.whole and not item.deleted and not item.broken and item.identifier:
                url = request.record(item.identifier)
                if url:
                    yield Link(url, kind="oai-pmh", modified=item.datestamp)
            continue
        _refuse_errors(item)
        request = request.completed(item.request)
        if item.token:
            yield _next(item, request)
        if item.problem:
            raise item.problem


def since(url: str, moment: str) -> str:
    """The address of what changed since an instant, to the day: that granularity every repository has (2.6)."""
    at = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    day = (at.astimezone(UTC) if at.tzinfo else at).strftime("%Y-%m-%d")
    return Request.of(url).since(day)


def _next(page: Listing, request: Request) -> Link:
    assert page.token
    if page.token == request.token:
        raise DocumentError("the repository answers a resumption token with the same token: the list has no end")
    alone, together = request.resumed(page.token)
    if not alone:
        raise DocumentError("the list goes on, but neither its address nor its request says where the repository is")
    first, second = (together, alone) if request.token and request.prefix_beside_token else (alone, together)
    return Link(first, listing=True, kind="oai-pmh", otherwise=second if second != first else None)


def _refuse_errors(page: Listing) -> None:
    for code, told in page.errors:
        if code != _EMPTY:
            raise DocumentError(f"the repository answers with the error {code}: {told}".rstrip(": "))
    if not page.verb and not page.errors and not page.problem:
        raise DocumentError("the answer holds no list of records, no record and no error")
    if page.verb in ("Identify", "ListMetadataFormats", "ListSets"):
        raise DocumentError(f"this is an answer to {page.verb}; ask for ListRecords with a metadataPrefix")


def _part(record: Record, request: Request) -> Part:
    key = _key(record, request)
    if record.broken:
        return broken_part(record, key)
    if record.deleted:
        return Part(record.kind or "oai-pmh", key, b"", request.record(record.identifier), deleted=True)
    url = record.page or request.record(record.identifier, "oai_dc" if record.kind == "dublin-core" else None)
    error = record.problem or (None if record.identifier else "the record has no identifier")
    return Part(record.kind or "oai-pmh", key, record.payload, url, error=error, beside=record.beside)


def _key(record: Record, request: Request) -> str | None:
    """The identifier, with the repository's host before it where it is no ``oai:`` identifier; safe in an IRI."""
    if not record.identifier:
        return None
    name = record.identifier
    if not name.startswith("oai:") and request.host:
        name = f"{request.host}:{name}"
    return quote(name, safe=_KEY)
