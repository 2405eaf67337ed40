"""The words that name and describe a part of a project, from where its label stands.

The label leads a line ("WP1: Survey"), ends one ("Survey – WP1"), leads a sentence ("In WP1, we …"),
or stands inside it ("… was done in WP1 by …"). A sentence that only refers to a part ("based on
WP2"), or tells of several without saying which does what, describes none of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.narrative.labels import Mention
from graph.narrative.spans import TERMINAL, Layout, Span, Unit, trim

WINDOW = 4000
_EDGES = " \t:–—-|,;"
_SEPARATOR = re.compile(r"[\s*_]{0,3}(?:[:|.–—]|-\s)[\s*_]{0,3}")
_BRACKET = re.compile(r"\s{0,2}[(\[](?P<name>[A-Za-z][^()\[\]\n]{1,80})[)\]]\s{0,2}(?P<after>[:–—\n-]|$)?")
_ASIDE = re.compile(r"\s{0,2}[(\[][^()\[\]\n]{0,80}[)\]]")
_NOT_TITLE = re.compile(r"\b(?:led by|lead|leader|months?|years?|M\d|pp?\.|see|\d{1,3} ?%)", re.IGNORECASE)
_QUOTED = re.compile(r"\s{0,2}[\"“‘](?P<name>[^\"”\n]{2,160})")
_DASH = re.compile(r"\s[–—-]\s")
_VERB = re.compile(
    r"\b(?:will|is|are|was|were|be|been|has|have|had|shall|would|can|could|must|should|does|did|we|We|aims?|"
    r"involves?|comprises?|concerns?|focus(?:es|ed)|explores?|examines?|investigates?|includes?)\b"
)
_TITLE_THEN_VERB = re.compile(
    r"\s(?P<name>[A-Z][\w-]{0,30}(?:,?\s(?:(?:and|of|for|the|in|&)\s){0,2}[A-Z][\w-]{0,30}){1,11})\s(?=[a-z]{2,20}s\b)"
)
_NESTED = re.compile(r"\s[A-Z]\w{1,20}\s\d{1,2}\.\d")
_TIMES = re.compile(r"\s{0,3}(?:Mo|M|[Mm]onths?|[Yy]ears?)?\s?\d{1,4}\s?(?:–|—|-|to)\s?(?:Mo|M)?\s?\d{1,4}")
_LEAD = re.compile(
    r"(?:(?:In|During|Within|Under|For|Through|As part of|Finally|Then|Next|Lastly|First|Second|Third|And|But)[,]?"
    r"\s{1,2}(?:in\s|during\s)?(?:the\s)?)?[\"“‘*(\[]{0,3}$"
)
_CLAUSE = re.compile(
    r"(?:[,;:]|\bwhile|\bwhereas|\bthen|\bbut|\band)\s{1,2}(?:and\s|while\s)?(?:(?:in|during)\s)?(?:the\s)?$"
)
_OF_AIM = re.compile(
    r"\b(?:objectives?|aims?|goals?|purpose|focus|task)\s{1,2}of\s{1,2}(?:the\s)?$", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"\b(?:from|form|see|cf\.?|of|on|to|outside|beyond|after|before|following|with|than|into|other than)\s{1,2}"
    r"(?:the\s)?[(\[]?$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:[\s,;]|\b(?:and|while|whereas|then|but|in|during|the)\b){1,8}$")
_HEAD = re.compile(
    r"(?:\s{0,2}of (?:the|this|our) (?:project|study|research|programme|program)\b)?[\s,:*)\]]{0,4}"
)
_LIST_LEAD = re.compile(r"^(?:[\s,;.)\]]|(?:and|then|or|finally)\b){1,6}")


@dataclass(frozen=True, slots=True)
class Words:
    """Where a part's title and description are, and how sure that is; ``shares`` one description per number."""

    name: Span | None = None
    description: Span | None = None
    confidence: float = 0.9
    shares: tuple[Span, ...] = ()


