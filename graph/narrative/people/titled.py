"""The people of a text, with title, roles and affiliations.

A person is a name after a title ("Dr Ana Reis"), after words that only a person follows ("led by",
"Principal Investigator:", "Contact"), or before a role or an employer in apposition. What follows a
name in brackets or after a comma is read as role or affiliation as long as it is one.
"""

from __future__ import annotations

import re

from graph.narrative.acronyms import is_acronym
from graph.narrative.bodies.organizations import Directory
from graph.narrative.brackets import bracket_at
from graph.narrative.names import is_organization, run_at, runs
from graph.narrative.people.catalogued import catalogued_at
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import PARTICLES, TITLE, Found, name_at
from graph.narrative.people.nobody import POSTS
from graph.narrative.people.tails import BODIES, read_tail
from graph.narrative.spans import Span, clean
from graph.narrative.triggers import triggers
from graph.narrative.words import HONORIFICS, ORGANIZATION_WORDS, PLURAL_HONORIFICS

_SHORT = tuple(title.lower() for title in (*PLURAL_HONORIFICS, *HONORIFICS) if len(title) < 4)
_TITLES = triggers(
    *(title.lower() for title in (*PLURAL_HONORIFICS, *HONORIFICS) if len(title) > 3),
    *(title + end for title in _SHORT for end in " .\u00a0"),
)
_PLAIN_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mx")
_CALLED = re.compile(r"(?:[Cc]ontact|[Ee]nquiries|[Ww]rite to|\b[Bb]y|:)[ a-z]{0,12}$")
_JOINED_TITLE = re.compile(r"\b(?:" + "|".join(re.escape(title) for title in HONORIFICS) + r")\.? (?:and|&) (?:the )?$")
_EMPLOYERS = triggers("organi", "charity", "partner", "company", "institution", "agency", "university", "college")
_NEXT = re.compile(r",?\s(?:and|&)\s|,\s")
_NEAR = 200
_NOBLE = ("Lord", "Lady", "Sir", "Dame", "Baroness", "Miss", "Rev", "Revd")
_EMPLOYER = re.compile(
    r"(?:organi[sz]ation|charity|partner|company|institution|agency|university|college),?\s(?:the\s)?"
)
_OF_THE = re.compile(r"\s(?:of|at|from)\s(?:our|their|its|the)\s(?:[a-z-]{1,20}\s){0,3}$")


def person_at(directory: Directory, position: int, end: int, label: str | None = None) -> Found | None:
    """The person without a title whose name of two words or more begins at a position.

    ``label`` is the part that a label before the name gives, where there is one: names may have a catalogue's form.
    """
    text = directory.layout.text
    if TITLE.match(text, position, end):
        return None
    if place := catalogued_at(text, position, end, label):
        first = text[place.start : place.end].replace(",", " ").split()[0]
        if is_acronym(first) and not first.isupper():
            return None
        if directory.knows(first) or first in ORGANIZATION_WORDS or BODIES.intersection(first.split()):
            return None
        found = Found(text[place.start : place.end], place, place.end, confidence=0.8)
        read_tail(directory, found, end)
        return found
    span = name_at(text, position, end, initials=label is not None)
    if span is None:
        return None
    words = text[span.start : span.end].split()
    if text.startswith(("'s", "’s"), span.end):
        return None
    if not 2 <= len(words) - sum(word in PARTICLES for word in words[2:]) <= 5 or (
        is_acronym(words[-1]) and len(words[-1]) > 2 and not _is_shouted(words)
    ):
        return None
    name = clean(" ".join(words))
    if is_organization(name) or directory.knows(name) or _is_body(words[0]) or not POSTS.isdisjoint(words):
        return None
    found = Found(name, span, span.end, confidence=0.8)
    read_tail(directory, found, end)
    return (
        None
        if words[-1].isupper() and len(words[-1]) > 2 and label is None and not (found.affiliations or found.roles)
        else found
    )


def _is_shouted(words: list[str]) -> bool:
    """Whether the family name is in capitals: "Ana REIS", "Lea VAN DER BERG"."""
    return len(words[-1]) > 3 and words[-1].isalpha() and words[0][1:].islower() and has_given_name(" ".join(words))


