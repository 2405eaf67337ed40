"""Who pays, under which reference, for how long."""

from __future__ import annotations

import re

from graph.narrative.evidence import Witness
from graph.narrative.lists import organizations_at
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span
from graph.narrative.words import NUMBERS
from graph.records import Grant, Identifier, Organization, Value

_FUNDED = re.compile(
    r"\b(?:(?:co-?)?(?:funded|financed|sponsored|commissioned) by|fund(?:ing|ed"
    r"|s) (?:\w{1,20} ){0,2}(?:from|by)|(?:grants?|awards?|"
    r"fellowship) (?:\w{1,20} ){0,2}(?:from|by)|Funders?\s?:|Funding(?: body| source)?\s?:|Funded by\s?:"
    r"|financial support (?:of|from)|"
    r"supported by (?:a |the )?(?:grant |award |funding )(?:from|of))\s{0,2}",
    re.IGNORECASE,
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
        r"|evaluation|grant|fellowship|initiative)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\bDuration\s?(?:[:–-]|is|of)\s{{0,2}}{_COUNT}[ \u00a0-](?P<unit>year|month)s?\b", re.IGNORECASE),
    re.compile(
        r"\b(?:project|study|programme|it) (?:will )?(?:runs?|lasts?|running|lasting) (?:for |over )?"
        rf"(?:a period of )?{_COUNT}[ \u00a0-](?P<unit>year|month)s?\b",
        re.IGNORECASE,
    ),
)


def funders(directory: Directory) -> list[tuple[str, Span]]:
    """Keys and places of the organisations that the text says pay for the project."""
    layout, found = directory.layout, dict[str, Span]()
    for match in _FUNDED.finditer(layout.text):
        end = layout.units[layout.unit_index(match.start())].end
        for key, span in organizations_at(directory, match.end(), end, funders=True):
            found.setdefault(key, span)
    return list(found.items())


def grants(directory: Directory, paid: list[tuple[str, Span]]) -> tuple[Value[Grant], ...]:
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
        sentence = layout.sentence_at(span.start)
        near = [item for item in paid if sentence.start <= item[1].start < sentence.end]
        funder: Value[Organization] | None = directory.value(*near[0]) if len(near) == 1 else None
        identifier = Value(Identifier("grant", reference), witness.evidence(span, 0.9))
        values.append(Value(Grant(identifier, funder), witness.evidence(span, 0.9)))
    return tuple(values)


def duration(text: str) -> Value[str] | None:
    """How long the project takes, as an ISO 8601 duration ("P3Y", "P36M")."""
    witness = Witness(text, "funding")
    for pattern in _DURATIONS:
        if match := pattern.search(text):
            word = match.group("count").lower()
            number = int(word) if word.isdigit() else NUMBERS[word]
            if number:
                span = Span(match.start("count"), match.end("unit"))
                return witness.name(
                    span, 0.9, value=f"P{number}{'Y' if match.group('unit').lower() == 'year' else 'M'}"
                )
    return None
