"""What is made of a snapshot when it is first asked for, kept beside it for all processes, and gone with it.

It lies in ``data/made/<number>/``. Nothing there is ever needed: what is missing, cut or of other code is made
again, and where the folder cannot be written to, or the disk is nearly full, it is made each time.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import zstandard

from graph.store.snapshot import Snapshot

LEVEL = 3


def folder(snapshot: Snapshot, *names: str) -> Path:
    """Where something is kept that depends on a snapshot's content and on what the names say."""
    return snapshot.data.joinpath("made", str(snapshot.number), snapshot.digest[:16], *names)


def read(path: Path) -> bytes | None:
    """What :func:`keep` kept, or ``None``."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a harvest reads one for each page)
            return zstandard.ZstdDecompressor().decompress(file.read())
    except (OSError, zstandard.ZstdError):
        return None


def keep(snapshot: Snapshot, path: Path, content: bytes, min_free: int) -> None:
    """Keep content whole or not at all, compressed, where that leaves ``min_free`` megabytes on the disk."""
    with suppress(OSError):
        if not snapshot.folder.is_dir() or not roomy(snapshot.data, len(content), min_free):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_bytes(zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(content))
        temporary.replace(path)
        drop_orphans(snapshot)


def drop_orphans(snapshot: Snapshot) -> None:
    """Remove what was made of a snapshot that went meanwhile: it may hold what was erased."""
    if not snapshot.folder.is_dir():
        shutil.rmtree(snapshot.data / "made" / str(snapshot.number), ignore_errors=True)


def roomy(data: Path, size: int, min_free: int) -> bool:
    """Whether so many bytes more leave ``min_free`` megabytes on the disk."""
    return shutil.disk_usage(data).free > size + min_free * 1024 * 1024
