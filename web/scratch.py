"""What a scratch server has beside its endpoints: a way to them, and a sign of life."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect

from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots
from web.site import href

blueprint = Blueprint("scratch", __name__)


class Nothing(Snapshots):
    """A scratch dataset has no snapshots, and looks at no data folder."""

    def current(self) -> Snapshot:
        raise NoSnapshot("a scratch dataset has no snapshots")


@blueprint.get("/")
def home() -> Response:
    """303 to the page where the dataset is asked."""
    return redirect(href("sparql"), 303)  # type: ignore[return-value]


@blueprint.get("/healthz")
def health() -> Response:
    """That the server is there."""
    response = jsonify(status="ok")
    response.headers["Cache-Control"] = "no-store"
    return response
