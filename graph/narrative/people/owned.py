"""People of a body who will do the work: "Kell University's Ann Bell and Tom Roe will lead the evaluation"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import runs
from graph.narrative.people.given import GIVEN_NAMES, has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.rows import first_word, row_at
from graph.narrative.triggers import triggers

_OWNS = triggers("'s ", "’s ")
_TOGETHER = re.compile(
    r",? (?:(?:together|along|working|jointly) with|alongside|joined by|and) (?:our partner )?(?=[^\W\d_a-z])"
)
_DOES = re.compile(
    r",? (?:will|are going to|have been (?:asked|chosen|selected|appointed|commissioned) to|are to) "
    r"(?:also |jointly |now )?"
    r"(?:be (?:in charge of|responsible for|leading|evaluating|assessing|working on|carrying out|conducting)|lead"
    r"|evaluate|assess|carry out|conduct|undertake|manage the (?:project|study|evaluation)|study|research|investigate"
    r"|co-?ordinate|analyse)\b"
    r"|,? (?:are|is) (?:leading|evaluating|assessing|carrying out|conducting|undertaking|studying|researching"
    r"|investigating|analysing)\b"
)
_NEAR = 120


def owned(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of such sentences; those of ``people`` are given the employer."""
    layout, text = directory.layout, directory.layout.text
    if directory.is_empty:
        return
    known = {place.start: place for place in people}
    for mark in layout.places(_OWNS):
        if mark + 3 not in known and first_word(text, mark + 3) not in GIVEN_NAMES:
            continue
        sentence = layout.sentence_at(mark)
        before = runs(text, max(sentence.start, mark - _NEAR), mark)
        run = next((run for run in before if run.end == mark), None)
        key = directory.key_at(run) if run else None
        row = row_at(directory, mark + 3, sentence.end, known) if run and key else []
        if run is None or key is None or not row:
            continue
        guests = _guests(directory, row[-1].end, sentence.end, known)
        everybody = [*row, *guests]
        named = all(place.title or has_given_name(place.name) for place in everybody)
        if named and _DOES.match(text, everybody[-1].end, sentence.end):
            for place in row:
                place.affiliations = place.affiliations or [(key, run)]
            yield from everybody


def _guests(directory: Directory, position: int, end: int, known: dict[int, Found]) -> list[Found]:
    """Those with whom they do it, each from a body of their own."""
    together = _TOGETHER.match(directory.layout.text, position, end)
    row = row_at(directory, together.end(), end, known) if together else []
    return row if all(place.affiliations for place in row) else []
