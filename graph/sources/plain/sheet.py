"""The label and value lines of a record."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from graph.narrative.spans import Span, clean, trim
from graph.sources import source
from graph.sources.plain.lines import begins, lines

_LEAST_FIELDS = 3
_MOST_LABEL_WORDS = 8
_WORD = re.compile(r"\S+")
_OTHER_LABEL = re.compile(r"(?P<label>[A-Z][\w()&/-]{0,30}(?: [\w()&/-]{1,30}){0,5})\s?:(?:\s|$)")
_LONG = ("abstract",)


@dataclass(slots=True)
class Entry:
    """One label of a record with its value's words."""

    label: str
    value: Span


@dataclass(slots=True)
class Sheet:
    """The record's fields by name, what stands above the first label, and the labels nobody knows."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    above: list[Span] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)

    def first(self, name: str) -> Entry | None:
        """The first entry of a field that has a value."""
        return next((entry for entry in self.entries.get(name, ()) if entry.value.start < entry.value.end), None)


def sheet(text: str) -> Sheet | None:
    """The labels and values of a text; None where it has fewer than three fields that are known."""
    described = source("text")
    table = {clean(label).lower(): name for name, labels in described.labels.items() for label in labels}
    heads = frozenset(described.lookups["abstract_parts"])
    ends = tuple(described.lookups["boilerplate"])
    found, current, name = Sheet(), None, ""
    for line in lines(text):
        label = _label(text, line, table)
        if label:
            name, label_end = label
            value = trim(text, label_end, line.end, ":")
            current = Entry(clean(text[line.start : label_end]).rstrip(":").strip(), value)
            found.entries.setdefault(name, []).append(current)
            continue
        if current is None:
            found.above.append(line)
            continue
        other = _OTHER_LABEL.match(text, line.start, line.end)
        if other and not (name in _LONG and other.group("label").lower() in heads):
            found.unknown[other.group("label")] += 1
            name = ""
        elif name and begins(text, line, ends):
            name = ""
        elif name and (name in _LONG or current.value.start >= current.value.end):
            start = current.value.start if current.value.start < current.value.end else line.start
            current.value = Span(start, line.end)
    return found if len(found.entries) >= _LEAST_FIELDS else None


def _label(text: str, line: Span, table: dict[str, str]) -> tuple[str, int] | None:
    """The field that a line's first words are the label of, and where the label ends."""
    words = []
    for match in _WORD.finditer(text, line.start, line.end):
        words.append(match)
        if len(words) == _MOST_LABEL_WORDS:
            break
    for count in range(len(words), 0, -1):
        label = " ".join(word.group() for word in words[:count])
        name = table.get(label.rstrip(":").lower())
        if name is None or not label[0].isupper():
            continue
        end = words[count - 1].end()
        rest = text[end : line.end].strip()
        plain = count == 1 and not label.endswith(":") and rest[:1].isalpha() and not rest[:1].isupper()
        if not plain and not (rest and rest[0] in ",.;"):
            return name, end
    return None
