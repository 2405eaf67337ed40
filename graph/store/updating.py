"""An update done on a copy of a snapshot, in a process that can be killed: what it makes of some graphs.

The copy is a checkpoint, which costs milliseconds; the process has no network, and ends at its limits. What an
update does to other graphs than those that are asked for goes away with the copy.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection

from pyoxigraph import RdfFormat, Triple, parse

from graph.store import update_process
from graph.store.base import QueryError
from graph.store.pool.client import LimitReached, Limits
from graph.store.snapshot import Snapshot

Graphs = dict[str, set[Triple]]


def updated(snapshot: Snapshot, text: str, graphs: Collection[str], limits: Limits) -> tuple[Graphs, Graphs]:
    """These graphs before and after an update, literals as the engine writes them.

    Raises :class:`QueryError` and :class:`graph.store.pool.client.LimitReached`.
    """
    copies = snapshot.data / "cache" / "updates"
    copies.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=copies) as folder:
        snapshot.store.backup(f"{folder}/store")
        request: dict[str, object] = {"store": f"{folder}/store", "text": text, "base": snapshot.base}
        request |= {"graphs": sorted(graphs), "deadline": limits.deadline, "memory": limits.memory}
        done = subprocess.run(
            [sys.executable, "-m", update_process.__name__],
            input=json.dumps(request).encode(),
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


def _read(content: str) -> set[Triple]:
    return {quad.triple for quad in parse(content.encode(), format=RdfFormat.N_TRIPLES)}
