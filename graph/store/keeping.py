"""Which snapshots must stay: those with a tag, and those that a harvest in progress has pinned."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path

from graph.journal import Entry, Journal
from graph.store.snapshot import NoSnapshot

LEASE = 3600
"""Seconds for which a pin holds unless it is renewed."""
_NAME = re.compile(r"(?!\d+$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class TagError(Exception):
    """A tag that cannot be set or taken away as asked."""


def tags(entries: Iterable[Entry]) -> dict[str, int]:
    """The tags that stand after the journal's ``tag`` and ``untag`` entries."""
    found: dict[str, int] = {}
    for entry in entries:
        if entry["event"] == "tag":
            found[entry["name"]] = int(entry["snapshot"])
        elif entry["event"] == "untag":
            found.pop(entry["name"], None)
    return found


def tagged(name: str, number: int, standing: dict[str, int], time: str) -> Entry | None:
    """The journal's entry that gives a tag; ``None`` where the snapshot has it. Raises :class:`TagError`."""
    if not _NAME.fullmatch(name):
        raise TagError(f"{name!r} cannot be a tag: letters, digits, dots, dashes and underscores, not only digits")
    if name in standing and standing[name] != number:
        raise TagError(f"snapshot {standing[name]} has the tag {name}; run first: catalograph snapshots untag {name}")
    return None if name in standing else {"event": "tag", "name": name, "snapshot": number, "time": time}


def pin(data: Path, number: int) -> None:
    """Keep a snapshot for another lease; raises ``NoSnapshot`` where it has gone already."""
    path = data / "pins" / str(number)
    path.parent.mkdir(exist_ok=True)
    path.touch()
    if not (data / "snapshots" / str(number)).is_dir():
        path.unlink(missing_ok=True)
        raise NoSnapshot(f"snapshot {number} is no longer kept")


def pinned(data: Path, lease: float = LEASE) -> set[int]:
    """The snapshots whose pin was set or renewed within the lease, in seconds."""
    now = time.time()
    found = set()
    for path in (data / "pins").glob("*"):
        try:
            if path.name.isdecimal() and now - path.stat().st_mtime < lease:
                found.add(int(path.name))
        except FileNotFoundError:
            continue
    return found


def protected(data: Path, lease: float = LEASE) -> set[int]:
    """The snapshots that must not go: tagged or pinned."""
    return set(tags(Journal(data).entries("tag", "untag")).values()) | pinned(data, lease)
