"""People without a title in a line or sentence that says who wrote or did the work: "By Ana Reis and Tom Okafor"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.people.given import GIVEN_NAMES, has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.rows import first_word, row_at
from graph.narrative.spans import trim
from graph.narrative.triggers import triggers
from graph.narrative.words import MONTHS

_BY_WORDS = triggers("by ")
_BEFORE_BY = (
    *("\n", ". ", ": ", "  ", "- ", "* ", "• "),
    *(
        "report ",
        "research ",
        "written ",
        "prepared ",
        "edited ",
        "conducted ",
        "authored ",
        "evaluated ",
        "evaluation ",
    ),
    "carried out ",
)
_BY = re.compile(
    r"(?:(?:(?:[Ff]inal|[Ii]nterim|[Aa]|[Ee]valuation|[Rr]esearch) )?(?:[Rr]eport|[Rr]esearch|[Ee]valuat(?:ed"
    r"|ion)|[Ww]ritten"
    r"|[Pp]repared|[Ee]dited|[Cc]onducted|[Aa]uthored|[Cc]arried out) )?[Bb]y:? (?=[^\W\d_a-z])"
)
_DATED = re.compile(
    r"(?:,| \||\||\n| [-–—•·]| on)? ?(?:[Pp]ublished |[Pp]osted )?(?:on )?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:"
    + "|".join(month.title() for month in MONTHS if len(month) > 2)
    + r")\.?(?: \d{1,2},?)? (?:19|20)\d\d(?:[ |,•·–-].{0,60})?"
)
_ALL_REST = re.compile(r", [^\W\d_a-z][\w'’&-]{0,30}(?: [^\W\d_a-z][\w'’&-]{0,30}| (?:of|for|and|the)){0,8}")
# "Menés par Ana Reis et Tom Okafor", "wird von Ana Reis und Tom Okafor", "coordinato da Ana Reis".
_ABROAD_WORDS = triggers(" a cura di ", " par ", " por ", " door ", " von ", " da ", " av ")
_ABROAD = re.compile(r"(?<=[eéêostdnai]) (?:par|por|door|von|da|av|a cura di) (?=[^\W\d_a-z])")
_MADE_ABROAD = re.compile(
    r"\b(?:menée?s?|réalisée?s?|conduite?s?|rédigée?s?|coordonnée?s?|(?:co-?)?dirigée?s?|encadrée?s?"
    r"|constituée?s?|supervisée?s?"
    r"|(?:formad|compuest|integrad|compost|constituíd|dirigid|coordinad|realizad|liderad|elaborad|supervisad"
    r"|coordenad|escrit)[oa]s?"
    r"|(?:geleitet|durchgeführt|verfasst|betreut|erstellt)|(?:wird|werden|wurde|wurden)(?: gemeinsam)?"
    r"|(?:uitgevoerd|geleid|geschreven|begeleid|gecoördineerd)|(?:coordinat|dirett|condott|curat|scritt)[oaie]"
    r"|(?:ledet|ledes|leds|leddes|skrevet|utført))$"
)
_STUDY = re.compile(
    r"\b(?:report|study|research|project|evaluation|review|survey|analysis|interviews?|fieldwork|guide|briefing)"
    r"(?: (?:for|of|on) [^.;:]{3,60})? $"
)
_NEAR = 120


def bylines(directory: Directory, people: list[Found]) -> list[Found]:
    """The people named after "by", but for those of ``people``."""
    known = {place.start: place for place in people}
    taken = {place.span.start for place in people}
    found: dict[int, Found] = {}
    for place in (*_by(directory, known), *_by_abroad(directory, known)):
        if place.span.start not in taken:
            found.setdefault(place.span.start, place)
    return list(found.values())


def _by(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people of a line, or a sentence, that says no more than who wrote: "By Ana Reis and Tom Okafor"."""
    layout, text = directory.layout, directory.layout.text
    for place in layout.places(_BY_WORDS):
        if not text[place + 3 : place + 4].isupper():
            continue
        if place and not layout.small.endswith(_BEFORE_BY, max(0, place - 12), place):
            yield from _study_by(directory, place, known)
            continue
        sentence = layout.sentence_at(place)
        cue = _BY.match(text, sentence.start, sentence.end) if place - sentence.start < 40 else None
        if cue is None or cue.end() <= place or sentence.end - cue.end() > 4 * _NEAR:
            continue
        row = row_at(directory, cue.end(), sentence.end, known)
        end = trim(text, sentence.start, sentence.end, ".").end
        if not row:
            continue
        whole = row[-1].end >= end or _ALL_REST.fullmatch(text, row[-1].end, end)
        dated = _DATED.fullmatch(text, row[-1].end, end)
        if (whole or dated) and any(person.title or has_given_name(person.name) for person in row):
            if row[-1].end >= end:
                _share(directory, row, end)
            yield from row


def _share(directory: Directory, row: list[Found], end: int) -> None:
    """Give both of "By Dr Ana Reis and Tom Okafor, Kell University" the university."""
    first, last = row if len(row) == 2 else (None, None)
    if first is None or last is None or first.affiliations or len(last.affiliations) != 1 or last.roles:
        return
    text, (key, span) = directory.layout.text, last.affiliations[0]
    beside = text[last.span.end : span.start] in (", ", ", the ") and not text[span.end : end].strip(" .")
    if beside and text[first.end : last.start] in (" and ", " & ") and directory.is_university(key):
        first.affiliations.append((key, span))


def _study_by(directory: Directory, place: int, known: dict[int, Found]) -> Iterator[Found]:
    """The people of "a study by Ana Reis and Tom Okafor of Kell University", whose first names are common."""
    layout, text = directory.layout, directory.layout.text
    if first_word(text, place + 3) not in GIVEN_NAMES or text[place - 1] != " ":
        return
    sentence = layout.sentence_at(place)
    if place - sentence.start > _NEAR or not _STUDY.search(text, max(sentence.start, place - 90), place):
        return
    row = row_at(directory, place + 3, sentence.end, known)
    if row and row[-1].affiliations and all(person.title or has_given_name(person.name) for person in row):
        for person in row:
            person.affiliations = person.affiliations or row[-1].affiliations[:1]
        yield from row


def _by_abroad(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people who lead, write or do something in other languages: "menés par Ana Reis et Tom Okafor"."""
    layout, text = directory.layout, directory.layout.text
    for cue in layout.at(_ABROAD, _ABROAD_WORDS):
        sentence = layout.sentence_at(cue.start())
        curated = cue.group().endswith(" di ")
        if curated or _MADE_ABROAD.search(text, max(sentence.start, cue.start() - 24), cue.start()):
            row = row_at(directory, cue.end(), sentence.end, known)
            if any(place.title or has_given_name(place.name) for place in row):
                yield from row
