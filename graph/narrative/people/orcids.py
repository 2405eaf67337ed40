"""People whose name stands before their ORCID iD, and those in a row with them: "BELL, Ann <orcid.org/0000-…>"."""

from __future__ import annotations

import re

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization
from graph.narrative.people.named import PARTICLES, Found, name_ending
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.tails import read_tail
from graph.narrative.spans import Span, clean
from graph.narrative.triggers import triggers

_WORDS = triggers("orcid")
_ID = re.compile(
    r"ORCID(?: ?iDs?)?(?:\.org/)?:?\s?(?:https?://orcid\.org/)?\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.IGNORECASE
)
_BEFORE = re.compile(r"(?:\s?[<(\[])?\s?(?:https?://(?:www\.)?)?$")
_AFTER = re.compile(r"(?:\s?[>)\]]){0,2}")
_FAMILY = (
    r"(?:(?:van|de|der|den|von|la|le|del|al|el|di|da|dos) ){0,2}[^\W\d_a-z][\w'’-]{1,30}(?: [^\W\d_a-z][\w'’-]{1,30})?"
)
_GIVEN = r"[^\W\d_a-z](?:\.|[\w’-]{1,20})?(?:[ .]{1,2}[^\W\d_a-z](?:\.|[\w’-]{1,20})?){0,2}"
_CATALOGUED = re.compile(rf"(?P<family>{_FAMILY}), ?{_GIVEN}")
_SEPARATOR = re.compile(r"\s?[;,]?\s(?:(?:and|&)\s)?")
# Where a row begins: what stands between two iDs, or begins a line or follows a label.
_LABEL = re.compile(r"(?:[^\W\d_a-z][\w() -]{2,30}: ?)?")
_LAST = re.compile(rf"(?:,|;)? (?:and|&) (?P<name>{_FAMILY}, {_GIVEN})(?=,? \((?:19|20)\d\d)")
_FURTHEST = 300
_MOST = 30


def orcids(directory: Directory, people: list[Found]) -> list[Found]:
    """The people before such iDs, but for those of ``people``."""
    layout, text = directory.layout, directory.layout.text
    known = {place.span.start for place in people}
    found: dict[int, Found] = {}
    reach = 0
    for match in layout.at(_ID, _WORDS):
        unit_start = layout.units[layout.unit_index(match.start())].start
        before = _BEFORE.search(text, max(0, match.start() - 24), match.start())
        end = before.start() if before else match.start()
        begin = max(reach, unit_start if unit_start < end else _line_above(text, end), end - _FURTHEST)
        after = _AFTER.match(text, match.end())
        reach = after.end() if after else match.end()
        for span in (*_row(text, begin, end), *_cited(text, reach)):
            name = clean(text[span.start : span.end])
            if _overlaps(people, span) or not _is_persons(directory, name):
                continue
            place = Found(name, span, reach if span.end == end else span.end, confidence=0.85)
            if span.end == end and "," not in name:
                read_tail(directory, place, layout.units[layout.unit_index(match.start())].end)
            found.setdefault(span.start, place)
    return [place for start, place in found.items() if start not in known]


def _overlaps(people: list[Found], span: Span) -> bool:
    return any(place.span.start < span.end and span.start < place.span.end for place in people)


def _is_persons(directory: Directory, name: str) -> bool:
    return may_be_name(name.replace(",", "")) and not is_organization(name) and not directory.knows(name)


def _line_above(text: str, end: int) -> int:
    """Where the line begins that ends at a position, above the iD."""
    return text.rfind("\n", max(0, end - _FURTHEST), end) + 1


def _row(text: str, begin: int, end: int) -> list[Span]:
    """The names from a position to the iD, where they are all that stands there; otherwise the last."""
    separator = _SEPARATOR.match(text, begin, end)
    label = _LABEL.match(text, separator.end() if separator else begin, end)
    position = label.end() if label else begin
    names: list[Span] = []
    while position < end and len(names) < _MOST:
        name = _CATALOGUED.match(text, position, end)
        if name is None:
            break
        names.append(Span(*name.span()))
        separator = _SEPARATOR.match(text, name.end(), end)
        position = separator.end() if separator else name.end()
        if name.end() == end:
            # "Ann Bell, Tom Roe" are two people, "Bell, Ann" is one.
            return names if all(_is_turned(text, span) for span in names) else _plain(text, begin, end)
    return _plain(text, begin, end)


def _is_turned(text: str, span: Span) -> bool:
    """Whether a family name of one word, but for small ones, comes first."""
    family = text[span.start : span.end].partition(",")[0].split()
    return sum(word not in PARTICLES for word in family) == 1


def _plain(text: str, begin: int, end: int) -> list[Span]:
    name = name_ending(text, begin, end)
    return [name] if name else []


def _cited(text: str, position: int) -> list[Span]:
    """The last of a row, who has no iD: "BELL, A orcid.org/0000-… and ROE, T (2019)"."""
    last = _LAST.match(text, position, position + _FURTHEST)
    return [Span(*last.span("name"))] if last else []
