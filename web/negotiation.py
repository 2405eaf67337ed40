"""From what a client accepts to one representation, its links, ETag and 304 (RFC 9110, 12 and 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from flask import Response, g, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import http_date, quote_etag

from graph.serialization import Format, negotiate, of
from graph.store.snapshot import Snapshot
from web.site import base, pinned, site, snapshot

PAGE = of("page")[0]
GRAPH = (PAGE, *of("graph"))
"""The representations of something that RDF describes."""
TAGGED = (("Cache-Control", "no-cache"), ("Vary", "Accept"))
"""Headers of what has an ETag."""
TEXT = Format("text", "text/plain", "txt", frozenset({"text"}))

Representations = Mapping[str, Callable[[], str | bytes | Response]]


class Choices(NotAcceptable):
    """406: none of what the client accepts is offered. ``choices`` are what is."""

    def __init__(self, choices: Sequence[Format]) -> None:
        super().__init__("None of the formats that you accept is offered here.")
        self.choices = [format.media_type for format in choices]


def chosen(choices: Sequence[Format], suffix: str | None = None) -> Format | None:
    """The format that a suffix names (``None`` where it names none), or else that ``Accept`` asks for.

    Raises :class:`Choices` where a client accepts none.
    """
    if suffix is not None:
        return next((format for format in choices if format.extension == suffix), None)
    found = negotiate(request.headers.get("Accept"), choices)
    if found is None:
        raise Choices(choices)
    return found


def split(name: str, choices: Sequence[Format]) -> tuple[str, str | None]:
    """A name without the suffix that asks for one of ``choices``, and that suffix."""
    stem, dot, suffix = name.rpartition(".")
    if dot and stem and any(format.extension == suffix for format in choices):
        return stem, suffix
    return name, None


def etag(*parts: str) -> str:
    """A strong ETag: the digest of all that the answer is made from."""
    return tag_of(snapshot(), site().code, request.path, request.query_string.decode("latin-1"), *parts)


def tag_of(asked: Snapshot, code: str, path: str, query: str, *parts: str) -> str:
    """The same for a path and a query string that are asked of a snapshot, with this code."""
    told = (asked.digest, str(asked.number), code, path, query, *parts)  # two snapshots may hold the same graphs
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:32]


def published(asked: Snapshot) -> datetime:
    """When a snapshot was published: the time since when all that is a function of it is as it is."""
    return datetime.fromisoformat(str(asked.manifest["published"]))


def unchanged(tag: str, modified: datetime | None = None) -> Response | None:
    """304 where the client holds this very answer already, before any of it is made.

    ``If-Modified-Since`` counts where there is no ``If-None-Match`` and the answer's time is given (RFC 9110, 13.2.2).
    """
    if request.method not in ("GET", "HEAD"):
        return None
    asked, since = request.if_none_match, request.if_modified_since
    if "If-None-Match" in request.headers:
        held = not asked.star_tag and asked.contains(tag)
    else:
        held = modified is not None and since is not None and modified <= since
    return tagged(Response(status=304), tag, modified) if held else None


def tagged(response: Response, tag: str, modified: datetime | None = None) -> Response:
    """An answer that caches keep, and ask for again before they use it."""
    response.headers["ETag"] = quote_etag(tag)
    for name, value in TAGGED:
        response.headers[name] = value
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    return response


def respond(
    made: Representations,
    choices: Sequence[Format],
    suffix: str | None = None,
    path: str | None = None,
    query: str = "",
    parts: Sequence[str] = (),
    dated: bool = True,
) -> Response:
    """One of several representations of what a snapshot holds.

    ``made`` makes each by the name of its format. ``path`` is that of the page below the base, without
    suffix: with it come links to the other representations (RFC 8288); ``query`` is kept in them.
    ``parts`` is what the answer depends on beyond the snapshot and the request; one that may change without a
    publish is not ``dated``.
    """
    format = chosen(choices, suffix)
    assert format is not None
    tag = etag(format.media_type, *parts)
    modified = published(snapshot()) if dated else None
    response = unchanged(tag, modified)
    if response is None:
        body = made[format.name]()
        ready = body if isinstance(body, Response) else Response(body, content_type=format.content_type)
        response = tagged(ready, tag, modified)
    if path is not None:
        response.headers["Link"] = ", ".join([*alternates(path, choices, query), *g.get("links", ())])
    return response


def alternates(path: str, choices: Sequence[Format], query: str = "") -> list[str]:
    """``Link`` values: the page that all these are representations of, and each of them."""
    query = pinned(query)
    links = [f'<{base()}{path}{query}>; rel="canonical"']
    for format in choices:
        link = f"{base()}{path}.{format.extension}{query}"
        links.append(f'<{link}>; rel="alternate"; type="{format.media_type}"')
    return links
