"""Words that point elsewhere: to an earlier, similar or other project, to what may be, or to what is not."""

from __future__ import annotations

import re
from bisect import bisect_left

from graph.narrative.patterns import at_word
from graph.narrative.spans import Layout
from graph.narrative.triggers import triggers

_ELSEWHERE = re.compile(
    at_word(
        *("not", "never", "no longer", "cannot", "unlike", "if", "unless", "whether", "would", "could", "should"),
        *("might", "may", "must", "hope[sd]?", "hoping", "earlier", "previous(?:ly)?", "prior", "preceding"),
        *("predecessor", "former(?:ly)?", "past", "similar(?:ly)?", "another", "others?", "sister", "parallel"),
        *("separate", "related", "unrelated", "different", "pilot(?:s|ed)?", "buil(?:ds?|ding|t) (?:up)?on"),
        *("drew on", "draws on", "based on", "follow(?:s|ed|ing)? (?:an?|on|up|from|the|our|in)", "follow-on"),
        *("inspired by", "appl(?:y|ies|ied|ying) (?:to|for)", "applications?", "bids?", "unsuccessful(?:ly)?"),
        *("seek(?:s|ing)?", "sought", "to be", "planned", "proposed", "fellowships?", "studentships?"),
        *("scholarships?", "phd", "doctora(?:l|te)", "instead", "rather than", "except", "apart from", "without"),
        *("neither", "nor", "compared (?:to|with)", "like the", "as with"),
        inside=("n['’]t",),
    )
    + r"\b"
)
# Each of them begins with one of these.
_WORDS = triggers(
    *("not", "never", "no longer", "cannot", "unlike", "if", "unless", "whether", "would", "could", "should", "might"),
    *("may", "must", "hope", "hoping", "earlier", "previous", "prior", "preceding", "predecessor", "former", "past"),
    *("similar", "another", "other", "sister", "parallel", "separate", "related", "unrelated", "different", "pilot"),
    *("build", "built", "drew on", "draws on", "based on", "follow", "inspired by", "apply", "applies", "applied"),
    *("application", "bid", "unsuccessful", "seek", "sought", "to be", "planned", "proposed", "fellowship"),
    *("studentship", "scholarship", "phd", "doctora", "instead", "rather than", "except", "apart from", "without"),
    *("neither", "nor", "compared ", "like the", "as with", "n't", "n’t"),
)

# "This pilot study", "it is a pilot", "my PhD project" is one's own.
_MAY_BE_OWN = frozenset(("pilot", "phd", "doctoral"))
_OWN = ("this ", "our ", "my ", " is a ", " was a ")


def points_elsewhere(words: str) -> bool:
    """Whether words speak of an earlier, similar or other project, of what may be, or deny."""
    return _ELSEWHERE.search(words.lower()) is not None


class Pointing:
    """Where the sentences of a text first point elsewhere; each is read when first asked for."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._first: dict[int, int] = {}

    def between(self, start: int, end: int) -> bool:
        """Whether such words stand between the start of a sentence and a place in it."""
        if start not in self._first:
            self._first[start] = self._end_of_first(start)
        return self._first[start] <= end

    def _end_of_first(self, start: int) -> int:
        layout, places = self._layout, self._layout.places(_WORDS)
        stop = layout.sentence_at(start).end
        for place in places[bisect_left(places, start) : bisect_left(places, stop)]:
            match = _ELSEWHERE.match(layout.small, place)
            if match and not (
                match.group() in _MAY_BE_OWN and layout.small.endswith(_OWN, max(start, place - 8), place)
            ):
                return match.end()
        return len(layout.text) + 1
