"""People whom a text thanks, with their employer: "We thank Ana Reis and Tom Okafor at the Harrow Foundation"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.rows import row_at
from graph.narrative.triggers import triggers

_WORDS = triggers("thank ", "thanks to ", "grateful to ", "indebted to ")
_THANKS = re.compile(r"(?:[Tt]hank|[Tt]hanks to|grateful to|indebted to) (?:our colleagues? )?(?=[^\W\d_a-z])")
# "Thanks to Ann Bell, the party won" is no thanks of the authors.
_OURS = re.compile(
    r"\b(?:[Ww]e|I|[Aa]uthors?|[Tt]eam)\b(?: [\w’']{1,12}){0,4},? $"
    r"|\b(?:[Oo]ur|[Mm]y|[Mm]any|[Ww]ith|[Ss]pecial|[Ss]incere|[Ww]arm|[Ww]armest|[Dd]eepest)(?: [a-z]{2,10})? $"
)
_AT = re.compile(r" (?:at|of|from) (?:the )?")


def thanked(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people thanked together, the last of them with an employer, who is all of theirs."""
    layout, text = directory.layout, directory.layout.text
    if not layout.has(_WORDS):
        return
    known = {place.start: place for place in people}
    for cue in layout.at(_THANKS, _WORDS):
        sentence = layout.sentence_at(cue.start())
        if not _OURS.search(text, max(sentence.start, cue.start() - 40), cue.start()):
            continue
        row = row_at(directory, cue.end(), sentence.end, known)
        last = row[-1] if any(person.title or has_given_name(person.name) for person in row) else None
        if last and last.affiliations and _AT.fullmatch(text, last.span.end, last.affiliations[0][1].start):
            for person in row:
                person.affiliations = person.affiliations or last.affiliations[:1]
            yield from row
