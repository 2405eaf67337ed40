"""What the operations of SPARQL 1.1 Protocol share: parameters, and bodies that are forms or the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, unquote_plus

from flask import Response, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from graph import service
from web.errors import problem

FORM = "application/x-www-form-urlencoded"
Parameters = dict[str, list[str]]


def parameters() -> Parameters:
    """The parameters of the address."""
    return parsed(request.query_string)


def parsed(query: bytes) -> Parameters:
    """The parameters of an address's query part."""
    if query.startswith(b"query=") and b"&" not in query:  # what the endpoint is asked most
        return {"query": [unquote_plus(query[6:].decode("utf-8", "replace"))]}
    return parse_qs(query.decode("utf-8", "replace"), keep_blank_values=True)


def body(direct: str, given: Parameters) -> str | None:
    """The text that is the body itself, of the media type ``direct``; a form's fields are added to ``given``.

    Raises ``UnsupportedMediaType``, with the choices, and ``BadRequest`` for what is not UTF-8.
    """
    if request.mimetype not in (FORM, direct):
        raise unsupported("Send a form, or the text itself as the body.", [FORM, direct])
    text = utf8(request.stream.read())
    if request.mimetype == direct:
        return text
    for name, values in parse_qs(text, keep_blank_values=True).items():
        given.setdefault(name, []).extend(values)
    return None


def utf8(content: bytes) -> str:
    """A body as text; raises where it is in another encoding or says so."""
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType("Text is read as UTF-8 here, in no other charset.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("The body is not UTF-8.") from error


def unsupported(told: str, choices: Sequence[str]) -> UnsupportedMediaType:
    """415 that lists what would do."""
    error = UnsupportedMediaType(told)
    error.choices = list(choices)  # type: ignore[attr-defined]
    return error


def wrong(title: str, message: str) -> Response:
    """400 with an engine's message, and with line and column where it tells them."""
    return problem(400, title, service.explained(message), **service.position(message))
