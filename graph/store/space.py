"""Room on the disk: asked for before a publish, and its want said plainly."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

MEGABYTE = 1024 * 1024
MARGIN = 64 * MEGABYTE
"""Bytes for what a publish writes besides graphs and the store: the index, counts, the journal."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}
_FULL_WORDS = ("no space left", "quota exceeded", "file too large", "disk is full", "disk i/o error")
_LOCKED_WORDS = ("read-only file system", "permission denied", "readonly database", "not permitted")


class NoSpace(Exception):
    """The disk has not enough room for a publish; nothing was changed."""


def check(data: Path, changed: int, store: int, min_free: int) -> None:
    """Raise :class:`NoSpace` unless a publish fits and leaves ``min_free`` megabytes.

    ``changed`` is the size of the graphs that are new, which are kept, go through the store's log and into
    its files; ``store`` is that of a checkpoint, in bytes, should its files not be linked but copied.
    """
    needed = changed * 3 + store + MARGIN
    free = shutil.disk_usage(data).free
    if free < needed + min_free * MEGABYTE:
        raise NoSpace(
            f"the disk of {data} has {free // MEGABYTE:,} MB free; this publish may need {needed // MEGABYTE:,} MB and "
            f"{min_free:,} MB are to stay free (CATALOGRAPH_MIN_FREE); nothing was published: "
            "free some space and run it again"
        )


def explained(error: Exception, data: Path) -> str | None:
    """What to do about a failed write, where it was for want of room or of leave; else ``None``.

    The engine's errors have no number, so that their words decide.
    """
    if not isinstance(error, OSError | sqlite3.OperationalError):
        return None
    number, words = getattr(error, "errno", None), str(error).lower()
    last = "what was last published stays as it is"
    if number in _FULL or any(word in words for word in _FULL_WORDS):
        return f"there is no room left to write in {data} ({error}); {last}: free some space and run it again"
    if number in _LOCKED or any(word in words for word in _LOCKED_WORDS):
        return f"{data} cannot be written to ({error}); {last}: make it writable for this user and run it again"
    return None
