"""A team whose people are told of one by one: "Ann Bell is the postdoc who …", "Tom Roe, our intern, is from Wick".

Each begins a line. What only somebody of a team is called ("our intern", "me!") shows a person; where one of those
stands near, a line that says no more than that somebody joined or is a volunteer shows another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.posts import ROLE
from graph.narrative.people.titled import person_at
from graph.narrative.spans import Unit
from graph.narrative.triggers import triggers

_WORDS = triggers(
    *(" is the ", " is a ", " is an ", " is our ", " joined us", " joins us", " is joining us", " joined the team"),
    *(", our ", "(me", "(that's me", "(that’s me", "(that is me", " – our ", " works ", " has been "),
)
_ME = re.compile(r",? ?\((?:that(?:['’]s| is) )?me!?\)")
_OUR = re.compile(
    r",? (?:– )?(?:is )?our (?:own )?(?:[\w-]{2,20} ){0,2}(?:intern|post-?doc"
    r"|(?:PhD|doctoral|graduate|research|master['’]?s|undergraduate|summer) student|researcher"
    r"|(?:research|field|project|lab) (?:assistant|associate|fellow|manager|officer|administrator|co-?ordinator)"
    r"|technician|co-?investigator|colleague|volunteer|trainee)\b"
)
_POST = re.compile(
    r" is (?:now |currently |also )?(?:the|an?) (?:[\w-]{2,20} ){0,2}(?:post-?doc|intern|(?:PhD|doctoral|graduate"
    r"|master['’]?s|undergraduate) (?:student|researcher|candidate)|research (?:assistant|associate|fellow|officer)"
    r"|postdoctoral (?:researcher|fellow|associate)|project (?:manager|officer|administrator|assistant))\b"
)
_WEAK = re.compile(
    r" (?:(?:has |have )?(?:recently |just |also )?join(?:ed|s) (?:us|the team)\b|is joining us\b|has been with us\b"
    r"|is (?:the|an?) (?:[\w-]{2,20} ){0,2}(?:volunteer|student|technician|engineer|scientist|biologist|ecologist"
    r"|geographer|historian|sociologist|anthropologist|economist|psychologist|linguist|statistician|archaeologist"
    r"|lecturer|researcher|photographer|teacher|nurse)\b)"
)
# "Ann Bell" in a line, and below it "Ann is a researcher …" or "She works on …".
_OF_BIO = re.compile(
    r"(?: [^\W\d_a-z][\w'’-]{1,30})? (?:is|has|works|worked|joined|studies|studied|completed|holds|leads|received"
    r"|specialises|obtained)\b"
)
_FIRM = re.compile(r"\b(?:her|his|she|he|PhD|doctorate|postdoc\w*|dissertation)\b")
_NEAR = 4
_LINE = 60


def presented(directory: Directory, people: list[Found]) -> list[Found]:
    """The people so presented, but for those of ``people``."""
    layout = directory.layout
    if "\n" not in layout.text or not layout.has(_WORDS):
        return []
    known = {place.start for place in people} | {place.span.start for place in people}
    found: list[Found] = []
    sure: list[int] = []
    maybe: list[tuple[int, Found]] = []
    seen: set[int] = set()
    for at in layout.places(_WORDS):
        index = layout.unit_index(at)
        unit = layout.units[index]
        if index in seen or not 3 < at - unit.content < _LINE:
            continue
        seen.add(index)
        place = _at(directory, unit, known)
        if place is None:
            continue
        how = _is_of_team(directory, place, unit)
        if how:
            sure.append(index)
            found.append(place)
        elif how is not None:
            maybe.append((index, place))
    found += [place for index, place in maybe if any(abs(index - near) <= _NEAR for near in sure)]
    return [*(place for place in found if place.span.start not in known), *_bios(directory, known)]


def _at(directory: Directory, unit: Unit, known: set[int]) -> Found | None:
    """The person with whose name a line begins."""
    if unit.content in known:
        return None
    place = person_at(directory, unit.content, unit.end)
    return place if place and may_be_name(place.name) else None


def _is_of_team(directory: Directory, place: Found, unit: Unit) -> bool | None:
    """Whether a line shows that somebody is of a team; None where it says nothing of the kind."""
    text, end = directory.layout.text, place.span.end
    if _ME.match(text, end, unit.end) or _OUR.match(text, end, unit.end):
        return True
    if _POST.match(text, end, unit.end):
        return has_given_name(place.name) or _FIRM.search(text, end, min(unit.end, end + 400)) is not None or None
    return False if _WEAK.match(text, end, unit.end) else None


def _bios(directory: Directory, known: set[int]) -> Iterator[Found]:
    """The people whose name is a line, above one that begins with their first name and tells of their work."""
    layout, text = directory.layout, directory.layout.text
    for above, unit in zip(layout.units, layout.units[1:], strict=False):
        if above.end - above.content > 40 or unit.end - unit.content < 30 or above.content in known:
            continue
        first = text[above.content : above.end].split(" ", 1)[0]
        begins = text.startswith(f"{first} ", unit.content) and _OF_BIO.match(text, unit.content + len(first), unit.end)
        if not first[:1].isupper() or not begins or text.count("\n", above.end, unit.start) > 2:
            continue
        place = _at(directory, above, known)
        if place is None or text[place.end : above.end].strip(" .,:") or text.startswith(place.name, unit.content):
            continue
        post = ROLE.search(text, unit.content, min(unit.end, unit.content + 120))
        if has_given_name(place.name) or (post and _FIRM.search(text, unit.content, min(unit.end, unit.content + 500))):
            yield place
