"""Entities: the thing's IRI, its page, its RDF, and the lists by kind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, abort, g, redirect, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from graph import embedding, serialization
from graph.namespaces import SCHEMA
from graph.store import pages
from graph.store.pages import Studies
from graph.store.search import Hit
from graph.store.snapshot import Snapshot
from web import negotiation, paging, signposting, tombstones, vocabulary
from web.facts import Entity, Reader
from web.negotiation import GRAPH, PAGE
from web.paging import Page
from web.picture import picture
from web.sections import Section, sections
from web.site import base, pinned, site, snapshot

blueprint = Blueprint("entities", __name__)
KIND = f"/<any({', '.join(repr(kind) for kind in vocabulary.TYPES)}):kind>"
SECTION = 20
"""Entities that a section shows before it leads to a page of its own."""


@blueprint.get(f"/id{KIND}/<slug>")
def thing(kind: str, slug: str) -> Response:
    """An entity is no document: 303 to the page that describes it (httpRange-14)."""
    iri = f"{base()}id/{kind}/{slug}"
    if not pages.exists(snapshot(), iri):
        return _merged(iri)
    response = redirect(f"{base()}{kind}/{slug}{pinned()}", 303)
    response.headers["Vary"] = "Accept"
    return response  # type: ignore[return-value]


def _merged(iri: str, suffix: str | None = None) -> Response:
    """301 from an IRI that was retired to the one that lives on, 410 for one that is no more, or 404."""
    survivor = pages.survivor(snapshot(), iri)
    if survivor is None:
        return tombstones.gone(iri.removeprefix(base()), suffix)
    page = survivor.replace(f"{base()}id/", base(), 1) + (f".{suffix}" if suffix else "")
    response = redirect(f"{survivor if request.path.startswith('/id/') else page}{pinned()}", 301)
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


@blueprint.get(f"{KIND}/<name>")
def entity(kind: str, name: str) -> Response:
    """The description of an entity, as a page or as RDF."""
    current = snapshot()
    slug, suffix = name, None
    if not pages.exists(current, f"{base()}id/{kind}/{name}"):
        slug, suffix = negotiation.split(name, GRAPH)
    iri = f"{base()}id/{kind}/{slug}"
    if not pages.exists(current, iri):
        return _merged(iri, suffix)
    g.links = signposting.headers(current, kind, slug, suffix)
    made = {format.name: partial(_rdf, current, iri, format) for format in GRAPH if format.rdf}
    return negotiation.respond({**made, PAGE.name: partial(_page, current, iri)}, GRAPH, suffix, f"{kind}/{slug}")


def _rdf(current: Snapshot, iri: str, format: serialization.Format) -> bytes:
    return serialization.write(current.describe(iri), format)


def _page(current: Snapshot, iri: str) -> str:
    shown = Reader(current, iri).entity()
    found = sections(current, shown)
    wanted = request.args.get("section")
    if wanted is not None:
        return _section(shown, found, wanted)
    json_ld = embedding.schema_org(current, iri, current.describe(iri))
    return render_template(
        "entity.html",
        entity=shown,
        sections=found,
        most=SECTION,
        picture=picture(shown, found),
        json_ld=Markup(json_ld) if json_ld else None,  # noqa: S704
        formats=GRAPH,
        keywords=SCHEMA.keywords.value,
        identifiers=SCHEMA.identifier.value,
        path=iri.removeprefix(f"{base()}id/"),
        stale=current.stale,
    )


def _section(shown: Entity, found: list[Section], wanted: str) -> str:
    """One section of an entity's page, whole, in pages."""
    section = next((section for section in found if section.key == wanted), None)
    if section is None:
        abort(404)
    values = section.values
    page = Page(paging.asked(), site().settings.page_size, len(values)).checked()
    part = values[page.offset : page.offset + page.size]
    return render_template("section.html", entity=shown, section=section, values=part, page=page)


@blueprint.get(f"{KIND}/")
def listing(kind: str) -> Response:
    """All entities of a kind; studies can be narrowed down by the facets."""
    return negotiation.respond({PAGE.name: partial(_listing, snapshot(), kind)}, (PAGE,))


def _listing(current: Snapshot, kind: str) -> str:
    text = request.args.get("q", "").strip()
    number, size = paging.asked(), site().settings.page_size
    offset = (number - 1) * size
    if kind == "study":
        total, hits, facets = _studies(current, text, size, offset)
    else:
        found = current.search(text, kind, size, offset)
        total, hits, facets = found.total, found.hits, {}
    page = Page(number, size, total).checked()
    return render_template("list.html", kind=kind, text=text, hits=hits, page=page, facets=facets)


Facets = dict[str, dict[str, object]]


def _studies(current: Snapshot, text: str, size: int, offset: int) -> tuple[int, Sequence[Hit], Facets]:
    chosen = {name: request.args[name] for name in pages.FACETS if request.args.get(name)}
    try:
        found = pages.studies(current, chosen, text, size, offset)
    except ValueError as error:
        raise BadRequest("funder, catalogue and access are IRIs.") from error
    return found.total, found.hits, _facets(found, chosen)


def _facets(found: Studies, chosen: dict[str, str]) -> Facets:
    """What the found studies can be narrowed down by, and what they were narrowed down by already."""
    shown: Facets = {}
    for name, choices in found.facets.items():
        value = chosen.get(name)
        label = next((label for one, label, _ in choices if one == value), value)
        if choices or value:
            title = vocabulary.FACETS[name]
            shown[name] = {"title": title, "choices": choices, "chosen": value, "label": label}
    return shown
