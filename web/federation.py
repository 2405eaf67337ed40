"""Will it harvest? What strangers' harvesters make of what is published, and the rules that say so."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, request
from werkzeug.exceptions import BadRequest

from graph.catalogue import datasets
from graph.federation import checking
from graph.serialization import Format
from graph.settings import Settings
from graph.store.snapshot import Snapshot, Snapshots
from web import negotiation
from web.metrics import Uncounted
from web.negotiation import PAGE
from web.site import site, snapshot

blueprint = Blueprint("federation", __name__)
PREDICTIONS = Format("predictions", "application/json", "json", frozenset({"predictions"}))
CHOICES = (PREDICTIONS, PAGE)
LARGEST = 500
"""Datasets up to which it is worked out for a request; for more there is the command."""


def application(chosen: Settings, snapshots: Snapshots) -> Flask:
    """The whole application over these snapshots, for replays: its requests are not counted."""
    from web import create_app

    return create_app(chosen, published=snapshots, counters=Uncounted())


@blueprint.get("/federation")
@blueprint.get("/federation.<suffix>")
def federation(suffix: str | None = None) -> Response:
    """Predictions for each harvester against ``?against=N``, else the snapshot before the one that is asked for."""
    if suffix is not None and not any(format.extension == suffix for format in CHOICES):
        abort(404)
    current, before = snapshot(), _before(snapshot())
    if len(datasets.slugs(current)) > LARGEST:
        abort(404, f"The catalogue has more than {LARGEST:,} datasets; run: catalograph federation check")
    rows = checking.kept(current, before, site().settings, application, site().code) if before else []
    told = {"snapshot": current.number, "against": before.number if before else None, "federators": rows}
    made = {PREDICTIONS.name: partial(json.dumps, told, ensure_ascii=False), PAGE.name: partial(_page, before, rows)}
    part = str(before.number if before else "")
    return negotiation.respond(made, CHOICES, suffix, "federation", parts=(part,), dated=False)


def _before(current: Snapshot) -> Snapshot | None:
    given = request.args.get("against")
    if given is None:
        older = [number for number in site().opened.numbers() if number < current.number]
        return site().opened.get(older[-1]) if older else None
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise BadRequest("against is one whole number, such as 12; /snapshots lists those that are kept.")
    return site().opened.get(int(given))


def _page(before: Snapshot | None, rows: list[dict[str, Any]]) -> str:
    older = [number for number in site().opened.numbers() if number < snapshot().number]
    return render_template("federation.html", before=before, rows=rows, older=older, formats=CHOICES, most=5)
