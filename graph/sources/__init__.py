"""The kinds of source: one module and one ``.yml`` each, found by listing this folder."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph import yaml_text
from graph.acyclic import acyclic
from graph.records import Reading
from graph.settings import SOURCES
from graph.sources.base import Document, DocumentError, Link, Part

_STATED = ("kind", "title", "publisher", "licence", "home", "description", "trust", "not_published")

__all__ = [
    "Document",
    "DocumentError",
    "Source",
    "follow",
    "holds_parts",
    "leads_on",
    "parts",
    "read",
    "recognise",
    "since",
    "source",
    "sources",
    "streams",
    "told_by",
]


@dataclass(frozen=True, slots=True)
class Source:
    """What a source's ``.yml`` says. ``trust`` orders sources that disagree, from 0 to 100.

    ``publisher`` may be ``{host}``: then each document's publisher is the host of its URL. ``assertions``
    are the sizes without which nothing is published, ``leave_out`` patterns of keys, URLs and identifiers of
    documents that are not taken in. ``name`` is that of a harvested source.
    """

    kind: str
    title: str
    publisher: str
    licence: str
    home: str
    description: str
    trust: int
    not_published: Mapping[str, str]
    lookups: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    assertions: Mapping[str, Any] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    name: str = ""

    def publisher_of(self, url: str | None) -> str:
        """Who publishes the document at a URL."""
        return self.publisher.format(host=(urlsplit(url).hostname if url else None) or "unknown")


@cache
def sources() -> dict[str, Source]:
    """Every kind of source by its name."""
    return {made.kind: made for path in sorted(SOURCES.glob("*.yml")) if (made := described(path))}


def described(path: Path) -> Source:
    """The kind that a ``.yml`` describes.

    Raises ``ValueError`` where it lacks what each states, states what no source has, or asserts what is not checked.
    """
    stated = yaml_text.load(path.read_text("utf-8"))
    if not isinstance(stated, dict):
        raise ValueError(f"{path.name} is no mapping")
    if unknown := sorted(map(str, stated.keys() - Source.__dataclass_fields__.keys())):
        raise ValueError(f"{path.name} states {', '.join(unknown)}, which no source has")
    if missing := [name for name in _STATED if name not in stated]:
        raise ValueError(f"{path.name} does not state {', '.join(missing)}")
    least = (stated.get("assertions") or {"min_documents": 0}).get("min_documents")
    if len(stated.get("assertions") or ()) > 1 or type(least) is not int or least < 0:
        raise ValueError(f"{path.name}: assertions may hold min_documents, a whole number, and nothing else")
    return Source(**{**stated, "leave_out": tuple(stated.get("leave_out", ()))})


def source(kind: str) -> Source:
    """The source of that kind; raises ``LookupError`` naming the kinds there are."""
    try:
        return sources()[kind]
    except KeyError:
        raise LookupError(f"no source of kind {kind!r}; there are: {', '.join(sources())}") from None


@cache
def _module(kind: str) -> Any:
    return importlib.import_module(f"graph.sources.{kind.replace('-', '_')}")


def recognise(document: Document) -> Source:
    """The source whose documents look like this one.

    Raises :class:`DocumentError` where none does.
    """
    if not document.content.strip():
        raise DocumentError("the document is empty")
    scores = {kind: float(_module(kind).recognise(document)) for kind in sources()}
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] <= 0:
        raise DocumentError(f"no source recognises this document; name its kind with --kind: {', '.join(sources())}")
    return sources()[best]


def read(document: Document, kind: str) -> Reading:
    """Read one document as that kind; raises :class:`DocumentError`, whatever is wrong with it.

    What stood beside it in its listing, and nothing reads, counts as unknown with its own fields.
    """
    try:
        with acyclic():
            reading = _module(kind).read(document)
    except RecursionError as error:
        raise DocumentError("the document is nested too deeply to be read") from error
    assert isinstance(reading, Reading)
    if document.beside:
        unknown = Counter(dict(reading.unknown)) + Counter(document.beside)
        reading = replace(reading, unknown=tuple(sorted(unknown.items())))
    return reading


def holds_parts(kind: str) -> bool:
    """Whether documents of that kind hold others."""
    return hasattr(_module(kind), "parts")


def parts(document: Document, kind: str) -> Iterator[Part]:
    """The documents inside one of that kind; raises :class:`DocumentError` where it breaks off, after those before."""
    try:
        yield from _module(kind).parts(document)
    except RecursionError as error:
        raise DocumentError("the document is nested too deeply to be read") from error


def streams(kind: str) -> bool:
    """Whether documents of that kind may be larger than memory: their parts are read as a stream."""
    return bool(getattr(_module(kind), "STREAMS", False))


def follow(document: Document, kind: str) -> Iterator[Link]:
    """Where a document of that kind leads on to; raises :class:`DocumentError` where it is a broken listing."""
    module = _module(kind)
    if hasattr(module, "follow"):
        yield from module.follow(document)


def leads_on(kind: str) -> bool:
    """Whether documents of that kind lead to others."""
    return hasattr(_module(kind), "follow")


def told_by(kind: str, mapping: bytes) -> dict[str, str]:
    """What the mapping that was given with a document says of its source: title, publisher, licence, home."""
    module = _module(kind)
    return dict(module.told_by(mapping)) if hasattr(module, "told_by") else {}


def since(kind: str, url: str, moment: str) -> str | None:
    """The address of what has changed since an instant, or ``None`` where that kind cannot be asked for it."""
    module = _module(kind)
    return str(module.since(url, moment)) if hasattr(module, "since") else None
