"""People named together for what they gave to the work: "unter Mitarbeit von A und B", "Interviewers - A, B and C"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.people.given import GIVEN_NAMES, has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.rows import row_at
from graph.narrative.people.titled import person_at
from graph.narrative.spans import Span, Unit, clean
from graph.narrative.triggers import triggers

_WITH_WORDS = triggers(
    "mitarbeit von ",
    "mitwirkung von ",
    "collaboration de ",
    "participation de ",
    "colaboración de ",
    "collaborazione di ",
    "medewerking van ",
    "medverkan av ",
    "bidrag fra ",
    "bidrag från ",
    "contributions from ",
    "contributions by ",
    "assistance from ",
    "assistance of ",
    "assisted by ",
    "compiled by",
    "support from ",
    "colaboração de ",
)
_WITH = re.compile(
    r"(?:[Mm]itarbeit von|[Mm]itwirkung von|(?:collaboration|participation|colaboración|colaboração) de"
    r"|collaborazione di|medewerking van|medverkan av|bidrag fr(?:a|ån)|[Cc]ontributions (?:from|by)"
    r"|[Aa]ssistance (?:from|of)|[Aa]ssisted by|[Cc]ompiled by|support from):?\s(?=[^\W\d_a-z])"
)
_BEFORE = re.compile(
    r"(?:\(|(?<!\w))(?:[Uu]nter(?: der)?|[Mm]it|[Aa]vec la|[Cc]on la|[Cc]om a|[Mm]et|[Mm]ed"
    r"|[Ww]ith(?: (?:the|additional|further|research|editorial|invaluable|field|technical)){0,2}|[Rr]eport)\s$"
)
"""What leads to such words."""
_DASH_WORDS = triggers(" - ", " – ", " — ")
_PARTS = (
    r"(?:interviewers|field ?workers|fieldwork team|transcribers|coders|moderators|facilitators"
    r"|data collectors|enumerators"
    r"|(?:peer|community|co-?|lay|field|local|research)[ -](?:researchers|interviewers|reviewers|assistants|staff)"
    r"|(?:steering|advisory|expert|reference|project|research|review|working|management|study|evaluation|oversight)"
    r" (?:panel|board|group|committee|team)(?: members)?|(?:panel|board|committee) members"
    r"|(?:office|administrative|secretarial|clerical|statistical|technical|editorial|research|it|project)"
    r" (?:help|support|assistance|administration|staff)|administrators|translators|peer reviewers)"
)
_LABEL = re.compile(rf"(?:[a-z :]{{0,40}}[•*]\s)?(?:(?:the|our|members of the|project) )?{_PARTS}")
_LABEL_LONGEST = 80
_FIRST = re.compile(r"(?:,|;| and| und|,) (?P<name>[^\W\d_a-z][\w’-]{1,20})")
_WORD = re.compile(r"[^\W\d_a-z][\w'’-]{1,25}(?=[,;. ]|$)", re.MULTILINE)
_NEXT = re.compile(r"[;,] (?:and )?| (?:and|und|&) ")
_NEAR = 40
_ENDS = " .;,)\n"


def helpers(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of such rows, but for those of ``people``."""
    known = {place.start: place for place in people}
    taken = {place.span.start for place in people}
    for row in (*_with(directory, known), *_labelled(directory, known)):
        yield from (place for place in row if place.span.start not in taken)


def _with(directory: Directory, known: dict[int, Found]) -> Iterator[list[Found]]:
    """Those with whose help something was written, where they are all the rest of the line."""
    layout, text = directory.layout, directory.layout.text
    for cue in layout.at(_WITH, _WITH_WORDS):
        unit = layout.units[layout.unit_index(cue.start())]
        before = _BEFORE.search(text, max(unit.start, cue.start() - 40), cue.start())
        begin = before.start() if before else cue.start()
        authors = text[max(unit.content, begin - 40) : begin].rstrip(" ,;(").rpartition(" ")[2]
        if authors and not authors[0].isupper():
            continue  # in a sentence
        row, rest = _row(directory, cue.end(), known)
        if row and not rest:
            yield row
            if not authors:
                yield from _author(directory, layout.unit_index(cue.start()) - 1)


def _author(directory: Directory, index: int) -> Iterator[list[Found]]:
    """Whose name is all of a line, above the one that tells who helped."""
    unit = directory.layout.units[index] if index >= 0 else None
    place = person_at(directory, unit.content, unit.end) if unit else None
    if unit and place and place.end == unit.end and may_be_name(place.name) and has_given_name(place.name):
        yield [place]


def _labelled(directory: Directory, known: dict[int, Found]) -> Iterator[list[Found]]:
    """Those of a line with what they did before a dash."""
    layout, text = directory.layout, directory.layout.text
    for dash in layout.places(_DASH_WORDS):
        unit = layout.units[layout.unit_index(dash)]
        if dash - unit.content > _LABEL_LONGEST or not text[dash + 3 : dash + 4].isupper():
            continue
        if _LABEL.fullmatch(layout.small, unit.content, dash):
            row, rest = _row(directory, dash + 3, known)
            if len(row) > 1 and not rest:
                yield row


def _row(directory: Directory, position: int, known: dict[int, Found]) -> tuple[list[Found], str]:
    """The people from a position on, over lines that end with a comma, and what is left of the last line."""
    layout, text = directory.layout, directory.layout.text
    index = layout.unit_index(position)
    end = layout.units[index].end
    row = row_at(directory, position, end, known)
    while row and index + 1 < len(layout.units):
        index += 1
        unit = layout.units[index]
        broken = _broken(text, row[-1].end, end, unit)
        if broken:
            row.append(broken)
            after = _NEXT.match(text, broken.end, unit.end)
            more = row_at(directory, after.end(), unit.end, known) if after else []
        elif end - row[-1].end < 5 and text[row[-1].end : end] in (",", " and", " und", ";"):
            more = row_at(directory, unit.content, unit.end, known)
        else:
            break
        if not (more or broken):
            break
        row += more
        end = unit.end
    if not row or 2 * sum(place.title is not None or has_given_name(place.name) for place in row) < len(row):
        return [], ""
    return row, text[row[-1].end : min(end, row[-1].end + _NEAR)].strip(_ENDS)


def _broken(text: str, position: int, end: int, below: Unit) -> Found | None:
    """Whose first name ends a line and whose family name begins the next."""
    first = _FIRST.fullmatch(text, position, end)
    family = _WORD.match(text, below.content, below.end) if first and first.group("name") in GIVEN_NAMES else None
    if first is None or family is None:
        return None
    span = Span(first.start("name"), family.end())
    return Found(clean(text[span.start : span.end]), span, span.end, confidence=0.75)
