from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from graph.store import embedded, listing
from graph.store.embedded import publish_change, writer_lock
from graph.store.listing import Listing, differing, flat_digest
from graph.store.snapshot import Snapshot, Snapshots
from tests.store.test_embedded import BASE, graphs, put, subjects

_CHANGES = st.dictionaries(
    st.integers(0, 30).map(lambda number: f"urn:g:{number}"), st.sampled_from(("a" * 64, "b" * 64, None)), max_size=20
)


@pytest.fixture(autouse=True)
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "SHORT", 8)


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_CHANGES, min_size=1, max_size=5))
def test_a_list_that_came_by_changes_is_the_list_that_is_made_anew(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, str | None]]
) -> None:
    data = tmp_path_factory.mktemp("data")
    held: dict[str, str] = {}
    list_ = Listing.kept(data, held)
    for number, changes in enumerate(history):
        before, was = list_, dict(held)
        if number % 2:
            list(before)  # the names of the next one are then made of these
        held = {name: digest for name, digest in {**held, **changes}.items() if digest is not None}
        list_ = before.changed(data, changes)
        assert dict(list_) == held
        assert list(list_) == sorted(held)
        assert len(list_) == len(held)
        assert list_.digest == Listing.kept(data, held).digest
        assert differing(before, list_) == {n for n in {*was, *held} if was.get(n) != held.get(n)}
        assert dict(Listing.of(data, list_.told)) == held
        assert dict(before) == was
    assert (list_.digest == flat_digest(held)) == (len(held) <= 8)


def test_what_is_no_longer_there_or_not_what_was_written_is_told(tmp_path: Path) -> None:
    list_ = Listing.kept(tmp_path, {f"urn:g:{number}": "a" * 64 for number in range(100)})
    assert not list_.missing()
    first, second = sorted(set(list_.parts))[:2]
    (tmp_path / "lists" / first).unlink()
    (tmp_path / "lists" / second).write_bytes(b"urn:g:other " + b"a" * 64 + b"\n")
    again = Listing.of(tmp_path, list_.told)
    assert again.missing() == [tmp_path / "lists" / first]
    assert again.missing(like=list_) == []
    in_part = {list_.parts[listing._place(name, listing.PARTS)]: name for name in (f"urn:g:{n}" for n in range(100))}
    with pytest.raises(FileNotFoundError):
        again[in_part[first]]
    with pytest.raises(ValueError, match="not what was written"):
        again[in_part[second]]


def _nothing(folder: Path, store: Any) -> None:
    pass


def test_a_change_of_a_long_list_writes_and_removes_what_it_is_about(tmp_path: Path) -> None:
    content = {f"source/a/{number}": {f"n{number}"} for number in range(50)}
    put(tmp_path, content, 1)
    before = {path.name for path in (tmp_path / "lists").iterdir()}
    last = Snapshots(tmp_path).current()
    last.graphs.get("")
    with writer_lock(tmp_path):
        other = {f"{BASE}graph/source/a/7": graphs({"source/a/7": {"other"}})[f"{BASE}graph/source/a/7"]}
        digest = publish_change(last, {**other, f"{BASE}graph/source/a/9": b""}, {"inputs": ""}, _nothing, 2)
    after = {path.name for path in (tmp_path / "lists").iterdir()}
    assert len(after - before) == 2
    fresh = tmp_path / "fresh"
    changed = {**content, "source/a/7": {"other"}}
    del changed["source/a/9"]
    assert put(fresh, changed, 1) == digest
    assert subjects(tmp_path) == subjects(fresh)
    current = Snapshot(tmp_path, 2, last)
    assert dict(current.graphs) == dict(Snapshots(fresh).current().graphs)
    assert embedded.prune(tmp_path, 1) == [1]
    for folder, kept in (("lists", {*current.graphs.parts, *current.texts.parts}), ("texts", set(current.texts))):
        assert {path.name for path in (tmp_path / folder).iterdir()} == kept
    assert {path.stem for path in (tmp_path / "graphs").rglob("*.nq")} == set(current.graphs.values())


def test_what_comes_back_is_not_removed_with_the_snapshot_that_had_it_first(tmp_path: Path) -> None:
    for number, name in enumerate(("x", "y", "x"), 1):
        put(tmp_path, {"source/a/1": {name}, "source/a/2": set(), "source/a/3": set()}, number)
    assert embedded.prune(tmp_path, 2) == [1]
    assert not Snapshot(tmp_path, 3).missing()
    assert embedded.prune(tmp_path, 1) == [2]
    assert not Snapshot(tmp_path, 3).missing()
    assert len(list((tmp_path / "graphs").rglob("*.nq"))) == 2
