"""Asking the store for a request: through the pool of workers, within the client's share, and cached."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from flask import g, request

from graph.serialization import Format
from graph.store.base import Answer, Form, Store
from graph.store.pool.client import Limits, Pool
from graph.store.pool.slots import slot
from web import metrics
from web.site import site, snapshot


class Answers:
    """Answers by their ETag, the least recently asked going first. Right by construction: an ETag is the
    digest of all that an answer is made from, so nothing is ever to be invalidated."""

    def __init__(self, megabytes: int) -> None:
        self.limit = megabytes * 1024 * 1024
        self.size = 0
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str) -> Answer | None:
        with self._lock:
            found = self._kept.get(tag)
            if found:
                self._kept.move_to_end(tag)
            return found

    def put(self, tag: str, answer: Answer) -> None:
        if answer.mapped is not None or len(answer.content) > self.limit // 8:
            return
        with self._lock:
            if tag not in self._kept:
                self._kept[tag] = answer
                self.size += len(answer.content)
            while self.size > self.limit:
                _, gone = self._kept.popitem(last=False)
                self.size -= len(gone.content)


def limits() -> Limits:
    """The limits of a query here."""
    chosen = site().settings
    return Limits(chosen.query_deadline, chosen.query_memory, chosen.query_result, chosen.max_query)


@metrics.counted
def ask(
    text: str,
    formats: Mapping[Form, Format | None],
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    deadline: float | None = None,
    tag: str | None = None,
) -> Answer:
    """The answer to a query of this request's snapshot; ``tag`` is its ETag where it has one.

    Raises what :meth:`graph.store.pool.client.Pool.query` does, and
    :class:`graph.store.pool.slots.TooMany`. Without a pool (a development server, a test) the query runs
    in this process, without limits.
    """
    held = site().answers.get(tag) if tag else None
    if held:
        g.cached = True
        return held
    folder = site().pool
    graphs = {"default_graphs": default_graphs, "named_graphs": named_graphs}
    if folder is None:
        store: Store = site().scratch or snapshot()
        answer = store.query(text, formats, **graphs)
    else:
        pool = site().scratch or Pool(folder / "queries", snapshot().number, snapshot().base, limits())
        client = request.remote_addr or "unknown"
        g.limited = True
        with slot(folder, client, site().settings.client_queries):
            answer = pool.query(text, formats, deadline=deadline, **graphs)
    if tag:
        site().answers.put(tag, answer)
    return answer
