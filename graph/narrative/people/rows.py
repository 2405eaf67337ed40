"""People without a title in a row in a sentence: "Dr Ana Reis, Tom Okafor and Dr Lea Moss", "A (Kell), B (Wick)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from graph.frozen import frozen
from graph.narrative.bodies.organizations import Directory
from graph.narrative.brackets import bracket_at, items
from graph.narrative.names import is_organization, run_at, runs
from graph.narrative.people.given import GIVEN_NAMES, has_given_name
from graph.narrative.people.named import TITLE, Found, name_at, name_ending
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.titled import person_at
from graph.narrative.spans import Span, clean
from graph.narrative.triggers import triggers
from graph.narrative.words import ORGANIZATION_WORDS

_SEPARATOR = re.compile(
    r"[;,]? (?:and|&|et|y|e|und|en|och|og|i|with|con|avec|mit|met|com|gyda) (?:also )?(?:(?:by|par|por|von|door"
    r"|da|av) )?(?=[^\W\d_a-z])|[;,] "
)
_BESIDE = re.compile(rf"(?:{_SEPARATOR.pattern}|[;,]? )")
_WORD = re.compile(r"[^\W\d_a-z][^\W\d_/]{1,30}['’&-]?[^\W\d_/]{0,20}[ ),;]")
_OPENING = triggers("(")
# What a bracket after a person's name says and one after another name does not.
_PART = re.compile(
    r"(?:PI|Co-?PI|Co-?Is?|CI|RA|PDRA|(?:[Pp]rincipal|[Cc]hief|[Cc]o-?|[Ll]ead) ?-?[Ii]nvestigator"
    r"|[Rr]esearch(?:er| [Ff]ellow"
    r"| [Aa]ssociate| [Aa]ssistant| [Oo]fficer| [Mm]anager)|[Pp]ostdoc\w*|PhD (?:[Ss]tudent|[Rr]esearcher|[Cc]andidate)"
    r"|[Pp]roject (?:[Mm]anager|[Aa]dministrator|[Oo]fficer|[Ll]ead(?:er)?|[Cc]o-?ordinator)|[Cc]o-?[Ll]ead"
    r"|(?:[Cc]o-?)?[Pp]roject [Dd]irector|[Dd]irector(?=:)|[Ii]ntern|[Dd]octoral [Cc]andidate"
    r"|(?:[Gg]raduate|[Dd]octoral|[Uu]ndergraduate|MSc|MA) (?:[Ss]tudent|[Rr]esearch)"
    r"|[Ss]enior (?:[Ll]ecturer|[Rr]esearch)|[Ll]ecturer|[Rr]eader in|[Pp]rofessor of)\b"
)
_WITH_PEOPLE = re.compile(
    r"\b(?:members?|team|chaired|chair|led|board|panel|committee|researchers?|investigators?|academics|colleagues"
    r"|authors?"
    r"|co-?is|pis|co-?applicants|applicants|panellists|evaluators|speakers|contributors|supervis\w+|advisers"
    r"|advisors|comprises|investigateurs|chercheur\w*|équipe|equipo|team"
    r"|group (?:are|is|includes|comprises|consists)|dirig\w+|coord\w+|geleitet|mené\w*|par|por|durch|door) ",
    re.IGNORECASE,
)
_FROM_WORDS = triggers(" from ", " of ")
_FROM = re.compile(r" (?:from|of) (?:the )?(?=[^\W\d_a-z])")
_JOINED = re.compile(
    r"(?:,|;|\band|\bwith(?: (?:them|her|him|us))?|\bbetween|\bby|\btogether|\bresearchers?|\bcolleagues?"
    r"|\bacademics?|^)\s?$"
)
_BEFORE_LAST = re.compile(
    r"(?<!\w)(?P<name>[^\W\d_a-z][\w'’-]{1,20}(?: [A-Z]\.?)? [^\W\d_a-z][\w'’-]{1,25}) (?:and|&) $"
)
_NEAR = 120
_MOST = 30


def rows(directory: Directory, people: list[Found]) -> list[Found]:
    """The people of rows in sentences, but for those of ``people``."""
    taken = {place.span.start for place in people}
    found: dict[int, Found] = {}
    for place in (
        *_between(directory, people),
        *_bracketed(directory, {place.span.start: place for place in people}),
        *_from(directory, taken),
    ):
        if place.span.start not in taken:
            found.setdefault(place.span.start, place)
    return list(found.values())


def row_at(directory: Directory, position: int, end: int, known: dict[int, Found]) -> list[Found]:
    """The people named one after the other from a position on."""
    text = directory.layout.text
    found: list[Found] = []
    while len(found) < _MOST:
        place = known.get(position) or person_at(directory, position, end)
        if place is None or not (place.title or may_be_name(place.name)):
            break
        found.append(place)
        separator = _SEPARATOR.match(text, place.end, end)
        if separator is None:
            break
        position = separator.end()
    return found


def _between(directory: Directory, people: list[Found]) -> Iterator[Found]:
    """The people between two who have a title: "Dr Ana Reis, Tom Okafor and Dr Lea Moss"."""
    text = directory.layout.text
    ordered = sorted((place for place in people if place.title), key=lambda place: place.start)
    for first, last in pairwise(ordered):
        separator = _SEPARATOR.match(text, first.end, last.start) if 8 < last.start - first.end < 2 * _NEAR else None
        row = row_at(directory, separator.end(), last.start, {}) if separator else []
        rest = _SEPARATOR.match(text, row[-1].end) if row else None
        if rest is not None and rest.end() == last.start:
            yield from row


@frozen(frozen=True, slots=True)
class _Bracketed:
    """A name before a bracket; ``sure``: the bracket tells a part or an employer by its own words."""

    name: Span
    end: int
    sure: bool


def _bracketed(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people before brackets with their part ("Ana Reis (PI)"), or in a row of people with their employers."""
    layout, text = directory.layout, directory.layout.text
    row: list[_Bracketed] = []
    reach = -1
    for opening in layout.places(_OPENING):
        if opening < 4 or text[opening - 1] != " " or not text[opening - 2].isalpha() or opening < reach:
            continue
        if first_word(text, opening + 1) in GIVEN_NAMES:
            yield from _inside(directory, opening, known)
            continue
        item = _before(directory, opening)
        if item is None:
            continue
        beside = _BESIDE.match(text, row[-1].end) if row else None
        if row and (beside is None or beside.end() != _with_title(known, item.name.start)):
            yield from _people_of(directory, row, known)
            row = []
        row.append(item)
        reach = item.end
    yield from _people_of(directory, row, known)


