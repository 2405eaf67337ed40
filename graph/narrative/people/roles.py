"""Who has which part in the project: lead, member, contact, partner, participant.

A role comes from words that the text puts before names ("led by", "comprises", "in partnership with",
"Contact"), or from a heading or label above them. A name without such words has no role.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from graph.narrative.bodies.headings import under_headings
from graph.narrative.bodies.organizations import Directory
from graph.narrative.fields import Field, of_part
from graph.narrative.patterns import at_word
from graph.narrative.people.catalogued import AFTER_LABEL, SHOUTED
from graph.narrative.people.given import GIVEN_NAMES
from graph.narrative.people.named import Found
from graph.narrative.people.nobody import has_other_words
from graph.narrative.people.titled import person_at
from graph.narrative.spans import Layout, Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers

CUES = (
    (
        "lead",
        re.compile(
            at_word(
                *(f"{led} (?:jointly )?by" for led in ("[Ll]ed", "[Hh]eaded", "[Dd]irected", "[Cc]o-?ordinated")),
                *("[Dd]irigée? par", "[Cc]oordonnée? par", "[Gg]eleitet von"),
                *(
                    rf"{title}(?: \([\w/]{{1,12}}\))?(?:\s?[:–]| is| -)"
                    for title in (
                        *("Principal Investigators?", "Chief Investigator", "Project [Ll]ead(?:er)?"),
                        *("Project [Dd]irector", "Lead [Ii]nvestigator", "Lead [Rr]esearcher"),
                        *("Lead [Oo]rgani[sz]ation", "PI"),
                    )
                ),
            )
            + r"\s{0,2}"
        ),
    ),
    (
        "member",
        re.compile(
            at_word(
                *("comprises", "comprising", "consists of", "is made up of", "includes?", "including"),
                *("and team members?", "with team members?"),
                *(
                    rf"{title}\s?[:–]"
                    for title in (
                        *("Co-?[Ii]nvestigators?", "Researchers?", "Investigators?", "Research [Tt]eam"),
                        *("Project [Tt]eam", "Team(?: members)?", "Co-?Is?"),
                    )
                ),
            )
            + r"\s{0,2}"
        ),
    ),
    (
        "contact",
        re.compile(
            at_word(
                "[Cc]ontact(?: person| details| us)?",
                "[Gg]et in touch with",
                "[Dd]rop a line to",
                "[Ww]rite to",
                "[Cc]ysylltwch â",
            )
            + r"\s?:?\s{1,2}(?=[^\W\d_a-z])"
        ),
    ),
)
# Who hands data over, or made them, has no part in the project; "Depositor: Home Office" is nobody's name.
_NAME = (
    r"[^\W\d_a-z][\w'’-]{1,20}(?: (?:[A-Z]\.? |(?:van|von|de|der|den|la|da|del) ){0,2}[^\W\d_a-z][\w'’-]{1,25}){1,2}"
)
_LABELLED = re.compile(rf"{AFTER_LABEL}|{SHOUTED}")
_MAKERS = re.compile(
    rf"{_NAME}\s?\([A-Z]"
    rf"|{_NAME}(?:\s?\([^()\n]{{1,80}}\))?(?:,? (?:and|&|et|y|e|und|en|och|og) |[,;] )(?:(?:Dr|Prof"
    rf"|Professor)\.? )?{_NAME}"
)
_AUTHOR = re.compile(rf"{_NAME}\s*(?:$|\.?\n)")
_AUTHORS = re.compile(
    r"(?:report )?author|written by|aut(?:or|eur)|(?:external |internal )?examiner|speaker|(?:series |co-)?editor"
)
# "Bell, A, Kell University. School of Law; Roe, C, …", as archives write of whom the data are.
_DEPARTMENT = re.compile(r"\. [A-Z][^;.\n]{2,100}; ")
Cue = tuple[str, int, int]
_OF_PEOPLE = frozenset(["lead", "member", "contact", ""])
# Each cue begins with one of these.
CUE_WORDS = {
    "lead": triggers(
        *(
            "led by",
            "led jointly by",
            "headed ",
            "directed ",
            "dirigé",
            "coordonné",
            "geleitet von",
            "coordinated ",
            "co-ordinated ",
        ),
        *("principal investigator", "chief investigator", "project lead", "project director", "lead investigator"),
        *("lead researcher", "lead organi", "pi ", "pi:", "pi–", "pi\u00a0", "pi\n"),
    ),
    "member": triggers(
        *("compris", "consists of", "is made up of", "includ", "and team member", "with team member", "investigator"),
        *("researcher", "research team", "project team", "team", "co-i", "coi"),
    ),
    "contact": triggers("contact", "get in touch with", "drop a line to", "write to", "cysylltwch â"),
}
_TEAM_WORDS = triggers("team", "investigator", "researcher", "co-i", "coi", "consortium")
_TEAM = re.compile(at_word("team", "investigators?", "researchers?", "co-?is?", "consortium") + r"\b")
_PEOPLE_GAP = re.compile(
    r"(?:[\s,;&|/()]|\b(?:and|or|at|on|via|with|email|tel|by)\b|[\w.+-]{1,40}@[\w.-]{1,40}"
    r"|[+\d][\d ()-]{5,20}){0,12}$"
)
_LEADS = re.compile(
    r",? (?:who )?(?:leads|led|directs|directed|is leading|is directing|will lead|will direct) (?:the|this|our)"
    r"(?: [a-z][a-z-]{1,20}){0,2} (?:project|study|programme|research)\b(?! (?:team|group|agenda|centre|programme))"
)
_WITH = re.compile(r"\bwith\b")
_INCLUDES = re.compile(r"\b(?:includes?|including)\s{0,2}$")
_STAFF = re.compile(
    r"\b(?:team|investigators?|researchers?|staff|authors?|colleagues|supervisors?|people|members|group)\b"
)
_SEPARATOR = re.compile(
    r"(?:[\s,;&|/]|\b(?:and|or|at|on|et|y|e|und|en|och|og|i)\b|[\w.+-]{1,40}@[\w-]{1,20}(?:\.[\w-]{1,20}){0,4}"
    r"|[+\d][\d ()-]{5,20}){1,12}"
)


def untitled(directory: Directory, people: list[Found], cues: list[Cue], labels: list[Field]) -> list[Found]:
    """The people without a title who are listed after a cue or begin a line below a heading."""
    labelled = {field.start: next(role for role in field.roles if role in _OF_PEOPLE) for field in _of_people(labels)}
    found: list[Found] = []
    text = directory.layout.text
    known = {place.start: place for place in people}
    walked: set[int] = set()
    layout = directory.layout
    for _, position, end in cues:
        if position not in labelled and not _may_list_people(layout, position):
            continue
        cursor = position
        for _ in range(30):
            place = known.get(cursor) or person_at(directory, cursor, end, labelled.get(position))
            if place is None or cursor in walked or (cursor not in known and has_other_words(place.name)):
                break
            walked.add(cursor)
            if cursor not in known:
                found.append(place)
                known[cursor] = place
            separator = _SEPARATOR.match(text, place.end, end)
            if separator is None and place.affiliations and position in labelled:
                separator = _DEPARTMENT.match(text, place.end, end)
            if separator is None:
                break
            cursor = separator.end()
    for role, unit in under_headings(directory):
        if unit.content not in known and (place := person_at(directory, unit.content, unit.end)):
            rest = text[place.end : unit.end].strip(" .")
            if has_other_words(place.name):
                continue
            if (not rest and role in ("lead", "member", "contact")) or place.roles or place.affiliations:
                found.append(place)
    return found


def _may_list_people(layout: Layout, position: int) -> bool:
    """Whether a cue lists people: "partners include" and "topics included" are followed by other names."""
    start = max(layout.sentence_at(position).start, position - 160)
    return not _INCLUDES.search(layout.small, start, position) or (
        _STAFF.search(layout.small, start, position) is not None
    )


def of_people(
    directory: Directory, people: list[Found], cues: list[Cue], parts: frozenset[int], labels: list[Field]
) -> list[tuple[str, Found]]:
    """Each place that gives a person a role, with the role; ``parts`` are the sentences that name a work package."""
    if not people:
        return []
    given: list[tuple[str, Found]] = []
    layout, text = directory.layout, directory.layout.text
    ordered = sorted(people, key=lambda found: found.start)
    positions = [position for _, position, _ in cues]
    teams = [match.start() for match in layout.at(_TEAM, _TEAM_WORDS, small=True)]
    headed = {unit.start: role for role, unit in under_headings(directory)}
    labelled = {field.start for field in _of_people(labels)}
    joined: set[tuple[int, int]] = set()
    previous_end: dict[tuple[int, int], int] = {}
    for place in ordered:
        unit = layout.unit_index(place.start)
        sentence = layout.sentence_at(place.start)
        index = bisect_right(positions, place.start) - 1
        team_index = bisect_left(teams, sentence.start)
        of_team = team_index < len(teams) and teams[team_index] < place.start
        role = None
        if index >= 0 and positions[index] >= sentence.start:
            role, position, _ = cues[index]
            linked_to = previous_end.get((unit, position), position)
            linked = _PEOPLE_GAP.match(text[linked_to : place.start]) if place.start - linked_to <= 160 else None
            if role == "lead" and linked and (_WITH.search(linked.group()) or (unit, position) in joined):
                joined.add((unit, position))
                previous_end[(unit, position)] = place.end
                role = "member"
            elif role in ("lead", "contact"):
                role = role if linked else ("member" if role == "lead" and of_team else None)
            elif (not of_team and not (position in labelled and linked)) or not role:
                role = None
            if linked:
                previous_end[(unit, position)] = place.end
            if role == "lead" and layout.sentence_index(place.start) in parts:
                role = "member"
        if role is None:
            role = headed.get(layout.units[unit].start)
        leads = any(_leads(text, span) for span in place.roles) or bool(_LEADS.match(text, place.end))
        if role in ("lead", "member", "contact"):
            given.append(("lead" if role == "member" and leads else role, place))
        elif leads and role is None:
            given.append(("lead", place))
    return given


def leads_project(subjects: Subjects, match: re.Match[str]) -> bool:
    """Whether "led by" or "Principal Investigator:" is said of this project."""
    if match.group().rstrip().endswith(" by"):
        if subjects.heads(match.start(), match.end()):
            return True
        return subjects.of_project(match.start(), lead=True)
    return not subjects.elsewhere(match.start()) and not subjects.in_bracket(match.start())


def _leads(text: str, role: Span) -> bool:
    words = text[role.start : role.end].lower()
    return (
        words.startswith(("principal investigator", "chief investigator", "project lead", "project director", "pi"))
        and len(words) < 40
    )


def _of_people(labels: list[Field]) -> Iterator[Field]:
    """The labels after which people are named."""
    return (field for field in labels if not field.below and not _OF_PEOPLE.isdisjoint(field.roles))


def _are_makers(layout: Layout, field: Field) -> bool:
    """Whether people follow a label that gives no part in the project."""
    if _LABELLED.match(layout.text, field.start, field.end):
        return True
    if GIVEN_NAMES.isdisjoint(layout.text[field.start : min(field.end, field.start + 200)].replace(",", " ").split()):
        return False
    if _MAKERS.match(layout.text, field.start, field.end):
        return True
    author = _AUTHORS.match(layout.small, field.label.start, field.label.end)
    return author is not None and _AUTHOR.match(layout.text, field.start, field.end) is not None


def people_cues(layout: Layout, subjects: Subjects, parts: frozenset[int], labels: list[Field]) -> list[Cue]:
    """Role, and where the names that have it begin and may end, for each cue in order.

    The role is empty where the cue speaks of something other than this project.
    """
    found = []
    for role, pattern in CUES:
        for match in layout.at(pattern, CUE_WORDS[role]):
            led = role == "lead" and layout.sentence_index(match.start()) not in parts
            own = not led or leads_project(subjects, match)
            found.append((match.end(), role if own else "", layout.units[layout.unit_index(match.start())].end))
    for field in _of_people(labels):
        role = next(role for role in field.roles if role in _OF_PEOPLE)
        if role or _are_makers(layout, field):
            own = bool(role) and not subjects.elsewhere(field.label.start)
            own = own and not (role == "lead" and of_part(layout, field, parts))
            found.append((field.start, role if own else "", field.end))
    first: dict[int, tuple[str, int]] = {}
    ends = {field.start: field.end for field in labels}
    for position, role, end in found:
        first.setdefault(position, (role, ends.get(position, end)))
    return [(role, position, end) for position, (role, end) in sorted(first.items())]
