"""Brackets after a name: where they end, and the items inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.names import run_at
from graph.narrative.spans import Span, trim

_PAIRS = {"(": ")", "[": "]"}
MAX_LENGTH = 400
_BRACKET = re.compile(r"[()\[\]]")


def bracket_at(text: str, position: int, end: int) -> Span | None:
    """The range inside the bracket at ``position``, or after space; None if it does not close."""
    while position < end and text[position] in " \u00a0":
        position += 1
    if position >= end or text[position] not in _PAIRS:
        return None
    closers: list[str] = []
    for bracket in _BRACKET.finditer(text, position, min(end, position + MAX_LENGTH)):
        character = bracket.group()
        if character in _PAIRS:
            closers.append(_PAIRS[character])
        elif character != closers.pop():
            return None
        elif not closers:
            return Span(position + 1, bracket.start())
    return None


_ARTICLE = re.compile(r"\s*(?:(?:based |located )?(?:at|in|of|from)\s)?(?:the\s)?")
_MARK = re.compile(r"[(\[)\],;]|/(?! ?[A-Z]{0,3}\d)|\s(?:and|&)\s")


def items(text: str, inside: Span) -> Iterator[Span]:
    """The parts of a bracket between commas, semicolons, slashes and "and", outside inner brackets.

    The slashes of a grant reference (EX/A012345/1) part nothing, nor does the "and" of one name
    ("Department of Soils and River Sciences").
    """
    depth = 0
    begin = inside.start
    position = inside.start
    while match := _MARK.search(text, position, inside.end):
        mark, position = match.group(), match.end()
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth -= 1
        elif depth:
            position = match.start() + 1
        elif len(mark) == 1 or not _inside_name(text, begin, position, inside.end):
            yield trim(text, begin, match.start())
            begin = position
    yield trim(text, begin, inside.end)


def _inside_name(text: str, begin: int, position: int, end: int) -> bool:
    """Whether one name begins at ``begin`` and goes on after ``position``."""
    article = _ARTICLE.match(text, begin, end)
    run = run_at(text, article.end() if article else begin, end)
    return run is not None and run.end > position
