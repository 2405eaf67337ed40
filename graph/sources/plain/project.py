"""The page of a project in prose: what the narrative rules find, with the page's own name and description."""

from __future__ import annotations

import re

from graph.narrative.extract import Narrative
from graph.narrative.pointing import points_elsewhere
from graph.narrative.spans import Span, trim
from graph.records import Evidence, Project, Value
from graph.sources import source
from graph.sources.plain.lines import is_heading, lines, said

_LEAST_SIGNS = 2
_PROJECT = re.compile(r"\b(?:project|study|programme|research)\b", re.IGNORECASE)
_PURPOSE = re.compile(
    r"\b(?:project|study|programme|research)\b.{0,80}?\b(?:aims?|will|explores?|investigates?|examines?"
    r"|seeks?|focus\w{0,3}|is|develops?)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:Project|Study)(?: (?:title|name))?\s?:\s{0,2}(?=\S)", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", "”", ")")


def is_project(text: str, found: Narrative) -> bool:
    """Whether a page is about a project: it speaks of one and gives at least two kinds of facts about it."""
    roles = {value.value.role for value in found.associations}
    signs = (found.funders, found.grants, found.aims, found.work_packages, found.duration)
    count = sum(1 for sign in signs if sign) + len(roles & {"lead", "member", "partner"})
    return count >= _LEAST_SIGNS and _PROJECT.search(text) is not None


def project(text: str, found: Narrative, language: str | None, url: str | None) -> Project:
    """The project, without a name where the page gives none."""
    description = _description(text, found)
    name = _name(text)
    return Project(
        name=said(text, name, language) if name else None,
        description=said(text, description, language) if description else None,
        urls=(Value(url, (Evidence("source.text", "1"),)),) if url else (),
        duration=found.duration,
        funders=found.funders,
        grants=found.grants,
        associations=found.associations,
        work_packages=found.work_packages,
        aims=found.aims,
        figures=found.figures,
        places=found.places,
        fieldwork=found.period,
    )


def _name(text: str) -> Span | None:
    """A labelled name, or the first line where it is a heading that says more than "About the project"."""
    spans = lines(text)
    for span in spans[:10]:
        if label := _NAMED.match(text, span.start, span.end):
            name = trim(text, label.end(), span.end)
            if is_heading(text, name):
                return name
    general = frozenset(source("text").lookups["general_words"])
    words = re.findall(r"\w+", text[spans[0].start : spans[0].end].lower())
    if len(spans) > 1 and is_heading(text, spans[0]) and any(word not in general for word in words):
        return spans[0]
    return None


def _description(text: str, found: Narrative) -> Span | None:
    """The paragraph that tells who pays for what; else the first that says what the project does."""
    paragraphs = [span for span in lines(text) if text[span.start : span.end].endswith(_SENTENCE_END)]
    paid = [value.evidence[0].start or 0 for value in found.funders]
    for span in paragraphs:
        words = text[span.start : span.end]
        if (
            any(span.start <= place < span.end for place in paid)
            and len(words.split()) >= 12
            and _PROJECT.search(words)
        ):
            return span
    for span in paragraphs:
        purpose = _PURPOSE.search(text, span.start, min(span.end, span.start + 400))
        if span.end - span.start >= 80 and purpose and not points_elsewhere(text[span.start : purpose.end()]):
            return span
    return None
