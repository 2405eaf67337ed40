"""A worker: answers one query at a time from its copy of the snapshot, until it is killed or retired."""

from __future__ import annotations

import io
import select
import signal
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, QueryTriples, Store, serialize

from graph.serialization import FORMATS, PREFIXES
from graph.store.pool import confine, wire

IN_MEMORY = 8 << 20
"""Bytes of a result up to which it is sent as it is; a larger one goes to a file."""
_BY_NAME = {format.name: format for format in FORMATS}


class TooLarge(Exception):
    """The result passed its limit; ``what`` is the limit's name, ``reached`` how far it got."""

    def __init__(self, what: str, reached: int) -> None:
        super().__init__(what)
        self.what, self.reached = what, reached


class Spool(io.RawIOBase):
    """Where a result is written: memory, then a file, up to a stated size; tells of its progress."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        super().__init__()
        self.connection = connection
        self.limit = limit
        self.memory: bytearray | None = bytearray()
        self.file: Any = None
        self.size = 0
        self._told = time.monotonic()

    def write(self, piece: Any) -> int:
        self.size += len(piece)
        if self.size > self.limit:
            raise TooLarge("size", self.size)
        if self.memory is not None and self.size > IN_MEMORY:
            self.file = tempfile.TemporaryFile()  # noqa: SIM115
            self.file.write(self.memory)
            self.memory = None
        (self.memory.extend if self.memory is not None else self.file.write)(piece)
        now = time.monotonic()
        if now - self._told > 0.2:
            wire.send(self.connection, b"P", str(self.size).encode())
            self._told = now
        return len(piece)


class Worker:
    """``store`` is the snapshot ``number`` in memory, or ``None`` where workers read from disk."""

    def __init__(self, data: Path, number: int, store: Store | None, limits: dict[str, Any]) -> None:
        self.data = data
        self.number = number
        self.store = store
        self.limits = limits
        self._opened: tuple[int, Store] | None = None

    def run(self, listener: socket.socket, retired: int) -> None:
        """Serve ``listener`` until the pipe ``retired`` closes and no query waits."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the kernel kills the worker at the deadline
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if self.store is None:
            self._on_disk(self.number)
        confine.lose_network()
        confine.limit_memory(int(self.limits["memory"]))
        waiting = select.epoll()
        waiting.register(listener, select.EPOLLIN | select.EPOLLEXCLUSIVE)  # a query wakes one worker, not all
        waiting.register(retired, select.EPOLLIN | select.EPOLLHUP)
        retiring = False
        while True:
            if not retiring:
                retiring = any(ready == retired for ready, _ in waiting.poll())
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                if retiring:
                    return
                continue
            with connection:
                self.serve(connection)

    def serve(self, connection: socket.socket) -> None:
        """Answer the request that comes from a connection."""
        try:
            connection.settimeout(10)
            _, content, _ = wire.receive(connection, wire.MAX_REQUEST)
            connection.settimeout(None)
            request = wire.decode(content)
            deadline = min(float(request["deadline"]), float(self.limits["deadline"]))
            signal.setitimer(signal.ITIMER_REAL, deadline)
            spool = Spool(connection, int(self.limits["size"]))
            outcome = self._answer(request, spool)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.settimeout(30)
            self._send(connection, outcome, spool)
        except (OSError, wire.Closed, ValueError, KeyError):
            return
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _answer(self, request: dict[str, Any], spool: Spool) -> dict[str, Any]:
        try:
            return self._evaluate(request, spool)
        except TooLarge as error:
            return {"status": "limit", "limit": error.what, "reached": error.reached}
        except (SyntaxError, ValueError) as error:
            return {"status": "bad", "message": str(error)}
        except FileNotFoundError:
            return {"status": "gone"}
        except OSError as error:
            return {"status": "failed", "message": str(error)}

    def _evaluate(self, request: dict[str, Any], spool: Spool) -> dict[str, Any]:
        here = self.store if request["snapshot"] == self.number else None
        store = self._on_disk(int(request["snapshot"])) if here is None else here
        graphs: dict[str, Any] = {
            name: [NamedNode(iri) for iri in request[name]]
            for name in ("default_graph", "named_graphs")
            if request["default_graph"] or request["named_graphs"]
        }
        found = store.query(request["query"], base_iri=request["base"], **graphs)
        form = "graph" if isinstance(found, QueryTriples) else "results"
        name = request["formats"].get(form)
        if name is None:
            return {"status": "not acceptable", "form": form}
        format = _BY_NAME[name]
        output: Any = spool
        if isinstance(found, QueryTriples):
            serialize(found, output, format=format.rdf, prefixes=PREFIXES)
        else:
            found.serialize(output, format=format.results)
        return {"status": "answered", "format": name}

    def _on_disk(self, number: int) -> Store:
        if self._opened is None or self._opened[0] != number:
            folder = self.data / "snapshots" / str(number) / "store"
            if not folder.is_dir():
                raise FileNotFoundError(folder)
            self._opened = (number, Store.read_only(str(folder)))
        return self._opened[1]

    @staticmethod
    def _send(connection: socket.socket, outcome: dict[str, Any], spool: Spool) -> None:
        answered = outcome["status"] == "answered"
        if answered and spool.file is not None:
            spool.file.flush()
            wire.send(connection, b"A", wire.encode({**outcome, "size": spool.size}), spool.file.fileno())
            spool.file.close()
            return
        wire.send(connection, b"A", wire.encode({**outcome, "size": spool.size}))
        if answered:
            wire.send(connection, b"B", bytes(spool.memory or b""))
