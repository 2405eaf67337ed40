"""Figures that a text states of its study: "143 people were interviewed", "a sample of 2,000 households".

Only what is said plainly and as done: a number, what is counted, and the words that say that it was studied. What is
planned ("will interview 40 growers"), rounded ("about 30 firms") or another study's is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.evidence import Witness
from graph.narrative.pointing import points_elsewhere
from graph.narrative.spans import Layout, Span, clean
from graph.narrative.triggers import triggers
from graph.narrative.words import NUMBERS, word_set
from graph.records import Figure, Value

_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90
}  # fmt: skip
_TEENS = {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19}
_UNITS = {word: number for word, number in NUMBERS.items() if number > 1} | _TEENS
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_COUNT = re.compile(
    rf"\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,7}}|(?:{'|'.join(_TENS)})(?:[ -](?:{_ONES}))?(?!\w)"
    rf"|(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?!\w)"
)
_NO_NOUN = (
    r"(?:and|or|of|in|at|to|for|from|with|by|on|the|a|an|who|which|that|were|was|are|is|had|have|has|took|per|out"
)
_NO_NOUN += r"|ran|run|found|show|shows|said|began|asked|told)\b"
# Where a number may begin: after space or an opening mark.
_START = re.compile(r"[\dtfsen](?<![^\s(“\"'].)(?=[\d,whieol\s])")
_WHAT = rf" (?P<what>(?!{_NO_NOUN})[a-z][\w’'-]{{1,30}}(?: (?!{_NO_NOUN})[a-z][\w’'-]{{1,30}}){{0,4}}?)"
_WITH = r"(?: (?:with|aged|from|in|at|across) [\w’',–-]{1,24}(?: [\w’'–-]{1,24}){0,3}?)?"
_DONE = re.compile(
    rf"{_WHAT}{_WITH} (?:(?:in total|altogether|overall) )?(?:(?P<event>(?<=s )(?:were|have been|had been)"
    r" (?:also |then )?(?:conducted|held|completed|undertaken|carried out|run))"
    r"|(?:were|was|have been|had been) (?:also |then |each )?(?:interviewed|surveyed|recruited|sampled|observed"
    r"|consulted|included|collected|visited|analysed|analyzed|transcribed)"
    r"|took part|participated|responded|completed (?:the|a) (?:survey|questionnaire|diary))\b"
)
_EVENT = re.compile(
    r"(?:interview|group|workshop|survey|questionnaire|visit|session|observation|stud(?:y|ie)|trial|experiment|meeting"
    r"|event|discussion|conversation|consultation|test|measurement)s?$"
)
_NAMED = re.compile(
    rf"{_WHAT}(?=\s*[.,;:()\n]|\s(?:in|from|across|of|at|who|aged|with|and|was|were|on|about|took|ran|to)\b|$)"
)
# "The sample comprised", "our study is based on interviews with".
_STUDY = (
    r"(?:(?:the|this|our|my) (?:[\w-]{1,20} ){0,3}?(?:samples?|study|survey|data(?: ?set)?|fieldwork|research|project"
    r"|evaluation|corpus|cohort|panel|collection|trial|experiment)|fieldwork|data collection|it)"
    r" (?:comprise[ds]?|consist(?:s|ed)? of|involve[ds]|include[ds]|contain(?:s|ed)|cover(?:s|ed)"
    r"|(?:is|was|are) based on|draws on|drew on|was completed by|was answered by|were collected from)"
    r"(?: (?:data|responses|information|interviews|answers) (?:from|with|of))?"
)
_BEFORE = re.compile(
    rf"(?:\b{_STUDY}(?: a total of)? $)|"
    r"(?:^|\n)(?:participants|respondents|sample|interviews|sample size)\s?: $|"
    r"\b(?:(?:spoke (?:to|with)|talked (?:to|with)|(?:carried out|conducted|undertaken|held) with|data (?:were|was)"
    r" (?:collected|gathered) from|interviewed|surveyed|recruited|observed|visited|conducted|held|carried out|undertook"
    r"|collected|transcribed|(?:interviews|focus groups|workshops) with|survey of|samples? of|case studies of"
    r"|investigation of)"
    r"(?: a total of)?) $"
)
# "The sample size was 143".
_SIZE = re.compile(r"\b(?P<what>sample size)(?: (?:was|is|of)|\s?:) (?:n ?= ?)?$")
_AMONG = re.compile(r"[^.;:\n]{0,60}?,? (?:including|of (?:which|whom|these),?) ")
_WERE = re.compile(r" (?:were|are)(?= )")
_NOT_PLAIN = re.compile(
    r"(?:\bbetween [\w,-]{1,12} and"
    r"|\b(?:about|around|approximately|roughly|nearly|almost|over|under|than|least|most|to|some|between|or|aged"
    r"|circa|another"
    r"|further|remaining|other|per|in|since|until|by|stages?|phases?|wps?|table|figure|page|chapter|wave|round|year)"
    r"|[£$€%&/.,:–—-]|\d)\s?$"
)
# "In total, 40 people", "In Leeds, 40 people": a comma that begins what is said, not one between numbers.
_LEAD_IN = re.compile(r"(?:(?:in|during|across|at|for|from) [^,;.:(\n]{1,60}|overall|altogether), (?:a total of )?\Z")
_PLANNED = re.compile(
    r"\b(?:will|shall|plans?|planned|intends?|aims? to|hopes? to|expects?|expected|proposes?|target)\b"
)
_NOT_COUNTED = word_set(
    """
    years months weeks days hours minutes pages chapters sections volumes parts phases stages steps strands tasks
    packages workstreams aims objectives questions waves rounds percent points times kilometres miles pounds euros
    types kinds ways levels elements components themes topics variables items
    """
)
_CUES = triggers(
    *("interview", "survey", "recruit", "sample", "observ", "consulted", "took part", "participated", "responded"),
    *("conducted", "focus group", "case stud", "questionnaire", "workshops", "transcribed", "investigation of"),
    *("participants:", "respondents:", "based on", "draws on", "drew on", "spoke to", "spoke with", "talked to"),
    *("talked with", "collected from", "gathered from", "comprise", "consist", "involved", "dataset "),
)
# No figure is without one of these in its sentence.
_NEAR = triggers(
    *("interviewed", "surveyed", "recruited", "sampl", "observed", "consulted", "included", "collected", "visited"),
    *("analys", "analyz", "transcribed", "took part", "participat", "responded", "completed", "conducted", "held"),
    *("undert", "carried out", " run", "interviews with", "groups with", "workshops with", "survey of", "case stud"),
    *("investigation of", "spoke ", "talked ", "based on", "draws on", "drew on", "gathered", "comprise", "consist"),
    *("involve", "includes", "contain", "cover", "participants:", "respondents:", "sample:", "size"),
)
# The last letters of the words before a number that say what was done.
_BEFORE_ENDS = ("ed ", "es ", "ns ", "rs ", "se ", "on ", "out ", "took ", "with ", "of ", "from ", "by ", "to ", ": ")


def figures(layout: Layout, language: str | None = None, within: Span | None = None) -> tuple[Value[Figure], ...]:
    """The figures in the order of the text, or in one part of it."""
    if not layout.has(_CUES):
        return ()
    found: dict[tuple[int, str], Value[Figure]] = {}
    witness = Witness(layout, "figures", language)
    for number, what, quote in _stated(layout, within or Span(0, len(layout.text))):
        figure = Figure(number, witness.words(what, 0.85), witness.words(quote, 0.85))
        key = number, clean(layout.small[what.start : what.end])
        found.setdefault(key, Value(figure, witness.evidence(quote, 0.85)))
    return tuple(found.values())


def _stated(layout: Layout, within: Span) -> Iterator[tuple[int, Span, Span]]:
    """Each figure's number, the words for what is counted, and the words that state it."""
    small, last = layout.small, -1
    for cue in layout.places(_CUES):
        index = layout.sentence_index(cue)
        if index == last:
            continue
        last, sentence = index, layout.sentences[index]
        if sentence.start < within.start or sentence.end > within.end:
            continue
        end = min(sentence.end, sentence.start + 1000)
        if not (sentence.start <= cue < end and layout.within(_NEAR, sentence.start, sentence.end)):
            continue
        reach = 0
        for start in _START.finditer(small, sentence.start, end):
            count = _COUNT.match(small, start.start(), sentence.end) if start.start() >= reach else None
            reach = count.end() if count else reach
            found = list(_from(small, count, sentence)) if count else []
            if found and (
                points_elsewhere(small[sentence.start : found[0][2].start])
                or _PLANNED.search(small, sentence.start, start.start())
            ):
                break
            yield from found


