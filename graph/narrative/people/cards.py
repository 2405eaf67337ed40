"""People in lines of their own: "Ann Bell" and below it "Reader, Kell University"; "Reis, A, Kell University"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.narrative.bodies.organizations import Directory
from graph.narrative.fields import Field
from graph.narrative.names import is_organization, run_at
from graph.narrative.people.named import TITLE, Found, name_at
from graph.narrative.people.nobody import NEVER_FIRST, may_be_name
from graph.narrative.people.tails import read_employer, read_line
from graph.narrative.people.titled import person_at
from graph.narrative.spans import Span, Unit, clean, trim
from graph.narrative.words import COUNTRIES, MATTERS

_HEAD = re.compile(
    r"(?P<post>(?:Interim |Deputy |Joint )?(?:Chief Executive(?: Officer)?|CEO|Managing Director"
    r"|Executive Director|Founder"
    r"|General Secretary|Director General)(?: and (?:Founder|Co-founder|CEO|Trustee))?)(?:,| of| at) (?:the )?"
)
_LONGEST = 160
_LABEL = re.compile(r"[^\W\d_a-z][\w()/-]{3,30} (?:[\w()/-]{3,30} )?")
"""The part of who follows in the same line, without a colon: "Antragstellerin Dr. Ana Reis"."""


def cards(directory: Directory, people: list[Found], labels: list[Field]) -> list[Found]:
    """The people without a title in lines of their own; those of ``people`` are given what the line below says."""
    layout, text = directory.layout, directory.layout.text
    if not people and directory.is_empty:
        return []
    if "\n" not in text:
        return list(_catalogued(directory, layout.units)) if len(layout.units) == 1 else []
    ending = {place.span.end: place for place in people if not place.roles and not place.affiliations}
    found: list[Found] = []
    units = layout.units
    labelled = {field.start for field in labels}
    rows = {layout.unit_index(place.start) for place in people if place.start in labelled}
    for index, (unit, below) in enumerate(pairwise(units)):
        if unit.end - unit.content > 60 or below.end - below.content > _LONGEST:
            continue
        if unit.content > unit.start and below.content == below.start:
            continue  # the last of a list, and what follows the list
        known = ending.get(trim(text, unit.content, unit.end).end)
        if known is not None:
            if (
                known.start == unit.content
                or known.start in labelled
                or _LABEL.fullmatch(text, unit.content, known.start)
            ) and not _is_last(index, unit, known, rows):
                _read_below(directory, known, index)
        elif (card := _untitled(directory, unit, index)) and (card.affiliations or people or found):
            found.append(card)
    return [*found, *_catalogued(directory, units)]


def _is_last(index: int, unit: Unit, known: Found, rows: set[int]) -> bool:
    """Whether somebody is the last of labelled people in lines: what stands below is said of all or of none."""
    return known.start != unit.content and index in rows and index - 1 in rows


def _read_below(directory: Directory, found: Found, index: int) -> bool:
    """Read the post, and in the next line the employer, below a name; returns whether the post is a line."""
    units = directory.layout.units
    below = units[index + 1]
    whole = read_line(directory, found, below.content, below.end) or _heads(directory, found, below)
    if whole and not found.affiliations and index + 2 < len(units):
        after = units[index + 2]
        if after.end - after.content <= _LONGEST:
            read_employer(directory, found, after.content, after.end)
    return whole


def _heads(directory: Directory, found: Found, below: Unit) -> bool:
    """Read the post of who heads a body, and the body, whatever its name: "Chief Executive, Hedge Forward"."""
    text = directory.layout.text
    post = _HEAD.match(text, below.content, below.end)
    run = run_at(text, post.end(), below.end) if post else None
    if post is None or run is None or text[run.end : below.end].strip(" .,;"):
        return False
    words = text[run.start : run.end].split()
    if words[0] in MATTERS or words[0] in NEVER_FIRST or text[run.start : run.end] in COUNTRIES or len(words) > 5:
        return False
    key = directory.recognise(run, certain=True)
    if key is None:
        return False
    found.roles[:] = [Span(below.content, post.end("post"))]
    found.affiliations.append((key, run))
    return True


def _untitled(directory: Directory, unit: Unit, index: int) -> Found | None:
    """The person whose name is a whole line, where the line below is a post with an employer, and nothing else."""
    text, units = directory.layout.text, directory.layout.units
    span = name_at(text, unit.content, unit.end)
    if span is None or span.end != trim(text, unit.content, unit.end).end:
        return None
    name = clean(text[span.start : span.end])
    if (
        not may_be_name(name)
        or TITLE.match(text, units[index + 1].content)
        or is_organization(name)
        or directory.knows(name)
    ):
        return None
    found = Found(name, span, span.end, confidence=0.8)
    whole = _read_below(directory, found, index)
    return found if whole and found.roles else None


def _catalogued(directory: Directory, units: list[Unit]) -> Iterator[Found]:
    """The people of lines like "Reis, A, Kell University"."""
    text = directory.layout.text
    for unit in units:
        comma = text.find(", ", unit.content, unit.content + 60)
        if comma < 0 or unit.end - unit.content > _LONGEST:
            continue
        place = person_at(directory, unit.content, unit.end, "member")
        if place is None or not place.affiliations or text[place.end : unit.end].strip(" .;"):
            continue
        if may_be_name(place.name) and ("," in place.name or place.roles):
            yield place
