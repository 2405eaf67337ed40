"""Who pays, under which reference, for how long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.brackets import bracket_at
from graph.narrative.evidence import Witness
from graph.narrative.lists import organizations_at
from graph.narrative.names import run_at
from graph.narrative.organizations import Directory
from graph.narrative.spans import Layout, Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import NUMBERS, word_set
from graph.records import Grant, Identifier, Organization, Value

# Most of these are read in small letters, and none looks back: what stands before is checked where one is found.
_FUNDED = re.compile(
    r"(?:co-?(?:funded|financed|sponsored|commissioned) by|funded by|financed by|sponsored by|commissioned by"
    r"|paid for by|fund(?:ing|ed|s) (?:\w{1,20} ){0,2}(?:from|by)|grants? (?:\w{1,20} ){0,2}(?:from|by)"
    r"|awards? (?:\w{1,20} ){0,2}(?:from|by)|financial support (?:of|from)"
    r"|supported by (?:(?:a |the )?(?:grant |award |funding )(?:from|of)|(?P<support>)(?=(?:the )?[a-z])))\s{0,2}"
)
_FUNDED_WORDS = triggers("fund", "financ", "sponsor", "commission", "paid for by", "grant", "award", "supported by")
_LABEL_WORDS = triggers("fund", "sponsor")
_SUPPORT_WORDS = triggers("funding", "support")
_SLASH = triggers("/")
_RESEARCH_COUNCIL = triggers("res-")
_REFERENCE_WORDS = triggers("grant", "award", "project")
_TIMES = triggers("year", "month")
_LABELLED = re.compile(
    r"(?:co-?funders?|funders?|funding(?: body| source| bodies)?|co-?funded by|funded by|sponsors?)\s?:\s{0,2}"
)
_FUNDING_FOR = re.compile(
    r"(?:Funding|Financial support|Support) (?:for|of) (?:the|this|our) (?:[a-z-]{1,20} ){0,3}"
    r"(?:project|study|research|programme|evaluation|work) (?:is|was|has been|comes|came)(?: kindly| generously)?"
    r"(?: provided| received| awarded)? (?:by|from)\s{0,2}"
)
_STARTS = re.compile(r"(?:co-?)?(?:funded|financed|sponsored|commissioned) by", re.IGNORECASE)
_AFTER_START = re.compile(r"\s*(?:[.;|]|\Z|\n|(?:under|and (?:led|run|hosted|based)|from \d|\d{4})\b)")
_ARTICLE = re.compile(r"the\s")
_MORE = re.compile(r",? and (?:the )?|, (?:the )?")
_SUPPORTERS = word_set(
    """
    Council Foundation Trust Fund Charity Academy Commission Ministry Department Endowment Lottery Society
    Association Agency Institute Programme
    """
)
# Some write "ES/ K002317/1"; the reference has no space.
_REFERENCES = (
    (_SLASH, 2, re.compile(r"[A-Z][A-Z]/ ?[A-Z]{1,2}\d{5,6}[0-9A-Z]?/ ?\d{1,2}(?![\w/])")),
    (_RESEARCH_COUNCIL, 0, re.compile(r"RES-\d{3}-\d{2}-\d{4}(?:-[A-Z])?(?!\w)")),
)
_NAMED_REFERENCE = re.compile(
    r"(?:grant|award|project)(?: agreement)?(?: funding)? ?(?:numbers?|no\.?|ref(?:erence)?\.?|id|code)\s?:?\s{0,2}"
    r"(?P<reference>[a-z0-9][a-z0-9/._-]{3,30}[a-z0-9])(?![\w/])"
)
# "Grant RPG-2019-123": without the word "number" only what is written as a reference, in parts.
_SHAPED_REFERENCE = re.compile(
    r"(?:grant|award)(?: agreement)?:? (?P<reference>[a-z]{1,6}[/-](?:[a-z0-9]{1,12}[/-]){0,4}[a-z0-9]{1,12})(?![\w/-])"
)
# In a bracket after a funder's name: letters and figures in parts, such as RPG-2019-123.
_IN_BRACKET = re.compile(r"(?=[^/-]{0,20}[/-])(?=.{0,30}[A-Z])(?:[A-Za-z0-9]{1,12}[/-]){1,5}[A-Za-z0-9]{1,12}")
_COUNT = rf"(?P<count>\d\d?\d?|{'|'.join(NUMBERS)})"
_COUNT_BEFORE = re.compile(rf"(?<![\w-]){_COUNT}[ \u00a0-]$")
_WHAT = re.compile(
    r"(?P<unit>year|month)s?(?:[ -]long)?,?(?: [a-z][\w-]{1,20}){0,3} (?:project|study|programme|program|evaluation"
    r"|initiative)\b"
)
_DURATIONS = (
    re.compile(rf"duration\s?(?:[:–-]|is|of)\s{{0,2}}{_COUNT}[ \u00a0-](?P<unit>year|month)s?\b"),
    re.compile(
        r"(?:project|study|programme|it) (?:will )?(?:runs?|lasts?|running|lasting) (?:for |over )?"
        rf"(?:a period of )?{_COUNT}[ \u00a0-](?P<unit>year|month)s?\b"
    ),
)


def funders(directory: Directory, subjects: Subjects) -> list[tuple[str, Span]]:
    """Keys and places of the organisations that the text says pay for the project."""
    found: dict[str, Span] = {}
    layout = directory.layout
    for position in sorted(_cues(layout, subjects)):
        end = layout.units[layout.unit_index(position)].end
        for key, span in organizations_at(directory, position, end, least=2):
            found.setdefault(key, span)
    return list(found.items())


def _cues(layout: Layout, subjects: Subjects) -> Iterator[int]:
    """Where the names of this project's funders begin."""
    text = layout.text
    if not layout.has(_FUNDED_WORDS):
        return
    for match in layout.near(_LABELLED, _LABEL_WORDS, 12, 60, small=True):
        begin = max(layout.sentence_at(match.start()).start, match.start() - 200)
        before = text[begin : match.start()].rstrip()
        if before[-1:] in ("", "|", ";", "*") and not subjects.elsewhere(match.start()):
            yield match.end()
    for match in layout.near(_FUNDING_FOR, _SUPPORT_WORDS, 16):
        if match.start() == layout.sentence_at(match.start()).start:
            yield match.end()
    for match in layout.near(_FUNDED, _FUNDED_WORDS, 16, 120, small=True):
        if _within_word(text, match.start()) or subjects.refused(match.end()):
            continue
        if match.start() == layout.sentence_at(match.start()).start:
            if _STARTS.match(match.group()) and _at_start(layout, subjects, match.end()):
                yield match.end()
        elif match.group("support") is not None and not _is_supporter(text, match.end()):
            continue
        elif subjects.of_project(match.start()):
            yield match.end()


