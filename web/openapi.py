"""The service described for programs (OpenAPI 3.1), and the same readable, made from the questions' headers."""

from __future__ import annotations

import json
from functools import lru_cache, partial
from typing import Any

from flask import Blueprint, Response, abort, render_template

from graph import queries, serialization
from graph.queries import Parameter, Question
from graph.serialization import Format
from web import negotiation, openapi_parts
from web.negotiation import PAGE
from web.openapi_parts import Operation, parameter, references
from web.operations import OPERATIONS
from web.paging import LARGEST
from web.site import base, site, snapshot

blueprint = Blueprint("openapi", __name__)
OPENAPI = Format("openapi", "application/openapi+json", "json", frozenset({"openapi"}), ("application/json",))
TYPES: dict[str, dict[str, Any]] = {
    "iri": {"type": "string", "format": "iri", "minLength": 1},
    "string": {"type": "string", "minLength": 1},
    "integer": {"type": "integer", "minimum": -(10**18) + 1, "maximum": 10**18 - 1},
    "date": {"type": "string", "format": "date"},
    "enum": {"type": "string"},
}
"""The JSON Schema of each type of a question's parameter."""
DESCRIPTION = (
    "Every answer is complete and made from one snapshot, which never changes: its ETag holds until the next "
    "publish. Errors are problem details (RFC 9457). In the place of Accept a suffix can be used: "
    "/queries/counts-by-class.csv."
)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """All operations, for client generators and testers."""
    made = {OPENAPI.name: lambda: json.dumps(document(), ensure_ascii=False)}
    return negotiation.respond(made, (OPENAPI,), OPENAPI.extension)


@blueprint.get("/api")
@blueprint.get("/api.<suffix>")
def api(suffix: str | None = None) -> Response:
    """The same for people, without scripts from anywhere."""
    choices = (PAGE, OPENAPI)
    if suffix is not None and not any(format.extension == suffix for format in choices):
        abort(404)
    made = {OPENAPI.name: lambda: json.dumps(document(), ensure_ascii=False), PAGE.name: _page}
    return negotiation.respond(made, choices, suffix, "api")


def _page() -> str:
    return render_template("api.html", document=document(), resolved=partial(_resolved, document()))


def _resolved(told: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """A node of the document, or what it refers to there."""
    if "$ref" not in node:
        return node
    found: Any = told
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def document() -> dict[str, Any]:
    """The whole description, as links come from the base: ``servers`` names it."""
    return _document(base(), str(snapshot().manifest["title"]), site().settings.page_size)


@lru_cache(maxsize=4)
def _document(base: str, title: str, page_size: int) -> dict[str, Any]:
    described = (*map(_operation, queries.questions().values()), *OPERATIONS)
    paths: dict[str, Any] = {}
    for operation in described:
        paths.setdefault(operation.path, {})[operation.method] = operation.described()
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": DESCRIPTION},
        "servers": [{"url": base.rstrip("/")}],
        "tags": [{"name": name, "description": text} for name, text in openapi_parts.TAGS.items()],
        "paths": paths,
        "components": openapi_parts.components(page_size, LARGEST),
    }


def _operation(question: Question) -> Operation:
    return Operation(
        f"/queries/{question.name}",
        question.title,
        question.description,
        "questions",
        (*map(_parameter, question.parameters), *references("page", "page_size", "snapshot")),
        (*serialization.of("results"), PAGE),
        errors=("400", "404", "406", "410", "429", "503"),
        name=question.name,
    )


def _parameter(given: Parameter) -> dict[str, Any]:
    schema = dict(TYPES[given.type])
    if given.values:
        schema["enum"] = list(given.values)
    if given.default is not None:
        schema["default"] = given.default
    required = given.required and given.default is None
    return parameter(given.name, given.description, schema, example=given.example, required=required)
