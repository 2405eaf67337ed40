from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from graph.archive import Archive, Harvested
from graph.journal import Journal, JournalError, append_lines, read_lines


def entry(content: bytes, location: str = "/x", retrieved: str = "2026-01-01T00:00:00Z") -> tuple[Harvested, bytes]:
    return Harvested(location, "x", retrieved, hashlib.sha256(content).hexdigest(), len(content)), content


def test_what_is_unchanged_leaves_no_trace(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.add([entry(b"one")]) == 1
    before = archive.log.read_bytes()
    assert archive.add([entry(b"one", retrieved="2027-01-01T00:00:00Z")]) == 0
    assert archive.log.read_bytes() == before
    assert archive.add([entry(b"two")]) == 1
    (versions,) = archive.versions().values()
    assert [archive.document(version).content for version in versions] == [b"one", b"two"]


def test_a_damaged_document_is_told(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.add([entry(b"one")])
    (harvested,) = archive
    archive.path(harvested.sha256 or "").write_bytes(b"two")
    with pytest.raises(ValueError, match="damaged"):
        archive.document(harvested)


def test_a_line_cut_by_a_crash_is_dropped_and_written_over(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    append_lines(path, [{"event": "one"}])
    with path.open("ab") as file:
        file.write(b'{"event": "tw')
    assert [e["event"] for e in read_lines(path)] == ["one"]
    append_lines(path, [{"event": "three"}])
    assert [e["event"] for e in read_lines(path)] == ["one", "three"]


def test_a_damaged_line_is_told_with_its_number(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([{"event": "create", "base": "http://example.org/"}])
    with journal.path.open("ab") as file:
        file.write(b"not json\n")
    with pytest.raises(JournalError, match="line 2"):
        list(journal.entries())
