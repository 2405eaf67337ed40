"""A disk that is full or cannot be written to: told plainly, nothing lost, nothing left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import pipeline
from graph.store import space
from graph.store.leftovers import interrupted
from graph.store.snapshot import Snapshots
from tests.conftest import REPOSITORY
from tests.store.killing import build, document
from tests.store.test_snapshots import again, run


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own; only root can have one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs leave to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


def failure(data: Path, version: int) -> str | None:
    """What a build fails with. The exception is let go, or the engine's store would stay open."""
    try:
        build(data, version)
    except pipeline.BuildError as error:
        return str(error)
    return None


@pytest.mark.parametrize("spare", [0, 8, 64, 256, 1024, 2048])
def test_a_full_disk_changes_nothing(disk: Path, monkeypatch: pytest.MonkeyPatch, spare: int) -> None:
    data = disk / "data"
    remount(disk, "size=256m")
    build(data, 1)
    before = Snapshots(data).current()
    monkeypatch.setattr(space, "MARGIN", -(1 << 40))  # let it begin, though it will not fit
    usage = shutil.disk_usage(disk)
    remount(disk, f"size={(usage.used + 8192) // 1024 + spare}k")
    told = failure(data, 2)
    if told is not None:
        assert "no room left" in told
        assert "stays as it is" in told
        assert Snapshots(data).current().digest == before.digest
        assert Snapshots(data).problem is None
    else:
        assert spare > 0
    remount(disk, "size=256m")
    outcome = build(data, 2)
    assert Snapshots(data).current().number == outcome.snapshot
    assert interrupted(data) == []
    assert run(data, "verify").exit_code == 0


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(disk: Path) -> None:
    data = disk / "data"
    with pytest.raises(pipeline.BuildError, match="MB free; this publish may need"):
        build(data, 1)
    assert not (data / "graphs").exists()
    assert not (data / "current").exists()


def test_a_disk_that_is_read_only_is_told_and_still_read(disk: Path, tmp_path: Path) -> None:
    data = tmp_path / "disk" / "data"
    remount(disk, "size=256m")
    build(data, 1)
    build(data, 2)
    remount(disk, "ro")
    try:
        told = _told_on_read_only(data)
        assert "cannot be written to" in told
        assert Snapshots(data).current().number == 2
        assert run(data, "verify").exit_code == 0
        assert run(data, "list").exit_code == 0
        for arguments in (("tag", 1, "x"), ("rollback", 1)):
            result = run(data, *arguments)
            assert result.exit_code == 2
            assert "make it writable" in result.stderr
    finally:
        remount(disk, "rw")
    assert not again(data).changed


def _told_on_read_only(data: Path) -> str:
    try:
        again(data)
    except pipeline.BuildError as error:
        return str(error)
    return ""


_LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from graph.cli import main
main()
"""


@pytest.mark.parametrize("limit", [100, 1_000, 5_000, 20_000, 60_000])
def test_a_write_that_fails_midway_is_told(tmp_path: Path, limit: int) -> None:
    """A limit on the size of a file stands for a full disk where no disk can be mounted."""
    data = tmp_path / "data"
    build(data, 1)
    before = Snapshots(data).current()
    command = [sys.executable, "-c", _LIMITED, str(limit), "build", str(document(tmp_path / "in", 2)), "--data", data]
    environment = {**os.environ, "CATALOGRAPH_MIN_FREE": "0"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "no room left to write" in done.stderr
    assert Snapshots(data).current().digest == before.digest
    outcome = build(data, 3)
    assert outcome.snapshot == 2
    assert interrupted(data) == []
    assert run(data, "verify").exit_code == 0


def test_the_room_that_is_needed_can_be_set(tmp_path: Path) -> None:
    space.check(tmp_path, 0, 0, 0)
    with pytest.raises(space.NoSpace, match="CATALOGRAPH_MIN_FREE"):
        space.check(tmp_path, 0, 0, 1 << 40)
    assert space.explained(ValueError("no space left"), tmp_path) is None
    assert space.explained(OSError("something else"), tmp_path) is None
