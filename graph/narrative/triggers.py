"""The words without which a rule finds nothing, looked for all at once: one pass over a text for all rules together.

Each rule names its words when it is imported; :func:`scan` tells where each of them stands. A rule whose words are not
there does nothing, and a regular expression is tried near its words only, so that a plain text costs one pass.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

_WORDS: dict[str, int] = {}
Triggers = frozenset[int]


def triggers(*words: str) -> Triggers:
    """The numbers by which these words, in small letters, are known; a word may be a piece of one."""
    return frozenset(_WORDS.setdefault(word, len(_WORDS)) for word in words)


def scan(small: str) -> dict[int, list[int]]:
    """Where each word begins in a text in small letters, by the word's number; only of words that are there."""
    found: dict[int, list[int]] = defaultdict(list)
    for number, start, _ in _automaton(len(_WORDS)).find_matches_as_indexes(small, overlapping=True):
        found[number].append(start)
    return found


@cache
def _automaton(count: int) -> AhoCorasick:
    return AhoCorasick(list(_WORDS)[:count], implementation=Implementation.DFA)
