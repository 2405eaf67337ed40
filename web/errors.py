"""What went wrong, for people as a page and for clients as problem details (RFC 9457)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from graph.private import Damaged
from graph.queries import BadParameter
from graph.serialization import Format, negotiate
from graph.store.base import ServiceFailed
from graph.store.embedded import Locked
from graph.store.opened import NotKept
from graph.store.pool.client import LimitReached
from graph.store.pool.slots import TooMany
from graph.store.snapshot import NoSnapshot
from graph.store.space import NoSpace
from graph.writes import Invalid, NotAllowed
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


def told(error: LimitReached) -> str:
    """Which limit a query met, how far it got, and what would help."""
    met = f"The query met its limit ({error.limit}: {error.allowed})" if error.allowed else "The service is busy"
    if error.limit == "cancelled":
        return f"The query was ended {error.reached}."
    return f"{met}: {error.reached}. What would help: {error.advice}."


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
        challenges = getattr(error, "www_authenticate", None)
        for challenge in challenges or ():
            response.headers.add("WWW-Authenticate", str(challenge))
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(LimitReached)
    def _limit(error: LimitReached) -> Response:
        more = {"limit": error.limit, "allowed": error.allowed, "reached": error.reached, "advice": error.advice}
        response = problem(503, "Cancelled" if error.limit == "cancelled" else "Limit reached", told(error), **more)
        if error.limit == "busy":
            response.headers["Retry-After"] = "2"
        return response

    @app.errorhandler(ServiceFailed)
    def _service(error: ServiceFailed) -> Response:
        return problem(502, "Another endpoint failed", f"{error}. With SERVICE SILENT the query goes on without it.")

    @app.errorhandler(BadParameter)
    def _parameter(error: BadParameter) -> Response:
        told = {"parameter": error.parameter, "allowed": error.allowed}
        example = {"example": error.example} if error.example else {}
        return problem(400, "Bad parameter", f"{error}.", **told, **example)

    @app.errorhandler(TooMany)
    def _too_many(error: TooMany) -> Response:
        detail = f"{str(error).capitalize()}; wait for one of them, or ask again in a moment."
        response = problem(429, "Too many queries at once", detail, limit="concurrency", allowed=error.allowed)
        response.headers["Retry-After"] = "1"
        return response

    @app.errorhandler(NotKept)
    def _not_kept(error: NotKept) -> Response:
        kept = ", ".join(map(str, error.kept))
        detail = f"Snapshot {error.number} is not kept here. Kept are: {kept}. /snapshots tells what each holds."
        return problem(410, "Gone", detail, kept=error.kept)

    @app.errorhandler(NotAllowed)
    def _not_allowed(error: NotAllowed) -> Response:
        return problem(403, "Forbidden", str(error))

    @app.errorhandler(Invalid)
    def _invalid(error: Invalid) -> Response:
        findings = [asdict(finding) for finding in error.findings]
        detail = f"{len(findings)} violations of the shapes; nothing was changed. The first: {findings[0]['message']}"
        return problem(422, "Not valid", detail, findings=findings)

    @app.errorhandler(Damaged)
    def _damaged(error: Damaged) -> Response:
        app.logger.error("%s", error)
        detail = "The list of curators cannot be read: the operator has to see to it."
        return problem(503, "Service Unavailable", detail)

    @app.errorhandler(Locked)
    def _locked(error: Locked) -> Response:  # noqa: ARG001
        response = problem(503, "Service Unavailable", "A build is running. Nothing was changed; try again after it.")
        response.headers["Retry-After"] = "30"
        return response

    @app.errorhandler(NoSpace)
    def _full(error: NoSpace) -> Response:  # noqa: ARG001
        return problem(
            507, "Insufficient Storage", "The disk is full. Nothing was changed; the operator has to see to it."
        )

    @app.errorhandler(NoSnapshot)
    def _nothing(error: NoSnapshot) -> Response:  # noqa: ARG001
        response = problem(503, "Service Unavailable", NOTHING_YET)
        response.headers["Retry-After"] = "60"
        return response
