"""Employers that a text says of people in other words: "She is Reader at Kell", "her colleague", "the University".

A pronoun is somebody's who begins the sentence before and is alone in it; a colleague's employer is the one of the
person named before; "the University" is the only one that the text names.
"""

from __future__ import annotations

import re

from graph.narrative.bodies.organizations import Directory
from graph.narrative.people.named import Found
from graph.narrative.people.tails import read_on
from graph.narrative.people.workplaces import employer_at, recognised, short_for, universities
from graph.narrative.spans import Span, clean
from graph.narrative.triggers import triggers

_PRONOUN = re.compile(r"(?:She|He|They)(?= (?:is|are|was|works|work|has|joined|leads)\b)")
_VERB = re.compile(r"(?: [^\W\d_a-z][\w'’-]{1,30}){0,2}(?= (?:is|was|works)\b)")
_COLLEAGUE = re.compile(r"(?:, (?:and|with|together with)|\.? ?And| and| with|,)? (?:her|his|their) colleagues?,? $")
_GIVEN = re.compile(r"(?P<given>[^\W\d_a-z][\w’-]{1,20})(?:,? and| with| together with) (?:her|his) colleagues?,? $")
_THE_UNIVERSITY = re.compile(
    r",? (?:(?:is |was )?(?:based |working )?(?:at|from|of|in)|(?:a |the )?[a-z][a-z ]{2,40} (?:at"
    r"|in)) (?P<place>the University)"
    r"\b(?! of [A-Z])(?! [A-Z])"
)

_TEAM = re.compile(
    r"The (?P<place>[^\W\d_a-z][\w’'-]{1,30}(?: [^\W\d_a-z][\w’'-]{1,30}){0,3}) (?:team|group|researchers"
    r"|investigators)"
    r" (?:comprises?|consists? of|includes?|is|are|is made up of|is led by|was led by)\b"
)
_OWN_WORDS = triggers("my ", "i am ", "i was ", "i work", "i teach", "i study", "i lecture", "i’m ", "i'm ")
_OWN = re.compile(
    r"(?:[Mm]y (?:own )?(?:[A-Za-z-]{2,20} ){0,2}(?:research|studies|fellowship|doctorate|PhD|thesis|dissertation|post)"
    r"|I(?: am|['’]m| was|(?: now| currently)? (?:work(?:ed)?|teach|study|lecture))(?: now| currently)?(?: as)?"
    r"(?: an? (?:[A-Za-z-]{2,20} ){0,4}(?:researcher|fellow|student|lecturer|professor|reader|associate|candidate))?"
    r"(?: in [a-z ]{3,40}| in [A-Z][a-z]+(?: [A-Z][a-z]+)?)?) (?:at|in) (?:the )?(?=[^\W\d_a-z])"
)
_BYLINE = re.compile(r"(?:^|\n)[ \t]{0,8}[Bb]y:? $")


def _authors_own(directory: Directory, people: list[Found]) -> None:
    """Give the one who signs a text what it says of its author: "my doctoral research at Kell University"."""
    layout, text = directory.layout, directory.layout.text
    if not people or not layout.has(_OWN_WORDS):
        return
    signed = [place for place in people if _BYLINE.search(text, max(0, place.start - 14), place.start)]
    if len(signed) != 1 or signed[0].affiliations:
        return
    for own in layout.at(_OWN, _OWN_WORDS):
        sentence = layout.sentence_at(own.start())
        run = employer_at(directory, own.end(), sentence.end) if own.start() > signed[0].end else None
        key = recognised(directory, run) if run else None
        quoted = any(mark in text[max(sentence.start - 1, own.start() - 200) : own.start()] for mark in '"“«‘')
        if (
            key
            and run
            and not quoted
            and (", University of " in text[run.start : run.end] or directory.is_university(key))
        ):
            signed[0].affiliations.append((key, run))
            return


def told_later(directory: Directory, people: list[Found]) -> None:
    """Give those of ``people``, in order, who have no employer the one that the text says of them in other words."""
    _authors_own(directory, people)
    layout, text = directory.layout, directory.layout.text
    only: list[tuple[str, Span]] | None = None
    given: dict[str, dict[str, Span]] = {}
    for index, place in enumerate(people):
        if index and (employer := people[index - 1].affiliations[:1]):
            given.setdefault(people[index - 1].name.split()[0], {}).update(employer)
        if place.affiliations:
            continue
        if employer := _colleagues(directory, people, index, given):
            place.affiliations += employer
            continue
        if the := _THE_UNIVERSITY.match(text, place.end):
            only = universities(directory) if only is None else only
            if len(only) == 1:
                place.affiliations.append((only[0][0], Span(*the.span("place"))))
                continue
        number = layout.sentence_index(place.start)
        if (team := _TEAM.match(text, layout.sentences[number].start)) and team.end() <= place.start:
            named = Span(*team.span("place"))
            if key := directory.key_at(named) or short_for(directory, clean(text[named.start : named.end])):
                place.affiliations.append((key, named))
                continue
        if number + 1 >= len(layout.sentences):
            continue
        own, after = layout.sentences[number], layout.sentences[number + 1]
        pronoun = _PRONOUN.match(text, after.start) if place.start == own.start else None
        if pronoun is None and place.span.end == own.end and text.startswith(f"{place.name.split()[0]} ", after.start):
            pronoun = _VERB.match(text, after.start + len(place.name.split()[0]))  # below the name as a heading
        alone = index + 1 == len(people) or people[index + 1].start >= after.start
        if pronoun is not None and alone:
            read_on(directory, place, pronoun.end(), after.end)


def _colleagues(
    directory: Directory, people: list[Found], index: int, given: dict[str, dict[str, Span]]
) -> list[tuple[str, Span]]:
    """The employer of the person before, of whom somebody is told to be a colleague.

    ``given`` has the employers of people before by their first name.
    """
    text, place = directory.layout.text, people[index]
    if not text.endswith(("colleague ", "colleagues ", "colleague, ", "colleagues, "), place.start - 12, place.start):
        return []
    before = people[index - 1] if index else None
    if before is not None and _COLLEAGUE.fullmatch(text, before.end, place.start):
        return before.affiliations[:1]
    named = _GIVEN.search(text, max(0, place.start - 80), place.start)
    employers = given.get(named.group("given"), {}) if named else {}
    return list(employers.items()) if len(employers) == 1 else []
