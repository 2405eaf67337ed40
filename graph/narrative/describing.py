"""The words that name and describe a part of a project, from where its label stands.

The label leads a line ("WP1: Survey"), ends one ("Survey – WP1"), or stands inside a sentence, for which
see :mod:`graph.narrative.clauses`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from graph.narrative.bounds import bound, label_like
from graph.narrative.brackets import bracket_at
from graph.narrative.clauses import SHARED, TIMED, WINDOW, Words, clause, inside, without_tail
from graph.narrative.labels import Mention
from graph.narrative.neighbours import from_below, heading_above, is_heading_unit
from graph.narrative.spans import TERMINAL, Layout, Span, Unit, trim
from graph.narrative.telling import APPOSED
from graph.narrative.titles import (
    NOTED,
    SEPARATOR,
    VERB,
    before_note,
    bracket_alone,
    bracket_title,
    emphasised,
    in_row,
    is_title,
    led_apart,
    managed,
    may_have_note,
    without_aside,
)

_ASIDE = re.compile(r"\s{0,2}[(\[][^()\[\]\n]{0,80}[)\]]")
_EMPHASIS = re.compile(r"[*_]{1,3}(?= )")
_CALLED = re.compile(
    r",?\s{1,2}(?:is |was )?(?:entitled|titled|called|named|on the theme of)[:,]? {1,2}[\"“‘']?"
    r"(?P<name>[A-Z][^\"”\n,;.()]{1,150})"
)
_WOULD_GO_ON = re.compile(r"\s{1,2}(?:is|was|are|were|will|has|have|which|that|led by|and (?:is|was|will))\b")
_QUOTED = re.compile(r"\s{0,2}[\"“‘](?P<name>[^\"”\n]{2,160})")
# "WP1: Memory and archives is led by Dr Rao at Wick."
_TITLE_IS_LED = re.compile(
    r"(?P<name>[A-Z][^.;:()\n]{3,100}?) (?:is|was|will be|are) (?:being )?(?:co-)?"
    r"(?:led|headed|co-?ordinated|directed|managed) by\b"
)
_LED_ASIDE = re.compile(
    r"\s?[(\[](?P<name>[A-Z][^()\[\]\n]{1,80})[)\]](?=,? (?:is |was )?(?:led|headed|co-?ordinated|directed) by\b)"
)
_CLAUSED = re.compile(r"[,;:()]|\b[a-z]{3,20}(?:ed|es|s) (?:the|a|an|in|on|at|of|by|to|with)\b")
_QUOTED_ASIDE = re.compile(r"\s?[(\[][\"“‘](?P<name>[^\"”’()\n]{2,160})[\"”’][)\]]")
_QUOTED_APART = re.compile(
    r",\s(?:[\"“](?P<name>[^\"“”\n]{2,120}?),?[\"”]|['‘](?P<single>[^'‘’\n]{2,120}?),?['’])(?=[,.]?\s)"
)
# "In the second phase of the study (the finding study)".
_OF_STUDY = re.compile(
    r" of (?:the|this|our) (?:[\w-]{1,20} ){0,3}?(?:study|project|research|evaluation) \((?P<name>the [^()\n]{3,80})\)"
)
_QUOTED_NEXT = re.compile(r"\s[“‘](?P<name>[A-Z][^“”‘’\n]{2,120})[”’](?=[\s.,;])")
_JOIN = r"(?:and|und|et|e|y|en|och|og)\s"
_ITEM = re.compile(rf"(?:[;:,]\s{{1,2}}(?:{_JOIN})?|\w\s{_JOIN})$")
_LAST_ITEM = re.compile(rf"(?:,\s|\s{_JOIN}){{1,2}}$")
_REMARK_AT_END = re.compile(r" \([a-z][^()\n]{20,160}\)$")
_NEXT_ITEM = re.compile(r";|, (?=(?:and )?(?:WP|Work [Pp]ackage|Workstream|Stage|Phase|Task)s? ?\d)")
_DASH = re.compile(r"\s[–—-]\s")
_TITLE_THEN_VERB = re.compile(
    r"\s(?P<name>[A-Z][\w-]{0,30}(?:,?\s(?:(?:and|of|for|the|in"
    r"|&)\s){0,2}[A-Z][\w-]{0,30}){1,11})\s(?=[a-z]{2,20}s\b)"
)
_NESTED = re.compile(r"\s[A-Z]\w{1,20}\s\d{1,2}\.\d")


def describe(layout: Layout, found: list[Mention], index: int) -> Words:
    """The words for the mention at ``index`` of ``found`` (all mentions, in order)."""
    words, text = _described(layout, found, index), layout.text
    name, description = (
        managed(text, span) if span and span.start < span.end else None for span in (words.name, words.description)
    )
    if name and not any(map(str.isalnum, text[name.start : name.end])):
        return replace(words, name=None, description=description)
    if name and text[name.end - 1] == ")" and "(" not in text[name.start : name.end]:
        return replace(words, name=Span(name.start, name.end - 1), description=description)
    if name and name.end - name.start > 3 and text[name.start] in '"“' and text[name.end - 1] in '"”':
        return replace(words, name=Span(name.start + 1, name.end - 1), description=description)
    if name is None and description and (led := _TITLE_IS_LED.match(text, description.start, description.end)):
        return replace(words, name=Span(*led.span("name")), description=None)
    if name is words.name and description is words.description:
        return words
    if words.description is None or description is None:
        return replace(words, name=name, description=None)
    if name is None and description != words.description and is_title(text, description, 12):
        return replace(words, name=trim(text, description.start, description.end, "."), description=None)
    return replace(words, name=name, description=description)


def _described(layout: Layout, found: list[Mention], index: int) -> Words:
    text, mention = layout.text, found[index]
    if (
        aside := _QUOTED_ASIDE.match(text, mention.end)
        or _QUOTED_APART.match(text, mention.end)
        or _QUOTED_NEXT.match(text, mention.end)
    ):
        return Words(Span(*aside.span(aside.lastgroup or "name")) if len(mention.numbers) == 1 else None)
    if len(mention.numbers) == 1 and (
        apposed := APPOSED.match(text, mention.end) or _OF_STUDY.match(text, mention.end)
    ):
        return Words(None, trim(text, *apposed.span("name")))
    if title := led_apart(text, mention) or in_row(text, found, index):
        return Words(title)
    opened = text[mention.start - 1 : mention.start] in ("(", "[")
    if opened and TIMED.match(text, mention.end):
        return inside(layout, found, index)
    unit_index = layout.unit_index(mention.start)
    unit = layout.units[unit_index]
    leads = not text[max(unit.content, mention.start - 8) : mention.start].strip(' \t"“‘*[')
    leads = leads and mention.start - unit.content < 8
    if (leads and not mention.ordinal) or label_like(text, mention) or _CALLED.match(text, mention.end):
        words = _labelled(layout, found, index, leads, unit)
        if words.name is None and (title := bracket_alone(text, found, index)):
            words = Words(title, None)
        if leads and words.name is None:
            words = Words(heading_above(layout, unit_index, mention), words.description, words.confidence, words.shares)
        if leads and len(mention.numbers) == 1 and words.description is None and is_heading_unit(layout, unit):
            words = from_below(layout, found, index, unit_index, words)
        if len(mention.numbers) == 1 or words.name is None:
            return words
        return Words(None, words.name, SHARED)
    if may_have_note(text, mention.end, min(unit.end, mention.end + NOTED)) and (
        title := before_note(text, mention.end, bound(layout, found, index, unit.end))
    ):
        return Words(title if len(mention.numbers) == 1 else None)
    if (title := bracket_alone(text, found, index)) or (title := _title_before(text, mention, unit)):
        return Words(title if len(mention.numbers) == 1 else None)
    if title := _listed_title(layout, found, index) or _sentence_title(layout, mention):
        return Words(title)
    words = inside(layout, found, index)
    unclear = words.description is None or words.description.start <= mention.start
    if unclear and len(mention.numbers) == 1 and (bracket := bracket_title(text, mention.end, unit.end)):
        return Words(Span(*bracket.span("name")))
    return words


_ALL_BRACKETED = re.compile(r"\((?P<name>[^\W\d_a-z][^()\n:]{2,80})\)")


def _listed_title(layout: Layout, found: list[Mention], index: int) -> Span | None:
    """The title in an item of a list: "WPs: WP1 Review of books; WP2 Survey of farms"."""
    text, mention = layout.text, found[index]
    if len(mention.numbers) != 1 or not _ITEM.search(text[max(0, mention.start - 8) : mention.start]):
        return None
    sentence = layout.sentence_at(mention.start)
    later = found[index + 1].start if index + 1 < len(found) else sentence.end
    end = min(sentence.end, mention.end + 200, later)
    following = _LAST_ITEM.search(text, max(mention.end, end - 8), end) if end == later else None
    following = _NEXT_ITEM.search(text, mention.end, end) or following
    stop = following.start() if following else -1
    span = trim(text, mention.end, stop if stop > 0 else end, " .,")
    if text[mention.end : mention.end + 1] != " " or span.start >= span.end or not text[span.start].isupper():
        return None
    closed = stop > 0 or span.end + 1 >= sentence.end
    if aside := _REMARK_AT_END.search(text, span.start, span.end):
        span = Span(span.start, aside.start())
    return span if closed and is_title(text, span, 12) and ", " not in text[span.start : span.end] else None


def _sentence_title(layout: Layout, mention: Mention) -> Span | None:
    """The title in a sentence that says no more: "WP2 Measurement.", "WP1 (Memory), led by Dr Roe, collects …"."""
    text, sentence = layout.text, layout.sentence_at(mention.start)
    if sentence.start != mention.start or mention.ordinal or len(mention.numbers) > 1:
        return None
    if led := _LED_ASIDE.match(text, mention.end, sentence.end):
        name = Span(*led.span("name"))
        return name if is_title(text, name, 12) else None
    rest = trim(text, mention.end, sentence.end, " .")
    if bracketed := _ALL_BRACKETED.fullmatch(text, rest.start, rest.end):
        name = Span(*bracketed.span("name"))
        return name if is_title(text, name, 12) and managed(text, name) == name else None
    told = (
        rest.start < rest.end and text[rest.start].isupper() and text[mention.end] == " " and is_title(text, rest, 12)
    )
    return rest if told and not _CLAUSED.search(text, rest.start, rest.end) else None


def _labelled(layout: Layout, found: list[Mention], index: int, leads: bool, unit: Unit) -> Words:
    text, mention = layout.text, found[index]
    end = min(bound(layout, found, index, unit.end), mention.end + WINDOW)
    if text[mention.start - 1 : mention.start] in ("(", "[") and text[mention.end : mention.end + 1] == ":":
        whole = bracket_at(text, mention.start - 1, end)
        end = whole.end if whole else end
    if quoted := _QUOTED.match(text, mention.end, end):
        closing = next((place for place in range(*quoted.span("name")) if text[place] == "’"), quoted.end("name"))
        nested = _NESTED.search(text, quoted.start("name"), closing)
        return Words(trim(text, quoted.start("name"), nested.start() if nested else closing))
    if bold := emphasised(text, mention, end):
        rest = without_tail(text, bold.end + 2, end)
        return Words(bold, rest if rest.end > rest.start else None)
    emphasis = _EMPHASIS.match(text, mention.end, end)
    position, name = emphasis.end() if emphasis else mention.end, None
    if text[max(0, mention.start - 1) : mention.start] in ("(", "[") and text[position : position + 1] in (")", "]"):
        position += 1
    if called := _CALLED.match(text, mention.end, end):
        goes_on = _WOULD_GO_ON.search(text, *called.span("name"))
        return Words(trim(text, called.start("name"), goes_on.start() if goes_on else called.end(), "’'"))
    if title := bracket_title(text, mention.end, end):
        name, position = (
            trim(text, *title.span("name")),
            title.start("after") if title.group("after") else title.end(),
        )
    elif aside := _ASIDE.match(text, mention.end, end):
        position = aside.end()
    if separator := SEPARATOR.match(text, position, end):
        rest = without_tail(text, separator.end(), end)
        if name:
            return Words(name, rest if rest.end > rest.start else None)
        return _titled_before_colon(layout, separator, rest) or _title_and_rest(layout, rest)
    if name or not leads:
        return Words(name)
    return _run_on(layout, mention, unit, position, end)


def _titled_before_colon(layout: Layout, separator: re.Match[str], rest: Span) -> Words | None:
    """ "Phase 1 – Discovery: desk research and interviews." has a title and a sentence."""
    text, colon = layout.text, layout.text.find(": ", rest.start, min(rest.end, rest.start + 80))
    if colon < 0 or separator.group().strip() not in ("–", "—", "-") or not text[colon + 2].islower():
        return None
    title = Span(rest.start, colon)
    if text[rest.end - 1] not in ".;," and "\n" not in text[rest.start : rest.end] and is_title(text, rest, 14):
        return Words(rest)
    return Words(title, trim(text, colon + 1, rest.end)) if is_title(text, title, 6) else None


def _title_and_rest(layout: Layout, rest: Span) -> Words:
    """Split what follows a label and a separator into a title and a description."""
    text = layout.text
    if rest.start >= rest.end:
        return Words()
    if (dash := _DASH.search(text, rest.start, min(rest.end, rest.start + 160))) and is_title(
        text, Span(rest.start, dash.start()), 15
    ):
        return Words(trim(text, rest.start, dash.start()), trim(text, dash.end(), rest.end))
    colon = text.find(": ", rest.start, min(rest.end, rest.start + 80))
    title = Span(rest.start, max(colon, rest.start))
    if colon > 0 and text[colon + 2].isupper() and is_title(text, title, 6) and VERB.search(text, colon, rest.end):
        return Words(title, trim(text, colon + 1, rest.end))
    sentence = layout.sentence_at(rest.start)
    first = Span(rest.start, min(sentence.end, rest.end))
    stopped = text[first.end - 1] in TERMINAL
    if is_title(text, first, 12 if stopped else 25):
        title = without_aside(text, trim(text, first.start, first.end, "."))
        remainder = trim(text, first.end, rest.end)
        return Words(title, remainder if remainder.end > remainder.start else None)
    return Words(None, rest)


def _run_on(layout: Layout, mention: Mention, unit: Unit, position: int, end: int) -> Words:
    """The words after a label that begins a line and has no separator ("WP1 Case Studies defines …")."""
    text = layout.text
    sentence_end = min(layout.sentence_at(position).end, end)
    rest = trim(text, position, sentence_end)
    if rest.start >= rest.end:
        return Words()
    if (dash := _DASH.search(text, rest.start, min(end, rest.start + 160))) and is_title(
        text, Span(rest.start, dash.start()), 15
    ):
        return Words(trim(text, rest.start, dash.start()), trim(text, dash.end(), end))
    if text[rest.start].isupper():
        colon = text.find(": ", rest.start, min(rest.end, rest.start + 120))
        head = Span(rest.start, colon + 1)
        if (
            colon > 0
            and is_title(text, head, 10)
            and managed(text, head) == head
            and ". " not in text[rest.start : colon]
        ):
            return Words(without_aside(text, Span(rest.start, colon)), trim(text, colon + 1, rest.end))
        if is_title(text, rest, 20) and text[rest.end - 1] not in TERMINAL and sentence_end == unit.end:
            return Words(without_aside(text, rest))
        if title := _TITLE_THEN_VERB.match(text, position, sentence_end):
            return Words(trim(text, *title.span("name")), trim(text, title.end("name"), end))
        if text[rest.end - 1] == "." and is_title(text, rest, 12):
            more = without_tail(text, sentence_end, end)
            return Words(
                without_aside(text, trim(text, rest.start, rest.end, ".")), more if more.end > more.start else None
            )
    if text[rest.start] in ")]":
        return Words()
    return clause(layout, mention, position, end if len(mention.numbers) == 1 else sentence_end)


def _title_before(text: str, mention: Mention, unit: Unit) -> Span | None:
    """The title in "Project management – WP1" or "Survey (WP2)", where that is the whole line."""
    if text[mention.end : min(unit.end, mention.end + 8)].strip(" .)]:*|"):
        return None
    if mention.end + 8 < unit.end or mention.start - unit.content > 400:
        return None
    before = text[unit.content : mention.start].rstrip()
    span = trim(text, unit.content, mention.start, "–—-:(|[*")
    if before[-1:] not in ("–", "—", "-", ":", "(", "|", "[") or not is_title(text, span, 25):
        return None
    return None if any(mark in text[span.start : span.end] for mark in (". ", "; ")) else span
