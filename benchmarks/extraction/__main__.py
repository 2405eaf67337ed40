"""How well the rules read prose, on texts that people marked.

    python -m benchmarks.extraction GOLD.json [--json] [--predictions OUT.json] [--documents FOLDER]

Prints precision, recall and F1 of what is found, and of the words by their tokens, overall and by kind, with every
miss; ``--json`` prints all of it as one object. ``--predictions`` writes what was found, for another scorer. How fast
the rules are: ``python -m benchmarks.extraction --speed``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.extraction import speed
from benchmarks.extraction.reading import Finding, load
from benchmarks.extraction.scoring import score

COLUMNS = ("precision", "recall", "f1", "span_f1", "false_in_negatives", "labels", "found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?", help="marked texts")
    parser.add_argument("--speed", type=int, nargs="?", const=10_000, metavar="N", help="measure on generated texts")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--predictions", type=Path, help="a file for what was found")
    parser.add_argument("--documents", type=Path, help="the folder of the documents that a gold file names")
    chosen = parser.parse_args()
    if chosen.speed:
        speed.measure(chosen.speed)
        return
    if chosen.gold is None:
        parser.error("give a file of marked texts, or --speed")
    texts = list(load(chosen.gold, chosen.documents))
    if chosen.predictions:
        found = [{"id": text.id, "found": [_prediction(finding) for finding in text.found]} for text in texts]
        chosen.predictions.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    result = score(texts)
    print(json.dumps(result, ensure_ascii=False, indent=1) if chosen.json else _table(result))


def _prediction(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "number": int(finding.number) if finding.number.isdecimal() else finding.number,
        "title_or_description_span": finding.words,
        "start": finding.start,
        "end": finding.end,
    }


def _table(result: dict[str, Any]) -> str:
    lines = [" ".join(f"{head:>18}" for head in ("", *COLUMNS))]
    for kind, figures in (("overall", result["overall"]), *result["by_kind"].items()):
        cells = (f"{value:.3f}" if isinstance(value, float) else str(value) for value in map(figures.get, COLUMNS))
        lines.append(" ".join(f"{cell:>18}" for cell in (kind, *cells)))
    for miss in result["misses"]:
        lines.append(f"{miss['miss']:>6}: {miss['id']}, {miss['kind']} {miss['number']}")
        lines += [f"{name:>16}: {miss[name]!r}" for name in ("expected", "found") if miss.get(name)]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