def describe(layout: Layout, found: list[Mention], index: int) -> Words:
    """The words for the mention at ``index`` of ``found`` (all mentions, in order)."""
    text, mention = layout.text, found[index]
    unit_index = layout.unit_index(mention.start)
    unit = layout.units[unit_index]
    leads = not text[max(unit.content, mention.start - 8) : mention.start].strip(' \t"“‘*[')
    leads = leads and mention.start - unit.content < 8
    if (leads and not mention.ordinal) or _label_like(text, mention):
        words = _labelled(layout, found, index, leads, unit)
        if leads and words.name is None:
            words = Words(
                _heading_above(layout, unit_index, mention), words.description, words.confidence, words.shares
            )
        if leads and len(mention.numbers) == 1 and words.description is None and unit.content == unit.start:
            words = _from_below(layout, found, index, unit_index, words)
        return words if len(mention.numbers) == 1 or words.name is None else Words()
    if title := _title_before(text, mention, unit):
        return Words(title if len(mention.numbers) == 1 else None)
    return _inside(layout, found, index)


def _label_like(text: str, mention: Mention) -> bool:
    after = text[mention.end : mention.end + 3].lstrip("* ")
    return not mention.ordinal and (
        after[:1] in ("|", '"', "“") or after[:2] in (": ", ":*", "– ") or after == ":"
    )


def _bound(layout: Layout, found: list[Mention], index: int, end: int) -> int:
    """Where the words of a label end: at the next label of the same form, or that leads a sentence."""
    for other in found[index + 1 : index + 20]:
        if other.start >= end:
            break
        sentence = layout.sentence_at(other.start)
        later = sentence.start > found[index].start and other.numbers != found[index].numbers
        if _label_like(layout.text, other):
            return other.start
        if (
            later
            and other.start - sentence.start <= 40
            and _LEAD.match(layout.text[sentence.start : other.start])
        ):
            return sentence.start
    return end


def _labelled(layout: Layout, found: list[Mention], index: int, leads: bool, unit: Unit) -> Words:
    text, mention = layout.text, found[index]
    end = min(_bound(layout, found, index, unit.end), mention.end + WINDOW)
    if quoted := _QUOTED.match(text, mention.end, end):
        closing = next(
            (place for place in range(*quoted.span("name")) if text[place] == "’"), quoted.end("name")
        )
        nested = _NESTED.search(text, quoted.start("name"), closing)
        return Words(trim(text, quoted.start("name"), nested.start() if nested else closing))
    position, name = mention.end, None
    if title := _bracket_title(text, mention.end, end):
        name, position = (
            trim(text, *title.span("name")),
            title.start("after") if title.group("after") else title.end(),
        )
    elif aside := _ASIDE.match(text, mention.end, end):
        position = aside.end()
    if separator := _SEPARATOR.match(text, position, end):
        rest = _without_tail(text, separator.end(), end)
        if name:
            return Words(name, rest if rest.end > rest.start else None)
        return _title_and_rest(layout, rest)
    if name or not leads:
        return Words(name)
    return _run_on(layout, mention, unit, position, end)


def _bracket_title(text: str, start: int, end: int) -> re.Match[str] | None:
    """The title in "Stage 1 (scoping): …"; where the sentence goes on, only one of three words or more."""
    bracket = _BRACKET.match(text, start, end)
    if bracket is None or _NOT_TITLE.search(bracket.group("name")):
        return None
    ends = bracket.group("after") is not None or len(bracket.group("name").split()) >= 3
    return bracket if ends and _is_title(text, Span(*bracket.span("name")), 12) else None


