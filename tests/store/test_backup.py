from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.cli import main
from graph.store.embedded import writer_lock
from graph.store.snapshot import Snapshots
from tests.store.killing import build
from tests.store.test_snapshots import again, cut, flip, run


@pytest.fixture
def data(built: Path) -> Path:
    """Two published builds, only to be read."""
    return built


def contents(data: Path, *folders: str) -> dict[str, bytes]:
    paths = [path for folder in folders for path in sorted((data / folder).rglob("*")) if path.is_file()]
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in paths}


def test_archive_and_journal_come_back_and_are_published(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    assert run(data, "backup", file).exit_code == 0
    told = run(tmp_path / "new", "restore", file)
    assert told.exit_code == 0, told.output
    assert "Snapshot 3 published" in told.output
    assert contents(tmp_path / "new", "archive") == contents(data, "archive")
    assert Snapshots(tmp_path / "new").current().digest == Snapshots(data).current().digest
    assert run(tmp_path / "new", "verify").exit_code == 0


def test_the_same_catalogue_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(data, "backup", tmp_path / name, "--with-snapshots")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_snapshots_come_back_as_they_were(data: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "b.tar.gz", tmp_path / "new"
    assert run(data, "backup", file, "--with-snapshots").exit_code == 0
    new.mkdir()
    assert run(new, "restore", file).exit_code == 0
    everything = ("archive", "journal", "graphs", "texts", "lists", "snapshots")
    assert contents(new, *everything) == contents(data, *everything)
    assert Snapshots(new).current().number == 2
    assert Snapshots(new).problem is None
    assert run(new, "verify").exit_code == 0
    assert not again(new).changed
    assert build(new, 3).snapshot == 3


def test_without_a_rebuild_the_next_step_is_told(data: Path, tmp_path: Path) -> None:
    run(data, "backup", tmp_path / "b")
    told = run(tmp_path / "new", "restore", tmp_path / "b", "--no-rebuild")
    assert told.exit_code == 0
    assert "catalograph rebuild" in told.output
    status = CliRunner().invoke(main, ["status", "--data", str(tmp_path / "new")])
    assert "catalograph rebuild" in status.output
    assert again(tmp_path / "new").changed


def test_a_folder_that_is_not_empty_is_left_alone(data: Path, tmp_path: Path) -> None:
    run(data, "backup", tmp_path / "b")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "thesis.odt").write_text("mine")
    refused = run(tmp_path / "new", "restore", tmp_path / "b")
    assert refused.exit_code == 2
    assert "is not empty (thesis.odt)" in refused.stderr
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["thesis.odt"]
    assert run(data, "restore", tmp_path / "b").exit_code == 2
    assert run(tmp_path / "new" / "thesis.odt", "restore", tmp_path / "b").exit_code == 2


@pytest.mark.parametrize("damage", [cut, flip])
def test_a_damaged_backup_leaves_a_folder_that_says_so(data: Path, tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    file, new = tmp_path / "b", tmp_path / "new"
    run(data, "backup", file, "--with-snapshots")
    whole = file.read_bytes()
    damage(file)
    refused = run(new, "restore", file)
    assert refused.exit_code == 2
    assert "is not a whole backup" in refused.stderr
    status = CliRunner().invoke(main, ["status", "--data", str(new)])
    assert status.exit_code == 2
    assert "incomplete" in status.output
    assert "catalograph snapshots restore" in status.output
    refused = CliRunner().invoke(main, ["build", "--base", "http://127.0.0.1:8000/", str(file), "--data", str(new)])
    assert refused.exit_code == 2
    assert "incomplete" in refused.output
    file.write_bytes(whole)
    assert run(new, "restore", file).exit_code == 0
    assert run(new, "verify").exit_code == 0


def _member(name: str, content: bytes = b"", **given: object) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for key, value in given.items():
        setattr(member, key, value)
    return member, content


def _tar(path: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]], files: int = 1, format: int = 1) -> Path:
    about = json.dumps({"format": format, "base": "http://x/", "current": None, "files": files}).encode()
    with tarfile.open(path, "w:gz") as tar:
        for member, content in (_member("backup.json", about), *members):
            tar.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "member",
    [
        _member("../evil", b"x"),
        _member("archive/../../evil", b"x"),
        _member("/archive/evil", b"x"),
        _member("archive/link", type=tarfile.SYMTYPE, linkname="/etc"),
        _member("archive/link", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
        _member("archive/device", type=tarfile.CHRTYPE),
        _member("archive/pipe", type=tarfile.FIFOTYPE),
        _member("archive", type=tarfile.DIRTYPE),
        _member("lock", b"x"),
        _member("elsewhere/file", b"x"),
        _member("archive/.hidden", b"x"),
        _member("snapshots/.3/store/x", b"x"),
    ],
    ids=lambda member: f"{member[0].name} {member[0].type!r}",
)
def test_nothing_but_plain_files_of_a_catalogue_is_taken(tmp_path: Path, member: tuple[tarfile.TarInfo, bytes]) -> None:
    refused = run(tmp_path / "in" / "new", "restore", _tar(tmp_path / "b", [member]))
    assert refused.exit_code == 2
    assert "the backup holds" in refused.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "in"]
    assert sorted(path.name for path in (tmp_path / "in").rglob("*")) == ["incomplete", "lock", "new"]


def test_other_files_are_no_backups(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a tar")
    with tarfile.open(tmp_path / "tar", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("archive/x"))
    twice = [_member("archive/x", b"x"), _member("archive/x", b"y")]
    for file, told in (
        (tmp_path / "text", "is not a whole backup"),
        (tmp_path / "tar", "was not written by"),
        (_tar(tmp_path / "newer", [], format=99), "newer Catalograph"),
        (_tar(tmp_path / "short", [_member("archive/x", b"x")], files=2), "1 files of 2"),
        (_tar(tmp_path / "twice", twice, files=2), "is not a whole backup"),
    ):
        refused = run(tmp_path / f"new-{file.name}", "restore", file)
        assert refused.exit_code == 2
        assert told in refused.stderr


def test_what_is_damaged_in_the_archive_is_told_on_restoring(data: Path, tmp_path: Path) -> None:
    run(data, "backup", tmp_path / "b")
    run(tmp_path / "new", "restore", tmp_path / "b", "--no-rebuild")
    flip(next(path for path in (tmp_path / "new" / "archive" / "documents").rglob("*") if path.is_file()))
    run(tmp_path / "new", "backup", tmp_path / "c")
    told = run(tmp_path / "newer", "restore", tmp_path / "c")
    assert told.exit_code == 1
    assert "is not what was written" in told.stderr


def test_a_backup_waits_for_nobody(data: Path, tmp_path: Path) -> None:
    with writer_lock(data):
        assert run(data, "backup", tmp_path / "b").exit_code == 3
    assert not (tmp_path / "b").exists()
    assert run(data, "backup", tmp_path / "none" / "b").exit_code == 2
