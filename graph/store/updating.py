"""An update done on a copy of a snapshot, in a process that can be killed: what it makes of some graphs.

The copy is a checkpoint, which costs milliseconds, or the graphs alone where the update asks nothing. The process has
no network, and ends at its limits. What an update does to other graphs than those that are asked for goes away with
the copy.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from pyoxigraph import RdfFormat, Triple, parse

from graph.store import update_process
from graph.store.base import QueryError
from graph.store.guard import TOKEN
from graph.store.pool.client import LimitReached, Limits
from graph.store.snapshot import Snapshot

Graphs = dict[str, set[Triple]]
_READING = frozenset({"WHERE", "COPY", "MOVE", "ADD", "LOAD"})
"""Words of which an update has one that depends on what there is (SPARQL 1.1 Update, 3)."""


def updated(snapshot: Snapshot, text: str, graphs: Collection[str], limits: Limits) -> tuple[Graphs, Graphs]:
    """These graphs before and after an update, literals as the engine writes them.

    Raises :class:`QueryError` and :class:`graph.store.pool.client.LimitReached`.
    """
    request: dict[str, object] = {"text": text, "base": snapshot.base, "graphs": sorted(graphs)}
    request |= {"deadline": limits.deadline, "memory": limits.memory}
    with _copy(snapshot, text, graphs) as copy:
        done = subprocess.run(
            [sys.executable, "-m", update_process.__name__],
            input=json.dumps(request | copy).encode(),
            capture_output=True,
            check=False,
        )
    if done.returncode == -signal.SIGALRM:
        raise LimitReached("deadline", f"{limits.deadline:g} seconds", "nothing was changed", "update less at a time")
    if done.returncode:
        raise LimitReached("memory", f"{limits.memory} megabytes", "nothing was changed", "update less at a time")
    answer = json.loads(done.stdout)
    if "wrong" in answer:
        raise QueryError(answer["wrong"])
    before, after = ({iri: _read(told) for iri, told in state.items()} for state in answer["states"])
    return before, after


@contextmanager
def _copy(snapshot: Snapshot, text: str, graphs: Collection[str]) -> Iterator[dict[str, object]]:
    """What the update is done on: for one that only says what to add and to remove, the graphs alone."""
    if _READING.isdisjoint(token.upper() for token in TOKEN.findall(text)):
        held = (snapshot.canonical(iri).decode() for iri in graphs if iri in snapshot.graphs)
        yield {"store": [], "quads": "".join(held)}
        return
    copies = snapshot.data / "cache" / "updates"
    copies.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=copies) as folder:
        snapshot.store.backup(f"{folder}/store")
        yield {"store": [f"{folder}/store"], "quads": ""}


def _read(content: str) -> set[Triple]:
    return {quad.triple for quad in parse(content.encode(), format=RdfFormat.N_TRIPLES)}
