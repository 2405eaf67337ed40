"""What search engines are told of (sitemaps.org): a list of lists, each of at most 50,000 pages of one kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.identity.keys import TYPES
from graph.namespaces import DCT
from graph.store import search
from graph.store.snapshot import Snapshot

MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
KINDS = tuple(TYPES.values())


def parts(snapshot: Snapshot) -> list[tuple[str, int]]:
    """The kinds with the numbers of their lists, from 1."""
    counts = snapshot.counts["classes"]
    return [(kind, number) for kind in KINDS for number in range(1, -(-int(counts.get(kind, 0)) // MOST) + 1)]


def index(snapshot: Snapshot) -> str:
    """The list of lists; ``lastmod`` is when the snapshot was published."""
    published = str(snapshot.manifest["published"])
    found = ((f"{snapshot.base}sitemap/{kind}-{number}.xml", published) for kind, number in parts(snapshot))
    return _document("sitemapindex", "sitemap", found)


def part(snapshot: Snapshot, kind: str, number: int) -> str:
    """One list. ``lastmod`` of a study is when its record last changed; of others nothing is known.

    Raises ``LookupError`` where there is no such list.
    """
    if (kind, number) not in parts(snapshot):
        raise LookupError(f"there is no list {number} of {kind}")
    iris = search.iris(snapshot.folder, kind, MOST, (number - 1) * MOST)
    found = ((iri.replace(f"{snapshot.base}id/", snapshot.base, 1), _modified(snapshot, kind, iri)) for iri in iris)
    return _document("urlset", "url", found)


def _modified(snapshot: Snapshot, kind: str, iri: str) -> str | None:
    if kind != "study":
        return None
    record = NamedNode(iri.replace("/id/study/", "/id/record/", 1))
    found: Any = next(snapshot.store.quads_for_pattern(record, DCT.modified, None, DefaultGraph()), None)
    return found.object.value if found and isinstance(found.object, Literal) else None


def _document(root: str, item: str, found: Iterator[tuple[str, str | None]]) -> str:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns={quoteattr(_NAMESPACE)}>']
    for address, modified in found:
        date = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
        lines.append(f"<{item}><loc>{escape(address)}</loc>{date}</{item}>")
    return "\n".join([*lines, f"</{root}>\n"])


def robots(prefix: str, base: str) -> str:
    """What ``robots.txt`` says (RFC 9309) to those below ``prefix``, the path of the base.

    Pages, RDF, catalogue and dumps are free; what is worked out for each request, and old snapshots' pages, are not.
    """
    costly = ("sparql", "search", "update", "queries/*?", "*/?*keyword=", "*?*section=", "*?snapshot=", "*&snapshot=")
    free = ("catalog*?snapshot=", "catalog*&snapshot=", "dumps/", "sparql$")
    rules = [*(f"Disallow: {prefix}{path}" for path in costly), *(f"Allow: {prefix}{path}" for path in free)]
    return "\n".join(["User-agent: *", *rules, "", f"Sitemap: {base}sitemap.xml", ""])
