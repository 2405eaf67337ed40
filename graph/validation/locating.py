"""The place in a text that a finding is about, as far as the text shows it: whatever its syntax."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import pyoxigraph as ox

from graph.report import Finding

MOST = 2_000
"""Lines of a description that are looked at."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line. Lines and columns count from 1, columns in code points, of which a tab is one; ``end`` is the
    column after the last one (SARIF 2.1.0, 3.30)."""

    line: int
    start: int
    end: int


def span(text: Sequence[str], finding: Finding) -> Span | None:
    """Where a text, given as its lines, states what was found; where it does not, where its focus node stands.

    The value where it stands after its node, or else the property, or the node.
    """
    names = _names(finding.focus_node)
    starts = _holding(text, names, range(len(text)))
    described = [place for place in starts if text[place][:1] not in (" ", "\t", "#", "@") or "@id" in text[place]]
    values = _spelled(_text(finding.value)) if finding.value and finding.value != f"<{finding.focus_node}>" else []
    path = [] if not finding.path or finding.path.startswith("(") else _names(finding.path)
    for start in [*described, *starts, 0][:20]:
        near = range(start, min(start + MOST, len(text)))
        for wanted in ([values, path], [values], [path]):
            if all(wanted):
                found = [place for place in _holding(text, wanted[0], near) if _near(text, place, wanted[1:])]
                if found:
                    before = [names, path] if wanted[0] is values else [names]
                    return _span(text, found[0], wanted[0], before)
        if start in starts:
            return _span(text, start, names, [])
    return None


def _span(text: Sequence[str], place: int, names: Sequence[str], before: Sequence[Sequence[str]]) -> Span:
    """The names in a line that holds them: after what stands ``before`` them, where that is in the line too."""
    line, after = text[place], 0
    found = _first(line, names)
    for others in before:
        first = _first(line, others, after)
        later = first and _first(line, names, first[1])
        if first and later:
            after, found = first[1], later
    assert found is not None
    return Span(place + 1, found[0] + 1, found[1] + 1)


def _near(text: Sequence[str], place: int, others: Sequence[Sequence[str]]) -> bool:
    """Whether the other names stand in the same line or shortly before: the property of a list of values."""
    window = text[max(0, place - 5) : place + 1]
    return all(any(_holds(line, names) for line in window) for names in others)


def _holding(text: Sequence[str], names: Sequence[str], where: range) -> list[int]:
    return [place for place in where if _holds(text[place], names)]


def _holds(line: str, names: Sequence[str]) -> bool:
    return _first(line, names) is not None


def _first(line: str, names: Sequence[str], after: int = 0) -> tuple[int, int] | None:
    """Where the first of the names that a line holds stands in it as a word, ``after`` a place."""
    for name in names:
        at = line.find(name, after)
        while at >= 0:
            end = at + len(name)
            if not (_in_word(line[at - 1 : at]) or _in_word(line[end : end + 1])):
                return at, end
            at = line.find(name, at + 1)
    return None


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
