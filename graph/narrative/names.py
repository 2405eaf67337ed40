"""Capitalised names in a text, and whether one is the name of an organisation.

A name is a run of capitalised words, joined by small words only where an organisation's name has them
("Centre for Research in Trade", "Arts and Crafts Society"). A fragment that stands for more than it says
("Leeds and York University" for two universities) is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.spans import Span
from graph.narrative.words import (
    JOINABLE_WORDS,
    NOT_A_NAME,
    ORGANIZATION_WORDS,
    POSTNOMINALS,
    UNIVERSITY_WORDS,
    word_set,
)

MAX_WORDS = 14
_WORD = re.compile(r"[^\W_][\w'’&-]{0,60}(?:\.(?=[A-Z]\.|[A-Z]\b))?|&")
_CAPITAL = re.compile(r"[^\W\d_a-z]")
_INSIDE_WORD = re.compile(r"[\w'’&-]{1,61}")
_GAP = re.compile(r"[ \u00a0\t]{1,3}")
_JOINERS = word_set("of for the in and & de la du des der et y on")
_GENERIC = (
    ORGANIZATION_WORDS
    | NOT_A_NAME
    | word_set(
        """
    Business Higher Primary Secondary High Medical Trade City County District Local Regional
    National International Central Parent Partner Partners Applied Community Academic Health
    University's Public Private Social Care Civil Credit Steering Advisory Management Data
    Information
    """
    )
)
# "Director of X" is an office in X, not a part of its name.
_OFFICES = word_set(
    """
    Director Co-Director Head Chair Dean Professor Lecturer Reader President Member Fellow Leader
    Lead Manager Minister Secretary Officer Founder Executive Investigator Coordinator Emeritus
    """
)
_FIELDS = word_set("Research Studies Innovation Excellence Training Education Progress Advancement")
_POSSESSIVE = re.compile(r"['’]s?$")
# What comes after "St Mungo's" where it owns nothing: the end, punctuation, or a word that goes on.
_OWNS_NOTHING = re.compile(
    r"\s*(?:\Z|[,.;:()\[\]!?|\n–—]|(?:is|was|are|were|has|have|had|will|and|or|to|in|at|for|by|with|who|which"
    r"|that|from|on"
    r"|as|ran|runs|led|leads)\b)"
)
_NEXT_WORD = re.compile(r" ([A-Z][a-z]{1,30})\b")
# A grant reference (letters, then four digits or more), or the label of a work package, task or milestone.
_NO_ACRONYM = re.compile(r"[A-Za-z-]{1,8}\d{4}[\w-]*|(?:WPs?|MS?|D|T)\d[\w-]*")


def runs(text: str, start: int, end: int) -> Iterator[Span]:
    """The capitalised runs between two offsets, in order; joined names are split where they are two."""
    position = start
    while capital := _CAPITAL.search(text, position, end):
        position = capital.start()
        inside = _INSIDE_WORD.match(text, position - 1, end) if position > start else None
        if inside and _begins_before(text, position, start):
            position = inside.end()
            continue
        if not capital.group().isupper():
            position += 1
            continue
        words: list[Span] = []
        token = _WORD.match(text, position, end)
        while token:
            word = token.group()
            if words and not _goes_on(text, words, word):
                break
            possessive = _POSSESSIVE.search(word) if len(word) > 3 else None
            if possessive and _keeps_possessive(text, word[: possessive.start()], token.end()):
                possessive = None
            stop = token.end() - len(possessive.group()) if possessive else token.end()
            words.append(Span(token.start(), stop))
            position = token.end()
            if possessive and text[token.start() : stop] not in ORGANIZATION_WORDS and not word.endswith(("s'", "s’")):
                break
            gap = _GAP.match(text, position, end)
            token = _WORD.match(text, gap.end(), end) if gap else None
        yield from _split(text, words)


def _begins_before(text: str, position: int, start: int) -> bool:
    """Whether the word around a position began before it: "-Aston" begins with its capital, "iPhone" does not."""
    position -= 1
    while position >= start and text[position] in "'’&-_":
        position -= 1
    return position >= start and text[position].isalnum()


def _goes_on(text: str, words: list[Span], word: str) -> bool:
    """Whether a word continues a run."""
    if len(words) >= MAX_WORDS:
        return False
    return word[0].isupper() or (word in _JOINERS and text[words[-1].start : words[-1].end] not in _OFFICES)


def _keeps_possessive(text: str, stem: str, end: int) -> bool:
    """Whether "St Mungo's" or "King's" is a name as it stands ("King's College", not "Wick's Owl Walk")."""
    if stem in ORGANIZATION_WORDS or is_acronym(stem) or text[end - 2 : end] in ("s'", "s’"):
        return False
    following = _NEXT_WORD.match(text, end)
    if following and following.group(1) in ORGANIZATION_WORDS:
        return True
    return _OWNS_NOTHING.match(text, end) is not None


def run_at(text: str, start: int, end: int) -> Span | None:
    """The name that begins exactly at ``start``, or None."""
    if start >= end or not text[start].isupper():
        return None
    first = next(runs(text, start, min(end, start + 240)), None)
    return first if first is not None and first.start == start else None


def is_organization(name: str) -> bool:
    """Whether a name's own words say that it is an organisation's ("Kell University", not "Research Centre")."""
    words = name.split()
    if len(words) < 2 or not any(word in ORGANIZATION_WORDS for word in words):
        return False
    if any(word in _GENERIC for word in words[:1]) and words[1] in ("of", "for"):
        return any(word[0].isupper() and word not in NOT_A_NAME for word in words[2:])
    return any(word[0].isupper() and word not in _GENERIC for word in words) or len(words) >= 4


def is_acronym(word: str) -> bool:
    """Whether one word is written as an acronym is ("ERC", "UKRI"; not "LSE's", "PhD", a reference, "WP10")."""
    if not 2 <= len(word) <= 12 or word[1:].islower() or sum(map(str.isupper, word)) < 2:
        return False
    return word.replace("-", "").isalnum() and word not in POSTNOMINALS and not _NO_ACRONYM.fullmatch(word)


def _split(text: str, words: list[Span]) -> Iterator[Span]:
    """The names in one run: without small words at its ends, split at "and" unless it joins one name."""
    if len(words) < 2:
        if words and text[words[0].start : words[0].end] not in ("The", "Our", "Its"):
            yield words[0]
        return
    quotes = [text[word.start : word.end] for word in words]
    parts: list[tuple[int, int]] = []
    begin = 0
    for index, quote in enumerate(quotes):
        if quote not in ("and", "&", "et", "y"):
            continue
        if not _joins(quotes[begin:index], quotes[index + 1 :]):
            parts.append((begin, index))
            begin = index + 1
    parts.append((begin, len(words)))
    elided = False
    for number, (first, last) in enumerate(parts):
        while first < last and (quotes[first] in _JOINERS or quotes[first] in ("The", "Our", "Its")):
            first += 1
        whole, last = last, _without_place(quotes, first, last)
        later = words[last + 1 : whole]
        while last > first and quotes[last - 1] in _JOINERS:
            last -= 1
        if first >= last:
            continue
        part = quotes[first:last]
        if number and elided and part[-1] in UNIVERSITY_WORDS:
            continue  # "Aston, Birmingham and Warwick University": two universities, neither named
        plain = not any(is_acronym(word) or word in ORGANIZATION_WORDS for word in part)
        elided = plain
        followed = number + 1 < len(parts)
        if followed and plain and quotes[parts[number + 1][1] - 1] in UNIVERSITY_WORDS:
            continue
        yield Span(words[first].start, words[last - 1].end)
        if later:
            yield from _split(text, later)


def _without_place(quotes: list[str], first: int, last: int) -> int:
    """The end of a name before "in <place>": only "Centre for Research in X" has "in" inside it."""
    for index in range(first, last):
        if quotes[index] in ("in", "on"):
            known = any(word in ORGANIZATION_WORDS for word in quotes[first:index])
            if not (known and quotes[index - 1] in _FIELDS):
                return index
        if quotes[index] in ("for", "the") and not any(word in ORGANIZATION_WORDS for word in quotes[first:index]):
            return index
    return last


def _joins(left: list[str], right: list[str]) -> bool:
    """Whether "and" between two parts is inside one name."""
    left = left[1:] if left and left[0] in ("The", "Our", "Its") else left
    if not left or not right or (right and right[0] in ("the", "The")):
        return False
    if any(word in ORGANIZATION_WORDS for word in left):
        complement = next((word for word in left if word in ("of", "for")), None)
        closed = any(word in UNIVERSITY_WORDS for word in left)
        return complement is not None and not closed and not any(word in ORGANIZATION_WORDS for word in right[1:])
    return len(left) == 1 and not is_acronym(left[0]) and any(word in JOINABLE_WORDS for word in right[:5])
