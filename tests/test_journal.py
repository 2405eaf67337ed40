from __future__ import annotations

from pathlib import Path

import pytest

from graph.journal import Entry, Followed, Journal, JournalError


def test_a_growing_log_is_read_on_and_another_one_anew(tmp_path: Path) -> None:
    read: list[bytes] = []

    def step(value: list[bytes], line: bytes) -> None:
        read.append(line)
        value.append(line)

    path, followed = tmp_path / "log", Followed[list[bytes]](list, step)
    assert followed.of(path) == []
    path.write_bytes(b"one\ntwo\nthr")
    assert followed.of(path) == [b"one\n", b"two\n"]
    with path.open("ab") as file:
        file.write(b"ee\n")
    assert followed.of(path) == [b"one\n", b"two\n", b"three\n"]
    assert read == [b"one\n", b"two\n", b"three\n"]
    path.write_bytes(b"one\nTWO\nthree\n")  # the same file with other bytes
    assert followed.of(path)[1] == b"TWO\n"
    path.write_bytes(b"one\n")
    assert followed.of(path) == [b"one\n"]
    (tmp_path / "new").write_bytes(b"one\nx\n")
    (tmp_path / "new").replace(path)
    assert followed.of(path) == [b"one\n", b"x\n"]
    path.unlink()
    assert followed.of(path) == []


def test_entries_of_some_events(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert list(journal.entries("publish", "tag")) == []
    journal.append([{"event": "create", "base": "b"}, {"event": "mint", "iri": 'say "event": "publish"'}])
    journal.append([{"event": "publish", "snapshot": 1}, {"event": "tag", "name": "x"}])
    assert [entry["event"] for entry in journal.entries("tag", "publish")] == ["publish", "tag"]
    assert [entry["event"] for entry in journal.entries()] == ["create", "mint", "publish", "tag"]
    assert [entry["event"] for entry in journal.entries("mint")] == ["mint"]
    assert journal.base() == "b"
    journal.append([{"event": "publish", "snapshot": 2}])
    assert [entry["snapshot"] for entry in journal.entries("publish")] == [1, 2]
    with journal.path.open("ab") as file:
        file.write(b'{"event": "publish", \n')
    with pytest.raises(JournalError, match="restore it from a backup"):
        list(journal.entries("publish"))


def test_entries_that_belong_together_are_completed(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    told: list[Entry] = [
        {"event": "come", "iris": ["é"]},
        {"event": "come", "iris": []},
        {"event": "publish", "snapshot": 1},
    ]
    journal.append([{"event": "create", "base": "b"}, *told])
    whole = journal.path.read_bytes()
    begun = whole.index(b"\n") + 1
    for end in range(begun, len(whole) + 1):
        journal.path.write_bytes(whole[:end])
        journal.complete(told)
        assert journal.path.read_bytes() == whole
    journal.path.unlink()
    journal.complete(told)
    assert journal.path.read_bytes() == whole[begun:]
