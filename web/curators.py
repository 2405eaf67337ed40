"""Who is asking: a curator's session, in a cookie that is signed, and what a form must bring to be believed.

The cookie holds no secret but the form's token: whose session it is, with which token it was begun (by its digest),
when, and when it was last used. It is of use to nobody once the token is revoked, the curator has logged out, or it
is too old; each request looks.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, render_template, request
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from werkzeug.exceptions import Forbidden

from graph.curators import Curator, Curators
from web.negotiation import PAGE
from web.site import base, href, site

COOKIE = "catalograph_curator"
FRESH = 60
"""Seconds for which the time of the last use is left as it is, so that not each answer sets a cookie."""
FIELD = "form_token"
KEPT = 4000
"""Characters of a field that is kept for after a login."""
FIELDS = 40


@dataclass(frozen=True, slots=True)
class Session:
    """``form`` is the token of its forms, ``token`` the digest of the curator's, "" before the login.

    ``started`` and ``seen`` are seconds since 1970.
    """

    id: str
    form: str
    started: float
    seen: float
    token: str = ""


def curators() -> Curators:
    """The curators of this catalogue."""
    return Curators(site().settings.data)


def session() -> Session:
    """This request's session; a new one, of nobody, where it brings none that holds."""
    if "session_of" not in g:
        g.session_of = _brought() or _new()
    found: Session = g.session_of
    return found


def curator() -> Curator | None:
    """Who is logged in; ``None`` for nobody."""
    if COOKIE not in request.cookies and "session_of" not in g:
        return None
    return curators().with_digest(session().token) if session().token else None


def begin(who: Curator) -> None:
    """Log a curator in, with a session that nobody could have prepared."""
    g.session_of = replace(_new(), token=who.digest)


def end() -> None:
    """Log out: the session is refused from now on, wherever a copy of it lies."""
    curators().end(session().id, session().started + _length())
    g.session_of = _new()


def required() -> Response | None:
    """``None`` where a curator is logged in, else the way to the login; what a form sent is kept for after it."""
    if curator() is not None:
        return None
    if request.method in ("GET", "HEAD"):
        where = request.full_path if request.query_string else request.path
        return private(redirect(href("login", next=where.removeprefix("/")), 303))  # type: ignore[arg-type]
    kept = [(name, value[:KEPT]) for name, value in request.form.items(multi=True) if name != FIELD]
    told = "Your session has ended. Log in, and what you sent can be sent again."
    return form(403, told, again=request.path.removeprefix("/"), kept=kept[:FIELDS])


def form(
    status: int, told: str = "", back: str = "", again: str = "", kept: list[tuple[str, str]] | None = None
) -> Response:
    """The login page. ``back`` is where it leads, ``again`` the address to which ``kept`` is sent after it."""
    anyone = bool(curators().active())
    token = field() if anyone else ""
    page = render_template("login.html", told=told, back=back, again=again, kept=kept or [], token=token, anyone=anyone)
    return private(Response(page, status, content_type=PAGE.content_type))


def field() -> Markup:
    """The hidden field that each form that writes has to bring back."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, session().form)


def check_origin() -> None:
    """Raises ``Forbidden`` for what another site sent."""
    origin = request.headers.get("Origin")
    own = {urlsplit(base())[:2], (request.scheme, request.host), ("https", request.host)}
    if origin is not None and urlsplit(origin)[:2] not in own:
        raise Forbidden("This was sent by another site. Nothing was changed.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("This was sent by another site. Nothing was changed.")


def is_own_form() -> bool:
    """Whether the form was made for this session. Raises ``Forbidden`` for what another site sent."""
    check_origin()
    return hmac.compare_digest(request.form.get(FIELD, "").encode(), session().form.encode())


def private(response: Response) -> Response:
    """An answer that nobody keeps: it is for one person."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Cookie"
    return response


def init_app(app: Flask) -> None:
    """Send the session's cookie with the answer where it is new, or its last use a while ago."""
    app.jinja_env.globals.update(form_token=field, curator=curator)

    @app.after_request
    def _send(response: Response) -> Response:
        if "session_of" in g:
            held, now = session(), time.time()
            if g.get("session_brought") != held or now - held.seen > FRESH:
                told = _signer().dumps(asdict(replace(held, seen=now)))
                assert isinstance(told, str)
                response.set_cookie(
                    COOKIE,
                    told,
                    path=urlsplit(base()).path or "/",
                    secure=base().startswith("https:"),
                    httponly=True,
                    samesite="Lax",
                )
        return response


def _brought() -> Session | None:
    given, now = request.cookies.get(COOKIE), time.time()
    if not given or not curators().active():
        return None
    try:
        found = Session(**_signer().loads(given))
    except (BadSignature, TypeError):
        return None
    idle = now - found.seen > site().settings.session_idle * 60
    if idle or now - found.started > _length() or curators().has_ended(found.id):
        return None
    g.session_brought = found
    return found


def _new() -> Session:
    return Session(secrets.token_urlsafe(16), secrets.token_urlsafe(32), time.time(), time.time())


def _length() -> float:
    return site().settings.session_length * 3600


def _signer() -> URLSafeSerializer:
    options = {"key_derivation": "hmac", "digest_method": partial(hashlib.new, "sha256")}
    return URLSafeSerializer(curators().key(), salt="catalograph-curator", signer_kwargs=options)
