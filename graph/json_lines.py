"""JSON lines: a value on each line. Only a line feed ends one: texts may hold other marks that end lines elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any


def written(values: Iterable[Any]) -> str:
    """Values as lines, each object's members in their order by name."""
    return "".join(f"{json.dumps(value, ensure_ascii=False, sort_keys=True)}\n" for value in values)


def read(text: str) -> Iterator[tuple[int, Any]]:
    """The values with their lines' numbers; empty lines are passed over. Raises ``ValueError`` naming the line."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number}: this is no JSON: {error}") from error
