"""Employers as they stand after a name: where the words of one end, and which of a department and university it is."""

from __future__ import annotations

import re

from graph.narrative.acronyms import is_acronym
from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization, run_at, runs
from graph.narrative.spans import Span, clean
from graph.narrative.words import HONORIFICS, POSTNOMINALS

# In a line without breaks the next person, or the next heading, follows at once: "Kell University Dr Ana Reis".
_NEXT = re.compile(
    r"(?<=\w)[ \u00a0](?:(?:Dr|Profs?|Professor|Mr|Mrs|Ms|Mx)\b\.?[ \u00a0]"
    r"|(?:Partners?|Funders?|Funding|Duration|Summary|Contacts?|Publications|Abstract|Co-Investigators?)\b)"
)
# "Kell College, University of London" is one college.
_FEDERAL = re.compile(r", University of (?:London|Wales)\b")
_COLLEGE = re.compile(r"[^\W\d_a-z][\w'’]{2,20}(?: [^\W\d_a-z][\w'’]{1,20}){0,3}")
_DEPARTMENT = re.compile(
    r"(?:department|school|faculty|division|section|institut|département|departamento|dipartimento|fakultät|lehrstuhl)"
    r" (?:of|für|de|di|(?<=school )for) (?!health\b|justice|transport|trade|energy|defen|communit|finance|agriculture)"
)

_OFFICE = re.compile(
    r"(?:press|media|communications|media relations|public affairs|research|international|alumni|careers)"
    r" (?:office|team|department|service|services)"
)


def employer_at(directory: Directory, start: int, end: int) -> Span | None:
    """The name, perhaps of an employer, that begins at a place."""
    text = directory.layout.text
    run = run_at(text, start, end)
    if run is None:
        return None
    federal = _FEDERAL.match(text, run.end, end)
    if federal and is_college(text, run):
        return Span(run.start, federal.end())
    following = _NEXT.search(text, run.start, run.end)
    if following and is_organization(clean(text[run.start : following.start()])):
        return Span(run.start, following.start())
    return run


def recognised(directory: Directory, run: Span) -> str | None:
    """The key of the organisation that is named at a place, as :func:`employer_at` gives it."""
    words = directory.layout.text[run.start : run.end]
    return directory.recognise(run, certain=", University of " in words)


def is_college(text: str, run: Span) -> bool:
    """Whether a name before ", University of London" may be a college's: no school or department of one."""
    words = text[run.start : run.end]
    return bool(_COLLEGE.fullmatch(words)) and words not in POSTNOMINALS and words.split()[0] not in HONORIFICS


def federal_college(directory: Directory, university: Span) -> Span | None:
    """The college, with the university it belongs to, whose university stands at a place."""
    layout, text = directory.layout, directory.layout.text
    start = layout.sentence_at(university.start).start
    for run in runs(text, max(start, university.start - 80), university.start):
        if (federal := _FEDERAL.match(text, run.end)) and federal.end() == university.end and is_college(text, run):
            return Span(run.start, federal.end())
    return None


def is_department(directory: Directory, key: str) -> bool:
    """Whether an organisation is a department or school without a short name, whose university employs."""
    if _OFFICE.fullmatch(key):
        return True
    return bool(directory.is_unit(key) and _DEPARTMENT.match(key) and not directory.organization(key).alternate_names)


def housed(directory: Directory, affiliations: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """The employers, a department as the university that the text says it belongs to, or the only one that it names."""
    if not any(is_department(directory, key) for key, _ in affiliations):
        return affiliations
    universities = [key for key, _ in directory.named() if directory.is_university(key)]
    given: dict[str, Span] = {}
    for key, span in affiliations:
        if is_department(directory, key):
            parents = directory.parents_of(key)
            above = next((parent for parent in parents if directory.is_university(parent)), None)
            if above is None and not parents and len(universities) == 1:
                (above,) = universities
            key = above or key
        given.setdefault(key, span)
    return list(given.items())


def universities(directory: Directory) -> list[tuple[str, Span]]:
    """The universities that a text names, with the first place of each."""
    return [(key, span) for key, span in directory.named() if directory.is_university(key)]


def short_for(directory: Directory, words: str) -> str | None:
    """The key of the one university that the text calls by its place, or by its initials.

    "Wick" is the University of Wick, "WHC" the Wick Hill College.
    """
    if is_acronym(words):
        return directory.initialled(words)
    keys = [key for key in (f"university of {words.lower()}", f"{words.lower()} university") if directory.knows(key)]
    return keys[0] if len(keys) == 1 else None
