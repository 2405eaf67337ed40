"""Headers of every answer: what a page may load, and who may read it (CORS)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

from flask import Flask, Response, g, request
from werkzeug.http import http_date

from graph.settings import Settings
from web.site import base, here, site, snapshot

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

EXPOSED = "ETag, Hint, Link, Location, Memento-Datetime, Query-Limits, Retry-After, X-Total-Count"
"""What scripts of other sites may read of an answer's headers."""


ACCEPTED = "Accept, Authorization, Content-Type, If-Match, If-None-Match, Query-Id"
"""Request headers that scripts of other sites may send."""


ALWAYS = (
    ("Content-Security-Policy", "; ".join(f"{directive} {value}" for directive, value in POLICY.items())),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", EXPOSED),
)
"""Headers of every answer."""


def limits_header(chosen: Settings) -> str:
    """The limits of a query, as a dictionary (RFC 9651, 3.2): seconds, megabytes, rows, queries at once."""
    rows = f"rows={chosen.query_rows}, " if chosen.query_rows else ""
    return (
        f"deadline={chosen.query_deadline:g}, memory={chosen.query_memory}, result={chosen.query_result}, {rows}"
        f"text={chosen.max_query}, concurrency={chosen.client_queries}"
    )


def _remembered(response: Response) -> None:
    """An answer as of a snapshot says from when it is, and where the same is found as it is now (RFC 7089)."""
    published = datetime.fromisoformat(str(snapshot().manifest["published"]))
    response.headers["Memento-Datetime"] = http_date(published)
    now = urljoin(base(), here(snapshot=None))
    response.headers["Link"] = ", ".join(
        filter(None, (response.headers.get("Link"), f'<{now}>; rel="original latest-version"'))
    )


def init_app(app: Flask) -> None:
    """Set the headers on every answer, errors included."""

    @app.after_request
    def _set(response: Response) -> Response:
        for name, value in ALWAYS:
            response.headers[name] = value
        if g.get("limited") or request.path.endswith("/sparql"):
            response.headers["Query-Limits"] = limits_header(site().settings)
        if g.get("as_of") is not None and response.status_code in (200, 304):
            _remembered(response)
        if request.method == "OPTIONS" and response.status_code < 400:
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
            response.headers["Access-Control-Allow-Headers"] = ACCEPTED
            response.headers["Access-Control-Max-Age"] = "86400"
        return response
