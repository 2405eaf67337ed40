"""Where the words of a label end, and whether it heads a description."""

from __future__ import annotations

import re

from graph.narrative.clauses import LEAD, starts_clause
from graph.narrative.labels import Mention
from graph.narrative.spans import Layout

_HEADS = re.compile(
    r"[ *]{0,3}(?:[|\"“·]|:(?:[\s*]|$)|[–—]\s|(?<= )-\s|-(?=[A-Z][a-z])|[(\[][^()\[\]\n]{2,80}[)\]]\s?[:–—])"
)
_AFTER_BRACKET = re.compile(r"[)\]]\s?:\s")
_GOES_ON = re.compile(r" \([^()\n]{0,30}\d{4}\) [a-z]|\s{1,2}(?!(?:and|or|to|of|in|for|with|from|on|as|by|at)\b)[a-z]")
_SEMICOLON = re.compile(r";\s{1,2}(?:and\s)?$")
_LISTED = re.compile(r", (?:WP|Work [Pp]ackage|Workstream|Stage|Phase|Task)s? ?[\w.]{1,5} (?=[A-Z])")
_STOPPED = re.compile(r"\. (?=[A-Z])")
_ASIDE_BEFORE = re.compile(r"\s[–—-]\s(?:in|of|from|see|within|under|during|as part of|cf\.?)\s(?:the\s)?$")


def label_like(text: str, mention: Mention) -> bool:
    """Whether what follows a mention shows that it heads a description ("WP1: …", "Stage 2 (survey): …")."""
    if mention.ordinal:
        return False
    if text[max(0, mention.start - 2) : mention.start].strip() in (";", "|", ".", "?") and _STOPPED.match(
        text, mention.end
    ):
        return True
    if text[max(0, mention.start - 1) : mention.start] in ("(", "[") and _AFTER_BRACKET.match(text, mention.end):
        return True
    head = _HEADS.match(text, mention.end)
    aside = head is not None and head.group().endswith(("- ", "– ", "— "))  # "which – in WP4 – were tested"
    return head is not None and not (aside and _ASIDE_BEFORE.search(text, max(0, mention.start - 24), mention.start))


def bound(layout: Layout, found: list[Mention], index: int, end: int) -> int:
    """Where the words of a label end: at the next label of the same form, or that leads a sentence."""
    for other in found[index + 1 : index + 20]:
        if other.start >= end:
            break
        sentence = layout.sentence_at(other.start)
        later = sentence.start > found[index].start and other.numbers != found[index].numbers
        opened = later and layout.text[other.start - 1] in "(["  # "Description of work (WP2): …"
        if opened and label_like(layout.text, other):
            return sentence.start
        if label_like(layout.text, other) or (
            _other_number(found[index], other)
            and (
                _after_semicolon(layout.text, other)
                or _starts_its_clause(layout.text, other)
                or _LISTED.match(layout.text, other.start - 2)
            )
        ):
            return other.start
        if later and other.start - sentence.start <= 40 and LEAD.match(layout.text[sentence.start : other.start]):
            return sentence.start
    return end


def _other_number(mention: Mention, other: Mention) -> bool:
    """Whether another mention of the same kind has another number."""
    return other.kind == mention.kind and other.numbers != mention.numbers


def _after_semicolon(text: str, mention: Mention) -> bool:
    return _SEMICOLON.search(text[max(0, mention.start - 8) : mention.start]) is not None


def _starts_its_clause(text: str, mention: Mention) -> bool:
    """Whether a label begins a clause of its own: "…, and stage two tests it"."""
    return starts_clause(text, mention) and _GOES_ON.match(text, mention.end) is not None
