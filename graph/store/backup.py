"""One file that holds a whole catalogue, and a new data folder made of it.

A backup is a gzipped tar of the archive and the journal, with the kept snapshots if wanted, in the order of
their names and without times or owners: the same catalogue gives the same bytes. Its first member is
``backup.json``. Of a restored file nothing is believed: each member must be a plain file in a known folder.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from graph.journal import FORMAT, Journal
from graph.store import datafolder, leftovers
from graph.store.files import sync_folders, sync_tree
from graph.store.snapshot import Snapshots

ALWAYS = ("archive", "journal")
SNAPSHOTS = ("graphs", "texts", "lists", "snapshots")
ABOUT = "backup.json"
_UNFINISHED = re.compile(r"\..*|.*\.tmp")


class BackupError(Exception):
    """A backup that cannot be made or restored as asked; the message says what to do."""


def backup(data: Path, target: Path, with_snapshots: bool) -> int:
    """Write a catalogue into one file, whole or not at all; returns how many files it holds.

    Call it with the writer's lock held. Raises :class:`BackupError` where there is no catalogue.
    """
    datafolder.check(data)
    base = Journal(data).base()
    if base is None:
        raise BackupError(f"there is no catalogue in {data} to back up")
    paths = list(_files(data, (*ALWAYS, *SNAPSHOTS) if with_snapshots else ALWAYS))
    current = Snapshots(data).published() if with_snapshots else None
    about = {"format": datafolder.version(data), "base": base, "current": current, "files": len(paths)}
    temporary = target.with_name(f".{target.name}.part")
    try:
        with temporary.open("wb") as file:
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w|") as tar:
                content = json.dumps(about, sort_keys=True).encode()
                tar.addfile(_member(ABOUT, len(content)), io.BytesIO(content))
                for path in paths:
                    with path.open("rb") as source:
                        size = os.fstat(source.fileno()).st_size
                        tar.addfile(_member(path.relative_to(data).as_posix(), size), source)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folders([target.resolve().parent])
    return len(paths)


def _files(data: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((data / folder).rglob("*")):
            parts = path.relative_to(data).parts
            if path.is_file() and not path.is_symlink() and not any(_UNFINISHED.fullmatch(part) for part in parts):
                yield path


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o644, 0
    return member


def check_target(data: Path) -> None:
    """Raise :class:`BackupError` unless a backup can be restored here: a new or empty folder, or one cut short."""
    if data.exists() and not data.is_dir():
        raise BackupError(f"{data} is not a folder")
    if (data / "incomplete").exists():
        return
    found = (
        sorted(path.name for path in data.iterdir() if path.name != "lock" and path.name[0] != ".")
        if data.exists()
        else []
    )
    if found:
        raise BackupError(
            f"{data} is not empty ({', '.join(found[:5])}): restore into a new folder with --data, "
            "then serve that one or move it here"
        )


def restore(data: Path, source: Path) -> dict[str, Any]:
    """Make a data folder of a backup; returns what the backup says of itself.

    Call it with the writer's lock held, after :func:`check_target`. Until all is there the folder is marked
    as incomplete, and every command says so. Raises :class:`BackupError`.
    """
    command = f"catalograph snapshots restore {source} --data {data}"
    try:
        with gzip.open(source) as unzipped, tarfile.open(fileobj=unzipped, mode="r|") as tar:
            about = _about(tar)
            datafolder.mark_incomplete(data, f"a restore did not come to its end; run again: {command}")
            _empty(data)
            count = sum(1 for _ in _extracted(tar, data))
            while unzipped.read(1 << 20):  # the checksum stands at the very end
                pass
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, FileExistsError) as error:
        raise BackupError(f"{source} is not a whole backup: {error}") from error
    if count != about["files"]:
        raise BackupError(f"{source} is not a whole backup: it has {count} files of {about['files']}")
    current = about.get("current")
    if current is not None:
        (data / "current").symlink_to(Path("snapshots") / str(int(current)))
    (data / "version").write_text(f"{about['format']}\n")
    sync_tree(data)
    datafolder.mark_complete(data)
    return about


def _empty(data: Path) -> None:
    """Remove what an earlier restore into this folder left."""
    for name in (*ALWAYS, *SNAPSHOTS, "version"):
        path = data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (data / "current").unlink(missing_ok=True)
    leftovers.tidy(data)


def _about(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    content: IO[bytes] | None = tar.extractfile(first) if first and first.name == ABOUT and first.isreg() else None
    about = json.loads(content.read(1 << 20)) if content else None
    if not isinstance(about, dict) or not isinstance(about.get("files"), int) or not isinstance(about["format"], int):
        raise BackupError("the file was not written by: catalograph snapshots backup")
    if about["format"] > FORMAT:
        raise BackupError(f"the backup was written by a newer Catalograph (format {about['format']}): upgrade first")
    return about


def _extracted(tar: tarfile.TarFile, data: Path) -> Iterator[Path]:
    while member := tar.next():
        name = PurePosixPath(member.name)
        if not member.isreg() or name.is_absolute() or ".." in name.parts or len(name.parts) < 2:
            raise BackupError(f"the backup holds {member.name!r}, which is no plain file of a catalogue")
        if name.parts[0] not in (*ALWAYS, *SNAPSHOTS) or any(_UNFINISHED.fullmatch(part) for part in name.parts):
            raise BackupError(f"the backup holds {member.name!r}, which is no part of a catalogue")
        if hasattr(tarfile, "data_filter"):  # from Python 3.11.4 on
            tarfile.data_filter(member, str(data))
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = tar.extractfile(member)
        assert content is not None
        with path.open("xb") as file:
            shutil.copyfileobj(content, file)
        yield path
