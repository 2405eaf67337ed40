"""Under which reference a project is paid for, and how long it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.brackets import bracket_at
from graph.narrative.evidence import Witness
from graph.narrative.spans import Layout, Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import NUMBERS
from graph.records import Grant, Identifier, Organization, Value

_SLASH = triggers("/")
_ACADEMY = triggers("\\")
_RESEARCH_COUNCIL = triggers("res-", "pta-")
_HEALTH = triggers("nihr")
_WELLCOME = triggers("/z/", "/a/", "/b/", "/c/")
_NATIONAL = triggers("anr-", "rpg-", "ecf-", "mrf-", "rla-")
_FIELD_WORDS = triggers("reference")
_REFERENCE_WORDS = triggers("grant", "award", "project")
_OTHER_FIELDS = triggers(
    *("projektnummer", "förderkennzeichen", "fkz", "diarienummer", "dnr", "projectnummer", "dossiernummer"),
    *("convention n", "proyecto "),
)
_TIMES = triggers("year", "month")
# Some write "ES/ K002317/1"; the reference has no space.
_REFERENCES = (
    (_SLASH, 2, re.compile(r"[A-Z][A-Z]/ ?[A-Z]{1,2}\d{5,6}[0-9A-Z]?/ ?\d{1,2}(?![\w/])")),
    (_RESEARCH_COUNCIL, 0, re.compile(r"(?:RES|PTA)-\d{3}-\d{2}-\d{4}(?:-[A-Z])?(?!\w)")),
    (_HEALTH, 0, re.compile(r"NIHR ?\d{5,6}(?!\w)|NIHR/[A-Z]{2,6}/[\w/-]{2,20}\d(?!\w)")),
    (_WELLCOME, 6, re.compile(r"\d{6}/[A-Z]/\d{2}/[A-Z](?![\w/])")),
    (_NATIONAL, 0, re.compile(r"ANR-\d{2}-[A-Z0-9]{4}-\d{4}(?:-\d{2})?(?!\w)|(?:RPG|ECF|MRF|RLA)-\d{4}-\d{2,4}(?!\w)")),
)
# "SRG2021\\210012", "URF\\R1\\191234" of two academies.
_ACADEMY_REFERENCE = re.compile(r"(?<![\w\\:/.-])[A-Z]{2,5}\d{0,4}(?:\\R\d{1,2})?\\\d{5,7}(?![\w\\]|\.\w)")
# "PY-263641-19", alone in a line of a list of awards.
_ALONE = re.compile(r"(?<![^\n])[ \t]{0,8}(?P<reference>[A-Z]{2,4}-\d{5,6}-\d{2})(?![^\s])")
_AWARDED = triggers("award", "grant", "(approved)")
# "NIHR reference: 17/45/12", at the beginning of a line or sentence.
_REFERENCE_FIELD = re.compile(
    r"reference(?: number| no\.?)?\s?:\s{0,2}"
    r"(?P<reference>(?=[\w/.-]{0,20}\d{2})[A-Z0-9][\w.-]{0,12}(?:/[\w.-]{1,12}){1,5})"
    r"(?![\w/])",
    re.IGNORECASE,
)
_NAMED_REFERENCE = re.compile(
    r"(?:grant|award|project)(?: agreement)?(?: funding)? ?"
    r"(?:numbers?|nos?\.?|n\.|n°|ref(?:erence)?\.?|id|code)\s?:?\s{0,2}"
    r"(?P<reference>[a-z0-9][a-z0-9/._-]{3,30}[a-z0-9])(?![\w/])"
)
# "Grant RPG-2019-123": without the word "number" only what is written as a reference, in parts.
_SHAPED_REFERENCE = re.compile(
    r"(?:grant|award)(?: agreement)?:? (?P<reference>[a-z]{1,6}[/-](?:[a-z0-9]{1,12}[/-]){0,4}[a-z0-9]{1,12})(?![\w/-])"
)
# "Award 1851203", "Insight Grant 435-2016-0812", "grant R01MD007753": six figures, or letters and figures in one.
_PLAIN_REFERENCE = re.compile(
    r"(?:grant|award|(?:linkage|discovery) project)s?,? (?:agreement |abstract )?(?:\(|ref\.? |: |# ?)?"
    r"(?P<reference>\d{6,9}"
    r"|(?!(?:19|20)\d\d-(?:19|20)?\d\d(?![\w-]))\d{3,4}-\d{2,5}(?:-\d{2,5})?|(?=[a-z\d]{0,6}\d{4})[a-z]{1,4}\d[a-z\d]{5,14})"
    r"(?![\w/-]|[.,]\d)"
)
_PARTED = re.compile(r"project (?P<reference>\d{3}-\d{2}-\d{3,5})(?![\w/-])")
# "Paid through its scheme (LP190100466)": a code in a bracket of a sentence about money.
_CODE_IN_BRACKET = re.compile(
    r"(?P<reference>(?!NCT|ISRCTN|ISO|SN|SC|NI|CHY|DOI|EN|BS|COVID|PMID)(?:[A-Z]{2,6}\d{4,10}[A-Z]?|[A-Z]\d{2}[A-Z]{2}\d{6}"
    r"|[A-Z]{2,4}/\d{4,6}))\)"
)
_MONEY = re.compile(r"\b(?:fund(?:ed|ing|s)?|grants?|awards?|scheme|fellowship|studentship)\b")
_MONEY_WORDS = triggers("fund", "grant", "award", "scheme", "fellowship", "studentship")
# The same after labels of other languages: "Projektnummer 329841177", "dnr 2018-00417", "proyecto PID2020-1189RB-I0".
_OTHER_REFERENCE = re.compile(
    r"(?:projektnummer|förderkennzeichen|fkz|diarienummer|dnr|projectnummer|dossiernummer|convention n[°o]?\.?"
    r"|proyecto)\s?[.:]?\s{0,2}"
    r"(?P<reference>(?=[\w/.-]{0,24}\d{3})[a-z0-9][a-z0-9/.-]{3,30}[a-z0-9])(?![\w/])"
)
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?")
# What else is numbered "project": the approval of an ethics board, a register of trials.
_REGISTERED = re.compile(r"(?:IRAS|REC|CPMS|UKCRN|[Ee]thics|[Rr]egistration|EudraCT|ISRCTN)[\s:]{1,2}$")
# In a bracket after a funder's name: letters and figures in parts, such as RPG-2019-123.
_IN_BRACKET = re.compile(
    r"(?:(?:[Gg]rant|[Aa]ward|[Pp]roject|[Rr]ef(?:erence)?|[Nn]o|[Nn]umber|[Cc]ode)[.:]? ){0,3}(?P<reference>"
    r"(?=[^/-]{0,20}[/-])(?=.{0,30}[A-Z])(?:[A-Za-z0-9]{1,12}[/-]){1,5}[A-Za-z0-9]{1,12}"
    r"|[A-Z]{2,6}\d{5,10}[A-Z]?|\d{3}-\d{2,4}-\d{3,5})"
)
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


def _within_word(text: str, position: int) -> bool:
    return position > 0 and (text[position - 1].isalnum() or text[position - 1] == "_")


def grants(directory: Directory, paid: list[tuple[str, Span]], subjects: Subjects) -> tuple[Value[Grant], ...]:
    """Every grant reference; with its funder where the sentence names exactly one."""
    layout, witness = directory.layout, Witness(directory.layout, "funding")
    text = layout.text
    places: dict[str, Span] = {}
    for words, back, pattern in _REFERENCES:
        for match in layout.at(pattern, words, back=back):
            if not _within_word(text, match.start()) and text[match.start() - 1 : match.start()] != "/":
                places.setdefault(match.group().replace(" ", ""), Span(match.start(), match.end()))
    for match in layout.near(_ACADEMY_REFERENCE, _ACADEMY, 16, 20):
        places.setdefault(match.group(), Span(*match.span()))
    for match in _labelled(layout):
        span = Span(*match.span("reference"))
        reference = text[span.start : span.end]
        known = any(span.start < place.end and place.start < span.end for place in places.values())
        other = _YEARS.fullmatch(reference) or _REGISTERED.search(text, max(0, match.start() - 14), match.start())
        digits = sum(map(str.isdigit, reference))
        if digits >= 3 and not other and not known and not _within_word(text, match.start()):
            places.setdefault(reference, span)
    for _, span in paid:
        inside = bracket_at(text, span.end, len(text))
        coded = _IN_BRACKET.fullmatch(text, inside.start, inside.end) if inside else None
        if coded and sum(map(str.isdigit, coded.group("reference"))) >= 4:
            places.setdefault(coded.group("reference"), Span(*coded.span("reference")))
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


def _labelled(layout: Layout) -> Iterator[re.Match[str]]:
    """What may be references, after words that say so."""
    for pattern in (_NAMED_REFERENCE, _SHAPED_REFERENCE, _PLAIN_REFERENCE, _PARTED):
        yield from layout.at(pattern, _REFERENCE_WORDS, small=True)
    yield from layout.at(_REFERENCE_FIELD, _FIELD_WORDS)
    yield from layout.at(_OTHER_REFERENCE, _OTHER_FIELDS, small=True)
    yield from _coded(layout)
    for match in layout.near(_ALONE, _AWARDED, 300):
        if layout.text[match.end() : match.end() + 1] in ("", "\n"):
            yield match


def _coded(layout: Layout) -> Iterator[re.Match[str]]:
    """Codes in brackets, where the words before them in the sentence tell of money."""
    if not layout.has(_MONEY_WORDS):
        return
    text, position = layout.text, 0
    while (position := text.find("(", position)) >= 0:
        position += 1
        if match := _CODE_IN_BRACKET.match(text, position):
            begin = max(layout.sentence_at(position).start, position - 200)
            if _MONEY.search(layout.small, begin, position):
                yield match


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
