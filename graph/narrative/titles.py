"""Titles of parts: what is short enough to be one, and what after it is not of it (who leads, when it runs)."""

from __future__ import annotations

import re

from graph.narrative.acronyms import is_acronym
from graph.narrative.clauses import WINDOW
from graph.narrative.labels import Mention
from graph.narrative.names import is_organization
from graph.narrative.remarks import is_remark
from graph.narrative.spans import Span, trim
from graph.narrative.words import MONTHS

_BRACKET = re.compile(r"\s{0,2}[(\[](?P<name>[A-Za-z][^()\[\]\n]{1,80})[)\]]\s{0,2}(?P<after>[:–—\n-]|$)?")
_STOP = re.compile(r"[.;:!?]\s|\n")
_CELL = re.compile(r" \| |\t|(?<=\S) {3}")
_TRAILING = re.compile(r"\s[(\[][^()\[\]]{0,80}[)\]]$")
_NOT_TITLE = re.compile(
    r"\b(?:led by|lead|leader|leitung|months?|weeks?|days?|wochen|semanas"
    r"|semaines|monate?|mois|meses|mesi|maanden|månader|måneder|years?|hours?|M\d"
    r"|pp?\.|see"
    r"|approx|cont(?:inued|\.)|resp\.|\d{1,3} ?%)|\bn\s?=|\b(?:trekker|responsable|responsabile|capofila|pilote"
    r"|porteur|ansvarlig|ansvarig)\b"
    r"|[(\[][^()\[\]]{0,40}\b(?:due|until|from|by)\b[^()\[\]]{0,30}(?:19|20)\d\d"
    r"|[(\[](?:prof|professor|dr|mr|ms|mrs|sir|dame)\b"
    rf"|(?:^|[(\[])(?:tasks?\s\d|(?:(?:{'|'.join(MONTHS)})\.?[ –-]{{1,3}}){{0,2}}(?:19|20)\d\d)",
    re.IGNORECASE,
)
_MANAGED = re.compile(
    r"(?:[.;,(]?|\s[–—-])\s{0,2}\b(?:WP |[Tt]ask )?(?:(?:[Ll]ead|[Ll]eader)s?(?: (?:partner|beneficiary"
    r"|participant|institution"
    r"|organi[sz]ation)s?)?|[Cc]o-?ordinators?|Responsible(?: partner)?|[Rr]esponsable|[Rr]esponsabile|Leitung"
    r"|[Dd]uration"
    r"|[Bb]udget|[Tt]rekker|[Cc]apofila|[Pp]ilote|[Pp]orteur|[Aa]nsvari?l?i?g)\s?[:=]"
)
_MONTH = r"(?:[A-ZÄ][a-zäéû]{2,9}\.? )?(?:19|20)\d\d"
_DATES = re.compile(rf"\s{_MONTH} ?(?:[–—-]|to|until|till|bis|à|au|al|a|t/m) ?{_MONTH}$")
VERB = re.compile(
    r"\b(?:will|is|are|was|were|be|been|has|have|had|shall|would|can|could|must|should|does|did|(?<!what )(?<!how )we"
    r"|We|aims?|"
    r"involves?|comprises?|concerns?|focus(?:es|ed)|explores?|examines?|investigates?|includes?)\b"
)

_LED_APART = re.compile(
    r",\s(?P<name>[A-Z][^,.;:()\n]{2,100}),\s(?:is |was )?(?:led|headed|co-?ordinated|directed|managed) by\b"
)
_TOLD_APART = re.compile(
    r",\s(?P<name>[A-Z][^,.;:()\n]{2,100}),\s(?=(?:will|is|was)\s|[a-z]{3,20}s\s(?:the|an?|how|what|together|[a-z]))"
)
_MARKED = re.compile(
    r"[.,;:!?()\[\]|\n\t–—/]| -|- |\b(?:and|or|to|of|with|in|the|und|et|y|e|en|och|og)$|\b[a-z]{3,20}(?:s|ed) the\b"
)
NOTED = 160
"""So far after a label is looked for who leads it, where a line has lost its breaks."""
SEPARATOR = re.compile(r"[\s*_]{0,3}(?:[:|.–—·•→]|-\s|-(?=[A-Z][a-z])|\)\s| [/=>~]\s)[\s*_]{0,3}")


def may_have_note(text: str, start: int, end: int) -> bool:
    """Whether there is a mark without which nothing says who leads a part or when it runs."""
    return text.find(":", start, end) >= 0 or text.find("=", start, end) >= 0


def _note(text: str, start: int, end: int) -> re.Match[str] | None:
    """Where words say who leads a part or when it runs."""
    return _MANAGED.search(text, start, end) if may_have_note(text, start, end) else None


def managed(text: str, span: Span) -> Span | None:
    """The words without who leads them and when they run: "Pilots. Leader: KELL", "Reviews (months 1-6)"."""
    note = _note(text, span.start, span.end)
    if note and note.start() - span.start <= 2:
        return None
    if note:
        span = trim(text, span.start, note.start(), ";,(–—-")
        if span.start == span.end:
            return None
    if text[span.end - 1] in ").]":
        aside = _TRAILING.search(text[max(span.start, span.end - 90) : span.end].rstrip("."))
        if aside and _is_apart(aside.group()) and "." not in text[span.start : max(span.start, span.end - 90)]:
            begin = max(span.start, span.end - 90) + aside.start()
            return trim(text, span.start, begin) if begin - span.start > 2 else span
    return span


