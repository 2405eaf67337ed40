"""Names with nothing between them, below a committee's name or "Compiled by": "Ann Bell (Chair) Tom Roe Cy Dale".

First names tell where the next begins: enough of them have to be common ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.people.given import GIVEN_NAMES
from graph.narrative.people.named import PARTICLES, Found
from graph.narrative.people.nobody import may_be_name
from graph.narrative.spans import Span, Unit, trim
from graph.narrative.triggers import triggers

_WORDS = triggers(
    *("panel", "committee", "board", "working group", "steering group", "advisory group", "commission", "task force"),
    *("compiled by", "prepared by", "written by", "authored by", "edited by", "authors", "researchers", "project team"),
    *("research team", "members", "investigators", "contributors", "editors", "working party", "reference group"),
)
_HEADING = re.compile(
    r"(?:[\w'’&,-]{1,20} ){0,10}(?:panel|committee|board|group|commission|task force|party|(?:project|research) team"
    r"|members|authors|editors|researchers|investigators|contributors|by)"
    r"(?: (?:on|of|for) (?:[\w'’&,-]{1,20} ?){1,8}| members(?:hip)?)?\s?:?"
)
_TEAMS = re.compile(r"\b(?:cast|starring|directed|football|cricket|rugby|selection|match|cup|jury|grand|produced)\b")
_TOKEN = re.compile(r"(?P<word>[^\W\d_](?:[\w'’-]{1,25}|\.)?)|\((?P<bracket>[^()\n]{2,40})\)")
_SPACE = re.compile(r"[ \t]{1,4}")
_LONGEST = 1200
_HEADING_LONGEST = 90
_LEAST = 3


def unparted(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of such lines, but for those of ``people``."""
    layout, text = directory.layout, directory.layout.text
    if not layout.has(_WORDS) or "\n" not in text:
        return
    known = {place.span.start for place in people}
    done = -1
    for place in layout.places(_WORDS):
        index = layout.unit_index(place)
        if index == done or index + 1 >= len(layout.units):
            continue
        done = index
        unit, below = layout.units[index], layout.units[index + 1]
        if unit.end - unit.content > _HEADING_LONGEST or below.end - below.content > _LONGEST:
            continue
        label = layout.small[unit.content : unit.end].rstrip()
        if _HEADING.fullmatch(label) and not _TEAMS.search(label):
            yield from (
                Found(text[name.start : name.end], name, name.end, confidence=0.75)
                for name in _names(text, below)
                if name.start not in known
            )


def _names(text: str, unit: Unit) -> list[Span]:
    """The names that are all of a line, or none."""
    groups = _groups(text, unit)
    names: list[Span] = []
    common = 0
    for group in groups:
        for words in _parted(text, group):
            span = Span(words[0].start, words[-1].end)
            if not may_be_name(text[span.start : span.end]):
                return []
            common += text[words[0].start : words[0].end] in GIVEN_NAMES
            names.append(span)
    return names if len(names) >= _LEAST and 5 * common >= 4 * len(names) else []


def _groups(text: str, unit: Unit) -> list[list[Span]]:
    """The words of a line, between brackets; none where anything but capitalised words stands there."""
    end = trim(text, unit.content, unit.end, ".").end
    groups: list[list[Span]] = [[]]
    position = unit.content
    while position < end:
        token = _TOKEN.match(text, position, end)
        if token is None:
            return []
        if token.group("bracket"):
            groups.append([])
        elif text[position].isupper() or (token.group() in PARTICLES and groups[-1]):
            groups[-1].append(Span(*token.span()))
        else:
            return []
        space = _SPACE.match(text, token.end(), end)
        if space is None and token.end() < end:
            return []
        position = space.end() if space else end
    return [group for group in groups if group]


def _parted(text: str, words: list[Span]) -> Iterator[list[Span]]:
    """The names of words without anything between: a first name begins one where the last has two words."""
    name: list[Span] = []
    for word in words:
        written = text[word.start : word.end]
        whole = (
            len(name) > 1 and text[name[-1].start : name[-1].end] not in PARTICLES and name[-1].end - name[-1].start > 2
        )
        if whole and written in GIVEN_NAMES:
            yield from _halved(text, name)
            name = []
        name.append(word)
    if name:
        yield from _halved(text, name)


def _halved(text: str, name: list[Span]) -> Iterator[list[Span]]:
    """Four plain words are two names, the second with a first name that is not common."""
    plain = all(word.end - word.start > 2 and text[word.start].isupper() for word in name)
    yield from (name[:2], name[2:]) if len(name) == 4 and plain else (name,)
