"""An ordinary writable dataset in memory: the store behind ``catalograph serve --scratch``.

Nothing of it is kept. Its default graph is a graph of its own, not a view of the named ones.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.serialization import Format
from graph.store.base import Answer, Form
from graph.store.federation.outside import Services
from graph.store.guard import check_update
from graph.store.pool import confine
from graph.store.pool.client import LimitReached, Limits
from graph.store.pool.forking import Forking
from graph.store.rehearsal import rehearse
from graph.store.updates import using

GraphName = NamedNode | DefaultGraph
Condition = Callable[[Iterable[Triple] | None], None]
"""What a write depends on: given a graph's statements as they are, ``None`` where there is no such graph, it
raises where the write is not to be done."""
WAIT = 5.0
"""Seconds that a write waits for another one to end."""
_NONE = Services()


def always(_: Iterable[Triple] | None) -> None:
    """The condition of a write that has none."""


class Scratch:
    """The dataset, which queries, updates and graphs (SPARQL 1.1 Graph Store Protocol) are asked of."""

    def __init__(self, base: str, limits: Limits, services: Services = _NONE) -> None:
        self.store = Store()
        self.base = base
        self.limits = limits
        self.services = services
        self._writing = threading.Lock()
        self._workers = Forking(self.store, base, limits, services)
        self._updating = ThreadPoolExecutor(1, initializer=confine.lose_network)

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
        """See :meth:`graph.store.pool.client.Pool.query`."""
        return self._workers.query(
            text, formats, default_graphs=default_graphs, named_graphs=named_graphs, deadline=deadline, stop=stop
        )

    def update(self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> None:
        """Do an update, whole or not at all; raises :class:`QueryError` and :class:`LimitReached`."""
        check_update(text, self.limits.text)
        text = using(text, default_graphs, named_graphs)
        with self._alone():
            made = rehearse(self.store, self._workers.lock, text, self.base, self.limits)
            if made is None:
                self._updating.submit(self._update, text).result()
            else:
                self._become(made.store())

    def _update(self, text: str) -> None:
        with self._workers.lock:
            self.store.update(text, base_iri=self.base)

    def _become(self, store: Store) -> None:
        with self._workers.lock:
            self.store = self._workers.store = store

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other writers out; raises :class:`LimitReached` where one of them takes long."""
        if not self._writing.acquire(timeout=WAIT):
            raise LimitReached("busy", "", "another write is being done", "try again shortly")
        try:
            yield
        finally:
            self._writing.release()

    def graph(self, name: GraphName) -> list[Triple] | None:
        """The statements of a graph; ``None`` where there is none of that name."""
        with self._workers.lock:
            return self._triples(name)

    def _triples(self, name: GraphName) -> list[Triple] | None:
        if not self._exists(name):
            return None
        return [quad.triple for quad in self.store.quads_for_pattern(None, None, None, name)]

    def put(
        self, name: GraphName, triples: Iterable[Triple], *, merge: bool = False, only_if: Condition = always
    ) -> bool:
        """Make these the statements of a graph, or with ``merge`` add them; tells whether it is a new graph.

        ``only_if`` is asked about the graph as it is, while nobody else writes.
        """
        quads = [Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]
        with self._alone(), self._workers.lock:
            only_if(self._triples(name))
            is_new = not self._exists(name)
            if not merge:
                self.store.clear_graph(name)
            if isinstance(name, NamedNode):
                self.store.add_graph(name)
            self.store.extend(quads)
        return is_new

    def delete(self, name: GraphName, only_if: Condition = always) -> bool:
        """Remove a graph; tells whether it was there. ``only_if`` is as for :meth:`put`."""
        with self._alone(), self._workers.lock:
            only_if(self._triples(name))
            existed = self._exists(name)
            if existed:
                self.store.remove_graph(name)
        return existed

    def fresh(self) -> NamedNode:
        """A name for a new graph: an address of the Graph Store Protocol (4.1)."""
        return NamedNode(f"{self.base}store/{uuid4()}")

    def names(self) -> Iterator[str]:
        """The IRIs of the named graphs."""
        return (name.value for name in self.store.named_graphs() if isinstance(name, NamedNode))

    def _exists(self, name: GraphName) -> bool:
        return isinstance(name, DefaultGraph) or self.store.contains_named_graph(name)
