"""Mentions of work packages and their kin: "WP1", "WPs 2 and 3", "Stages 3 and 4", "the second phase".

One pass over the text; every pattern is bounded. :func:`mentions` leaves out what its neighbours show
to be something else (trial phases, stages of a disease, software versions, working papers); whether
what is left belongs to a project is decided in :mod:`graph.narrative.packages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.narrative.kinds import KINDS, NUMBER_FIRST, OTHER_LANGUAGES, pattern, short_forms
from graph.narrative.spans import Layout, Span
from graph.narrative.words import NUMBERS, ORDINALS, ROMAN, word_set

MAX_NUMBER = 40
_LETTERS = frozenset("ABCDEFGH")
_ANY = "|".join(f"(?P<{kind}>{pattern(kind)})" for kind in KINDS)
_BARE = "|".join(pattern(kind) for kind in KINDS)
_SHORT = short_forms()
_WORDS = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in NUMBERS)
_NUMBER = (
    r"(?:\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?|"
    + "|".join(sorted(ROMAN, key=len, reverse=True))
    + f"|{_WORDS})"
    + r"(?![\w%£$€]|[./,:]\d)"
)
_LETTER = r"(?<=[ \u00a0])[A-H](?![\w'’&-])"
_GAP = (
    r"(?:[ \u00a0]\((?:WPs?|" + "|".join(_SHORT) + r")\))?[ \t\u00a0]{0,2}"
    r"(?:#|[Nn](?:o|r|umber)?[.°º][ \u00a0]?|[Nn](?:o|umber)[ \u00a0]|[-_.]|T(?=\d))?"
)
# No label is without one of these: in its English words, or in those of another language.
_STEM = re.compile(r"[WSPTwsp](?:P|S|ork|ORK|tage|TAGE|trand|hase|HASE|ask|ASK)")
# A label that begins inside a word or an address is left out by :func:`_numbered`: to look back here is slow.
_LABEL = re.compile(rf"(?:{_ANY}|(?P<short>{'|'.join(_SHORT)})){_GAP}(?P<number>{_NUMBER}|{_LETTER})")
_INSIDE = frozenset("/@#.-_")
_MORE = re.compile(
    rf"(?P<link>[ \u00a0]{{0,2}}(?:,?[ \u00a0]{{0,2}}(?:and|to|through|or|und|et|bis|y|e|och|og)[ \u00a0]"
    rf"|,|;|&|\+|–|—|-|/)[ \u00a0]{{0,2}}(?:and[ \u00a0]|& ?)?)(?P<label>(?:{_BARE}){_GAP})?(?P<number>{_NUMBER})"
)
_REPEAT = re.compile(rf"[ \u00a0]{{0,2}}[(\[](?:{_BARE}){_GAP}(?P<number>{_NUMBER})[)\]]")
_ECHO = re.compile(r"[ \u00a0](?:munkacsomag\w{0,6}|work[ -]?package|arbeitspaket\w{0,2})(?!\w)")
_ORDINAL_WORDS = "|".join(ORDINALS)
_ORDINAL = re.compile(
    rf"(?P<number>{_ORDINAL_WORDS})(?:,? and (?:(?:final|last)|(?:the )?(?P<also>{_ORDINAL_WORDS})))?"
    rf"[ \u00a0](?:{_ANY})(?![\w-])"
)
_ARTICLE = re.compile(r"(?<![\w-])(?:[Tt]he|[Aa]n?|[Ii]ts|[Oo]ur)[ \u00a0]$")
_NUMBER_FIRST = re.compile(
    rf"(?P<number>\d\d?)(?:(?:st|nd|rd|th)[ \u00a0](?:{_ANY})|\. ?(?P<word>{NUMBER_FIRST}))(?![\w-])"
)
_WORD_BEFORE = re.compile(r"([\w-]{1,24})[\s\"'“‘(]{0,3}$")
_WORDS_AFTER = re.compile(r"[\s\"'“‘]{0,3}([\w-]{1,24})(?:\s([\w-]{1,24}))?")
_OF_PROJECT = re.compile(r"[\s,]{0,2}of (?:the|this|our) (?:\w{1,20} )?(?:project|study|research|programme|program)\b")

_NOT_AFTER = word_set(
    """
    key cancer disease ckd tumour tumor sleep clinical larval school juvenile instar tanner windows
    nokia paper papers article party hs2 late-stage early end dukes fibrosis cirrhosis writing exam
    group
    """
)
_NOT_BEFORE = word_set(
    """
    cancer cancers trial trials tumour tumours tumor tumors disease diabetes melanoma hypertension
    ckd kidney carcinoma lymphoma clinical randomised randomized rct application applications
    applicant applicants form forms sleep pupils exam patients proposal proposals submission
    submissions bid bids lockdown metabolism heart renal chronic breast lung winner winners race
    pressure ulcers ulcer plugin theme
    """
)
_NOT_BEFORE_WP = word_set("plugin theme application applications applicant applicants form forms")
# "Stage one of the pandemic" is no part of a project; "stage one of the fieldwork" is.
_OF_THING = re.compile(r"[\s,]{0,2}of (?:the|this|our|its|their|an?) (?P<what>[\w'’-]{1,30}(?: [\w'’-]{1,30}){0,2})")
_RESEARCH_THING = re.compile(
    r"\b(?:project|stud(?:y|ies)|research|programme|program|work|evaluation|fieldwork|survey|review|analys[ie]s|interviews"
    r"|data|consultation|pilot|design|methodology|method|process|consortium|network|initiative|investigation|trial"
    r"|intervention|strategy|plan|approach)\b",
    re.IGNORECASE,
)
_DURATION_WORDS = word_set("month months year years week weeks day days hour hours per participants")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name one or more parts of a project. ``numbers`` are normal forms with their places."""

    kind: str
    numbers: tuple[tuple[str, Span], ...]
    start: int
    end: int
    ordinal: bool = False
    of_project: bool = False
    number_first: bool = False


