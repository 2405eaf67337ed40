"""What registries of DOIs have in common."""

from __future__ import annotations

import hashlib
import re

from graph import identifiers

_PLAIN = re.compile(r"10\.\d{4,9}/[a-z0-9]+(?:-[a-z0-9]+)*")


def key(doi: str) -> str:
    """The key of the document that registers a DOI; two DOIs never share one, two spellings of one do."""
    doi = doi.lower()
    short = identifiers.slug(doi, 80)
    if _PLAIN.fullmatch(doi) and short == doi.replace(".", "-").replace("/", "-"):
        return short
    return f"{short}-{hashlib.sha256(doi.encode()).hexdigest()[:8]}".lstrip("-")
