"""The words that describe a part of a project, where its label stands inside a sentence.

"In WP1, we …" and "WP1 tests …" are described by what follows; "… was done in WP1 by …" by the whole
sentence. A sentence that only refers to a part ("based on WP2"), or tells of several without saying which
does what, describes none of them.
"""

from __future__ import annotations

import re

from graph.frozen import frozen
from graph.narrative.parts.labels import Mention
from graph.narrative.remarks import REMARK
from graph.narrative.spans import Layout, Span, trim
from graph.narrative.words import FOREIGN_ORDINALS, ORDINALS

WINDOW = 4000
SHARED = 0.6
"""The confidence of words that several parts share: what one has for itself is better."""
_EDGES = " \t:–—-|,;"
_ARTICLES = r"(?:the|le|la|el|il|lo|der|die|das|dem|het|de|den|det|o|a)\s"
LEAD = re.compile(
    r"(?:(?:In|At|During|Within|Under|For|Through|As part of|Finally|Then|Next|Lastly|First|Firstly|Second"
    r"|Secondly|Third|Thirdly"
    r"|And|But|Dans|Au|Pendant|Enfin|Im|Während|Schließlich|En|Durante|Nel|Nella|No|Na|Binnen|I|Under)[,]?"
    rf"\s{{1,2}}(?:in\s|during\s)?(?:{_ARTICLES})?|(?:The|Le|La|El|Il|Lo|Der|Die|Das|Het|De|O|A)\s)?[\"“‘*(\[]{{0,3}}$"
)
_CLAUSE = re.compile(
    r"(?:[,;:]|\b(?:while|whereas|then|but|and|und|et|e|y|en|och|og|tandis que|während|mentre|mientras|terwijl"
    r"|medan|mens"
    r"|enquanto))\s{1,2}"
    rf"(?:(?:and|while|und|et|e|y|en|och|og|tandis que|mentre|mientras|terwijl|medan|mens|enquanto)\s)?"
    rf"(?:(?:in|at|during|im|dans|en|nel|nella|no|na|i)\s)?(?:{_ARTICLES})?$"
)
_SET_OFF = re.compile(rf"[:;]\s{{1,2}}(?:(?:[Ii]n|[Dd]uring|[Ii]m|[Dd]ans|[Ee]n|[Nn]el)\s)?(?:{_ARTICLES})?$")
# "The first (WP1) reviews …; the second (WP2) asks …": the words stand after the bracket.
_COUNTED_OFF = re.compile(
    rf"(?:^|[.;:,–—]\s{{1,2}}|\s(?:and|while|whereas|und|et|e|y|en|och|og)\s)(?:(?:and|while|und|et|e|y|en)\s)?"
    rf"(?P<lead>(?:(?:the|our|le|la|l['’]|el|il|lo|der|die|das|het|de|den|det|o|a)\s?)?"
    rf"(?:{'|'.join(sorted((*ORDINALS, *FOREIGN_ORDINALS, 'last', 'final', 'other'), key=len, reverse=True))})"
    rf"(?:\s[^\W\d_-]{{3,20}}){{0,3}}\s)[(\[]$",
    re.IGNORECASE,
)
# "Tests of ropes (WP2) are under way": what follows the bracket says how far it is, and not what it is.
_STANDING = re.compile(
    r"[)\]] (?:is|are|was|were|has|have|will be)"
    r" (?:now |almost |nearly |about |well |been |just |already |still |on ){0,3}"
    r"(?:finished|completed?|done|under ?way|in progress|half|delayed|due|begun|started|track|ongoing|planned)\b"
)
_BEFORE_ITEM = re.compile(r"(?:[,;:]|\b(?:and|or|will|to|then|finally))\s{0,2}[(\[]$")
# "(Phase 1: May-July)" says only when.
TIMED = re.compile(
    r"[:,]\s?(?:\s|[\d/–—-]|\bto\b|(?:[Mm]onths?|[Yy]ears?|M|Q)(?=\s?\d)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b){1,12}(?=[)\]])"
)
_IN_WHICH = re.compile(r",?\s(?:in which|wherein|during which|where)\s")
# "…, which develops guidance" says what the part does; "…, which ended in May" only when.
_WHICH = re.compile(
    r",\s(?:which|that)\s(?=(?:will\s)?(?!(?:is|was|has|runs|ends|ended|starts|started|finished|begins|follows|followed"
    r"|precedes|preceded|builds|draws|depends|relies|relied|needs|needed|lasts|lasted|remains|remained|feeds|leads)\b)"
    r"[a-z]{2,20}(?:s|ed)\s|will\s(?!be\b|have\b|run\b|end\b|start\b|begin\b|follow\b|last\b)[a-z])"
)
_OF_AIM = re.compile(r"\b(?:objectives?|aims?|goals?|purpose|focus|task)\s{1,2}of\s{1,2}(?:the\s)?$", re.IGNORECASE)
_IS_TO = re.compile(r"\)?\s{1,2}(?:is|was|will be|are|were)\s{1,2}(?=(?:to|the|an?)\s)")
_WHO_LEADS = re.compile(
    r"\b(?:(?:co-)?leads?|leading|led|heads|heading|directs|manages|co-?ordinates|works on|working on"
    r"|responsible for)\s(?:the\s)?$"
)
_ON = re.compile(r"\son\s(?P<what>[^,.;:()\n]{3,120}?)(?=[,.;:)\n]|\s(?:and|which|who|that|at)\s|$)")
_REFERENCE = re.compile(
    r"\b(?:from|form|see|cf\.?|of|on|to|outside|beyond|after|before|following|with|than|into"
    r"|other than)\s{1,2}"
    r"(?:the\s)?[(\[]?$",
    re.IGNORECASE,
)
_TAIL_WORDS = (
    *("and", "while", "whereas", "then", "but", "in", "during", "the", "und", "et", "och", "og", "tandis que"),
    *(
        "y",
        "e",
        "en",
        "während",
        "mentre",
        "terwijl",
        "medan",
        "im",
        "dans",
        "nel",
        "il",
        "le",
        "el",
        "der",
        "das",
        "het",
    ),
)
_TAIL = re.compile(rf"(?:[\s,;]|\b(?:{'|'.join(_TAIL_WORDS)})\b){{1,8}}$")
_HEAD = re.compile(
    r"(?:\s?\((?:[^()\n]{0,60}\d{4}|[Mm](?:onths?)? ?\d[^()\n]{0,40}|(?:resp\b|led by|lead\b|PI\b)[^()\n]{1,60})\))?"
    r"(?:\s{0,2}of (?:(?:the|this|our) )?(?:project|study|research|programme|program|fieldwork|evaluation|pilot)\b)?"
    r"(?:,\s(?:which\s[^,.;\n]{1,220}|(?:co-?)?led (?:by|from|at|jointly by)\s[^,.;\n]{1,160}),(?=\s[a-z]))?"
    r"[\s,:*)\]]{0,4}"
)
_LIST_LEAD = re.compile(
    r"^(?:[\s,;.)\]]|(?:and|then|or|finally|with|plus|alongside)\b){1,6}"
    r"|^[Ww]e (?:will )?(?:combine|use|undertake|conduct|carry out)\s"
)


