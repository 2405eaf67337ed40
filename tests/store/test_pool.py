from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from csv import reader
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.serialization import of
from graph.settings import Settings
from graph.store.base import NotAcceptable, QueryError
from graph.store.pool.cancelling import cancel, cancellable
from graph.store.pool.client import LimitReached, Limits, Pool
from graph.store.pool.keeper import LOWER, Keeper
from graph.store.snapshot import Snapshots
from tests.store.test_embedded import BASE, JSON, put

BUDGET = 110
"""Megabytes that hold the sample and leave its workers a little."""
LIMITS = Limits(deadline=60.0, memory=400, size=16, text=100_000)
"""The deadline is one that nothing here meets, however busy the machine is, but what asks for less time."""
CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"


def keep(data: Path, path: Path, budget: int, parent: int) -> None:
    limits = {"deadline": LIMITS.deadline, "memory": LIMITS.memory, "size": LIMITS.size * 1024 * 1024}
    Keeper(data, path, 3, budget, limits).run(parent)


@pytest.fixture(params=["memory", "disk"], scope="module")
def pool(request: pytest.FixtureRequest, sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    yield from _pool(sample.data, tmp_path_factory.mktemp("pool") / "pool", 1000 if request.param == "memory" else 0)


def _pool(data: Path, path: Path, budget: int) -> Iterator[Pool]:
    arguments = (data, path, budget, os.getpid())
    process = multiprocessing.get_context("spawn").Process(target=keep, args=arguments, name=str(path))
    process.start()
    current = Snapshots(data).current()
    deadline = time.monotonic() + 30
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    yield Pool(path, current.number, current.base, LIMITS)
    process.terminate()
    process.join(10)
    assert not path.exists()


def test_the_pool_answers_as_the_snapshot_itself(pool: Pool, sample: Settings) -> None:
    current = Snapshots(sample.data).current()
    graphs = [f"{current.base}graph/ontology"]
    for text, chosen in (
        ("SELECT * { ?s a <https://schema.org/Dataset> } ORDER BY ?s", {}),
        ("ASK { ?s ?p ?o }", {}),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {"default_graphs": graphs}),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", {"named_graphs": graphs}),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {}),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }", {}),
        (f"SELECT (COUNT(*) AS ?n) FROM <{graphs[0]}> {{ ?s ?p ?o }}", {}),
        ("SELECT (COUNT(*) AS ?n) { ?s a/<http://www.w3.org/2000/01/rdf-schema#label>? ?o }", {}),
    ):
        assert pool.query(text, JSON, **chosen).content == current.query(text, JSON, **chosen).content
    with pytest.raises(NotAcceptable):
        pool.query("ASK {}", {**JSON, "results": None})
    with pytest.raises(QueryError, match="expected"):
        pool.query("SELECT {", JSON)


def test_each_limit_speaks_and_leaves_the_service_well(pool: Pool) -> None:
    hurried = Pool(pool.path, pool.snapshot, pool.base, replace(LIMITS, deadline=0.8))
    with pytest.raises(LimitReached) as deadline:
        hurried.query(CARTESIAN, JSON)
    assert deadline.value.limit == "deadline"
    assert "LIMIT" in deadline.value.advice
    with pytest.raises(LimitReached) as less:
        pool.query(CARTESIAN, JSON, deadline=0.2)
    assert less.value.limit == "deadline"
    assert "0.2 seconds" in less.value.allowed
    with pytest.raises(LimitReached) as size:
        pool.query("SELECT * { ?a ?b ?c . ?d ?e ?f }", JSON)
    assert size.value.limit == "size"
    with pytest.raises(LimitReached) as memory:
        pool.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", JSON)
    assert memory.value.limit == "memory"
    with pytest.raises(QueryError, match="nest"):
        pool.query("SELECT * " + "{" * 3000 + "}" * 3000, JSON)
    assert b"true" in pool.query("ASK { ?s ?p ?o }", JSON).content


def test_a_large_result_comes_whole_from_a_file(pool: Pool) -> None:
    csv = {**JSON, "results": of("results")[2]}
    answer = pool.query("SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 40000", csv)
    assert not answer.content
    assert answer.mapped is not None
    assert sum(1 for _ in reader(answer.mapped[:].decode().splitlines(keepends=True))) == 40_001
    answer.mapped.close()


