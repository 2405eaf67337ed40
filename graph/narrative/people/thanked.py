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
# "The efforts of Ana Reis and Tom Okafor at the Harrow Foundation are gratefully acknowledged".
_GIVEN_WORDS = triggers(" of ", " from ")
_GIVEN = re.compile(
    r"(?:(?<=[Hh]elp)|(?<=[Ii]nput)|(?<=[Ii]nputs)|(?<=[Ww]ork)|(?<=[Aa]dvice)|(?<=[Ss]upport)|(?<=[Ee]fforts)"
    r"|(?<=[Ee]ffort)|(?<=[Gg]uidance)|(?<=[Aa]ssistance)|(?<=[Cc]omments)|(?<=[Cc]ontributions)|(?<=[Cc]ontribution))"
    r" (?:of|from) (?=[^\W\d_a-z])"
)
_ACKNOWLEDGED = re.compile(
    r"(?: \([^()\n]{2,20}\))?,? (?:is|are|was|were) (?:(?:also|\w{4,12}ly|very|much|all) ){0,3}"
    r"(?:acknowledged|appreciated)\b"
)
_SEVERAL = 3
_ACKNOWLEDGING = triggers("acknowledged", "appreciated")
_AT = re.compile(r" (?:at|of|from) (?:the )?")


def thanked(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people thanked together, the last of them with an employer, who is all of theirs."""
    layout, text = directory.layout, directory.layout.text
    known = {place.start: place for place in people}
    for cue in layout.at(_THANKS, _WORDS):
        sentence = layout.sentence_at(cue.start())
        if _OURS.search(text, max(sentence.start, cue.start() - 40), cue.start()):
            yield from _of_one_body(directory, row_at(directory, cue.end(), sentence.end, known))
    if not layout.has(_ACKNOWLEDGING):
        return
    for cue in layout.at(_GIVEN, _GIVEN_WORDS):
        sentence = layout.sentence_at(cue.start())
        row = row_at(directory, cue.end(), sentence.end, known)
        told = _of_one_body(directory, row)
        end = row[-1].affiliations[0][1].end if told else row[-1].end if row else 0
        common = sum(has_given_name(person.name) for person in row)
        if (told or (len(row) >= _SEVERAL and 2 * common > len(row))) and _ACKNOWLEDGED.match(text, end, sentence.end):
            yield from row


def _of_one_body(directory: Directory, row: list[Found]) -> list[Found]:
    """A row of people with the employer that is said after the last; none where no employer is."""
    last = row[-1] if any(person.title or has_given_name(person.name) for person in row) else None
    if last is None or not last.affiliations:
        return []
    if not _AT.fullmatch(directory.layout.text, last.span.end, last.affiliations[0][1].start):
        return []
    for person in row:
        person.affiliations = person.affiliations or last.affiliations[:1]
    return row
