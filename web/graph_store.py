"""SPARQL 1.1 Graph Store HTTP Protocol: whole graphs read and written, named by a parameter or by the address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from pyoxigraph import DefaultGraph, NamedNode, Triple
from werkzeug.exceptions import BadRequest, PreconditionFailed

from graph import payload, serialization, service
from graph.serialization import Format
from graph.store.base import Form
from graph.store.scratch import GraphName
from web import access, negotiation, protocol, results
from web.asking import ask
from web.site import base, site, snapshot

blueprint = Blueprint("graph_store", __name__)
FORMATS = serialization.of("graph")
FORM = "multipart/form-data"
READ, WRITE = ["GET"], ["PUT", "POST", "DELETE"]


@blueprint.route("/store", methods=READ)
@blueprint.route("/store/<path:name>", methods=READ)
def read(name: str | None = None) -> Response:
    """The statements of a graph (5.2; HEAD is 5.8)."""
    graph = _named(name)
    if graph is None:
        raise BadRequest("Say which graph: ?graph= and its IRI, or ?default.")
    if isinstance(graph, DefaultGraph) and not site().scratch:
        return _merged()
    format = negotiation.chosen(FORMATS)
    assert format is not None
    held = _reading(graph)
    if held is None:
        abort(404, "There is no graph of this name.")
    tag = f"{_digest(held)}-{format.name}"
    response = Response(status=304) if request.if_none_match.contains(tag) else None
    if response is None:
        response = Response(serialization.write(held, format), content_type=format.content_type)
    return negotiation.tagged(response, tag)


@blueprint.route("/store", methods=WRITE)
@blueprint.route("/store/<path:name>", methods=WRITE)
def write(name: str | None = None) -> Response:
    """Replace a graph (5.3), delete it (5.4) or add to it (5.5); POST to the store itself makes a new one."""
    request.max_content_length = site().settings.max_document
    store = access.writable()
    graph = _named(name)
    if graph is None and request.method != "POST":
        raise BadRequest("Say which graph: ?graph= and its IRI, or ?default.")
    made = graph is None
    graph = store.fresh() if graph is None else graph
    if request.method == "DELETE":
        if not store.delete(graph, _check_conditions):
            abort(404, "There is no graph of this name.")
        return Response(status=204)
    try:
        is_new = store.put(graph, _sent(graph), merge=request.method == "POST", only_if=_check_conditions)
    except payload.NotRdf as error:
        return protocol.wrong("Bad RDF", str(error))
    response = Response(status=201 if is_new else 204)
    if made and isinstance(graph, NamedNode):
        response.headers["Location"] = graph.value
    return response


def _named(name: str | None) -> GraphName | None:
    """The graph that a request is about: direct (4.1) by its address, or indirect (4.2); ``None`` for none."""
    given = protocol.parameters()
    if name is not None:
        if "graph" in given or "default" in given:
            raise BadRequest("The address names the graph already: send neither graph nor default with it.")
        return NamedNode(f"{base()}store/{quote(name, safe='/:@!$&()*+,;=~-._')}")
    graphs = given.get("graph", [])
    if len(graphs) + ("default" in given) > 1:
        raise BadRequest("Name one graph: there are several here.")
    if "default" in given:
        return DefaultGraph()
    if not graphs:
        return None
    try:
        return NamedNode(graphs[0])
    except ValueError as error:
        raise BadRequest("graph is an absolute IRI.") from error


def _sent(graph: GraphName) -> list[Triple]:
    """The statements of the body; the files of a form together."""
    where = graph.value if isinstance(graph, NamedNode) else f"{base()}store"
    if request.mimetype == FORM and request.method == "POST":
        parts = [(part.mimetype, part.stream.read()) for _, part in request.files.items(multi=True)]
        if not parts:
            raise BadRequest("There is no file in this form.")
    else:
        parts = [(request.mimetype, request.stream.read())]
    found: list[Triple] = []
    for media_type, content in parts:
        syntax = payload.SYNTAXES.get(media_type)
        if syntax is None:
            raise protocol.unsupported("This is no RDF syntax that is read here.", list(payload.SYNTAXES))
        if media_type.startswith("text/"):
            content = protocol.utf8(content).encode()
        found += payload.read(content, syntax, where)
    return found


def _check_conditions(held: Iterable[Triple] | None) -> None:
    """If-Match and If-None-Match (RFC 9110, 13.1) about a graph's statements; raises ``PreconditionFailed``."""
    if not (request.if_match or request.if_none_match):
        return
    tags = [f"{_digest(held)}-{format.name}" for format in FORMATS] if held is not None else []
    if request.if_match and not (request.if_match.star_tag and tags) and not any(map(request.if_match.contains, tags)):
        raise PreconditionFailed("The graph is not as you know it.")
    if request.if_none_match and any(map(request.if_none_match.contains, tags)):
        raise PreconditionFailed("The graph is there already.")


def _digest(triples: Iterable[Triple]) -> str:
    return hashlib.sha256("\n".join(sorted(map(str, triples))).encode()).hexdigest()[:32]


def _reading(graph: GraphName) -> list[Triple] | None:
    """The statements of a graph, ``None`` where there is none; of a catalogue only a named one."""
    scratch = site().scratch
    if scratch:
        return scratch.graph(graph)
    name = graph.value if isinstance(graph, NamedNode) else ""
    return [quad.triple for quad in snapshot().graph(name)] if name in snapshot().graphs else None


def _merged() -> Response:
    """The default graph of a catalogue, which may be large: from the workers of queries."""
    formats: Mapping[Form, Format | None] = {"graph": negotiation.chosen(FORMATS), "results": None}
    tag = negotiation.etag(str(formats["graph"]))
    published = negotiation.published(snapshot())
    response = negotiation.unchanged(tag, published)
    return response or negotiation.tagged(results.sent(ask(service.EVERYTHING, formats, tag=tag)), tag, published)
