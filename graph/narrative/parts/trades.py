"""Texts of other trades, whose phases and stages are no research: building, software, shows, games, audits, diets.

Such a text may speak of a project, its reviews and surveys; what sets research apart are words such as "study",
"participants" and "university".
"""

from __future__ import annotations

import re

from graph.narrative.spans import Layout, Span
from graph.narrative.triggers import triggers

_STEMS = (
    "kitchen", "renovation", "demolition", "tiling", "plumbing", "flats", "apartments", "builders",
    "planning approval", "planning permission", "planning is approved", "tunnel", "metro ", "motorway",
    "highway", "bypass", "charge point", "construction works", "construction site", "contractor", "tenders",
    "go-live", "data migration", "database migration", "rollout", "roll-out", "beta test", "mock-up",
    "relaunch", "legacy system", "jazz", "headliner", "festival", "concert", "tickets", "boss ", "raid ",
    "quest ", "players", "auditor", "breeam", "riba ", "certification", "site assessment", "six sigma",
    "green belt", "merger", "takeover", "diet", "calories", "sugar", "workout", "dough", "oven", "flour",
    "simmer", "referee",
)  # fmt: skip
_WORDS = triggers(*_STEMS)
_TRADE = re.compile(rf"\b(?:{'|'.join(_STEMS)})")
_SCIENCE = re.compile(
    r"\b(?:stud(?:y|ies|ied)|research\w{0,3}|universit\w{1,4}|participants?|respondents?|interviewees|fieldwork|phd"
    r"|doctoral|postdoc\w{0,7}|qualitative|quantitative|ethnograph\w{1,4}|semi-structured|questionnaires?|method\w{0,7}"
    r"|hypothes\w{2,4}|evaluat\w{2,5}|randomi[sz]ed|academics?|focus groups?|literature|scholars?|archiv\w{1,4}"
    r"|forschung\w{0,8}|studie\w{0,2}|recherche|estudio|estudo|onderzoek\w{0,2})\b"
)


def is_of_trade(layout: Layout, around: Span) -> bool:
    """Whether a passage has words of such a trade and none of research."""
    if not layout.has(_WORDS) or _TRADE.search(layout.small, around.start, around.end) is None:
        return False
    return _SCIENCE.search(layout.small, around.start, around.end) is None
