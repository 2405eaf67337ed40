"""Lines that were broken to fit a page, as in e-mails, plain files and text out of PDF, read as one.

A line is one of those where the first word of the next would not have fitted any more. That a paragraph is broken so
shows where lines go on in small letters; one with a line longer than a page is not.
"""

from __future__ import annotations

import re
from itertools import chain, pairwise

from graph.narrative.words import word_set

WIDEST = 120
_LEAST = 24
_SHOWN = 2
_HALVED = re.compile(r"ork\n(?=[Pp]ackages?\b)")
_UNFINISHED = tuple(
    f" {word}"
    for word in sorted(
        word_set("of and the for at by in with to from a an & für und der die des de du del la le et y van")
    )
)
"""No heading, name or item of a list ends with one of these words."""
_FIRST_WORD = re.compile(r"[^\s]+")
# What begins an item of a list, or a part of a project: no line goes on with it.
_ITEM = re.compile(
    r"(?:[•·▪●*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\)|#{1,4})\s|T\d\.\d"
    r"|(?:WP|(?:Phase|Stage|Task|Work[Ss]tream|Work [Pp]ackage|Aim|Objective)\s) ?[\d.]{1,4}\s?(?:[:–—-]|[A-Z]|$)"
)


def unwrapped(text: str) -> str:
    """The text with a space in place of each break that only the width of a page has made; of the same length.

    Each paragraph is looked at alone: what stands before or after it changes nothing.
    """
    if "\n" not in text:
        return text
    lines = text.split("\n")
    soft: list[int] = []
    begin = 0
    for index, line in enumerate((*lines, "")):
        if line and not line.isspace():
            continue
        if index - begin > 1:
            soft.extend(begin + place for place in _soft(lines[begin:index]))
        begin = index + 1
    if soft:
        ends = ["\n"] * (len(lines) - 1) + [""]
        for place in soft:
            ends[place] = " "
        text = "".join(chain.from_iterable(zip(lines, ends, strict=True)))
    return _HALVED.sub("ork ", text)


def _soft(lines: list[str]) -> set[int]:
    """The lines of a paragraph, by their index, that go on in the next."""
    unfinished = {
        index
        for index, line in enumerate(lines[:-1])
        if line.endswith(_UNFINISHED) and not _ITEM.match(lines[index + 1])
    }
    width = max(map(len, lines))
    if len(lines) <= _SHOWN or not _LEAST <= width <= WIDEST:
        return unfinished
    soft = {index for index, (line, following) in enumerate(pairwise(lines)) if _goes_on(line, following, width)}
    shown = sum(lines[index + 1][0].islower() or index in unfinished for index in soft)
    breaks = len(lines) - 1
    if shown >= _SHOWN or (shown and (shown * 2 >= breaks or len(soft) == breaks)):
        return soft | unfinished
    return unfinished


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether the next line is there only because its first word had no place in this one."""
    first = _FIRST_WORD.match(following)
    if first is None or not line or line[-1].isspace() or _ITEM.match(following):
        return False
    return len(line) + 1 + first.end() > width
