"""SPARQL 1.1 Protocol, the update operation."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from graph.payload import NotRdf
from graph.store.base import QueryError
from web import access, protocol
from web.site import site

blueprint = Blueprint("update", __name__)
DIRECT = "application/sparql-update"


@blueprint.post("/update")
def update() -> Response:
    """Do an update, sent as a form or as the body itself; 204 when it is done (2.2)."""
    request.max_content_length = site().settings.max_document
    store = access.writable()
    given = protocol.parameters()
    direct = protocol.body(DIRECT, given)
    if "query" in given:
        raise BadRequest("This address takes updates. Queries go to /sparql.")
    texts = [*given.get("update", ()), *([direct] if direct is not None else ())]
    if len(texts) != 1:
        raise BadRequest("Send one update." if texts else "There is no update parameter.")
    graphs = (given.get("using-graph-uri", ()), given.get("using-named-graph-uri", ()))
    try:
        store.update(texts[0], *graphs)
    except (QueryError, NotRdf) as error:
        return protocol.wrong("Bad update", str(error))
    return Response(status=204)
