"""Lines of nothing but a name each, the family's first, as records of authors have them: "Bell, Ann"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.nobody import may_be_name
from graph.narrative.spans import Span, Unit, clean
from graph.narrative.words import COUNTRIES

_NAME = re.compile(
    r"(?P<name>(?:(?:van|de|der|den|von|la|le|del|al|el|di|da|dos) ){0,2}[^\W\d_a-z][\w'’-]{1,30}"
    r"(?: [^\W\d_a-z][\w'’-]{1,30})?, [^\W\d_a-z][\w’-]{1,20}(?: [^\W\d_a-z](?:\.|[\w’-]{1,20})?){0,2})"
    r"(?:\s?[(<\[]?(?:https?://)?(?:ORCID|orcid)[^\s<>()]{0,40}(?:\s[\d-]{15,18}X?)?[)>\]]?)?\s?[;.,]?"
)
# Below these are those whom the text is about, and not those who did the work.
_ABOUT = re.compile(
    r"\b(?:subjects?|keywords?|cast|index|references?|bibliography|players?|squad|team|characters?|named|people in"
    r"|persons|sitters?|letters|casualties|killed|deaths|buried|winners?|topics|see also|reading|artists?|composers?)\b"
)
_LEAST = 3
_LONGEST = 130


def turned(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of three such lines or more in a row, but for those of ``people``."""
    layout, text = directory.layout, directory.layout.text
    if text.count("\n") < _LEAST - 1:
        return
    known = {place.span.start for place in people}
    row: list[Span] = []
    above: Unit | None = None
    previous: Unit | None = None
    for unit in layout.units:
        span = _name(text, unit)
        apart = previous is not None and text.count("\n", previous.end, unit.start) > 1
        if row and (span is None or apart):
            yield from _people_of(directory, row, above, known)
            row = []
        if span is not None:
            above = above if row else previous
            row.append(span)
        previous = unit
    yield from _people_of(directory, row, above, known)


def _name(text: str, unit: Unit) -> Span | None:
    """The name that is all of a line."""
    if unit.end - unit.content > _LONGEST or unit.content != unit.start:
        return None
    if text.find(", ", unit.content + 2, min(unit.end, unit.content + 70)) < 0:
        return None
    line = _NAME.fullmatch(text, unit.content, unit.end)
    return Span(*line.span("name")) if line else None


def _people_of(directory: Directory, row: list[Span], above: Unit | None, known: set[int]) -> Iterator[Found]:
    layout, text = directory.layout, directory.layout.text
    if len(row) < _LEAST:
        return
    beside = above is not None and text.count("\n", above.end, row[0].start) <= 2
    if above and beside and above.end - above.content < 60 and _ABOUT.search(layout.small, above.content, above.end):
        return
    names = [clean(text[span.start : span.end]) for span in row]
    if 3 * sum(map(has_given_name, names)) < 2 * len(names) or any(is_organization(name) for name in names):
        return
    if any(name.partition(", ")[2] in COUNTRIES or not may_be_name(name.replace(",", "")) for name in names):
        return
    for name, span in zip(names, row, strict=True):
        if span.start not in known:
            yield Found(name, span, span.end, confidence=0.8)
