"""People whom a report of news quotes with their employer: "Kell's director, Ann Bell, said", "Tom Roe of Kell added".

Only who speaks for a body that the text knows, or of "our" or "the project's", has to do with the study.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import runs
from graph.narrative.people.named import Found, name_at
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.titled import person_at
from graph.narrative.people.workplaces import short_for
from graph.narrative.spans import Span, clean
from graph.narrative.triggers import triggers

_SPEAKING = "said", "says", "added", "adds", "explained", "explains", "commented", "comments", "told", "argued"
_SAID_WORDS = triggers(*(f" {said}" for said in _SPEAKING))
_SAID = re.compile(rf",? (?:{'|'.join(_SPEAKING)})\b")
_POST = re.compile(
    r"(?:(?P<own>\b(?:[Oo]ur|[Tt]he (?:project|study|charity|association|centre|institute|foundation|trust|council"
    r"|research team|team|society|university|college|school|network|partnership)['’]s))|(?P<mark>['’]s?)) "
    r"(?P<post>(?:[a-z-]{2,20} ){0,2}(?:director|chief executive|manager|head of [a-z ]{3,30}|lead|leader|investigator"
    r"|researcher|co-?ordinator|professor|lecturer|chair|president|officer|fellow|scientist)), $"
)
_FROM = re.compile(r",? (?:of|from|at) (?:the |The )?")
_NEAR = 90


def quoted(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people quoted so, but for those of ``people``."""
    layout, text = directory.layout, directory.layout.text
    if directory.is_empty or not layout.has(_SAID_WORDS):
        return
    known = {place.start for place in people}
    for match in layout.at(_SAID, _SAID_WORDS, back=1):
        yield from _with_post(directory, match.start(), known)
    for at in layout.places(_SAID_WORDS):
        word = text.rfind(" ", max(0, at - 40), at) + 1
        sentence = layout.sentence_at(at) if text[word].isupper() else None
        if sentence is None or sentence.start in known or at - sentence.start > 2 * _NEAR:
            continue
        place = person_at(directory, sentence.start, sentence.end)
        if place is None or not place.affiliations or not may_be_name(place.name):
            continue
        employer = place.affiliations[-1][1]
        if at - 1 <= place.end <= at and _FROM.fullmatch(text, place.span.end, employer.start):
            yield place


def _with_post(directory: Directory, position: int, known: set[int]) -> Iterator[Found]:
    """The person between a post and what is said: "Kell's managing director, Ann Bell, said"."""
    layout, text = directory.layout, directory.layout.text
    if text[position] != ",":
        return
    sentence = layout.sentence_at(position)
    comma = text.rfind(", ", max(sentence.start, position - 50), position)
    if comma < 0 or comma + 2 in known or name_at(text, comma + 2, position) != Span(comma + 2, position):
        return
    post = _POST.search(text, max(sentence.start, comma - _NEAR), comma + 2)
    name = clean(text[comma + 2 : position])
    if post is None or not may_be_name(name) or directory.knows(name):
        return
    place = Found(name, Span(comma + 2, position), position, roles=[Span(*post.span("post"))], confidence=0.8)
    if post.group("own"):
        yield place
        return
    owner = next((run for run in runs(text, sentence.start, post.end("mark")) if run.end >= post.start("mark")), None)
    if owner is None:
        return
    body = Span(owner.start, post.start("mark"))
    words = clean(text[body.start : body.end])
    key = directory.key_at(body) or short_for(directory, words) or _called(directory, words)
    if key:
        place.affiliations.append((key, body))
        yield place


def _called(directory: Directory, words: str) -> str | None:
    """The one body of the text whose name begins with these words: "Kell" is Kell Housing Association."""
    names = (said.value.name.value.removeprefix("The ") for said in directory.all())
    keys = [name.lower() for name in names if name.startswith(f"{words} ")]
    return keys[0] if len(keys) == 1 and directory.knows(keys[0]) else None
