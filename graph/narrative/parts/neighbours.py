"""The words of a part in the lines beside its label: in the heading above, or in the line below."""

from __future__ import annotations

import re

from graph.narrative.parts.bounds import label_like
from graph.narrative.parts.clauses import WINDOW, Words
from graph.narrative.parts.labels import Mention
from graph.narrative.parts.titles import is_title
from graph.narrative.spans import TERMINAL, Layout, Span, Unit, trim

_ALONE = re.compile(r"(?:\s?\([^()\n]{0,12}\d{4}[^()\n]{0,16}\))?[ .:*)]{0,8}")
_EMPTY_TITLES = frozenset(
    ("description of work", "work description", "description", "overview", "objectives", "objective", "aims", "tasks")
)
# "To hear what keepers say, and how a card would be used", in a cell of its own.
_AIM = re.compile(r"To [a-z]{3,20} ")
_TIMES = re.compile(r"\s{0,3}(?:Mo|M|[Mm]onths?|[Yy]ears?)?\s?\d{1,4}\s?(?:–|—|-|to)\s?(?:Mo|M)?\s?\d{1,4}")


def is_heading_unit(layout: Layout, unit: Unit) -> bool:
    """Whether a line may be a heading: no item of a list, and no prose."""
    mark = layout.text[unit.start : unit.content].strip()
    return mark in ("", "#", "##", "###", "####") and not layout.is_prose(unit, 10)


def heading_above(layout: Layout, unit_index: int, mention: Mention) -> Span | None:
    """The title in a heading above that has the same number ("2. Survey" before "WP2 will …")."""
    if unit_index == 0 or len(mention.numbers) != 1:
        return None
    above, text = layout.units[unit_index - 1], layout.text
    number = text[above.start : above.content].strip(" \t().")
    span = trim(text, above.content, above.end)
    if number == mention.numbers[0][0] and is_title(text, span, 15) and text[span.end - 1] not in TERMINAL + ";,":
        return span
    return None


def from_below(layout: Layout, found: list[Mention], index: int, unit_index: int, words: Words) -> Words:
    """Fill what a heading leaves open from the next line."""
    text, unit = layout.text, layout.units[unit_index]
    alone = _ALONE.fullmatch(text, found[index].end, unit.end) is not None
    if words.name and text[words.name.start : words.name.end].lower() in _EMPTY_TITLES:
        words, alone = Words(), True
    if unit_index + 1 >= len(layout.units) or not (alone or words.name):
        return words
    below = layout.units[unit_index + 1]
    if text[unit.end : below.start].count("\n") > 3 or (
        index + 1 < len(found) and found[index + 1].start < min(below.end, below.content + 40)
    ):
        return words
    apart = text[unit.end : below.start].count("\n") > 1
    above = layout.units[max(0, unit_index - 1)]
    before = found[index - 1] if index and above.content <= found[index - 1].start < unit.content else None
    if apart and before and (before.start < above.content + 8 or label_like(text, before)):
        return words  # the last heading of a list is described by what follows the list no more than the others are
    span = trim(text, below.content, min(below.end, below.content + WINDOW))
    told = _TIMES.match(text, below.content, below.end) or _AIM.match(text, below.content, below.end)
    if layout.is_prose(below, 3) or (alone and told):
        return Words(words.name, span, 0.8)
    if alone and is_title(text, span, 15) and below.content == below.start and text[span.end - 1] not in TERMINAL + ":":
        return Words(span, None, 0.8)
    return words
