"""Queries with SERVICE: a process for each, which has the network, its limits, and an end."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph.store.federation.broker import Broker, broker
from graph.store.federation.landlock import only_port
from graph.store.federation.outside import Services
from graph.store.pool import confine, wire
from graph.store.pool.client import LimitReached, Limits, Pool
from graph.store.pool.slots import TooMany, slot
from graph.store.pool.spooling import Spool
from graph.store.pool.worker import Worker

_PLACE = re.compile(r"error at (\d+):(\d+)")


class FederatingWorker(Worker):
    """A worker whose engine asks the broker in place of the endpoints, for the one query of its life."""

    def __init__(
        self, data: Path, number: int, store: Store | None, limits: dict[str, Any], services: Services
    ) -> None:
        super().__init__(data, number, store, limits)
        self.services = services

    def open(self, number: int) -> None:
        """Open a snapshot before the memory is limited, as the limit is on what a query takes beyond it."""
        self._on_disk(number)

    def _answer(self, request: dict[str, Any], spool: Spool) -> dict[str, Any]:
        with broker(self.services, wire.MAX_REQUEST) as asked:
            only_port(asked.port)
            outcome = super()._answer({**request, "query": asked.rewritten(request["query"])}, spool)
        return _told(outcome, asked)


def _told(outcome: dict[str, Any], asked: Broker) -> dict[str, Any]:
    """The outcome in terms of the query as it was asked: whose fault it is, and where in the text."""
    message = str(outcome.get("message", ""))
    if asked.failure and asked.failure in message:
        return {"status": "service failed", "message": asked.failure}
    place = _PLACE.match(message)
    if place:
        column = asked.place(int(place[1]), int(place[2]))
        message = f"error at {place[1]}:{column}{message[place.end() :]}"
    return {**outcome, "message": message} if message else outcome


class Federated(Pool):
    """The worker of one query with SERVICE about a snapshot of ``data``, which is read from disk.

    At most ``together`` of these run at once for all clients, counted in ``folder``.
    """

    def __init__(
        self, data: Path, snapshot: int, base: str, limits: Limits, services: Services, folder: Path, together: int
    ) -> None:
        super().__init__(folder, snapshot, base, limits)
        self.data = data
        self.asking = services
        self.services = services.addresses
        self.together = together

    @contextmanager
    def _worker(self, request: dict[str, Any]) -> Iterator[socket.socket]:
        try:
            with slot(self.path, "SERVICE", self.together), self._process() as connection:
                wire.send(connection, b"R", wire.encode(request))
                yield connection
        except TooMany as error:
            told = f"{self.together} queries with SERVICE are running already"
            raise LimitReached("busy", "", told, "try again shortly") from error

    @contextmanager
    def _process(self) -> Iterator[socket.socket]:
        ours, theirs = socket.socketpair()
        services = {**asdict(self.asking), "addresses": sorted(self.services)}
        limits = {
            "deadline": self.limits.deadline,
            "memory": self.limits.memory,
            "size": self.limits.size << 20,
            "rows": self.limits.rows,
        }
        told = {"data": str(self.data), "number": self.snapshot, "limits": limits, "services": services}
        with ours, theirs:
            child = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), json.dumps(told)], pass_fds=[theirs.fileno()]
            )
            theirs.close()
            try:
                yield ours
            finally:
                child.kill()
                child.wait()


def _main() -> None:
    connection = socket.socket(fileno=int(sys.argv[1]))
    told = json.loads(sys.argv[2])
    data, number = Path(told["data"]), int(told["number"])
    worker = FederatingWorker(data, number, None, told["limits"], Services(**told["services"]))
    confine.one_arena()
    with contextlib.suppress(FileNotFoundError):  # the query will tell
        worker.open(number)
    confine.limit_memory(int(told["limits"]["memory"]))
    with connection:
        worker.serve(connection)
    os._exit(0)


if __name__ == "__main__":
    _main()
