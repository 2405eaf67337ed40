"""No rule goes over what it has read again: a guard over the structure of patterns, and over work, not time."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import graph.narrative
from benchmarks.extraction.speed import ADVERSARIAL
from graph.narrative.extract import extract

REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
FOLDER = Path(graph.narrative.__path__[0])
FILES = (path.relative_to(FOLDER).with_suffix("") for path in FOLDER.rglob("*.py") if path.stem != "__init__")
MODULES = sorted(".".join(path.parts) for path in FILES)


def patterns(held: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(held, re.Pattern):
        yield held
    elif isinstance(held, tuple | list):
        for item in held:
            yield from patterns(item)
    elif isinstance(held, dict):
        yield from patterns(tuple(held.values()))


def unbounded(parsed: Any, inside: bool = False) -> Iterator[int]:
    """How deep each repeat without bound is inside another repeat: 0 where it is inside none."""
    for operator, argument in parsed:
        if operator in REPEATS:
            _, most, body = argument
            if most == op.MAXREPEAT:
                yield int(inside)
            yield from unbounded(body, inside or most == op.MAXREPEAT or most > 1)
        elif operator is op.SUBPATTERN:
            yield from unbounded(argument[3], inside)
        elif operator is op.BRANCH:
            for branch in argument[1]:
                yield from unbounded(branch, inside)
        elif operator in (op.ASSERT, op.ASSERT_NOT):
            yield from unbounded(argument[1], inside)


@pytest.mark.parametrize("name", MODULES)
def test_no_repeat_without_bound_is_inside_another(name: str) -> None:
    for pattern in patterns(tuple(vars(importlib.import_module(f"graph.narrative.{name}")).values())):
        assert not any(unbounded(parser.parse(pattern.pattern, pattern.flags))), pattern.pattern


def test_the_guard_sees_what_it_is_for() -> None:
    assert any(unbounded(parser.parse(r"(?:a+)+")))
    assert any(unbounded(parser.parse(r"(?:\s*x){0,9}")))
    assert not any(unbounded(parser.parse(r"(?:a{1,5}){1,9}b*")))


def lines_run(text: str) -> int:
    """How many lines of the rules run for a text, each step of a comprehension counted."""
    count = 0

    def step(frame: Any, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step if "narrative" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(step)
    try:
        extract(text, "en")
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_work_grows_as_the_text_does(piece: str) -> None:
    short = (piece * (1_500 // len(piece) + 1))[:1_500]
    extract(short, "en")
    assert lines_run(short * 4) <= 5.5 * lines_run(short) + 200
