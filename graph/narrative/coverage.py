"""Where and when the work of a study was done, where the text says it plainly of work that is done.

"Interviews took place in Selby and York between January 2019 and June 2021": two places and a period. What is planned,
another study's, or not said of the work ("prices in 2019") is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.evidence import Witness
from graph.narrative.names import is_organization
from graph.narrative.patterns import at_word
from graph.narrative.pointing import Pointing
from graph.narrative.spans import Layout, Span
from graph.narrative.triggers import triggers
from graph.narrative.words import NOT_A_NAME, ORGANIZATION_WORDS, word_set
from graph.records import Period, Value

_WORDS = triggers(
    *("took place", "conducted", "carried out", "were held", "was held", "collected", "undertaken", "gathered"),
    *("recorded", "interviewed", "surveyed", "fieldwork", "recruited"),
)
_WORK = re.compile(
    at_word(
        *(
            rf"{work}\b[^.;:\n]{{0,160}}?\b(?:took place|(?:was|were|has been|have been) (?:all )?(?:conducted"
            r"|carried out|held|collected|undertaken|gathered|recorded|done|interviewed|surveyed|recruited|run)"
            r"|and (?:conducted|held|collected|interviewed|surveyed)|fieldwork (?:ran|lasted))"
            for work in (
                *("interviews?", "fieldwork", "data", "surveys?", "focus groups?", "workshops?", "observations?"),
                *("visits", "diar(?:y|ies)", "research", "study", "questionnaires?", "case studies", "experiments?"),
                *("participants", "respondents", "people", "we"),
            )
        ),
        "we (?:also )?(?:conducted|carried out|held|collected|interviewed|surveyed|recruited)",
    )
    + r"\b"
)
_PLANNED = re.compile(r"\b(?:will|shall|plans?|planned|intends?|would|to be)\b")
_PLANNED_WORDS = triggers("will", "shall", "plan", "intend", "would", "to be")
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
            *("november", "december"),
        ),
        1,
    )
}
_DATE = rf"(?:(?P<{{0}}month>{'|'.join(_MONTHS)}) )?(?P<{{0}}year>(?:19|20)\d\d)(?!\d)"
_PERIOD = re.compile(
    rf"\b(?:(?:between|from) {_DATE.format('from_')} ?(?:and|to|until|–|-) ?{_DATE.format('to_')}"
    rf"|(?:in|during|over|throughout)(?: the (?:spring|summer|autumn|winter) of| (?:early|late|mid|spring|summer|autumn"
    rf"|winter))?[ -]{_DATE.format('in_')}(?: ?[–/-] ?(?P<end>(?:\d\d)?\d\d)(?![\d–/-]))?)"
)
_IN = re.compile(at_word("in", "across") + r" (?:the )?(?=[A-Z])")
_PLACE = re.compile(
    r"(?:(?:North|South|East|West|Central|Greater|New|Upper|Lower) )?[A-Z][a-zà-ÿ’'-]{2,30}"
    r"(?: [A-Z][a-zà-ÿ’'-]{2,30}){0,2}|UK|USA|EU"
)
_JOIN = re.compile(r", (?:and )?(?:the )?|,? and (?:the )?")
_CLOSED = re.compile(
    r"\s*(?:[.,;:)\n]|$|(?:between|from|in|during|over|by|with|and|to|on|at|where|using|as|was|were|who)\b)"
)
_NO_PLACE = (
    NOT_A_NAME
    | ORGANIZATION_WORDS
    | word_set(
        """
    English Welsh French German Spanish Arabic Polish Portuguese Italian Dutch Swedish Irish Gaelic Urdu Bengali
    Spring Summer Autumn Winter Year Round Wave Table Figure Chapter Section Appendix Parliament Excel Zoom Teams
    Christmas Easter Ramadan
    """
    )
)
_TOLD = re.compile(at_word(r"in (?:the )?[A-Z]", r"across (?:the )?[A-Z]", inside=(r"19\d\d", r"20\d\d")))
_REACH = 200


def coverage(layout: Layout) -> tuple[tuple[Value[str], ...], Value[Period] | None]:
    """The places, in the order of the text, and the period; each with its words."""
    if not layout.has(_WORDS):
        return (), None
    places: dict[str, Value[str]] = {}
    witness, period = Witness(layout, "coverage"), None
    for said in _said(layout):
        for span in _places(layout.text, said):
            value = witness.name(span, 0.85)
            places.setdefault(value.value, value)
        if period is None and (match := _PERIOD.search(layout.small, said.start, said.end)):
            read = _read(match)
            if (read.start or "")[:4] <= (read.end or "")[:4]:
                period = Value(read, witness.evidence(Span(match.start(), match.end()), 0.85))
    return tuple(places.values()), period


def _said(layout: Layout) -> Iterator[Span]:
    """What the text says after words like "interviews took place", and the rest of that sentence."""
    reach, pointing = 0, Pointing(layout)
    for work in _works(layout):
        if work.start() < reach or not _TOLD.search(layout.text, work.end(), work.end() + _REACH):
            continue
        sentence = layout.sentence_at(work.start())
        reach = sentence.end
        if work.end() > sentence.end:
            continue
        planned = layout.within(_PLANNED_WORDS, sentence.start, work.end())
        if planned and _PLANNED.search(layout.small, sentence.start, work.end()):
            continue
        if not pointing.between(sentence.start, work.start()):
            yield Span(work.end(), min(sentence.end, work.end() + _REACH))


def _works(layout: Layout) -> Iterator[re.Match[str]]:
    """The words that say that work was done, each within a clause."""
    small, reach = layout.small, 0
    for place in layout.places(_WORDS):
        if place >= reach:
            begin = max(reach, place - 200, 0)
            for mark in ".;:\n":
                begin = max(begin, small.rfind(mark, begin, place) + 1)
            if work := _WORK.search(small, begin, place + 40):
                reach = work.end()
                yield work


def _places(text: str, said: Span) -> Iterator[Span]:
    """The names listed after "in" and "across", each list as long as it is one."""
    for begin in _IN.finditer(text, said.start, said.end):
        found: list[Span] = []
        position = begin.end()
        while match := _PLACE.match(text, position, said.end):
            name = match.group()
            if is_organization(name) or any(word in _NO_PLACE for word in name.split()):
                break
            found.append(Span(match.start(), match.end()))
            position = match.end()
            more = _JOIN.match(text, position, said.end)
            if more is None or not _PLACE.match(text, more.end(), said.end):
                break
            position = more.end()
        if found and _CLOSED.match(text, found[-1].end):
            yield from found


def _read(match: re.Match[str]) -> Period:
    if match.group("in_year"):
        start = _date(match, "in_")
        end = match.group("end")
        return Period(start, f"{start[: 4 - len(end)]}{end}" if end else start)
    return Period(_date(match, "from_"), _date(match, "to_"))


def _date(match: re.Match[str], name: str) -> str:
    month = match.group(f"{name}month")
    return f"{match.group(f'{name}year')}-{_MONTHS[month]}" if month else match.group(f"{name}year")
