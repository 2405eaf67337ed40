"""The lines of a text that a finding is about, as far as the text shows them: whatever its syntax."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyoxigraph as ox

from graph.report import Finding

MOST = 2_000
"""Lines of a description that are looked at."""


def lines(text: Sequence[str], finding: Finding) -> tuple[int, ...]:
    """The numbers, from 1, of the lines that state what was found; where none does, that of the focus node.

    The line of the value where it stands after its node, or else that of the property, or of the node.
    """
    names = _names(finding.focus_node)
    starts = _holding(text, names, range(len(text)))
    described = [place for place in starts if text[place][:1] not in (" ", "\t", "#", "@") or "@id" in text[place]]
    values = _names(_text(finding.value)) if finding.value and finding.value != f"<{finding.focus_node}>" else []
    path = [] if not finding.path or finding.path.startswith("(") else _names(finding.path)
    for start in [*described, *starts, 0][:20]:
        near = range(start, min(start + MOST, len(text)))
        for wanted in ([values, path], [values], [path]):
            if all(wanted):
                found = [place for place in _holding(text, wanted[0], near) if _near(text, place, wanted[1:])]
                if found:
                    return (found[0] + 1,)
        if start in starts:
            return (start + 1,)
    return ()


def _near(text: Sequence[str], place: int, others: Sequence[Sequence[str]]) -> bool:
    """Whether the other names stand in the same line or shortly before: the property of a list of values."""
    window = text[max(0, place - 5) : place + 1]
    return all(any(_holds(line, names) for line in window) for names in others)


def _holding(text: Sequence[str], names: Sequence[str], where: range) -> list[int]:
    return [place for place in where if _holds(text[place], names)]


def _holds(line: str, names: Sequence[str]) -> bool:
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line) for name in names if name in line)


def _names(iri: str) -> list[str]:
    """What may stand in a text for a term: itself, or the last part of its IRI."""
    if not re.match(r"[A-Za-z][\w+.-]*:\S*$", iri):
        return [iri.split("\n")[0]] if iri and not iri.startswith("_:") else []
    steps = re.split(r"[/#:]", iri.rstrip("/#"))
    last = steps[-1]
    return [iri, iri[-len(f"{steps[-2]}/{last}") :], *([last] if len(last) > 1 else [])]


def _text(term: str) -> str:
    """A value as a text may write it: the IRI, or the literal without quotes and datatype."""
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith("_:"):
        return ""
    (quad,) = ox.parse(f"<urn:s> <urn:p> {term} .", ox.RdfFormat.N_TRIPLES)
    return str(getattr(quad.object, "value", ""))
