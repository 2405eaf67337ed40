"""Partners told without a word like "with": "Kell Council (Project Partner)", "is carried out by A, B and C"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from graph.narrative.bodies.lists import labelled_at, organizations_at
from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization, runs
from graph.narrative.people.given import has_given_name
from graph.narrative.pointing import points_elsewhere
from graph.narrative.spans import Span, clean, trim
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

# "A, B and C will run the project together", "A and B have together won five years of funding".
_TOGETHER_WORDS = triggers(" together", " jointly")
_DO = (
    r"(?:runs?|ran|running|delivers?|delivered|leads?|led|carr(?:y|ied) out|conduct(?:ed)?|undert(?:ake|ook)"
    r"|manages?|managed|developed|work(?:ed|ing)? on|running|leading|conducting|carrying out|delivering)"
)
_THE_WORK = (
    r"(?:the|this|our) (?:[^.,;:\n]{1,40} )?(?:project|study|research|programme|survey|evaluation|trial|pilots?)"
)
_TOGETHER = re.compile(
    rf"(?P<does> (?:will |have |are )?(?:{_DO}) {_THE_WORK} (?:together|jointly))\b"
    rf"|(?P<joint> (?:will |have |are )?(?:together|jointly) (?:{_DO} {_THE_WORK}"
    r"|(?:won|received|secured|been awarded) [^.;\n]{0,60}?(?:funding|grant|[£$€]\d)))"
)
# Words with capitals and the small ones inside and between names: nothing else is told before the verb.
_LIST = re.compile(r"(?:(?:[^\W\d_a-z][^\s.;:]{0,40}|of|for|the|and|in|at|&|\([A-Z][\w&-]{1,12}\),?)(?: |$)){2,40}")
_STAFF = re.compile(r"(?:(?:Researchers|Academics|Scientists|Teams|Experts|Colleagues) (?:at|from) )?(?:[Tt]he )?")
# "In Wick the pilots are led by the Hedge Centre".
_THERE_WORDS = triggers(*(f" {led} by " for led in ("led", "run", "coordinated", "managed", "hosted", "delivered")))
_THERE_BY = re.compile(r" (?:led|run|coordinated|managed|hosted|delivered) by ")
_THERE = re.compile(
    r"(?:In|For|At) (?:the )?[A-Z][^.;:,\n]{1,40}?,? (?:the|our|these) (?:[a-z-]{2,20} ){0,2}"
    r"(?:pilots?|work|activities|sites?|case stud(?:y|ies)|workshops) (?:is|are|was|were|will be|has been|have been)"
    r"(?: [a-z]{2,12}ly)?"
)
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


def together(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Those that do the work together, and who leads it in one place: "In Wick the pilots are led by A"."""
    layout, text = directory.layout, directory.layout.text
    for place in layout.places(_TOGETHER_WORDS):
        sentence = layout.sentence_at(place)
        cue = _TOGETHER.search(text, max(sentence.start, place - 140), min(sentence.end, place + 140))
        if cue is None or not cue.start() <= place < cue.end() or cue.start() - sentence.start > _FAR:
            continue
        start = staff.end() if (staff := _STAFF.match(text, sentence.start)) else sentence.start
        if not subjects.elsewhere(place) and _only_bodies(text, start, cue.start()):
            yield from labelled_at(directory, start, cue.start())
    for match in layout.at(_THERE_BY, _THERE_WORDS):
        sentence = layout.sentence_at(match.start())
        near = text.startswith(("In ", "For ", "At "), sentence.start) and match.start() - sentence.start < _FAR
        there = _THERE.fullmatch(text, sentence.start, match.start()) if near else None
        if there and not points_elsewhere(there.group().replace("pilot", "")):
            yield from organizations_at(directory, match.end(), sentence.end, alone=True)


def _only_bodies(text: str, start: int, end: int) -> bool:
    """Whether words are a list of two names or more, none of them a person's."""
    if not text[start : start + 1].isupper() or not _LIST.fullmatch(text, start, end):
        return False
    names = [clean(text[run.start : run.end]) for run in runs(text, start, end)]
    people = [name for name in names if has_given_name(name) and not is_organization(name)]
    return len(names) > 1 and not people and any(map(is_organization, names))
