"""What is answered of an entity that was published and is no more: 410 with its tombstone, as page, RDF or problem."""

from __future__ import annotations

import json

from flask import Response, abort, render_template, request

from graph import serialization, tombstones
from graph.serialization import Format, negotiate
from graph.tombstones import Tombstone
from web import vocabulary
from web.errors import PROBLEM
from web.negotiation import GRAPH, PAGE
from web.site import base, site, snapshot

CHOICES = (PROBLEM, *GRAPH)


def gone(path: str, suffix: str | None = None, record: str | None = None) -> Response:
    """410 for the entity of that path, such as ``id/study/care-1979``, or 404 where it never was published.

    ``record`` is the path of its catalogue record, where that was asked for. ``suffix`` asks for a format, else
    ``Accept`` does; a client that accepts none of them, or anything, gets problem details as with every error.
    """
    found = tombstones.find(snapshot(), path)
    if found is None:
        abort(404)
    shown = Tombstone(record, found.deleted, found.snapshot, found.why) if record else found
    format = next((f for f in GRAPH if f.extension == suffix), None) or _accepted()
    response = Response(_written(shown, format), 410, content_type=format.content_type)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-store"
    return response


def _accepted() -> Format:
    return negotiate(request.headers.get("Accept"), CHOICES) or PROBLEM


def _written(shown: Tombstone, format: Format) -> str | bytes:
    if format is PAGE:
        return render_template("tombstone.html", shown=shown, what=_what(shown), last=_last(shown), path=shown.path)
    if format.rdf:
        return serialization.write(sorted(shown.triples(base()), key=str), format)
    members = {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": f"{shown.why}{_since(shown)}",
        "iri": f"{base()}{shown.path}",
        "deleted": shown.deleted,
        "snapshot": shown.snapshot,
    }
    return json.dumps({name: value for name, value in members.items() if value is not None}, ensure_ascii=False)


def _since(shown: Tombstone) -> str:
    """Since when it is gone, in a sentence; of what was erased the reason says that."""
    return f" Gone since {shown.deleted[:10]}, snapshot {shown.snapshot}." if shown.snapshot else ""


def _what(shown: Tombstone) -> str:
    kind = vocabulary.TYPES.get(shown.type)
    return kind.one if kind else "Catalogue record"


def _last(shown: Tombstone) -> int | None:
    """The newest kept snapshot that may have it as it was."""
    if shown.snapshot is None:
        return None
    kept = [number for number in site().opened.numbers() if number < shown.snapshot]
    return max(kept, default=None)
