"""Doing the same thing to many documents at once, on any ``concurrent.futures.Executor``.

By default that is a pool of processes on this machine; an address such as ``tcp://host:8786`` is a Dask
scheduler, whose workers need nothing but this package: what a task works on travels with it.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
CHUNK = 16
"""Items that travel together."""
FEW = 2 * CHUNK
"""Up to so many items it is quicker to do them here than to start a pool."""
AHEAD = 8
"""Chunks that are on their way at once, so that memory stays the same however many there are."""


class ExecutorError(Exception):
    """An executor that cannot be used; the message says what to do."""


def mapped(function: Callable[[T], R], items: Iterable[T], where: str) -> Iterator[R]:
    """``function`` of each item, in their order. ``where``: a number of processes, or a scheduler's address.

    Raises :class:`ExecutorError` where the executor cannot be reached, and what ``function`` raises.
    """
    source = iter(items)
    first = list(islice(source, FEW + 1))
    if where == "1" or (len(first) <= FEW and where.isdecimal()):
        yield from map(function, chain(first, source))
        return
    with executor(where) as running:
        yield from _spread(running, function, chain(first, source))


@contextmanager
def executor(where: str) -> Iterator[Executor]:
    """A pool of that many processes (0: one for each core), or Dask's executor at that address."""
    if where.isdecimal():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["graph.reading"])
        with ProcessPoolExecutor(int(where) or None, context) as pool:
            yield pool
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise ExecutorError("an executor at an address needs Dask: pip install 'catalograph[dask]'") from error
    try:
        client = Client(where, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ExecutorError(f"no Dask scheduler answers at {where}: {error}") from error
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]


def _spread(running: Executor, function: Callable[[T], R], items: Iterator[T]) -> Iterator[R]:
    waiting: deque[Future[list[R]]] = deque()
    while chunk := list(islice(items, CHUNK)):
        waiting.append(running.submit(_each, function, chunk))
        if len(waiting) >= AHEAD:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _each(function: Callable[[T], R], chunk: list[T]) -> list[R]:
    return [function(item) for item in chunk]
