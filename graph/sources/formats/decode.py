"""Bytes → text, or a plain sentence on what is wrong with them and where."""

from __future__ import annotations

import codecs
import re

from graph.sources.base import Document, DocumentError

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROLS = bytes((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F))
# The characters that windows-1252 has where Latin-1 has control codes, and the bytes they stand for.
_TO_LATIN_1 = {
    ord(character): byte for byte in range(0x80, 0xA0) if (character := bytes([byte]).decode("cp1252", "ignore"))
}
_CLOSING = frozenset(".!?…:;\"'”’»)]}>")
_LONG_LINE = 80
_LEAST_CHARACTERS = 20
# A line of label and address needs no full stop, if the line itself ends ("Full text: https://…").
# What a character of two bytes or more has become then: its first byte, and one that follows.
_GARBLED = re.compile(f"[\u00c2-\u00f4][\u0080-\u00bf{''.join(map(chr, _TO_LATIN_1))}]")
_ADDRESS = re.compile(r"^[\w ()/-]{0,60}:?\s?https?://\S+$")
_BULLETS = frozenset("•●▪◦○·*–-")


def decode(document: Document) -> str:
    """UTF-8 text without its byte order mark.

    Raises :class:`DocumentError`, with the byte or line, where the document is empty, is in another
    encoding, holds control characters or the marks of lost ones, or was once read in the wrong encoding and
    saved again.
    """
    content = document.content
    for mark, name in _MARKS:
        if content.startswith(mark):
            raise DocumentError(f"the document is {name}, not UTF-8", "byte 0")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise DocumentError(
            f"the document is not UTF-8: byte 0x{byte:02X} cannot stand there", f"byte {error.start}"
        ) from error
    return checked(text)


def checked(text: str) -> str:
    """The same text; raises :class:`DocumentError` as :func:`decode` does for what it holds."""
    if not text.strip():
        raise DocumentError("the document is empty", "byte 0")
    if _has_controls(text) and (control := _CONTROL.search(text)):
        name = "a NUL character" if control.group() == "\0" else f"the control character U+{ord(control.group()):04X}"
        raise DocumentError(f"the document holds {name}", f"line {text.count(chr(10), 0, control.start()) + 1}")
    if (lost := text.find("\ufffd")) >= 0:
        line = text.count("\n", 0, lost) + 1
        raise DocumentError("characters were lost when the text was converted: it holds U+FFFD", f"line {line}")
    refuse_twice_encoded(text)
    return text


def _has_controls(text: str) -> bool:
    """Whether a text holds control characters: as bytes that is told much faster."""
    content = text.encode("utf-8", "surrogatepass")
    return len(content.translate(None, _CONTROLS)) != len(content)


def refuse_twice_encoded(text: str) -> None:
    """Refuse UTF-8 that was read as Latin-1 or windows-1252 and saved as UTF-8."""
    if text.isascii() or not _GARBLED.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not _GARBLED.search(line):
            continue
        try:
            once = line.translate(_TO_LATIN_1).encode("latin-1").decode("utf-8")
        except UnicodeError:
            continue
        if once != line:
            raise DocumentError(
                "the text is UTF-8 that was read as Latin-1 or windows-1252 and saved again", f"line {number}"
            )


def refuse_cut(text: str) -> None:
    """Refuse prose whose last line has nothing that closes it, and is long or six words or more, mostly lower-case."""
    lines = text.rstrip().split("\n")
    last = lines[-1].strip()
    if len(last) > _LONG_LINE and last[-1] not in _CLOSING and not _ADDRESS.search(last):
        raise DocumentError("the text breaks off in the middle of a sentence: is the file cut?", f"line {len(lines)}")
    words = last.split()
    # The last item of a list often has no full stop; only a long one is taken to be cut.
    least = 12 if last[0] in _BULLETS else 6
    if len(words) < least or last[-1] in _CLOSING:
        return
    lower = sum(1 for word in words if word[0].islower())
    if 2 * lower > len(words):
        raise DocumentError("the text breaks off in the middle of a sentence: is the file cut?", f"line {len(lines)}")


def refuse_scrap(text: str) -> None:
    """Refuse what is too short to be a page."""
    length = len(text.strip())
    if length < _LEAST_CHARACTERS:
        raise DocumentError(f"the document has {length} characters: that is no page", "line 1")
