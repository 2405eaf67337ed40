"""JSON that a server sends: read within limits, and cut into the elements of its lists as it comes."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

from graph.sources.base import Document, DocumentError

Path = tuple[str, ...]

_UNSPEAKABLE = re.compile(r"\\u(?:d[89a-f]|00[01])|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", re.IGNORECASE)
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACE = re.compile(r"[ \t\r\n]*")
_CHUNK = 1 << 20
_MOST = 64 << 20
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)


def load(document: Document) -> Any:
    """The JSON value that a document holds. ``NaN`` and the infinities, which are no JSON, are read as null.

    Halves of characters become U+FFFD, and control characters go. Raises :class:`DocumentError`, with
    line and column, for what is no JSON, no UTF-8 or nested too deeply.
    """
    text = _text(document.content)
    try:
        value, end = _DECODER.raw_decode(text, _SPACE.match(text).end())  # type: ignore[union-attr]
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"the document is not JSON: {error.msg}", f"line {error.lineno}, column {error.colno}"
        ) from error
    except ValueError as error:  # a number of more digits than any has
        raise DocumentError(f"the document is not JSON that can be read: {error}") from error
    except RecursionError as error:
        raise DocumentError("the document is nested too deeply to be read") from error
    if text[end:].strip(" \t\r\n"):
        line = text.count("\n", 0, end) + 1
        raise DocumentError("the document goes on after its JSON value", f"line {line}")
    return speakable(value) if _UNSPEAKABLE.search(text) else value


def load_object(document: Document) -> dict[str, Any]:
    """As :func:`load`, where the value must be an object."""
    value = load(document)
    if not isinstance(value, dict):
        raise DocumentError("the document is JSON, but no object")
    return value


def speakable(value: Any) -> Any:
    """The same value with texts that can be written as UTF-8, without control characters."""
    try:
        if isinstance(value, str):
            return _CONTROL.sub("", _HALF.sub("\ufffd", value))
        if isinstance(value, list):
            return [speakable(item) for item in value]
        if isinstance(value, dict):
            return {speakable(key): speakable(item) for key, item in value.items()}
    except RecursionError as error:
        raise DocumentError("the document is nested too deeply to be read") from error
    return value


def looks_like(document: Document, *names: bytes) -> bool:
    """Whether a document begins as a JSON object and has all these member names near its beginning."""
    head = document.content[:8192].removeprefix(codecs.BOM_UTF8).lstrip()
    return head.startswith(b"{") and all(b'"' + name + b'"' in head for name in names)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"the document is not UTF-8: byte 0x{content[error.start]:02X} cannot stand there", f"byte {error.start}"
        ) from error


def elements(
    document: Document, paths: Collection[Path], beside: list[str] | None = None
) -> Iterator[tuple[Path, Any, str]]:
    """Each element of the lists at these paths of member names, its value and its JSON text, in the document's order.

    The names of members that hold something and lead to none of them are added to ``beside`` (``result.sort``).

    Reads as it goes: never more of the document than its largest element is held. Raises
    :class:`DocumentError` where the document breaks off, after all elements before.
    """
    with document.stream() as stream:
        yield from _Scanner(stream, [] if beside is None else beside).members((), frozenset(paths))


class _Scanner:
    def __init__(self, stream: BinaryIO, beside: list[str]) -> None:
        self.stream = stream
        self.beside = beside
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.at = 0
        self.ended = False

    def more(self) -> bool:
        """Read on; whether there was more."""
        if self.ended:
            return False
        chunk = self.stream.read(max(_CHUNK, len(self.text)))
        self.ended = not chunk
        try:
            self.text = self.text[self.at :] + self.decoder.decode(chunk, self.ended)
        except UnicodeDecodeError as error:
            raise DocumentError(f"the document is not UTF-8: {error.reason}") from error
        self.at = 0
        return True

    def peek(self) -> str:
        """The next character that is no space, or nothing at the end."""
        while True:
            self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def expect(self, mark: str) -> None:
        found = self.peek()
        if found != mark:
            raise DocumentError(f"the document is not JSON: {mark!r} should stand where {found or 'it ends'!r} does")
        self.at += 1

    def value(self) -> tuple[Any, str]:
        """The next value, and its text."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
                if end < len(self.text) or not self.more():
                    text = self.text[self.at : end]
                    self.at = end
                    return value, text
            except RecursionError as error:
                raise DocumentError("the document is nested too deeply to be read") from error
            except ValueError as error:
                if len(self.text) - self.at > _MOST:
                    raise DocumentError(f"an element is larger than {_MOST >> 20} MiB") from error
                if not self.more():
                    raise DocumentError(f"the document is not JSON, or breaks off: {error}") from error

    def members(self, path: Path, wanted: frozenset[Path]) -> Iterator[tuple[Path, Any, str]]:
        self.expect("{")
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            name, _ = self.value()
            if not isinstance(name, str):
                raise DocumentError("the document is not JSON: the name of a member must be a text")
            self.expect(":")
            here = (*path, name)
            if here in wanted and self.peek() == "[":
                for value, text in self.items():
                    yield here, value, text
            elif self.peek() == "{" and any(one[: len(here)] == here and len(one) > len(here) for one in wanted):
                yield from self.members(here, wanted)
            elif self.value()[0] not in _EMPTY:
                self.beside.append(".".join(here))
            if self.peek() == "}":
                self.at += 1
                return
            self.expect(",")

    def items(self) -> Iterator[tuple[Any, str]]:
        self.expect("[")
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            yield self.value()
            if self.peek() == "]":
                self.at += 1
                return
            self.expect(",")
