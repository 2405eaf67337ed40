"""Lists of organisations after words that say their part: "in partnership with A, the B (…) and C"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.brackets import bracket_at
from graph.narrative.names import is_acronym, is_organization, run_at
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span, clean
from graph.narrative.words import HONORIFICS, NOT_A_NAME

_SEPARATOR = re.compile(r"\s{0,2}(?:,\s(?:and\s)?|;\s(?:and\s)?|/|\s?(?:and|&)\s)\s{0,2}")
_ARTICLE = re.compile(r"\s{0,3}(?:(?:the|The|our|its|their|both)\s)?")
MOST = 60


def labelled_at(directory: Directory, position: int, end: int) -> Iterator[tuple[str, Span]]:
    """The same after a label: where one name is shown to be an organisation's, so are the others."""
    shown = next(organizations_at(directory, position, end), None)
    return organizations_at(directory, position, end, least=2 if shown else None)


def organizations_at(
    directory: Directory, position: int, end: int, least: int | None = None
) -> Iterator[tuple[str, Span]]:
    """Keys and places of the organisations listed from ``position`` on; stops at the first that is none.

    A name that no word shows to be an organisation's counts where it has a bracket that describes it,
    or holds an acronym ("Growers UK"), or has at least so many words.
    """
    text = directory.layout.text
    for _ in range(MOST):
        article = _ARTICLE.match(text, position, end)
        start = article.end() if article else position
        run = run_at(text, start, end)
        if run is None:
            return
        if text.startswith("/", run.end):  # the first letters of a reference, such as EX/A012345/1
            return
        words = text[run.start : run.end].split()
        if words[0] in NOT_A_NAME or words[0] in HONORIFICS:
            return
        inside = bracket_at(text, run.end, end)
        name = clean(" ".join(words))
        acronym = any(is_acronym(word) for word in words)
        certain = inside is not None or acronym or (least is not None and len(words) >= least)
        if inside is not None and not is_organization(name) and not acronym and len(words) == 1:
            certain = len(text[inside.start : inside.end].split()) >= 3
        key = directory.describe(run, inside, certain) if inside is not None else directory.recognise(run, certain)
        if key is not None:
            yield key, run
        position = inside.end + 1 if inside is not None else run.end
        separator = _SEPARATOR.match(text, position, end)
        if separator is None:
            return
        position = separator.end()
