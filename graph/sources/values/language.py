"""The language of a text: by its tag, or by its share of the words that every English text has."""

from __future__ import annotations

import re
from functools import lru_cache

from pyoxigraph import Literal

from graph.narrative.words import word_set

_STOP_WORDS = word_set(
    "the of and to in is for that with on are was this which by as be from at or an it their has have"
)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LEAST_WORDS = 20
_LEAST_SHARE = 0.15
_LEAST_DIFFERENT = 4


_SURE_WORDS = word_set("the of and")


@lru_cache(maxsize=4096)
def tag_of(stated: str) -> str | None:
    """A BCP 47 tag of a language, hyphens for its underscores; ``None`` for what is none.

    No literal can have a tag such as ``en-GB-US``; "English" has the form of one, and is a name.
    """
    tag = stated.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return None
    try:
        Literal("", language=tag)
    except ValueError:
        return None
    return tag


def seems_english(text: str) -> bool:
    """Whether a text, however short, has words by which English is told from another language that is at choice."""
    words = [word.strip(".,;:()\"'").lower() for word in text[:50_000].split()]
    common = [word for word in words if word in _STOP_WORDS]
    return len(set(common)) > 1 and len(common) >= _LEAST_SHARE * len(words) and bool(_SURE_WORDS.intersection(common))


def language_of(text: str) -> str | None:
    """``"en"``, or None where the text is too short or has too few English words to say."""
    words = [word.strip(".,;:()\"'").lower() for word in text[:50_000].split()]
    common = [word for word in words if word in _STOP_WORDS]
    enough = len(words) >= _LEAST_WORDS and len(common) >= _LEAST_SHARE * len(words)
    return "en" if enough and len(set(common)) >= _LEAST_DIFFERENT else None
