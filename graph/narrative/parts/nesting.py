"""Which part of a project holds another: task 1.2 is in WP1, and so is "Task 2" below its heading.

A part with a dotted number is in the part that it names. One with a plain number is in the work package under whose
heading it stands, where the text counts anew under each ("Task 1" twice), or says that the work package has so many.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from graph.narrative.parts.labels import Mention
from graph.narrative.spans import Layout

Key = tuple[str, str, str]
"""A part's kind and number, and the number of the work package that holds it where its own number does not say so."""

_OF_PACKAGE = re.compile(r"\b(?:work[ \u00a0-]?package|wp ?\d{0,2})\b[^.;]{0,60}$")
_INNER = frozenset(("task", "phase", "stage"))


def keys(layout: Layout, found: list[Mention], counts: dict[str, tuple[int, int]]) -> list[list[Key]]:
    """The keys of each mention's parts."""
    heads = [
        mention
        for mention in found
        if mention.kind == "work_package" and len(mention.numbers) == 1 and _leads(layout, mention)
    ]
    starts = [mention.start for mention in heads]
    nested: set[str] = _counted_anew(layout, found, starts) if starts else set()
    inside = _declared_inside(layout, counts, starts) if starts else {}
    made = []
    for mention in found:
        holder, section = "", bisect_right(starts, mention.start) - 1
        if section >= 0 and (mention.kind in nested or inside.get(mention.kind) == section):
            holder = heads[section].numbers[0][0]
        made.append([(mention.kind, number, "" if "." in number else holder) for number, _ in mention.numbers])
    return made


def _leads(layout: Layout, mention: Mention) -> bool:
    """Whether a label begins a line."""
    return mention.start - layout.units[layout.unit_index(mention.start)].content < 4


def _counted_anew(layout: Layout, found: list[Mention], starts: list[int]) -> set[str]:
    """The kinds of which one number heads lines below several work packages."""
    sections: dict[tuple[str, str], set[int]] = {}
    for mention in found:
        if mention.kind in _INNER and not mention.ordinal and _leads(layout, mention):
            place = bisect_right(starts, mention.start) - 1
            sections.setdefault((mention.kind, mention.numbers[0][0]), set()).add(place)
    return {kind for (kind, number), places in sections.items() if len(places - {-1}) > 1 and "." not in number}


def _declared_inside(layout: Layout, counts: dict[str, tuple[int, int]], starts: list[int]) -> dict[str, int]:
    """The kinds that one work package is said to have, with the index of its heading: "WP2 has two phases"."""
    declared = {}
    for kind, (_, position) in counts.items():
        section = bisect_right(starts, position) - 1
        sentence = layout.sentence_at(position)
        if kind in _INNER and section >= 0 and _OF_PACKAGE.search(layout.small, sentence.start, position):
            declared[kind] = section
    return declared


def parent(key: Key, known: Iterable[Key]) -> Key | None:
    """The part that holds another, among those that are known."""
    kind, number, holder = key
    head = number.rpartition(".")[0]
    if not head and not holder:
        return None
    above = ((kind, head, holder), ("work_package", head, "")) if head else (("work_package", holder, ""),)
    return next((item for item in above if item in known), None)
