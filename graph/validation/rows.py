"""Rows of a query as something to validate: what is published of the entities that they name."""

from __future__ import annotations

import pyoxigraph as ox

from graph.store.snapshot import Snapshot, in_default
from graph.validation.terms import n_triples

MOST = 10_000
"""Entities that are validated at once."""


def described(snapshot: Snapshot, results: bytes, derived: bool = True) -> tuple[bytes, tuple[str, ...]]:
    """N-Triples of the entities in SPARQL results (JSON) and of what they lead to; and these entities' IRIs.

    Without what is ``derived`` (DCAT), it is what the gate judges. Raises ``ValueError`` where no row names an entity,
    or too many do.
    """
    solutions = ox.parse_query_results(results, format=ox.QueryResultsFormat.JSON)
    if not isinstance(solutions, ox.QuerySolutions):
        raise ValueError("ask for rows (SELECT) or for statements (CONSTRUCT): yes or no cannot be validated")
    nodes = dict.fromkeys(value for row in solutions for value in row if isinstance(value, ox.NamedNode))
    if not nodes:
        raise ValueError("no row of the query names an entity")
    if len(nodes) > MOST:
        raise ValueError(f"the rows name more than {MOST:,} entities: add a LIMIT")
    said = {node: _about(snapshot, node, derived) for node in nodes}
    near = {t.object for triples in said.values() for t in triples if isinstance(t.object, ox.NamedNode)}
    more = [triple for node in near - said.keys() for triple in _about(snapshot, node, derived)]
    lines = n_triples([*(triple for triples in said.values() for triple in triples), *more])
    return lines, tuple(node.value for node in nodes)


def _about(snapshot: Snapshot, node: ox.NamedNode, derived: bool) -> set[ox.Triple]:
    if derived:
        return {quad.triple for quad in snapshot.store.quads_for_pattern(node, None, None, ox.DefaultGraph())}
    apart = (f"{snapshot.base}graph/dcat/", f"{snapshot.base}graph/catalogue/")
    return {
        quad.triple
        for quad in snapshot.store.quads_for_pattern(node, None, None)
        if isinstance(quad.graph_name, ox.NamedNode)
        and in_default(quad.graph_name.value, snapshot.base)
        and not quad.graph_name.value.startswith(apart)
        and snapshot.agrees(quad.triple)
    }
