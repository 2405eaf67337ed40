"""What nobody needs any more: what a killed process left, and content that no kept snapshot refers to.

All of this is for the holder of the writer's lock, so that whatever looks unfinished has no owner.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from graph.store.listing import Listing

EMPTY = hashlib.sha256(b"").hexdigest()
"""The digest of a graph without statements, the only one that several graphs may have."""
_TEMPORARY = re.compile(r"\..+\.\d+|.+\.tmp")


def discard(data: Path, number: int) -> None:
    """Remove a snapshot: at once for those who look, then from the disk."""
    shutil.rmtree(_gone(data, number), ignore_errors=True)


def forget(data: Path, number: int) -> None:
    """Remove a snapshot, and the content that only it refers to.

    This takes time for what the other snapshots have not, not for all that it holds.
    """
    alone = _alone(data, number)
    gone = _gone(data, number)
    if alone is None:
        sweep(data)
        return
    for path in alone:
        path.unlink(missing_ok=True)
    shutil.rmtree(gone, ignore_errors=True)


def _gone(data: Path, number: int) -> Path:
    """The folder of a snapshot under a name that says that it is to go."""
    folder = data / "snapshots" / str(number)
    gone = folder.with_name(f".{number}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(data / "made" / str(number), ignore_errors=True)  # what was made of it when it was asked for
    return gone


def _alone(data: Path, number: int) -> list[Path] | None:
    """Graphs, texts and lists that no other kept snapshot needs; ``None`` where that cannot be told."""
    mine = _lists(data, data / "snapshots" / str(number))
    lists = [_lists(data, folder) for folder in (data / "snapshots").glob("[0-9]*") if folder.name != str(number)]
    others = [kept for kept in lists if kept is not None]
    if mine is None or len(others) < len(lists):
        return None
    parts = {part for each in mine for part in each.parts}
    parts -= {part for both in others for each in both for part in each.parts}
    try:
        graphs = [digest for _, digest in mine[0].beyond([graphs for graphs, _ in others]) if digest != EMPTY]
        texts = [text for text, _ in mine[1].beyond([texts for _, texts in others])]
    except (OSError, ValueError):
        return None
    return [
        *(data / "graphs" / digest[:2] / f"{digest}.nq" for digest in graphs),
        *(data / "texts" / text for text in texts),
        *(data / "lists" / part for part in parts),
    ]


def _lists(data: Path, folder: Path) -> tuple[Listing, Listing] | None:
    """The graphs and the texts of a snapshot, as far as they can be told."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        return Listing.of(data, manifest["graphs"]), Listing.of(data, manifest["texts"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def interrupted(data: Path) -> list[Path]:
    """Folders of snapshots that were being made or removed when their process ended."""
    return [path for path in sorted((data / "snapshots").glob(".*")) if path.is_dir()]


def tidy(data: Path) -> bool:
    """Clean up after a process that was killed; whether there was one."""
    left = interrupted(data)
    if left:
        sweep(data)
    for name in ("updates", "waiting"):  # copies of updates, and graphs, that were being made
        shutil.rmtree(data / "cache" / name, ignore_errors=True)
    for path in data.glob(".*"):
        if path.name == ".current" or _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)
    return bool(left)


def sweep(data: Path) -> None:
    """Remove unfinished files and snapshots, then the graphs and texts that no kept snapshot refers to.

    Nothing is called unneeded while a kept manifest cannot be read.
    """
    content = (data / "graphs", data / "texts", data / "lists")
    for folder in (data / "archive" / "documents", data / "cache", *content):
        for path in _files(folder):
            if _TEMPORARY.fullmatch(path.name):
                path.unlink(missing_ok=True)
    needed = _needed(data)
    if needed is not None:
        for path in (path for folder in content for path in _files(folder)):
            if path.name.removesuffix(".nq") not in needed:
                path.unlink(missing_ok=True)
    for path in interrupted(data):
        shutil.rmtree(path, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _needed(data: Path) -> set[str] | None:
    needed: set[str] = set()
    for folder in (data / "snapshots").glob("[0-9]*"):
        lists = _lists(data, folder)
        if lists is None:
            return None
        for each in lists:
            needed.update(each.parts, each.values())
    return needed
