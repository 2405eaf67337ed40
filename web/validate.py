"""Validate my data: a document is handed in, and a report on it comes back, as a page and for programs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.exceptions import BadRequest, ServiceUnavailable

from graph.serialization import Format, of
from graph.store.base import QueryError
from graph.validation import OWN, formats, job, registered, rows
from graph.validation.job import Outcome, Request
from graph.validation.shared import Reports
from web import negotiation
from web.asking import ask
from web.errors import problem
from web.negotiation import PAGE
from web.site import base, site, snapshot

blueprint = Blueprint("validate", __name__)
CSV = Format("csv", "text/csv", "csv", frozenset({"report"}))
SARIF = Format("sarif", "application/sarif+json", "sarif", frozenset({"report"}))
CHOICES = (PAGE, *of("graph"), CSV, SARIF)
LINES = next(format for format in of("graph") if format.name == "n-triples")
ROWS = next(format for format in of("results") if format.name == "json")
AT_ONCE = threading.BoundedSemaphore(2)
"""Validations that one process runs at a time; each takes a processor."""
WAIT = 10.0
"""Seconds that one waits for its turn."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@blueprint.get("/validate")
def form() -> Response:
    """The form."""
    return Response(_form(), content_type=PAGE.content_type, headers={"Cache-Control": "no-cache"})


@blueprint.post("/validate")
def page() -> Response:
    """What the form sends: the report has an address of its own, which can be shared."""
    request.max_content_length = _largest()
    try:
        asked = _asked()
        outcome = _run(asked)
    except (BadRequest, job.Refused, job.Exceeded) as error:
        told = error.description if isinstance(error, BadRequest) else str(error)
        return Response(_form(told or ""), 422, content_type=PAGE.content_type)
    path = urlsplit(base()).path  # a form may lead to its own origin only, whatever name that has for the reader
    return redirect(f"{path}validate/{_reports().keep(asked, outcome)}", 303)  # type: ignore[return-value]


@blueprint.post("/api/validate")
def api() -> Response:
    """The same for programs: a document as the body, or the fields of the form; the report as the answer."""
    request.max_content_length = _largest()
    format = negotiation.chosen(CHOICES)
    assert format is not None
    asked = _asked()
    try:
        outcome = _run(asked)
    except job.Refused as error:
        return problem(422, "It cannot be validated", str(error))
    except job.Exceeded as error:
        return problem(503, "A limit was met", str(error), limit=error.limit)
    name = _reports().keep(asked, outcome)
    response = _written(outcome, format, name)
    response.headers["Link"] = f'<{base()}validate/{name}>; rel="alternate"; type="text/html"'
    response.headers["X-Conforms"] = "true" if outcome.result.conforms else "false"
    return response


@blueprint.get("/validate/<name>")
@blueprint.get("/validate/<name>.<suffix>")
def report(name: str, suffix: str | None = None) -> Response:
    """A report that was made before, as long as it is kept."""
    told = _reports().get(name)
    format = negotiation.chosen(CHOICES, suffix)
    if told is None or format is None:
        abort(404, f"No report is kept under this address: they are for {site().settings.validate_keep:g} days.")
    return _written(job.from_json(told), format, name, told)


def _form(problem: str = "") -> str:
    chosen = site().settings
    return render_template(
        "validate.html",
        profiles=tuple(registered.known(chosen.data)),
        given=request.values,
        problem=problem,
        largest=chosen.max_document // 2**20,
        days=f"{chosen.validate_keep:g}",
    )


def _asked() -> Request:
    """What is to be validated, and against what. Raises ``BadRequest``."""
    given = request.values
    profile = given.get("profile") or "catalograph"
    content, name, url, shapes = b"", "pasted text", None, given.get("shapes", "").encode()
    if request.mimetype in FORMS:
        file, own = request.files.get("file"), request.files.get("shapes_file")
        content = given.get("text", "").encode()
        if file and file.filename:
            content, name = file.read(), PurePath(file.filename.replace("\\", "/")).name
        if own and own.filename:
            shapes = own.read()
    else:
        content, name = request.get_data(), "the body"
    query = given.get("query", "").strip()
    if query and not content.strip():
        return _of_query(query, profile, shapes.strip() and shapes)
    if not content.strip():
        url = given.get("url", "").strip() or None
        if url is None:
            raise BadRequest("Paste some data, choose a file, or give an address.")
        if not url.startswith(("http://", "https://")):
            raise BadRequest("The address begins with http:// or https://.")
        content, name = b"", url
    return Request(content, name, url, profile, shapes.strip() and shapes)


def _of_query(query: str, profile: str, shapes: bytes) -> Request:
    """What a query constructs, or what is published of the entities in its rows. Raises ``BadRequest``."""
    derived = bool(shapes) or profile != OWN
    try:
        answer = ask(query, {"graph": LINES, "results": ROWS})
        content = bytes(answer.mapped) if answer.mapped is not None else answer.content
        content, nodes = (content, None) if answer.format is LINES else rows.described(snapshot(), content, derived)
    except (QueryError, ValueError) as error:
        raise BadRequest(f"The query: {error}.") from error
    return Request(content, "the query's result", None, profile, shapes, nodes)


def _largest() -> int:
    """A document and shapes, and what a form puts around them."""
    return 2 * site().settings.max_document


def _run(asked: Request) -> Outcome:
    largest = site().settings.max_document
    if len(asked.content) > largest or len(asked.shapes) > largest:
        raise job.Refused(f"it is larger than {largest // 2**20} MB: validate a part of it, or use the command line")
    with _turn():
        return job.run(asked, site().settings)


@contextmanager
def _turn() -> Iterator[None]:
    if not AT_ONCE.acquire(timeout=WAIT):
        raise ServiceUnavailable("Others are validating at the moment: try again in a minute.", retry_after=60)
    try:
        yield
    finally:
        AT_ONCE.release()


def _reports() -> Reports:
    return Reports(site().settings.data, site().settings.validate_keep)


def _written(outcome: Outcome, format: Format, name: str, told: Mapping[str, Any] | None = None) -> Response:
    if format is PAGE:
        told = told or _reports().get(name) or {}
        content = render_template(
            "validated.html",
            name=told.get("name", ""),
            result=outcome.result,
            causes=formats.causes(outcome.result),
            notes=outcome.notes,
            excerpts=outcome.excerpts,
            formats=CHOICES,
            path=f"validate/{name}",
            expires=datetime.fromtimestamp(told["expires"], UTC).isoformat() if told else "",
        )
        return Response(content, content_type=PAGE.content_type, headers={"Cache-Control": "no-store"})
    made = formats.WRITERS[format.name](outcome.result)
    return Response(made, content_type=format.content_type, headers={"Cache-Control": "no-store", "Vary": "Accept"})
