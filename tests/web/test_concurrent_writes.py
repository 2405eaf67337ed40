"""Preconditions of writes that come at the same moment: one of them is done, the others are told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.store.snapshot import Snapshots
from tests.serving import served

TOKEN = "a-token-for-tests-only"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
WRITERS = 4
ROUNDS = 3


@pytest.fixture(scope="module", params=["catalogue", "scratch"])
def graph(request: pytest.FixtureRequest, writable: Path) -> Iterator[str]:
    """The address of a graph that can be written to."""
    if request.param == "scratch":
        with served(None) as root:
            yield f"{root}/store?graph=http://example.org/contended"
        return
    with served(writable, CATALOGRAPH_WRITE_TOKEN=TOKEN) as root:
        yield f"{root}/store?graph={Snapshots(writable).current().base}graph/user/contended"


def at_once(method: str, graph: str, condition: dict[str, str]) -> list[tuple[int, str]]:
    """The statuses of several writers' requests, sent together, each with its own content."""
    together = threading.Barrier(WRITERS)
    found: list[tuple[int, str]] = []

    def write(number: int) -> None:
        content = f"<urn:x:s> <urn:x:p> 'writer {number}' ."
        with httpx.Client(timeout=60) as client:
            together.wait()
            answer = client.request(method, graph, content=content, headers={**HEADERS, **condition})
            found.append((answer.status_code, f"writer {number}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def read(graph: str) -> httpx.Response:
    return httpx.get(graph, headers={"Accept": "application/n-triples"})


def test_of_those_who_know_the_same_state_one_writes(graph: str) -> None:
    for round_ in range(ROUNDS):
        httpx.put(graph, content=f"<urn:x:s> <urn:x:p> {round_} .", headers=HEADERS).raise_for_status()
        tag = read(graph).headers["ETag"]
        first, *others = at_once("PUT", graph, {"If-Match": tag})
        assert first[0] == 204
        assert [status for status, _ in others] == [412] * (WRITERS - 1)
        assert first[1] in read(graph).text
        assert read(graph).text.count("\n") == 1


def test_of_those_who_make_a_graph_one_does(graph: str) -> None:
    httpx.put(graph, content="<urn:x:s> <urn:x:p> 0 .", headers=HEADERS).raise_for_status()
    httpx.delete(graph, headers=HEADERS).raise_for_status()
    first, *others = at_once("PUT", graph, {"If-None-Match": "*"})
    assert first[0] == 201
    assert [status for status, _ in others] == [412] * (WRITERS - 1)
    assert first[1] in read(graph).text


def test_of_those_who_delete_one_does(graph: str) -> None:
    httpx.put(graph, content="<urn:x:s> <urn:x:p> 0 .", headers=HEADERS).raise_for_status()
    tag = read(graph).headers["ETag"]
    first, *others = at_once("DELETE", graph, {"If-Match": tag})
    assert first[0] == 204
    assert [status for status, _ in others] == [412] * (WRITERS - 1)
    assert read(graph).status_code == 404


def test_additions_that_meet_are_all_there(graph: str) -> None:
    httpx.put(graph, content="<urn:x:s> <urn:x:p> 'the first' .", headers=HEADERS).raise_for_status()
    assert [status for status, _ in at_once("POST", graph, {})] == [204] * WRITERS
    assert read(graph).text.count("\n") == WRITERS + 1
