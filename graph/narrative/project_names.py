"""What a text calls the project that it is about."""

from __future__ import annotations

import re

from graph.narrative.acronyms import is_acronym
from graph.narrative.names import is_organization
from graph.narrative.spans import TERMINAL, Layout, clean
from graph.narrative.words import NOT_A_NAME

_LABEL = re.compile(r"(?:Project|Study)(?: (?:title|name))?\s?:\s{0,2}(?=\S)", re.IGNORECASE)


def project_names(layout: Layout) -> tuple[str, ...]:
    """What the first line, or a line "Project: …", calls the project: the whole, and its parts."""
    found: list[str] = []
    for index, unit in enumerate(layout.units[:10]):
        if unit.end - unit.content > 200:
            continue
        line = clean(layout.text[unit.content : unit.end])
        label = _LABEL.match(line)
        if not label and (index or line[-1] in TERMINAL + ":;,"):
            continue
        line = line[label.end() :] if label else line
        parts = [line, *re.split(r"\s?[(:–—|]\s?|\s-\s", line)]
        parts += re.findall(r"\(([A-Z][\w-]{1,12})\)", line)
        for part in parts:
            name = part.strip(" )").removeprefix("The ")
            words = [word for word in name.split() if word not in NOT_A_NAME]
            proper = len(words) > 1 or (len(words) == 1 and is_acronym(words[0]))
            if proper and len(words) <= 20 and not is_organization(name) and name not in found:
                found.append(name)
    return tuple(sorted(found, key=len, reverse=True)[:12])
