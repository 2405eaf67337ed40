"""What a query may not do, seen from its text alone, before an engine parses it."""

from __future__ import annotations

import re

from graph.store.base import QueryError

MAX_NESTING = 200
"""Braces and parentheses inside one another; an engine's parser recurses and has a finite stack."""

_TOKEN = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""
    r"|'(?:[^'\\\n\r]|\\.)*'|\"(?:[^\"\\\n\r]|\\.)*\""
    r"|<[^<>\"{}|^`\\\x00-\x20]*>|\#[^\n\r]*"
    r"|[?$]\w+|[\w.-]*:[\w.:%\\-]*|[A-Za-z_]\w*|[{}()\[\]]",
    re.DOTALL,
)


def check(text: str, max_length: int) -> None:
    """Raises :class:`QueryError` for a query that is too long, nested too deeply, or that would fetch."""
    if len(text) > max_length:
        raise QueryError(f"the query has {len(text)} characters; at most {max_length} are accepted")
    depth = 0
    for token in _TOKEN.findall(text):
        if token in "{([":
            depth += 1
            if depth > MAX_NESTING:
                raise QueryError(f"brackets nest deeper than {MAX_NESTING}")
        elif token in "})]":
            depth -= 1
        elif token.upper() == "SERVICE":
            raise QueryError("SERVICE is not available here: this endpoint asks no other one")
