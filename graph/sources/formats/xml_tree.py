"""XML of others: parsed without entities, DTDs or network, and its elements as text, language and place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from lxml import etree

from graph.sources.base import DocumentError
from graph.sources.formats.decode import refuse_twice_encoded

Element = etree._Element

SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
"""How every document is parsed: entities stay unexpanded, nothing is fetched, depth and size are bounded."""

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TAG = re.compile(r"<(?:[^\s<>/!?:]+:)?([^\s<>/!?:]+)[^<>]*>?")
_SPACE = re.compile(r"\s*")
_SUBSET_ENDS = re.compile(r"\]\s*>")
# By its mark, or by how "<" and what follows it begin without one (XML 1.0, appendix F).
_MARKS = (
    *((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")),
    *((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be")),
)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_PARSER = etree.XMLParser(**SAFE)
_OWN = ("{http://www.w3.org/XML/1998/namespace}", "{http://www.w3.org/2001/XMLSchema-instance}")
_UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")
_HEAD = 65_536


def first_tag(content: bytes) -> tuple[str, str]:
    """The local name of the root element, and its start tag as written; two empty texts where there is none."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    head = content[:_HEAD].decode(encoding, "replace")
    place = 0
    while True:
        place = _space(head, place)
        if head.startswith("<?", place):
            place = head.find("?>", place) + 2
        elif head.startswith("<!--", place):
            place = head.find("-->", place) + 3
        elif head.startswith("<!DOCTYPE", place):
            place = _after_doctype(head, place)
        else:
            found = _TAG.match(head, place)
            return (found[1], found[0]) if found else ("", "")
        if place < 4:  # what was opened does not close
            return "", ""


def _space(head: str, place: int) -> int:
    found = _SPACE.match(head, place)
    return found.end() if found else place


def _after_doctype(head: str, place: int) -> int:
    end, subset = head.find(">", place), head.find("[", place)
    if end < 0 or not 0 <= subset < end:
        return end + 1
    closed = _SUBSET_ENDS.search(head, subset)
    return closed.end() if closed else 0


def parse(content: bytes) -> tuple[Element, tuple[str, ...]]:
    """The root of a document, and notes on what was put right.

    Raises :class:`DocumentError`, with line and column, where it is not well-formed, is nested too deeply,
    defines entities, or was once read in the wrong encoding and saved again.
    """
    notes: tuple[str, ...] = ()
    encoding = None
    if not content.isascii():
        encoding = _true_encoding(content)
        if encoding:
            notes = ("the document declares another encoding, but is UTF-8, and was read as that",)
    parser = etree.XMLParser(encoding=encoding, **SAFE) if encoding else _PARSER
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise broken(error) from None
    except (ValueError, LookupError) as error:
        raise DocumentError(f"the document cannot be read as XML: {error}") from None
    refuse_entities(root)
    return root, notes


def broken(error: etree.XMLSyntaxError) -> DocumentError:
    """The error of a document that is not well-formed, in a sentence and with its place."""
    line, column = error.position
    reason = re.sub(r", line \d+, column \d+(?: \(.*\))?$", "", str(error.msg or "it is empty"))
    return DocumentError(f"the document is not well-formed XML: {reason}", f"line {line}, column {column}")


def refuse_entities(root: Element) -> None:
    """Refuse a document that defines entities of its own; a reference to a DTD is passed over."""
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):  # type: ignore[attr-defined]
        raise DocumentError("the document defines XML entities, which are not read: replace them by their text")


def _true_encoding(content: bytes) -> str | None:
    """UTF-8 where another one-byte encoding is declared, but each byte fits UTF-8; what is garbled is refused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    refuse_twice_encoded(text)
    declared = _DECLARED.match(content)
    name = declared[1].decode().lower() if declared else "utf-8"
    return None if name in _UTF_8 else "utf-8"


def declaration(content: bytes) -> bytes:
    """The XML declaration of a document with its encoding, where it has one."""
    found = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf"))
    return b'<?xml version="1.0" encoding="' + found[1] + b'"?>' if found else b""


def local(element: Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def strange(name: str, attributes: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    """Of the attributes of an element of that name those that are not ``known``, of it (``keyword/@vocab``) or of each
    element (``@ID``). XML's own (``xml:lang``) and those of XML Schema (``xsi:type``) never are strange.
    """
    own = [attribute for attribute in attributes if not attribute.startswith(_OWN)]
    return tuple(a for a in own if known.isdisjoint((f"@{_bare(a)}", f"{name}/@{_bare(a)}")))


def unread(element: Element, name: str, known: frozenset[str]) -> Iterator[str]:
    """The :func:`strange` attributes of an element that hold something, as ``@colour``."""
    attributes = tuple(map(str, element.keys()))
    for attribute in strange(name, attributes, known) if attributes else ():
        if (element.get(attribute) or "").strip():
            yield f"@{_bare(attribute)}"


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def text(element: Element) -> str:
    """All text inside an element; the entities that HTML defines are read as what they stand for."""
    if not len(element):
        return element.text or ""
    parts = (str(part) for part in element.itertext())
    return "".join(unescape(part) if part.startswith("&") and part.endswith(";") else part for part in parts)


def line(content: str) -> str:
    """A text with each run of white space made one space."""
    return " ".join(content.split())
