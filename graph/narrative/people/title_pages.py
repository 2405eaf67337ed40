"""The authors of a title page: a line of names above one with an organisation, a date or "A study by …"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization, runs
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.spans import Unit, clean
from graph.narrative.words import word_set

_NAME = r"[^\W\d_a-z][\w'’-]{1,20}(?: [A-Z]\.?| [a-z]{2,3}){0,2} [^\W\d_a-z][\w'’-]{1,25}"
_SEVERAL = re.compile(rf"{_NAME}(?:,| and| &|;) (?:and )?{_NAME}(?:[,;]| and| &|\s*$)")
_DATE = re.compile(r"(?:(?:\d{1,2} )?[A-Z][a-z]{2,9},? )?(?:19|20)\d\d")
# "A study undertaken by the Hedge Unit on behalf of …".
_STUDY = re.compile(
    r"(?:(?:A|An|This) )?(?:[Ff]inal |[Rr]esearch |[Ii]nterim )?(?:[Ss]tudy|[Rr]eport|[Ee]valuation|[Rr]esearch)"
    r"(?: report)? (?:\w{4,12} )?(?:by|for|to|on behalf of) (?:the )?[A-Z]"
)
_SMALL = word_set("of the and for in at with on de der die das des du la le et y und für van voor")
_LONGEST = 240


def title_pages(
    directory: Directory, known: dict[int, Found], in_line: Callable[[Directory, Unit, dict[int, Found]], list[Found]]
) -> Iterator[Found]:
    """The people of a line of names and nothing else, above a line with an organisation or a date.

    ``in_line`` reads the people of a line that holds people and nothing else.
    """
    layout, text = directory.layout, directory.layout.text
    for unit, below in pairwise(layout.units):
        if unit.end - unit.content > 200 or unit.content != unit.start:
            continue
        if unit.content in known or not _SEVERAL.match(text, unit.content, unit.end):
            continue
        line = clean(text[below.content : below.end])
        if not (_DATE.fullmatch(line) or _STUDY.match(line) or _is_body(directory, line, below)):
            continue
        places = in_line(directory, unit, known)
        if len(places) > 1 and 2 * sum(has_given_name(place.name) for place in places) >= len(places):
            yield from places


def _is_body(directory: Directory, line: str, unit: Unit) -> bool:
    """Whether a line is an organisation's name, or several that nothing parts ("Hedge UnitUniversity of Wick")."""
    if len(line) > _LONGEST or line[-1] in ".!?":
        return False
    if any(word[0].islower() and word not in _SMALL for word in line.split()):
        return False
    if is_organization(line) or directory.knows(line):
        return True
    text = directory.layout.text
    return any(is_organization(clean(text[run.start : run.end])) for run in runs(text, unit.content, unit.end))
