"""The words between a subject and what is said of it: whether they leave it to the subject."""

from __future__ import annotations

import re

from graph.narrative.spans import clean
from graph.narrative.words import word_set

NOUNS = "project|study|research|programme|program|evaluation|initiative|review|survey|trial|consortium|work"
OTHER_NOUN = re.compile(
    rf"\b(?:{NOUNS}|studies|projects|pilot|scheme|network|cent(?:re|er)|charity|company|council|authority"
    r"|institute|unit|group|campaign|team)\b",
    re.IGNORECASE,
)
SHARED = re.compile(
    r",? (?:(?:is|was|has been) )?(?:jointly )?(?:located|based|hosted|housed|situated|run|conducted|undertaken"
    r"|carried out|managed|co-?ordinated|funded|financed|supported|commissioned|led|directed|headed|sponsored"
    r"|administered) (?:at|in|by|from|within) (?P<where>.{1,240}?),? and(?: jointly| also)? ?$"
)
_SMALL = word_set("of for the in and at & de la du des der von van on by a an from within")
BRACKET = re.compile(r"[()\[\]]")


def is_shared(words: str) -> bool:
    """Whether words like "funded by the Owl Trust and" say one thing of the project before another is said of it."""
    shared = SHARED.fullmatch(words)
    return shared is not None and all_names(shared.group("where"))


def all_names(where: str) -> bool:
    """Whether words are names, with the small words inside and between them."""
    return all(word[0].isupper() or word in _SMALL or word[0].isdigit() for word in _words(where))


def closes(rest: str) -> bool:
    """Whether the words between "is a study" and the cue leave the cue to the study, not to their last noun."""
    words = rest.strip()
    if words in ("", ","):
        return True
    if OTHER_NOUN.search(words):
        return False
    if words.endswith(" and"):
        return re.search(r"\w+ed\b", words) is None and not any(word[0].isupper() for word in words.split()[-2:])
    last = words.rstrip(" ,").rpartition(" ")[2]
    return words.endswith(",") and not last[:1].isupper()


def _words(where: str) -> list[str]:
    return [word for part in where.split() if (word := part.strip(".,'’\"“”"))]


def without_brackets(text: str) -> str:
    """The text with single spaces and without what stands in brackets; the last space stays."""
    kept: list[str] = []
    depth = begin = 0
    for bracket in BRACKET.finditer(text):
        if not depth:
            kept.append(text[begin : bracket.start()])
        depth, begin = depth + 1 if bracket.group() in "([" else max(0, depth - 1), bracket.end()
    if not depth:
        kept.append(text[begin:])
    words = clean("".join(kept)).replace(" ,", ",")
    return f"{words} " if text[-1:].isspace() and words else words
