"""Precision, recall and F1 of findings against labels, overall and for each kind.

An ambiguous label and a mention that only refers to a part count neither for nor against. In a text marked
ambiguous, what is found beyond the labels does not count. The words of a label are compared where it has some:
the F1 of the tokens that both share, 0 where the part or its words were not found; their mean is ``span_f1``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.extraction.reading import Finding, Label, Text

_TOKEN = re.compile(r"\w+")
NEAR = 0.8
"""Words that share less than this are listed as missed."""


@dataclass(slots=True)
class Score:
    """Counts of one kind, or of all."""

    right: int = 0
    false: int = 0
    missed: int = 0
    false_in_negatives: int = 0
    spans: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float | int | None]:
        """What is reported; a share of nothing is ``None``."""
        precision, recall = _share(self.right, self.false), _share(self.right, self.missed)
        both = (precision or 0) + (recall or 0)
        return {
            "precision": precision,
            "recall": recall,
            "f1": 2 * (precision or 0) * (recall or 0) / both if both else None,
            "span_f1": sum(self.spans) / len(self.spans) if self.spans else None,
            "false_in_negatives": self.false_in_negatives,
            "labels": self.right + self.missed,
            "found": self.right + self.false,
            "spans": len(self.spans),
        }


def _share(right: int, other: int) -> float | None:
    return right / (right + other) if right + other else None


def overlap(found: str | None, expected: str) -> float:
    """The F1 of the tokens of two texts, each counted as often as it occurs."""
    tokens, wanted = (Counter(_TOKEN.findall((words or "").casefold())) for words in (found, expected))
    shared = sum((tokens & wanted).values())
    return 2 * shared / (tokens.total() + wanted.total()) if shared else 0.0


def score(texts: Iterable[Text]) -> dict[str, Any]:
    """The figures overall and by kind, and every miss."""
    overall, kinds = Score(), defaultdict[str, Score](Score)
    misses: list[dict[str, Any]] = []
    for text in texts:
        found = {finding.key: finding for finding in text.found}
        wanted = {label.key: label for label in text.labels if not label.ambiguous}
        for key, label in wanted.items():
            scores = (overall, kinds[label.kind])
            for part in scores:
                part.right += key in found
                part.missed += key not in found
            if key not in found:
                misses.append(_miss(text, "missed", label))
            if label.words:
                near = overlap(found[key].words if key in found else None, label.words)
                for part in scores:
                    part.spans.append(near)
                if key in found and near < NEAR:
                    told = {"expected": label.words, "found": found[key].words, "f1": round(near, 3)}
                    misses.append({**_miss(text, "words", label), **told})
        for key, finding in found.items():
            if key in wanted or key in text.neutral or text.ambiguous:
                continue
            for part in (overall, kinds[finding.kind]):
                part.false += 1
                part.false_in_negatives += text.negative
            misses.append({**_miss(text, "false", finding), "found": finding.words})
    by_kind = {kind: part.figures() for kind, part in sorted(kinds.items())}
    return {"overall": overall.figures(), "by_kind": by_kind, "misses": misses}


def _miss(text: Text, what: str, of: Finding | Label) -> dict[str, Any]:
    return {"id": text.id, "miss": what, "kind": of.kind, "number": of.number}
