"""``kill -9`` of a server that is being written to, and what holds after the next start.

``CATALOGRAPH_TEST_KILLS`` says how often (more for a soak), ``CATALOGRAPH_TEST_SEED`` chooses other moments.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph import harvest, pipeline, written
from graph.journal import Journal
from graph.recovery import recover
from graph.settings import load
from graph.store.embedded import writer_lock
from graph.store.snapshot import Snapshots
from graph.writes import Writer
from tests.conftest import REPOSITORY
from tests.serving import catalograph, free_port

KILLS = int(os.environ.get("CATALOGRAPH_TEST_KILLS", "3"))
SEED = os.environ.get("CATALOGRAPH_TEST_SEED", "1")
TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
GRAPHS = 3
PARTS = 4
"""Statements of each write, of which all are there or none."""


@dataclass
class Written:
    """What was sent to each graph, and which of it was accepted."""

    base: str
    accepted: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    sent: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    number: int = 0

    def graph(self, place: int) -> str:
        return f"{self.base}graph/user/killed-{place}"

    def write(self, client: httpx.Client) -> None:
        """Write the next number to a graph: whole by PUT, or by an update."""
        self.number += 1
        place = self.number % GRAPHS
        self.sent[place] = self.number
        said = " ".join(f"<urn:x:{part}> <urn:x:is> {self.number} ." for part in range(PARTS))
        if self.number % 2:
            headers = {**BEARER, "Content-Type": "text/turtle"}
            answer = client.put("/store", params={"graph": self.graph(place)}, content=said, headers=headers)
        else:
            graph = self.graph(place)
            update = (
                f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ; INSERT DATA {{ GRAPH <{graph}> {{ {said} }} }}"
            )
            answer = client.post("/update", data={"update": update}, headers=BEARER)
        assert answer.status_code in (201, 204), answer.text
        self.accepted[place] = self.number


def start(data: Path, port: int) -> subprocess.Popen[bytes]:
    """A server in a process group of its own, that answers."""
    command = [sys.executable, "-m", "graph.cli", "serve", "--data", str(data), "--port", str(port)]
    environment = {**os.environ, "CATALOGRAPH_LOG": "off", "CATALOGRAPH_WRITE_TOKEN": TOKEN}
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=10).status_code == 200:
                return process
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError("the server does not become ready")


def killed(process: subprocess.Popen[bytes], port: int, whole_group: bool) -> None:
    """Kill a server, or only its first process: then the others end by themselves."""
    if whole_group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            httpx.get(f"http://127.0.0.1:{port}/livez", timeout=1)
        except httpx.ConnectError:
            return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise AssertionError("a process of a killed server still listens")


def check(data: Path, root: str, done: Written) -> None:
    """What was accepted is served; what was not is there whole or not at all; the journal says the same."""
    current = Snapshots(data).current()
    for place in range(GRAPHS):
        answer = httpx.get(f"{root}/store", params={"graph": done.graph(place)}, headers={"Accept": "text/turtle"})
        values = (
            [int(quad.object.value) for quad in parse(answer.content, format=RdfFormat.TURTLE)]
            if answer.is_success
            else []
        )
        if not values:
            assert answer.status_code == 404
            assert not done.accepted[place]
            continue
        assert len(values) == PARTS
        assert len(set(values)) == 1
        assert values[0] in (done.accepted[place], done.sent[place])
        done.accepted[place] = done.sent[place] = values[0]
    served = {iri: current.canonical(iri) for iri in current.graphs if "/graph/user/" in iri}
    assert written.standing(data, Journal(data).entries()) == served
    publishes = [int(entry["snapshot"]) for entry in Journal(data).entries("publish")]
    assert publishes == sorted(set(publishes))
    assert publishes[-1] == current.number
    assert not list((data / "cache" / "updates").glob("*"))


@pytest.fixture
def data(tmp_path: Path, examples: Path) -> Path:
    chosen = load({}, data=tmp_path / "data", min_free=0)
    pipeline.build(harvest.gather([str(examples / "archive" / "1002-rota-diaries.html")], chosen, None), chosen)
    return chosen.data


@pytest.mark.parametrize("cut", ["the publish", "all of it", "in the middle of a line"])
def test_a_write_that_was_published_and_not_journalled_is_at_the_next_start(data: Path, cut: str) -> None:
    chosen = load({}, data=data, min_free=0)
    base = Snapshots(data).current().base
    before = Journal(data).path.read_bytes()
    graph = NamedNode(f"{base}graph/user/noted")
    Writer(chosen, base).put(graph, [Triple(graph, graph, graph)])
    whole = Journal(data).path.read_bytes()
    told = whole.removeprefix(before).splitlines(keepends=True)
    left = {"the publish": told[0], "all of it": b"", "in the middle of a line": told[0][:20]}[cut]
    Journal(data).path.write_bytes(before + left)
    (data / "cache" / "updates" / "left").mkdir(parents=True)
    recover(data)
    assert Journal(data).path.read_bytes() == whole
    assert set(written.standing(data, Journal(data).entries())) == {graph.value}
    assert not (data / "cache" / "updates").exists()
    after = Journal(data).path.read_bytes()
    recover(data)
    assert Journal(data).path.read_bytes() == after
    assert pipeline.build([], chosen).snapshot == Snapshots(data).published()


def test_a_folder_that_is_being_written_to_is_left_alone(data: Path) -> None:
    journal = Journal(data).path.read_bytes()
    Journal(data).path.write_bytes(journal[: journal.rfind(b"\n", 0, -1) + 1])
    with writer_lock(data):
        recover(data)
    assert Journal(data).path.read_bytes() != journal
    recover(data)
    assert Journal(data).path.read_bytes() == journal


def test_a_rollback_is_no_write(data: Path) -> None:
    chosen = load({}, data=data, min_free=0)
    base = Snapshots(data).current().base
    graph = NamedNode(f"{base}graph/user/undone")
    writer = Writer(chosen, base)
    for number in (1, 2):
        writer.put(graph, [Triple(graph, graph, Literal(number))])
    assert catalograph("snapshots", "rollback", "2", "--data", str(data)).returncode == 0
    journal = Journal(data).path.read_bytes()
    Journal(data).path.write_bytes(journal[: journal.rfind(b"\n", 0, -1) + 1])
    recover(data)
    assert Journal(data).path.read_bytes() == journal


def test_no_accepted_write_is_lost_and_none_is_there_in_part(data: Path, tmp_path: Path) -> None:
    chance, done = random.Random(SEED), Written(Snapshots(data).current().base)
    port = free_port()
    process = start(data, port)
    try:
        for kill in range(KILLS):
            stopped = threading.Event()
            before = done.number

            def writing(stopped: threading.Event = stopped) -> None:
                with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                    while not stopped.is_set():
                        try:
                            done.write(client)
                        except httpx.TransportError:
                            return

            thread = threading.Thread(target=writing)
            thread.start()
            while done.number < before + 2:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 1))
            killed(process, port, whole_group=bool(kill % 2))
            stopped.set()
            thread.join()
            process = start(data, port)
            check(data, f"http://127.0.0.1:{port}", done)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
    assert catalograph("snapshots", "verify", "--data", str(data)).returncode == 0
    for folder in ("archive", "journal"):
        shutil.copytree(data / folder, tmp_path / "again" / folder)
    pipeline.build([], load({}, data=tmp_path / "again", min_free=0))
    assert Snapshots(tmp_path / "again").current().digest == Snapshots(data).current().digest
