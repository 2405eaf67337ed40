"""SPARQL 1.1 Protocol, the query operation; for people a form that works without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, request
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge

from graph import serialization, service
from graph.serialization import Format
from graph.service import Service
from graph.store.base import Form, NotAcceptable, QueryError
from graph.store.pool import cancelling
from graph.store.pool.client import LimitReached
from web import errors, negotiation, protocol, results
from web.asking import FINISHED, ask
from web.negotiation import PAGE, Choices
from web.query_page import page
from web.results import FOR_A_PAGE
from web.site import as_of, site, snapshot

blueprint = Blueprint("sparql", __name__)
OFFERED: Mapping[Form, tuple[Format, ...]] = {
    "results": (*serialization.of("results"), PAGE),
    "graph": (*serialization.of("graph"), PAGE),
}
DESCRIPTION = (*serialization.of("graph"), PAGE)
DIRECT, UPDATE = "application/sparql-query", "application/sparql-update"
QUERIES_ONLY = "This address answers queries and takes no updates. Those go to /update."


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the protocol's parameters give it (2.1.4, 2.2)."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None
    timeout: float | None = None


def wanted(accept: str, named: str | None) -> Mapping[Form, Format | None]:
    """In which format each form of result is wanted. Raises ``BadRequest`` for an unknown name."""
    if named is None:
        return {form: serialization.negotiate(accept, offered) for form, offered in OFFERED.items()}
    chosen = {form: serialization.named(named, offered) for form, offered in OFFERED.items()}
    if not any(chosen.values()):
        names = dict.fromkeys(format.name for offered in OFFERED.values() for format in offered)
        raise BadRequest(f"format is one of: {', '.join(names)}.")
    return chosen


def tag_parts(formats: Mapping[Form, Format | None]) -> Iterator[str]:
    """What an answer depends on beyond the snapshot and the request: the formats that were negotiated."""
    return (format.media_type if format else "" for format in formats.values())


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
def sparql() -> Response:
    """Query by GET, by form, or as the body itself; without a query, what this endpoint can do."""
    asked = _asked()
    if asked.query is None:
        return _description()
    if len(asked.query.encode()) > site().settings.max_query:
        raise RequestEntityTooLarge(f"A query has at most {site().settings.max_query} bytes here.")
    formats = wanted(request.headers.get("Accept", ""), asked.format)
    keepable = request.method in ("GET", "HEAD") and service.repeatable(asked.query) and not site().scratch
    tag = negotiation.etag(*tag_parts(formats)) if keepable else ""
    response = negotiation.unchanged(tag) if keepable else None
    if keepable and g.get("as_of") is None:
        request.environ[FINISHED] = snapshot()
    if response is None:
        response = _answered(asked, formats, tag if keepable else None)
        if keepable and response.status_code == 200:
            published = negotiation.published(snapshot())  # counts only now, as a text that is no query has no answer
            return negotiation.unchanged(tag, published) or negotiation.tagged(response, tag, published)
    response.headers["Vary"] = "Accept"
    response.headers.setdefault("Cache-Control", "no-cache" if keepable else "no-store")
    return response


@blueprint.delete("/sparql/running/<identifier>")
def cancel(identifier: str) -> Response:
    """End a query that was sent with this ``Query-Id`` and is running."""
    folder = site().pool
    if folder is None or not cancelling.cancel(folder, identifier):
        abort(404, "No query with this Query-Id is running.")
    return Response(status=204)


def _asked() -> Asked:
    """The request's parameters; raises what the protocol says for those that are not right (2.1.5)."""
    direct = None
    parameters = protocol.parameters()
    if request.method in ("POST", "QUERY"):
        if request.mimetype == UPDATE:
            raise Forbidden(QUERIES_ONLY)
        direct = protocol.body(DIRECT, parameters)
    if "update" in parameters:
        raise Forbidden(QUERIES_ONLY)
    if not site().scratch:
        as_of(parameters.get("snapshot", ()))
    given = [*parameters.get("query", ()), *([direct] if direct is not None else ())]
    if len(given) > 1:
        raise BadRequest("Send one query: there are several here.")
    if not given and (request.method in ("POST", "QUERY") or "query" in parameters):
        raise BadRequest("There is no query parameter.")
    return Asked(
        given[0] if given else None,
        tuple(parameters.get("default-graph-uri", ())),
        tuple(parameters.get("named-graph-uri", ())),
        next((name for name in parameters.get("format", ()) if name), None),
        _seconds(next(iter(parameters.get("timeout", ())), None)),
    )


def _seconds(text: str | None) -> float | None:
    """The time that a client gives its query; more than the service's own deadline changes nothing."""
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise BadRequest("timeout is a number of seconds greater than 0.")
    return seconds


def _answered(asked: Asked, formats: Mapping[Form, Format | None], tag: str | None) -> Response:
    assert asked.query is not None
    on_a_page = {form: FOR_A_PAGE[form] if format is PAGE else format for form, format in formats.items()}
    try:
        answer = ask(
            asked.query,
            on_a_page,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            deadline=asked.timeout,
            tag=tag,
        )
    except NotAcceptable as error:
        raise Choices(OFFERED[error.form]) from error
    except QueryError as error:
        if PAGE in formats.values():
            return page(asked, OFFERED, wrong=str(error), status=400)
        return protocol.wrong("Bad query", str(error))
    except LimitReached as error:
        if PAGE not in formats.values() or error.limit == "busy":
            raise
        return page(asked, OFFERED, wrong=errors.told(error), status=503)
    form: Form = "graph" if answer.format.rdf else "results"
    hint = service.hint(asked.query, answer)
    response = page(asked, OFFERED, answer, hint=hint) if formats[form] is PAGE else results.sent(answer)
    if hint:
        response.headers["Hint"] = hint
    return response


def _description() -> Response:
    """The query page, or for programs the service description (SPARQL 1.1 Service Description, 2)."""

    def rdf(format: Format) -> Callable[[], bytes]:
        return lambda: serialization.write(service.description(_service()), format)

    made: dict[str, Callable[[], str | bytes]] = {f.name: rdf(f) for f in DESCRIPTION if f.rdf}
    made[PAGE.name] = lambda: page(Asked(None, (), (), None), OFFERED).get_data()
    format = negotiation.chosen(DESCRIPTION)
    if site().scratch and format:
        described = Response(made[format.name](), content_type=format.content_type)
        described.headers["Vary"], described.headers["Cache-Control"] = "Accept", "no-store"
        return described
    return negotiation.respond(made, DESCRIPTION)


def _service() -> Service:
    chosen, scratch = site().settings, site().scratch
    return service.of_scratch(scratch, chosen) if scratch else service.of_catalogue(snapshot(), chosen)
