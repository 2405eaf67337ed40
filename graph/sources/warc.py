"""WARC files (ISO 28500; see ``warc.yml``): each response inside goes to the source that recognises it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from graph import identifiers, warc
from graph.records import Reading
from graph.sources import recognise as recognised
from graph.sources.base import Document, DocumentError, Part
from graph.sources.formats.inflate import beginning
from graph.sources.markup import html
from graph.sources.values.keys import key_of

# What may describe a study; a page that nothing recognises is told, an image is only counted.
STREAMS = True
_SPEAKS = re.compile(r"(?:text/(?!css|javascript|ecmascript|x-|vtt)|application/(?:[\w.-]+\+)?(?:html|xml|json|xhtml))")
_PERHAPS = re.compile(
    r"application/(?:octet-stream|gzip|x-gzip|rdf|n-triples|n-quads|trig|ld\+json|warc|csv|vnd\.openxmlformats)|$"
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_INSIDE = ("warc", "sitemap")


@dataclass(slots=True)
class Told:
    """What is not taken out of a file, by reason."""

    left: Counter[str] = field(default_factory=Counter)
    converted: int = 0

    def notes(self) -> Iterator[str]:
        for reason, count in sorted(self.left.items(), key=lambda pair: (-pair[1], pair[0]))[:40]:
            yield f"{count:,} {reason}"
        if self.converted:
            yield f"{self.converted:,} documents were converted to UTF-8 from the encoding that their HTTP header names"


def recognise(document: Document) -> float:
    """By its first line, inflated if it is gzip."""
    return 0.95 if beginning(document.content, 16).startswith(b"WARC/") else 0.0


def read(document: Document) -> Reading:
    """No records of its own; what is in the file that is no document, by reason, in the notes."""
    told = Told()
    for _ in _parts(document, told):
        pass
    return Reading(key_of(document), "", (), document.url, notes=tuple(told.notes()))


def parts(document: Document) -> Iterator[Part]:
    """Each response and resource that a source recognises, its content decoded, with its own URL and instant.

    What cannot be read comes as a part with an error. Images and the like, redirects, failures (also 404 and 410: a
    crawl does not say that what it missed is gone) and revisits are left out.
    """
    yield from _parts(document, Told())


def _parts(document: Document, told: Told) -> Iterator[Part]:
    with document.stream() as stream:
        for capture in warc.read(stream):
            made = part(capture, told)
            if made is not None:
                yield made


def part(capture: warc.Capture, told: Told) -> Part | None:
    """The document that a capture is, or ``None`` where it is none, which is counted in ``told``."""
    url = identifiers.parse_url(capture.url or "")
    media_type = capture.header("Content-Type").partition(";")[0].strip().lower()
    if capture.error and capture.url is None:
        return Part("warc", None, b"", error=capture.error)
    if capture.error != warc.CUT and (reason := _left_out(capture, media_type)):
        told.left[reason] += 1
        return None
    retrieved = _instant(capture.retrieved)
    if capture.error:
        return Part("web-page", None, b"", url, error=capture.error, retrieved=retrieved)
    content = _in_utf_8(capture, told)
    try:
        kind = recognised(Document(content, capture.url or "", retrieved or "", url)).kind
    except DocumentError as problem:
        if not _SPEAKS.match(media_type):
            told.left[f"records of type {media_type or 'unknown'}, which no source recognises, are left out"] += 1
            return None
        return Part("web-page", None, b"", url, error=problem.message, retrieved=retrieved)
    if kind == "text" and not media_type.startswith("text/"):
        told.left[f"records of type {media_type or 'unknown'}, which no source recognises, are left out"] += 1
        return None
    if kind in _INSIDE:
        told.left[f"records of the kind {kind}, which holds no document itself, are left out"] += 1
        return None
    return Part(kind, None, content, url, retrieved=retrieved)


def _left_out(capture: warc.Capture, media_type: str) -> str | None:
    """Why a capture is no document; ``None`` where it may be one."""
    if capture.type == "revisit":
        return "revisits, whose content is that of an earlier capture, are left out"
    if capture.status is not None and capture.status not in (200, 203):
        return f"responses of status {capture.status} are left out"
    if not (_SPEAKS.match(media_type) or _PERHAPS.match(media_type)):
        return f"records of type {media_type} are left out"
    path = (capture.url or "").partition("?")[0]
    return "files robots.txt are left out" if path.endswith("/robots.txt") else None


def _in_utf_8(capture: warc.Capture, told: Told) -> bytes:
    """The content; in UTF-8 where only the HTTP header says in which other encoding it is."""
    stated = _CHARSET.search(capture.header("Content-Type"))
    codec = html.codec(stated[1]) if stated else None
    content = capture.content
    if codec is None or codec == "utf-8" or content.isascii() or html.declared(content):
        return content
    try:
        converted = content.decode(codec).encode()
    except UnicodeError:
        return content
    told.converted += 1
    return converted


def _instant(text: str | None) -> str | None:
    """A WARC-Date as an instant in UTC, to the second; ``None`` where it is none."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