def first_word(text: str, position: int) -> str:
    """The word that begins at a position, up to a space."""
    return text[position : position + 24].split(" ", 1)[0]


def _inside(directory: Directory, opening: int, known: dict[int, Found]) -> Iterator[Found]:
    """The people of a bracket after a university: "Kell University (Ana Reis, Tom Okafor)"."""
    layout, text = directory.layout, directory.layout.text
    inside = bracket_at(text, opening, len(text))
    start = max(layout.sentence_at(opening - 1).start, opening - _NEAR)
    run = next((run for run in runs(text, start, opening - 1) if run.end == opening - 1), None)
    key = directory.key_at(run) if run else None
    if inside is None or run is None or key is None or not directory.is_university(key):
        return
    row = row_at(directory, inside.start, inside.end, {})
    if row and row[-1].end == inside.end and all(has_given_name(place.name) for place in row[:1]):
        for place in row:
            place.affiliations = place.affiliations or [(key, run)]
        yield from (place for place in row if place.span.start not in known)


def _with_title(known: dict[int, Found], start: int) -> int:
    return known[start].start if start in known else start


def _before(directory: Directory, opening: int) -> _Bracketed | None:
    """The name that ends before a bracket, where both may be a person's with a part or an employer."""
    layout, text = directory.layout, directory.layout.text
    part = _PART.match(text, opening + 1)
    if part is None and not _WORD.match(text, opening + 1):
        return None
    last = text[text.rfind(" ", max(0, opening - 40), opening - 1) + 1 : opening - 1]
    if not last[:1].isupper() or last in ORGANIZATION_WORDS:
        return None
    inside = bracket_at(text, opening, len(text))
    if inside is None or not (part or _is_short(text, inside)):
        return None
    start = max(layout.sentence_at(opening - 1).start, opening - 80)
    run = next((run for run in runs(text, start, opening - 1) if run.end == opening - 1), None)
    run = (name_ending(text, start, opening - 1) if part else None) or run
    if run and text.endswith(("the ", "The ", "a "), start, run.start):
        return None
    title = TITLE.match(text, run.start, run.end) if run else None
    if run is not None and title is not None:
        run = Span(title.end(), run.end)
    if run is None or name_at(text, run.start, run.end) != run or not may_be_name(clean(text[run.start : run.end])):
        return None
    return _Bracketed(run, inside.end + 1, part is not None or _holds_employer(directory, inside))


