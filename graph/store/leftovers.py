"""What nobody needs any more: what a killed process left, and content that no kept snapshot refers to.

All of this is for the holder of the writer's lock, so that whatever looks unfinished has no owner.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

_TEMPORARY = re.compile(r"\..+\.\d+|.+\.tmp")


def discard(data: Path, number: int) -> None:
    """Remove a snapshot: at once for those who look, then from the disk."""
    folder = data / "snapshots" / str(number)
    gone = folder.with_name(f".{number}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def interrupted(data: Path) -> list[Path]:
    """Folders of snapshots that were being made or removed when their process ended."""
    return [path for path in sorted((data / "snapshots").glob(".*")) if path.is_dir()]


def tidy(data: Path) -> bool:
    """Clean up after a process that was killed; whether there was one."""
    left = interrupted(data)
    if left:
        sweep(data)
    shutil.rmtree(data / "cache" / "updates", ignore_errors=True)  # copies of updates that were being done
    for path in data.glob(".*"):
        if path.name == ".current" or _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)
    return bool(left)


def sweep(data: Path) -> None:
    """Remove unfinished files and snapshots, then the graphs and texts that no kept snapshot refers to.

    Nothing is called unneeded while a kept manifest cannot be read.
    """
    for folder in (data / "archive" / "documents", data / "cache", data / "graphs", data / "texts"):
        for path in _files(folder):
            if _TEMPORARY.fullmatch(path.name):
                path.unlink(missing_ok=True)
    needed = _needed(data)
    if needed is not None:
        for path in (*_files(data / "graphs"), *_files(data / "texts")):
            if path.name.removesuffix(".nq") not in needed:
                path.unlink(missing_ok=True)
    for path in interrupted(data):
        shutil.rmtree(path, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _needed(data: Path) -> set[str] | None:
    needed: set[str] = set()
    for folder in (data / "snapshots").glob("[0-9]*"):
        try:
            manifest = json.loads((folder / "manifest.json").read_bytes())
            needed.update(manifest["graphs"].values(), manifest["texts"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
    return needed