def _title_and_rest(layout: Layout, rest: Span) -> Words:
    """Split what follows a label and a separator into a title and a description."""
    text = layout.text
    if rest.start >= rest.end:
        return Words()
    if (dash := _DASH.search(text, rest.start, min(rest.end, rest.start + 160))) and _is_title(
        text, Span(rest.start, dash.start()), 15
    ):
        return Words(trim(text, rest.start, dash.start()), trim(text, dash.end(), rest.end))
    sentence = layout.sentence_at(rest.start)
    first = Span(rest.start, min(sentence.end, rest.end))
    stopped = text[first.end - 1] in TERMINAL
    if _is_title(text, first, 12 if stopped else 25):
        title = trim(text, first.start, first.end, ".")
        remainder = trim(text, first.end, rest.end)
        return Words(title, remainder if remainder.end > remainder.start else None)
    return Words(None, rest)


def _run_on(layout: Layout, mention: Mention, unit: Unit, position: int, end: int) -> Words:
    """The words after a label that begins a line and has no separator ("WP1 Case Studies defines …")."""
    text = layout.text
    sentence_end = min(layout.sentence_at(mention.start).end, end)
    rest = trim(text, position, sentence_end)
    if rest.start >= rest.end:
        return Words()
    if (dash := _DASH.search(text, rest.start, min(end, rest.start + 160))) and _is_title(
        text, Span(rest.start, dash.start()), 15
    ):
        return Words(trim(text, rest.start, dash.start()), trim(text, dash.end(), end))
    if text[rest.start].isupper():
        if _is_title(text, rest, 20) and text[rest.end - 1] not in TERMINAL and sentence_end == unit.end:
            return Words(rest)
        if title := _TITLE_THEN_VERB.match(text, position, sentence_end):
            return Words(trim(text, *title.span("name")), trim(text, title.end("name"), end))
    if text[rest.start] in ")]":
        return Words()
    return _clause(layout, mention, position, end if len(mention.numbers) == 1 else sentence_end)


def _is_title(text: str, span: Span, most: int) -> bool:
    words = text[span.start : min(span.end, span.start + 400)]
    return span.end - span.start < 400 and 0 < len(words.split()) <= most and not _VERB.search(words)


def _clause(layout: Layout, mention: Mention, start: int, end: int) -> Words:
    text = layout.text
    head = _HEAD.match(text, start, end)
    span = _without_tail(text, head.end() if head else start, end)
    first = text[span.start : span.start + 8].split(" ")[0]
    if span.end - span.start < 8 or first in ("and", "or", "&") or not first[:1].isalnum():
        return Words()
    count = len(mention.numbers)
    if count == 1:
        return Words(None, span)
    return Words(None, span, 0.6, _positional(text, span, count))


def _positional(text: str, span: Span, count: int) -> tuple[Span, ...]:
    """One item per number where a list of three or more has as many items as there are numbers."""
    if count < 3 or span.end - span.start > 400:
        return ()
    verb = re.match(r"[a-z]{2,20}\s", text[span.start : span.end])
    start = span.start + (verb.end() if verb else 0)
    commas, position = [], start
    for match in re.finditer(r",\s(?:and\s)?", text[start : span.end]):
        commas.append(trim(text, position, start + match.start()))
        position = start + match.end()
    items = [*commas, trim(text, position, span.end, ".")]
    return tuple(items) if len(items) == count else ()


def _title_before(text: str, mention: Mention, unit: Unit) -> Span | None:
    """The title in "Project management – WP1" or "Survey (WP2)", where that is the whole line."""
    if text[mention.end : min(unit.end, mention.end + 8)].strip(" .)]:*|"):
        return None
    if mention.end + 8 < unit.end or mention.start - unit.content > 400:
        return None
    before = text[unit.content : mention.start].rstrip()
    span = trim(text, unit.content, mention.start, "–—-:(|[*")
    if before[-1:] not in ("–", "—", "-", ":", "(", "|", "[") or not _is_title(text, span, 25):
        return None
    return None if any(mark in text[span.start : span.end] for mark in (". ", "; ")) else span


