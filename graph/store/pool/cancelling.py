"""Ending a query that is running: for whoever asked it, and by whichever process the wish reaches.

Who asks makes up an identifier that nobody can guess and sends it with the query. While that runs, there is a named
pipe in the pool's folder whose name is made from it, and its process waits for a word from there as well as for the
answer. It then lets go of the worker, which the kernel ends for that.
"""

from __future__ import annotations

import hashlib
import os
import re
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.store.base import QueryError

IDENTIFIER = re.compile(r"[0-9a-f]{32,64}")


class Cancelled(Exception):
    """The query was ended by whoever asked it."""


@contextmanager
def cancellable(folder: Path, identifier: str | None) -> Iterator[int | None]:
    """While the block runs, :func:`cancel` can reach it, if it has a name; gives what to hand to :func:`wait`.

    Raises :class:`graph.store.base.QueryError` for an identifier that is too short, or in use.
    """
    if identifier is None:
        yield None
        return
    if not IDENTIFIER.fullmatch(identifier):
        raise QueryError("Query-Id is 32 to 64 random hexadecimal digits")
    path = _path(folder, identifier)
    try:
        os.mkfifo(path, 0o600)
    except FileExistsError as error:
        raise QueryError("a query with this Query-Id is running already") from error
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield pipe
    finally:
        path.unlink(missing_ok=True)
        os.close(pipe)


def cancel(folder: Path, identifier: str) -> bool:
    """End the query with this identifier; whether there was one."""
    try:
        pipe = os.open(_path(folder, identifier), os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:  # there is none, or nobody reads it any longer
        return False
    try:
        os.write(pipe, b"!")
    finally:
        os.close(pipe)
    return True


def wait(pipe: int, connection: socket.socket, seconds: float) -> None:
    """Wait until there is something to receive, at most so long; raises :class:`Cancelled`."""
    poll = select.poll()
    for file in (pipe, connection.fileno()):
        poll.register(file, select.POLLIN)
    if pipe in [file for file, _ in poll.poll(seconds * 1000)]:
        raise Cancelled


def _path(folder: Path, identifier: str) -> Path:
    return folder / f"running-{hashlib.sha256(identifier.encode()).hexdigest()}"
