"""UKRI Gateway to Research (see ``gtr.yml``): resources and lists of its API, and overviews of projects.

A resource of the API names people and organisations by link alone: a link's id is the identifier by which
the resource that it leads to is known as well, and so identity joins the two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from graph.records import Project, Publication, Reading, Record
from graph.sources import source
from graph.sources.base import Document, DocumentError, Link, Part
from graph.sources.formats import json_stream
from graph.sources.gateway import api, overview, values
from graph.sources.values.envelope import audited
from graph.sources.values.fields import Fields
from graph.sources.values.keys import key_of
from graph.sources.values.query import another

LISTED = tuple(api.COLLECTIONS.values())
_LEADING = ("FUND", "PUBLICATION")


def recognise(document: Document) -> float:
    """An overview's element, or a resource or list of the API by its address."""
    head = document.content[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")
    if overview.TAG.search(head):
        return 0.95
    if not head.startswith(b"{"):
        return 0.0
    if json_stream.looks_like(document, b"projectOverview"):
        return 0.95
    if re.search(rb'"(?:href|totalSize)"\s*:', head) and re.search(rb"gtr(?:\.ukri\.org|\.rcuk\.ac\.uk|/api/)", head):
        return 0.95
    return 0.85 if json_stream.looks_like(document, b"totalPages", b"totalSize") and _listed(head) else 0.0


def _listed(head: bytes) -> bool:
    return any(b'"%s"' % name.encode() in head for name in LISTED)


def parts(document: Document) -> Iterator[Part]:
    """The resources of a list, each a document of its own; a document that is no list is one part."""
    beside: list[str] = []
    yield from audited("gtr", _parts(document, beside), beside)


def _parts(document: Document, beside: list[str]) -> Iterator[Part]:
    found = False
    if document.content[:8192].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        for _, value, text in json_stream.elements(document, [(name,) for name in LISTED], beside):
            found = True
            yield Part("gtr", None, text.encode(), _address(value, document.url))
        if not found and _is_list(json_stream.load_object(document)):
            return
    if not found:
        beside.clear()  # they are the document's own
        yield Part("gtr", None, document.content, document.url)


def follow(document: Document) -> Iterator[Link]:
    """The next page of a list, and what the projects of it, or the one project, lead to.

    Raises :class:`DocumentError` for an error that was sent as an answer, and for a list that does not add up.
    """
    if not document.content[:8192].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return
    content = json_stream.load_object(document)
    if "page" not in content and not any(isinstance(content.get(name), list) for name in LISTED):
        if set(content) <= {"text", "timestamp", "message", "error", "status", "path"} and content:
            told = content.get("text") or content.get("message") or content.get("error")
            raise DocumentError(f"the answer is an error: {str(told)[:200]}")
        yield from _linked([content], document)
        return
    held = next((content[name] for name in LISTED if isinstance(content.get(name), list)), None)
    page, pages, total = (_count(content, name) for name in ("page", "totalPages", "totalSize"))
    if held is None or (not held and total and page <= pages):
        raise DocumentError(f"the list says that it holds {total}, and page {page} of {pages} holds none")
    yield from _linked([item for item in held if isinstance(item, dict)], document)
    if page < pages:
        yield Link(another(document, "p", page + 1), listing=True)


def _is_list(content: dict[str, Any]) -> bool:
    return "totalSize" in content and not any(name in content for name in ("id", "projectOverview"))


def _count(content: dict[str, Any], name: str) -> int:
    value = content.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise DocumentError(f"the list's {name} is {str(value)[:40]!r}: it should be a number")
    return value


def _linked(resources: list[dict[str, Any]], document: Document) -> Iterator[Link]:
    seen: set[str] = set()
    tables = values.tables()
    for content in resources:
        if api.what_of(content) != "project":
            continue
        for link in api.links(Fields(content, values.RULE)):
            if link.what and (link.rel in tables.people or link.rel in tables.organisations or link.rel in _LEADING):
                address = _resolved(str(link.fields.content["href"]), document.url)
                if address and address not in seen:
                    seen.add(address)
                    yield Link(address, kind="gtr")


def _resolved(href: str, base: str | None) -> str | None:
    """A link's absolute address; the API writes its own with ``http``, a port and doubled slashes."""
    try:
        parts = urlsplit(urljoin(base or "", href.strip()))
        own = urlsplit(base or "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        if parts.hostname == own.hostname:
            parts = parts._replace(scheme=own.scheme, netloc=own.netloc)
        elif parts.port == (80 if parts.scheme == "http" else 443):
            parts = parts._replace(netloc=parts.netloc.rpartition(":")[0])
        return urlunsplit(parts._replace(path=re.sub(r"/{2,}", "/", parts.path), fragment=""))
    except ValueError:
        return None


def read(document: Document) -> Reading:
    """A project, person, organisation, fund or publication, or the overview of a project with all of these.

    Raises :class:`DocumentError` for lists, which are read part by part, and for what is none of these.
    """
    head = document.content[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"{"):
        return _overview(document, overview.of_xml(document))
    content = json_stream.load_object(document)
    if "projectOverview" in content:
        return _overview(document, overview.of_json(content))
    if _is_list(content):
        raise DocumentError("the document is a list of resources, not one of them")
    resource = Fields(content, values.RULE)
    return _reading(document, resource, (api.read(resource),))


def _overview(document: Document, composition: Fields) -> Reading:
    return _reading(document, composition, overview.read(composition))


def _reading(document: Document, fields: Fields, records: tuple[Record, ...]) -> Reading:
    text = ""
    notes: tuple[str, ...] = ()
    first = records[0]
    if isinstance(first, Project) and first.name:
        first, text, notes = values.told(first)
        records = (first, *records[1:])
    elif isinstance(first, Publication):
        text = first.abstract.value if first.abstract else first.title.value if first.title else ""
    unknown = Counter(fields.unknown_throughout(source("gtr").not_published))
    return Reading(
        key=_key(fields, first, document),
        text=text,
        records=records,
        url=document.url or _address(fields.content),
        language="en" if text else None,
        unknown=tuple(sorted(unknown.items())),
        notes=tuple(dict.fromkeys((*fields.notes, *notes))),
    )


def _address(resource: object, base: str | None = None) -> str | None:
    href = resource.get("href") if isinstance(resource, dict) else None
    return _resolved(href, base) if isinstance(href, str) else None


def _key(fields: Fields, record: Record, document: Document) -> str:
    what = api.what_of(fields.content) if "id" in fields.content else "project"
    number = fields.content.get("id")
    if not isinstance(number, str) and isinstance(record, Project):
        number = next((i.value.value for i in record.identifiers if i.value.scheme == "local"), None)
    if isinstance(number, str) and re.fullmatch(r"[\w-]{1,80}", number):
        return f"{what}-{number.lower()}"
    return key_of(document)
