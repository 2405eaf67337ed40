"""Files that a power cut leaves whole: written beside their place, synchronised, renamed into it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Inventory = dict[str, Sequence[int | str]]
"""Size and SHA-256 of each file of a folder, by its path in the folder."""


def write_atomically(path: Path, content: bytes) -> None:
    """Put a file in its place, whole or not at all; its folder is not synchronised."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def has(path: Path, size: int) -> bool:
    """Whether there is a file of that size, in bytes."""
    return path.exists() and path.stat().st_size == size


def keep(path: Path, content: bytes) -> bool:
    """Keep content under its own digest's name; whether it was not there, or only in part."""
    if has(path, len(content)):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content)
    return True


def link(source: Path, target: Path) -> None:
    """Have the same file under another name too; a copy of it where the filesystem has no such links."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def same(path: Path, other: Path) -> bool:
    """Whether two names are of one file; no, where one leads nowhere."""
    return path.exists() and other.exists() and path.samefile(other)


def sync_folders(folders: Iterable[Path]) -> None:
    """Wait until the names in these folders are on the disk."""
    for folder in folders:
        sync(folder)


def sync_tree(folder: Path) -> None:
    """Wait until all that lies in a folder is on the disk; what is there under another name too is so already."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() or path.stat().st_nlink == 1:
            sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size_of(folder: Path) -> int:
    """Bytes of all files of a folder; nothing where there is no such folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def inventory(folder: Path, before: Path, known: Mapping[str, Sequence[int | str]]) -> Inventory:
    """All files of a folder. What is the same file as in ``before`` is not read again: ``known`` says its digest."""
    found: Inventory = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        size, old = path.stat().st_size, before / name
        same = name in known and known[name][0] == size and old.exists() and old.samefile(path)
        found[name] = [size, known[name][1] if same else sha256(path)]
    return found


def differing(folder: Path, listed: Mapping[str, Sequence[int | str]]) -> list[str]:
    """The listed files that are missing or not of the size that they had."""
    return [name for name, (size, _) in listed.items() if _size(folder / name) != size]


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
