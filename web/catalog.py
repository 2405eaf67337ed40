"""The catalogue for harvesters: DCAT in pages, and for people a page that says how to harvest it."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, g, render_template

from graph import catalogue, serialization
from graph.catalogue import CataloguePage
from graph.serialization import Format
from graph.store import pages
from graph.store.snapshot import Snapshot
from web import negotiation, paging
from web.negotiation import GRAPH, PAGE
from web.paging import Page
from web.site import base, pinned, site, snapshot

blueprint = Blueprint("catalog", __name__)
CHOICES = (*GRAPH[1:], PAGE)
"""RDF first: a harvester that accepts anything is one that wants data."""


@blueprint.get("/catalog")
@blueprint.get("/catalog.<suffix>")
@blueprint.get("/catalog/<source>")
@blueprint.get("/catalog/<source>.<suffix>")
def catalog(suffix: str | None = None, source: str | None = None) -> Response:
    """A page of the catalogue, or of a source's own, with ``Link`` to its neighbours."""
    if suffix is not None and not any(format.extension == suffix for format in CHOICES):
        abort(404)
    current = snapshot()
    try:
        shown = catalogue.page(current, paging.asked(), site().settings.page_size, source)
    except LookupError as error:
        abort(404, f"{str(error).capitalize()}.")
    tail = f".{suffix}" if suffix and suffix != PAGE.extension else ""
    path = f"catalog/{source}" if source else "catalog"
    g.links = _neighbours(shown, f"{path}{tail}")

    def rdf(format: Format) -> bytes:
        return serialization.write(catalogue.triples(current, shown, tail, pinned()), format)

    made = {format.name: partial(rdf, format) for format in CHOICES if format.rdf}
    made_page = partial(_page, current, shown)
    query = f"?page={shown.number}" if shown.number > 1 else ""
    return negotiation.respond({**made, PAGE.name: made_page}, CHOICES, suffix, path, query)


def _neighbours(shown: CataloguePage, path: str) -> list[str]:
    numbers = {"first": 1, "prev": shown.number - 1, "next": shown.number + 1, "last": shown.last}
    return [
        f'<{base()}{path}{pinned(f"?page={number}")}>; rel="{relation}"'
        for relation, number in numbers.items()
        if 1 <= number <= shown.last
    ]


def _page(current: Snapshot, shown: CataloguePage) -> str:
    iris = [f"{base()}id/study/{slug}" for slug in shown.datasets]
    return render_template(
        "catalog.html",
        description=catalogue.description(current),
        source=shown.source,
        path=f"catalog/{shown.source}" if shown.source else "catalog",
        sources=() if shown.source else catalogue.sources(current),
        datasets=pages.labels(current, iris),
        page=Page(shown.number, site().settings.page_size, shown.total),
        formats=GRAPH,
    )