def _is_short(text: str, inside: Span) -> bool:
    return inside.end - inside.start < _NEAR and text[inside.end - 1] not in ".!?"


def _holds_employer(directory: Directory, inside: Span) -> bool:
    text = directory.layout.text
    for part in items(text, inside):
        words = clean(text[part.start : part.end])
        if words and (is_organization(words) or directory.knows(words)):
            return True
    return False


def _people_of(directory: Directory, row: list[_Bracketed], known: dict[int, Found]) -> Iterator[Found]:
    """The people of a row of names with brackets, where enough shows that they are people."""
    if not any(item.sure or item.name.start in known for item in row):
        return
    layout, text = directory.layout, directory.layout.text
    start = max(layout.sentence_at(row[0].name.start).start, row[0].name.start - 2 * _NEAR)
    called = _WITH_PEOPLE.search(text, start, row[0].name.start) is not None
    given = [has_given_name(clean(text[item.name.start : item.name.end])) for item in row]
    told = any(_PART.match(text, item.name.end + 2) or item.name.start in known for item in row)
    opens = row[0].name.start == layout.sentence_at(row[0].name.start).start
    if not (told or (any(given) and (called or (opens and sum(given) > 1))) or (called and len(row) > 2)):
        return
    end = layout.sentence_at(row[-1].name.start).end
    for item, common in zip(row, given, strict=True):
        if item.name.start in known or not (item.sure or common or len(row) > 2):
            continue
        place = person_at(directory, item.name.start, end)
        if place is not None and place.span == item.name:
            yield place


def _from(directory: Directory, known: set[int]) -> Iterator[Found]:
    """The people of a sentence with their universities: "A from Kell University, B from Wick College"."""
    layout, text = directory.layout, directory.layout.text
    if directory.is_empty:
        return
    for at in layout.at(_FROM, _FROM_WORDS):
        run = run_at(text, at.end(), layout.sentence_at(at.start()).end)
        key = directory.key_at(run) if run else None
        if run is None or key is None or not directory.is_university(key):
            continue
        sentence = layout.sentence_at(at.start())
        before = runs(text, max(sentence.start, at.start() - 60), at.start())
        person = next((name for name in before if name.end == at.start()), None)
        if person is None or person.start in known or name_at(text, person.start, person.end) != person:
            continue
        name = clean(text[person.start : person.end])
        if not may_be_name(name) or not has_given_name(name) or directory.knows(name) or is_organization(name):
            continue
        if _JOINED.search(text, max(sentence.start, person.start - 24), person.start):
            yield Found(name, person, run.end, affiliations=[(key, run)], confidence=0.75)
        first = _before_last(text, sentence.start, person.start)
        if first is not None and first.start not in known:
            yield Found(text[first.start : first.end], first, first.end, affiliations=[(key, run)], confidence=0.75)


def _before_last(text: str, start: int, position: int) -> Span | None:
    """The first of the two names of "Ana Reis and Tom Okafor", where the second begins at a position."""
    first = _BEFORE_LAST.search(text, max(start, position - 60), position)
    if first is None or not has_given_name(first.group("name")) or not may_be_name(first.group("name")):
        return None
    return Span(*first.span("name"))