def workers(pool: Pool) -> list[int]:
    """The processes of the pool's workers."""
    (keeper,) = (child for child in multiprocessing.active_children() if child.name == str(pool.path))
    return [int(pid) for pid in Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children").read_text().split()]


def priorities(pool: Pool) -> set[int]:
    """The priorities ("nice") of the threads of the workers."""
    found = set()
    for stat in (stat for pid in workers(pool) for stat in Path(f"/proc/{pid}/task").glob("*/stat")):
        with contextlib.suppress(OSError):  # a thread that has just ended
            found.add(int(stat.read_text().rpartition(")")[2].split()[16]))
    return found


def test_a_long_query_lets_others_go_first(pool: Pool) -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    while priorities(pool) != {usual}:  # a worker that a limit has ended is being replaced
        time.sleep(0.02)
    identifier = "f" * 32

    def ask() -> None:
        with cancellable(pool.path.parent, identifier) as stop, pytest.raises(LimitReached, match="cancelled"):
            pool.query(CARTESIAN, JSON, stop=stop)

    thread = threading.Thread(target=ask)
    thread.start()
    seen: set[int] = set()
    while thread.is_alive() and len(seen) < 2:
        with contextlib.suppress(OSError):  # a worker that has just gone
            seen |= priorities(pool)
        time.sleep(0.02)
    assert cancel(pool.path.parent, identifier)
    thread.join()
    assert seen == {usual, LOWER}
    assert b"true" in pool.query("ASK { ?s ?p ?o }", JSON).content


def test_workers_that_have_grown_make_room(sample: Settings, tmp_path: Path) -> None:
    """A worker keeps what a query has taken; where all of them would outgrow the budget, it is replaced."""
    sorting = "SELECT (COUNT(*) AS ?n) { SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c LIMIT 40000 OFFSET 10 }"
    for pool in _pool(sample.data, tmp_path / "pool", BUDGET):
        first = set(workers(pool))
        with contextlib.suppress(LimitReached):  # it may meet a limit on the way, which makes room as well
            pool.query(f"SELECT * {{ {{ {sorting} }} }}", JSON)
            pool.query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000", JSON)
        until = time.monotonic() + 30
        while time.monotonic() < until and set(workers(pool)) == first:
            time.sleep(0.1)
        assert set(workers(pool)) != first
        assert b"true" in pool.query("ASK { ?s ?p ?o }", JSON).content


def test_workers_have_no_network(pool: Pool) -> None:
    """The guard refuses SERVICE by its text; the worker could not reach anything all the same."""
    heard: list[Any] = []
    import socket

    from graph.store.pool import wire

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        text = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        request = {"query": text, "formats": {"results": "json"}, "default_graph": [], "named_graphs": []}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(pool.path))
            told = {**request, "snapshot": pool.snapshot, "base": pool.base, "deadline": 2}
            wire.send(connection, b"R", wire.encode(told))
            try:
                heard.append(wire.decode(wire.receive(connection)[1])["status"])
            except wire.Closed:
                heard.append("closed")
        with pytest.raises(TimeoutError):
            server.accept()
    assert heard[0] != "answered"


def test_a_publish_is_followed_while_queries_go_on(tmp_path: Path) -> None:
    put(tmp_path, {"source/a/1": {"n1"}}, 1, about={"statements": 1})
    for pool in _pool(tmp_path, tmp_path / "pool", 100):
        wrong: list[object] = []
        stop = threading.Event()

        def ask(pool: Pool = pool, wrong: list[object] = wrong, stop: threading.Event = stop) -> None:
            while not stop.is_set():
                number = Snapshots(tmp_path).current().number
                now = Pool(pool.path, number, BASE, LIMITS)
                content = now.query("SELECT ?s { ?s ?p ?o }", JSON).content
                if f"{BASE}n{number}".encode() not in content:
                    wrong.append((number, content))
                time.sleep(0.02)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(2, 8):
            put(tmp_path, {"source/a/1": {f"n{number}"}}, number, about={"statements": 1})
            time.sleep(0.3)
        stop.set()
        for thread in threads:
            thread.join()
        assert wrong == []
