"""IRIs as documents write them: what an IRI may not hold is percent-encoded, what is none stays out."""

from __future__ import annotations

import re
from functools import lru_cache

from pyoxigraph import NamedNode

from graph import identifiers

# What no IRI holds (RFC 3987, 2.2), a percent sign that begins no octet, a second number sign.
FAULTY = re.compile(r"[\x00-\x20<>\"{}|\\^`\[\]\x7f-\xa0\ue000-\uf8ff]|%(?![0-9A-Fa-f]{2})|#[^#]*#")
_UNSAFE = re.compile(r"[\x00-\x20<>\"{}|\\^`\[\]\x7f-\xa0\ue000-\uf8ff]|%(?![0-9A-Fa-f]{2})")
_LONGEST = 8192


def repaired(text: str) -> str | None:
    """An IRI with what it may not hold percent-encoded; ``None`` where it is none even so."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    if FAULTY.search(text):
        head, mark, tail = text.partition("#")
        host = re.match(r"[A-Za-z][\w+.-]*://\[[0-9A-Fa-f:.]+\]", head)
        kept = host.group() if host else ""
        text = kept + _encoded(head[len(kept) :]) + mark + _encoded(tail.replace("#", "%23"))
    return text if _is_iri(text) else None


@lru_cache(maxsize=4096)
def web_address(text: str) -> str | None:
    """The absolute http(s) URL that a text is, spaces and the like in it encoded; ``None`` where it is none."""
    iri = repaired(text)
    return iri if iri and identifiers.parse_url(iri) else None


def _encoded(text: str) -> str:
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), text)


@lru_cache(maxsize=4096)
def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