def _from(small: str, count: re.Match[str], sentence: Span) -> Iterator[tuple[int, Span, Span]]:
    number = _value(count.group())
    before = small[max(sentence.start, count.start() - 60) : count.start()]
    if _LEAD_IN.match(small, sentence.start, count.start()):
        before = ""
    if (size := _SIZE.search(before)) and (number or 0) > 1:
        begin = count.start() - len(before)
        yield (
            number or 0,
            Span(begin + size.start("what"), begin + size.end("what")),
            Span(begin + size.start(), count.end()),
        )
        return
    done = _DONE.match(small, count.end(), sentence.end)
    cue = _BEFORE.search(before) if before.endswith(_BEFORE_ENDS) else None
    named = _NAMED.match(small, count.end(), sentence.end) if cue and not done else None
    if done and done.group("event") and not _EVENT.search(done.group("what")):
        done = None
    match = done or named
    if match and match.group("what").split()[-1] in _NOT_COUNTED:
        return
    if (
        number is None
        or match is None
        or (_NOT_PLAIN.search(before) and not (cue and before.endswith((" of ", " to ", " by ", ": "))))
    ):
        return
    start = count.start() if done or cue is None else count.start() - len(before) + cue.start()
    yield number, Span(*match.span("what")), Span(start, match.end())
    if among := _AMONG.match(small, match.end(), sentence.end):
        inner = _COUNT.match(small, among.end(), sentence.end)
        verb = _WERE.match(small, inner.end(), sentence.end) if inner else None
        of = _NAMED.match(small, verb.end() if verb else inner.end(), sentence.end) if inner else None
        value = _value(inner.group()) if inner else None
        if inner and of and value:
            yield value, Span(*of.span("what")), Span(inner.start(), of.end())


def _value(words: str) -> int | None:
    """The number that digits or words say; None for what is more likely a year."""
    if words[0].isdigit():
        number = int(words.replace(",", ""))
        return None if number < 2 or (1900 <= number < 2100 and "," not in words) else number
    first, _, second = words.replace("-", " ").partition(" ")
    return _TENS.get(first, _UNITS.get(first, 0)) + NUMBERS.get(second, 0)
