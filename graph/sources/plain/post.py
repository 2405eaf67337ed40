"""A blog post or news page: its title and its paragraphs, without the site's lines and the comment thread."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.narrative.ends import is_closed
from graph.narrative.extract import Narrative
from graph.narrative.spans import Span
from graph.narrative.words import NOT_A_NAME
from graph.records import Evidence, Organization, Person, Publication, Value
from graph.sources import source
from graph.sources.base import DocumentError
from graph.sources.plain.lines import begins, is_heading, lines, said

_NUMBER = r"(?:\d{1,4}|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|No)"
_COUNT = re.compile(
    rf"(?:{_NUMBER} (?:thoughts?|comments?|responses?|replies)(?: (?:on|to)\b.*)?"
    r"|(?:Comments?|Responses?|Replies)\s?[(\[]\d{1,4}[)\]]|(?:Leave|Post|Add) a (?:comment|reply))",
    re.IGNORECASE,
)
_THREAD = re.compile(
    r"(?:(?:Reader )?Comments?|Responses|Replies|Join the (?:conversation|discussion))\s?:?", re.IGNORECASE
)
_DISCUSSION = re.compile(r"Discussion\s?:?", re.IGNORECASE)
_REPORT_HEADING = re.compile(
    r"(?:\d\.? )?(?:Introduction|Background|Methods?|Aims?|Results|Findings)\s?:?", re.IGNORECASE
)
_SAYS = re.compile(r"(?:\d{1,4}[.)] )?(?P<who>\S{1,40}(?: \S{1,40}){0,4}) (?:says|wrote)\s?:(?: .{0,60})?")
_BUTTON = re.compile(
    r"(?:(?:Share|Post|Tweet|Pin|Save)(?: (?:this|it))?(?: (?:on|to|via|with) [A-Z]\w+)?|Tweet|Email(?: this)?|E-mail"
    r"|Print|Facebook|Twitter|X|LinkedIn|WhatsApp|Reddit|Pinterest|Tumblr|Telegram|Pocket|Mastodon|Bluesky|More|Loading\.{3}"
    r"|Like Loading\.{3}|Like|(?:Email|Print) this(?: (?:page|post|article))?)\s?:?",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"(?:Posted in|Filed under|Tagged(?: with)?|Categor(?:y|ies)\s?:|Tags?\s?:)\s.{1,300}", re.IGNORECASE
)
_RELATED = re.compile(
    r"(?:Related(?: (?:posts?|articles?|stories|content|reading))?|You (?:may|might) also like)\s?:?", re.IGNORECASE
)
_COOKIES = re.compile(
    r"(?:(?:We|This (?:web)?site|Our (?:web)?site) uses? cookies"
    r"|By continuing to (?:use|browse)|Privacy (?:&|and) cookies)\b",
    re.IGNORECASE,
)
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Page:
    """What is the page's own; ``thread`` says that comments followed, ``whole`` that its last line is not cut."""

    text: str
    thread: bool
    whole: bool


def own(text: str) -> Page:
    """The text without the site's lines and without the comment thread."""
    lookups = source("text").lookups
    comments, boilerplate = tuple(lookups["comments"]), tuple(lookups["boilerplate"])
    spans = lines(text)
    last = spans[-1]
    while len(spans) > 1 and begins(text, spans[0], boilerplate):
        spans = spans[1:]
    kept: list[Span] = []
    thread = report = prose = False
    for index, span in enumerate(spans):
        line = text[span.start : min(span.end, span.start + 400)]
        report = report or _REPORT_HEADING.fullmatch(line) is not None
        counts = _COUNT.fullmatch(line) is not None
        if index and not (counts and not prose) and (counts or _begins_thread(text, span, comments, report)):
            thread = True
            break
        if index and prose and _RELATED.fullmatch(line):
            break
        if index and (counts or _is_sites(text, span, boilerplate)):
            continue
        kept.append(span)
        sentence = line[-1] in ".!?…" and line.count(" ") > 3
        prose = prose or (index > 0 and (sentence or len(line) >= _SHORT))
    while len(kept) > 1 and begins(text, kept[-1], boilerplate):
        kept = kept[:-1]
    whole = kept[-1] != last or is_closed(text)
    return Page(_joined(text, kept), thread, whole)


def _begins_thread(text: str, span: Span, comments: tuple[str, ...], report: bool) -> bool:
    line = text[span.start : min(span.end, span.start + 400)]
    if begins(text, span, comments) or _THREAD.fullmatch(line):
        return True
    if _DISCUSSION.fullmatch(line):
        return not report
    says = _SAYS.fullmatch(line)
    return says is not None and says.group("who").split()[0] not in NOT_A_NAME


def _is_sites(text: str, span: Span, boilerplate: tuple[str, ...]) -> bool:
    """Whether a line inside the page is the site's: a button, a list of tags, a notice on cookies."""
    line = text[span.start : min(span.end, span.start + 400)]
    if any(pattern.fullmatch(line) for pattern in (_BUTTON, _FILED, _RELATED)) or _COOKIES.match(line):
        return True
    return len(line) <= _SHORT and line[-1] not in ".!?" and begins(text, span, boilerplate)


def _joined(text: str, kept: list[Span]) -> str:
    """The kept lines with the space that was before each; one piece where nothing between them was left out."""
    parts: list[str] = []
    for index, span in enumerate(kept):
        between = text[kept[index - 1].end : span.start] if index else ""
        if between.strip():
            between = "\n\n"
        parts += [between, text[span.start : span.end]]
    return "".join(parts)


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
