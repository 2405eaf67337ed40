"""Where the lines, units and sentences of a plain text are: offsets in code points, found in one pass.

A *unit* is what a reader sees as one paragraph, heading or list item: a line, and the lines after it
that only continue it (a hard-wrapped paragraph).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from graph.frozen import frozen
from graph.narrative.triggers import Triggers, scan
from graph.narrative.words import word_set
from graph.narrative.wrapping import unwrapped

BULLET = re.compile(
    r"\s{0,40}(?:(?:[•●▪◦○·*+–—-]|#{1,6}|\d{1,2}[.)]|\((?:\d{1,2}|[a-z]|[ivx]{1,5})\)|(?:[a-z]"
    r"|[ivx]{1,5})[.)])\s{1,10})?"
)
TERMINAL = ".!?…"
CLOSING = "\"'”’)]»"
_GLUED = re.compile(r"(?:[A-Z][a-z]{1,30}|WP ?\d{1,2}:?)\s")
_ABBREVIATIONS = word_set(
    "dr prof mr mrs ms st rev hon e.g i.e eg ie vs cf no ref fig approx inc ltd dept univ al drs profs resp ca bzw"
)
# "J.J. Roe"; but a sentence may end after "U.S.".
_INITIALS = re.compile(r"(?!U\.[SKN]|E\.U|D\.C|[AP]\.M|[BM]\.[AS]|P\.O)[A-Z]\.[A-Z]")
# The plainest end of a sentence: a word of four letters or more that is no abbreviation, a stop, a capital.
_END = re.compile(
    r"[.!?](?:(?<=[a-z]{4}\.)"
    + "".join(rf"(?<!{word}.)" for word in sorted(_ABBREVIATIONS) if len(word) > 3)
    + r"(?=\s[A-Z])(?P<plain>)|[.!?]*[\"'”’)\]»]{0,3})"
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
    while start < end and ((char := text[start]).isspace() or char in extra):
        start += 1
    while end > start and ((char := text[end - 1]).isspace() or char in extra):
        end -= 1
    return Span(start, end)


def clean(words: str) -> str:
    """The words with every run of white space as one space."""
    return " ".join(words.split())


_SPACES = "\u00a0\u2007\u2009\u202f"
"""Spaces that do not break, or are thin: to a reader they are spaces, and there is one for each."""


class Layout:
    """A text with its units and sentences, which are looked for when first asked for.

    ``written`` is the text as it is; ``text`` has plain spaces for those that do not break, and for breaks that only
    the width of a page has made; ``small`` has small letters. All are of the same length. ``seen`` is where the words
    of the rules stand; ``reach`` is how far the evidence goes that has been made.
    """

    def __init__(self, text: str) -> None:
        self.written = text
        for space in _SPACES:
            text = text.replace(space, " ")
        self.text = text = unwrapped(text)
        small = text.lower()
        self.small = small if len(small) == len(text) else "".join(char.lower()[0] for char in text)
        self.seen = scan(self.small)
        self._words = frozenset(self.seen)
        self._places: dict[Triggers, list[int]] = {}
        self.reach = 0

    def has(self, words: Triggers) -> bool:
        """Whether one of these words stands anywhere: without a word that it needs, no rule is tried."""
        return not words.isdisjoint(self._words)

    def places(self, words: Triggers) -> list[int]:
        """Where these words begin, in order."""
        places = self._places.get(words)
        if places is None:
            here = [self.seen[word] for word in words & self._words]
            places = self._places[words] = here[0] if len(here) == 1 else sorted(chain.from_iterable(here))
        return places

    def within(self, words: Triggers, start: int, end: int) -> bool:
        """Whether one of these words begins in a range."""
        if words.isdisjoint(self._words):
            return False
        places = self.places(words)
        index = bisect_left(places, start)
        return index < len(places) and places[index] < end

    def near(
        self, pattern: re.Pattern[str], words: Triggers, back: int, ahead: int = 300, small: bool = False
    ) -> Iterable[re.Match[str]]:
        """The matches of a pattern none of which is without one of these words.

        ``back`` is the most by which a match begins before its first word, ``ahead`` the most by which it ends after
        the beginning of its last, with what it looks at. ``small`` reads the text in small letters.
        """
        if words.isdisjoint(self._words):
            return ()
        text = self.small if small else self.text
        return chain.from_iterable(pattern.finditer(text, *window) for window in self._windows(words, back, ahead))

    def at(
        self, pattern: re.Pattern[str], words: Triggers, small: bool = False, back: int = 0
    ) -> Iterable[re.Match[str]]:
        """The matches of a pattern that begins with one of these words, or so many characters before one."""
        if words.isdisjoint(self._words):
            return ()
        found: list[re.Match[str]] = []
        text, reach = self.small if small else self.text, 0
        for place in self.places(words):
            if place >= reach and (match := pattern.match(text, place - back if place > back else 0)):
                found.append(match)
                reach = match.end()
        return found

    def _windows(self, words: Triggers, back: int, ahead: int) -> Iterator[tuple[int, int]]:
        """The ranges around words; those that meet are one."""
        begin = end = -1
        for place in self.places(words):
            if place - back > end:
                if end >= 0:
                    yield begin, end
                begin = max(0, place - back)
            end = place + ahead
        yield begin, end

    @cached_property
    def units(self) -> list[Unit]:
        """The units in order."""
        return _units(self.text)

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences in order; none goes beyond its unit."""
        return _sentences(self.text, self.units)

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [unit.start for unit in self.units]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def unit_index(self, position: int) -> int:
        """The index of the unit at or before a position."""
        return (bisect_right(self._unit_starts, position) or 1) - 1

    def sentence_index(self, position: int) -> int:
        """The index of the sentence at or before a position."""
        return (bisect_right(self._sentence_starts, position) or 1) - 1

    def sentence_at(self, position: int) -> Span:
        """The sentence at or before a position; the whole text where there is none."""
        if not self.sentences:
            return Span(0, len(self.text))
        return self.sentences[(bisect_right(self._sentence_starts, position) or 1) - 1]

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
        body = trim(text, start, end) if line else None
        if body is None or body.start == body.end:
            joinable = False
            continue
        bullet = BULLET.match(text, start, end)
        content = bullet.end() if bullet else body.start
        if content >= body.end:
            content = body.start
        if joinable and text[body.start].islower() and not text[start:content].strip():
            units[-1] = Unit(units[-1].start, body.end, units[-1].content)
        else:
            units.append(Unit(start, body.end, content))
        joinable = body.end - body.start >= 40 and text[body.end - 1] not in TERMINAL + ":;"
    return units


def _sentences(text: str, units: list[Unit]) -> list[Span]:
    sentences: list[Span] = []
    marks = text.replace("…", "!")  # a class of letters that are all in Latin-1 is found twice as fast
    for unit in units:
        begin, end = unit.content, unit.end
        for match in _END.finditer(marks, begin, end):
            mark, stop = match.span()
            if match.lastgroup or stop == end or _ends_here(text, mark, stop, end):
                while text[begin].isspace():
                    begin += 1
                sentences.append(Span(begin, stop))
                begin = stop
        rest = trim(text, begin, end)
        if rest.start < rest.end:
            sentences.append(rest)
    return sentences


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
    initial = initial or (len(word) == 3 and _INITIALS.fullmatch(last) is not None)
    return word not in _ABBREVIATIONS and not initial
