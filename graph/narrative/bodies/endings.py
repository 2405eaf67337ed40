"""What a name goes on with after its words with capitals: a campus, a small word, the form of a company."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.narrative.words import word_set

# "Uppsala universitet".
_SMALL = re.compile(r" (?:universitet|tekniska högskola|högskola|høgskole|høyskole)\b")
_SMALL_BEGINS = (" univ", " tekniska hö", " hög", " høg", " høy")
# "University of Texas at El Paso", "National University of Ireland, Galway".
_CAMPUS = re.compile(
    r" at [A-Z]\w{1,15}(?:[ -][A-Z]\w{2,15})?"
    r"|, (?:Galway|Maynooth|Cork|Dublin|Berkeley|Los Angeles|Davis|Irvine|Riverside|Merced|San (?:Diego|Francisco)"
    r"|Santa (?:Barbara|Cruz)|Chapel Hill|Greensboro|Charlotte|Amherst|Ann Arbor|Urbana[-–]Champaign|Chicago"
    r"|College Park|Baltimore County|Boulder|Denver|Austin|Dallas|Knoxville|Twin Cities|Madison|Milwaukee|Birmingham"
    r"|M[aā]noa|Hilo|Lincoln|Omaha|St\.? Louis|Fayetteville|Northridge|Long Beach|Fullerton|Sacramento)\b"
    r"|[–-](?:Madison|Milwaukee|Lincoln|Omaha|Dearborn|Flint|Twin Cities|Champaign|Chicago|Boston|Amherst)\b"
)
_STATES = word_set(
    """
    Texas California Illinois Maryland Michigan Tennessee Missouri Colorado Alabama Carolina Massachusetts Minnesota
    Wisconsin Hawaii Hawai‘i Arkansas Louisiana Nebraska York Ireland Urbana
    """
)
# The colleges of a university that are named with it: "Royal Holloway, University of London".
_COLLEGE = re.compile(
    r"(?:The )?(?:Royal Holloway|Goldsmiths['’]?|Birkbeck|Queen Mary|City|St\.? George['’]?s|SOAS|Royal Veterinary)"
    r"(?: College)?"
)
_COLLEGE_ENDS = word_set(
    "Holloway Goldsmiths Goldsmiths' Goldsmiths’ Birkbeck Mary City George's George’s SOAS College"
)
_OF_LONDON = re.compile(r", University of London\b")
# "Institut national d'études rurales".
_NATIONAL_HEADS = word_set("Institut Centre École Agence Observatoire Conservatoire Bibliothèque")
_NATIONAL = re.compile(
    r" nationale? (?:supérieure? )?(?:de la |du |des |de l['’]|de |d['’])[^\W\d_A-Z]{3,20}"
    r"(?: (?:(?:et|de|des|du|la|les) ){0,2}[^\W\d_A-Z]{4,20}){0,4}(?=\s?[,.;:()\n]|$)"
)
# "Kell e.V.", "Wick gGmbH", "Harrow Polls, Inc.".
_FORM = re.compile(r" (?:e\. ?V\.|[ge]?GmbH\b|mbH\b|plc\b)|, (?:Inc|Ltd|LLC|LLP)\b(?:\.(?=\s*[,;)]|\s[a-z]))?")
_FORM_BEGINS = (" e.", " gG", " eG", " plc", ", Inc", ", Ltd", ", LL")


def ending(text: str, words: Sequence[str], position: int, end: int) -> int | None:
    """Where a name ends that goes on after its words with capitals, which end at a position."""
    last = words[-1]
    if text.startswith(", U", position):
        more = _OF_LONDON.match(text, position, end) if last in _COLLEGE_ENDS and _is_college(words) else None
    elif last in _STATES and "University" in words[-4:-1]:
        more = _CAMPUS.match(text, position, end)
    elif text.startswith(_FORM_BEGINS, position):
        named = len(words) > 1 or not text.startswith(",", position)
        more = _FORM.match(text, position, end) if named else None
    elif len(words) < 4 and text.startswith(_SMALL_BEGINS, position):
        more = _SMALL.match(text, position, end)
    elif last in _NATIONAL_HEADS and text.startswith(" national", position):
        more = _NATIONAL.match(text, position, end)
    else:
        return None
    return more.end() if more else None


def _is_college(words: Sequence[str]) -> bool:
    return _COLLEGE.fullmatch(" ".join(words)) is not None
