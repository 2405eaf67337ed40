"""Who pays, under which reference, for how long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.brackets import bracket_at
from graph.narrative.evidence import Witness
from graph.narrative.lists import organizations_at
from graph.narrative.names import run_at
from graph.narrative.organizations import Directory
from graph.narrative.spans import Layout, Span
from graph.narrative.subjects import Subjects
from graph.narrative.words import NUMBERS, word_set
from graph.records import Grant, Identifier, Organization, Value

_FUNDED = re.compile(
    r"\b(?:(?:(?:co-?)?(?:funded|financed|sponsored|commissioned)|paid for) by"
    r"|fund(?:ing|ed|s) (?:\w{1,20} ){0,2}(?:from|by)|(?:grants?|awards?) (?:\w{1,20} ){0,2}(?:from|by)"
    r"|financial support (?:of|from)"
    r"|supported by (?:(?:a |the )?(?:grant |award |funding )(?:from|of)|(?P<support>)(?=(?:the )?[A-Z])))\s{0,2}",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:(?:Co-?)?Funders?|Funding(?: body| source| bodies)?|(?:Co-?)?Funded by|Sponsors?)\s?:\s{0,2}", re.IGNORECASE
)
_FUNDING_FOR = re.compile(
    r"\b(?:Funding|Financial support|Support) (?:for|of) (?:the|this|our) (?:[a-z-]{1,20} ){0,3}"
    r"(?:project|study|research|programme|evaluation|work) (?:is|was|has been|comes|came)(?: kindly| generously)?"
    r"(?: provided| received| awarded)? (?:by|from)\s{0,2}"
)
_STARTS = re.compile(r"(?:co-?)?(?:funded|financed|sponsored|commissioned) by", re.IGNORECASE)
_AFTER_START = re.compile(r"\s*(?:[.;|]|\Z|\n|(?:under|and (?:led|run|hosted|based)|from \d|\d{4})\b)")
_SUPPORTERS = word_set(
    """
    Council Foundation Trust Fund Charity Academy Commission Ministry Department Endowment Lottery Society
    Association Agency Institute Programme
    """
)
_REFERENCES = (
    re.compile(r"(?<![\w/])[A-Z]{2}/[A-Z]{1,2}\d{5,6}[0-9A-Z]?/\d{1,2}(?![\w/])"),
    re.compile(r"(?<![\w/])RES-\d{3}-\d{2}-\d{4}(?:-[A-Z])?(?!\w)"),
)
_NAMED_REFERENCE = re.compile(
    r"\b(?:grant|award|project)(?: agreement)?(?: funding)? ?(?:numbers?|no\.?|ref(?:erence)?\.?|id"
    r"|code)\s?:?\s{0,2}"
    r"(?P<reference>[A-Z0-9][A-Z0-9/._-]{3,30}[A-Z0-9])(?![\w/])",
    re.IGNORECASE,
)
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)})"
_DURATIONS = (
    re.compile(
        rf"(?<![\w-]){_COUNT}[ \u00a0-](?P<unit>year|month)s?(?:[ -]long)?,?"
        r"(?: [a-z][\w-]{1,20}| [A-Z]{2,8}(?:-funded)?){0,3} (?:project|study|programme|program"
        r"|evaluation|initiative)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\bDuration\s?(?:[:–-]|is|of)\s{{0,2}}{_COUNT}[ \u00a0-](?P<unit>year|month)s?\b", re.IGNORECASE),
    re.compile(
        r"\b(?:project|study|programme|it) (?:will )?(?:runs?|lasts?|running|lasting) (?:for |over )?"
        rf"(?:a period of )?{_COUNT}[ \u00a0-](?P<unit>year|month)s?\b",
        re.IGNORECASE,
    ),
)


def funders(directory: Directory, subjects: Subjects) -> list[tuple[str, Span]]:
    """Keys and places of the organisations that the text says pay for the project."""
    layout, found = directory.layout, dict[str, Span]()
    for position in sorted(_cues(layout, subjects)):
        end = layout.units[layout.unit_index(position)].end
        for key, span in organizations_at(directory, position, end, funders=True):
            found.setdefault(key, span)
    return list(found.items())


def _cues(layout: Layout, subjects: Subjects) -> Iterator[int]:
    """Where the names of this project's funders begin."""
    text = layout.text
    for match in _LABELLED.finditer(text):
        begin = max(layout.sentence_at(match.start()).start, match.start() - 200)
        before = text[begin : match.start()].rstrip()
        if before[-1:] in ("", "|", ";", "*") and not subjects.elsewhere(match.start()):
            yield match.end()
    for match in _FUNDING_FOR.finditer(text):
        if match.start() == layout.sentence_at(match.start()).start:
            yield match.end()
    for match in _FUNDED.finditer(text):
        if subjects.refused(match.end()):
            continue
        if match.start() == layout.sentence_at(match.start()).start:
            if _STARTS.match(match.group()) and _at_start(layout, subjects, match.end()):
                yield match.end()
        elif match.group("support") is not None and not _is_supporter(text, match.end()):
            continue
        elif subjects.of_project(match.start()):
            yield match.end()


def _at_start(layout: Layout, subjects: Subjects, position: int) -> bool:
    """Whether "Funded by X" is all that is said, or is said of the project that follows."""
    text = layout.text
    unit = layout.units[layout.unit_index(position)]
    article = re.compile(r"the\s").match(text, position)
    run = run_at(text, article.end() if article else position, unit.end)
    while run is not None:
        inside = bracket_at(text, run.end, unit.end)
        end = inside.end + 1 if inside else run.end
        if end >= unit.end or _AFTER_START.match(text, end, unit.end) or subjects.begins(end):
            return True
        more = re.compile(r",? and (?:the )?|, (?:the )?").match(text, end, unit.end)
        run = run_at(text, more.end(), unit.end) if more else None
    return False


def _is_supporter(text: str, position: int) -> bool:
    """Whether the name after "supported by" is that of a body that gives money."""
    article = re.compile(r"the\s").match(text, position)
    run = run_at(text, article.end() if article else position, min(len(text), position + 240))
    if run is None or text[run.end : run.end + 1] in ("'", "’"):
        return False
    return any(word in _SUPPORTERS for word in text[run.start : run.end].split())


def grants(directory: Directory, paid: list[tuple[str, Span]], subjects: Subjects) -> tuple[Value[Grant], ...]:
    """Every grant reference; with its funder where the sentence names exactly one."""
    layout, witness = directory.layout, Witness(directory.layout.text, "funding")
    places: dict[str, Span] = {}
    for pattern in _REFERENCES:
        for match in pattern.finditer(layout.text):
            places.setdefault(match.group(), Span(match.start(), match.end()))
    for match in _NAMED_REFERENCE.finditer(layout.text):
        reference = match.group("reference")
        if sum(char.isdigit() for char in reference) >= 3:
            places.setdefault(reference, Span(*match.span("reference")))
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
    text, witness = layout.text, Witness(layout.text, "funding")
    for pattern in _DURATIONS:
        for match in pattern.finditer(text):
            if not subjects.states(match.start()):
                continue
            word = match.group("count").lower()
            number = int(word) if word.isdigit() else NUMBERS[word]
            if number:
                span = Span(match.start("count"), match.end("unit"))
                return witness.name(
                    span, 0.9, value=f"P{number}{'Y' if match.group('unit').lower() == 'year' else 'M'}"
                )
    return None
