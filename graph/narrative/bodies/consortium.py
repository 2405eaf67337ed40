"""The partners in a consortium's list: a line for each, with its country, where the words above tell of a consortium.

"Kell University (KU) Norway", "1. Norway, Kell University", "Kell University – Norway" as a heading of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.acronyms import is_acronym
from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization, run_at
from graph.narrative.people.given import has_given_name
from graph.narrative.spans import Span, Unit, clean
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import BODY_WORDS, COUNTRIES, NOT_A_NAME, NOT_A_VALUE, NUMBERS

_WORDS = triggers("consortium", "partners")
_HEADING = re.compile(
    r"(?:(?:the|our|project|consortium|international|european|participating|associated|list of) ){0,3}"
    r"(?:consortium|partners|partner (?:institutions|organi[sz]ations|universities))"
    r"(?: (?:members|partners|list|composition|(?:and|&) [a-z ]{3,30}))?:?",
    re.IGNORECASE,
)
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(word for word in NUMBERS if word not in ('zero', 'one'))})"
_TOLD = re.compile(
    rf"\b{_COUNT} (?:[a-z-]{{2,20}} ){{0,3}}(?:partners|beneficiaries)\b(?: [^.;\n]{{0,40}})?"
    rf"|\b{_COUNT} (?:[a-z-]{{2,20}} ){{0,3}}(?:institut(?:es|ions)|universities|organi[sz]ations|members|teams)\b"
    r"[^.;\n]{0,60}\bconsortium\b"
    r"|\bconsortium (?:consists of|is made up of|is formed by|comprises|includes|brings together|has|of)\b"
    rf" (?:the (?:following )?)?(?:{_COUNT}|partners|members|following)\b",
    re.IGNORECASE,
)
_COUNTRY = "|".join(sorted((re.escape(name) for name in COUNTRIES if name not in ("EU", "Europe")), reverse=True))
_CITY = r"(?:[^\W\d_a-z][\w’-]{1,20}(?: [^\W\d_a-z][\w’-]{1,20})?, )?"
_LAST = re.compile(
    r"(?i:(?:(?:project |lead |consortium )?(?:coordinator|partner|beneficiary|leader)(?: \d{1,2})?\s?:\s{1,3})?)"
    r"(?P<name>[^\W\d_a-z][^\n(),;:]{2,90}?)"
    rf"(?:(?P<bracket> \([^()\n]{{2,24}}\))(?:,| [–—-])? (?:{_COUNTRY})|(?:,| [–—-]) {_CITY}(?:{_COUNTRY})"
    rf"| \((?:{_COUNTRY})\))"
    r"(?: \([^()\n]{2,24}\)|(?:,| [–—-]) (?i:(?:project |lead )?(?:coordinator|partner|lead)))?\.?"
)
_FIRST = re.compile(rf"(?:{_COUNTRY})(?:,|:| [–—-])\s(?:the )?(?=[^\W\d_a-z])")
_FEWEST, _FEWEST_HEADINGS = 3, 2
_LONGEST, _GAP, _MOST = 180, 12, 80


def consortium(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Key and place of every partner in such a list."""
    layout, read = directory.layout, -1
    for place in layout.places(_WORDS):
        if layout.small.startswith("partnership", place):
            continue
        index = layout.unit_index(place)
        if index <= read or not _tells(directory, subjects, index, place):
            continue
        read, rows = _rows(directory, index + 1)
        apart = all(_is_heading(directory, unit) for unit, _ in rows)
        names = [clean(layout.text[name.start : name.end]) for _, name in rows]
        if len(rows) < (_FEWEST_HEADINGS if apart else _FEWEST) or not any(map(is_organization, names)):
            continue
        for _, name in rows:
            if (key := directory.recognise(name, certain=True)) is not None:
                yield key, name


def _tells(directory: Directory, subjects: Subjects, index: int, place: int) -> bool:
    """Whether the unit around a word is a heading of partners, or says how many there are."""
    layout, text = directory.layout, directory.layout.text
    unit = layout.units[index]
    if unit.end - unit.content <= 60 and _HEADING.fullmatch(text[unit.content : unit.end].strip()):
        return True
    begin, end = max(unit.content, place - 120), min(unit.end, place + 120)
    return _TOLD.search(text, begin, end) is not None and not subjects.elsewhere(place)


def _rows(directory: Directory, first: int) -> tuple[int, list[tuple[Unit, Span]]]:
    """The lines from one on that name a partner with its country, and the last unit that was read."""
    units = directory.layout.units
    rows: list[tuple[Unit, Span]] = []
    last = first - 1
    for index in range(first, min(len(units), first + _MOST)):
        if index - last > _GAP:
            break
        if name := _partner(directory, units[index]):
            rows.append((units[index], name))
            last = index
    return last, rows


def _partner(directory: Directory, unit: Unit) -> Span | None:
    """The body that a line names with its country."""
    text = directory.layout.text
    if unit.end - unit.content > _LONGEST:
        return None
    if first := _FIRST.match(text, unit.content, unit.end):
        run = run_at(text, first.end(), unit.end)
        return run if run and is_organization(clean(text[run.start : run.end])) else None
    row = _LAST.fullmatch(text, unit.content, unit.end)
    if row is None or row.start("name") in directory.people:
        return None
    start, words = row.start("name"), row.group("name").split()
    if words[0] in ("The", "the") and len(words) > 1:
        start, words = start + 4, words[1:]
    if words[0] in NOT_A_NAME | NOT_A_VALUE or any(word[0].islower() and len(word) > 4 for word in words):
        return None
    name = " ".join(words)
    bracket = (row.group("bracket") or "").strip(" ()")
    shown = is_organization(name) or directory.knows(name) or any(map(is_acronym, words)) or is_acronym(bracket)
    shown = shown or (not BODY_WORDS.isdisjoint(words[1:]) and not has_given_name(name))
    return Span(start, row.end("name")) if shown else None


def _is_heading(directory: Directory, unit: Unit) -> bool:
    """Whether a line has a dash before its country and stands alone."""
    text = directory.layout.text
    before, after = text[max(0, unit.start - 2) : unit.start], text[unit.end : unit.end + 2]
    alone = before == "\n\n" and after in ("\n\n", "\n", "")
    return alone and unit.content == unit.start and re.search(r" [–—-] ", text[unit.content : unit.end]) is not None
