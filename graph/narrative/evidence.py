"""Values with the words that say them."""

from __future__ import annotations

from graph.narrative.spans import Layout, Span, clean
from graph.records import Evidence, Value

VERSIONS = {
    "figures": "3",
    "funding": "9",
    "leads": "2",
    "organizations": "10",
    "packages": "8",
    "people": "12",
    "roles": "9",
}
"""The versions of the rules whose facts have changed since their first, "1"."""


class Witness:
    """Makes the evidence of one rule over one text."""

    def __init__(self, layout: Layout, rule: str, language: str | None = None) -> None:
        self._layout = layout
        self.text = layout.text
        self.rule = f"narrative.{rule}"
        self.version = VERSIONS.get(rule, "1")
        self.language = language

    def evidence(self, span: Span, confidence: float) -> tuple[Evidence, ...]:
        """Evidence for the words at a span."""
        if span.end > self._layout.reach:
            self._layout.reach = span.end
        return (Evidence(self.rule, self.version, confidence, span.start, span.end),)

    def words(self, span: Span, confidence: float = 0.9) -> Value[str]:
        """The exact words as a value in the text's language."""
        quote = self._layout.written[span.start : span.end]
        return Value(quote, self.evidence(span, confidence), self.language)

    def name(self, span: Span, confidence: float = 0.9, value: str | None = None) -> Value[str]:
        """A proper name: without language, with plain spaces, or what ``value`` says it stands for."""
        found = clean(self.text[span.start : span.end]) if value is None else value
        return Value(found, self.evidence(span, confidence))