def _heading_above(layout: Layout, unit_index: int, mention: Mention) -> Span | None:
    """The title in a heading above that has the same number ("2. Survey" before "WP2 will …")."""
    if unit_index == 0 or len(mention.numbers) != 1:
        return None
    above, text = layout.units[unit_index - 1], layout.text
    number = text[above.start : above.content].strip(" \t().")
    span = trim(text, above.content, above.end)
    if (
        number == mention.numbers[0][0]
        and _is_title(text, span, 15)
        and text[span.end - 1] not in TERMINAL + ";,"
    ):
        return span
    return None


def _from_below(layout: Layout, found: list[Mention], index: int, unit_index: int, words: Words) -> Words:
    """Fill what a heading leaves open from the next line."""
    text, unit = layout.text, layout.units[unit_index]
    alone = not text[found[index].end : unit.end].strip(" .:*)")
    if unit_index + 1 >= len(layout.units) or not (alone or words.name):
        return words
    below = layout.units[unit_index + 1]
    if text[unit.end : below.start].count("\n") > 3 or (
        index + 1 < len(found) and found[index + 1].start < below.content + 40
    ):
        return words
    span = trim(text, below.content, min(below.end, below.content + WINDOW))
    if layout.is_prose(below) or (alone and _TIMES.match(text, below.content, below.end)):
        return Words(words.name, span, 0.8)
    if (
        alone
        and _is_title(text, span, 15)
        and below.content == below.start
        and text[span.end - 1] not in TERMINAL + ":"
    ):
        return Words(span, None, 0.8)
    return words


def _inside(layout: Layout, found: list[Mention], index: int) -> Words:
    """The words for a label inside a sentence."""
    text, mention = layout.text, found[index]
    sentence = layout.sentence_at(mention.start)
    if sentence.end - sentence.start > WINDOW:
        return Words()
    near = [
        other
        for other in found[max(0, index - 20) : index + 21]
        if sentence.start <= other.start < sentence.end
    ]
    later = [other for other in near if other.start > mention.start]
    before = text[max(sentence.start, mention.start - 60) : mention.start]
    at_start = mention.start - sentence.start <= 40 and _LEAD.match(before) is not None
    end = next((other.start for other in later if _starts_clause(text, other)), sentence.end)
    if at_start:
        return _clause(layout, mention, mention.end, end)
    if len(mention.numbers) > 1:
        return _clause(layout, mention, mention.end, end) if _starts_clause(text, mention) else Words()
    others = [other for other in near if other.numbers != mention.numbers]
    if others and _bracketed(text, mention) and any(_bracketed(text, other) for other in others):
        return _segment(text, near, mention, sentence)
    if others:
        following = text[mention.end : mention.end + 3].lstrip(", ")
        clear = _starts_clause(text, mention) and following[:1].islower()
        return _clause(layout, mention, mention.end, end) if clear else Words()
    if _REFERENCE.search(before) and not _OF_AIM.search(before):
        return Words()
    return Words(None, sentence, 0.85)


def _starts_clause(text: str, mention: Mention) -> bool:
    return _CLAUSE.search(text[max(0, mention.start - 24) : mention.start]) is not None


def _bracketed(text: str, mention: Mention) -> bool:
    return text[mention.start - 1 : mention.start] in ("(", "[") and text[mention.end : mention.end + 1] in (
        ")",
        "]",
    )


def _segment(text: str, near: list[Mention], mention: Mention, sentence: Span) -> Words:
    """The item before a bracketed label in a list of such ("a review (WP1), a survey (WP2)")."""
    start = max((other.end + 1 for other in near if other.end < mention.start), default=sentence.start)
    lead = _LIST_LEAD.match(text[start : mention.start])
    span = _without_tail(text, start + (lead.end() if lead else 0), mention.start - 1)
    return Words(None, span, 0.8) if span.end - span.start > 3 else Words()


def _without_tail(text: str, start: int, end: int) -> Span:
    """The range without separators at its ends and without a connecting word that leads to the next part."""
    span = trim(text, start, end, _EDGES)
    tail = _TAIL.search(text[max(span.start, span.end - 40) : span.end])
    if tail:
        span = trim(text, span.start, span.end - len(tail.group()), _EDGES)
    return span
