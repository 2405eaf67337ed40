from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Store, Triple

from graph.serialization import of
from graph.statements import canonical
from graph.store.base import NotAcceptable, QueryError
from graph.store.embedded import Locked, Publication, prune, publish, writer_lock
from graph.store.snapshot import NoSnapshot, Snapshots

BASE = "http://example.org/"
JSON = {"results": of("results")[0], "graph": of("graph")[0]}


def node(name: str) -> NamedNode:
    return NamedNode(f"{BASE}{name}")


def graphs(content: dict[str, set[str]]) -> dict[str, bytes]:
    """Graph path → names of subjects, each with one statement."""
    made = {}
    for path, names in content.items():
        graph = node(f"graph/{path}")
        made[graph.value] = canonical((Triple(node(n), node("p"), node("o")) for n in names), graph)
    return made


def put(data: Path, content: dict[str, set[str]], number: int, finish=lambda folder, store: None, about=None) -> str:  # type: ignore[no-untyped-def]
    with writer_lock(data):
        return publish(
            data, Publication(BASE, graphs(content), {"t": "text"}, {"inputs": "", **(about or {})}, finish), number
        )


def subjects(data: Path, where: str = "?s ?p ?o") -> set[str]:
    rows = Snapshots(data).current().rows(f"SELECT DISTINCT ?s WHERE {{ {where} }}")
    return {row["s"].value.removeprefix(BASE) for row in rows}


def test_the_default_graph_holds_each_statement_while_any_graph_says_it(tmp_path: Path) -> None:
    put(tmp_path, {"source/a/1": {"x", "y"}, "source/a/2": {"x"}, "provenance/a/1": {"hidden"}}, 1)
    assert subjects(tmp_path) == {"x", "y"}
    assert subjects(tmp_path, "GRAPH ?g { ?s ?p ?o }") == {"x", "y", "hidden"}
    put(tmp_path, {"source/a/2": {"x", "z"}}, 2)
    assert subjects(tmp_path) == {"x", "z"}
    put(tmp_path, {"source/a/3": {"z"}}, 3)
    assert subjects(tmp_path) == {"z"}


_CONTENT = st.dictionaries(
    st.sampled_from(("source/a/1", "source/a/2", "dcat/x", "provenance/a/1")),
    st.sets(st.sampled_from("abcdef"), max_size=4),
)


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_CONTENT, min_size=2, max_size=4))
def test_publishing_differences_equals_publishing_anew(tmp_path_factory, history) -> None:  # type: ignore[no-untyped-def]
    data = tmp_path_factory.mktemp("data")
    for number, content in enumerate(history, 1):
        put(data, {path: names for path, names in content.items() if names}, number)
    fresh = tmp_path_factory.mktemp("fresh")
    put(fresh, {path: names for path, names in history[-1].items() if names}, 1)
    one, other = Snapshots(data).current(), Snapshots(fresh).current()
    assert one.digest == other.digest
    assert set(one.store) == set(other.store)
    assert set(one.store.named_graphs()) == set(other.store.named_graphs())


def test_readers_of_an_old_snapshot_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, {"source/a/1": {"x"}}, 1)
    reader = Snapshots(tmp_path)
    old = reader.current()
    put(tmp_path, {"source/a/1": {"y"}}, 2)
    assert [row["s"] for row in old.rows("SELECT ?s { ?s ?p ?o }")] == [node("x")]
    assert reader.current().number == 2


def test_a_store_without_its_mark_is_rebuilt(tmp_path: Path) -> None:
    put(tmp_path, {"source/a/1": {"x"}}, 1)
    store = Store(str(tmp_path / "store"))
    store.update("INSERT DATA { <http://example.org/lost> <http://example.org/p> 1 }")
    store.flush()
    del store
    (tmp_path / "store.manifest").unlink()
    put(tmp_path, {"source/a/1": {"x", "y"}}, 2)
    assert subjects(tmp_path) == {"x", "y"}


def test_old_snapshots_go_and_the_current_one_stays(tmp_path: Path) -> None:
    for number in range(1, 5):
        put(tmp_path, {"source/a/1": {str(number)}}, number)
    assert prune(tmp_path, 2) == [1, 2]
    assert Snapshots(tmp_path).numbers() == [3, 4]
    assert subjects(tmp_path) == {"4"}


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(Locked, match=str(os.getpid())), writer_lock(tmp_path):
        pass


def test_nothing_published_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="catalograph build"):
        Snapshots(tmp_path).current()


def test_queries_are_answered_refused_or_not_acceptable(tmp_path: Path) -> None:
    put(tmp_path, {"source/a/1": {"x"}, "provenance/a/1": {"h"}}, 1)
    current = Snapshots(tmp_path).current()
    assert b"example.org/x" in current.query("SELECT * { ?s ?p ?o }", JSON).content
    named = current.query("SELECT * { ?s ?p ?o }", JSON, default_graphs=[f"{BASE}graph/provenance/a/1"])
    assert b"example.org/h" in named.content
    assert b"true" in current.query("ASK { ?s ?p ?o }", JSON).content
    assert b"example.org/x" in current.query("CONSTRUCT WHERE { ?s ?p ?o }", JSON).content
    with pytest.raises(NotAcceptable):
        current.query("CONSTRUCT WHERE { ?s ?p ?o }", {**JSON, "graph": None})
    for refused in (
        "SELECT",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * " + "{" * 3000 + "}" * 3000,
        "SELECT * { ?s ?p '" + "x" * 300_000 + "' }",
        "DROP ALL",
        "LOAD <http://127.0.0.1:9/>",
    ):
        with pytest.raises(QueryError):
            current.query(refused, JSON)
    assert b"SERVICE" in current.query("SELECT ('SERVICE { {' AS ?x) { } # SERVICE <x> {", JSON).content


def _publish_for_ever(data: Path) -> None:
    number = 2
    while True:
        put(data, {"source/a/1": {f"n{number}"}, "source/a/2": {"always"}}, number)
        number += 1


@pytest.mark.parametrize("delay", [0.01, 0.03, 0.07, 0.12, 0.2, 0.31])
def test_a_kill_at_any_instant_leaves_a_snapshot_served_and_the_next_publish_right(
    tmp_path: Path, delay: float
) -> None:
    put(tmp_path, {"source/a/1": {"n1"}, "source/a/2": {"always"}}, 1)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_publish_for_ever, args=(tmp_path,))
    process.start()
    deadline = time.monotonic() + 20
    while Snapshots(tmp_path).current().number < 2 and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(delay)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    served = Snapshots(tmp_path).current()
    assert subjects(tmp_path) == {f"n{served.number}", "always"}
    put(tmp_path, {"source/a/1": {"after"}, "source/a/2": {"always"}}, served.number + 1)
    assert subjects(tmp_path) == {"after", "always"}
