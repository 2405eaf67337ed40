"""Next.js "flight" rows: the wire format of React server components, as pages save it.

A row is ``<hex id>:<value>``. A value is JSON up to the end of the line, possibly behind a tag of
capital letters (``I[…]``, ``HL[…]``), or ``T<hex length>,`` and so many bytes of UTF-8 text, which end
exactly where the next row starts. Inside JSON, a string ``$15`` refers to a row, ``$15:a:b`` to a part
of it, ``$L15`` and ``$@15`` to one that is loaded later, ``$undefined`` is no value, ``$$`` a dollar sign.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from graph.sources.base import DocumentError

_START = re.compile(rb"([0-9a-f]+):|:(?=[A-Z])")
_TEXT = re.compile(rb"T([0-9a-f]+),")
_TAG = re.compile(rb"[A-Z]+")
_REFERENCE = re.compile(r"^\$[L@FBKQWi]?([0-9a-f]+)((?::.*)?)$", re.DOTALL)
_PUSH = re.compile(r"self\.__next_f\.push\(\s*(?=\[)")
_MAX_DEPTH = 64
_MAX_NODES = 500_000
"""Values that the references of one page may come to when they are followed: more is a bomb."""


class Text(str):
    """The content of a text row, in which nothing is a reference."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page by id: text rows as :class:`Text`, others as parsed JSON."""

    values: dict[str, Any]

    def resolve(self, value: Any) -> Any:
        """``value`` with its references replaced; what is undefined becomes ``None`` or is dropped.

        Raises :class:`DocumentError` where the references go in a circle or come to too much.
        """
        return self._resolve(value, 0, count())

    def _resolve(self, value: Any, depth: int, seen: Iterator[int]) -> Any:
        if depth > _MAX_DEPTH:
            raise DocumentError(f"references nest deeper than {_MAX_DEPTH}")
        if next(seen) > _MAX_NODES:
            raise DocumentError(f"references come to more than {_MAX_NODES:,} values when they are followed")
        if isinstance(value, list):
            return [self._resolve(item, depth + 1, seen) for item in value]
        if isinstance(value, dict):
            resolved = {key: self._resolve(item, depth + 1, seen) for key, item in value.items()}
            return {key: item for key, item in resolved.items() if item is not None}
        return self._scalar(value, depth, seen) if isinstance(value, str) else value

    def _scalar(self, text: str, depth: int, seen: Iterator[int]) -> Any:
        if not text.startswith("$"):
            return text
        if text.startswith("$$"):
            return text[1:]
        if text.startswith("$D"):
            return text[2:]
        found = _REFERENCE.match(text)
        if not found:
            return None
        value = self.values[found.group(1)]
        try:
            for step in found.group(2).split(":")[1:]:
                value = value[int(step)] if isinstance(value, list) else value[step]
        except (LookupError, TypeError, ValueError):
            return None
        return str(value) if isinstance(value, Text) else self._resolve(value, depth + 1, seen)

    def objects(self) -> Iterator[dict[str, Any]]:
        """Every JSON object in the rows, outermost first, references unresolved."""
        pending = deque(v for v in self.values.values() if isinstance(v, list | dict))
        while pending:
            value = pending.popleft()
            if isinstance(value, dict):
                yield value
                pending.extend(value.values())
            elif isinstance(value, list):
                pending.extend(value)


def _json(content: bytes, row: str, position: int) -> Any:
    tag = _TAG.match(content)
    try:
        return json.loads(content[tag.end() :] if tag else content)
    except UnicodeDecodeError as error:
        raise DocumentError(f"row {row} is not UTF-8: {error.reason}", f"byte {position + error.start}") from error
    except ValueError as error:
        raise DocumentError(
            f"row {row} is not complete JSON ({error}): is the file cut?", f"byte {position}"
        ) from error


def _text(content: bytes, start: int, length: int, row: str) -> Text:
    end = start + length
    if end > len(content):
        raise DocumentError(
            f"text row {row} says {length} bytes but only {len(content) - start} follow: "
            "the file is cut or the length is wrong",
            f"byte {start}",
        )
    if end < len(content) and not _START.match(content, end):
        raise DocumentError(
            f"text row {row} does not end where the next row starts: its length prefix is wrong, "
            "or the file was saved in another encoding",
            f"byte {end}",
        )
    try:
        return Text(content[start:end].decode())
    except UnicodeDecodeError as error:
        raise DocumentError(f"text row {row} is not UTF-8: {error.reason}", f"byte {start + error.start}") from error


def parse(content: bytes) -> Rows:
    """The rows of raw flight bytes.

    Raises :class:`DocumentError` for a text row whose length is wrong, a row that is no JSON, and a
    reference to a row that is not there (what a file cut between two rows looks like).
    """
    values: dict[str, Any] = {}
    suspects: dict[str, int] = {}
    position, after_text = 0, False
    while position < len(content):
        start = _START.match(content, position)
        if not start:
            raise DocumentError("here a row should start, with an id and a colon", f"byte {position}")
        row = (start.group(1) or b"").decode()
        if after_text:
            suspects[row] = position
        position = start.end()
        text = _TEXT.match(content, position)
        if text:
            length = int(text.group(1), 16)
            values[row] = _text(content, text.end(), length, row)
            position, after_text = text.end() + length, True
            continue
        after_text = False
        end = content.find(b"\n", position)
        end = len(content) if end < 0 else end
        value = _json(content[position:end], row, position)
        if row:
            values[row] = value
        position = end + 1
    referred = _check_references(values)
    for row, place in suspects.items():
        if row and row not in referred:
            raise DocumentError(
                f"nothing refers to row {row}, which a text row is followed by: the text's length prefix is wrong",
                f"byte {place}",
            )
    return Rows(values)


def _check_references(values: dict[str, Any]) -> set[str]:
    """The rows that are referred to; raises :class:`DocumentError` where one of them is missing."""
    referred: set[str] = set()
    if "0" not in values:
        raise DocumentError("the root row 0 is missing: is the file cut?")
    pending: list[Any] = [value for value in values.values() if not isinstance(value, Text)]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, str):
            found = _REFERENCE.match(value)
            if found and found.group(1) not in values:
                raise DocumentError(f"row {found.group(1)} is referred to but missing: is the file cut?")
            if found:
                referred.add(found.group(1))
    return referred


def from_page(html: str) -> bytes:
    """The flight bytes that an HTML page carries in its ``self.__next_f.push([1,"…"])`` calls."""
    decoder = json.JSONDecoder()
    pieces = []
    for call in _PUSH.finditer(html):
        try:
            pushed, _ = decoder.raw_decode(html, call.end())
        except ValueError as error:
            raise DocumentError(
                f"a script's rows are not complete ({error}): is the file cut?", f"character {call.end()}"
            ) from error
        if len(pushed) == 2 and pushed[0] == 1 and isinstance(pushed[1], str):
            pieces.append(pushed[1])
    return "".join(pieces).encode("utf-8", "surrogatepass")
