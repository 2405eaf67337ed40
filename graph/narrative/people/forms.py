"""People in forms of a line for each thing: "Name: Ana Reis", "Role: Researcher", "Institution: Kell University"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.posts import ROLE
from graph.narrative.people.tails import read_workplace
from graph.narrative.people.titled import person_at
from graph.narrative.triggers import triggers

_ENDS = (":", " :")
_EMPLOYER_WORDS = triggers(
    *(
        f"{word}{end}"
        for word in (
            *("institution", "affiliation", "affiliations", "organisation", "organization", "employer", "university"),
            *("institute", "institut", "workplace", "établissement", "organisme", "institución", "afiliación", "name"),
            *(
                "organización",
                "einrichtung",
                "hochschule",
                "instelling",
                "afiliação",
                "instituição",
                "affiliazione",
                "ente",
            ),
            *("instytucja", "institutie"),
        )
        for end in _ENDS
    )
)
_EMPLOYER = re.compile(
    r"(?:(?:current|home|main|employing|research|investigator|applicant|his|her) )?(?:institution(?:al affiliation)?"
    r"|affiliations?|organi[sz]ations?|employer|university|institut(?:e|ut|ie)?|workplace|établissement|organisme"
    r"|institución|afiliación|organización|einrichtung|hochschule|instelling|afiliação|instituição|affiliazione|ente"
    r"|instytucja)(?: name)?\s?:\s{0,4}(?=\S)"
)
_NAME_WORDS = triggers(
    *(
        f"{word}{end}"
        for word in (
            *("name", "nom", "nombre", "naam", "nome", "navn", "namn", "enw", "person", "applicant"),
            *("researcher", "investigator", "contact"),
        )
        for end in _ENDS
    )
)
_NAME = re.compile(
    r"(?:(?:full|contact|investigator|researcher|applicant|staff|student|author|first and last) )?"
    r"(?:name|nom|nombre|naam|nome|navn|namn|enw|person|applicant)(?: of (?:applicant|researcher|investigator"
    r"|contact))?"
    r"\s?:\s{0,4}(?=\S)"
)
# Lines that only a form of a person has.
_OF_PERSON = re.compile(
    r"(?:e-?mail|tel(?:ephone)?|phone|orcid(?: id)?|job title|position|post|(?P<role>role|title|function|fonction"
    r"|funktion"
    r"|functie|cargo))\s?:\s{0,4}"
)
_LINES = 5


def forms(directory: Directory, people: list[Found]) -> list[Found]:
    """The people of forms without a title; those of ``people`` are given the employer that their form says."""
    layout = directory.layout
    if "\n" not in layout.text or not (layout.has(_EMPLOYER_WORDS) or layout.has(_NAME_WORDS)):
        return []
    found = list(_named(directory, {place.start for place in people}))
    by_line = {layout.unit_index(place.start): place for place in (*people, *found) if _is_labelled(directory, place)}
    for place in layout.places(_EMPLOYER_WORDS):
        index = layout.unit_index(place)
        unit = layout.units[index]
        label = _EMPLOYER.match(layout.small, unit.content, unit.end)
        if label is None or place >= label.end():
            continue
        for above in range(index - 1, max(-1, index - _LINES), -1):
            if layout.text.count("\n", layout.units[above].end, layout.units[above + 1].start) > 1:
                break
            if who := by_line.get(above):
                if not who.affiliations:
                    read_workplace(directory, who, label.end(), unit.end)
                break
    return found


def _is_labelled(directory: Directory, place: Found) -> bool:
    """Whether somebody is all that a line says after its label."""
    layout, text = directory.layout, directory.layout.text
    unit = layout.units[layout.unit_index(place.start)]
    before = text[unit.content : place.start].rstrip(" \t")
    return before.endswith(":") and before.count(":") == 1 and not text[place.end : unit.end].strip(" .,;")


def _named(directory: Directory, known: set[int]) -> Iterator[Found]:
    """The people of lines "Name: Ana Reis" with other lines of a person's beside them."""
    layout, text = directory.layout, directory.layout.text
    for at in layout.places(_NAME_WORDS):
        index = layout.unit_index(at)
        unit = layout.units[index]
        label = _NAME.match(layout.small, unit.content, unit.end) if at - unit.content < 40 else None
        if label is None or at >= label.end() or label.end() in known or unit.end - unit.content > 100:
            continue
        place = person_at(directory, label.end(), unit.end, "member")
        if place is None or text[place.end : unit.end].strip(" .,;") or not may_be_name(place.name):
            continue
        if _is_persons(directory, index) and (has_given_name(place.name) or _has_post(directory, index)):
            yield place


def _beside(directory: Directory, index: int) -> Iterator[tuple[int, int]]:
    """Where the lines below one begin and end, up to an empty line."""
    units, text = directory.layout.units, directory.layout.text
    for below in range(index + 1, min(index + 1 + _LINES, len(units))):
        if text.count("\n", units[below - 1].end, units[below].start) > 1:
            return
        yield units[below].content, units[below].end


def _is_persons(directory: Directory, index: int) -> bool:
    small = directory.layout.small
    return any(_OF_PERSON.match(small, *line) or _EMPLOYER.match(small, *line) for line in _beside(directory, index))


def _has_post(directory: Directory, index: int) -> bool:
    layout = directory.layout
    labels = ((_OF_PERSON.match(layout.small, *line), line[1]) for line in _beside(directory, index))
    return any(
        not label.group("role") or ROLE.match(layout.text, label.end(), end) is not None
        for label, end in labels
        if label
    )
