"""The key of a document at its source."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from graph.identifiers import slug
from graph.sources.base import Document


def key_of(document: Document) -> str:
    """The URL's host, path and query as a slug; else the file's name, told apart by its folder."""
    if document.url:
        text = _address(document.url)
        short = slug(text, 100)
        whole = slug(text, 10_000) if len(text) > 100 else short
        return short if short == whole else f"{short}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    _, slash, name = document.name.replace("\\", "/").rpartition("/")
    stem = slug(name.rsplit(".", 1)[0], 100) or "document"
    return f"{stem}-{hashlib.sha256(document.name.encode()).hexdigest()[:6]}" if slash else stem


def _address(url: str) -> str:
    """What tells a page from the others of the web: without scheme, user, port and fragment."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''}{parts.path}?{parts.query}"
    except ValueError:
        return url
