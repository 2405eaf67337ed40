"""What went wrong, for people as a page and for clients as problem details (RFC 9457)."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from graph.serialization import Format, negotiate
from graph.store.pool.client import LimitReached
from graph.store.pool.slots import TooMany
from graph.store.snapshot import NoSnapshot
from web.negotiation import PAGE

PROBLEM = Format("problem", "application/problem+json", "json", frozenset({"problem"}), ("application/json",))
SENTENCES = {
    404: "Nothing is published under this address.",
    405: "This address does not take that method.",
    413: "The request is larger than what is accepted here.",
    500: "Something went wrong on our side. It has been logged.",
}
NOTHING_YET = "Nothing is published yet. The operator of this site has to run: catalograph build SOURCE…"


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """An error as the client prefers it; ``more`` are extension members, and listed on the page."""
    if negotiate(request.headers.get("Accept"), (PROBLEM, PAGE)) is PAGE:
        page = render_template("error.html", status=status, title=title, detail=detail, more=more)
        response = Response(page, status, content_type=PAGE.content_type)
    else:
        members = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
        body = json.dumps(members, ensure_ascii=False)
        response = Response(body, status, content_type=PROBLEM.content_type)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Answer every failure by :func:`problem`."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response | HTTPException:
        status = error.code or 500
        if status < 400:
            return error
        own = error.description if error.description != type(error).description else None
        detail = own or SENTENCES.get(status) or error.description or error.name
        more = {"choices": error.choices} if hasattr(error, "choices") else {}
        response = problem(status, error.name, detail, **more)
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(LimitReached)
    def _limit(error: LimitReached) -> Response:
        told = f"The query met its limit ({error.limit}: {error.allowed})" if error.allowed else "The service is busy"
        detail = f"{told}: {error.reached}. What would help: {error.advice}."
        more = {"limit": error.limit, "allowed": error.allowed, "reached": error.reached, "advice": error.advice}
        response = problem(503, "Limit reached", detail, **more)
        if error.limit == "busy":
            response.headers["Retry-After"] = "2"
        return response

    @app.errorhandler(TooMany)
    def _too_many(error: TooMany) -> Response:
        detail = f"{str(error).capitalize()}; wait for one of them, or ask again in a moment."
        response = problem(429, "Too many queries at once", detail, limit="concurrency", allowed=error.allowed)
        response.headers["Retry-After"] = "1"
        return response

    @app.errorhandler(NoSnapshot)
    def _nothing(error: NoSnapshot) -> Response:  # noqa: ARG001
        response = problem(503, "Service Unavailable", NOTHING_YET)
        response.headers["Retry-After"] = "60"
        return response
