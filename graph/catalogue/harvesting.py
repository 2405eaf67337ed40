"""Harvests in progress: the snapshot that one goes through stays until the harvest has ended or gone silent."""

from __future__ import annotations

import time
from contextlib import suppress

from graph.store.keeping import pin
from graph.store.snapshot import NoSnapshot, Snapshot

RENEW = 60.0
"""Seconds after which a pin is set again; the least lease that makes sense is a few of these."""
_HELD: dict[tuple[str, int], float] = {}


def hold(snapshot: Snapshot) -> None:
    """Keep a snapshot for another lease, as a harvest goes on in it.

    Where the data folder cannot be written to, nothing removes snapshots here either: nothing is done then.
    """
    key, now = (str(snapshot.data), snapshot.number), time.monotonic()
    if now - _HELD.get(key, -RENEW) < RENEW:
        return
    with suppress(OSError, NoSnapshot):
        pin(snapshot.data, snapshot.number)
    for old in [held for held, since in _HELD.items() if now - since > RENEW]:
        _HELD.pop(old, None)
    _HELD[key] = now
