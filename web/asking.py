"""Asking the store for a request: through the pool of workers, within the client's share, and kept for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import g, request

from graph import service
from graph.counted import answer as counted_answer
from graph.serialization import Format
from graph.settings import Settings
from graph.store.base import Answer, Form, Store
from graph.store.pool.cancelling import cancellable
from graph.store.pool.client import Limits, Pool
from graph.store.pool.slots import slot
from graph.store.snapshot import Snapshot
from web.metrics import counted
from web.site import Site, site, snapshot

IDENTIFIER = "Query-Id"
"""The header by which whoever asks names a query, to be able to cancel it."""
HANDED = "catalograph.answer"
"""Where a request says what its query came to, if it was asked already: the answer, or the exception."""
FINISHED = "catalograph.finished"
"""Where a request says of which snapshot its response may be kept as it is: see :mod:`web.shortcut`."""


def limits(chosen: Settings) -> Limits:
    """The limits of a query here."""
    return Limits(chosen.query_deadline, chosen.query_memory, chosen.query_result, chosen.max_query, chosen.query_rows)


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

    With the header :data:`IDENTIFIER` it can be cancelled while it runs. Raises what
    :meth:`graph.store.pool.client.Pool.query` does, and :class:`graph.store.pool.slots.TooMany`.
    """
    g.limited = site().pool is not None
    handed: Answer | Exception | None = request.environ.pop(HANDED, None)
    if isinstance(handed, Exception):
        raise handed
    if handed is not None:
        return handed
    graphs = {"default_graphs": default_graphs, "named_graphs": named_graphs}
    held = None if site().scratch else snapshot()
    named = request.headers.get(IDENTIFIER)
    return answer(
        site(), held, request.remote_addr, text, formats, deadline=deadline, tag=tag, identifier=named, **graphs
    )


def answer(
    about: Site,
    held: Snapshot | None,
    client: str | None,
    text: str,
    formats: Mapping[Form, Format | None],
    *,
    deadline: float | None = None,
    tag: str | None = None,
    identifier: str | None = None,
    **graphs: Sequence[str],
) -> Answer:
    """The same without a request of Flask's: what was kept, or what the snapshot ``held`` says (or a scratch dataset).

    Without a pool (a development server, a test) the query runs in this process, without limits.
    """
    with counted(about.metrics) as outcome:
        kept: Answer | None = about.kept.get("answers", tag) if tag else None
        if kept is not None:
            outcome("cached")
            return kept
        found = _evaluated(about, held, client or "unknown", text, formats, deadline, identifier, graphs)
        if tag and found.mapped is None:
            about.kept.put("answers", tag, found, len(found.content))
        return found


def _evaluated(
    about: Site,
    held: Snapshot | None,
    client: str,
    text: str,
    formats: Mapping[Form, Format | None],
    deadline: float | None,
    identifier: str | None,
    graphs: Mapping[str, Sequence[str]],
) -> Answer:
    if held is not None and not any(graphs.values()):
        known = counted_answer(held, text, formats, about.settings.query_rows)
        if known is not None:
            return known
    if about.pool is None:
        store: Store | None = about.scratch or held
        assert store is not None
        return store.query(text, formats, **graphs)
    pool = about.scratch or _pool(about, held, about.pool, text)
    with slot(about.pool, client, about.settings.client_queries), cancellable(about.pool, identifier) as stop:
        return pool.query(text, formats, deadline=deadline, stop=stop, **graphs)


def _pool(about: Site, held: Snapshot | None, folder: Path, text: str) -> Pool:
    """Who answers a query about a snapshot: the workers that keep it, or one of its own where it asks others."""
    assert held is not None
    taken = limits(about.settings)
    others = service.asking_others(text, about.settings, lambda: held, taken, folder)
    return others or Pool(folder / "queries", held.number, held.base, taken)
