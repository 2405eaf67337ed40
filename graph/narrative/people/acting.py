"""People whom a sentence tells of by what they do in the work: "Ann Bell leads the project", "Kell's Roe is the PI".

A body may lead a project as well: where nothing but a person leads ("its team"), is one ("our intern") or belongs to
a body ("Kell's Tom Roe"), any name may be a person's; else the first name must be a common one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization, runs
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found, name_at, name_ending
from graph.narrative.people.nobody import may_be_name
from graph.narrative.people.posts import ROLE
from graph.narrative.people.rows import row_at
from graph.narrative.people.tails import CALLED, read_on
from graph.narrative.people.titled import person_at
from graph.narrative.people.workplaces import employer_at, recognised, short_for
from graph.narrative.spans import Span, clean
from graph.narrative.triggers import triggers

_LEADING = ("lead", "head", "direct", "coordinate", "co-ordinate", "manage", "oversee", "supervise", "co-lead")
_LEAD_WORDS = triggers(
    *(f" {verb}s " for verb in _LEADING),
    *(f" {verb} {the} " for verb in _LEADING for the in ("the", "this", "our", "its", "that", "their")),
    *(" is leading ", " is heading ", " is directing ", " is coordinating ", " is managing ", " is co-leading "),
)
_LEADS = re.compile(
    r" (?:(?:co-?)?lead|head|direct|co-?ordinate|manage|oversee|supervise|is (?:co-)?leading|is (?:head|direct"
    r"|co-?ordinat|manag)ing)s? "
    r"(?:(?P<team>(?:its|our|their|that) (?:[a-z-]{2,20} )?team\b(?! (?:at|in|of) ))"
    r"|(?:the|this|our) (?:[a-z-]{2,20} ){0,2}(?:project|study|research(?: team)?|project team|fieldwork|survey"
    r"|evaluation|work package|data collection)\b)"
)
_WILL = re.compile(r"(?:,)? (?:will(?: also)?|also|now|currently|jointly|has|and)$")
_AIDED = re.compile(
    r",? (?:(?:ably )?(?:helped|assisted|supported|aided|joined) by|(?:together |along |jointly )?with) (?=[^\W\d_a-z])"
)
_IS_WORDS = triggers(
    *(
        f" {be} {the} {post}"
        for be in ("is", "are", "was")
        for the in ("the", "our")
        for post in ("pi", "co-pi", "project", "principal", "co-inv", "co-prin", "chief", "lead", "research", "postdoc")
    ),
    *(" is our ", " are our ", " is a postdoc", " is a research ", " is a phd ", " is a doctoral ", " is the study"),
    *(" is a co-inv", " is co-inv", " is pi ", " is principal inv", " is co-prin", " is an intern", " is the team"),
)
_IS = re.compile(
    r" (?:is|are|was)(?: (?P<the>the|our|an?)(?: (?:project|study|team|centre|programme)['’]s)?)?"
    r"(?: (?:overall|lead|joint|second|new|other|main|summer|student|first))?"
    r" (?:(?P<body>(?:project |study |research |team )?(?:lead|leader|co-?ordinator)s?)"
    r"|PIs?|[Cc]o-?PIs?|Co-?Is?|(?:co-)?(?:principal|chief) investigators?|co-?investigators?"
    r"|(?:project|study|research|team) (?:manager|director|officer|administrator|assistant|associate|fellow)s?"
    r"|post-?docs?|postdoctoral (?:researcher|fellow|associate)s?|(?:research )?interns?"
    r"|(?:PhD|doctoral|graduate|master['’]?s) (?:student|researcher|candidate)s?)\b"
)
_OF_WORK = re.compile(r"\b(?:project|study|research|team|fieldwork|our|us|we|WP ?\d)\b")
_TRADES = (
    *("ologist ", "ographer ", "economist ", "historian ", "scientist ", "philosopher ", "linguist ", "statistician "),
    *("engineer ", "physicist ", "chemist ", "psychiatrist ", "epidemiologist ", "academic ", "student ", "candidate "),
)
_TRADE_WORDS = triggers(*_TRADES)
# "Ann Bell is a political sociologist at Kell University".
_TRADE = re.compile(
    r" is an? (?:[\w-]{2,20} ){0,3}(?:[\w-]{2,20}(?:ologist|ographer)|economist|historian|scientist|philosopher"
    r"|linguist|statistician|engineer|physicist|chemist|psychiatrist|academic|student|candidate) (?:based |working )?"
    r"(?:at|with|from) (?:the )?(?=[^\W\d_a-z])"
)
_TASK_WORDS = triggers("the task of ", "the responsibility of ", "the job of ", "in the hands of ", "in the charge of ")
_TASK = re.compile(r"(?:the (?:shared |joint )?(?:task|responsibility|job)|in the (?:hands|charge)) of (?=[^\W\d_a-z])")
_WORK = re.compile(
    r"(?:\bWP ?\d|\b(?:[Ww]ork package|[Pp]roject|[Ss]tudy|[Rr]esearch|[Ss]urvey|[Ii]nterviews|[Ff]ieldwork"
    r"|[Dd]ata(?:set)?|[Aa]nalys[ie]s|[Dd]issemination|[Ee]valuation|[Cc]oordination)\b)"
)
_WITH_WORDS = triggers(", who with ", ", who together with ", ", who along with ", ", who jointly with ")
_WITH = re.compile(r", who (?:together |along |jointly )?with (?=[^\W\d_a-z])")
_DOES = re.compile(r",? (?:(?:is|are)(?= )|(?:co-?)?(?:lead|direct|head|run|co-?ordinate|manage)s? (?:the|this|our) )")
_ARTICLE = re.compile(r" (?:the |an? |our |joint )?")
_TEAM_WORDS = triggers("research team", "project team", "our team", "team of ")
_TEAM = re.compile(
    r"(?:[Rr]esearch team|[Pp]roject team|[Oo]ur team|[Tt]eam of [a-z]{3,20})\b[^.;:()]{0,120}?"
    r"(?:,| and)? (?:with|including|namely|comprising) (?=[^\W\d_a-z])"
)
_ALL_WORDS = _LEAD_WORDS | _IS_WORDS | _TRADE_WORDS | _TASK_WORDS | _WITH_WORDS | _TEAM_WORDS
_POSSESSIVE = ("'s ", "’s ")
_NEAR = 120


def acting(directory: Directory, people: list[Found]) -> list[Found]:
    """The people whom sentences tell of so, but for those of ``people``."""
    if not directory.layout.has(_ALL_WORDS):
        return []
    known = {place.start: place for place in people}
    found: dict[int, Found] = {}
    for rule in (_leading, _being, _trading, _tasked, _with, _in_team):
        for place in rule(directory, known):
            if place.span.start not in found:
                found[place.span.start] = place
    return list(found.values())


def _subject(directory: Directory, position: int, known: dict[int, Found]) -> tuple[list[Found], bool]:
    """The people with whom a sentence begins, up to a place; and whether a body's name before them shows that."""
    layout, text = directory.layout, directory.layout.text
    sentence = layout.sentence_at(position - 1)
    if position - sentence.start > 2 * _NEAR:
        return [], False
    owner = max(text.rfind(mark, sentence.start, position) for mark in _POSSESSIVE)
    if owner > 0 and name_at(text, owner + 3, position) == Span(owner + 3, position):
        return _owned(directory, sentence.start, owner, position)
    row = row_at(directory, sentence.start, position, known)
    if not row:
        return [], False
    last = row[-1]
    aside = text[last.end : last.end + 1] == "," and "," in text[position - 1 : position + 1]
    aside = aside and position - last.end < _NEAR
    return (row, False) if last.end == position or aside else ([], False)


