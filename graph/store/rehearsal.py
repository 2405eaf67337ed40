"""An update tried in a forked child first, which can be killed: what takes too long there is not done here.

The engine cannot cancel an update. So a child does it on its copy of the memory, within the limits; then it is
done in this process, where it takes as much. An update that could go otherwise the second time, because it asks
for chance or the time, is not done twice: the child hands over what became of the dataset.
"""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from dataclasses import dataclass
from typing import NoReturn

from pyoxigraph import NamedNode, RdfFormat, Store

from graph.store.base import QueryError
from graph.store.pool import confine
from graph.store.pool.client import LimitReached, Limits

_CHANCE = re.compile(r"NOW|RAND|UUID|BNODE", re.IGNORECASE)
_ADVICE = "update less at a time"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A whole dataset: N-Quads, and the named graphs, which may be empty."""

    quads: bytes
    names: tuple[str, ...]

    def store(self) -> Store:
        """The dataset as a store."""
        store = Store()
        store.bulk_load(self.quads, format=RdfFormat.N_QUADS)
        for name in self.names:
            store.add_graph(NamedNode(name))
        return store


def rehearse(store: Store, fork: threading.Lock, update: str, base: str, limits: Limits) -> Dataset | None:
    """Do an update in a child; ``None`` where it can now be done here, else the dataset that it made.

    ``fork`` is held while the child is forked; nobody else may write meanwhile. Raises :class:`QueryError` and
    :class:`graph.store.pool.client.LimitReached`.
    """
    handed = bool(_CHANCE.search(update))
    reader, writer = os.pipe()
    with fork:
        child = os.fork()
    if not child:
        os.close(reader)
        _child(store, update, base, limits, writer, handed)
    os.close(writer)
    with os.fdopen(reader, "rb") as answered:
        answer = answered.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGALRM:
        raise LimitReached("deadline", f"{limits.deadline:g} seconds", "nothing was changed", _ADVICE)
    if code:
        raise LimitReached("memory", f"{limits.memory} megabytes", "nothing was changed", _ADVICE)
    head, _, quads = answer.partition(b"\n")
    told = json.loads(head)
    if "wrong" in told:
        raise QueryError(told["wrong"])
    return Dataset(quads, tuple(told["names"])) if handed else None


def _child(store: Store, update: str, base: str, limits: Limits, writer: int, handed: bool) -> NoReturn:
    try:
        for number in (signal.SIGALRM, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        confine.lose_network()
        confine.limit_memory(limits.memory)
        signal.setitimer(signal.ITIMER_REAL, limits.deadline)
        with os.fdopen(writer, "wb") as answer:
            try:
                store.update(update, base_iri=base)
                names = [name.value for name in store.named_graphs() if isinstance(name, NamedNode)] if handed else []
                answer.write(json.dumps({"names": names}).encode() + b"\n")
                if handed:
                    store.dump(answer, format=RdfFormat.N_QUADS)
            except (SyntaxError, ValueError, RuntimeError, OSError) as error:
                answer.write(json.dumps({"wrong": str(error)}).encode() + b"\n")
        os._exit(0)
    finally:
        os._exit(1)
