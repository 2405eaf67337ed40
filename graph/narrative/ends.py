"""The end of a text that may be cut: what touches it is left out, for its last word may be half a word."""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from graph.records import Value

Record = TypeVar("Record")
_SMALL = ("of", "for", "the", "in", "and", "at", "de")
_TAIL = re.compile(rf"(?:[\s.,;&]|\b(?:{'|'.join(_SMALL)})\b){{1,20}}\Z")
_CLOSING = frozenset(".!?…:;\"'”’»)]}>|")


def is_closed(text: str) -> bool:
    """Whether a text ends with a whole line, or with a mark that closes a sentence or a bracket."""
    return not text or text[-1] == "\n" or text[-1] in _CLOSING


def last_word(text: str) -> int:
    """Where the last word of a text ends, before space, stops and the small words that lead to the next name."""
    plain = text[-1:].isalnum() and not text.endswith(_SMALL)
    tail = None if plain else _TAIL.search(text, max(0, len(text) - 60))
    return tail.start() if tail else len(text)


def without_end(record: Record, end: int) -> Record:
    """The record without the values whose words reach ``end``, at any depth, where it can do without them."""
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changed: dict[str, Any] = {}
    kind: type = type(record)
    for field in _fields(kind):
        held = getattr(record, field.name)
        if isinstance(held, tuple):
            kept: Any = tuple(_inside(item, end) for item in held if not _touches(item, end))
        elif isinstance(held, Value):
            optional = field.default is not MISSING or field.default_factory is not MISSING
            kept = None if optional and _touches(held, end) else _inside(held, end)
        else:
            continue
        if kept != held:
            changed[field.name] = kept
    return replace(record, **changed) if changed else record


@cache
def _fields(kind: type) -> tuple[Field[Any], ...]:
    return fields(kind)


def _inside(item: Any, end: int) -> Any:
    if isinstance(item, Value):
        value = without_end(item.value, end)
        return item if value is item.value else replace(item, value=value)
    return without_end(item, end)


def _touches(item: Any, end: int) -> bool:
    if isinstance(item, Value):
        for evidence in item.evidence:
            if (evidence.end or 0) >= end:
                return True
    return False
