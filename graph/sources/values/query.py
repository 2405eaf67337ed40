"""The address of another page of a listing."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from graph.sources.base import Document, DocumentError


def asked(document: Document, name: str) -> int:
    """The number that a parameter of a document's address has, 0 where it has none."""
    told = dict(parse_qsl(urlsplit(document.url or "").query)).get(name, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def another(document: Document, name: str, value: object, *instead: str) -> str:
    """A document's address with that parameter, which takes the place of itself and of those named ``instead``.

    Raises :class:`DocumentError` where the address is not known.
    """
    if not document.url:
        raise DocumentError("the list has another page, but it is not known where this one came from")
    parts = urlsplit(document.url)
    old = (name, *instead)
    query = [(n, v) for n, v in parse_qsl(parts.query, keep_blank_values=True) if n not in old]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, str(value))]), fragment=""))