def _owned(directory: Directory, start: int, owner: int, position: int) -> tuple[list[Found], bool]:
    """The person of "Kell's Ann Bell", where the text knows Kell."""
    text = directory.layout.text
    run = next((run for run in runs(text, start, owner + 2) if owner <= run.end <= owner + 2), None)
    if run is None:
        return [], False
    body = Span(run.start, min(run.end, owner))
    words = clean(text[body.start : body.end])
    key = directory.key_at(body) or short_for(directory, words) or directory.recognise(body, certain=words in CALLED)
    place = person_at(directory, owner + 3, position) if key else None
    if key is None or place is None or not may_be_name(place.name):
        return [], False
    place.affiliations = place.affiliations or [(key, body)]
    return [place], True


def _leading(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people of "Ann Bell leads the project", "Ann Bell heads its team, helped by Tom Roe"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_LEADS, _LEAD_WORDS):
        will = _WILL.search(text, max(0, match.start() - 16), match.start())
        row, owned = _subject(directory, will.start() if will else match.start(), known)
        if not row and will and text[match.start() - 1] == ",":
            row, owned = _subject(directory, match.start(), known)
        sure = owned or match.group("team") is not None
        if not row or not (sure or all(place.title or has_given_name(place.name) for place in row)):
            continue
        end = layout.sentence_at(match.start()).end
        aided = _AIDED.match(text, match.end(), end)
        more = row_at(directory, aided.end(), end, known) if aided else []
        if aided and aided.group().endswith("with ") and not any(has_given_name(place.name) for place in more):
            more = []
        if match.group("team") and text.startswith(("its", "that"), match.start("team")):
            _give(row + more, _before(directory, match.start()))
        yield from (*row, *more)


