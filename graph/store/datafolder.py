"""The data folder as a whole: the version of its format, and whether all of it is there.

``data/version`` holds the number of the format. A folder without it was made before there was one and has
version 1. ``data/incomplete`` stands while a backup is being restored and says what to run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from graph.journal import FORMAT
from graph.store.files import sync_folders, write_atomically
from graph.store.listing import Listing


def _with_lists(data: Path) -> None:
    """From 1 to 2: graphs and texts as lists of their own, which the manifests of snapshots held before."""
    for path in sorted((data / "snapshots").glob("[0-9]*/manifest.json")):
        try:
            manifest = json.loads(path.read_bytes())
            graphs, texts = manifest["graphs"], manifest["texts"]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a damaged snapshot stays one
        if isinstance(texts, list):
            manifest["graphs"] = Listing.kept(data, graphs).told
            manifest["texts"] = Listing.kept(data, {text: text for text in texts}).told
            write_atomically(path, json.dumps(manifest, ensure_ascii=False).encode())
            sync_folders([path.parent])


MIGRATIONS: Mapping[int, Callable[[Path], None]] = {1: _with_lists}
"""What brings a folder of a version to the next one. Each can be run again after it was interrupted."""


class Unusable(Exception):
    """A data folder that this release cannot use as it is; the message says what to do."""


def version(data: Path) -> int:
    """The version of a folder's format; raises :class:`Unusable` where it is no number."""
    path = data / "version"
    if not path.exists():
        return 1 if (data / "journal").exists() else FORMAT
    text = path.read_text("utf-8", "replace").strip()
    if not text.isdecimal():
        raise Unusable(f"{path} holds {text[:40]!r} where a number should be; restore it from a backup")
    return int(text)


def check(data: Path) -> None:
    """Raise :class:`Unusable` where a reader of this release must not read the folder."""
    _check_whole(data)
    found = version(data)
    if found > FORMAT:
        raise Unusable(f"{data} was written by a newer Catalograph (format {found}, not {FORMAT}): upgrade Catalograph")
    if found < FORMAT:
        raise Unusable(f"{data} was written by an older Catalograph (format {found}); run: catalograph rebuild")


def prepare(
    data: Path, migrations: Mapping[int, Callable[[Path], None]] = MIGRATIONS, target: int = FORMAT
) -> list[int]:
    """Bring a folder to this release's format, with the writer's lock held; returns the versions left behind.

    Raises :class:`Unusable` for a folder that is incomplete, newer, or too old to be brought up.
    """
    _check_whole(data)
    found = version(data)
    if found >= target:
        check(data)
    passed = []
    while found < target:
        if found not in migrations:
            raise Unusable(
                f"{data} has format {found}, which this release cannot bring to {target}: "
                "upgrade to a release between the two first"
            )
        migrations[found](data)
        passed.append(found)
        found += 1
        _write(data, found)
    if not (data / "version").exists():
        _write(data, found)
    return passed


def mark_incomplete(data: Path, told: str) -> None:
    """Say that a folder is not whole, and what to run, until :func:`mark_complete`."""
    write_atomically(data / "incomplete", f"{told}\n".encode())
    sync_folders([data])


def mark_complete(data: Path) -> None:
    """Say that a folder is whole."""
    (data / "incomplete").unlink(missing_ok=True)
    sync_folders([data])


def _check_whole(data: Path) -> None:
    marker = data / "incomplete"
    if marker.exists():
        raise Unusable(f"{data} is incomplete: {marker.read_text('utf-8', 'replace').strip()}")


def _write(data: Path, number: int) -> None:
    write_atomically(data / "version", f"{number}\n".encode())
    sync_folders([data])
