"""Content codings (RFC 9110, 8.4 and 12.5.3): zstd, br and gzip by ``Accept-Encoding``, each with its own ETag.

A strong ETag names the bytes, so a coded answer has the identity's tag with ``-zstd``, ``-br`` or ``-gzip``
after it. Before a request is answered the codings that its client accepts are taken off the tags in
``If-None-Match``; a 304 then carries the tag that the client sent. What is read from its file as it is sent
stays as it is: coding it would take its length away, or hold it in memory.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import brotli
import zstandard
from flask import Flask, Response, g, request
from werkzeug.datastructures import ETags
from werkzeug.http import parse_accept_header, parse_etags

from web.keeping import Kept

LEAST = 1024
"""Bytes up to which coding would not pay."""
MOST = 16 * 1024 * 1024
"""Bytes above which an answer stays as it is: coding it would hold a thread for a second."""
CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "zstd": lambda content: zstandard.ZstdCompressor(level=6).compress(content),
    "br": lambda content: bytes(brotli.compress(content, quality=4)),
    "gzip": lambda content: gzip.compress(content, compresslevel=5, mtime=0),
}
"""The preferred first, among those that a client likes equally."""
_CODED = re.compile(r'-(?:zstd|br|gzip)"')
_TYPES = ("application/json", "application/xml", "application/javascript", "application/trig", "image/svg+xml")
_ENDINGS = ("+json", "+xml", "/n-triples", "/n-quads")


@lru_cache(maxsize=256)
def accepted(header: str) -> Mapping[str, float]:
    """The quality of each coding and of ``identity`` by ``Accept-Encoding``; without the header, identity alone.

    ``identity`` is acceptable unless it is refused by name, or by ``*;q=0`` without being named.
    """
    named = {coding.lower(): quality for coding, quality in parse_accept_header(header)}
    others = named.get("*", 0.0)
    found = {coding: named.get(coding, others) for coding in CODINGS}
    if "gzip" not in named and "x-gzip" in named:
        found["gzip"] = named["x-gzip"]
    unnamed = others if "*" in named and others == 0 else 0.001
    return {**found, "identity": named.get("identity", unnamed)}


def chosen(header: str) -> str | None:
    """The coding that the client likes best; ``None`` for none."""
    qualities = accepted(header)
    best = max(CODINGS, key=lambda coding: qualities[coding])
    return best if qualities[best] > 0 and qualities[best] >= qualities["identity"] else None


def gains(media_type: str, size: int) -> bool:
    """Whether coding pays for content of a media type and so many bytes."""
    codable = media_type.startswith("text/") or media_type in _TYPES or media_type.endswith(_ENDINGS)
    return codable and size > LEAST


def coded(content: bytes, coding: str, tag: str | None, kept: Kept) -> bytes:
    """Content in a coding; kept under the coded answer's strong ETag, where it has one."""
    found: bytes | None = kept.get("coded", tag) if tag else None
    if found is None:
        found = CODINGS[coding](content)
        if tag:
            kept.put("coded", tag, found, len(found))
    return found


def _strip() -> None:
    """Take the codings that this client accepts off the tags that it holds; see the module's description."""
    if "HTTP_IF_MATCH" in request.environ:  # a write is about the graph, in whatever coding it was read
        request.environ["HTTP_IF_MATCH"] = _CODED.sub('"', request.environ["HTTP_IF_MATCH"])
    given = request.environ.get("HTTP_IF_NONE_MATCH")
    if not given:
        return
    qualities = accepted(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    g.held = {}
    for tag in parse_etags(given).as_set(include_weak=True):  # this header is compared weakly (13.1.2)
        plain, _, coding = tag.rpartition("-")
        if plain and coding in CODINGS and qualities[coding] > 0:
            g.held[plain] = tag
        elif qualities["identity"] > 0:
            g.held.setdefault(tag, tag)
    starred = "*" if given.strip() == "*" else None
    request.environ["HTTP_IF_NONE_MATCH"] = starred or ETags(g.held).to_header()


def _answered(response: Response, kept: Kept) -> Response:
    if response.status_code == 304:
        tag, weak = response.get_etag()
        if tag is not None and g.get("held", {}).get(tag):
            response.set_etag(g.held[tag], bool(weak))
        response.vary.add("Accept-Encoding")
        return response
    size = response.content_length or 0
    if response.status_code != 200 or not gains(response.mimetype or "", size):
        return response
    response.vary.add("Accept-Encoding")
    coding = chosen(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    if coding is None or "Content-Encoding" in response.headers or size > MOST or not _is_whole(response):
        return response
    _code(response, coding, kept)
    return response


def _is_whole(response: Response) -> bool:
    """Whether the answer is in memory, or a file of ours that fits there."""
    if response.direct_passthrough:
        response.direct_passthrough = False
        return True
    return response.is_sequence


def _code(response: Response, coding: str, kept: Kept) -> None:
    tag, weak = response.get_etag()
    name = f"{tag}-{coding}"
    content = coded(response.get_data(), coding, name if tag and not weak else None, kept)
    if hasattr(response.response, "close"):
        response.response.close()
    response.set_data(content)
    response.headers["Content-Encoding"] = coding
    response.headers.pop("Accept-Ranges", None)
    if tag:
        response.set_etag(name, bool(weak))


def init_app(app: Flask) -> None:
    """Code every answer that gains by it. Registered before other steps, so that it comes after them."""
    kept: Kept = app.extensions["catalograph"].kept
    app.before_request(_strip)
    app.after_request(lambda response: _answered(response, kept))
