"""For those who keep the service running: is it alive, and can it answer."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from graph import serialization, service
from graph.store.base import QueryError
from graph.store.pool.client import LimitReached, Limits, Pool
from graph.store.snapshot import NoSnapshot
from web.site import site

blueprint = Blueprint("health", __name__)
PATIENCE = 3.0
"""Seconds in which the query pool has to answer the simplest question."""


@blueprint.get("/livez")
def alive() -> Response:
    """200 for as long as this process answers at all: where not, start it again."""
    return _told(200, status="ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """200 where a snapshot is open and the query pool answers; else 503 with the reason: send nobody here."""
    if site().scratch:
        return _told(200, status="ok")
    try:
        number = site().snapshots.current().number
    except NoSnapshot:
        return _told(503, status="no snapshot", reason="Nothing is published yet, or what is cannot be opened.")
    reason = _pool()
    if reason:
        return _told(503, status="no queries", reason=reason, snapshot=number)
    warning = {"warning": "An older snapshot is served: the newest cannot be opened."}
    return _told(200, status="ok", snapshot=number, **(warning if site().snapshots.problem else {}))


def _pool() -> str | None:
    """Why the pool of query workers does not answer, if it does not; a service without one needs none."""
    folder, current = site().pool, site().snapshots.current()
    if folder is None:
        return None
    chosen = site().settings
    limits = Limits(PATIENCE, chosen.query_memory, chosen.query_result, chosen.max_query)
    pool = Pool(folder / "queries", current.number, current.base, limits)
    try:
        pool.query(service.SIMPLEST, {"results": serialization.of("results")[0], "graph": None}, deadline=PATIENCE)
    except (LimitReached, QueryError, OSError) as error:
        return f"The query pool does not answer ({error})."
    return None


def _told(code: int, **told: object) -> Response:
    response = jsonify(told)
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    if code == 503:
        response.headers["Retry-After"] = "5"
    return response
