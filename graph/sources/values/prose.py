"""The texts of metadata as words and addresses: without markup, an address made absolute."""

from __future__ import annotations

import re
from typing import Protocol

from graph.narrative.words import word_set
from graph.sources.values.plain_text import plain, unescaped

_ADDRESSES = word_set(
    "@id url contentUrl embedUrl downloadUrl installUrl mainEntityOfPage sameAs license discussionUrl image logo"
)
_LONG = frozenset(("description", "abstract", "articleBody", "text", "conditionsOfAccess", "citation"))
_PATH = re.compile(r"[^\s<>\"{}|\\^`]+")
_CLEARLY_PATH = re.compile(r"(?://|/|\.\.?/|\?)[^\s<>\"{}|\\^`]*|[^\s<>\"{}|\\^`]+\.html?")


class Addresses(Protocol):
    """What makes an address absolute."""

    def address(self, text: str) -> str: ...


def tidy(name: str, text: str, page: Addresses) -> str:
    """The text of a property: prose without its tags and entities, an address whole, a name in one line."""
    if name in _ADDRESSES:
        return _address(name, text, page)
    if name in _LONG:
        return plain(text) if "<" in text or "&" in text or "\r" in text or "\xa0" in text else text
    if "<" in text or "&" in text:
        text = plain(text)
    return " ".join(text.split())


def _address(name: str, text: str, page: Addresses) -> str:
    """An address; what may be words ("CC BY 4.0") is one only where it is written as a path."""
    text = unescaped(text.strip(), 1) if "&" in text else text.strip()
    if name in ("sameAs", "license") and not _CLEARLY_PATH.fullmatch(text):
        return text
    return page.address(text) if _PATH.fullmatch(text) else text
