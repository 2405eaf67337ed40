"""Which organisation has which part in the project: lead, partner, participant, data collector, publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph.narrative.brackets import bracket_at
from graph.narrative.headings import under_headings
from graph.narrative.lists import labelled_at, organizations_at
from graph.narrative.organizations import Directory
from graph.narrative.patterns import at_word
from graph.narrative.roles import CUE_WORDS, CUES, leads_project
from graph.narrative.spans import Layout, Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers

_TOGETHER_WORDS = triggers("partner", "collaborat", "association with")
_ORGANIZATION_WORDS = {
    "partner": triggers("partner", "stakeholder"),
    "participant": triggers("centres", "centers", "institut", "universities", "organi"),
    "data-collector": triggers("data ", "fieldwork", "interview", "survey"),
    "publisher": triggers("publish"),
}
_TOGETHER = re.compile(
    at_word(
        "[Ii]n (?:close )?(?:partnership|collaboration|association) with",
        "[Cc]ollaborat(?:es?|ing|ion) with",
        "[Pp]artner(?:ed|ing) with",
    )
    + r"\s{0,2}"
)
_TOGETHER_FIRST = re.compile(r"(?:Work(?:ing|ed)?(?: closely)? ?)?$")
_ORGANIZATION_CUES = (
    (
        "partner",
        re.compile(
            r"\b(?:[Pp]artners?(?: organi[sz]ations?)?(?: are| is| include| includes)?\s?[:–—]|(?<=\w )[Pp]artners? -|"
            r"[Pp]artners?(?: organi[sz]ations?)? (?:are|include|including)"
            r"|stakeholders?[^:.;\n]{0,160}:)\s{0,2}"
        ),
    ),
    (
        "participant",
        re.compile(
            at_word("[Cc]ent(?:re|er)s", "[Ii]nstitut(?:e|ion)s", "[Uu]niversities", "[Oo]rgani[sz]ations")
            + r"\b[^:.;\n]{0,160}[:–]\s{1,2}"
        ),
    ),
    (
        "data-collector",
        re.compile(
            r"\b(?:(?:[Dd]ata [Cc]ollectors?|[Ff]ieldwork(?: (?:agency|organi[sz]ation|contractor))?)\s?[:–—]|"
            r"(?:[Dd]ata|[Ff]ieldwork|[Ii]nterviews?|[Ss]urveys?)(?: collection)? (?:was|were|has been|have been)"
            r" (?:collected|carried out|conducted|undertaken|administered|fielded) by)\s{0,2}"
        ),
    ),
    ("publisher", re.compile(r"\bPublish(?:er\s?:|ed by:?)\s{0,2}")),
)
_LEAST = {"data-collector": 3, "publisher": 3}
"""From so many words on a name after these cues is an organisation's; two may be a person's."""
_ALL_SAID = re.compile(r"(?: \([^()]{1,40}\))?(?:,? in \d{4}|, \d{4})?\s*(?:[.;|\n]|\Z)")
"""After a publisher's name: else it may be said of another book ("Published by X, it sold well")."""
_PARTNER = re.compile(r"[Pp]artner $")


def of_organizations(directory: Directory, subjects: Subjects, parts: frozenset[int]) -> list[tuple[str, str, Span]]:
    """Role, key and place of every organisation with a part in the project."""
    given: list[tuple[str, str, Span]] = []
    layout, text = directory.layout, directory.layout.text
    for match in layout.near(_TOGETHER, _TOGETHER_WORDS, 24, 60):
        sentence = layout.sentence_at(match.start())
        end = layout.units[layout.unit_index(match.start())].end
        first = match.start() - sentence.start <= 16 and _TOGETHER_FIRST.match(text[sentence.start : match.start()])
        if first or subjects.of_work(match.start()):
            together = list(organizations_at(directory, match.end(), end))
            if not first or (together and _then_project(text, subjects, together[-1][1].end, end)):
                given.extend(("partner", key, span) for key, span in together)
    for role, pattern in _ORGANIZATION_CUES:
        for match in layout.at(pattern, _ORGANIZATION_WORDS[role]):
            if subjects.elsewhere(match.start()) or not _is_cue(layout, role, match):
                continue
            end = layout.units[layout.unit_index(match.start())].end
            listed: Iterable[tuple[str, Span]]
            if role == "partner":
                listed = labelled_at(directory, match.end(), end)
            else:
                listed = organizations_at(directory, match.end(), end, _LEAST.get(role))
            if role == "publisher":
                listed = (each for each in listed if _ALL_SAID.match(text, each[1].end))
            given.extend((role, key, span) for key, span in listed)
    for match in layout.at(CUES[0][1], CUE_WORDS["lead"]):
        end = layout.units[layout.unit_index(match.start())].end
        if layout.sentence_index(match.start()) not in parts and leads_project(subjects, match):
            given.extend(("lead", key, span) for key, span in organizations_at(directory, match.end(), end))
    below = [unit for role, unit in under_headings(directory) if role == "partner"]
    shown = any(next(organizations_at(directory, unit.content, unit.end), None) for unit in below)
    for unit in below:
        lines = organizations_at(directory, unit.content, unit.end, least=2 if shown else None)
        given.extend(("partner", key, span) for key, span in lines)
    seen: set[tuple[str, str]] = set()
    return [item for item in given if not (item[:2] in seen or seen.add(item[:2]))]  # type: ignore[func-returns-value]


def _is_cue(layout: Layout, role: str, match: re.Match[str]) -> bool:
    """Whether words give a role where they stand: "Published by X" says at a beginning only that this was."""
    if role == "publisher":
        return match.start() == layout.sentence_at(match.start()).start
    return role != "participant" or not _PARTNER.search(layout.text, max(0, match.start() - 8), match.start())


def _then_project(text: str, subjects: Subjects, position: int, end: int) -> bool:
    """Whether the project is what comes after the list of "In partnership with X, the project …"."""
    inside = bracket_at(text, position, end)
    return subjects.begins(inside.end + 1 if inside else position)
