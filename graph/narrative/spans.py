"""Where the lines, units and sentences of a plain text are: offsets in code points, found in one pass.

A *unit* is what a reader sees as one paragraph, heading or list item: a line, and the lines after it
that only continue it (a hard-wrapped paragraph).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from graph.frozen import frozen
from graph.narrative.triggers import Triggers, scan
from graph.narrative.words import word_set

BULLET = re.compile(
    r"\s{0,40}(?:(?:[•●▪◦○·*+–—-]|#{1,6}|\d{1,2}[.)]|\((?:\d{1,2}|[a-z]|[ivx]{1,5})\)|(?:[a-z]"
    r"|[ivx]{1,5})[.)])\s{1,10})?"
)
TERMINAL = ".!?…"
CLOSING = "\"'”’)]»"
_END = re.compile(r"[.!?…]+[\"'”’)\]»]{0,3}")
_GLUED = re.compile(r"(?:[A-Z][a-z]{1,30}|WP ?\d{1,2}:?)\s")
_ABBREVIATIONS = word_set(
    "dr prof mr mrs ms st rev hon e.g i.e eg ie vs cf no ref fig approx inc ltd dept univ al drs profs resp ca bzw"
)


@frozen(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@frozen(frozen=True, slots=True)
class Unit:
    """A paragraph, heading or list item; ``content`` is where its words begin, after any bullet."""

    start: int
    end: int
    content: int


def trim(text: str, start: int, end: int, extra: str = "") -> Span:
    """The range without white space and the characters of ``extra`` at either end."""
    while start < end and (text[start].isspace() or text[start] in extra):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in extra):
        end -= 1
    return Span(start, end)


def clean(words: str) -> str:
    """The words with every run of white space as one space."""
    return " ".join(words.split())


class Layout:
    """A text with its units and sentences, which are looked for when first asked for.

    ``small`` is the text in small letters, of the same length; ``seen`` is where the words of the rules stand in it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        small = text.lower()
        self.small = small if len(small) == len(text) else "".join(char.lower()[0] for char in text)
        self.seen = scan(self.small)

    def has(self, words: Triggers) -> bool:
        """Whether one of these words stands anywhere: without a word that it needs, no rule is tried."""
        return not self.seen.keys().isdisjoint(words)

    def places(self, words: Triggers) -> list[int]:
        """Where these words begin, in order."""
        every = [self.seen[word] for word in words if word in self.seen]
        return every[0] if len(every) == 1 else sorted(place for places in every for place in places)

    def near(
        self, pattern: re.Pattern[str], words: Triggers, back: int, ahead: int = 300, small: bool = False
    ) -> Iterator[re.Match[str]]:
        """The matches of a pattern none of which is without one of these words.

        ``back`` is the most by which a match begins before its first word, ``ahead`` the most by which it ends after
        the beginning of its last, with what it looks at. ``small`` reads the text in small letters.
        """
        text = self.small if small else self.text
        begin = end = -1
        for place in self.places(words):
            if place - back > end:
                if end >= 0:
                    yield from pattern.finditer(text, begin, end)
                begin = max(0, place - back)
            end = place + ahead
        if end >= 0:
            yield from pattern.finditer(text, begin, end)

    @cached_property
    def units(self) -> list[Unit]:
        """The units in order."""
        return _units(self.text)

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences in order; none goes beyond its unit."""
        return [span for unit in self.units for span in _sentences(self.text, unit.content, unit.end)]

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [unit.start for unit in self.units]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def unit_index(self, position: int) -> int:
        """The index of the unit at or before a position."""
        return max(0, bisect_right(self._unit_starts, position) - 1)

    def sentence_index(self, position: int) -> int:
        """The index of the sentence at or before a position."""
        return max(0, bisect_right(self._sentence_starts, position) - 1)

    def sentence_at(self, position: int) -> Span:
        """The sentence at or before a position; the whole text where there is none."""
        if not self.sentences:
            return Span(0, len(self.text))
        return self.sentences[self.sentence_index(position)]

    def is_prose(self, unit: Unit, least: int = 6) -> bool:
        """Whether a unit is at least one whole sentence of so many words."""
        words = self.text[unit.content : min(unit.end, unit.content + 400)].split()
        end = trim(self.text, unit.content, unit.end, CLOSING).end
        return len(words) >= least and end > unit.content and self.text[end - 1] in TERMINAL


def _units(text: str) -> list[Unit]:
    units: list[Unit] = []
    position = 0
    joinable = False
    for line in text.split("\n"):
        start, end = position, position + len(line)
        position = end + 1
        body = trim(text, start, end)
        if body.start == body.end:
            joinable = False
            continue
        bullet = BULLET.match(text, start, end)
        content = bullet.end() if bullet else body.start
        if content >= body.end:
            content = body.start
        plain = not text[start:content].strip()
        if joinable and plain and text[body.start].islower():
            units[-1] = Unit(units[-1].start, body.end, units[-1].content)
        else:
            units.append(Unit(start, body.end, content))
        last = text[body.end - 1]
        joinable = last not in TERMINAL + ":;" and body.end - body.start >= 40
    return units


def _sentences(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop < end and not _ends_here(text, match.start(), stop, end):
            continue
        span = trim(text, begin, stop)
        if span.start < span.end:
            spans.append(span)
        begin = stop
    rest = trim(text, begin, end)
    if rest.start < rest.end:
        spans.append(rest)
    return spans


def _ends_here(text: str, mark: int, stop: int, end: int) -> bool:
    """Whether a sentence ends at the punctuation ``mark:stop``, which is inside a unit."""
    following = text[stop]
    if not following.isspace():
        before = text[max(0, mark - 3) : mark]
        glued = text[mark:stop] == "." and len(before) == 3 and before.isalpha() and before.islower()
        return glued and _GLUED.match(text, stop, end) is not None
    while following.isspace():
        stop += 1
        if stop == end:
            break
        following = text[stop]
    if stop < end and following.islower():
        return False
    if text[mark] != "." or mark == 0:
        return True
    before = text[max(0, mark - 24) : mark]
    last = "" if before[-1].isspace() else before.split()[-1]
    word = last.lstrip("(['\"“‘").lower()
    initial = len(word) == 1 and word.isalpha() and text[mark - 1].isupper()
    return word not in _ABBREVIATIONS and not initial
