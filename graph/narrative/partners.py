"""Partners told without a word like "with": "Kell Council (Project Partner)", "is carried out by A, B and C"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from graph.narrative.lists import organizations_at
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span, trim
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers

_DONE_WORDS = triggers(
    *(f"{done} {by}" for done in ("carried out", "conducted", "undertaken") for by in ("by ", "jointly by "))
)
_DONE = re.compile(r"(?:carried out|conducted|undertaken) (?:jointly )?by ")
_WORK = re.compile(
    r"(?:The|This|Our) (?:[\w’'-]{1,20} ){0,2}?(?:[Ss]tudy|[Pp]roject|[Rr]esearch|[Ee]valuation|[Tt]rial|[Pp]rogramme)"
    r"(?: (?:of|on|into) [^.;:\n]{2,80}?)?(?: \([^()\n]{1,40}\))? (?:is|was|has been)(?: being)?(?: jointly)? $"
)
_BRACKET_WORDS = triggers("(project", "(partner", "(collaborat", "(co-partner")
_BRACKET = re.compile(
    r"\((?:project |partner |collaborating )?(?:partner|collaborator|collaboration|organi[sz]ation)\)", re.IGNORECASE
)
_SMALL = re.compile(r"of|for|the|and|in|on|to|de|la|&")


_OUR_WORDS = triggers("our ")
_OUR = re.compile(
    r"our (?:[a-z-]{2,20} ){0,2}?(?P<role>partner|funder|sponsor)s?(?: organi[sz]ations?)?[,:]? (?=(?:the )?[A-Z])"
)
_THANKS = re.compile(r"\b(?:[Tt]hank(?:s|ful)?|[Gg]rateful|[Aa]cknowledge|[Ii]ndebted|[Aa]ppreciat)")
_ROLES = {"partner": ("partner",), "funder": ("funder", "sponsor")}
_FAR = 240


def doing(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """The others where several do the work: "the study is carried out by A, B and C"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_DONE, _DONE_WORDS):
        sentence = layout.sentence_at(match.start())
        told = _WORK.match(text, sentence.start, match.start())
        if told and not subjects.elsewhere(match.end()) and match.start() - sentence.start < 160:
            listed = organizations_at(directory, match.end(), sentence.end, alone=True)
            yield from islice(listed, 1, None)


def in_brackets(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """The organisations before "(Project Partner)"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_BRACKET, _BRACKET_WORDS):
        start = layout.units[layout.unit_index(match.start())].content
        begin = max(start, *(text.rfind(mark, start, match.start()) + len(mark) for mark in (", ", "; ", ") ")))
        whole = trim(text, begin, match.start())
        if whole.start in directory.people or subjects.elsewhere(match.start()):
            continue
        words = text[whole.start : whole.end].split()
        named = 0 < len(words) <= 10 and all(word[0].isupper() or _SMALL.fullmatch(word) for word in words)
        if named and (key := directory.recognise(whole, certain=True)) is not None:
            yield key, whole


def thanked(directory: Directory, role: str) -> Iterator[tuple[str, Span]]:
    """The organisations of "we thank our funders, A, and our partners B and C", of one role."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_OUR, _OUR_WORDS):
        start = max(layout.sentence_at(match.start()).start, match.start() - _FAR)
        if match.group("role") in _ROLES[role] and _THANKS.search(text, start, match.start()):
            end = layout.sentence_at(match.start()).end
            bare = not text.startswith("the ", match.end())  # before a person's name there is no article
            yield from organizations_at(directory, match.end(), end, least=None if bare else 2, alone=True)
