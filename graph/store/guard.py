"""What a query or an update may not do, seen from its text alone, before an engine parses it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from graph.store.base import QueryError

MAX_NESTING = 200
"""Braces and parentheses inside one another; an engine's parser recurses and has a finite stack."""

TOKEN = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""
    r"|'(?:[^'\\\n\r]|\\.)*'|\"(?:[^\"\\\n\r]|\\.)*\""
    r"|<[^<>\"{}|^`\\\x00-\x20]*>|\#[^\n\r]*"
    r"|[?$]\w+|[\w.-]*:[\w.:%\\-]*|[A-Za-z_]\w*|[{}()\[\]]",
    re.DOTALL,
)
_FETCHING = re.compile(r"(?:true|false|[\d.e+-])*(SERVICE|LOAD)", re.IGNORECASE)
_UNSURE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*://)[^>]*['#]")


def check(text: str, max_length: int, services: Collection[str] = ()) -> None:
    """Raises :class:`QueryError` for a query that is too long, nested too deeply, or that would fetch.

    SERVICE is allowed with the addresses in ``services``, each written out.
    """
    brackets = text.count("{") + text.count("(") + text.count("[")
    if brackets <= MAX_NESTING and len(text) <= max_length and not services and "service" not in text.lower():
        return  # which most queries are known by to be fine, without being cut into words
    tokens = _tokens(text, max_length)
    for place, token in enumerate(tokens):
        if services:
            _check_plain(token)
        if token.upper() == "SERVICE":
            _check_service(tokens[place + 1 : place + 3], services)


def check_update(text: str, max_length: int) -> None:
    """As :func:`check` for an update, which fetches nothing: no LOAD, no SERVICE."""
    for token in _tokens(text, max_length):
        _check_plain(token)
        if token.upper() in ("LOAD", "SERVICE"):
            raise QueryError(f"{token.upper()} is not available here: an update asks no other service")


def federated(text: str) -> bool:
    """Whether a query that passed :func:`check` asks other services."""
    return any(token.upper() == "SERVICE" for token in TOKEN.findall(text))


def _tokens(text: str, max_length: int) -> list[str]:
    """The words of a text without its comments; raises where it is too long or nested too deeply."""
    if len(text) > max_length:
        raise QueryError(f"the query has {len(text)} characters; at most {max_length} are accepted")
    tokens = [token for token in TOKEN.findall(text) if not token.startswith("#")]
    depth = 0
    for token in tokens:
        if token in "{([":
            depth += 1
            if depth > MAX_NESTING:
                raise QueryError(f"brackets nest deeper than {MAX_NESTING}")
        elif token in "})]":
            depth -= 1
    return tokens


def _check_plain(token: str) -> None:
    """Refuse what an engine may cut into words otherwise than we do, and so find a SERVICE or LOAD in it.

    An engine's parser needs no space after a keyword (``SERVICE:x``), and may take ``<`` for an operator.
    """
    hidden = _FETCHING.match(token)
    if hidden and token.upper() not in ("SERVICE", "LOAD"):
        raise QueryError(
            f"{token.partition(':')[0]!r} may be read as {hidden[1].upper()}: use another prefix or a space"
        )
    if _UNSURE.match(token):
        raise QueryError(f"{token} may be read as a comparison: write the IRI in full, or add a space after <")


def _check_service(after: Sequence[str], services: Collection[str]) -> None:
    if not services:
        raise QueryError("SERVICE is not available here: this endpoint asks no other one")
    address = next((token for token in after if token.upper() != "SILENT"), "")
    if not address.startswith("<"):
        raise QueryError("SERVICE needs an address that is written out, in < and >")
    if address[1:-1] not in services:
        raise QueryError(f"SERVICE is only available with: {', '.join(sorted(services))}")
