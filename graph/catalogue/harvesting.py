"""Harvests in progress: the snapshot that one goes through stays until the harvest has ended or gone silent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from graph.store.keeping import pin
from graph.store.snapshot import NoSnapshot, Snapshot

RENEW = 60.0
"""Seconds after which a pin is set again; the least lease that makes sense is a few of these."""
_HELD: dict[tuple[str, int], float] = {}
_UNHELD: ContextVar[bool] = ContextVar("unheld", default=False)


def hold(snapshot: Snapshot) -> None:
    """Keep a snapshot for another lease, as a harvest goes on in it.

    Where the data folder cannot be written to, nothing removes snapshots here either: nothing is done then.
    """
    if _UNHELD.get():
        return
    key, now = (str(snapshot.data), snapshot.number), time.monotonic()
    if now - _HELD.get(key, -RENEW) < RENEW:
        return
    with suppress(OSError, NoSnapshot):
        pin(snapshot.data, snapshot.number)
    for old in [held for held, since in _HELD.items() if now - since > RENEW]:
        _HELD.pop(old, None)
    _HELD[key] = now


@contextmanager
def unheld() -> Iterator[None]:
    """Hold no snapshot for what is asked within the block: nobody harvests."""
    before = _UNHELD.set(True)
    try:
        yield
    finally:
        _UNHELD.reset(before)
