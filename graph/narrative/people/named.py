"""Where a text names a person: titles, and the words of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph.narrative.spans import Span, trim
from graph.narrative.words import HONORIFICS, NOT_A_NAME, ORGANIZATION_WORDS, PLURAL_HONORIFICS, POSTNOMINALS, word_set

# As some languages write them in a sentence: "door prof. dr. Ana Reis", "yr Athro Ana Reis".
_SMALL = ("professor", "professora", "professeure", "professeur", "prof", "mr.", "drs", "dr hab", "dr", "ir", "mgr")
_ONE_TITLE = "(?:" + "|".join(re.escape(title) for title in (*PLURAL_HONORIFICS, *HONORIFICS, *_SMALL)) + ")"
# "Prof Sir", "Prof. Dr. Dr. h.c.".
TITLE = re.compile(
    rf"(?P<title>{_ONE_TITLE}(?:\.?[ \u00a0]{{1,3}}{_ONE_TITLE}(?=\.?[ \u00a0])){{0,3}}(?:\.? h\. ?c)?)"
    r"\.?[ \u00a0]{1,3}(?=[^\W\d_a-z])"
)
_NAME_WORD = re.compile(r"(?:[^\W\d_]\.[ \u00a0]?){1,3}(?=[ \u00a0]?[^\W\d_])|[^\W\d_][\w'’-]{0,30}")
_WORD = re.compile(r"\S{1,40}")
PARTICLES = word_set(
    "van de der den von zu la le di da dos du del al el bin ibn ter ten af av ap ab ferch i y e ní nic ó ua uí de'"
)
# "Lea Moss M.A.", not "Lea M.A. Moss".
_DEGREE = re.compile(r"(?:Ph\.D|[BM]\.(?:A|Sc|Ed|Phil|Litt|Eng)|M\.D|M\.P\.H|LL\.[BM])\.(?! ?[^\W\d_a-z][a-z])")
_JOINS = ("y", "e", "i")
# After "y" a second name of one person is one word, another person's name is two.
_TWO_WORDS = re.compile(r" [^\W\d_a-z][\w'’-]{1,30} (?:(?:de|da|dos|del|la|di) ){0,2}[^\W\d_a-z]")
# "Michael Roe Dr Ann Bell" is two people, where nothing parts them.
_NEXT_TITLE = word_set("Dr Prof Profs Professor Mr Mrs Ms Mx")
_NOT_IN_PERSON = (NOT_A_NAME - word_set("May June April August")) | ORGANIZATION_WORDS | frozenset(["UK", "EU"])


@dataclass(slots=True)
class Found:
    """One place that names a person; ``end`` is where what belongs to the name ends."""

    name: str
    span: Span
    end: int
    title: Span | None = None
    title_value: str = ""
    roles: list[Span] = field(default_factory=list)
    affiliations: list[tuple[str, Span]] = field(default_factory=list)
    confidence: float = 0.95

    @property
    def start(self) -> int:
        """Where the words about the person begin."""
        return self.title.start if self.title else self.span.start


def name_at(text: str, position: int, end: int, initials: bool = False) -> Span | None:
    """The person's name that begins at a position, or None; an organisation's name is none.

    ``initials``: one without a stop may come first ("A Reis"), where a label shows that a name follows.
    """
    stop, last_capital, count, cursor = position, position, 0, position
    while count < 7 and (match := _NAME_WORD.match(text, cursor, end)):
        word = match.group().strip()
        if count and _DEGREE.match(text, cursor, end):
            break
        if word in PARTICLES and count:
            if word in _JOINS and _TWO_WORDS.match(text, match.end(), end):
                break
            stop = match.end()
        elif not word[0].isupper() or (word in _NOT_IN_PERSON and not (initials and not count and len(word) == 1)):
            if word in ORGANIZATION_WORDS and last_capital == stop and count:
                return None
            break  # after particles it is the employer's: "Ana Reis van de Universiteit Wick"
        elif word in POSTNOMINALS or (count and word in _NEXT_TITLE):
            break
        else:
            possessive = word.endswith(("'s", "’s"))
            last_capital = stop = match.end() - (2 if possessive else 0)
            if possessive:
                count += 1
                break
        count += 1
        cursor = stop
        while cursor < end and text[cursor] in " \u00a0" and cursor - stop < 3:
            cursor += 1
        if cursor == stop and not word.endswith("."):
            break
    while last_capital > position and text[last_capital - 1].isnumeric():
        last_capital -= 1  # the number of a note or of an employer
    span = trim(text, position, last_capital)
    return span if len(text[span.start : span.end].rstrip(".")) > 1 else None


def name_ending(text: str, start: int, position: int) -> Span | None:
    """The person's name of two words or more that ends at a position, as long as it can be from ``start`` on."""
    for word in list(_WORD.finditer(text, max(start, position - 60), position))[-5:-1]:
        here = word.start()
        if word.group()[0].isupper() and name_at(text, here, position) == Span(here, position):
            return Span(here, position)
    return None


def join(places: list[Found], more: list[Found]) -> None:
    """Add what another rule found: a place that is there already is given what the rule has read of it."""
    if not more:
        return
    known = {place.span: place for place in places}
    for found in more:
        place = known.setdefault(found.span, found)
        if place is found:
            places.append(found)
        elif not place.affiliations:
            place.affiliations, place.roles = found.affiliations, place.roles or found.roles
            place.end = max(place.end, found.end)
