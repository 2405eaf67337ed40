"""What holds a publish, and what does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph.holding import problems
from graph.sources import source

PLAN: dict[str, dict[str, Any]] = {"one": {"max_deletions": 0.2}, "two": {"min_documents": 2}}


def rows(name: str | None, *keys: int, kind: str = "web-page", status: str = "published") -> list[dict[str, Any]]:
    return [{"key": f"{kind}/{key}", "source": name, "kind": kind, "status": status} for key in keys]


ENOUGH = rows("two", 98, 99)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (rows("one", *range(10)), rows("one", *range(8)), []),
        (rows("one", *range(10)), rows("one", *range(7)), ["one would lose 3 of 10 documents, more than 20%"]),
        (rows("one", 1), [], []),
        (rows("one", *range(10)), rows("other", *range(10)), []),
        (rows("one", 1, 2), rows("one", 1, 2, status="failed"), ["one would lose 2 of 2 documents, more than 20%"]),
        (rows(None, *range(10)), [], []),
    ],
)  # fmt: skip
def test_a_source_may_lose_a_share_or_one(
    before: list[dict[str, Any]], after: list[dict[str, Any]], told: list[str]
) -> None:
    assert list(problems(before, [*after, *ENOUGH], PLAN)) == told


def test_a_source_that_the_plan_has_no_longer_is_held_to_no_size() -> None:
    told = "two has 1 documents, and at least 2 are expected"
    assert list(problems((), rows("two", 1), PLAN)) == [told]
    assert list(problems((), rows("two", 1), {"two": {"min_documents": 2, "dropped": True}})) == []


def test_a_kind_may_assert_its_size() -> None:
    kinds = {"ddi": replace(source("ddi"), assertions={"min_documents": 3})}
    few, told = rows(None, 1, 2, kind="ddi"), "documents, and at least 3 are expected"
    assert list(problems((), rows(None, 1, 2, 3, kind="ddi"), {}, kinds)) == []
    assert list(problems((), few, {}, kinds)) == [f"ddi has 2 {told}"]
    assert list(problems(few, (), {}, kinds)) == [f"ddi has 0 {told} (of the 2 that are published now)"]
    assert list(problems((), (), {}, kinds)) == []


def test_what_is_cut_from_a_listing_is_of_the_kind_of_the_listing_too() -> None:
    cut = [{**row, "kind": "ddi"} for row in rows(None, 1, 2, kind="oai-pmh")]
    told = "has 0 documents, and at least 1 are expected (of the 2 that are published now)"
    assert list(problems(cut, (), {})) == [f"ddi {told}", f"oai-pmh {told}"]
    assert list(problems(cut, cut[:1], {})) == []


def test_the_only_document_of_a_kind_may_go_and_so_may_what_the_plan_has_dropped() -> None:
    assert list(problems(rows(None, 1), (), {})) == []
    assert list(problems(rows("two", 1, 2), (), {"two": {"dropped": True}})) == []
