"""People listed after the post that all have: "PhD students Ann Bell and Tom Roe", "Interns at Kell University: A, B".

Posts of research that nobody is famous for are enough, where one of the row has a common first name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import runs
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found
from graph.narrative.people.rows import row_at
from graph.narrative.people.workplaces import employer_at, recognised
from graph.narrative.spans import Span
from graph.narrative.triggers import triggers

_POST_WORDS = triggers(
    *("students", "assistants", "associates", "fellows", "interns", "postdocs", "post-docs", "candidates", "trainees"),
    *("postdoctoral researchers", "co-investigators", "co-applicants", "researchers", "volunteers", "technicians"),
)
_POST = re.compile(
    r"(?P<alone>interns|post-?docs|postdoctoral researchers|co-investigators|co-applicants)"
    r"|students|assistants|associates|fellows|candidates|trainees|researchers|volunteers|technicians",
    re.IGNORECASE,
)
# What makes a plain "students" or "assistants" those of a piece of research.
_KIND = re.compile(
    r"(?:\b(?:[Gg]raduate|[Uu]ndergraduate|[Pp]ostgraduate|[Dd]octoral|[Pp]ostdoctoral|PhD|DPhil|[Mm]aster['’]?s|MSc"
    r"|MA|MPhil|[Rr]esearch|[Pp]roject|[Ll]ab(?:oratory)?|[Ff]ield(?:work)?|[Tt]eaching)|[Oo]ur|[Tt]he following"
    r"|[Tt]he project['’]s)(?: (?:research|student|summer|former|current|graduate|two|three|four|five))? $"
)
_DIRECT = re.compile(r"(?:,| are| were| include| included|,? namely|,? including)?:? \(?(?=[^\W\d_a-z])")
_OF = re.compile(r",? (?:at|of|from) (?:the |The )?")
_AT = re.compile(r",?(?: based| working)? (?:at|from|of|in) (?:the )?(?=[^\W\d_a-z])")
# "Research assistants from Kell University also took part: A and B".
_AS_WELL = re.compile(r"[ ,][a-z ,'’-]{2,80}: (?=[^\W\d_a-z])")
_COLON = re.compile(r"[a-z ,'’-]{0,80}: (?=[^\W\d_a-z])")
_CITED = re.compile(r",? ?\(?(?:1[89]|20)\d\d\b|['’]s\b")
_KIND_LONGEST = 40


def crews(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people of such lists; those of ``people`` are given the employer of all."""
    layout, text = directory.layout, directory.layout.text
    if not layout.has(_POST_WORDS):
        return
    known = {place.start: place for place in people}
    for post in layout.at(_POST, _POST_WORDS):
        sentence = layout.sentence_at(post.start())
        if post.end() >= sentence.end:
            continue
        before = max(sentence.start, post.start() - _KIND_LONGEST)
        plain = post.group("alone") is None and not _KIND.search(text, before, post.start())
        own = _owner(directory, sentence.start, post.start()) if plain else None
        position, employer = _names_from(directory, post.end(), sentence.end)
        employer = employer or own
        if plain and (employer is None or not directory.is_university(employer[0])):
            continue
        row = row_at(directory, position, sentence.end, known) if position else []
        if row and _is_crew(text, row):
            last = row[-1]
            if last.affiliations and _OF.fullmatch(text, last.span.end, last.affiliations[0][1].start):
                employer = employer or last.affiliations[0]
            for place in row:
                if employer and not place.affiliations:
                    place.affiliations.append(employer)
            yield from row


def _owner(directory: Directory, start: int, position: int) -> tuple[str, Span] | None:
    """The body whose name ends before a post: "Kell University researchers"."""
    text = directory.layout.text
    before = runs(text, max(start, position - 80), position)
    run = next((run for run in before if run.end == position - 1), None)
    key = directory.key_at(run) if run else None
    return (key, run) if key and run else None


def _is_crew(text: str, row: list[Found]) -> bool:
    """Whether a row is one of people who take part, not of those who are cited, nor of things."""
    if any(_CITED.match(text, place.span.end) for place in row):
        return False
    return any(place.title is not None or has_given_name(place.name) for place in row)


def _names_from(directory: Directory, start: int, end: int) -> tuple[int, tuple[str, Span] | None]:
    """Where the names after a post begin, or 0, and the employer that is said between."""
    text = directory.layout.text
    if direct := _DIRECT.match(text, start, end):
        return direct.end(), None
    at = _AT.match(text, start, end)
    if at is None:
        colon = _AS_WELL.match(text, start, end)
        return (colon.end() if colon else 0), None
    run = employer_at(directory, at.end(), end)
    key = recognised(directory, run) if run else None
    if run is None or key is None:
        return 0, None
    after = _DIRECT.match(text, run.end, end) or _COLON.match(text, run.end, end)
    named = after is not None and after.end() - run.end > 1  # "at Kell University Ann Bell" is no list
    return (after.end() if after and named else 0), (key, run)
