"""People credited in a row: "the efforts of A, B and C are appreciated", "Interviewers - A, B and C"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import run_at
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.rows import row_at
from graph.narrative.triggers import triggers

# What people give to a report or study of others.
_GIVEN = ("efforts", "contributions", "contribution", "help", "assistance", "advice", "support", "input", "involvement")
_GIVEN_WORDS = triggers(*(f"{given} {by} " for given in _GIVEN for by in ("of", "from", "by")))
_GIVEN_BY = re.compile(rf"(?i:{'|'.join(_GIVEN)}) (?:of|from|by) (?=[^\W\d_a-z])")
_THANKS = re.compile(r"\b(?:appreciat|acknowledg|grateful|gratitude|thank|indebted|invaluable)")
# Who they are, before a dash or colon: "• Steering Panel members - A, B and C".
_CREW = ("members", "interviewers", "fieldworkers", "transcribers", "help", "support", "researchers", "reviewers")
_CREW_WORDS = triggers(*(f"{crew}{mark}" for crew in _CREW for mark in (" -", " –", " —", ":", " :")))
_CREW_ARE = re.compile(rf"(?i:{'|'.join(_CREW)}) ?[-–—:] (?=[^\W\d_a-z])")
_CREW_OPENS = re.compile(r"(?:[•*–-] )?(?:[A-Z][\w’'-]{1,20} ?){0,1}(?:[\w’'-]{1,20} ){0,4}$")
_COMPILED_WORDS = triggers("compiled by", "prepared by", "mitarbeit von", "collaboration de ", "medewerking van ")
_COMPILED = re.compile(
    r"(?:(?:[Cc]ompiled|[Pp]repared) by:?|unter (?:der )?Mitarbeit von|avec la collaboration de|met medewerking van)\s"
    r"(?=[^\W\d_a-z])"
)
_AT = re.compile(r",? (?:at|of|from) (?:the )?(?=[^\W\d_a-z])")
# Whose efforts are those of a side in a match, a war or a trade is nobody's colleague.
_ELSEWHERE = re.compile(
    r"\b(?:goals?|match|season|league|band|album|film|battle|war|elected|minister|president|cabinet"
    r"|choir|orchestra|squad|cast|club|parish|party)\b"
)
_LEAST = 3
_NEAR = 300


def credited(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of such rows, three or more, most of whom have a common first name; all get the employer told last."""
    layout, text = directory.layout, directory.layout.text
    known = {place.start: place for place in people}
    for pattern, words in ((_GIVEN_BY, _GIVEN_WORDS), (_CREW_ARE, _CREW_WORDS), (_COMPILED, _COMPILED_WORDS)):
        for cue in layout.near(pattern, words, 12):
            unit = layout.units[layout.unit_index(cue.start())]
            if pattern is _CREW_ARE and not _CREW_OPENS.search(text, max(unit.start, cue.start() - 60), cue.start()):
                continue
            end = min(unit.end, cue.end() + 1200)
            sentence = layout.sentence_at(cue.start())
            begin = max(sentence.start, cue.start() - _NEAR)
            if _ELSEWHERE.search(layout.small, begin, end):
                continue
            if pattern is _GIVEN_BY and not _THANKS.search(
                layout.small, begin, min(sentence.end, cue.end() + 3 * _NEAR)
            ):
                continue
            row = row_at(directory, cue.end(), end, known)
            if len(row) >= _LEAST and 2 * sum(has_given_name(place.name) for place in row) > len(row):
                _share(directory, row, end)
                yield from row


def _share(directory: Directory, row: list[Found], end: int) -> None:
    """Give everybody of a row without an employer the one that is told after the last."""
    text, last = directory.layout.text, row[-1]
    at = _AT.match(text, last.span.end, end)
    run = run_at(text, at.end(), end) if at else None
    key = directory.key_at(run) if run else None
    if run and key:
        for place in row:
            place.affiliations = place.affiliations or [(key, run)]
