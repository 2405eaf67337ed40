"""Mentions of work packages and their kin: "WP1", "WPs 2 and 3", "Stages 3 and 4", "the second phase".

One pass over the text; every pattern is bounded. What only looks like a part (trial phases, stages of a disease,
software versions, working papers) is left out in :mod:`graph.narrative.lookalikes`; whether what is left belongs to a
project is decided in :mod:`graph.narrative.belonging`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.frozen import frozen
from graph.narrative.kinds import KINDS, NUMBER_FIRST, OTHER_LANGUAGES, english, pattern, short_forms
from graph.narrative.spans import Layout, Span
from graph.narrative.triggers import Triggers, triggers
from graph.narrative.words import FOREIGN_ORDINALS, NUMBERS, ORDINALS, ROMAN, word_set

MAX_NUMBER = 40
LETTERS = frozenset("ABCDEFGH")
_PATTERNS = {kind: pattern(kind) for kind in KINDS}
_ANY = "|".join(f"(?P<{kind}>{words})" for kind, words in _PATTERNS.items())
_BARE = "|".join(_PATTERNS.values())
_SHORT = short_forms()
_WORDS = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}|{word.upper()}" for word in NUMBERS)
# A number in words or Roman letters stands apart from its label: "werkpakketten" holds no "ten", "WPI" no I.
_NUMBER = (
    r"(?:\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?|(?<![^\W_])(?:"
    + "|".join(sorted(ROMAN, key=len, reverse=True))
    + f"|{_WORDS}))"
    + r"(?![\w%£$€]|[./,:]\d)"
)
_LETTER = r"(?<=[ \u00a0-])[A-H](?![\w'’&-])"
# After "Phase A": its title, or what it did; elsewhere letters are seldom numbers of phases, stages and tasks.
_LETTERED = re.compile(
    r"[ \u00a0]?[:–—][ \u00a0]|,?[ \u00a0](?:of (?:the|this|our) |(?:will|is|are|was|were|has|had)[ \u00a0]"
    r"|[a-z]{2,20}(?:s|ed)[ \u00a0](?!(?:is|are|was|were|has|have|had)\b))"
)
_GAP = (
    r"(?:[ \u00a0]\((?:WPs?|" + "|".join(_SHORT) + r")\))?[ \t\u00a0]{0,2}"
    r"(?:#|[Nn](?:o|r|umber)?[.°º][ \u00a0]?|[Nn](?:o|umber)[ \u00a0]|[-_.]|- (?=\d{1,2} ?[:.–])"
    r"|T(?=\d)|\((?=\d{1,2}\)))?"
)
# No label is without one of these: in its English words, in those of another language, or in a short form.
_FIRST = triggers("wp", "stage", "strand", "phase", "task")
_SECOND = triggers("package", "stream")
_STEMS = _FIRST | _SECOND
_STREAM = triggers("stream")
_SHORT_STEMS = re.compile("|".join(_SHORT))
_BACK = 20
# A label that begins inside a word or an address is left out by :func:`_numbered`: to look back here is slow.
_LABEL = re.compile(rf"(?:{_ANY}|(?P<short>{'|'.join(_SHORT)})){_GAP}(?P<number>{_NUMBER}|{_LETTER})")
_ENGLISH = "|".join(f"(?P<{kind}>{english(kind)})" for kind in KINDS)
_ENGLISH_LABEL = re.compile(rf"(?:{_ENGLISH}|(?P<short>WS)){_GAP}(?P<number>{_NUMBER}|{_LETTER})")
_INSIDE = frozenset("/@#.-_")
# Where markup was taken out, a label may follow a full stop without space: "in five states.WP 2: Survey".
_GLUED = re.compile(r"[a-z]\.(?:WP|Work|Stage|Phase|Task)[A-Za-z ]{0,12} ?\d{1,2}\s?[:–—-]")
_MORE = re.compile(
    rf"(?P<link>[ \u00a0]{{0,2}}(?:,?[ \u00a0]{{0,2}}(?:and|to|through|or|und|et|bis|y|e|och|og|ac?)[ \u00a0]"
    rf"|,|;|&|\+|–|—|-|/)[ \u00a0]{{0,2}}(?:and[ \u00a0]|& ?)?)(?P<label>(?:{_BARE}){_GAP})?"
    rf"(?P<number>{_NUMBER}|(?<![\w.])[A-H](?![\w'’&-]))"
)
# In Welsh "a" is "and": only after its own words for parts.
# "In this phase I asked" has a pronoun; "the results of phase I, …" has a number.
_NO_PRONOUN = re.compile(
    r"[.,;:)\]]|[ \u00a0](?:and|of|to|was|were|is|will|has|had|data|results|interviews|survey|involved|included"
    r"|consisted|comprised|[(–—-])(?!\w)|$"
)
_WELSH = ("pecynnau", "becynnau", "phecynnau", "camau", "gamau", "chamau", "tasgau", "dasgau")
_REPEAT = re.compile(rf"[ \u00a0]{{0,2}}[(\[](?:{_BARE}){_GAP}(?P<number>{_NUMBER})[)\]]")
_ECHO = re.compile(r"[ \u00a0](?:munkacsomag\w{0,6}|work[ -]?package|arbeitspaket\w{0,2})(?!\w)")
_ORDINAL_WORDS = "|".join(ORDINALS)
_ORDINAL_STEMS = triggers(*ORDINALS)
_FOREIGN_STEMS = triggers(*FOREIGN_ORDINALS)
_NUMBERS_FIRST = OTHER_LANGUAGES | triggers(
    *(f"{digit}{end}" for digit in range(10) for end in ("st", "nd", "rd", "th"))
)
_ORDINAL = re.compile(
    rf"(?P<number>{_ORDINAL_WORDS})(?:,? and (?:(?:final|last)|(?:the )?(?P<also>{_ORDINAL_WORDS})))?"
    rf"[ \u00a0](?:{_ANY})(?![\w-])"
)
_ARTICLE = re.compile(r"(?<![\w-])(?:[Tt]he|[Aa]n?|[Ii]ts|[Oo]ur)[ \u00a0]$")
# At the beginning of a sentence: "First phase: inventory", "Deuxième étape – enquête".
_HEADING_STEMS = _ORDINAL_STEMS | triggers(*FOREIGN_ORDINALS)
_HEADING_WORDS = "|".join(sorted((word.capitalize() for word in (*ORDINALS, *FOREIGN_ORDINALS)), key=len, reverse=True))
_HEADING = re.compile(rf"(?P<number>{_HEADING_WORDS})[ \u00a0](?:{_ANY})(?=[ \u00a0]?[:–—][ \u00a0])")
_FOREIGN_WORDS = "|".join(sorted(FOREIGN_ORDINALS, key=len, reverse=True))
_FOREIGN = re.compile(rf"(?P<number>{_FOREIGN_WORDS})[ \u00a0](?:{_ANY})(?![\w-])")
_FOREIGN_ARTICLE = re.compile(
    r"(?<![\w-])(?:l[ae]|el|les|il|der|die|das|de[mnrt]|de|het|om?|na|no|im|i|una?|une|nell?a?|en|den|vår)[ \u00a0]$",
    re.IGNORECASE,
)
# "T3.1" is a task in a text that has a third work package.
_TASK = re.compile(r"T\.? ?(?P<number>(?P<whole>\d{1,2})\.\d{1,2})(?![\w%]|[.,]\d)")
_NUMBER_FIRST = re.compile(
    rf"(?P<number>\d\d?)(?:(?:st|nd|rd|th)[ \u00a0](?:{_ANY})|\. ?(?P<word>{NUMBER_FIRST}))(?![\w-])"
)
_WORDS_AFTER = re.compile(r"[\s\"'“‘]{0,3}([\w-]{1,24})(?:\s([\w-]{1,24}))?")
# "Of the metro project" is somebody's building site; "of the Owl Lives project" is research, as is "of the study".
_OF_PROJECT = re.compile(
    r"[\s,]{0,2}of (?:the|this|our) (?:(?:[A-Z][\w-]{0,30}|research|evaluation|pilot|present|current|overall"
    r"|whole|entire|wider"
    r"|larger|study|main|doctoral|funded|three-year|two-year|four-year|five-year) ){0,2}(?:project|study"
    r"|research|programme|program)\b"
)

_DURATION_WORDS = word_set("month months year years week weeks day days hour hours per participants")


@frozen(frozen=True, slots=True)
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
    if number.lower() in FOREIGN_ORDINALS:
        return str(FOREIGN_ORDINALS[number.lower()])
    return number.lstrip("0") or "0" if number.isdigit() else number


def labelled(layout: Layout) -> list[Mention]:
    """Every mention in the order of the text, whatever it is of."""
    others = layout.has(OTHER_LANGUAGES)
    stems = _STEMS | OTHER_LANGUAGES if others else _STEMS
    if not layout.has(stems):
        return []
    found = list(_numbered(layout, others))
    taken = {place for mention in found for place in range(mention.start, mention.end)}
    rest = [*_ordinals(layout), *_numbers_first(layout, stems), *_tasks(layout.text, found)]
    rest += _foreign_ordinals(layout)
    rest += _headings(layout)
    found += [mention for mention in rest if mention.end - 1 not in taken]
    return sorted(found, key=lambda mention: mention.start)


def _kind(match: re.Match[str]) -> str:
    for kind, words in zip(KINDS, match.group(*KINDS), strict=True):
        if words:
            return kind
    return "work_package"


def _starts(layout: Layout, others: bool) -> list[int]:
    """Where labels may begin."""
    small, starts = layout.small, layout.places(_FIRST)
    starts = [*starts, *(small.rfind("work", max(0, at - 9), at) for at in layout.places(_SECOND))]
    if others or layout.has(_STREAM):
        starts += [short.start() for short in _SHORT_STEMS.finditer(layout.text)]
    for place in layout.places(OTHER_LANGUAGES) if others else ():
        starts += [at for at in range(max(0, place - _BACK), place + 1) if not (at and small[at - 1].isalnum())]
    return sorted(set(starts))


def _numbered(layout: Layout, others: bool) -> Iterator[Mention]:
    text, position = layout.text, 0
    label_at = (_LABEL if others else _ENGLISH_LABEL).match
    for start in _starts(layout, others):
        match = label_at(text, start) if start >= position else None
        if match is None:
            continue
        within = match.start() > 0 and (text[match.start() - 1].isalnum() or text[match.start() - 1] in _INSIDE)
        if within and not _GLUED.match(text, match.start() - 2):
            continue
        kind, number = _kind(match), match.group("number")
        label = match.group(kind) or ""
        if short := match.group("short"):
            kind, long_forms = _SHORT[short]
            if not layout.has(long_forms):
                continue
        if number == "I" and label.islower() and not _NO_PRONOUN.match(text, match.end()):
            continue
        first = normal(number)
        numbers = [(first, Span(*match.span("number")))]
        end = _more(text, match, numbers, label)
        lettered = kind in ("work_package", "workstream") or _LETTERED.match(text, end)
        if number in LETTERS and not (lettered and label[:1].isupper()):
            continue
        position = end
        if text[match.start("number") - 1] == "(" and text.startswith(")", position):
            position += 1
        repeat = _REPEAT.match(text, position) if len(numbers) == 1 else None
        if repeat and normal(repeat.group("number")) == first:
            position = repeat.end()
        elif echo := _ECHO.match(text, position):
            position = echo.end()
        of_project = _OF_PROJECT.match(text, position) is not None
        yield Mention(kind, tuple(numbers), match.start(), position, of_project=of_project)


def _more(text: str, match: re.Match[str], numbers: list[tuple[str, Span]], label: str) -> int:
    """Add the numbers that follow ("2 and 3", "1-4") to ``numbers``; returns where they end."""
    position, plural = match.end(), label.lower().endswith("s")
    while len(numbers) < MAX_NUMBER and (more := _MORE.match(text, position)):
        if more.group("label") and not re.match(_PATTERNS[_kind(match)], more.group("label")):
            break
        number, link = normal(more.group("number")), more.group("link").strip()
        span = Span(more.start("number"), more.end("number"))
        head, last, step = _step(numbers[-1][0], number)
        ascending = step > 0
        if link in ("a", "ac") and not label.lower().startswith(_WELSH):
            break
        if more.group("label") is None:
            after = _WORDS_AFTER.match(text, more.end())
            unit = after is not None and after.group(1) in _DURATION_WORDS
            spaced = more.group("link") != link and link in ("-", "–", "—")
            is_range = link in ("-", "–", "—", "to", "through")
            near = ascending and (step == 1 or is_range)
            if unit or not ascending or (not plural and (spaced or not near)):
                break
        if link.lstrip(", ") in ("-", "–", "—", "to", "through") and ascending:
            if step > MAX_NUMBER or (number not in LETTERS and last + step > MAX_NUMBER):
                break
            between = range(last + 1, last + step)
            numbers.extend((chr(value) if number in LETTERS else f"{head}{value}", span) for value in between)
        numbers.append((number, span))
        position = more.end()
    return position


def _step(before: str, number: str) -> tuple[str, int, int]:
    """What two numbers share ("1." of 1.2 and 1.4), the last part of the first, and how far the second is from it."""
    if before in LETTERS and number in LETTERS:
        return "", ord(before), ord(number) - ord(before)
    (above, dot, last), (same, _, here) = before.rpartition("."), number.rpartition(".")
    counted = last.isdigit() and here.isdigit() and above == same
    return above + dot, int(last) if counted else 0, int(here) - int(last) if counted else 0


def _ordinals(layout: Layout) -> Iterator[Mention]:
    text = layout.text
    for match in layout.at(_ORDINAL, _ORDINAL_STEMS):
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


def _foreign_ordinals(layout: Layout) -> Iterator[Mention]:
    """ "En la primera fase", "im zweiten Arbeitspaket", "la première phase"."""
    text = layout.text
    for match in layout.at(_FOREIGN, _FOREIGN_STEMS):
        if article := _FOREIGN_ARTICLE.search(text, max(0, match.start() - 6), match.start()):
            number = normal(match.group("number"))
            place = (number, Span(match.start("number"), match.end("number")))
            repeat = _REPEAT.match(text, match.end())
            end = repeat.end() if repeat and normal(repeat.group("number")) == number else match.end()
            yield Mention(_kind(match), (place,), article.start(), end, True)


def _headings(layout: Layout) -> Iterator[Mention]:
    """ "First phase: inventory of wells", where a sentence or a line begins so."""
    for match in layout.at(_HEADING, _HEADING_STEMS):
        if layout.sentence_at(match.start()).start == match.start():
            place = (normal(match.group("number")), Span(match.start("number"), match.end("number")))
            yield Mention(_kind(match), (place,), match.start(), match.end())


def _tasks(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Tasks by their short form, "T3.1", where the text has the work package that they belong to."""
    packages = {number for mention in found if mention.kind == "work_package" for number, _ in mention.numbers}
    for match in _TASK.finditer(text) if packages else ():
        before = text[match.start() - 1 : match.start()]
        if not (before.isalnum() or before in _INSIDE) and normal(match.group("whole")) in packages:
            place = (match.group("number"), Span(match.start("number"), match.end("number")))
            yield Mention("task", (place,), match.start(), match.end())


def _numbers_first(layout: Layout, stems: Triggers) -> Iterator[Mention]:
    """ "The 2nd work package", "Az 1. munkacsomag"."""
    text = layout.text
    if not layout.has(_NUMBERS_FIRST):
        return
    for match in layout.near(_NUMBER_FIRST, stems, 30, 40):
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in ".,-/"):
            continue
        place = (normal(match.group("number")), Span(match.start("number"), match.end("number")))
        of_project = _OF_PROJECT.match(text, match.end()) is not None
        foreign = match.group("word") is not None
        yield Mention(_kind(match), (place,), match.start(), match.end(), not foreign, of_project, foreign)
