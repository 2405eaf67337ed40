"""A snapshot in memory stays what a fresh load would give, whatever is published; each query finds its store."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Store

from graph.settings import Settings
from graph.store.pool import held
from graph.store.pool.held import Stores
from graph.store.snapshot import Snapshots
from tests.store.test_embedded import put


def contents(store: Store) -> set[str]:
    return set(map(str, store))


def test_both_stores_follow_each_publish(tmp_path: Path) -> None:
    chance = random.Random(7)
    before = None
    stores = Stores(Store(), Store())
    for number in range(1, 15):
        names = {"source/a/1", "source/a/2", "dcat/1", "provenance/1", "identity", "user/x"}
        said = {name: {f"n{chance.randrange(6)}" for _ in range(4)} for name in names if chance.random() < 0.7}
        put(tmp_path, {**said, "source/always": {"n0"}}, number, about={"statements": 1})
        current = Snapshots(tmp_path).current()
        if before is None:
            stores = held.load(tmp_path, current.base, current.graphs)
        else:
            changed = [g for g in {*before, *current.graphs} if before.get(g) != current.graphs.get(g)]
            removed, added = (
                {quad for graph in changed if graph in graphs for quad in held.quads(tmp_path, graphs[graph])}
                for graphs in (before, current.graphs)
            )
            held.change(stores, current.base, removed, added)
        before = dict(current.graphs)
        fresh = held.load(tmp_path, current.base, current.graphs)
        assert contents(stores.whole) == contents(fresh.whole) == contents(current.store)
        merged = {str(q) for q in current.store.quads_for_pattern(None, None, None, DefaultGraph())}
        assert contents(stores.merged) == contents(fresh.merged) == merged


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { graph<urn:g>{ ?s ?p ?o } }",
        "SELECT * FROM <urn:g> { ?s ?p ?o }",
        "SELECT * FROM NAMED <urn:g> { ?s ?p ?o }",
        "ASK { FILTER(trueGRAPH ?g { }) }",
        r"SELECT * { gr\u0061ph ?g { ?s ?p ?o } }",
        r"SELECT * { \U00000047RAPH ?g { ?s ?p ?o } }",
    ],
)
def test_what_may_be_about_named_graphs_is_asked_of_the_whole(query: str) -> None:
    stores = Stores(Store(), Store())
    assert stores.for_query(query, False) is stores.whole
    assert stores.for_query("SELECT * { ?s ?p ?o }", False) is stores.merged
    assert stores.for_query("SELECT * { ?s ?p ?o }", True) is stores.whole


def test_the_merged_store_answers_as_the_whole(sample: Settings) -> None:
    current = Snapshots(sample.data).current()
    stores = held.load(sample.data, current.base, current.graphs)
    study = next(
        q.subject for q in stores.merged.quads_for_pattern(None, None, NamedNode("https://schema.org/Dataset"))
    )
    for query in (
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        f"DESCRIBE {study}",
        f"CONSTRUCT {{ ?x ?p ?o }} WHERE {{ {study} (!a)* ?x . ?x ?p ?o }}",
        f"SELECT ?o {{ {study} (<https://schema.org/funder>|^<https://schema.org/creator>)* ?o }}",
        "SELECT ?s { ?s a <https://schema.org/Dataset> FILTER NOT EXISTS { ?s <https://schema.org/license> ?l } }",
        "SELECT ?s { ?s a <https://schema.org/Dataset> MINUS { ?s <https://schema.org/funder> ?f } }",
    ):
        asked = [sorted(map(str, store.query(query))) for store in (stores.whole, stores.merged)]  # type: ignore[arg-type]
        assert asked[0] == asked[1]
        assert asked[0]
