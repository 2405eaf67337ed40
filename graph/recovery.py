"""What a service does about a predecessor that was killed: end with its parent, and put right what a write left."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
from pathlib import Path

import click

from graph.journal import Journal, JournalError

_PR_SET_PDEATHSIG = 1
_TAIL = 1 << 16
"""Bytes of the journal's end in which the entry of the last publish is looked for."""


def end_with_parent() -> None:
    """Let the kernel end this process when the one that started it is gone (Linux), however that ended.

    Or a serving process would outlive a killed server, keep its port, and answer without its query pool.
    """
    parent = os.getppid()
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def recover(data: Path) -> None:
    """Do what a writer does first, if a writer was killed; where another one is at work it has done so.

    In a process of its own: it opens the store, whose threads must not be in a process that is forked.
    """
    if _is_needed(data):
        process = multiprocessing.get_context("spawn").Process(target=_recover, args=(data,))
        process.start()
        process.join()


def _is_needed(data: Path) -> bool:
    from graph.journal import FORMAT
    from graph.store import datafolder
    from graph.store.leftovers import interrupted
    from graph.store.snapshot import Snapshots

    if interrupted(data) or (data / "cache" / "updates").exists():
        return True
    with contextlib.suppress(datafolder.Unusable):  # which whoever reads is told
        if datafolder.version(data) < FORMAT:
            return True
    number = Snapshots(data).published()
    published = (line for line in _end(Journal(data).path).splitlines() if b'"event": "publish"' in line)
    return number is not None and not any(f'"snapshot": {number},'.encode() in line for line in published)


def _end(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return file.read()


def _recover(data: Path) -> None:
    from graph import pipeline
    from graph.store import datafolder
    from graph.store.embedded import Locked, writer_lock

    try:
        with writer_lock(data):
            pipeline.begin(data, Journal(data))
    except Locked:
        return
    except (datafolder.Unusable, JournalError, OSError) as error:
        click.echo(f"What a killed process left could not be put right: {error}", err=True)
