"""The name of a body in the words around it: without article, label or award; and where to look for it."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.narrative.acronyms import KNOWN
from graph.narrative.names import is_organization
from graph.narrative.spans import Layout, Span, clean, trim
from graph.narrative.triggers import triggers
from graph.narrative.words import NOT_A_NAME, ORGANIZATION_WORDS, TOPICS, UNIVERSITY_NAMES, word_set

_NAMING = {number: word for word in sorted(ORGANIZATION_WORDS | UNIVERSITY_NAMES) for number in triggers(word.lower())}
_NAMES = frozenset(_NAMING)
_OPENING = triggers("(", "[")
_AWARDS = word_set("Award Awards Fellowship Fellowships Scholarship Scholarships Studentship Grant Grants Prize Medal")
_GIVERS = word_set("Trust Foundation Council Academy Society Association Commission Fund Charity")
# "Die Handwerkskammer", "Mae Cyngor Kell yn …": no parts of names, as "La" of "La Trobe University" is.
_ARTICLES = frozenset(("Die", "Der", "Das", "Het", "Mae", "Dem", "Den"))
# Of a line whose label has lost its colon.
_LABELS = frozenset(("Publication Details", "Project Partners", "Partner Organisations", "Lead Organisation"))
_OPEN_LABELS = frozenset(label.split()[0] for label in _LABELS)
# "City, University of London" is one name.
_FEDERAL = re.compile(r"University of (?:London|Wales)")
_COLLEGE_BEFORE = re.compile(r"[^\W\d_a-z][\w'’]{2,20}, $")


@lru_cache(maxsize=KNOWN)
def body(said: str) -> tuple[str, str, Span | None, bool]:
    """The name of a body in words that may have an article, a label or an award's name beside it, and its key.

    With where in the words it is, unless it is all of them, and whether they begin with "The".
    """
    words, span = said.split(), Span(0, len(said))
    the = words[:1] == ["The"] and len(words) > 2
    while len(words) > 1 and words[0] in NOT_A_NAME and words[1] not in ("and", "&"):
        if len(words) == 2 and words[0] in TOPICS and words[1] in ORGANIZATION_WORDS:
            break  # "Work Foundation"
        if words[0] == "Research" and words[1] in ("Council", "Foundation") and words[2:3] in (["of"], ["for"]):
            break  # "Research Council of Norway"
        span = trim(said, span.start + len(words[0]), span.end)
        words = words[1:]
    if words and words[0] in _OPEN_LABELS and " ".join(words[:2]) in _LABELS:
        span = trim(said, said.index(words[2], span.start) if len(words) > 2 else span.end, span.end)
    if len(words) > 1 and words[0] in _ARTICLES and is_organization(" ".join(words[1:])):
        span = trim(said, span.start + len(words[0]), span.end)
    span = _without_award(said, span)
    name = clean(said[span.start : span.end])
    return name, name.lower(), None if span.end - span.start == len(said) else span, the


def is_federal(text: str, run: Span) -> bool:
    """Whether a name goes on one that stands before it: "City, University of London"."""
    before = text[max(0, run.start - 24) : run.start]
    return bool(_FEDERAL.fullmatch(text, run.start, run.end) and _COLLEGE_BEFORE.search(before))


def _without_award(text: str, span: Span) -> Span:
    """The body in the name of what it gives: the Trust of "Owl Trust Early-Career Award"."""
    words = list(re.finditer(r"\S+", text[span.start : span.end]))
    if len(words) < 3 or words[-1].group() not in _AWARDS:
        return span
    last = next((word for word in reversed(words) if word.group() in _GIVERS), None)
    if last is None:
        return span
    shorter = Span(span.start, span.start + last.end())
    return shorter if is_organization(clean(text[shorter.start : shorter.end])) else span


def telling(layout: Layout) -> list[Span]:
    """The sentences that hold a word of an organisation's name, or a bracket, where the text has such a word at all."""
    if not layout.has(_NAMES):
        return []
    text = layout.text
    ends = [
        place + len(word)
        for number in _NAMES.intersection(layout.seen)
        for word in (_NAMING[number],)
        for place in layout.seen[number]
        if text.startswith(word, place)
    ]
    if not ends:
        return []
    ends += [place + 1 for place in layout.places(_OPENING)]
    sentences = layout.sentences
    indexes = sorted({index for end in ends if end <= sentences[index := layout.sentence_index(end - 1)].end})
    return [sentences[index] for index in indexes]
