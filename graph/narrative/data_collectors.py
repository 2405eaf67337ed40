"""Who collects the data: "fieldwork was carried out by A", "the survey is conducted in each country by A"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.lists import FIRM, is_firm, name_after, organizations_at
from graph.narrative.names import run_at, runs
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import MATTERS, NOT_A_NAME

_DONE = (
    "collected",
    "carried out",
    "conducted",
    "undertaken",
    "administered",
    "fielded",
    "completed",
    "managed",
    "implemented",
)
_DONE_WORDS = triggers(*_DONE, "delivered", "run ")
_BY = re.compile(
    r"(?:collected|carried out|conducted|undertaken|administered|(?P<fielded>fielded)|completed|managed"
    r"|implemented|delivered|run)"
    r"(?: (?:by (?:telephone|phone|post|e?mail|web)|(?!by )[a-z-]{1,20})){0,5} by"
    r"(?: the (?:[a-z-]{2,20} ){0,3}(?:agency|company|firm|organi[sz]ation))?\s{0,2}"
)
_WORK = re.compile(
    r"\b(?:[Dd]ata|(?P<field>[Ff]ieldwork)|[Ii]nterview(?:s|ing)?|[Ss]urveys?)"
    r"(?: (?!was |were )[^.;:()\n]{1,60}?)?(?: \([^()\n]{1,24}\))? (?:was|were|is|are|has been|have been|will be|being)"
    r"(?: (?:commissioned|funded|designed|developed) by [^.;:\n]{2,100}? and(?: was| were)?)?"
    r"(?: (?:annually|also|all|both|mainly|jointly))? $"
    r"|\b(?:series|line|round|set) of (?:[\w-]{2,20} ){0,3}surveys $"
)
_NEAR = 240
_LEAST = 3
"""From so many words on a name is an organisation's; two may be a person's."""
_DOES_WORDS = triggers(
    *(
        f" {does} {what} "
        for does in ("carried out", "conducted", "undertook", "fielded", "ran", "collected", "gathered")
        for what in ("the", "all", "our", "a")
    )
)
_DOES = re.compile(
    r" (?:carried out|conducted|undertook|fielded|ran) (?:the|all|our|a) (?:[a-z-]{2,20} ){0,2}?"
    r"(?:fieldwork|surveys?|interview(?:s|ing)|data collection)\b"
    r"| (?:collected|gathered) (?:the|all|our) (?:[a-z-]{2,20} ){0,2}?data\b"
)
# "The Owl Centre (OC), in partnership with Wick University, is carrying out interviews".
_DOING_WORDS = triggers(
    *(f" {does} " for does in ("is carrying out", "is conducting", "is undertaking", "is running", "is fielding"))
)
_DOING = re.compile(
    r" is (?:carrying out|conducting|undertaking|running|fielding) (?:(?:the|an?|all|our) )?(?:[a-z-]{2,20} ){0,3}?"
    r"(?:fieldwork|surveys?|interview(?:s|ing)|data collection|focus groups)\b"
)
_ASIDE = re.compile(r"(?: \([^()\n]{2,30}\))?(?:, (?:in [a-z-]{5,16} with|together with|with) [^.;:\n]{3,120},)?")
_FIELDWORK_WORDS = triggers("fieldwork by ", "interviewing by ", "data collection by ")
_FIELDWORK = re.compile(r"(?:Fieldwork|Interviewing|Data collection) by (?:the )?")
# "Fieldwork in Wales was undertaken by A, and in Ireland by B".
_AND_BY = re.compile(r",? and (?:(?:in|for|among) [^.,;:\n]{2,40}? )?by ")
_SURVEY_WORDS = triggers(
    "survey by ", "surveys by ", "interviews by ", "survey carried out by ", "survey conducted by "
)
_SURVEY = re.compile(r"(?:surveys?|interviews)(?: carried out| conducted)? by ")
_HAS = re.compile(r" ha(?:s|ve|d)$")


def data_collectors(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Key and place of every organisation that sentences say collects the data."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_BY, _DONE_WORDS):
        if name_after(text, match.end()) is None:
            continue
        start = max(layout.sentence_at(match.start()).start, match.start() - _NEAR)
        work = _WORK.search(text, start, match.start())
        if work is None or subjects.elsewhere(work.start()):
            continue
        yield from (listed := list(_doing(directory, match.end(), (match.group("fielded"), work.group("field")))))
        if listed and (more := _AND_BY.match(text, listed[-1][1].end)):
            yield from _doing(directory, more.end(), (match.group(),))
    for match in layout.at(_FIELDWORK, _FIELDWORK_WORDS):
        if match.start() == layout.sentence_at(match.start()).start:
            firm = is_firm(directory, match.end(), (match.group(),))
            if firm := firm or next(organizations_at(directory, match.end(), match.end() + 100, _LEAST), None):
                yield firm
    for match in layout.at(_SURVEY, _SURVEY_WORDS):
        firm = None if subjects.elsewhere(match.start()) else is_firm(directory, match.end(), ())
        if firm is not None:
            yield firm
    yield from _active(directory, subjects)


def _doing(directory: Directory, position: int, agency: tuple[str | None, ...]) -> Iterator[tuple[str, Span]]:
    """The one firm, or the organisations, after "by"."""
    layout = directory.layout
    if firm := is_firm(directory, position, agency):
        yield firm
    else:
        end = layout.units[layout.unit_index(position)].end
        yield from organizations_at(directory, position, end, _LEAST)


def _named_firm(directory: Directory, run: Span, does: str) -> str | None:
    """The key of a firm whose name shows what it does: "Harrow Research carried out the fieldwork"."""
    words = directory.layout.text[run.start : run.end].split()
    plain = len(words) > 1 and words[-1] in FIRM and words[0] not in MATTERS | NOT_A_NAME and " a " not in does
    return directory.recognise(run, certain=True) if plain else None


def _active(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Who is said to do the work: "Harrow Polling UK conducted the fieldwork"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_DOING, _DOING_WORDS):
        start = layout.sentence_at(match.start()).start
        run = run_at(text, start + 4 if text.startswith("The ", start) else start, match.start())
        key = directory.key_at(run) if run else None
        if run and key and _ASIDE.fullmatch(text, run.end, match.start()) and not subjects.elsewhere(match.start()):
            yield key, run
    for match in layout.at(_DOES, _DOES_WORDS):
        sentence = layout.sentence_at(match.start())
        has = _HAS.search(text, max(0, match.start() - 5), match.start())
        end = has.start() if has else match.start()
        if end - sentence.start > _NEAR or subjects.elsewhere(match.start()):
            continue
        run = next((run for run in runs(text, sentence.start, end) if run.end == end), None)
        key = directory.key_at(run) if run else None
        if run and key is None and run.start == sentence.start:
            key = _named_firm(directory, run, text[match.start() : match.end()])
        one = text[match.start() : match.end()].partition(" a ")[1] and directory.is_university(key) if key else False
        if run and key and not one and run.start - sentence.start <= 4:
            yield key, run