def _give(row: list[Found], employer: tuple[str, Span] | None) -> None:
    for place in row:
        if employer and not place.affiliations:
            place.affiliations.append(employer)


def _before(directory: Directory, position: int) -> tuple[str, Span] | None:
    """The only body of the sentence before: whose team "its team" is."""
    layout, text = directory.layout, directory.layout.text
    index = layout.sentence_index(position)
    if index == 0 or "\n" in text[layout.sentences[index - 1].end : layout.sentences[index].start]:
        return None
    said = layout.sentences[index - 1]
    bodies = {
        key: Span(run.start, run.end)
        for run in runs(text, said.start, min(said.end, said.start + 3 * _NEAR))
        if (key := directory.key_at(run))
    }
    return next(iter(bodies.items())) if len(bodies) == 1 else None


def _being(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people of "Ann Bell is the PI", "Ann Bell and Tom Roe are our postdocs"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_IS, _IS_WORDS):
        row, owned = _subject(directory, match.start(), known)
        sentence = layout.sentence_at(match.start())
        if match.group("the") in ("a", "an", None) and not _OF_WORK.search(text, match.end(), sentence.end):
            continue
        if row and (owned or not match.group("body") or all(has_given_name(place.name) for place in row)):
            if len(row) == 1:
                read_on(directory, row[0], match.start(), sentence.end)
            yield from row


def _trading(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The person of "Ann Bell is a sociologist at Kell University"."""
    layout, text = directory.layout, directory.layout.text
    for at in layout.places(_TRADE_WORDS):
        sentence = layout.sentence_at(at)
        place = person_at(directory, sentence.start, sentence.end) if at - sentence.start < _NEAR else None
        trade = _TRADE.match(text, place.span.end, sentence.end) if place and may_be_name(place.name) else None
        run = employer_at(directory, trade.end(), sentence.end) if trade else None
        key = recognised(directory, run) if run else None
        if place and run and key and directory.is_university(key):
            place.affiliations = place.affiliations or [(key, run)]
            yield known.get(sentence.start, place)


def _tasked(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people of "the survey (WP1) is the task of Ann Bell and Tom Roe"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_TASK, _TASK_WORDS):
        sentence = layout.sentence_at(match.start())
        if not _WORK.search(text, max(sentence.start, match.start() - 2 * _NEAR), match.start()):
            continue
        row = row_at(directory, match.end(), sentence.end, known)
        if any(place.title or has_given_name(place.name) for place in row):
            _give(row, next(iter(row[-1].affiliations), None))
            yield from row


def _with(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """Both people of "Ann Bell, who with Tom Roe is principal investigator at Kell University"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_WITH, _WITH_WORDS):
        sentence = layout.sentence_at(match.start())
        row = row_at(directory, match.end(), sentence.end, known)
        # What follows the second name may have been read as said of it alone.
        ends = (row[-1].span.end, row[-1].end) if row else ()
        does = next((does for end in ends if (does := _DOES.match(text, end, sentence.end))), None)
        first = _ending(directory, match.start(), known)
        if does is None or first is None or not any(has_given_name(place.name) for place in (first, *row)):
            continue
        if does.group().strip(" ,") in ("is", "are"):
            post = _ARTICLE.match(text, does.end(), sentence.end)
            if post is None or not ROLE.match(text, post.end(), sentence.end):
                continue
            for place in (first, *row):
                if not place.affiliations:
                    read_on(directory, place, does.start(), sentence.end)
        yield from (first, *row)


def _ending(directory: Directory, position: int, known: dict[int, Found]) -> Found | None:
    """The person whose name ends at a place."""
    text = directory.layout.text
    span = name_ending(text, directory.layout.sentence_at(position - 1).start, position)
    if span is None:
        return None
    if span.start in known:
        return known[span.start]
    name = clean(text[span.start : span.end])
    known_to_be = may_be_name(name) and not is_organization(name) and not directory.knows(name)
    return Found(name, span, position, confidence=0.8) if known_to_be else None


def _in_team(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people of "the research team, with its assistants and with Ann Bell, Tom Roe and Cy Dale, …"."""
    layout = directory.layout
    for match in layout.at(_TEAM, _TEAM_WORDS):
        sentence = layout.sentence_at(match.start())
        if match.end() > sentence.end:
            continue
        row = row_at(directory, match.end(), sentence.end, known)
        if len(row) > 1 and any(place.title or has_given_name(place.name) for place in row):
            yield from row