@frozen(frozen=True, slots=True)
class Words:
    """Where a part's title and description are; ``shares`` has one description for each number."""

    name: Span | None = None
    description: Span | None = None
    confidence: float = 0.9
    shares: tuple[Span, ...] = ()


def inside(layout: Layout, found: list[Mention], index: int) -> Words:
    """The words for a label inside a sentence."""
    text, mention = layout.text, found[index]
    sentence = layout.sentence_at(mention.start)
    if sentence.end - sentence.start > WINDOW:
        return Words()
    near = [other for other in found[max(0, index - 20) : index + 21] if sentence.start <= other.start < sentence.end]
    later = [other for other in near if other.start > mention.start]
    before = text[max(sentence.start, mention.start - 60) : mention.start]
    at_start = mention.start - sentence.start <= 40 and LEAD.match(before) is not None
    at_start = at_start or (mention.number_first and len(before.split()) <= 1)
    starts = (other.start if starts_clause(text, other) else _counted_off(text, other, sentence) for other in later)
    end = next((start for start in starts if start is not None), sentence.end)
    if at_start:
        items = (
            other.start - 1 for other in later if _bracketed(text, mention) and _begins_item(text, other, sentence)
        )
        return clause(layout, mention, mention.end, min(end, next(items, end)))
    if len(mention.numbers) == 1 and (which := _IN_WHICH.match(text, mention.end, end)):
        return clause(layout, mention, which.end(), end)
    if len(mention.numbers) > 1:
        return clause(layout, mention, mention.end, end) if starts_clause(text, mention) else Words()
    if _bracketed(text, mention) and _counted_off(text, mention, sentence) is not None:
        return clause(layout, mention, _closing(text, mention.end), end)
    if _bracketed(text, mention) and _STANDING.match(text, mention.end, sentence.end):
        return Words(None, without_tail(text, sentence.start, mention.start - 1), 0.85)
    others = [other for other in near if other.numbers != mention.numbers]
    if others and _bracketed(text, mention) and any(_bracketed(text, other) for other in others):
        return _segment(layout, near, mention, sentence)
    if (others or _REFERENCE.search(before)) and (which := _WHICH.match(text, mention.end, end)):
        return clause(layout, mention, which.end(), end)
    if others:
        clear = starts_clause(text, mention) and _goes_on(text, mention, end)
        return clause(layout, mention, mention.end, end) if clear else Words()
    if _WHO_LEADS.search(before) and (on := _ON.match(text, mention.end, sentence.end)):
        return Words(None, Span(*on.span("what")))
    if _SET_OFF.search(before) and _goes_on(text, mention, end):
        return clause(layout, mention, mention.end, end)
    if _OF_AIM.search(before) and (aim := _IS_TO.match(text, mention.end, sentence.end)):
        return Words(None, Span(aim.end(), sentence.end))
    if _REFERENCE.search(before) and not _OF_AIM.search(before):
        return Words()
    return Words(None, sentence, 0.85)


