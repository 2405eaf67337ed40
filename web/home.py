"""The front page, search, and what this site is."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest

from graph import queries, serialization
from graph.store import pages
from graph.store.search import Hit
from graph.store.snapshot import Snapshot
from web import negotiation, paging, vocabulary
from web.negotiation import PAGE
from web.paging import Page
from web.site import site, snapshot

blueprint = Blueprint("home", __name__)
LATEST = 6
MAIN = ("study", "project", "work-package", "organization", "person", "publication")
"""The kinds whose numbers stand large on the front page."""


@blueprint.get("/")
def home() -> Response:
    """What is here, in numbers; where to search, ask, harvest and curate."""
    return negotiation.respond({PAGE.name: _home}, (PAGE,))


def _home() -> str:
    current = snapshot()
    counts = current.counts
    return render_template("home.html", counts=counts, latest=latest(current), report=current.report, main_kinds=MAIN)


@lru_cache(maxsize=2)
def latest(current: Snapshot) -> list[Hit]:
    """The studies that changed last, with their excerpts."""
    by_iri = {iri: place for place, iri in enumerate(pages.latest_studies(current, LATEST))}
    hits = [hit for hit in current.search("", "study", limit=-1).hits if hit.iri in by_iri]
    return sorted(hits, key=lambda hit: by_iri[hit.iri])


@blueprint.get("/search")
def search() -> Response:
    """Entities of every kind by words."""
    return negotiation.respond({PAGE.name: _search}, (PAGE,))


def _search() -> str:
    text, kind = request.args.get("q", "").strip(), request.args.get("type", "")
    if kind and kind not in vocabulary.TYPES:
        raise BadRequest(f"type is one of: {', '.join(vocabulary.TYPES)}.")
    number, size = paging.asked(), site().settings.page_size
    current = snapshot()
    found = current.search(text, kind or None, size, (number - 1) * size)
    totals = {name: current.search(text, name, limit=0).total for name in vocabulary.TYPES}
    page = Page(number, size, found.total).checked()
    return render_template("search.html", text=text, kind=kind, hits=found.hits, page=page, totals=totals)


@blueprint.get("/about")
def about() -> Response:
    """What this site is and how to use it from a program."""
    return negotiation.respond({PAGE.name: _about}, (PAGE,))


def _about() -> str:
    return render_template(
        "about.html",
        manifest=snapshot().manifest,
        formats=serialization.FORMATS,
        questions=len(queries.questions()),
    )


@blueprint.get("/healthz")
def health() -> Response:
    """Whether there is something to serve, for those who watch."""
    current = site().snapshots.current()
    response = jsonify(status="ok", snapshot=current.number, digest=current.digest)
    response.headers["Cache-Control"] = "no-store"
    return response
