"""The snapshots that are kept, each of which every page, query and catalogue can be asked as of."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial

from flask import Blueprint, Response, abort, render_template

from graph.serialization import Format
from graph.store.opened import Told
from web import negotiation
from web.negotiation import PAGE
from web.site import site

blueprint = Blueprint("snapshots", __name__)
LIST = Format("report", "application/json", "json", frozenset({"snapshots"}))
CHOICES = (LIST, PAGE)


@blueprint.get("/snapshots")
@blueprint.get("/snapshots.<suffix>")
def listing(suffix: str | None = None) -> Response:
    """What is kept, the newest first: number, time, digest, statements, graphs, tags."""
    if suffix is not None and not any(format.extension == suffix for format in CHOICES):
        abort(404)
    kept = site().opened.listed()
    told = json.dumps({"snapshots": [asdict(one) for one in kept]}, ensure_ascii=False)
    made = {LIST.name: partial(str, told), PAGE.name: partial(_page, kept)}
    return negotiation.respond(made, CHOICES, suffix, "snapshots", parts=(told,), dated=False)


def _page(kept: list[Told]) -> str:
    return render_template("snapshots.html", kept=kept, formats=CHOICES)
