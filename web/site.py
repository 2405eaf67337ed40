"""What every request knows: the settings, the one snapshot it is answered from, how links are made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from flask import Flask, current_app, g, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, HTTPException

from graph import settings
from graph.namespaces import ACCESS, CG, KIND, ROLE, STATUS
from graph.settings import Settings
from graph.store.opened import NotKept, Opened
from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots
from graph.summaries import type_of
from web import display, vocabulary

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from graph.store.scratch import Scratch
    from web.keeping import Kept
    from web.metrics import Metrics

OWN_TERMS = (CG, ROLE, ACCESS, STATUS, KIND)
WEB = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Site:
    """The settings and the snapshots of an application, the folder of its query pool's socket, and what it keeps."""

    settings: Settings
    snapshots: Snapshots
    pool: Path | None
    kept: Kept
    metrics: Metrics
    code: str = field(default_factory=lambda: code_digest((WEB, settings.PACKAGE, settings.QUERIES)))
    scratch: Scratch | None = None

    @property
    def base(self) -> str:
        """The published base; that of the settings where nothing is published yet."""
        try:
            return self.snapshots.current().base
        except NoSnapshot:
            return self.settings.base

    @cached_property
    def opened(self) -> Opened:
        """The older snapshots, for those who ask for one by its number."""
        return Opened(self.snapshots)

    @cached_property
    def has_editor(self) -> bool:
        """Whether the SPARQL editor's files were put in place (``npm ci && npm run assets``)."""
        return (WEB / "static" / "vendor" / "yasqe.min.js").is_file()


def code_digest(folders: Iterable[Path]) -> str:
    """A digest of the code, templates and questions that answers are made with: a part of every ETag."""
    kinds = {".py", ".html", ".css", ".js", ".svg", ".rq", ".xml"}
    files = (p for folder in folders for p in sorted(folder.rglob("*")) if p.suffix in kinds)
    told = hashlib.sha256()
    for path in files:
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:16]


def site() -> Site:
    """The application's :class:`Site`."""
    found: Site = current_app.extensions["catalograph"]
    return found


def snapshot() -> Snapshot:
    """The snapshot that this request is answered from: the current one, or that of ``?snapshot=N``.

    Raises :class:`NoSnapshot` where there is none, ``NotKept`` where N is not kept (any more), and
    ``BadRequest`` where it is no number.
    """
    if "snapshot" not in g:
        as_of(request.args.getlist("snapshot"))
    found: Snapshot = g.snapshot
    return found


def as_of(given: Sequence[str]) -> None:
    """Answer this request from the snapshot whose number is given, if one is; see :func:`snapshot`."""
    if len(given) > 1 or not all(text.isascii() and text.isdigit() and len(text) < 10 for text in given):
        raise BadRequest("snapshot is one whole number, such as 12; /snapshots lists those that are kept.")
    if not given:
        g.snapshot = site().snapshots.current()
        return
    g.snapshot = site().opened.get(int(given[0]))
    g.as_of = int(given[0])


def pinned(query: str = "") -> str:
    """The query part of a link that keeps to the snapshot that was asked for, if one was."""
    if g.get("as_of") is None:
        return query
    return f"{query}{'&' if query else '?'}snapshot={g.as_of}"


def base() -> str:
    """The published base, ending in a slash."""
    return snapshot().base if "snapshot" in g else site().base


def href(path: str = "", **parameters: Any) -> str:
    """A link for pages to a route of ours, absolute within whatever host the page was got from."""
    if not path.startswith("static/"):
        parameters = {"snapshot": g.get("as_of"), **parameters}
    given = {name: value for name, value in parameters.items() if value not in (None, "")}
    query = f"?{urlencode(given, doseq=True)}" if given else ""
    return f"{urlsplit(base()).path}{quote(path, safe='/:@+,;=~-._')}{query}"


def link(iri: str, **parameters: Any) -> str | None:
    """Where a page links an IRI to: our own page for what is ours, the web for ``http(s)``, else nowhere."""
    own = iri.removeprefix(base())
    if own != iri:
        path, mark, fragment = own.partition("#")
        page = path.removeprefix("id/") if type_of(iri, base()) else path
        return f"{href(page, **parameters)}{mark}{quote(fragment)}"
    if iri.startswith(OWN_TERMS):
        return f"{href('ontology')}#{vocabulary.anchor(iri)}"
    return iri if iri.startswith(("http://", "https://")) else None


def here(**parameters: Any) -> str:
    """A link to this page with some of its parameters changed."""
    kept = {name: request.args.getlist(name) for name in request.args}
    return href(request.path.removeprefix("/"), **{**kept, **parameters})


def pinning_field() -> Markup:
    """A form's hidden field that keeps to the snapshot that was asked for, if one was."""
    number = g.get("as_of")
    return Markup("") if number is None else Markup('<input type="hidden" name="snapshot" value="{}">').format(number)


def under_prefix(app: WSGIApplication, prefix_of: Callable[[], str]) -> WSGIApplication:
    """Serve below the base's path, whether or not a proxy has taken it off the request's path already."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        prefix = prefix_of()
        path = environ.get("PATH_INFO", "")
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{prefix}"
        return app(environ, start_response)

    return wrapped


def init_app(app: Flask) -> None:
    """Give templates their helpers, and the application its place below the base's path."""
    found: Site = app.extensions["catalograph"]
    app.wsgi_app = under_prefix(  # type: ignore[assignment,method-assign]
        app.wsgi_app, lambda: urlsplit(found.base).path.rstrip("/")
    )
    app.jinja_env.filters.update(display.FILTERS)
    app.jinja_env.globals.update(
        href=href,
        link=link,
        here=here,
        pinning_field=pinning_field,
        types=vocabulary.TYPES,
        format_names=vocabulary.FORMATS,
    )

    @app.context_processor
    def _about_the_site() -> dict[str, Any]:
        try:
            title = str(snapshot().manifest["title"])
        except (NoSnapshot, NotKept, HTTPException):
            title = found.settings.title
        return {
            "site_title": title,
            "base": base(),
            "code": found.code,
            "snapshot": g.get("snapshot"),
            "as_of": g.get("as_of"),
        }