def _within_word(text: str, position: int) -> bool:
    return position > 0 and (text[position - 1].isalnum() or text[position - 1] == "_")


def _at_start(layout: Layout, subjects: Subjects, position: int) -> bool:
    """Whether "Funded by X" is all that is said, or is said of the project that follows."""
    text = layout.text
    unit = layout.units[layout.unit_index(position)]
    run = _name_at(text, position, unit.end)
    while run is not None:
        inside = bracket_at(text, run.end, unit.end)
        end = inside.end + 1 if inside else run.end
        if end >= unit.end or _AFTER_START.match(text, end, unit.end) or subjects.begins(end):
            return True
        more = _MORE.match(text, end, unit.end)
        run = run_at(text, more.end(), unit.end) if more else None
    return False


def _is_supporter(text: str, position: int) -> bool:
    """Whether the name after "supported by" is that of a body that gives money."""
    run = _name_at(text, position, min(len(text), position + 240))
    if run is None or text[run.end : run.end + 1] in ("'", "’"):
        return False
    return any(word in _SUPPORTERS for word in text[run.start : run.end].split())


def _name_at(text: str, position: int, end: int) -> Span | None:
    """The name that begins at a position, or after "the"."""
    article = _ARTICLE.match(text, position)
    return run_at(text, article.end() if article else position, end)


def grants(directory: Directory, paid: list[tuple[str, Span]], subjects: Subjects) -> tuple[Value[Grant], ...]:
    """Every grant reference; with its funder where the sentence names exactly one."""
    layout, witness = directory.layout, Witness(directory.layout, "funding")
    text = layout.text
    places: dict[str, Span] = {}
    for words, back, pattern in _REFERENCES:
        for match in layout.at(pattern, words, back=back):
            if not _within_word(text, match.start()) and text[match.start() - 1 : match.start()] != "/":
                places.setdefault(match.group().replace(" ", ""), Span(match.start(), match.end()))
    named = layout.at(_NAMED_REFERENCE, _REFERENCE_WORDS, small=True)
    for match in (*named, *layout.at(_SHAPED_REFERENCE, _REFERENCE_WORDS, small=True)):
        span = Span(*match.span("reference"))
        reference = text[span.start : span.end]
        known = any(span.start < place.end and place.start < span.end for place in places.values())
        if sum(map(str.isdigit, reference)) >= 3 and not known and not _within_word(text, match.start()):
            places.setdefault(reference, span)
    for _, span in paid:
        inside = bracket_at(text, span.end, len(text))
        reference = text[inside.start : inside.end] if inside else ""
        if inside and sum(map(str.isdigit, reference)) >= 4 and _IN_BRACKET.fullmatch(reference):
            places.setdefault(reference, inside)
    values = []
    for reference, span in sorted(places.items(), key=lambda item: item[1].start):
        if subjects.elsewhere(span.start):
            continue
        sentence = layout.sentence_at(span.start)
        near = [item for item in paid if sentence.start <= item[1].start < sentence.end]
        funder: Value[Organization] | None = directory.value(*near[0]) if len(near) == 1 else None
        identifier = Value(Identifier("grant", reference), witness.evidence(span, 0.9))
        values.append(Value(Grant(identifier, funder), witness.evidence(span, 0.9)))
    return tuple(values)


def duration(layout: Layout, subjects: Subjects) -> Value[str] | None:
    """How long the project takes, as an ISO 8601 duration ("P3Y", "P36M")."""
    witness = Witness(layout, "funding")
    for start, end, count, unit in _durations(layout):
        number = int(count) if count.isdigit() else NUMBERS[count]
        if number and subjects.states(start):
            return witness.name(Span(start, end), 0.9, value=f"P{number}{unit[0].upper()}")
    return None


def _durations(layout: Layout) -> Iterator[tuple[int, int, str, str]]:
    """Start and end, count and unit of what may be durations: "a two-year study", "Duration: 18 months"."""
    small = layout.small
    for unit in layout.places(_TIMES):
        count = _COUNT_BEFORE.search(small, max(0, unit - 12), unit)
        what = _WHAT.match(small, unit) if count else None
        if count and what:
            yield count.start("count"), what.end("unit"), count.group("count"), what.group("unit")
    for pattern in _DURATIONS:
        for match in layout.near(pattern, _TIMES, 100, 20, small=True):
            if not _within_word(layout.text, match.start()):
                yield match.start("count"), match.end("unit"), match.group("count"), match.group("unit")
