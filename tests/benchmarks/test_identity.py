"""The invented mentions: the same each time, and what is merged of them is right."""

from __future__ import annotations

from benchmarks.identity import made, measured, ours


def test_the_same_number_gives_the_same_mentions() -> None:
    one, other = made(300, seed=3), made(300, seed=3)
    assert one.mentions == other.mentions
    assert one.really == other.really
    assert len(one.really) == len(one.mentions)


def test_no_merge_is_wrong_and_most_are_found() -> None:
    truth = made(6000, seed=5)
    partition, told = ours(truth)
    for type_, least in (("person", 0.6), ("organization", 0.8)):
        figures = measured(truth, partition, type_)
        assert figures["precision"] == 1.0, type_
        assert figures["recall"] > least, type_
    assert told["proposals"] > 100
