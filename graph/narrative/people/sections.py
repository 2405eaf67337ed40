"""Employers in pages of a consortium: a body's name as a heading, and below it what its people do.

A heading is a line between empty ones that is a body, perhaps with its country; there are two or more of them, each
above prose.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import run_at, runs
from graph.narrative.people.named import Found
from graph.narrative.spans import Span
from graph.narrative.words import COUNTRIES

_AFTER = re.compile(r"(?: \([A-Z][\w&-]{1,11}\))?(?:(?: [-–—|]|,) (?P<where>[^\W\d_a-z][\w ]{1,30}))?\s*")
_LONGEST, _LINES = 90, 12


def headed_by_bodies(directory: Directory, people: list[Found]) -> None:
    """Give the people of such sections who have no employer the body of the heading."""
    layout, text = directory.layout, directory.layout.text
    unemployed = [place for place in people if not place.affiliations]
    if not unemployed or directory.is_empty or "\n\n" not in text:
        return
    found = {index: body for index in range(len(layout.units)) if (body := _heading(directory, index))}
    # A name again, as in a menu, is no further section.
    if len({key for key, _ in found.values()}) < 2:
        return
    lines = sorted(found)
    for place in unemployed:
        index = layout.unit_index(place.start)
        above = bisect_right(lines, index) - 1
        if above < 0 or not 0 < index - lines[above] <= _LINES:
            continue
        sentence = layout.sentence_at(place.start)
        if not any(directory.recognise(run) for run in _others(directory, sentence, place)):
            place.affiliations.append(found[lines[above]])


def _others(directory: Directory, sentence: Span, place: Found) -> list[Span]:
    """The names in a sentence that are not the person's."""
    text = directory.layout.text
    named = runs(text, sentence.start, sentence.end)
    return [run for run in named if run.end <= place.start or run.start >= place.span.end]


def _heading(directory: Directory, index: int) -> tuple[str, Span] | None:
    """The body that a line between empty ones names, above prose."""
    layout, text = directory.layout, directory.layout.text
    unit = layout.units[index]
    if unit.end - unit.content > _LONGEST or unit.start != unit.content or index + 1 == len(layout.units):
        return None
    below = layout.units[index + 1]
    apart = text.count("\n", unit.end, below.start) > 1
    if (
        not apart
        or not layout.is_prose(below)
        or (index and text.count("\n", layout.units[index - 1].end, unit.start) < 2)
    ):
        return None
    run = run_at(text, unit.content, unit.end)
    after = _AFTER.fullmatch(text, run.end, unit.end) if run and run.start == unit.content else None
    if run is None or after is None or (after.group("where") and after.group("where").strip() not in COUNTRIES):
        return None
    key = directory.key_at(run)
    return (key, run) if key else None
