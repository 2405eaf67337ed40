"""The process in which an update is done, and that can be killed: see :mod:`graph.store.updating`.

It begins anew for each update, and so imports no more than it needs.
"""

from __future__ import annotations

import json
import signal
import sys

from pyoxigraph import NamedNode, RdfFormat, Store, serialize

from graph.store.pool import confine


def main() -> None:
    """Do the update of the request on the standard input; tell of the graphs before and after, as N-Triples."""
    request = json.load(sys.stdin)
    store = Store(*request["store"])
    store.load(request["quads"].encode(), RdfFormat.N_QUADS)
    confine.lose_network()
    confine.limit_memory(int(request["memory"]))
    signal.setitimer(signal.ITIMER_REAL, float(request["deadline"]))

    def state() -> dict[str, str]:
        return {iri: _written(store, iri) for iri in request["graphs"]}

    try:
        before = state()
        store.update(request["text"], base_iri=request["base"])
        answer: dict[str, object] = {"states": [before, state()]}
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        answer = {"wrong": str(error)}
    json.dump(answer, sys.stdout)


def _written(store: Store, iri: str) -> str:
    quads = store.quads_for_pattern(None, None, None, NamedNode(iri))
    return (serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b"").decode()


if __name__ == "__main__":
    main()
