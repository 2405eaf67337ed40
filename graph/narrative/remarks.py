"""Brackets after the label of a part that say something of it without naming it: "WP1 (completed in 2021)"."""

from __future__ import annotations

import re

# When it runs, how far it is, where to read on, who does it.
_FIRST = (
    r"(?:(?:see|cf|e\.?g|i\.?e|viz|also|now|nearly|almost|from|until|till|since|by|with|via|through|for|as|if|where|when"
    r"|which|who|whose|and|or|plus|in|at|on|under|not|no longer|to be|pending|completed?|ongoing|on-going"
    r"|finished|closed|planned|proposed|current|currently|formerly|previously|due|start(?:s|ed|ing)?|ends"
    r"|ended|ending|runs|ran|running|delayed|cancelled|suspended|subject to|optional|including|excluding|details|more"
    r"|abgeschlossen|laufend|geplant|ab|bis|seit|siehe|en cours|terminée?|voir|achevée?|en curso|terminado|afgerond"
    r"|lopend|zie)\b"
    # It rests on another part; "WP1 (building on strengths)" has a title.
    r"|(?:building|based|drawing|relying|depending) (?:up)?on (?:the )?"
    r"(?:(?:results|findings|outputs|work) (?:of|from) )?"
    r"(?:wps?|work ?packages?|work ?streams?|strands?|stages?|phases?|tasks?) ?\d)"
)
_REMARK = re.compile(_FIRST, re.IGNORECASE)
REMARK = re.compile(rf"\s{{0,2}}[(\[]{_FIRST}[^()\[\]\n]{{0,80}}[)\]](?=\s)", re.IGNORECASE)


def is_remark(words: str) -> bool:
    """Whether the words of a bracket are a remark by their first."""
    return _REMARK.match(words) is not None