def starts_clause(text: str, mention: Mention) -> bool:
    """Whether what is before a label ends a clause: a comma, a colon, "and", "while"."""
    return _CLAUSE.search(text[max(0, mention.start - 24) : mention.start]) is not None


def _goes_on(text: str, mention: Mention, end: int) -> bool:
    """Whether a label, with what it says of times, leads on to words in small letters."""
    head = _HEAD.match(text, mention.end, end)
    return text[head.end() if head else mention.end :][:1].islower()


def _bracketed(text: str, mention: Mention) -> bool:
    if text[mention.start - 1 : mention.start] not in ("(", "["):
        return False
    return text[mention.end : mention.end + 1] in (")", "]", ";", ",") or TIMED.match(text, mention.end) is not None


def _counted_off(text: str, mention: Mention, sentence: Span) -> int | None:
    """Where the ordinal begins that stands for a part whose label is bracketed after it: "the second (WP2)"."""
    match = _COUNTED_OFF.search(text[max(sentence.start, mention.start - 90) : mention.start])
    return mention.start - len(match.group()) + match.start("lead") - match.start() if match else None


def _closing(text: str, position: int) -> int:
    """Where the bracket around a label ends."""
    place = next((at for at in range(position, min(len(text), position + 60)) if text[at] in ")]"), position)
    return place + 1


def _segment(layout: Layout, near: list[Mention], mention: Mention, sentence: Span) -> Words:
    """The item of a bracketed label in a list of such: "a review (WP1), a survey (WP2)", "to (WP1) review, (WP2) …"."""
    text = layout.text
    later = [other for other in near if other.start > mention.start]
    if sum(_begins_item(text, other, sentence) for other in near) > 1:
        return clause(layout, mention, mention.end, later[0].start - 1 if later else sentence.end)
    start = max((_closing(text, other.end) for other in near if other.end < mention.start), default=sentence.start)
    start = max(start, text.rfind(":", start, mention.start) + 1)
    lead = _LIST_LEAD.match(text[start : mention.start])
    span = without_tail(text, start + (lead.end() if lead else 0), mention.start - 1)
    return Words(None, span, 0.8) if span.end - span.start > 3 else Words()


def _begins_item(text: str, mention: Mention, sentence: Span) -> bool:
    """Whether a bracketed label stands before an item of a list: "…; (WP2) a survey"."""
    return _BEFORE_ITEM.search(text, max(sentence.start, mention.start - 12), mention.start) is not None


def clause(layout: Layout, mention: Mention, start: int, end: int) -> Words:
    text = layout.text
    remark = REMARK.match(text, start, end)
    start = remark.end() if remark else start
    head = _HEAD.match(text, start, end)
    span = without_tail(text, head.end() if head else start, end)
    first = text[span.start : span.start + 8].split(" ")[0]
    if span.end - span.start < 8 or first in ("and", "or", "&") or not first[:1].isalnum():
        return Words()
    count = len(mention.numbers)
    if count == 1:
        return Words(None, span)
    return Words(None, span, SHARED, _positional(text, span, count))


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


def without_tail(text: str, start: int, end: int) -> Span:
    """The range without separators at its ends and without a connecting word that leads to the next part."""
    span = trim(text, start, end, _EDGES)
    if not text.endswith(_TAIL_WORDS, span.start, span.end):
        return span
    tail = _TAIL.search(text[max(span.start, span.end - 40) : span.end])
    if tail:
        span = trim(text, span.start, span.end - len(tail.group()), _EDGES)
    return span
