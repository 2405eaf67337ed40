"""Everything that a snapshot holds as files: made when first asked for, from the canonical quads, and kept with it.

N-Quads hold every named graph, in the order of their IRIs; the archive of Turtle holds one file for each. The same
snapshot gives the same bytes.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import os
import tarfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from graph.serialization import FORMATS, write
from graph.store import made
from graph.store.snapshot import Snapshot

_TURTLE = next(format for format in FORMATS if format.name == "turtle")
_MAKING: set[Path] = set()
_LOCK = threading.Lock()


class NoRoom(Exception):
    """The disk has no room for a dump."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of a snapshot: its name, media type, what it holds, and in which format and packing."""

    name: str
    media_type: str
    title: str
    format: str
    packing: str
    into: Callable[[Snapshot, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A dump that is there: its file, its size in bytes and its SHA-256."""

    path: Path
    size: int
    sha256: str


def _gzipped(snapshot: Snapshot, target: BinaryIO) -> None:
    with gzip.GzipFile("", "wb", 6, target, mtime=0) as file:
        for content in _quads(snapshot):
            file.write(content)


def _zstandard(snapshot: Snapshot, target: BinaryIO) -> None:
    with zstandard.ZstdCompressor(level=6, write_checksum=True).stream_writer(target, closefd=False) as file:
        for content in _quads(snapshot):
            file.write(content)


def _turtles(snapshot: Snapshot, target: BinaryIO) -> None:
    with (
        gzip.GzipFile("", "wb", 6, target, mtime=0) as file,
        tarfile.open(fileobj=cast(BinaryIO, file), mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for iri in sorted(snapshot.graphs):
            content = write((quad.triple for quad in snapshot.graph(iri)), _TURTLE)
            entry = tarfile.TarInfo(f"{iri.removeprefix(f'{snapshot.base}graph/')}.ttl")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
            archive.members.clear()  # type: ignore[attr-defined]  # or it would remember each of them


def _quads(snapshot: Snapshot) -> Iterator[bytes]:
    return (snapshot.canonical(iri) for iri in sorted(snapshot.graphs))


DUMPS: Mapping[str, Dump] = {
    dump.name: dump
    for dump in (
        Dump(
            "catalograph.nq.gz",
            "application/gzip",
            "All named graphs as N-Quads, gzip",
            "application/n-quads",
            "application/gzip",
            _gzipped,
        ),
        Dump(
            "catalograph.nq.zst",
            "application/zstd",
            "All named graphs as N-Quads, zstd",
            "application/n-quads",
            "application/zstd",
            _zstandard,
        ),
        Dump(
            "catalograph.ttl.tar.gz",
            "application/gzip",
            "Each named graph as a file of Turtle, tar and gzip",
            "text/turtle",
            "application/gzip",
            _turtles,
        ),
    )
}


def address(snapshot: Snapshot, dump: Dump) -> str:
    """The URL of a dump, which names its snapshot."""
    return f"{snapshot.base}dumps/{snapshot.number}/{dump.name}"


def find(snapshot: Snapshot, dump: Dump) -> Made | None:
    """A dump that has been made."""
    path = made.folder(snapshot, "dumps", dump.name)
    with suppress(OSError):
        return Made(path, path.stat().st_size, path.with_name(f"{dump.name}.sha256").read_text().split()[0])
    return None


def ensure(snapshot: Snapshot, dump: Dump, wait: float, min_free: int) -> Made | None:
    """A dump; ``None`` where it is still being made after ``wait`` seconds. Raises :class:`NoRoom`.

    It is made in a thread, by one process alone; whoever asks meanwhile waits as well.
    """
    found = find(snapshot, dump)
    if found is not None:
        return found
    if not made.roomy(snapshot.data, sum(map(snapshot.size_of, snapshot.graphs)) // 4, min_free):
        raise NoRoom
    path = made.folder(snapshot, "dumps", dump.name)
    with _LOCK:
        if path not in _MAKING:
            _MAKING.add(path)
            threading.Thread(target=_make, args=(snapshot, dump, path), name=f"dump {path}", daemon=True).start()
    until = time.monotonic() + wait
    while found is None and path in _MAKING and time.monotonic() < until:
        time.sleep(0.02)
        found = find(snapshot, dump)
    return found or find(snapshot, dump)


def _make(snapshot: Snapshot, dump: Dump, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(f".{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if find(snapshot, dump) is None:
                _write(snapshot, dump, path)
    except OSError:
        return  # a full disk, or a snapshot that has just gone: whoever asks again is told
    finally:
        _MAKING.discard(path)


def _write(snapshot: Snapshot, dump: Dump, path: Path) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            dump.into(snapshot, file)
        with temporary.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        path.with_name(f"{dump.name}.sha256").write_text(f"{digest}  {dump.name}\n")
        temporary.replace(path)
        made.drop_orphans(snapshot)
    finally:
        temporary.unlink(missing_ok=True)
