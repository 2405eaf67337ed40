"""Queries over a store of this very process: a child is forked for each, and dies with it.

For a store that changes all the time, and so has no generation of workers that could hold it.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from pyoxigraph import Store

from graph.store.federation.outside import Services
from graph.store.federation.workers import FederatingWorker
from graph.store.guard import federated
from graph.store.pool import confine, wire
from graph.store.pool.client import Limits, Pool
from graph.store.pool.worker import Worker


class Forking(Pool):
    """Workers over ``store``, which nothing may write to while a child is forked: see ``lock``.

    Only a query with SERVICE keeps the network in its worker, and only where ``asking`` has its addresses.
    """

    def __init__(self, store: Store, base: str, limits: Limits, asking: Services) -> None:
        super().__init__(Path(), 0, base, limits)
        self.store = store
        self.asking = asking
        self.services = asking.addresses
        self.lock = threading.Lock()

    @contextmanager
    def _worker(self, request: dict[str, Any]) -> Iterator[socket.socket]:
        ours, theirs = socket.socketpair()
        with self.lock:
            child = os.fork()
        if not child:
            self._serve(theirs, ours, federated(request["query"]))
        theirs.close()
        try:
            wire.send(ours, b"R", wire.encode(request))
            yield ours
        finally:
            ours.close()
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def _serve(self, connection: socket.socket, other: socket.socket, asks_others: bool) -> NoReturn:
        try:
            other.close()
            for number in (signal.SIGALRM, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            if not asks_others:
                confine.lose_network()
            confine.limit_memory(self.limits.memory)
            limits = {
                "deadline": self.limits.deadline,
                "size": self.limits.size * 1024 * 1024,
                "rows": self.limits.rows,
            }
            here = (Path(), 0, self.store, limits)
            worker = FederatingWorker(*here, self.asking) if asks_others else Worker(*here)
            worker.serve(connection)
        finally:
            os._exit(0)