def before_note(text: str, start: int, end: int) -> Span | None:
    """The title between a label and who leads it, in a line that has lost its breaks: "WP1 Diaries Lead: KELL We …"."""
    note = _note(text, start, min(end, start + NOTED)) if text.startswith(" ", start) else None
    title = trim(text, start, note.start()) if note else None
    if title is None or title.start >= title.end or not text[title.start].isupper():
        return None
    return title if is_title(text, title, 15) and not _STOP.search(text, title.start, title.end) else None


def emphasised(text: str, mention: Mention, end: int) -> Span | None:
    """The title in "**WP1: Mapping** We map …"."""
    mark = text[mention.start - 2 : mention.start]
    separator = SEPARATOR.match(text, mention.end, end) if mark in ("**", "__") else None
    close = text.find(mark, separator.end(), min(end, mention.end + 200)) if separator else -1
    title = trim(text, separator.end(), close) if separator and close > 0 else None
    return title if title and title.start < title.end and "\n" not in text[title.start : title.end] else None


def bracket_title(text: str, start: int, end: int) -> re.Match[str] | None:
    """The title in "Stage 1 (scoping): …"; where the sentence goes on, only one of three words or more."""
    bracket = _BRACKET.match(text, start, end)
    if bracket is None or _NOT_TITLE.search(bracket.group("name")) or is_remark(bracket.group("name")):
        return None
    ends = bracket.group("after") is not None or len(bracket.group("name").split()) >= 3
    return bracket if ends and is_title(text, Span(*bracket.span("name")), 12) else None


def bracket_alone(text: str, found: list[Mention], index: int) -> Span | None:
    """The title in "stage 1 (scoping) and stage 2 (testing)": where two neighbours have such a bracket."""
    if _BRACKET.match(text, found[index].end) is None:
        return None
    near = [other for other in found[max(0, index - 1) : index + 2] if other.end - found[index].start < WINDOW]
    brackets = [(other, _BRACKET.match(text, other.end)) for other in near]
    titles = {
        other.start: Span(*bracket.span("name"))
        for other, bracket in brackets
        if bracket
        and not _NOT_TITLE.search(bracket.group("name"))
        and not is_acronym(bracket.group("name"))
        and not is_remark(bracket.group("name"))
    }
    title = titles.get(found[index].start)
    return title if title and len(titles) > 1 and is_title(text, title, 12) else None


def led_apart(text: str, mention: Mention) -> Span | None:
    """The title in "WP1, Seeds in transition, led by Dr Roe", "Workstream 1, Seeds in transition, brings …"."""
    apart = _LED_APART.match(text, mention.end) if len(mention.numbers) == 1 else None
    title = Span(*apart.span("name")) if apart else None
    if title is None and len(mention.numbers) == 1 and (apart := _TOLD_APART.match(text, mention.end)):
        title = Span(*apart.span("name"))
        if all(word[0].isupper() for word in text[title.start : title.end].split()):
            return None  # a name: "WP1, Ann Bell, will …"
    return title if title and is_title(text, title, 12) and not is_organization(text[title.start : title.end]) else None


def in_row(text: str, found: list[Mention], index: int) -> Span | None:
    """The title in a line that has lost its breaks: "WP1 Books WP2 Market gardens WP3 …", up to the next label."""
    mention, last = found[index], index + 1 == len(found)
    if last or not _next_number(mention, found[index + 1]):
        return None
    following = found[index + 1]
    title = _title_between(text, mention.end, following.start)
    return title if title and text[following.end : following.end + 1] == " " else None


def _next_number(mention: Mention, other: Mention) -> bool:
    """Whether another mention has the next number of the same kind, and each has but one."""
    one, two = mention.numbers[0][0], other.numbers[0][0]
    alone = len(mention.numbers) == len(other.numbers) == 1 and mention.kind == other.kind
    return alone and one.isdigit() and two.isdigit() and int(two) == int(one) + 1


def _title_between(text: str, start: int, end: int) -> Span | None:
    """The title that fills the place between two labels, with no mark around or inside."""
    title = trim(text, start, end)
    if not 3 <= title.end - title.start <= 160 or not (text[start].isspace() and text[title.start].isupper()):
        return None
    return title if is_title(text, title, 12) and not _MARKED.search(text, title.start, title.end) else None


def without_aside(text: str, title: Span) -> Span:
    """A title without the table cells after it, and without a bracket that says who leads it or when it runs."""
    cell = _CELL.search(text, title.start, title.end)
    title = trim(text, title.start, cell.start() if cell else title.end)
    if (dates := _DATES.search(text, max(title.start, title.end - 40), title.end)) and dates.start() > title.start + 8:
        title = trim(text, title.start, dates.start(), ",:(–—-")
    aside = _TRAILING.search(text, max(title.start, title.end - 90), title.end)
    return trim(text, title.start, aside.start()) if aside and _is_apart(aside.group()) else title


def _is_apart(bracket: str) -> bool:
    """Whether a bracket after a title is no part of it: it says who leads, when, or which organisations it is."""
    inside = bracket.strip(" ()[]")
    those = re.split(r"[,;/] ?", inside)
    several = len(those) > 1 and all(is_acronym(word) or word.lower() in ("all", "all partners") for word in those)
    return several or _NOT_TITLE.search(bracket) is not None or is_organization(inside)


def is_title(text: str, span: Span, most: int) -> bool:
    words = text[span.start : min(span.end, span.start + 400)]
    return span.end - span.start < 400 and 0 < len(words.split()) <= most and not VERB.search(words)