def normal(number: str) -> str:
    """The number as counted: "WP 03" and "Phase III" give "3"; "1.2" and "2a" stay."""
    if number in ROMAN:
        return str(ROMAN[number])
    if number.lower() in NUMBERS:
        return str(NUMBERS[number.lower()])
    if number.lower() in ORDINALS:
        return str(ORDINALS[number.lower()])
    return number.lstrip("0") or "0" if number.isdigit() else number


def mentions(layout: Layout) -> list[Mention]:
    """Every mention in the order of the text."""
    text, others = layout.text, layout.has(OTHER_LANGUAGES)
    if not others and _STEM.search(text) is None:
        return []
    numbered = list(_numbered(layout, others))
    taken = {place for mention in numbered for place in range(mention.start, mention.end)}
    ordinals = [mention for mention in (*_ordinals(text), *_numbers_first(text)) if mention.end - 1 not in taken]
    found = [mention for mention in (*numbered, *ordinals) if not _something_else(text, mention)]
    return sorted(found, key=lambda mention: mention.start)


def _kind(match: re.Match[str]) -> str:
    return next((kind for kind in KINDS if match.group(kind)), "work_package")


def _next_label(text: str, position: int, others: bool) -> re.Match[str] | None:
    """The next label from a position on; ``others`` where there may be one in another language."""
    if others:
        return _LABEL.search(text, position)
    while stem := _STEM.search(text, position):
        if match := _LABEL.match(text, stem.start()):
            return match
        position = stem.start() + 1
    return None


