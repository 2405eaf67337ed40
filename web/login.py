"""A curator's login in the browser, and the end of it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import Forbidden

from web import curators as sessions
from web.curators import FIELD, form, is_own_form, private
from web.negotiation import PAGE
from web.site import base, href

blueprint = Blueprint("login", __name__)
DESKS = ("identity", "quality")
"""Where a login may lead: the first part of the path."""
WRONG = "This token is not one of ours, or it was taken away. Nothing else is told of it; ask the operator for another."
STALE = "The form was too old, or your browser refuses cookies. Give the token again."
SLOW = "Too many wrong tokens came from this address: try again in {} minutes."


@blueprint.get("/login")
def login() -> Response:
    """The form, or how the operator adds a curator."""
    who = sessions.curator()
    if who is None:
        return form(200, back=_desk(request.args.get("next", "")))
    return private(redirect(href("identity"), 303))  # type: ignore[arg-type]


@blueprint.post("/login")
def enter() -> Response:
    """A token is exchanged for a session; what was sent while there was none is shown, to be sent again."""
    back, again = _desk(request.form.get("next", "")), _desk(request.form.get("again", ""))
    kept = [(n.removeprefix("kept-"), v) for n, v in request.form.items(multi=True) if n.startswith("kept-")]
    kept = kept[: sessions.FIELDS] if again else []
    curators, client = sessions.curators(), request.remote_addr or "unknown"
    if not curators.active():
        return form(403)
    if not is_own_form():
        return form(403, STALE, back, again, kept)
    if wait := curators.wait(client):
        response = form(429, SLOW.format(-(-wait // 60)), back, again, kept)
        response.headers["Retry-After"] = str(wait)
        return response
    who = curators.bearer(request.form.get("token", "").strip())
    if who is None:
        curators.failed(client)
        return form(403, WRONG, back, again, kept)
    sessions.begin(who)
    if again:
        told = "You are logged in again. This is what you sent before; nothing was done with it yet."
        page = render_template("again.html", title="Send it again", told=told, again=again, kept=kept, button="Send it")
        return private(Response(page, content_type=PAGE.content_type))
    return private(redirect(f"{urlsplit(base()).path}{back or 'identity'}", 303))  # type: ignore[arg-type]


@blueprint.post("/logout")
def leave() -> Response:
    """The session ends, here and wherever a copy of the cookie lies."""
    if sessions.curator() is not None:
        if not is_own_form():
            raise Forbidden(f"The form did not bring its {FIELD}: reload the page and log out there.")
        sessions.end()
    return private(redirect(href("login"), 303))  # type: ignore[arg-type]


def _desk(path: str) -> str:
    """The path below the base of a page of a desk; "" for anything else."""
    safe = quote(path[:500], safe="/?=&%:~.,-_+")
    first = safe.partition("?")[0].partition("/")[0]
    return safe if first in DESKS else ""
