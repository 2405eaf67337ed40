"""What changed: the DCAT-AP Feed and the Atom feed. The last page has an ETag, the others stay as they are for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from flask import Blueprint, Response, abort

from graph import serialization
from graph.changes.log import Log
from graph.feeds import atom as atoms
from graph.feeds import ldes
from graph.feeds.pages import FeedPage
from graph.serialization import Format
from web import negotiation
from web.site import site, snapshot

blueprint = Blueprint("feed", __name__)
CHOICES = tuple(
    sorted(
        (f for f in serialization.of("dataset") if f.rdf), key=lambda f: ("trig", "json-ld", "n-quads").index(f.name)
    )
)
ATOM = Format("atom", atoms.MEDIA_TYPE, "atom", frozenset({"feed"}), ("application/xml", "text/xml"))
FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/feed")
@blueprint.get("/feed.<suffix>")
def feed(suffix: str | None = None) -> Response:
    """The newest page of the DCAT-AP Feed, from which the older ones are reached."""
    _check(suffix)
    page = FeedPage.view(snapshot(), site().settings.page_size, f".{suffix}" if suffix else "")
    made = {format.name: partial(_written, page, format) for format in CHOICES}
    return negotiation.respond(made, CHOICES, suffix, "feed", parts=(str(page.size),))


@blueprint.get("/feed.atom")
def atom() -> Response:
    """The newest entries as Atom."""
    page = FeedPage.view(snapshot(), site().settings.page_size, ".atom")
    return negotiation.respond(
        {ATOM.name: partial(atoms.write, page)}, (ATOM,), ATOM.extension, parts=(str(page.size),)
    )


@blueprint.get("/feed/<int:size>/<number>")
def older(size: int, number: str) -> Response:
    """A page by its number: one that is full is sent to be kept for good."""
    name, dot, suffix = number.partition(".")
    choices = (ATOM,) if suffix == ATOM.extension else CHOICES
    _check(suffix if dot else None, choices)
    try:
        page = FeedPage(snapshot(), size, int(name), f".{suffix}" if dot else "")
    except (LookupError, ValueError):
        abort(404)
    if not page.closed:
        made = {format.name: partial(_written, page, format) for format in choices}
        return negotiation.respond(made, choices, suffix or None, parts=(str(size),))
    return _closed(page, choices, suffix or None)


def _closed(page: FeedPage, choices: Sequence[Format], suffix: str | None) -> Response:
    """A page that does not change with a snapshot: its ETag is the digest of its bytes."""
    format = negotiation.chosen(choices, suffix)
    assert format is not None
    content = _written(page, format)
    tag = hashlib.sha256(content).hexdigest()[:32]
    response = negotiation.unchanged(tag) or Response(content, content_type=format.content_type)
    negotiation.tagged(response, tag)
    response.headers["Cache-Control"] = FOREVER
    return response


@blueprint.get("/change/<int:number>")
@blueprint.get("/change/<int:number>.<suffix>")
def change(number: int, suffix: str | None = None) -> Response:
    """One activity of the log, with what the dataset then said in the graph of the activity's IRI."""
    _check(suffix)
    log = Log(snapshot())
    quads = [quad for activity in log.activities(number, number) for quad in ldes.one(log, activity)]
    if not quads:
        abort(404)
    made = {format.name: partial(serialization.write, quads, format) for format in CHOICES}
    return negotiation.respond(made, CHOICES, suffix, f"change/{number}")


def _check(suffix: str | None, choices: Sequence[Format] = CHOICES) -> None:
    if suffix is not None and not any(format.extension == suffix for format in choices):
        abort(404)


def _written(page: FeedPage, format: Format) -> bytes:
    return atoms.write(page).encode() if format is ATOM else serialization.write(ldes.quads(page), format)