def _is_body(word: str) -> bool:
    """Whether nobody's first name is written so, but a body's is: "NatCen", "GfK", "KU"."""
    if word in BODIES or (word.isupper() and len(word.replace(".", "")) > 2 and "." not in word):
        return True
    return is_acronym(word) and not word.isupper()


def titled(directory: Directory) -> list[Found]:
    """Every person who is named with a title."""
    people: list[Found] = []
    text, reach = directory.layout.text, 0
    for begin in directory.layout.places(_TITLES):
        match = TITLE.match(text, begin) if begin >= reach else None
        if match is None:
            continue
        reach, title = match.end(), match.group("title")
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in "_'’-"):
            continue
        sentence_end = directory.layout.units[directory.layout.unit_index(match.start())].end
        span = name_at(text, match.end(), sentence_end)
        before = text[max(0, match.start() - 30) : match.start()]
        if before.endswith(("and ", "& ", "the ")) and _JOINED_TITLE.search(before):
            continue  # "Mr and Mrs Roe" is two people, neither of them named
        if span is None or (title.rpartition(" ")[2] in _NOBLE and len(text[span.start : span.end].split()) < 2):
            continue
        where = Span(match.start("title"), match.end("title"))
        found = Found(
            clean(text[span.start : span.end]),
            span,
            span.end,
            where,
            PLURAL_HONORIFICS.get(title, title.replace(".", "")),
        )
        read_tail(directory, found, sentence_end)
        if _is_passer_by(text, found):
            continue
        people.append(found)
        if title in PLURAL_HONORIFICS:
            people.extend(_after_plural(directory, found, sentence_end))
    _in_brackets(directory, people)
    return people


def _is_passer_by(text: str, found: Found) -> bool:
    """Whether a text says no more of somebody than "Mr Patel", without calling for him."""
    if " " in found.name or found.title_value not in _PLAIN_TITLES or found.roles or found.affiliations:
        return False
    if text.startswith("?", found.span.end):
        return True
    return not _CALLED.search(text, max(0, found.start - 24), found.start)


def _in_brackets(directory: Directory, people: list[Found]) -> None:
    """Give those named in a bracket after an organisation to it: "Kell University (Dr Ana Reis, Prof Tom Okafor)"."""
    layout, text = directory.layout, directory.layout.text
    employer, reach = None, -1
    for found in people:
        if text[found.start - 1 : found.start] == "(":
            inside = bracket_at(text, found.start - 1, len(text))
            sentence = layout.sentence_at(found.start)
            before = runs(text, max(sentence.start, found.start - _NEAR), found.start - 1)
            run = next((run for run in before if text[run.end : found.start] == " ("), None) if inside else None
            key = directory.recognise(run) if run else None
            employer, reach = (key, run) if key and run else None, inside.end if inside else -1
        if employer and found.start < reach and found.end <= reach and not found.affiliations:
            found.affiliations.append(employer)


def in_apposition(directory: Directory) -> list[Found]:
    """People named before their employer: "Ana Reis of our sister organisation, Green Shoots"."""
    people: list[Found] = []
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_EMPLOYER, _EMPLOYERS):
        of = _OF_THE.search(text, max(0, match.start() - 80), match.start())
        if of is None:
            continue
        sentence = layout.sentence_at(of.start())
        before = runs(text, max(sentence.start, of.start() - _NEAR), of.start())
        run = next((run for run in before if run.end == of.start()), None)
        employer = run_at(text, match.end(), len(text))
        if run is None or not employer or name_at(text, run.start, run.end) != run:
            continue
        name = clean(text[run.start : run.end])
        key = directory.recognise(employer, certain=True) if " " in name else None
        if key and not is_organization(name):
            people.append(Found(name, run, employer.end, affiliations=[(key, employer)], confidence=0.75))
    return people


def _after_plural(directory: Directory, first: Found, end: int) -> list[Found]:
    """The others of "Professors A and B"."""
    people: list[Found] = []
    text, position = directory.layout.text, first.end
    while match := _NEXT.match(text, position):
        span = name_at(text, match.end(), end)
        if span is None or len(text[span.start : span.end].split()) < 2:
            break
        found = Found(clean(text[span.start : span.end]), span, span.end, first.title, first.title_value)
        read_tail(directory, found, end)
        people.append(found)
        position = found.end
    return people
