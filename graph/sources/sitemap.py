"""Sitemaps (sitemaps.org, 0.9; see ``sitemap.yml``): XML, an index of others, or a plain list of addresses.

A sitemap only leads on: it has no records of its own. Read as it comes, so that its size costs no memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urljoin

from lxml import etree

from graph import identifiers
from graph.records import Reading
from graph.sources import source
from graph.sources.base import Document, DocumentError, Link
from graph.sources.formats.inflate import beginning, pieces
from graph.sources.formats.xml_tree import SAFE, broken, first_tag, local, refuse_entities, unread
from graph.sources.markup.html import host
from graph.sources.values.keys import key_of
from graph.statements import is_date

MOST = 50_000
"""Addresses that a sitemap may hold by its protocol; those beyond are left out, and told."""
_MOST_BYTES = 64 << 20
_MOST_HELD = 10_000
_ROOTS = ("urlset", "sitemapindex", "rss", "feed")
_ENTRIES = ("url", "sitemap", "item", "entry")
_LISTED = re.compile(rb"\s*https?://[^\s<>\"]+[ \t]*(?:\r?\n\s*https?://[^\s<>\"]+[ \t]*)*(?:\r?\n|\Z)", re.IGNORECASE)
_ROBOTS = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)[ \t]*(?:#.*)?$", re.IGNORECASE | re.MULTILINE)
_READ = frozenset(("loc", "lastmod", "link", "updated", "published", "link/@href", "link/@rel"))
_MOMENT = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?")


@dataclass(slots=True)
class _Found:
    """What a sitemap leads to, with what is left out, by reason."""

    document: Document
    count: int = 0
    foreign: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    beyond: int = 0
    undated: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def link(self, text: str, modified: str | None, index: bool) -> Link | None:
        """The link of an entry; ``None`` where it is left out."""
        url = identifiers.parse_url(_absolute(self.document.url, text))
        if url is None:
            self.broken += 1
            return None
        here = host(self.document.url)
        if here and host(url) != here:
            self.foreign[host(url)] = self.foreign.get(host(url), 0) + 1
            return None
        if url in self.seen or url == self.document.url:
            return None
        if self.count >= MOST:
            self.beyond += 1
            return None
        self.seen.add(url)
        self.count += 1
        moment = _moment(modified)
        self.undated += modified is not None and bool(modified.strip()) and moment is None
        return Link(url, listing=index, kind="sitemap" if index else None, modified=moment)

    def notes(self) -> Iterator[str]:
        for name, count in sorted(self.foreign.items(), key=lambda pair: (-pair[1], pair[0]))[:20]:
            yield f"{count:,} addresses of another host, {name}, are left out"
        if self.beyond:
            yield f"the sitemap holds {self.beyond:,} addresses more than the {MOST:,} that it may: they are left out"
        if self.broken:
            yield f"{self.broken:,} addresses are no absolute http or https URLs and are left out"
        if self.undated:
            yield f"{self.undated:,} times of change are no dates and are left out"


def recognise(document: Document) -> float:
    """A sitemap by its root element, or text of nothing but addresses; a feed of pages a little."""
    head = beginning(document.content)
    name, _ = first_tag(head)
    if name in ("urlset", "sitemapindex"):
        return 0.9
    if name in ("rss", "feed"):
        return 0.4
    lines = head.removeprefix(b"\xef\xbb\xbf").strip().splitlines()
    lines = lines[:-1] if len(lines) > 1 and len(head) >= 8192 else lines
    return 0.5 if lines and all(_LISTED.fullmatch(line) for line in lines if line.strip()) else 0.0


def read(document: Document) -> Reading:
    """No records; what was left out, and why, in the notes. Raises :class:`DocumentError` as :func:`follow` does."""
    found = _Found(document)
    for _ in _entries(document, found):
        pass
    unknown = tuple(sorted(found.unknown.items()))
    return Reading(key_of(document), "", (), document.url, unknown=unknown, notes=tuple(found.notes()))


def follow(document: Document) -> Iterator[Link]:
    """The pages, and of an index the sitemaps, that a sitemap lists: each once, on its own host.

    Raises :class:`DocumentError`, after the links before, where the sitemap is broken, breaks off, or is none.
    """
    yield from _entries(document, _Found(document))


def in_robots(text: str, url: str) -> Iterator[str]:
    """The sitemaps that a robots.txt at ``url`` names (RFC 9309, 2.2.4), absolute, each once."""
    addresses = (identifiers.parse_url(_absolute(url, found[1])) for found in _ROBOTS.finditer(text))
    yield from dict.fromkeys(address for address in addresses if address)


def _entries(document: Document, found: _Found) -> Iterator[Link]:
    head = beginning(document.content).removeprefix(b"\xef\xbb\xbf")
    listed = _listed(document, found) if head.lstrip()[:4].lower() == b"http" else _elements(document, found)
    for link in listed:
        if link is not None:
            yield link


def _listed(document: Document, found: _Found) -> Iterator[Link | None]:
    """The lines of a text sitemap."""
    rest = b""
    with document.stream() as stream:
        for piece in pieces(stream, _MOST_BYTES):
            *lines, rest = (rest + piece).split(b"\n")
            if len(rest) > 65_536:
                raise DocumentError("a line of the sitemap is longer than any address is")
            yield from (found.link(_text(line), None, False) for line in lines if line.strip())
    if rest.strip():
        yield found.link(_text(rest), None, False)


def _text(line: bytes) -> str:
    return line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").strip()


def _elements(document: Document, found: _Found) -> Iterator[Link | None]:
    """The entries of an XML sitemap or feed, each let go after it is read."""
    parser = etree.XMLPullParser(events=("start", "end"), **SAFE)
    root: etree._Element | None = None
    held = 0
    try:
        with document.stream() as stream:
            for piece in pieces(stream, _MOST_BYTES):
                fault = _fed(parser, piece)
                for event, element in parser.read_events():
                    assert isinstance(element, etree._Element)
                    if root is None:
                        root = _root(element)
                        found.unknown.update(f"{local(root)}.{told}" for told in unread(root, local(root), _left_out()))
                    held += event == "start"
                    if held > _MOST_HELD:
                        raise DocumentError(f"an entry of the sitemap holds more than {_MOST_HELD:,} elements")
                    if event == "end" and element is not root and _holds(element.getparent(), root):
                        if local(element) in _ENTRIES:
                            yield _entry(element, found)
                        elif local(element) not in (*_left_out(), "channel"):
                            found.unknown[f"{local(root)}.{local(element)}"] += 1
                        if local(element) != "channel":
                            held = 0
                            _let_go(element)
                if fault:
                    raise fault
        parser.close()
    except etree.XMLSyntaxError as error:
        raise broken(error) from None


def _fed(parser: etree.XMLPullParser, piece: bytes) -> etree.XMLSyntaxError | None:
    """Feed a piece; what is wrong with it is told after what was found before."""
    try:
        parser.feed(piece)
    except etree.XMLSyntaxError as error:
        return error
    return None


def _holds(element: etree._Element | None, root: etree._Element) -> bool:
    """Whether entries stand in an element: the root, or the channel of an RSS feed."""
    return element is root or (element is not None and local(element) == "channel" and element.getparent() is root)


def _root(element: etree._Element) -> etree._Element:
    refuse_entities(element)
    if local(element) not in _ROOTS:
        raise DocumentError(f"the document is no sitemap: its root is {local(element)}, not urlset or sitemapindex")
    return element


def _entry(element: etree._Element, found: _Found) -> Link | None:
    """The link of ``url``, ``sitemap``, or a feed's ``item`` or ``entry``."""
    said: dict[str, str] = {}
    found.unknown.update(f"{local(element)}.{told}" for told in unread(element, local(element), _left_out()))
    for child in element.iterchildren("*"):
        name = local(child)
        if name not in _left_out():
            found.unknown[f"{local(element)}.{name}"] += 1
        elif name in _READ and (child.attrib or len(child)):
            found.unknown.update(f"{name}.{told}" for told in unread(child, name, _left_out()))
            found.unknown.update(f"{name}.{local(inner)}" for inner in child.iterchildren("*"))
        text = (child.text or "").strip()
        if name == "link" and not text and child.get("rel") in (None, "alternate"):
            text = child.get("href") or ""
        if text:
            said.setdefault(name, text)
    address = said.get("loc") or said.get("link")
    if not address:
        found.broken += 1
        return None
    modified = said.get("lastmod") or said.get("updated") or said.get("published")
    return found.link(address, modified, local(element) == "sitemap")


@cache
def _left_out() -> frozenset[str]:
    """What an entry holds that is read, or left out on purpose."""
    return _READ.union(source("sitemap").not_published)


def _let_go(element: etree._Element) -> None:
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]


def _moment(text: str | None) -> str | None:
    """A W3C date or instant as ISO 8601 writes it with all its parts; ``None`` where it is none."""
    found = _MOMENT.fullmatch(text.strip()) if text else None
    if not found:
        return None
    day, minutes, seconds, zone = found.groups()
    if minutes is None:
        return day if is_date(day) else None
    zone = zone if zone is None or zone == "Z" or ":" in zone else f"{zone[:3]}:{zone[3:]}"
    instant = f"{day}T{minutes}{seconds or ':00'}{zone or 'Z'}"
    return instant if is_date(instant) else None


def _absolute(base: str | None, address: str) -> str:
    try:
        return urljoin(base or "", address.strip())
    except ValueError:
        return ""
