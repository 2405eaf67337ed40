"""Headers of every answer: what a page may load, and who may read it (CORS)."""

from __future__ import annotations

from flask import Flask, Response, g, request

from web.site import site

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
EDITOR = {"style-src": "'self' 'unsafe-inline'", "font-src": "'self' data:"}
"""What the SPARQL editor needs beyond :data:`POLICY`: it sets styles by script."""


def allow_editor() -> None:
    """Let the page of this request hold the SPARQL editor."""
    g.policy = {**POLICY, **EDITOR}


def limits_header() -> str:
    """The limits of a query, as a dictionary (RFC 9651, 3.2): seconds, megabytes, queries at once."""
    chosen = site().settings
    return (
        f"deadline={chosen.query_deadline:g}, memory={chosen.query_memory}, result={chosen.query_result}, "
        f"text={chosen.max_query}, concurrency={chosen.client_queries}"
    )


def init_app(app: Flask) -> None:
    """Set the headers on every answer, errors included."""

    @app.after_request
    def _set(response: Response) -> Response:
        policy = g.get("policy", POLICY)
        response.headers["Content-Security-Policy"] = "; ".join(f"{k} {v}" for k, v in policy.items())
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Location, Query-Limits, Retry-After"
        if g.get("limited") or request.path.endswith("/sparql"):
            response.headers["Query-Limits"] = limits_header()
        if request.method == "OPTIONS" and response.status_code < 400:
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
            response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
        return response
