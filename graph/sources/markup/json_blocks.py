"""The JSON-LD blocks of a page as JSON: what servers commonly write wrong is put right, and told.

Put right: comments, HTML comments and CDATA around the JSON, commas before a closing bracket, raw line breaks and tabs
in texts, several values in a row, entities for quotes. What is wrong otherwise is not guessed at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from graph.sources.formats.json_stream import speakable
from graph.sources.markup.html import Page

_OPENING = re.compile(r"(?:\s|<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[|\ufeff)*+")
_CLOSING = ("-->", "//", "]]>", "/*]]>*/", "/* ]]> */", ";")
# A text, also one without its end, so that no search starts again inside it.
_TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
_COMMENT = re.compile(rf"({_TEXT})|/\*.*?(?:\*/|\Z)|//[^\n]*+", re.DOTALL)
_COMMA = re.compile(rf"({_TEXT})|,(?=\s*+[}}\]])", re.DOTALL)
_APOSTROPHE = re.compile(rf"({_TEXT})", re.DOTALL)
_ODD_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_UNSPEAKABLE = re.compile(r"\\u(?:d[89a-f]|00[01])|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;]*+")
_MOST_VALUES = 1_000
MOST_BLOCKS = 5_000


@dataclass(frozen=True, slots=True)
class Block:
    """A block's value, or the ``problem`` why there is none; ``mended`` says what was put right."""

    value: Any = None
    problem: str | None = None
    mended: tuple[str, ...] = ()


def blocks(page: Page) -> Iterator[Block]:
    """The page's blocks in their order."""
    scripts = (one for one in page.heads["script"] if "application/ld+json" in (one.get("type") or "").lower())
    for script in islice(scripts, MOST_BLOCKS):
        yield block(script.text or "")


def block(text: str) -> Block:
    """One block's text as JSON."""
    try:
        value, mended = _read(text)
    except RecursionError:
        return Block(problem="is nested too deeply to be read")
    except ValueError as error:
        return Block(problem=f"is not JSON: {error}")
    return Block(speakable(value) if _UNSPEAKABLE.search(text) else value, None, mended)


def _read(text: str) -> tuple[Any, tuple[str, ...]]:
    try:
        return json.loads(text, parse_constant=lambda _: None), ()
    except ValueError as error:
        first = error
    mended: list[str] = []
    bare = _unclosed(text[_OPENING.match(text).end() :])  # type: ignore[union-attr]
    if bare != text.strip():
        mended.append("marks around it")
    if re.match(r"[\[{]\s*&(?:quot|#34);", bare):
        bare = unescape(bare)
        mended.append("entities for quotes")
    for change, told in ((_same, ""), (_uncommented, "comments"), (_trimmed, "commas too many"), (_plain, "escapes")):
        changed = change(bare)
        if changed != bare:
            mended.append(told)
        bare = changed
        try:
            return _loads(bare, mended), tuple(mended)
        except ValueError:
            continue
    raise first


def _unclosed(text: str) -> str:
    """A text without the marks after it that close what was opened around it."""
    text = text.rstrip()
    for _ in range(8):
        mark = next((mark for mark in _CLOSING if text.endswith(mark)), "")
        text = text.removesuffix(mark).rstrip()
    return text


def _loads(text: str, mended: list[str]) -> Any:
    """The JSON value, or the list of several in a row; raw line breaks in texts are read as such."""
    decoder = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
    values: list[Any] = []
    at = _BETWEEN.match(text).end()  # type: ignore[union-attr]
    while at < len(text) and len(values) < _MOST_VALUES:
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
    if not values:
        raise ValueError("it is empty")
    if len(values) > 1 and any(not isinstance(value, dict) for value in values):
        raise ValueError("it goes on after its value")
    if len(values) > 1:
        mended.append("several values in a row")
    elif not mended:
        mended.append("raw line breaks or tabs in a text")
    return values if len(values) > 1 else values[0]


def _same(text: str) -> str:
    return text


def _uncommented(text: str) -> str:
    return _COMMENT.sub(lambda found: found[1] or " ", text)


def _trimmed(text: str) -> str:
    return _COMMA.sub(lambda found: found[1] or "", text)


def _plain(text: str) -> str:
    r"""Backslashes that stand before what JSON does not escape (``\'``) are left out."""
    return _APOSTROPHE.sub(
        lambda text: _ODD_ESCAPE.sub(lambda one: one[0] if one[1] in '"\\/bfnrtu' else one[1], text[1]), text
    )
