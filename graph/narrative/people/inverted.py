"""People whose family name stands first, in a list of authors: one to a line, or each with an ORCID beside the name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.spans import Span, clean
from graph.narrative.triggers import triggers

_NAME = r"(?P<family>[^\W\d_a-z][\w’'-]{1,30}), (?P<given>[^\W\d_a-z][\w’'-]{1,20}(?: [^\W\d_a-z][\w.’'-]{0,20}){0,2})"
_ORCID_LINK = r"<?(?:https?://)?orcid\.org/[\dX-]{15,20}>?"
_LINE = re.compile(rf"{_NAME}(?: {_ORCID_LINK})?[,;]?")
_ORCID_WORDS = triggers("orcid.org/")
_BEFORE_ORCID = re.compile(rf"{_NAME}\s{{1,2}}(?={_ORCID_LINK})")
_LEAST = 3


def inverted(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of such lists, but for those of ``people``."""
    taken = {place.span.start for place in people}
    for place in (*_lines(directory), *_identified(directory)):
        if place.span.start not in taken:
            taken.add(place.span.start)
            yield place


def _lines(directory: Directory) -> Iterator[Found]:
    """Three lines or more, each of a name alone, most with a common first name."""
    text, row = directory.layout.text, list[re.Match[str]]()
    for unit in directory.layout.units:
        short = unit.end - unit.content < 120 and text.find(", ", unit.content, unit.end) > 0
        match = _LINE.fullmatch(text, unit.content, unit.end) if short else None
        if match:
            row.append(match)
            continue
        yield from _people(row)
        row = []
    yield from _people(row)


def _people(row: list[re.Match[str]]) -> Iterator[Found]:
    common = sum(_is_given(match) for match in row)
    if len(row) >= _LEAST and 2 * common > len(row):
        yield from (_found(match) for match in row)


def _identified(directory: Directory) -> Iterator[Found]:
    """The names before an ORCID: nobody but a person has one."""
    layout, text = directory.layout, directory.layout.text
    for place in layout.places(_ORCID_WORDS):
        for match in _BEFORE_ORCID.finditer(text, max(0, place - 90), place + 32):
            if not is_organization(clean(match.group())):
                yield _found(match)


def _is_given(match: re.Match[str]) -> bool:
    return has_given_name(f"{match.group('given')} {match.group('family').title()}")


def _found(match: re.Match[str]) -> Found:
    span = Span(match.start("family"), match.end("given"))
    return Found(clean(match.string[span.start : span.end]), span, match.end(), confidence=0.8)
