"""What operations of the API description are made of: the shared parameters, the formats, the errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.serialization import Format
from web.curators import COOKIE
from web.errors import PROBLEM
from web.negotiation import PAGE

TAGS = {
    "questions": "Saved questions, each from one file: typed parameters, paged answers, a link to cite.",
    "SPARQL": "Any question: the SPARQL 1.1 Protocol.",
    "writing": "For who has the operator's token. Each change is checked, journalled and published like any other.",
    "entities": "Things and what is said of them.",
    "catalogue": "For harvesters and curators.",
    "service": "For those who watch it.",
}
JSON = Format("report", "application/json", "json", frozenset({"report"}))
ATOM = Format("atom", "application/atom+xml", "atom", frozenset({"feed"}))
LINES = Format("json-lines", "application/jsonl", "jsonl", frozenset({"decisions"}))
TEXT = Format("text", "text/plain", "txt", frozenset({"text"}))
ERRORS = {
    "400": "A parameter, or a query, is not what it must be; the answer says what is allowed.",
    "404": "Nothing is published there, or the list has no such page.",
    "303": "It is for curators, and nobody is logged in: Location leads to the login.",
    "301": "It was merged into another; Location says which.",
    "401": "Writing needs the operator's token, as a bearer token.",
    "403": "Writing is turned off, or not to there.",
    "412": "The graph is not what If-Match or If-None-Match says.",
    "406": "None of the formats in Accept is offered; the answer lists those that are.",
    "410": "That snapshot is not kept; the answer lists those that are.",
    "413": "The query is longer than what is accepted.",
    "422": "The document, or the shapes, cannot be read; the answer says why.",
    "415": "The body is of a type that is not accepted; the answer lists those that are.",
    "429": "Too many queries of this client are running.",
    "502": "An endpoint that the query's SERVICE asks failed; the answer names it and says why.",
    "503": "A limit was met, or nothing is published yet; the answer says which and what would help.",
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "json": {"$ref": "#/components/schemas/Results"},
    "report": {"type": "object"},
    "openapi": {"type": "object"},
    "json-ld": {"type": ["object", "array"]},
}


def parameter(name: str, text: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A parameter of the query part."""
    place = more.pop("place", "query")
    return {"name": name, "in": place, "description": text, "schema": schema, **more}


def references(*names: str) -> tuple[dict[str, str], ...]:
    """Parameters that several operations share."""
    return tuple({"$ref": f"#/components/parameters/{name}"} for name in names)


@dataclass(frozen=True, slots=True)
class Operation:
    """A path and a method, and what goes in and out. ``errors`` are keys of :data:`ERRORS`."""

    path: str
    title: str
    text: str
    tag: str
    parameters: tuple[Mapping[str, Any], ...] = ()
    formats: tuple[Format, ...] = (PAGE,)
    errors: tuple[str, ...] = ("406", "410", "503", "400")
    name: str = ""
    method: str = "get"
    body: Mapping[str, Any] | None = None
    status: str = "200"

    def described(self) -> dict[str, Any]:
        """The operation object (OpenAPI 3.1, 4.8.10)."""
        content = {
            format.media_type: {"schema": SCHEMAS.get(format.name, {"type": "string"})} for format in self.formats
        }
        answer: dict[str, Any] = {"description": "The answer, complete." if content else "See Location."}
        if content:
            answer["content"] = content
        references = {code: {"$ref": f"#/components/responses/{code}"} for code in sorted(self.errors)}
        told = {
            "operationId": self.name or f"{self.method}{self.path.replace('/', '-').translate({123: None, 125: None})}",
            "summary": self.title,
            "description": self.text,
            "tags": [self.tag],
            "parameters": list(self.parameters),
            "responses": {self.status: answer, **references},
        }
        if "401" in self.errors:
            told["security"] = [{"token": []}]
        if "303" in self.errors:
            told["security"] = [{"session": []}]
        return {**told, "requestBody": dict(self.body)} if self.body else told


def components(page_size: int, largest: int) -> dict[str, Any]:
    """The shared parameters, error responses and schemas."""
    number = {"type": "integer", "minimum": 1}
    schema = {"$ref": "#/components/schemas/Problem"}
    problem = {PROBLEM.media_type: {"schema": schema}, PAGE.media_type: {"schema": {"type": "string"}}}
    return {
        "parameters": {
            "page": parameter("page", "Which page, from 1.", {**number, "maximum": 99_999_999}, example=1),
            "page_size": parameter(
                "page_size",
                f"Rows on a page. Without page and page_size the answer is whole; with page alone it is {page_size}.",
                {**number, "maximum": max(largest, page_size)},
                example=page_size,
            ),
            "snapshot": parameter(
                "snapshot",
                "Answer as of this snapshot; /snapshots lists those that are kept.",
                {"type": "integer", "minimum": 0, "maximum": 999_999_999},
            ),
        },
        "responses": {code: {"description": text, "content": problem} for code, text in ERRORS.items()},
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "As /login gives it."},
        },
        "schemas": {
            "Problem": {
                "type": "object",
                "description": "Problem details (RFC 9457).",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            },
            "Results": {
                "type": "object",
                "description": "SPARQL 1.1 Query Results JSON Format.",
                "required": ["head"],
                "properties": {
                    "head": {"type": "object"},
                    "results": {"type": "object"},
                    "boolean": {"type": "boolean"},
                },
            },
        },
    }
