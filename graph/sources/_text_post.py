"""A blog post or news page: its title and its paragraphs, without the site's lines and the comment thread."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.narrative.extract import Narrative
from graph.narrative.spans import Span
from graph.records import Evidence, Organization, Person, Publication, Value
from graph.sources import source
from graph.sources._text_lines import begins, is_heading, lines, said
from graph.sources.base import DocumentError

_THREAD = re.compile(
    r"(?:\d{1,4}|One|Two|Three|Four|Five|No) (?:thoughts?|comments?|responses?|replies)(?: (?:on|to)\b.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is the page's own; ``thread`` says that a comment thread followed."""

    text: str
    thread: bool


def own(text: str) -> Page:
    """The text without the site's lines at its ends and without the comment thread."""
    lookups = source("text").lookups
    comments, boilerplate = tuple(lookups["comments"]), tuple(lookups["boilerplate"])
    spans = lines(text)
    while len(spans) > 1 and begins(text, spans[0], boilerplate):
        spans = spans[1:]
    thread = False
    for index, span in enumerate(spans):
        if index and (
            begins(text, span, comments) or _THREAD.fullmatch(text, span.start, min(span.end, span.start + 200))
        ):
            spans, thread = spans[:index], True
            break
    while len(spans) > 1 and begins(text, spans[-1], boilerplate):
        spans = spans[:-1]
    return Page(text[spans[0].start : spans[-1].end], thread)


def publication(text: str, kind: str, language: str | None, found: Narrative, url: str | None) -> Publication:
    """The page as a publication: its first line is the title, the paragraphs below are the body.

    Raises :class:`DocumentError` where the first line is no title.
    """
    spans = lines(text)
    if not is_heading(text, spans[0]):
        raise DocumentError("the page has no title: its first line is a sentence", "line 1")
    body = Span(spans[1].start, spans[-1].end) if len(spans) > 1 else None
    agents: list[Value[Person] | Value[Organization]] = [*found.people, *found.organizations]
    agents.sort(key=lambda value: value.evidence[0].start or 0)
    return Publication(
        kind=kind,
        title=said(text, spans[0], language, 1.0),
        body=said(text, body, language, 1.0) if body else None,
        urls=(Value(url, (Evidence("source.text", "1"),)),) if url else (),
        mentions=tuple(Value(value.value, value.evidence) for value in agents),
    )
