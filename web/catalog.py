"""The catalogue for harvesters: DCAT in pages, and for people a page that says how to harvest it.

RDF/XML comes first: who says nothing of formats is most likely a harvester that reads that one.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, render_template, request
from werkzeug.exceptions import BadRequest

from graph import serialization
from graph.catalogue import changed, datasets, describing, harvesting
from graph.catalogue import paging as cutting
from graph.catalogue.paging import CataloguePage
from graph.serialization import Format
from graph.store import made, pages
from graph.store.opened import NotKept
from graph.store.snapshot import Snapshot
from web import harvested, metrics, negotiation, paging
from web.errors import problem
from web.negotiation import GRAPH, PAGE
from web.paging import Page
from web.site import base, site, snapshot

blueprint = Blueprint("catalog", __name__)
CHOICES = (*sorted(GRAPH[1:], key=lambda format: format.name != "rdf-xml"), PAGE)


@blueprint.get("/catalog")
@blueprint.get("/catalog.<suffix>")
@blueprint.get("/catalog/<source>")
@blueprint.get("/catalog/<source>.<suffix>")
def catalog(suffix: str | None = None, source: str | None = None) -> Response:
    """A page of the catalogue, or of a source's own, with ``Link`` to its neighbours.

    With ``?modified_since=`` of what changed since then, with tombstones of what was deleted.
    """
    if suffix is not None and not any(format.extension == suffix for format in CHOICES):
        abort(404)
    tail = f".{suffix}" if suffix and suffix != PAGE.extension else ""
    path = f"catalog/{source}" if source else "catalog"
    number, size = paging.asked(), site().settings.page_size
    try:
        current = snapshot()
        shown = _asked(current, number, size, source)
    except NotKept as error:
        return _gone(error, f"{site().base}{path}{tail}")
    except LookupError as error:
        abort(404, f"{str(error).capitalize()}.")
    if shown.last > 1:
        harvesting.hold(current)
    g.links = [
        f'<{cutting.address(base(), shown, current.number, number, tail)}>; rel="{relation}"'
        for relation, number in shown.neighbours.items()
    ]
    rdf = {f.name: partial(_rdf, current, shown, tail, f) for f in CHOICES if f.rdf}
    kept = {"modified_since": shown.since, "page": shown.number if shown.number > 1 else None}
    query = "?" + urlencode({name: value for name, value in kept.items() if value}) if any(kept.values()) else ""
    for_people = {PAGE.name: partial(_page, current, shown)}
    return negotiation.respond({**rdf, **for_people}, CHOICES, suffix, path, query, (f"by {size}",))


def _asked(current: Snapshot, number: int, size: int, source: str | None) -> CataloguePage:
    since = request.args.get("modified_since")
    if since is None:
        return cutting.page(current, number, size, source)
    try:
        return changed.page(current, since, number, size, source)
    except ValueError as error:
        raise BadRequest("modified_since is a day (2026-03-01) or an instant (2026-03-01T09:30:00Z).") from error


def _gone(error: NotKept, start: str) -> Response:
    """410 for a harvest that took too long: the snapshot that it goes through is no more."""
    kept = ", ".join(map(str, error.kept))
    detail = (
        f"Snapshot {error.number} is not kept any longer (kept are: {kept}). Nothing was deleted by that: "
        f"start the harvest again at {start}"
    )
    response = problem(410, "Gone", detail, kept=error.kept, start=start)
    response.headers["Link"] = f'<{start}>; rel="start"'
    return response


def _rdf(current: Snapshot, shown: CataloguePage, tail: str, format: Format) -> bytes:
    """A page in a format: made once for each snapshot, then read from where it is kept; not so of changes."""
    if shown.since:
        return serialization.write(cutting.triples(current, shown, tail), format)
    name = f"{tail}-{format.extension}-{site().settings.page_size}-{shown.number}.zst"
    path = made.folder(current, site().code, f"catalog-{shown.source or ''}", name)
    content = made.read(path)
    if content is None:
        content = serialization.write(cutting.triples(current, shown, tail), format)
        made.keep(current, path, content, site().settings.min_free)
    request.environ[harvested.FILE] = (current.number, shown.last > 1, path, metrics.route())
    return content


def _page(current: Snapshot, shown: CataloguePage) -> str:
    iris = [datasets.iri(base(), slug) for slug in shown.datasets]
    return render_template(
        "catalog.html",
        description=describing.description(current),
        source=shown.source,
        path=f"catalog/{shown.source}" if shown.source else "catalog",
        sources=() if shown.source else datasets.sources(current),
        datasets=pages.labels(current, iris),
        page=Page(shown.number, site().settings.page_size, shown.total),
        offset=shown.offset,
        formats=GRAPH,
    )
