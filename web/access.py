"""Who may write: anybody to a scratch dataset, to a catalogue whoever has the token."""

from __future__ import annotations

import hmac

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from graph.store.scratch import Scratch
from graph.writes import Writer
from web.site import base, site

SMALL = 1 << 16
OFF = (
    "Writing is turned off here. The operator of this site turns it on with a token, in the setting "
    "CATALOGRAPH_WRITE_TOKEN."
)


def writable() -> Scratch | Writer:
    """What this request may write to.

    Raises ``Forbidden`` where writing is off, ``Unauthorized`` for a request without the right token (RFC 6750).
    """
    scratch, token = site().scratch, site().settings.write_token
    if scratch:
        return scratch
    if not token:
        _take_in()
        raise Forbidden(OFF)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise _unauthorized("Writing needs the operator's token: Authorization: Bearer …", {})
    if not hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode()):
        raise _unauthorized("This token is not the right one.", {"error": "invalid_token"})
    return Writer(site().settings, base(), site().snapshots)


def _take_in() -> None:
    """Read a small body of a request that is refused: with it unread the server would close the connection, just when
    a client may be about to use it again."""
    if (request.content_length or 0) <= SMALL:
        request.stream.read(SMALL)


def _unauthorized(told: str, more: dict[str, str | None]) -> Unauthorized:
    _take_in()
    challenge = WWWAuthenticate("bearer", {"realm": "catalograph", **more})
    return Unauthorized(told, www_authenticate=challenge)
