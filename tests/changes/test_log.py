"""The change log: what each publish did to which dataset, by the digests of what the datasets say."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from graph import pipeline
from graph.catalogue import datasets
from graph.changes import activities, log
from graph.changes.log import Log
from graph.erasing.rules import Rules
from graph.journal import Journal, append_lines
from tests.changes.history import BASE, History


def lines(log_: Log, low: int = 1) -> list[tuple[int, str, str]]:
    return [(each.snapshot, each.slug, each.kind) for each in log_.activities(low, log_.size())]


def test_each_publish_tells_what_it_did(told: History) -> None:
    current = Log(told.current())
    assert lines(current) == [
        (1, "amber", "created"),
        (1, "birch", "created"),
        (1, "cedar", "created"),
        (2, "amber", "updated"),
        (3, "birch", "deleted"),
        (4, "birch", "created"),
        (5, "cedar", "deleted"),
    ]
    first, *_, back, gone = current.activities(1, 7)
    assert first.time == "2026-03-01T16:00:00Z"
    assert back.checksum == current.activities(2, 2)[0].checksum
    assert gone.sources == ("archive", "portal")
    assert back.checksum == datasets.checksum(told.current(), "birch")


def test_times_of_the_record_alone_are_no_change(history: History) -> None:
    one = history.publish({"amber": "1"})
    two = history.publish({"amber": "1"})
    assert one.graphs[datasets.graph_iri(BASE, "amber")] != two.graphs[datasets.graph_iri(BASE, "amber")]
    assert lines(Log(two)) == [(1, "amber", "created")]


def test_being_listed_by_another_source_is_a_change(history: History) -> None:
    history.publish({"amber": "1"}, {"archive": ["amber"]})
    current = history.publish({"amber": "1"}, {"archive": ["amber"], "portal": ["amber"]})
    assert lines(Log(current), 2) == [(2, "amber", "updated")]
    assert Log(current).last("amber").sources == ("archive", "portal")  # type: ignore[union-attr]


def test_a_roll_back_is_a_publish_with_changes(history: History) -> None:
    history.publish({"amber": "1", "birch": "1"})
    history.publish({"amber": "2", "cedar": "1"})
    current = history.rollback(1)
    assert lines(Log(current), 6) == [(3, "amber", "updated"), (3, "birch", "created"), (3, "cedar", "deleted")]
    assert Log(current).last("amber").checksum == datasets.checksum(current, "amber")  # type: ignore[union-attr]


def test_the_journal_alone_makes_the_same_log(told: History, tmp_path: Path) -> None:
    current = told.current()
    log.write(tmp_path, list(activities.replay(told.journal.entries())))
    with sqlite3.connect(tmp_path / log.FILE) as made, sqlite3.connect(current.folder / log.FILE) as kept:
        assert list(made.iterdump()) == list(kept.iterdump())


def test_a_publish_that_was_killed_before_its_entry_is_told_by_the_next_writer(history: History) -> None:
    history.publish({"amber": "1"})
    history.publish({"amber": "2", "birch": "1"})
    whole = list(history.journal.entries())
    history.journal.path.unlink()
    append_lines(history.journal.path, [e for e in whole if e.get("snapshot") != 2])
    assert len(list(activities.replay(history.journal.entries()))) == 1
    pipeline.begin(history.chosen.data, history.journal)
    assert list(activities.replay(history.journal.entries())) == list(activities.replay(whole))


def test_what_was_said_before_is_kept_beside_the_journal(history: History) -> None:
    history.publish({"amber": "1", "birch": "1"})
    was = [datasets.content(history.current(), slug) for slug in ("amber", "birch")]
    history.publish({"amber": "2", "birch": "1"})
    history.publish({"amber": "2"})
    for folder in (history.chosen.data / "snapshots").glob("[12]"):
        shutil.rmtree(folder)
    current = Log(history.current())
    assert [current.content(each) for each in current.activities(1, 2)] == was
    assert current.content(current.activities(4, 4)[0]) is None
    assert [path.name for path in sorted((history.chosen.data / "journal" / "versions").iterdir())] == [
        "2.sqlite",
        "3.sqlite",
    ]


def test_a_clock_that_goes_back_hides_no_change(history: History) -> None:
    history.publish({"amber": "1"})
    since = Log(history.current()).activities(1, 1)[0].time
    history.step = -timedelta(hours=2)
    current = Log(history.publish({"amber": "1", "birch": "1"}))
    assert [each.slug for each in current.standing(current.span(since))] == ["amber", "birch"]
    assert current.activities(2, 2)[0].time == "2026-03-01T16:00:01Z"
    assert list(activities.replay(history.journal.entries())) == current.activities(1, 9)


def test_what_was_erased_leaves_a_gap(told: History) -> None:
    rules = Rules.new(None, ["iri:id/study/birch"], (), "2026-04-01T00:00:00Z")
    entries = list(told.journal.entries())
    scrubbed = [activities.scrubbed(e, rules) if e["event"] == activities.EVENT else e for e in entries]
    assert [(each.number, each.slug) for each in activities.replay(scrubbed)] == [
        (1, "amber"),
        (3, "cedar"),
        (4, "amber"),
        (7, "cedar"),
    ]
    assert activities.following(scrubbed) == 8


def test_what_changed_in_a_time_is_found_by_it(told: History) -> None:
    current = Log(told.current())
    second, third = (current.activities(number, number)[0].time for number in (4, 5))

    def slugs(since: str = "", until: str = "~", source: str | None = None) -> list[str]:
        return [each.slug for each in current.standing(current.span(since, until, source))]

    assert slugs() == ["amber", "birch", "cedar"]
    assert slugs(second) == ["amber", "birch", "cedar"]
    assert slugs(third) == ["birch", "cedar"]
    assert slugs("", second) == ["amber"]
    assert slugs("9") == []
    assert slugs(source="archive") == ["amber", "cedar"]
    assert current.count(current.span(source="portal")) == 2


@pytest.mark.parametrize("asked", ["span", "standing", "source", "last", "content"])
def test_no_answer_goes_over_the_whole_log(told: History, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the engine's own plan: what is asked is found by an index, so that it costs what it finds."""
    plans: list[str] = []
    current = Log(told.current())
    (amber,) = current.activities(4, 4)
    with sqlite3.connect(current.snapshot.folder / log.FILE) as file:
        file.set_trace_callback(plans.append)
        monkeypatch.setattr(log.sqlite3, "connect", lambda *_, **__: _Kept(file))
        span = log.Span(2, 6, "archive" if asked == "source" else None)
        {
            "span": lambda: current.span("2026-03-02", "2026-03-03"),
            "standing": lambda: (current.standing(span, 3, 2), current.count(span)),
            "source": lambda: (current.standing(span, 3, 2), current.count(span)),
            "last": lambda: current.last("amber"),
            "content": lambda: current.content(amber),
        }[asked]()
        file.set_trace_callback(None)
        for text in [text for text in plans if text.startswith("SELECT")]:
            plan = [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {text}")]
            assert plan
            assert not [step for step in plan if step.startswith("SCAN")], (text, plan)


class _Kept:
    """A connection that stays open, for a plan to be asked for afterwards."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.execute = file.execute

    def close(self) -> None:
        """Nothing yet."""


def test_a_journal_of_before_has_no_changes(tmp_path: Path) -> None:
    assert list(activities.replay(Journal(tmp_path).entries())) == []
    assert activities.following(()) == 1
