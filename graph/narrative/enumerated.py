"""Parts that a text counts and lists without their word: "three work streams: (1) a survey; (2) interviews; (3) …".

The list must be as long as the count that leads to it, in one sentence or line by line. Work packages and workstreams
are a project's by their name; stages, phases and tasks only where the sentence is about the research of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from graph.narrative.labels import Mention
from graph.narrative.spans import Layout, Span, Unit
from graph.narrative.telling import METHOD
from graph.narrative.triggers import triggers
from graph.narrative.words import ROMAN

_MOST = 12
_CELL_ENDS = re.compile(r"[|\t]")
_NEAR = 160
_BETWEEN = 4
"""So many lines one item may have."""
_REACH = 3000
# The head of a column of numbers: "| WP | Name | Files |", cells apart by bars or tabs.
_COLUMN = re.compile(
    r"(?:(?<![^\n])|[|\t])\s*(?P<kind>WP|Work ?[Pp]ackage|Work ?[Ss]tream|Stage|Phase)"
    r"(?:\s?(?:[Nn]o\.?|[Nn]umber|#))?\s*"
    r"(?=[|\t])"
)
_COLUMN_WORDS = triggers("wp", "package", "stream", "stage", "phase")
_OPENS = re.compile(r"[^.;:!?\n]{3,120}:(?=\s)")
_ITEM = re.compile(r"(?<=[\s:;,])\((?P<number>\d\d?|[ivx]{1,4})\)(?=\s)")
_MARK = re.compile(r"\s*\(?(?P<number>\d\d?|[ivx]{1,4})[.)]\s")
_OWN = re.compile(
    r"\b(?:we|(?:the|this|our) (?:[\w-]{1,20} ){0,3}?(?:project|study|research|evaluation|programme|fieldwork|work"
    r"|trial|methodology|investigation|consultation|inquiry|review)"
    r"|(?:il|lo|la|di|le|cette|el|este|o|das|die|der|des) (?:[\w-]{1,20} ){0,2}?(?:ricerca|studio|progetto|projekts?"
    r"|studie|forschung|projet|recherche|proyecto|estudio|projeto|estudo)|l['’]étude)\b"
)
_NOT_OWN = re.compile(
    r"\b(?:identif|describ|distinguish|f(?:ou|i)nd|propos|recogni|model|theor)\w{0,6}\b"
    r"|\b(?:stage|phase|task)s? of (?!(?:(?:the|this|our) )?(?:project|research|study|work|evaluation|fieldwork)\b)"
)
# "The research goes through several phases: (1) …; (2) …; (3) …", in some languages.
_PLURALS = {
    "stage": ("stages", "étapes", "etapas"),
    "phase": ("phases", "phasen", "fases", "fasi"),
    "work_package": ("work packages", "arbeitspakete", "lots de travail", "paquetes de trabajo"),
}
_SOME_WORDS = triggers(*(f"{word}:" for words in _PLURALS.values() for word in words))
_SOME = re.compile(
    r"\b(?:several|some|various|(?:the )?following|alcune|diverse|seguenti|varias|siguientes|várias|seguintes|plusieurs"
    r"|différentes|mehreren?|folgenden?) (?:[a-zà-ÿ]{2,12} )?"
    rf"(?P<kind>{'|'.join(word for words in _PLURALS.values() for word in words)}):(?=\s)"
)
_NAMED = frozenset(("work_package", "workstream"))


def enumerated(layout: Layout, counts: dict[str, tuple[int, int]], known: frozenset[str]) -> list[Mention]:
    """A mention for each item of such a list, of the kinds that are not ``known`` by their labels."""
    found: list[Mention] = []
    for match in layout.near(_SOME, _SOME_WORDS, 40, 20, small=True):
        kind = next(kind for kind, words in _PLURALS.items() if match.group("kind") in words)
        if kind in known or kind in counts or not _of_research(layout, match.start(), match.end()):
            continue
        marks = [_value(item) for item in _ITEM.finditer(layout.text, match.end(), match.end() + _REACH)]
        last = next((place for place, number in enumerate(marks) if number != place + 1), len(marks))
        places = _in_line(layout, match.end(), last) if 2 < last <= _MOST else []
        found += _mentions(kind, places)
    for kind, (count, position) in counts.items():
        opens = _OPENS.match(layout.text, position) if kind not in known and count <= _MOST else None
        if opens and (kind in _NAMED or _of_research(layout, position, opens.end())):
            places = _in_line(layout, opens.end(), count) or _in_lines(layout, opens.end(), count)
            found += _mentions(kind, places)
    return found


def _mentions(kind: str, places: list[tuple[Span, int]]) -> list[Mention]:
    return [Mention(kind, ((str(number), place),), place.start, end) for number, (place, end) in enumerate(places, 1)]


def tabled(layout: Layout) -> Iterator[Mention]:
    """A mention for each row of a table that numbers parts from one on in a column of that name."""
    if not ("|" in layout.text or "\t" in layout.text) or not layout.has(_COLUMN_WORDS):
        return
    for index, unit in enumerate(layout.units):
        head = _COLUMN.search(layout.text, unit.start, unit.end)
        if head is None:
            continue
        before = _CELL_ENDS.findall(layout.text, unit.start, head.start("kind"))
        row = re.compile(rf"(?:[^|\t\n]*[|\t]){{{len(before)}}}\s*(?P<number>\d\d?)\s*(?=[|\t])")
        rows = [row.match(layout.text, below.start) for below in _rows(layout, index)]
        matches = [match for match in takewhile(bool, rows) if match]
        if len(matches) > 1 and [_value(match) for match in matches] == list(range(1, len(matches) + 1)):
            kind = head.group("kind").lower()
            kind = "work_package" if kind.startswith("wp") or kind.endswith("package") else kind.replace(" ", "")
            for match in matches:
                place = Span(*match.span("number"))
                yield Mention(kind, ((str(_value(match)), place),), place.start, place.end)


def _rows(layout: Layout, head: int) -> Iterator[Unit]:
    """The lines below the head of a table, but for the rule under it."""
    below = layout.units[head + 1 : head + 2 + _MOST]
    return (unit for unit in below if layout.text[unit.start : unit.end].strip("|-: "))


def _of_research(layout: Layout, position: int, end: int) -> bool:
    """Whether what is counted is said to be the research's own, and not what it found."""
    begin = max(layout.sentence_at(position).start, position - _NEAR)
    own = _OWN.search(layout.small, begin, position) is not None
    if layout.small.startswith("there are ", begin) and position - begin < 16:
        own = METHOD.search(layout.small, end, end + _NEAR) is not None
    return own and _NOT_OWN.search(layout.small, begin, end) is None


