"""The references of grants in one text, where a source puts several into one field."""

from __future__ import annotations

import re

from graph import identifiers

_BETWEEN = re.compile(r"\s*(?:;|,|\band\b|\|)\s*")


def references(text: str) -> list[str]:
    """Each reference in its normal form; what does not look like several is one, as it is written."""
    parts = [part for part in _BETWEEN.split(text) if part]
    several = len(parts) > 1 and all(any(c.isdigit() for c in part) and len(part) > 4 for part in parts)
    return [identifiers.parse_grant(part) or part for part in (parts if several else [text] if text else [])]
