"""Plain text saved from web pages (see ``text.yml``): the layout is told by the text's structure."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.narrative.ends import is_closed, last_word, without_end
from graph.narrative.extract import extract
from graph.records import Reading, Record
from graph.sources import source
from graph.sources.base import Document, DocumentError
from graph.sources.formats.decode import decode, refuse_cut, refuse_scrap
from graph.sources.plain import post, project, record
from graph.sources.plain.sheet import Sheet, sheet
from graph.sources.values.keys import key_of
from graph.sources.values.language import language_of

_MARKUP = re.compile(r"\s*(?:<[a-z!?/]|\{|\[\s*[\[{\"])", re.IGNORECASE)
_FLIGHT = re.compile(r"\s*[0-9a-f]{0,4}:(?:[\[{\"]|[A-Z]{1,2}[\[{\"])")
_UNBROKEN = re.compile(r"\S{2001}")
_MOST_CHARACTERS = 5_000_000


def recognise(document: Document) -> float:
    """0.3 for UTF-8 that is no HTML, XML, JSON or flight rows; a little for broken text, so as to say how."""
    try:
        head = document.content[:4096].decode("utf-8-sig", "ignore")
        document.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return 0.0 if document.content.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG")) else 0.05
    if _is_other(head):
        return 0.0
    return 0.05 if "\0" in head else 0.3


def read(document: Document) -> Reading:
    """A report, a blog post, a project, or the page itself.

    Raises :class:`DocumentError` where the text is broken, is markup, or has not even a title.
    """
    text = decode(document).replace("\r\n", "\n").replace("\r", "\n")
    if _is_other(text[:4096]):
        raise DocumentError("the document is markup or data, not plain text", "line 1")
    if len(text) > _MOST_CHARACTERS:
        raise DocumentError(f"the text is longer than {_MOST_CHARACTERS} characters: is it one page?")
    if unbroken := _UNBROKEN.search(text):
        line = text.count("\n", 0, unbroken.start()) + 1
        raise DocumentError("the text has more than 2000 characters without a space: is it prose?", f"line {line}")
    refuse_scrap(text)
    if found := sheet(text):
        refuse_cut(text)
        return _record(document, text, found)
    page = post.own(text)
    if not page.thread:
        refuse_cut(text)
    return _page(document, page)


def _is_other(head: str) -> bool:
    return _MARKUP.match(head) is not None or _FLIGHT.match(head) is not None


def _record(document: Document, text: str, found: Sheet) -> Reading:
    language = language_of(text)
    publication, notes = record.publication(text, found, language)
    if not text.endswith("\n"):
        kept = without_end(publication, last_word(text))
        kept = replace(kept, abstract=publication.abstract) if is_closed(text) else kept
        if kept != publication:
            notes = (*notes, "the text does not end with a line: what reaches its end may be cut, and was left out")
        publication = kept
    if publication.title is None:
        raise DocumentError("the record has no title: no label and no heading gives one", "line 1")
    known = frozenset(source("text").not_published)
    unknown = {label: count for label, count in found.unknown.items() if label not in known}
    return Reading(
        key=key_of(document),
        text=text,
        records=(publication,),
        url=document.url,
        language=language,
        unknown=tuple(sorted(unknown.items())),
        notes=notes,
    )


def _page(document: Document, page: post.Page) -> Reading:
    text = page.text
    language = language_of(text)
    found = extract(text, language, whole=page.whole)
    record: Record
    if page.thread:
        record = post.publication(text, "BlogPosting", language, found, document.url)
    elif project.is_project(text, found):
        record = project.project(text, found, language, document.url)
    else:
        record = post.publication(text, "WebPage", language, found, document.url)
    return Reading(
        key=key_of(document),
        text=text,
        records=(record,),
        url=document.url,
        language=language,
        notes=found.notes,
    )
