"""Headings that give a role to the names below them: "Partners", "The team"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.organizations import Directory
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
    (
        "partner",
        re.compile(
            r"(?:(?:the|our|project|research|community|delivery|collaborating) ){0,2}"
            r"(?:partners|collaborators|partner organi[sz]ations)",
            re.IGNORECASE,
        ),
    ),
    ("funder", re.compile(r"(?:(?:the|our|project|research) ){0,2}(?:funders?|sponsors?|funded by)", re.IGNORECASE)),
)
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
    "sponsor",
    "collaborators",
)


def under_headings(directory: Directory) -> Iterator[tuple[str, Unit]]:
    """The lines under a heading that gives a role, up to the next heading or a long paragraph."""
    layout, text, role = directory.layout, directory.layout.text, None
    if "\n" not in text or not layout.has(_HEADING_WORDS):
        return
    for unit in layout.units:
        short = unit.content == unit.start and unit.end - unit.content < 60
        if short and len((line := text[unit.content : unit.end].strip().rstrip(":")).split()) <= 4:
            heading = next((name for name, pattern in _HEADINGS if pattern.fullmatch(line)), None)
            if heading or not (role and line.count(" ")):
                role = heading
                continue
        if role:
            if unit.end - unit.content > 300 and role == "partner":
                continue
            yield role, unit
