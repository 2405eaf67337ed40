"""Who leads a part of a project, where the text says so: "WP2, led by Dr Roe", "WP3 Sensing (Leader: KELL)".

Words that say it belong to the label before them in the same line, or to the label of the line above; a name before
"leads WP3" leads that part. Who leads the project, a network or a study that is named in between leads no part.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from graph.narrative.bodies.lists import organizations_at
from graph.narrative.bodies.organizations import Directory
from graph.narrative.evidence import Witness
from graph.narrative.names import runs
from graph.narrative.parts.labels import Mention
from graph.narrative.patterns import at_word
from graph.narrative.people.named import Found
from graph.narrative.people.titled import person_at
from graph.narrative.spans import Span
from graph.narrative.triggers import triggers
from graph.records import Association, Person, Value

_CUE_WORDS = triggers(
    *("led by", "led jointly by", "headed by", "headed jointly by", "ordinated ", "managed ", "directed ", "lead"),
    *("ordinator", "responsible", "responsab", "leitung", "trekker", "capofila"),
)
_WORDS = triggers(
    "lead", "led ", "leader", "headed by", "ordinat", "managed by", "responsab", "leit", "trekker", "capofila"
)
_LEADS_WORDS = triggers("lead", "heads", "head of", "head for", "ordinates", "manages", "directs", "responsible")
_LEADERS = (
    "[Ll]ead(?:er)?s?(?: (?:partner|beneficiary|institution|organi[sz]ation|researcher|investigator)s?)?",
    *(
        "[Cc]o-?ordinators?",
        "[Rr]esponsible(?: partner)?",
        "[Rr]esponsable",
        "[Rr]esponsabile",
        "Leitung",
        "[Tt]rekker",
    ),
    "[Cc]apofila",
)
_LEADER = "|".join(_LEADERS)
_CUE = re.compile(
    at_word(
        *(
            rf"{led}(?: jointly)? by(?: the)?"
            for led in (
                *("[Cc]o-?(?:[Ll]ed|[Hh]eaded|[Cc]o-?ordinated|[Mm]anaged|[Dd]irected)", "[Ll]ed", "[Hh]eaded"),
                *("[Cc]o-?ordinated", "[Mm]anaged", "[Dd]irected"),
            )
        ),
        *(rf"{part} (?:{_LEADER})\s?[:=–]" for part in ("WP", "[Ww]ork [Pp]ackage", "[Tt]ask", "[Ww]orkstream")),
        *(rf"{leader}\s?[:=–]" for leader in _LEADERS),
    )
    + r"\s{1,2}(?:the )?"
)
_LEADS = re.compile(
    r"(?:,? who)?,? (?:(?:co-?)?leads|is leading|heads|co-?ordinates|manages|directs|is (?:the )?(?:leader|lead"
    r"|head) (?:of|for)"
    r"|is responsible for|(?:leader|lead) (?:of|for)) (?:the )?[\"“(]?$"
)
# Between a label and "led by": nothing that could be led in its place, no further sentence.
_ELSE = re.compile(
    r"\b(?:project|study|consortium|network|programme|survey|trial|team|cent(?:re|er)|group|charity|workshops?|phase"
    r"|training|institute|school|department|unit)s?\b[^.;()]{0,30}$|[.;!?]\s[^.;]{12,}$|\n",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(?:,? and |, |; | & |/)(?:the )?")
_NEAR = 240
_QUOTE = 300
_MOST = 6
Lead = tuple[Mention, Found | tuple[str, Span], Span]


def leads(directory: Directory, found: list[Mention], people: list[Found]) -> list[Lead]:
    """Each part's leaders with the words that say it; a person who was not known before is a new place."""
    layout = directory.layout
    if not found or not layout.has(_WORDS):
        return []
    text, known = layout.text, {place.start: place for place in people}
    ending = {end: place for place in reversed(people) for end in (place.end, place.span.end)}
    starts = [mention.start for mention in found]
    given: list[Lead] = []
    for match in layout.near(_CUE, _CUE_WORDS, 28, 60):
        before = bisect_left(starts, match.start())
        if mention := _of_part(directory, found[max(0, before - _MOST) : before], match):
            end = layout.units[layout.unit_index(match.start())].end
            for who, span in _named(directory, match.end(), end, known):
                given.append((mention, who, _quote(mention, match.start(), span.end)))
    for mention in found:
        cue = (
            _LEADS.search(text, max(0, mention.start - 60), mention.start)
            if layout.within(_LEADS_WORDS, mention.start - 60, mention.start)
            else None
        )
        if cue and (leader := _ending(directory, ending, cue.start())):
            given.append((mention, leader[0], Span(leader[1].start, mention.end)))
    return given


