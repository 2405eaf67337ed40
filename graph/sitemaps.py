"""What search engines are told of (sitemaps.org): a list of lists, each of at most 50,000 pages of one kind."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from graph.catalogue import datasets
from graph.changes.log import Log, changed, there
from graph.identity.keys import TYPES
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
    """The list of lists; ``lastmod`` is when a study last changed, of other kinds the time of the publish."""
    published, studies = str(snapshot.manifest["published"]), changed(snapshot)
    found = (
        (f"{snapshot.base}sitemap/{kind}-{number}.xml", studies if kind == "study" else published)
        for kind, number in parts(snapshot)
    )
    return _document("sitemapindex", "sitemap", found)


def part(snapshot: Snapshot, kind: str, number: int) -> str:
    """One list. ``lastmod`` of a study is when it last changed, by the change log; of others nothing is known.

    Raises ``LookupError`` where there is no such list.
    """
    if (kind, number) not in parts(snapshot):
        raise LookupError(f"there is no list {number} of {kind}")
    iris = search.iris(snapshot.folder, kind, MOST, (number - 1) * MOST)
    times = _changes(snapshot) if kind == "study" else {}
    found = ((iri.replace(f"{snapshot.base}id/", snapshot.base, 1), times.get(iri)) for iri in iris)
    return _document("urlset", "url", found)


def _changes(snapshot: Snapshot) -> dict[str, str]:
    """When each study last changed, by its IRI; nothing where there is no change log."""
    if not there(snapshot):
        return {}
    log = Log(snapshot)
    return {datasets.iri(snapshot.base, each.slug): each.time for each in log.standing(log.span())}


def _document(root: str, item: str, found: Iterator[tuple[str, str | None]]) -> str:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns={quoteattr(_NAMESPACE)}>']
    for address, modified in found:
        date = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
        lines.append(f"<{item}><loc>{escape(address)}</loc>{date}</{item}>")
    return "\n".join([*lines, f"</{root}>\n"])


def robots(prefix: str, base: str) -> str:
    """What ``robots.txt`` says (RFC 9309) to those below ``prefix``, the path of the base.

    Pages, RDF, catalogue and dumps are free; what is worked out for each request, old snapshots' pages, and what is for
    curators or for who handed something in, are not.
    """
    costly = ("sparql", "search", "update", "queries/*?", "*/?*keyword=", "*?*section=", "*?snapshot=", "*&snapshot=")
    free = ("catalog*?snapshot=", "catalog*&snapshot=", "dumps/", "sparql$")
    private = ("identity", "login", "logout", "quality/", "validate/", "federation*?against=")
    rules = [
        *(f"Disallow: {prefix}{path}" for path in (*costly, *private)),
        *(f"Allow: {prefix}{path}" for path in free),
    ]
    return "\n".join(["User-agent: *", *rules, "", f"Sitemap: {base}sitemap.xml", ""])
