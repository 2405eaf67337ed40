"""Acronyms: which words are, and of which words they have the first letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from graph.narrative.spans import Span
from graph.narrative.words import ORGANIZATION_WORDS, POSTNOMINALS

KNOWN = 8192
"""So many names are remembered with what their words say of them: catalogues name the same bodies again and again."""
# A grant reference (letters, then four digits or more), or the label of a work package, task or milestone.
_NO_ACRONYM = re.compile(r"[A-Za-z-]{1,8}\d{4}[\w-]*|(?:WPs?|MS?|D|T)\d[\w-]*")
# "Anne-Marie" and "McKay" are names of people.
_OF_PEOPLE = re.compile(
    r"[^\W\d_a-z][^\W\d_A-Z]{1,12}(?:-[^\W\d_a-z][^\W\d_A-Z]{1,12}){1,3}|(?:Ma?c|Fitz|De|Di|Du|La|Le|Van)[A-Z][a-z-]+"
)


@lru_cache(maxsize=KNOWN)
def is_acronym(word: str) -> bool:
    """Whether one word is written as an acronym is ("ERC", "UKRI"; not "LSE's", "PhD", a reference, "WP10")."""
    if not 2 <= len(word) <= 12 or word[1:].islower() or sum(map(str.isupper, word)) < 2:
        return False
    if not word.replace("-", "").replace("&", "").isalnum() or word in POSTNOMINALS:
        return False
    return not _NO_ACRONYM.fullmatch(word) and not _OF_PEOPLE.fullmatch(word)


def initials_from(words: Sequence[str], acronym: str) -> int | None:
    """From which of the words on their first letters are an acronym's ("UK Research and Innovation": "UKRI").

    Small words may be left out, and after "&" the last word ("Learning and Work Institute": "L&W").
    """
    letters = "".join(char for char in acronym if char.isupper() or char == "&")
    ends = (len(words), len(words) - 1) if "&" in letters and words[-1] in ORGANIZATION_WORDS else (len(words),)
    for end in ends:
        for capitals_only in (True, False):
            rest, index = letters, end
            while rest and index:
                index -= 1
                word = words[index]
                if "&" in letters and word in ("and", "&"):
                    first = "&"
                elif capitals_only and not word[0].isupper():
                    continue
                else:
                    first = word if word.isupper() and len(word) > 1 else word[0].upper()
                if not rest.endswith(first):
                    index = -1
                    break
                rest = rest[: -len(first)]
            if not rest and index >= 0 and len(letters) > 1:
                return index
    return None


def expansion(text: str, run: Span, acronym: str) -> Span | None:
    """The last words of a name whose initials are the letters of an acronym; small words may be left out."""
    words = list(re.finditer(r"[^\s-]{1,80}", text[run.start : run.end]))
    first = initials_from([word.group() for word in words], acronym) if words else None
    return None if first is None else Span(run.start + words[first].start(), run.end)
