"""The publisher in what a text says of itself as a book: "Final report. London: Harrow Institute, 2013."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.names import is_organization, run_at
from graph.narrative.spans import Span, clean
from graph.narrative.triggers import triggers

_CITIES = (
    *("london", "york", "edinburgh", "glasgow", "cardiff", "belfast", "dublin", "oxford", "cambridge", "manchester"),
    *("birmingham", "leeds", "sheffield", "bristol", "colchester", "essex", "canterbury", "brighton", "liverpool"),
    *("newcastle", "nottingham", "southampton", "exeter", "aberdeen", "brussels", "berlin", "paris", "luxembourg"),
    *("amsterdam", "geneva", "swansea", "durham", "norwich", "reading", "coventry", "leicester", "stirling"),
)
_WORDS = triggers(*(f"{city}: " for city in _CITIES))
_PLACE = re.compile(r"[a-z]{3,12}: (?=\S)")
_BEFORE = re.compile(r"(?:[.)\]”\"]|\A|\n) ?(?:[A-Z][a-z]{2,15}, )?$")
_AFTER = re.compile(r"(?:, [^.;\n]{2,80})?(?:, \d{4})?\.(?=\s|$)")


def imprints(directory: Directory) -> Iterator[tuple[str, Span]]:
    """Key and place of the publisher; none where a text cites several books."""
    layout, text = directory.layout, directory.layout.text
    found: list[Span] = []
    for match in layout.at(_PLACE, _WORDS, small=True):
        begin = max(0, match.start() - 20)
        if not text[match.start()].isupper() or not _BEFORE.search(text, begin, match.start()):
            continue
        run = run_at(text, match.end(), layout.units[layout.unit_index(match.start())].end)
        if run is not None and _AFTER.match(text, run.end):
            found.append(run)
    if len(found) == 1:
        (run,) = found
        name = clean(text[run.start : run.end])
        certain = name.count(" ") > 1 or is_organization(name) or directory.knows(name)
        key = directory.recognise(run, certain=certain)
        if key is not None:
            yield key, run
