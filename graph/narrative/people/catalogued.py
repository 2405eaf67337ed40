"""Names of people as catalogues write them, the family's first: "Reis, A", "Reis A", "Reis, Ana"."""

from __future__ import annotations

import re

from graph.narrative.names import is_organization, run_at
from graph.narrative.spans import Span, clean

# As catalogues write names wherever they stand: "Reis, A" and "Okafor, T.J.".
CATALOGUED = (
    r"[^\W\d_a-z][\w'’-]{1,30}(?: [^\W\d_a-z][\w'’-]{1,30}(?!, (?:[BM]\.(?:A|Sc)|PI|CI|RA|MA|BA|MD|MP|QC"
    r"|KC)\b))?, (?!(?:UK|USA?"
    r"|EU)\b)[A-Z]\.?(?:[ -]?[A-Z]\.?){0,2}"
    r"(?=\s?(?:[,;(\n]|$))"
)
_FAMILY = r"(?:(?:van|de|der|den|von|la|le|del|al|el) ){0,2}[^\W\d_a-z][\w'’-]{1,30}"
_BARE = rf"{_FAMILY} (?!(?:UK|USA?|EU)\b)[A-Z](?:\.?-?[A-Z]){{0,2}}\.?(?=\s?(?:[,;(\n]|and\b|&|$))"
_GIVEN = rf"{_FAMILY}, [^\W\d_a-z][\w’-]{{1,20}}(?:(?: [A-Z]\.?){{1,3}}| [^\W\d_a-z][\w’-]{{1,20}})?"
AFTER_LABEL = rf"(?:{CATALOGUED}|{_BARE}|{_GIVEN}(?:\s?[(;]|, [A-Z]))"
"""What shows that people follow a label that a body may have as well ("Depositor: Reis, Ana (Kell University)")."""
# "CALLAGHAN Moira", "DE SMET Pieter".
SHOUTED = (
    r"(?=[^\W\d_a-z]{2,3} ?[^\W\d_a-z]{2})"
    r"(?:[^\W\d_a-z][^\W\d_a-z'’-]{1,20} ){1,2}[^\W\d_a-z][^\W\d_A-Z][\w’-]{0,20}(?: [A-Z]\.?)?"
    r"(?=\s?(?:[,;(]|and\b|&|et\b|$))"
)
_PLAIN = re.compile(CATALOGUED)
_LABELLED = re.compile(rf"{CATALOGUED}|{_BARE}|{_GIVEN}(?=\s?[;(]| [-–—] )")
_WHOLE = re.compile(rf"{_GIVEN}(?=\s?(?:$|, (?P<where>[^\W\d_a-z])))")

_SHOUTED_NAME = re.compile(SHOUTED)
_ALONE = re.compile(r"[Ii]ndependent (?:[Rr]esearcher|[Ss]cholar|[Cc]onsultant|[Ee]valuator)\b")


def catalogued_at(text: str, position: int, end: int, label: str | None) -> Span | None:
    """The name in a catalogue's form that begins at a position; ``label`` is the part that a label before it gives."""
    found = (_PLAIN if label is None else _LABELLED).match(text, position, end)
    if found is None and label is not None:
        found = _SHOUTED_NAME.match(text, position, end)
    if found is None and label is not None:
        found = _WHOLE.match(text, position, end)
        if found and found.group("where"):
            where = run_at(text, found.start("where"), end)
            if _ALONE.match(text, found.start("where"), end):
                return Span(position, found.end())
            if where is None or not is_organization(clean(text[where.start : where.end])):
                return None
        elif not label:
            return None
    if found is None or is_organization(clean(found.group())):
        return None
    return Span(position, found.end())