def _in_line(layout: Layout, start: int, count: int) -> list[tuple[Span, int]]:
    """Where "(1)", "(2)" … stand in the line, if they are all there, in order and no others."""
    end = min(layout.units[layout.unit_index(start - 1)].end, start + _REACH)
    items = list(_ITEM.finditer(layout.text, start, end))
    if not _in_order([_value(item) for item in items], count) or layout.text[start : items[0].start()].strip():
        return []
    return [(Span(*item.span("number")), item.end("number")) for item in items]


def _in_order(numbers: list[int], count: int) -> bool:
    """Whether numbers count up from one to ``count``, of five or more perhaps with one misprinted."""
    wrong = sum(number != place for place, number in enumerate(numbers, 1))
    return len(numbers) == count and wrong <= (count > 4)


def _in_lines(layout: Layout, start: int, count: int) -> list[tuple[Span, int]]:
    """Where the numbers stand that begin the lines below, if there is one for each."""
    above = layout.unit_index(start - 1)
    below = layout.units[above + 1 : above + 1 + count * _BETWEEN]
    rows = ((_MARK.match(layout.text, unit.start, unit.content), unit) for unit in below)
    marked = [(mark, unit) for mark, unit in rows if mark]
    counted = [_value(mark) for mark, _ in marked] == list(range(1, count + 1))
    if layout.units[above].end < start - 1 or not counted or marked[0][1] is not below[0]:
        return []
    return [(Span(*mark.span("number")), unit.content) for mark, unit in marked]


def _value(item: re.Match[str]) -> int:
    number = item.group("number")
    return int(number) if number.isdigit() else ROMAN.get(number.upper(), 0)
