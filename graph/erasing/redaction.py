"""Taking erased names and identifiers out of a text, by their marks alone."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from graph.erasing.rules import Rules, identifiers_of, names_of, people
from graph.records import Association, Contact, Organization, Person, Reading, Value

T = TypeVar("T")
MASK = "[erased]"
LONGEST = 6
"""Words of the longest name that is looked for."""
_WORD = re.compile(r"[^\W_]+")
_SINGLE = re.compile(r"[^\s\"'<>(),;:]+@[^\s\"'<>(),;:]+|\d{4}-\d{4}-\d{4}-\d{3}[\dXx]")
_BETWEEN = re.compile(r"[\s.,'’‐-]{1,3}|&nbsp;")


def redacted(text: str, rules: Rules) -> str:
    """The text with each erased name, address of mail and identifier masked."""
    spans = sorted({*_names(text, rules), *_singles(text, rules)}, key=lambda s: (s[0], -s[1]))
    pieces, end = [], 0
    for start, stop in spans:
        if start >= end:
            pieces += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*pieces, text[end:]])


def _names(text: str, rules: Rules) -> Iterator[tuple[int, int]]:
    words = [match.span() for match in _WORD.finditer(text)]
    for place, (start, _) in enumerate(words):
        for last in range(place + 1, min(place + LONGEST, len(words))):
            if not _BETWEEN.fullmatch(text, words[last - 1][1], words[last][0]):
                break
            if rules.name(text[start : words[last][1]]):
                yield start, words[last][1]


def _singles(text: str, rules: Rules) -> Iterator[tuple[int, int]]:
    for match in _SINGLE.finditer(text):
        if rules.identifier(match.group().strip(".")):
            yield match.span()


def leaks(reading: Reading, rules: Rules) -> list[str]:
    """What a reading still tells of somebody who was erased: names and identifiers as it has them."""
    found: dict[str, None] = {}
    for person in people(reading):
        for name in names_of(person):
            if rules.name(name):
                found[name] = None
        for value in identifiers_of(person):
            if rules.identifier(value):
                found[value] = None
    return list(found)


def unmasked(record: T) -> T:
    """A record without those inside it whose names are masked: nobody is called so."""
    changed: dict[str, Any] = {}
    for field in fields(record):  # type: ignore[arg-type]
        content = getattr(record, field.name)
        if isinstance(content, tuple):
            kept = tuple(_inside(item) for item in content if not _nobody(item))
            changed |= {field.name: kept} if kept != content else {}
        elif is_dataclass(content):
            new = None if _nobody(content) else _inside(content)
            changed |= {field.name: new} if new is not content else {}
    return replace(record, **changed) if changed else record  # type: ignore[type-var]


def _inside(item: Any) -> Any:
    return unmasked(item) if is_dataclass(item) and not isinstance(item, type) else item


def _nobody(item: Any) -> bool:
    """Whether an item is, or leads to, somebody whose name is masked."""
    item = item.value if isinstance(item, Value) else item
    item = item.agent if isinstance(item, Association) else item
    if isinstance(item, Person | Contact):
        told = (item.name.value if item.name else "", *identifiers_of(item))
        return any(MASK in text for text in told)
    # What has no name of a person any longer is taken for an organisation by some sources.
    return isinstance(item, Organization) and MASK in item.name.value


def without_words(text: str, said: Iterable[str]) -> str:
    """The text with every word of these names masked, as JSON and markup may write it as well."""
    words = {word for name in said for word in re.split(r"[\s,]+", name) if len(word) > 1}
    written = {form for word in words for form in (word, json.dumps(word)[1:-1], html.escape(word), _numeric(word))}
    for word in sorted(written, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


def _numeric(word: str) -> str:
    return word.encode("ascii", "xmlcharrefreplace").decode()
