"""Resumption tokens (OAI-PMH 2.0, 3.5): all that a list needs to go on, so that the server keeps nothing for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.changes.log import Span

_TOKEN = re.compile(r"(ListRecords|ListIdentifiers)!(\w+)" + r"!(\d{1,12})" * 6 + r"(?:!(.+))?")


@dataclass(frozen=True, slots=True)
class Token:
    """Where a list goes on: after number ``after`` of the log as of ``snapshot``, at place ``cursor`` of ``total``."""

    verb: str
    prefix: str
    snapshot: int
    span: Span
    after: int
    cursor: int
    total: int

    def __str__(self) -> str:
        numbers = (self.snapshot, self.span.low, self.span.high, self.after, self.cursor, self.total)
        parts = [self.verb, self.prefix, *map(str, numbers)]
        return "!".join([*parts, self.span.source] if self.span.source else parts)

    @classmethod
    def parse(cls, text: str) -> Token | None:
        """The token that a text is, or ``None``."""
        found = _TOKEN.fullmatch(text)
        if not found:
            return None
        verb, prefix, *numbers, source = found.groups()
        snapshot, low, high, after, cursor, total = map(int, numbers)
        return cls(verb, prefix, snapshot, Span(low, high, source), after, cursor, total)
