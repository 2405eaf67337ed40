"""Asking the pool: the store that web processes see, with every limit as an exception that speaks."""

from __future__ import annotations

import mmap
import os
import socket
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.serialization import FORMATS, Format
from graph.store.base import Answer, Form, NotAcceptable, QueryError, ServiceFailed
from graph.store.guard import check
from graph.store.pool import wire
from graph.store.pool.cancelling import Cancelled, wait
from graph.store.pool.turns import MOMENT, Turn, Turns

CONNECT_WAIT = 5.0
"""Seconds to wait for a free worker's socket before the service is called busy."""
TURNS = Turns(len(os.sched_getaffinity(0)))
"""As many as there are processors, as all clients' connections may happen to be with one of the processes."""
_BY_NAME = {format.name: format for format in FORMATS}


class LimitReached(Exception):
    """A query met a limit. ``limit``: deadline, memory, size, rows, busy or cancelled; ``reached`` how far it got."""

    def __init__(self, limit: str, allowed: str, reached: str, advice: str) -> None:
        super().__init__(f"{limit}: {reached}")
        self.limit, self.allowed, self.reached, self.advice = limit, allowed, reached, advice


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds, megabytes of working memory, megabytes of result, characters of text, and
    rows or statements of result (0: as many as there are)."""

    deadline: float
    memory: int
    size: int
    text: int
    rows: int = 0


class Pool:
    """The pool of workers at a socket, for one snapshot."""

    services: Collection[str] = ()
    """Endpoints that SERVICE may ask."""

    def __init__(self, path: Path, snapshot: int, base: str, limits: Limits) -> None:
        self.path = path
        self.snapshot = snapshot
        self.base = base
        self.limits = limits

    def query(
        self,
        text: str,
        formats: Mapping[Form, Format | None],
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        deadline: float | None = None,
        stop: int | None = None,
    ) -> Answer:
        """See :meth:`graph.store.base.Store.query`; raises also :class:`LimitReached`.

        ``stop`` is what :func:`graph.store.pool.cancelling.cancellable` gives, where the query can be cancelled.
        """
        check(text, self.limits.text, self.services)
        allowed = min(deadline or self.limits.deadline, self.limits.deadline)
        request = {
            "query": text,
            "formats": {form: format.name if format else None for form, format in formats.items()},
            "default_graph": list(default_graphs),
            "named_graphs": list(named_graphs),
            "snapshot": self.snapshot,
            "base": self.base,
            "deadline": allowed,
        }
        for attempt in (1, 2):
            try:
                with TURNS.turn() as turn:
                    return self._ask(request, allowed, turn, stop)
            except ConnectionError as error:  # the socket of a generation that has just been retired
                if attempt == 2:
                    raise LimitReached("busy", "", "no worker could be reached", "try again shortly") from error
        raise AssertionError

    def _ask(self, request: dict[str, Any], allowed: float, turn: Turn, stop: int | None) -> Answer:
        reached, started = 0, time.monotonic()
        with self._worker(request) as connection:
            incoming = wire.Incoming(connection)
            wire.patience(connection, receiving=MOMENT)
            try:
                try:
                    kind, content, file = incoming.frame()
                except BlockingIOError:
                    turn.leave()
                    kind, content, file = self._frame(incoming, allowed, stop)
                while kind != b"A":
                    reached = int(content)
                    kind, content, file = self._frame(incoming, allowed, stop)
                return self._answer(*content.partition(b"\n")[::2], file)
            except BlockingIOError as error:
                raise LimitReached("busy", "", "every worker is taken", "try again shortly, or ask for less") from error
            except (wire.Closed, ConnectionResetError) as error:
                raise self._killed(time.monotonic() - started, allowed, reached) from error
            except Cancelled as error:
                told = f"after {time.monotonic() - started:.1f} s by who asked it"
                raise LimitReached("cancelled", "", told, "ask it again, or for less") from error

    @staticmethod
    def _frame(incoming: wire.Incoming, allowed: float, stop: int | None) -> tuple[bytes, bytes, int | None]:
        """The next frame of a query that takes longer; raises :class:`Cancelled`."""
        seconds = allowed + 2 * CONNECT_WAIT
        wire.patience(incoming.connection, receiving=seconds)
        if stop is not None:
            wait(stop, incoming.connection, seconds)
        return incoming.frame()

    @contextmanager
    def _worker(self, request: dict[str, Any]) -> Iterator[socket.socket]:
        """A connection to a worker that has the request; raises ``ConnectionError``."""
        with socket.socket(socket.AF_UNIX) as connection:
            wire.patience(connection, sending=CONNECT_WAIT)
            try:
                connection.connect(str(self.path))
                wire.send(connection, b"R", wire.encode(request))
            except (FileNotFoundError, BlockingIOError) as error:
                raise ConnectionError from error
            yield connection

    def _killed(self, elapsed: float, allowed: float, reached: int) -> LimitReached:
        got = f"after {elapsed:.1f} s, with {reached:,} bytes of the result written"
        if elapsed >= allowed * 0.98:
            return LimitReached(
                "deadline",
                f"{allowed:g} seconds",
                got,
                "look for patterns that share no variable, for property paths with * or +, and for a missing LIMIT",
            )
        return LimitReached(
            "memory",
            f"{self.limits.memory} megabytes",
            got,
            "ORDER BY, DISTINCT and GROUP BY hold all rows at once: ask for fewer rows, or for a part at a time",
        )

    def _answer(self, head: bytes, content: bytes, file: int | None) -> Answer:
        outcome = wire.decode(head)
        status = outcome["status"]
        if status == "answered":
            format = _BY_NAME[outcome["format"]]
            if file is not None:
                return Answer(b"", format, _mapped(file))
            return Answer(content, format)
        if status == "not acceptable":
            raise NotAcceptable(outcome["form"])
        if status == "limit":
            raise self._too_large(outcome["limit"], outcome["reached"])
        if status == "gone":
            went = f"snapshot {self.snapshot} went while the query was on its way"
            raise LimitReached("busy", "", went, "ask again: what is current has moved on")
        if status == "service failed":
            raise ServiceFailed(outcome["message"])
        raise QueryError(str(outcome.get("message", status)))

    def _too_large(self, limit: str, reached: int) -> LimitReached:
        rows = limit == "rows"
        return LimitReached(
            limit,
            f"{self.limits.rows:,} rows or statements" if rows else f"{self.limits.size} megabytes",
            f"the result had {'more' if rows else f'{reached:,} bytes'} and was not complete",
            "add a LIMIT, and ask for the rest with OFFSET" if rows else "add a LIMIT, or ask for fewer columns",
        )


def _mapped(file: int) -> mmap.mmap:
    """A large result, mapped from its file: it is read as it is sent, and never whole in memory."""
    try:
        return mmap.mmap(file, 0, prot=mmap.PROT_READ)
    finally:
        os.close(file)
