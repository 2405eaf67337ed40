"""The paragraphs and lines of a plain text, and values with the words that say them."""

from __future__ import annotations

from graph.narrative.spans import Span, clean, trim
from graph.records import Evidence, Value

RULE = "source.text"
VERSION = "1"


def lines(text: str) -> list[Span]:
    """The lines that are not blank, without the space around their words."""
    found, position = [], 0
    for line in text.split("\n"):
        span = trim(text, position, position + len(line))
        if span.start < span.end:
            found.append(span)
        position += len(line) + 1
    return found


def evidence(span: Span, confidence: float = 0.9) -> tuple[Evidence, ...]:
    """Evidence for the words at a span."""
    return (Evidence(RULE, VERSION, confidence, span.start, span.end),)


def said(text: str, span: Span, language: str | None = None, confidence: float = 0.9) -> Value[str]:
    """The exact words at a span."""
    return Value(text[span.start : span.end], evidence(span, confidence), language)


def begins(text: str, span: Span, starts: tuple[str, ...]) -> bool:
    """Whether a line begins with one of these phrases, in any letter case."""
    return clean(text[span.start : min(span.end, span.start + 120)]).lower().startswith(starts)


def is_heading(text: str, span: Span) -> bool:
    """Whether a line is short and no sentence."""
    line = text[span.start : span.end]
    return span.end - span.start <= 200 and len(line.split()) <= 20 and line[-1] not in ".;:,"