def _of_part(directory: Directory, found: list[Mention], match: re.Match[str]) -> Mention | None:
    """The part that words like "led by" speak of."""
    layout, text = directory.layout, directory.layout.text
    index = layout.unit_index(match.start())
    unit = layout.units[index]
    near = [item for item in found if item.end <= match.start() and match.start() - item.end < _NEAR]
    inside = [item for item in near if item.start >= unit.start]
    if inside:
        last = inside[-1]
        between = text[last.end : match.start()]
        bracketed = between.startswith(")") and _ELSE.search(text[max(unit.start, last.start - 60) : last.start - 1])
        return None if bracketed or _ELSE.search(between) else last
    above = layout.units[index - 1] if index else None
    heads = [item for item in near if above and above.content <= item.start <= above.content + 4]
    own = match.start() - unit.content < 3 and match.group().rstrip()[-1] in ":=–"
    return heads[0] if own and heads else None


def _named(
    directory: Directory, position: int, end: int, known: dict[int, Found]
) -> Iterator[tuple[Found | tuple[str, Span], Span]]:
    """The people and organisations listed from a position on."""
    text = directory.layout.text
    for _ in range(_MOST):
        place = known.get(position) or person_at(directory, position, end)
        if place is not None and directory.key_at(place.span) is None:
            yield place, Span(place.start, place.span.end)
            position = place.end
        else:
            listed = next(organizations_at(directory, position, end), None)
            if listed is None:
                return
            yield listed, listed[1]
            position = listed[1].end
        more = _NEXT.match(text, position, end)
        if more is None:
            return
        position = more.end()


def _ending(
    directory: Directory, people: dict[int, Found], position: int
) -> tuple[Found | tuple[str, Span], Span] | None:
    """The person or organisation whose name, or what is said of them, ends at a position."""
    layout, text = directory.layout, directory.layout.text
    start = max(layout.sentence_at(position - 1).start, position - 200)
    place = people.get(position)
    if place is not None and start <= place.start:
        return place, Span(place.start, place.span.end)
    if text[position - 1] == ")" and (opening := text.rfind(" (", start, position)) > 0:
        position = opening
    run = next((run for run in runs(text, start, position) if run.end == position), None)
    key = directory.recognise(run) if run else None
    return ((key, run), run) if key and run else None


def _quote(mention: Mention, cue: int, end: int) -> Span:
    """The words from the label to the name, or from the cue where that is too far."""
    return Span(mention.start if end - mention.start <= _QUOTE else cue, end)


def associations(
    directory: Directory, given: list[Lead], people: dict[tuple[Span, int], Value[Person]]
) -> dict[tuple[int, str], dict[str, Value[Association]]]:
    """Who leads what, by the place of a mention and a number; ``people`` are records by the places that name them."""
    witness = Witness(directory.layout, "leads")
    told: dict[tuple[int, str], dict[str, Value[Association]]] = {}
    for mention, who, quote in given:
        if isinstance(who, Found):
            person = people[who.span, who.end]
            name, value = f"person {person.value.name.value}", Association(person.value, "lead")
        else:
            name, value = f"organization {who[0]}", Association(directory.organization(*who), "lead")
        for number, _ in mention.numbers:
            told.setdefault((mention.start, number), {}).setdefault(name, Value(value, witness.evidence(quote, 0.85)))
    return told
