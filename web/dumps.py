"""Dumps: all that a snapshot holds as files, with ranges, validators and checksums."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, Response, abort, g, request, send_file

from graph import dumps
from graph.dumps import DUMPS, Dump, Made, NoRoom
from web import negotiation
from web.errors import problem
from web.negotiation import TEXT
from web.site import as_of, base, site, snapshot

blueprint = Blueprint("dumps", __name__)
WAIT = 20.0
"""Seconds that a request waits for a dump that is being made."""


@blueprint.get("/dumps/<int:number>/<name>")
def dump(number: int, name: str) -> Response:
    """A dump of a snapshot, or its checksum as ``sha256sum`` reads it. ``Range`` is honoured (RFC 9110, 14)."""
    as_of([str(number)])
    plain = name.removesuffix(".sha256")
    if plain not in DUMPS:
        abort(404)
    wanted = DUMPS[plain]
    try:
        found = dumps.ensure(snapshot(), wanted, WAIT, site().settings.min_free)
    except NoRoom:
        return problem(507, "Insufficient Storage", "The disk has no room for a dump; the operator has to see to it.")
    if found is None:
        response = problem(503, "Service Unavailable", "The dump is being made. Ask again in a while.")
        response.headers["Retry-After"] = "30"
        return response
    g.pop("as_of")  # the address names the snapshot, and is not another's
    return _checksum(wanted, found) if name != plain else _sent(wanted, found)


def _checksum(wanted: Dump, found: Made) -> Response:
    response = Response(f"{found.sha256}  {wanted.name}\n", content_type=TEXT.content_type)
    return negotiation.tagged(response, f"{found.sha256}-sum", negotiation.published(snapshot()))


def _sent(wanted: Dump, found: Made) -> Response:
    published = negotiation.published(snapshot())
    unchanged = negotiation.unchanged(found.sha256, published)
    if unchanged is not None:
        return unchanged
    response = send_file(found.path, wanted.media_type, conditional=True, etag=found.sha256, last_modified=published)
    response.headers["Cache-Control"] = "public, max-age=86400, immutable"
    response.headers["Repr-Digest"] = f"sha-256=:{_base64(found.sha256)}:"
    checksum = f"{base()}{request.path.removeprefix('/')}.sha256"
    response.headers["Link"] = f'<{checksum}>; rel="describedby"; type="text/plain"'
    return response


def _base64(hexadecimal: str) -> str:
    return b64encode(bytes.fromhex(hexadecimal)).decode()
