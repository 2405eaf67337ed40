"""What the benchmark says of its figures."""

from __future__ import annotations

from pathlib import Path

from benchmarks import corpus
from benchmarks.endpoint import edits
from benchmarks.endpoint.load import Figure, median, rows
from benchmarks.endpoint.systems import TOKEN, ours
from benchmarks.endpoint.told import RATIOS, Row, verdicts

WORKING = 4000.0


def row(system: str, question: str, state: str, rate: float, part: str = "answers", p99: float = 1.0) -> Row:
    return Row(part, system, question, state, Figure(rate, p99 / 2, p99, 0), 500.0)


def test_ratios_are_told_where_both_sides_were_measured() -> None:
    found = [row("oxigraph-serve", "lookup", "cold", 100), row("ours-disk", "lookup", "cold", 80)]
    (told,) = verdicts(found, WORKING)
    assert (told.value, told.limit, told.reached) == (0.8, 0.75, True)
    (told,) = verdicts([found[0], row("ours-disk", "lookup", "cold", 70)], WORKING)
    assert not told.reached
    assert "NOT reached" in told.line()
    assert not list(verdicts([row("ours-disk", "lookup", "cold", 80)], WORKING))
    assert not list(verdicts([row("oxigraph-serve", "lookup", "cold", 0), found[1]], WORKING))


def test_every_goal_is_told() -> None:
    found = [row(name, *asked, 100) for *asked, _, goals in RATIOS for name in (*goals, "oxigraph-serve", "virtuoso")]
    found += [row("virtuoso", "q", "cold", 1, "facets"), row("ours-disk", "q", "REST", 4, "facets")]
    found += [row("ours-disk", "lookup", state, 1, "beside", p99) for state, p99 in (("idle", 2.0), ("beside", 5.0))]
    found += [row("ours-memory", "one statement", "visible", 1, "edits", 900)]
    told = {verdict.goal: verdict for verdict in verdicts(found, WORKING)}
    assert len(told) == sum(len(goals) for *_, goals in RATIOS) + 1 + 2 + 1
    reached = {goal: verdict.reached for goal, verdict in told.items() if ours_only(goal)}
    assert sorted(reached.values()) == [False, True, True, True]


def ours_only(goal: str) -> bool:
    return goal.startswith(("q,", "lookup beside", "the same", "edit"))


def test_of_rounds_the_median_counts() -> None:
    found = median([Figure(1, 2, 3, 1), Figure(10, 20, 30, 0), Figure(100, 200, 300, 1)])
    assert found == Figure(10, 20, 30, 2)


def test_an_edit_is_seen_in_each_process(tmp_path: Path) -> None:
    corpus.catalogue(20, tmp_path / "data")
    with (
        edits.copied(tmp_path / "data") as copy,
        ours(copy, "ours-disk", 0, WRITE_TOKEN=TOKEN, WORKERS="2") as system,
    ):
        connections = edits.processes(system, 2)
        assert len(connections) == 2
        accepted, seen = edits.edit(system, connections, "new")
        assert accepted > 0
        assert len(seen) == 2
        said = 'SELECT ?s { ?s <https://schema.org/keywords> "new" }'
        assert rows(system.url, said) == [(f"{corpus.BASE}id/study/study-7",)]
        for connection in connections.values():
            connection.close()
