"""Under which reference a project is paid for, and how long it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.brackets import bracket_at
from graph.narrative.evidence import Witness
from graph.narrative.organizations import Directory
from graph.narrative.spans import Layout, Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import NUMBERS
from graph.records import Grant, Identifier, Organization, Value

_SLASH = triggers("/")
_RESEARCH_COUNCIL = triggers("res-", "pta-")
_HEALTH = triggers("nihr")
_WELLCOME = triggers("/z/", "/a/", "/b/", "/c/")
_NATIONAL = triggers("anr-", "rpg-", "ecf-", "mrf-", "rla-")
_FIELD_WORDS = triggers("reference")
_REFERENCE_WORDS = triggers("grant", "award", "project")
_TIMES = triggers("year", "month")
# Some write "ES/ K002317/1"; the reference has no space.
_REFERENCES = (
    (_SLASH, 2, re.compile(r"[A-Z][A-Z]/ ?[A-Z]{1,2}\d{5,6}[0-9A-Z]?/ ?\d{1,2}(?![\w/])")),
    (_RESEARCH_COUNCIL, 0, re.compile(r"(?:RES|PTA)-\d{3}-\d{2}-\d{4}(?:-[A-Z])?(?!\w)")),
    (_HEALTH, 0, re.compile(r"NIHR ?\d{5,6}(?!\w)|NIHR/[A-Z]{2,6}/[\w/-]{2,20}\d(?!\w)")),
    (_WELLCOME, 6, re.compile(r"\d{6}/[A-Z]/\d{2}/[A-Z](?![\w/])")),
    (_NATIONAL, 0, re.compile(r"ANR-\d{2}-[A-Z0-9]{4}-\d{4}(?:-\d{2})?(?!\w)|(?:RPG|ECF|MRF|RLA)-\d{4}-\d{2,4}(?!\w)")),
)
# "NIHR reference: 17/45/12", at the beginning of a line or sentence.
_REFERENCE_FIELD = re.compile(
    r"reference(?: number| no\.?)?\s?:\s{0,2}"
    r"(?P<reference>(?=[\w/.-]{0,20}\d{2})[A-Z0-9][\w.-]{0,12}(?:/[\w.-]{1,12}){1,5})"
    r"(?![\w/])",
    re.IGNORECASE,
)
_NAMED_REFERENCE = re.compile(
    r"(?:grant|award|project)(?: agreement)?(?: funding)? ?(?:numbers?|no\.?|ref(?:erence)?\.?|id|code)\s?:?\s{0,2}"
    r"(?P<reference>[a-z0-9][a-z0-9/._-]{3,30}[a-z0-9])(?![\w/])"
)
# "Grant RPG-2019-123": without the word "number" only what is written as a reference, in parts.
_SHAPED_REFERENCE = re.compile(
    r"(?:grant|award)(?: agreement)?:? (?P<reference>[a-z]{1,6}[/-](?:[a-z0-9]{1,12}[/-]){0,4}[a-z0-9]{1,12})(?![\w/-])"
)
# In a bracket after a funder's name: letters and figures in parts, such as RPG-2019-123.
_IN_BRACKET = re.compile(r"(?=[^/-]{0,20}[/-])(?=.{0,30}[A-Z])(?:[A-Za-z0-9]{1,12}[/-]){1,5}[A-Za-z0-9]{1,12}")
_COUNT = rf"(?P<count>\d\d?\d?|{'|'.join(NUMBERS)})"
_COUNT_BEFORE = re.compile(rf"(?<![\w-]){_COUNT}[ \u00a0-]$")
_WHAT = re.compile(
    r"(?P<unit>year|month)s?(?:[ -]long)?,?(?: [a-z][\w-]{1,20}){0,3} (?:project|study|programme|program|evaluation"
    r"|initiative)\b"
)
_DURATIONS = (
    re.compile(rf"duration\s?(?:[:–-]|is|of)\s{{0,2}}{_COUNT}[ \u00a0-](?P<unit>year|month)s?\b"),
    re.compile(
        r"(?:project|study|programme|it) (?:will )?(?:runs?|lasts?|running|lasting) (?:for |over )?"
        rf"(?:a period of )?{_COUNT}[ \u00a0-](?P<unit>year|month)s?\b"
    ),
)


def _within_word(text: str, position: int) -> bool:
    return position > 0 and (text[position - 1].isalnum() or text[position - 1] == "_")


def grants(directory: Directory, paid: list[tuple[str, Span]], subjects: Subjects) -> tuple[Value[Grant], ...]:
    """Every grant reference; with its funder where the sentence names exactly one."""
    layout, witness = directory.layout, Witness(directory.layout, "funding")
    text = layout.text
    places: dict[str, Span] = {}
    for words, back, pattern in _REFERENCES:
        for match in layout.at(pattern, words, back=back):
            if not _within_word(text, match.start()) and text[match.start() - 1 : match.start()] != "/":
                places.setdefault(match.group().replace(" ", ""), Span(match.start(), match.end()))
    named = layout.at(_NAMED_REFERENCE, _REFERENCE_WORDS, small=True)
    fields = layout.at(_REFERENCE_FIELD, _FIELD_WORDS)
    for match in (*named, *fields, *layout.at(_SHAPED_REFERENCE, _REFERENCE_WORDS, small=True)):
        span = Span(*match.span("reference"))
        reference = text[span.start : span.end]
        known = any(span.start < place.end and place.start < span.end for place in places.values())
        if sum(map(str.isdigit, reference)) >= 3 and not known and not _within_word(text, match.start()):
            places.setdefault(reference, span)
    for _, span in paid:
        inside = bracket_at(text, span.end, len(text))
        reference = text[inside.start : inside.end] if inside else ""
        if inside and sum(map(str.isdigit, reference)) >= 4 and _IN_BRACKET.fullmatch(reference):
            places.setdefault(reference, inside)
    values = []
    for reference, span in sorted(places.items(), key=lambda item: item[1].start):
        if subjects.elsewhere(span.start):
            continue
        sentence = layout.sentence_at(span.start)
        near = [item for item in paid if sentence.start <= item[1].start < sentence.end]
        funder: Value[Organization] | None = directory.value(*near[0]) if len(near) == 1 else None
        identifier = Value(Identifier("grant", reference), witness.evidence(span, 0.9))
        values.append(Value(Grant(identifier, funder), witness.evidence(span, 0.9)))
    return tuple(values)


def duration(layout: Layout, subjects: Subjects) -> Value[str] | None:
    """How long the project takes, as an ISO 8601 duration ("P3Y", "P36M")."""
    witness = Witness(layout, "funding")
    for start, end, count, unit in _durations(layout):
        number = int(count) if count.isdigit() else NUMBERS[count]
        if number and subjects.states(start):
            return witness.name(Span(start, end), 0.9, value=f"P{number}{unit[0].upper()}")
    return None


def _durations(layout: Layout) -> Iterator[tuple[int, int, str, str]]:
    """Start and end, count and unit of what may be durations: "a two-year study", "Duration: 18 months"."""
    small = layout.small
    for unit in layout.places(_TIMES):
        count = _COUNT_BEFORE.search(small, max(0, unit - 12), unit)
        what = _WHAT.match(small, unit) if count else None
        if count and what:
            yield count.start("count"), what.end("unit"), count.group("count"), what.group("unit")
    for pattern in _DURATIONS:
        for match in layout.near(pattern, _TIMES, 100, 20, small=True):
            if not _within_word(layout.text, match.start()):
                yield match.start("count"), match.end("unit"), match.group("count"), match.group("unit")
