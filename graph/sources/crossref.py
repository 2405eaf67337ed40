"""Crossref (see ``crossref.yml``): works of the REST API → publications, and studies where they are data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from graph import identifiers
from graph.records import (
    Publication,
    Reading,
    Study,
)
from graph.sources import source
from graph.sources.base import Document, DocumentError, Link, Part
from graph.sources.doi import registry
from graph.sources.doi.work import dois, language, publication, study
from graph.sources.formats import json_stream
from graph.sources.values.envelope import around, audited
from graph.sources.values.fields import Fields
from graph.sources.values.keys import key_of
from graph.sources.values.query import another, asked
from graph.sources.values.told import told

RULE = "source.crossref"


def recognise(document: Document) -> float:
    """The envelope of the API, or a work by its members."""
    envelopes = ((b"message-type", b"message"), (b"message-version",))
    if any(json_stream.looks_like(document, *names) for names in envelopes):
        return 0.95
    if not json_stream.looks_like(document):
        return 0.0
    names = (b'"DOI"', b'"date-parts"', b'"container-title"', b'"reference-count"')
    return 0.85 if sum(name in document.content[:262_144] for name in names) >= 3 else 0.0


def parts(document: Document) -> Iterator[Part]:
    """The works of a list, each a document of its own; a document that is no list is one part."""
    beside: list[str] = []
    yield from audited("crossref", _parts(document, beside), beside)


def _parts(document: Document, beside: list[str]) -> Iterator[Part]:
    found = False
    for _, value, text in json_stream.elements(document, [("message", "items")], beside):
        found = True
        doi = value.get("DOI") if isinstance(value, dict) else None
        known = identifiers.parse_doi(doi) if isinstance(doi, str) else None
        url = identifiers.parse_url(identifiers.doi_address(known)) if known else None
        yield Part("crossref", None, text.encode(), url)
    if found:
        return
    message = json_stream.load_object(document).get("message")
    if not (isinstance(message, dict) and isinstance(message.get("items"), list)):
        beside.clear()  # they are the document's own
        yield Part("crossref", None, document.content, document.url)


def follow(document: Document) -> Iterator[Link]:
    """The next page of a list, by its cursor or by its offset.

    Raises :class:`DocumentError` for errors, and for a list that breaks off before its total.
    """
    content = json_stream.load_object(document)
    message = content.get("message")
    if (content.get("status") or "ok") != "ok" or content.get("message-type") in ("validation-failure", "exception"):
        raise DocumentError(f"the answer is an error: {_told(message)}")
    if "message" not in content or content.get("message-type") == "work":
        return
    items = message.get("items") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(items, list):
        raise DocumentError("the answer is no list of works: its message has no items")
    cursor, total = message.get("next-cursor"), message.get("total-results")
    if total is not None and (not isinstance(total, int) or isinstance(total, bool) or total < 0):
        raise DocumentError(f"total-results is {str(total)[:40]!r}: it should be a number")
    if not items:
        return
    if isinstance(cursor, str) and cursor:
        yield Link(another(document, "cursor", cursor, "offset"), listing=True)
    elif total:
        offset = asked(document, "offset") + len(items)
        if offset < total:
            yield Link(another(document, "offset", offset, "cursor"), listing=True)


def _told(message: object) -> str:
    if isinstance(message, list) and message:
        message = message[0]
    if isinstance(message, dict):
        message = message.get("message") or message.get("value")
    return str(message)[:200]


def read(document: Document) -> Reading:
    """The publication, or the study, that a work is.

    Raises :class:`DocumentError` for lists, which are read part by part, and for what names nothing.
    """
    content = json_stream.load_object(document)
    work = _work(content)
    doi = dois(work)
    type_ = work.text("type")
    tongue = language(work)
    table = source("crossref").lookups
    text: str
    notes: tuple[str, ...] = ()
    record: Study | Publication
    if type_ and type_.value in table["studies"]:
        record, text, notes = told(study(work, doi, tongue), tongue)
    else:
        kind = table["kinds"].get(type_.value if type_ else "", "CreativeWork")
        record = publication(work, doi, tongue, str(kind))
        text = record.abstract.value if record.abstract else record.title.value if record.title else ""
    if not record.title and not record.identifiers:
        raise DocumentError("the work has neither a title nor a DOI")
    unknown = Counter(work.unknown_throughout(source("crossref").not_published))
    unknown.update(around("crossref", content, "message") if "message" in content else ())
    return Reading(
        key=registry.key(doi.value.value) if doi else key_of(document),
        text=text,
        records=(record,),
        url=document.url or (identifiers.doi_address(doi.value.value) if doi else None),
        language=tongue,
        unknown=tuple(sorted(unknown.items())),
        notes=tuple(dict.fromkeys((*work.notes, *notes))),
    )


def _work(content: dict[str, Any]) -> Fields:
    held: Any = content
    pointer = ""
    if "message" in content:
        held, pointer = content["message"], "/message"
        if (content.get("status") or "ok") != "ok":
            raise DocumentError(f"the answer is an error: {_told(held)}")
    if not isinstance(held, dict):
        raise DocumentError("the document holds no work", pointer or None)
    if isinstance(held.get("items"), list) and "DOI" not in held:
        raise DocumentError("the document is a list of works, not one of them")
    return Fields(held, RULE, pointer)
