"""A worker: answers one query at a time from its copy of the snapshot, until it is killed or retired."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, QueryTriples, Store, serialize

from graph.serialization import FORMATS, PREFIXES
from graph.store.pool import confine, rows, wire
from graph.store.pool.held import Stores
from graph.store.pool.spooling import Spool, TooLarge
from graph.store.pool.watching import Board, Growth, Row

PATIENCE = 30.0
"""Seconds that whoever asks may need to send the request, or to take a part of the answer."""
REST = 0.5
"""Seconds without a query after which a worker that is larger than its share makes room, where there is need."""
_BY_NAME = {format.name: format for format in FORMATS}


def _end_with(connection: socket.socket, does: bool) -> None:
    """Let the kernel end this process when who asked hangs up: nothing else is to come from there."""
    if does:
        fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection, fcntl.F_SETFL, os.O_ASYNC if does else 0)


class Worker:
    """``store`` is the snapshot ``number`` in memory, or ``None`` where workers read from disk."""

    def __init__(self, data: Path, number: int, store: Stores | Store | None, limits: dict[str, Any]) -> None:
        self.data = data
        self.number = number
        self.store = store
        self.limits = limits
        self._opened: tuple[int, Store] | None = None

    def run(self, listener: socket.socket, retired: int, board: Board, row: int) -> None:
        """Serve ``listener`` until the pipe ``retired`` closes and no query waits, or until this has grown too large.

        The keeper lowers the priority of a thread that is long at its query; the next one gets a new thread, as
        nobody may raise it again.
        """
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
        usual = os.getpriority(os.PRIO_PROCESS, 0)
        ended: list[BaseException | None] = []

        def work() -> None:
            try:
                if self._take(waiting, listener, retired, board, row, usual):
                    ended.append(None)
            except BaseException as error:
                ended.append(error)

        while not ended:
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        if ended[0]:
            raise ended[0]

    def _take(
        self, waiting: select.epoll, listener: socket.socket, retired: int, board: Board, row: int, usual: int
    ) -> bool:
        """Answer queries at the usual priority; tells whether this is the worker's end, or only the thread's."""
        thread, growth, retiring = threading.get_native_id(), Growth(os.getpid()), False
        while os.getpriority(os.PRIO_PROCESS, thread) <= usual:
            if not retiring:
                is_large = growth.size > int(self.limits.get("share", growth.size))
                ready = [number for number, _ in waiting.poll(REST if is_large else None)]
                retiring = retired in ready
                if not ready and board.total() > self.limits["growth"]:
                    return True
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                if retiring:
                    return True
                continue
            board.write(row, Row(time.monotonic(), time.thread_time(), thread, growth.size))
            with connection:
                self.serve(connection)
            board.write(row, Row(thread=thread, size=growth.measured()))
        return False

    def serve(self, connection: socket.socket) -> None:
        """Answer the request that comes from a connection."""
        try:
            wire.patience(connection, sending=PATIENCE, receiving=PATIENCE)
            _, content, _ = wire.Incoming(connection, wire.MAX_REQUEST).frame()
            request = wire.decode(content)
            deadline = min(float(request["deadline"]), float(self.limits["deadline"]))
            signal.setitimer(signal.ITIMER_REAL, deadline)
            spool = Spool(connection, int(self.limits["size"]), int(self.limits.get("rows", 0)))
            _end_with(connection, True)
            outcome = self._answer(request, spool)
            _end_with(connection, False)
            signal.setitimer(signal.ITIMER_REAL, 0)
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
        graphs: dict[str, Any] = {
            name: [NamedNode(iri) for iri in request[name]]
            for name in ("default_graph", "named_graphs")
            if request["default_graph"] or request["named_graphs"]
        }
        store = self._store(int(request["snapshot"]), request["query"], bool(graphs))
        found = store.query(request["query"], base_iri=request["base"], **graphs)
        form = "graph" if isinstance(found, QueryTriples) else "results"
        name = request["formats"].get(form)
        if name is None:
            return {"status": "not acceptable", "form": form}
        format = _BY_NAME[name]
        output: Any = spool
        if isinstance(found, QueryTriples):
            serialize(rows.at_most(spool.rows, found), output, format=format.rdf, prefixes=PREFIXES)
        else:
            spool.count = rows.counter(format.name)
            found.serialize(output, format=format.results)
        return {"status": "answered", "format": name}

    def _store(self, number: int, query: str, has_dataset: bool) -> Store:
        if self.store is None or number != self.number:
            return self._on_disk(number)
        return self.store.for_query(query, has_dataset) if isinstance(self.store, Stores) else self.store

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
        head = wire.encode(outcome)
        if answered and spool.file is not None:
            spool.file.flush()
            wire.send(connection, b"A", head, spool.file.fileno())
            spool.file.close()
            return
        wire.send(connection, b"A", b"\n".join((head, bytes(spool.memory or b""))) if answered else head)