def _numbered(layout: Layout, others: bool) -> Iterator[Mention]:
    text, position = layout.text, 0
    while match := _next_label(text, position, others):
        position = match.start() + 1
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in _INSIDE):
            continue
        kind, label, number = _kind(match), match.group(_kind(match)) or "", match.group("number")
        if short := match.group("short"):
            kind, long_forms = _SHORT[short]
            if not layout.has(long_forms):
                continue
        if number in ROMAN and label.islower() and label.isascii() and label.startswith(("s", "p", "w")):
            continue
        if number in _LETTERS and not (
            kind in ("work_package", "workstream") and len(label) > 3 and label[0].isupper()
        ):
            continue
        first = normal(number)
        numbers = [(first, Span(match.start("number"), match.end("number")))]
        position = _more(text, match, numbers, label.lower().endswith("s"))
        repeat = _REPEAT.match(text, position) if len(numbers) == 1 else None
        if repeat and normal(repeat.group("number")) == first:
            position = repeat.end()
        elif echo := _ECHO.match(text, position):
            position = echo.end()
        of_project = _OF_PROJECT.match(text, position) is not None
        yield Mention(kind, tuple(numbers), match.start(), position, of_project=of_project)


def _more(text: str, match: re.Match[str], numbers: list[tuple[str, Span]], plural: bool) -> int:
    """Add the numbers that follow ("2 and 3", "1-4") to ``numbers``; returns where they end."""
    position = match.end()
    while len(numbers) < MAX_NUMBER and (more := _MORE.match(text, position)):
        number, link = normal(more.group("number")), more.group("link").strip()
        span = Span(more.start("number"), more.end("number"))
        last = numbers[-1][0]
        ascending = number.isdigit() and last.isdigit() and int(number) > int(last)
        if more.group("label") is None:
            after = _WORDS_AFTER.match(text, more.end())
            unit = after is not None and after.group(1) in _DURATION_WORDS
            spaced = more.group("link") != link and link in ("-", "–", "—")
            is_range = link in ("-", "–", "—", "to", "through")
            near = ascending and (int(number) == int(last) + 1 or is_range)
            if unit or not ascending or (not plural and (spaced or not near)):
                break
        if link.lstrip(", ") in ("-", "–", "—", "to", "through") and ascending:
            if int(number) > MAX_NUMBER:
                break
            numbers.extend((str(value), span) for value in range(int(last) + 1, int(number)))
        numbers.append((number, span))
        position = more.end()
    return position


def _ordinals(text: str) -> Iterator[Mention]:
    for match in _ORDINAL.finditer(text):
        article = _ARTICLE.search(text, max(0, match.start() - 5), match.start())
        if article is None:
            continue
        number = normal(match.group("number"))
        places = [(number, Span(match.start("number"), match.end("number")))]
        if match.group("also"):
            places.append((normal(match.group("also")), Span(match.start("also"), match.end("also"))))
        repeat = _REPEAT.match(text, match.end())
        end = repeat.end() if repeat and normal(repeat.group("number")) == number else match.end()
        of_project = _OF_PROJECT.match(text, end) is not None
        yield Mention(_kind(match), tuple(places), article.start(), end, True, of_project)


def _numbers_first(text: str) -> Iterator[Mention]:
    """ "The 2nd work package", "Az 1. munkacsomag"."""
    for match in _NUMBER_FIRST.finditer(text):
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in ".,-/"):
            continue
        place = (normal(match.group("number")), Span(match.start("number"), match.end("number")))
        of_project = _OF_PROJECT.match(text, match.end()) is not None
        foreign = match.group("word") is not None
        yield Mention(_kind(match), (place,), match.start(), match.end(), not foreign, of_project, foreign)


def _something_else(text: str, mention: Mention) -> bool:
    before = _WORD_BEFORE.search(text[max(0, mention.start - 28) : mention.start])
    if before and before.group(1).lower() in _NOT_AFTER:
        return True
    # "WP29" is the Article 29 Working Party; a project with that many has them in a range.
    if any(number.isdigit() and int(number) > MAX_NUMBER for number, _ in mention.numbers):
        return True
    if mention.kind in ("stage", "phase"):
        of = _OF_THING.match(text, mention.end)
        if of is not None and not _RESEARCH_THING.search(of.group("what")):
            return True
    after = _WORDS_AFTER.match(text, mention.end)
    others = _NOT_BEFORE if mention.kind != "work_package" else _NOT_BEFORE_WP
    return after is not None and any(word and word.lower() in others for word in after.groups())
