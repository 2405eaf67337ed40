"""What crawlers ask for first: the sitemap, and where they should not go."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort

from graph import sitemaps
from graph.serialization import Format
from graph.store import made
from graph.store.snapshot import Snapshot
from web import negotiation, vocabulary
from web.negotiation import TEXT
from web.site import base, site, snapshot

blueprint = Blueprint("sitemaps", __name__)
SITEMAP = Format("sitemap", "application/xml", "xml", frozenset({"sitemap"}), ("text/xml",))
KIND = f"<any({', '.join(repr(kind) for kind in vocabulary.TYPES)}):kind>"


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Where crawlers may go, and where the sitemap is."""
    told = partial(sitemaps.robots, urlsplit(base()).path, base())
    return negotiation.respond({TEXT.name: told}, (TEXT,), TEXT.extension)


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The list of the sitemap's lists."""
    return negotiation.respond({SITEMAP.name: partial(sitemaps.index, snapshot())}, (SITEMAP,), SITEMAP.extension)


@blueprint.get(f"/sitemap/{KIND}-<int:number>.xml")
def part(kind: str, number: int) -> Response:
    """One list of pages."""
    current = snapshot()
    if (kind, number) not in sitemaps.parts(current):
        abort(404)
    return negotiation.respond({SITEMAP.name: partial(_part, current, kind, number)}, (SITEMAP,), SITEMAP.extension)


def _part(current: Snapshot, kind: str, number: int) -> bytes:
    path = made.folder(current, site().code, "sitemap", f"{kind}-{number}.zst")
    content = made.read(path)
    if content is None:
        content = sitemaps.part(current, kind, number).encode()
        made.keep(current, path, content, site().settings.min_free)
    return content
