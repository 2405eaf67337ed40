"""The place in a text that a finding is about, as far as the text shows it: whatever its syntax."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from xml.sax.saxutils import escape

import pyoxigraph as ox

from graph.report import Finding

MOST = 2_000
"""Lines of a description that are looked at."""
STARTS = 20
"""Descriptions of a node that are looked at."""
Place = tuple[int, int]
"""A line and a place in it, from 0 on."""
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line. Lines and columns count from 1, columns in code points, of which a tab is one; ``end`` is the
    column after the last one (SARIF 2.1.0, 3.30)."""

    line: int
    start: int
    end: int


class Text:
    """A text, given as its lines, in which findings are looked for: each of many as quickly as one of few.

    A name is looked up by the rarest of its words, so that the text is read twice, however many names there are.
    """

    def __init__(self, lines: Sequence[str], findings: Iterable[Finding]) -> None:
        self.lines = lines
        self._known: dict[str, list[Place]] = {}
        self._begins: dict[str, tuple[list[int], list[int]]] = {}
        often = Counter(word[0] for line in lines for word in _WORD.finditer(line))
        self._wanted = {finding: _wanted(finding) for finding in findings}
        names = {name for wanted in self._wanted.values() for some in wanted for name in some}
        self._rarest = {name: min(_WORD.findall(name), key=lambda word: often[word], default="") for name in names}
        self._of_word: dict[str, list[Place]] = {word: [] for word in self._rarest.values()}
        for number, line in enumerate(lines):
            for word in _WORD.finditer(line):
                if (places := self._of_word.get(word[0])) is not None:
                    places.append((number, word.start()))

    def span(self, finding: Finding) -> Span | None:
        """Where the text states what was found, one of those that it was made with; where it does not, where its
        focus node stands.

        The value where it stands after its node, or else the property, or the node.
        """
        names, values, path = self._wanted[finding]
        for start in self._starts(names):
            for wanted in ([values, path], [values], [path]):
                if all(wanted):
                    holding = self._holding(wanted[0], start, start + MOST)
                    found = next((line for line in holding if self._near(line, wanted[1:])), None)
                    if found is not None:
                        return self._span(found, wanted[0], [names, path] if wanted[0] is values else [names])
            if self._first(start, names):
                return self._span(start, names, [])
        return None

    def _starts(self, names: Sequence[str]) -> list[int]:
        """The lines from which on something is looked for: that describe a node, hold it, or else the first."""
        described, others = set[int](), set[int]()
        for name in names:
            if name not in self._begins:
                lines = list(dict.fromkeys(line for line, _ in self._all(name)))
                describing = [line for line in lines if _describes(self.lines[line])]
                self._begins[name] = describing[:STARTS], lines[:STARTS]
            described.update(self._begins[name][0])
            others.update(self._begins[name][1])
        return [*sorted(described)[:STARTS], *sorted(others)[:STARTS], 0][:STARTS]

    def _span(self, line: int, names: Sequence[str], before: Sequence[Sequence[str]]) -> Span:
        """The names in a line that holds them: after what stands ``before`` them, where that is in the line too."""
        after = 0
        found = self._first(line, names)
        for others in before:
            first = self._first(line, others, after)
            later = first and self._first(line, names, first[1])
            if first and later:
                after, found = first[1], later
        assert found is not None
        return Span(line + 1, found[0] + 1, found[1] + 1)

    def _near(self, line: int, others: Sequence[Sequence[str]]) -> bool:
        """Whether the other names stand in the same line or shortly before: the property of a list of values."""
        return all(next(self._holding(names, max(0, line - 5), line + 1), None) is not None for names in others)

    def _holding(self, names: Sequence[str], start: int, end: int) -> Iterator[int]:
        """The lines from ``start`` to before ``end`` that hold one of the names; one that holds several, again."""
        return merge(*(self._lines(name, start, end) for name in names))

    def _lines(self, name: str, start: int, end: int) -> Iterator[int]:
        places = self._all(name)
        at = bisect_left(places, (start, 0))
        while at < len(places) and (line := places[at][0]) < end:
            yield line
            at = bisect_left(places, (line + 1, 0))

    def _first(self, line: int, names: Sequence[str], after: int = 0) -> tuple[int, int] | None:
        """Where the first of the names that a line holds stands in it, ``after`` a place."""
        for name in names:
            places = self._all(name)
            at = bisect_left(places, (line, after))
            if at < len(places) and places[at][0] == line:
                return places[at][1], places[at][1] + len(name)
        return None

    def _all(self, name: str) -> list[Place]:
        """All places at which a name stands as a word, in order."""
        if name not in self._known:
            self._known[name] = [
                place for place in self._perhaps(name) if _stands(self.lines[place[0]], place[1], name)
            ]
        return self._known[name]

    def _perhaps(self, name: str) -> Iterator[Place]:
        word = self._rarest[name]
        if not word:
            return ((number, at) for number, line in enumerate(self.lines) for at in range(len(line)))
        within = next(found.start() for found in _WORD.finditer(name) if found[0] == word)
        return ((line, at - within) for line, at in self._of_word[word] if at >= within)


def _stands(line: str, at: int, name: str) -> bool:
    """Whether a name stands there, and is not a part of a word."""
    end = at + len(name)
    return line.startswith(name, at) and not (_in_word(line[max(0, at - 1) : at]) or _in_word(line[end : end + 1]))


def _describes(line: str) -> bool:
    return line[:1] not in (" ", "\t", "#", "@") or "@id" in line


def _wanted(finding: Finding) -> tuple[list[str], list[str], list[str]]:
    """What may stand in a text for a finding's focus node, its value and its property."""
    values = _spelled(_text(finding.value)) if finding.value and finding.value != f"<{finding.focus_node}>" else []
    path = [] if not finding.path or finding.path.startswith("(") else _names(finding.path)
    return _names(finding.focus_node), values, path


def _in_word(character: str) -> bool:
    return character.isalnum() or character in ("_", "-")


def _names(iri: str) -> list[str]:
    """What may stand in a text for a term: itself, or the last part of its IRI."""
    if not re.match(r"[A-Za-z][\w+.-]*:\S*$", iri):
        first = iri.strip("\n").split("\n")[0]
        return [first] if first and not iri.startswith("_:") else []
    steps = re.split(r"[/#:]", iri.rstrip("/#"))
    last = steps[-1]
    return [iri, iri[-len(f"{steps[-2]}/{last}") :], *([last] if len(last) > 1 else [])]


def _spelled(value: str) -> list[str]:
    """What may stand in a text for a value: its name, or it as Turtle and JSON, or as XML, escape it."""
    names = _names(value)
    return list(dict.fromkeys([*names, *(json.dumps(n, ensure_ascii=False)[1:-1] for n in names), *map(escape, names)]))


def _text(term: str) -> str:
    """A value as a text may write it: the IRI, or the literal without quotes and datatype."""
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith("_:"):
        return ""
    (quad,) = ox.parse(f"<urn:s> <urn:p> {term} .", ox.RdfFormat.N_TRIPLES)
    return str(getattr(quad.object, "value", ""))
