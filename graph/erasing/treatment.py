"""What may be kept of a document once something has been erased."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from graph.archive import Harvested
from graph.erasing.redaction import leaks, redacted, without_words
from graph.erasing.rules import Rules
from graph.sources import DocumentError, holds_parts, parts, read, recognise
from graph.sources.base import Document, Part


def allowed(
    found: Iterable[tuple[Harvested, bytes | Path]], rules: Rules | None
) -> Iterator[tuple[Harvested, bytes | Path]]:
    """What of newly found documents may be taken into the archive."""
    for entry, content in found:
        if rules is None or entry.sha256 is None:
            yield entry, content
            continue
        held = content if isinstance(content, bytes) else content.read_bytes()
        document = Document(held, entry.name, entry.retrieved, entry.url)
        for line, kept in treated(entry, document, rules):
            yield line, content if kept is held else kept


def told_of(url: str, rules: Rules | None) -> bool:
    """Whether an address was erased, or bears a name that was: then it is neither asked for nor written down."""
    return rules is not None and (rules.address(url) is not None or redacted(url, rules) != url)


def treated(entry: Harvested, document: Document, rules: Rules) -> Iterator[tuple[Harvested, bytes]]:
    """The lines and bytes to keep in the place of these: the same, others, several or none.

    A document whose address or key was erased goes whole; one that holds it is cut into its parts, which are
    kept by themselves. A name that was erased is masked; where that does not help, the document goes.
    """
    if any(rules.address(url) for url in (entry.location, entry.url)) or _named(entry, rules):
        return
    kind = _kind(entry, document)
    if kind and not entry.key and holds_parts(kind):
        yield from _whole_or_parts(entry, document, kind, rules)
        return
    content = _masked(document, kind, rules)
    if content is not None:
        yield _line(entry, content), content


def _whole_or_parts(entry: Harvested, document: Document, kind: str, rules: Rules) -> Iterator[tuple[Harvested, bytes]]:
    """A document with parts: as it is where nothing in it was erased, else its parts one by one."""
    try:
        held = list(parts(document, kind))
    except DocumentError:
        content = _masked(document, None, rules)
        if content is not None:
            yield _line(entry, content), content
        return
    kept = [_part(entry, part, kind, document.mapping, place, rules) for place, part in enumerate(held)]
    if all(new is not None and new[1] == part.content for new, part in zip(kept, held, strict=True)):
        content = _masked(document, None, rules)
        if content == document.content:
            yield entry, document.content
            return
    yield from (new for new in kept if new is not None)


def _part(
    entry: Harvested, part: Part, kind: str, mapping: bytes | None, place: int, rules: Rules
) -> tuple[Harvested, bytes] | None:
    if rules.address(part.url) or (part.key is not None and rules.erased(f"key:{kind}/{part.key}")):
        return None
    name = f"{entry.location}#{place if part.key is None else part.key}"
    line = replace(entry, location=name, name=name, url=part.url, kind=part.kind, headers=None)
    line = replace(line, key=None if part.key is None else f"{kind}/{part.key}")
    inside = Document(part.content, entry.name, entry.retrieved, part.url, mapping)
    if part.deleted or part.error:
        gone = "its source says that it is deleted" if part.deleted else None
        line = replace(line, sha256=None, size=0, mapping=None, gone=gone, error=part.error)
        return line, _masked(inside, None, rules) or b""
    content = _masked(inside, part.kind, rules)
    return None if content is None else (_line(line, content), content)


def _masked(document: Document, kind: str | None, rules: Rules) -> bytes | None:
    """The document's bytes without what was erased; ``None`` where they cannot be had without it."""
    try:
        text = document.content.decode("utf-8")
    except UnicodeDecodeError:
        return None if kind and _leaks(document.content, document, kind, rules) else document.content
    masked = redacted(text, rules)
    if kind:
        found = _leaks(masked.encode(), document, kind, rules)
        if found:
            masked = without_words(masked, found)
            if _leaks(masked.encode(), document, kind, rules):
                return None
    return document.content if masked == text else masked.encode()


def _leaks(content: bytes, document: Document, kind: str, rules: Rules) -> list[str]:
    try:
        return leaks(read(replace(document, content=content, path=None), kind), rules)
    except (DocumentError, OSError, ValueError, LookupError):
        return []


def _kind(entry: Harvested, document: Document) -> str | None:
    if entry.kind:
        return entry.kind
    try:
        return recognise(document).kind
    except DocumentError:
        return None


def _named(entry: Harvested, rules: Rules) -> bool:
    """Whether the document's own address bears an erased name: it is a page about that person."""
    key = entry.key and rules.erased(f"key:{entry.key}")
    return bool(key) or any(redacted(place, rules) != place for place in (entry.location, entry.url or ""))


def _line(entry: Harvested, content: bytes) -> Harvested:
    return replace(entry, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
