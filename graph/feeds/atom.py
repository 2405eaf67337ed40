"""The change log as Atom (RFC 4287): its newest entries, older ones in archives (RFC 5005), tombstones (RFC 6721)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

from graph.catalogue import datasets
from graph.changes.activities import Activity
from graph.feeds.pages import FeedPage
from graph.provider.described import Described
from graph.provider.xml import element, parent

MEDIA_TYPE = "application/atom+xml"
SPDX = "http://spdx.org/rdf/terms#"
_NAMES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
    "xmlns:spdx": SPDX,
}


def write(page: FeedPage) -> str:
    """A document of the feed: the newest entries at its own address, else an archive, which never changes."""
    shown = page.log.newest(page.size)[::-1] if page.is_view else page.activities
    inside = "".join([*_about(page, shown), *_entries(page, shown)])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{parent("feed", inside, **_NAMES)}\n'


def _about(page: FeedPage, shown: list[Activity]) -> Iterator[str]:
    base, said = page.snapshot.base, page.snapshot.manifest
    yield element("id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, page.feed)}")
    yield element("title", "Changes of the datasets" if page.closed else f"Changes of the datasets of {said['title']}")
    yield element("updated", shown[-1].time if shown else str(said["published"]))
    yield parent("author", element("name", "Catalogue" if page.closed else str(said["publisher"])))
    yield element("link", rel="self", href=page.address, type=MEDIA_TYPE)
    yield element("link", rel="alternate", href=f"{base}catalog", type="text/html")
    if page.closed:
        yield element("fh:archive")
        yield element("link", rel="current", href=page.feed)
    if page.number > 1:
        yield element("link", rel="prev-archive", href=page.at(page.number - 1), type=MEDIA_TYPE)


def _entries(page: FeedPage, shown: Iterable[Activity]) -> Iterator[str]:
    """The last activity of each dataset on the page, the newest first."""
    last = {each.slug: each for each in shown}
    newest = sorted(last.values(), key=lambda each: each.number, reverse=True)
    for each, content in page.log.contents(newest):
        iri = datasets.iri(page.snapshot.base, each.slug)
        if each.deleted:
            yield element("at:deleted-entry", ref=iri, when=each.time)
        elif content is not None:
            yield parent("entry", "".join(_entry(page, each, iri, content)))


def _entry(page: FeedPage, each: Activity, iri: str, content: bytes) -> Iterator[str]:
    base = page.snapshot.base
    study = Described(content, base, each.slug, each.time)
    title = study.titles[0]
    yield element("id", iri)
    yield element("title", title.value, xml_lang=title.language)
    yield element("updated", each.time)
    yield element("link", rel="alternate", href=f"{base}study/{each.slug}", type="text/html")
    yield element("link", rel="alternate", href=f"{base}study/{each.slug}.ttl", type="text/turtle")
    yield element("category", term=each.kind, scheme=f"{base}feed")
    for text in study.descriptions[:1]:
        yield element("summary", text.value, xml_lang=text.language)
    yield element("spdx:checksumValue", each.checksum)
