"""OAI-PMH 2.0: the catalogue for those who harvest it by that protocol."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, g, request

from graph.provider.repository import repository
from web import negotiation
from web.site import site

blueprint = Blueprint("oai", __name__)
FORM = "application/x-www-form-urlencoded"


@blueprint.get("/oai")
@blueprint.post("/oai")
def oai() -> Response:
    """An answer to a verb, whose arguments come in the address or as a form (3.1.1); errors are answers too (3.6).

    But for the time of the answer it is a function of the snapshot: hence a weak ETag.
    """
    form = request.form if request.method == "POST" and request.mimetype == FORM else None
    given = list((request.args if form is None else form).items(multi=True))
    current = site().snapshots.current()
    token = next((value for name, value in given if name == "resumptionToken"), None)
    asked = repository(current, site().opened.get, site().settings, token)
    g.snapshot = asked.snapshot
    tag = negotiation.tag_of(asked.snapshot, site().code, request.path, repr(given), str(site().settings.page_size))
    published = negotiation.published(asked.snapshot)
    response = None
    if request.method != "POST" and _held(tag, published):
        response = Response(status=304)
    fine = True
    if response is None:
        content, fine = asked.answer(given)
        response = Response(content, content_type="text/xml; charset=utf-8")
    if fine:
        negotiation.tagged(response, tag, published)
        response.set_etag(tag, weak=True)
        response.headers.pop("Vary", None)
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _held(tag: str, published: datetime) -> bool:
    """Whether the client holds this answer, by its ETag or else by its time (RFC 9110, 13.2.2)."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(tag)
    since = request.if_modified_since
    return since is not None and published <= since
