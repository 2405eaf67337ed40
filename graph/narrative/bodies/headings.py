"""Headings that give a role to the names below them: "Partners", "The team"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, zip_longest
from operator import itemgetter

from graph.narrative.bodies.labels import role_of
from graph.narrative.bodies.organizations import Directory
from graph.narrative.spans import Unit
from graph.narrative.triggers import triggers

_HEADINGS = (
    (
        "lead",
        re.compile(
            r"(?:principal|chief|lead) investigators?|project (?:lead|leader|director)"
            r"|lead (?:researcher|organi[sz]ation)",
            re.IGNORECASE,
        ),
    ),
    (
        "member",
        re.compile(
            r"(?:(?:the|our|research|project) ){0,3}(?:team|people|researchers|investigators|members|team members|staff"
            r"|co-?investigators?)",
            re.IGNORECASE,
        ),
    ),
    ("contact", re.compile(r"contacts?(?: details| person| us)?", re.IGNORECASE)),
)
_OF_PEOPLE = ("lead", "member", "contact")
_OUR = re.compile(r"(?:(?:the|our|project|research) ){1,3}")
# Below these are people, or what is told of the work.
_NO_HEADINGS = ("participants", "with", "survey", "fieldwork", "data collection", "editorial", "client", "diffusion")
_HEADING_WORDS = triggers(
    "investigator",
    "project",
    "lead",
    "team",
    "people",
    "researchers",
    "members",
    "contact",
    "partner",
    "funde",
    "funding",
    "sponsor",
    "collaborators",
    "data collector",
    "fieldwork",
    "publisher",
    "distribut",
    "partenaire",
    "beneficiar",
    "samarb",
    "förder",
    "financ",
    "cyllid",
    "supported by",
    "archive",
)


def under_headings(directory: Directory) -> Iterator[tuple[str, Unit]]:
    """The lines under a heading that gives a role, up to the next heading or a long paragraph."""
    layout, text, role = directory.layout, directory.layout.text, None
    if "\n" not in text or not layout.has(_HEADING_WORDS):
        return
    above, plain = -2, False
    for unit, after in zip_longest(layout.units, layout.units[1:]):
        short = unit.content == unit.start and unit.end - unit.content < 60
        if short and len((line := text[unit.content : unit.end].strip().rstrip(":")).split()) <= 4:
            heading = _role(line)
            beside = role not in _OF_PEOPLE and unit.start == above + 1  # "Sustrans", in the next line
            if heading or not (role and (beside or line.count(" "))):
                role, above, plain = heading, unit.end, False
                continue
        if role and plain and _is_numbered(text, unit) and not (after and _is_numbered(text, after)):
            role = None  # "5. Participants", after lines without a number
        if role:
            above = unit.end
            plain = unit.content == unit.start and not text.endswith(":", unit.start, unit.end)
            if unit.end - unit.content > 300 and role == "partner":
                continue
            yield role, unit


def bodies_below(directory: Directory) -> Iterator[tuple[str, list[Unit]]]:
    """The lines under each heading that gives organisations a role."""
    for role, lines in groupby(under_headings(directory), key=itemgetter(0)):
        if role not in _OF_PEOPLE:
            yield role, [unit for _, unit in lines]


def _is_numbered(text: str, unit: Unit) -> bool:
    return text[unit.start : unit.content].strip()[:1].isdigit()


def _role(line: str) -> str | None:
    role = next((name for name, pattern in _HEADINGS if pattern.fullmatch(line)), None)
    small = line.lower()
    return role or (role_of(_OUR.sub("", small)) if line[:1].isupper() and small not in _NO_HEADINGS else None)
