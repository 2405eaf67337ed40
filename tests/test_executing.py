"""The same bytes, wherever documents are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph import executing, pipeline
from graph.harvest import gather
from graph.settings import Settings
from graph.store.snapshot import Snapshots
from tests.harvest.conftest import page

DOCUMENTS = executing.FEW + executing.CHUNK + 5
"""More than are read without a pool, and no whole number of chunks."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for number in range(DOCUMENTS):
        (folder / f"{number:03}.html").write_bytes(page(f"Study {number}", number))
    (folder / "broken.html").write_bytes(b"<html>nothing")
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A real Dask cluster of two workers, each a process of its own."""
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as running:
        yield running.scheduler_address


def published(settings: Settings, pages: Path, executor: str) -> bytes:
    chosen = replace(settings, data=settings.data / executor.replace(":", "-").replace("/", ""), executor=executor)
    pipeline.build(gather([str(pages)], chosen, None), chosen)
    current = Snapshots(chosen.data).current()
    return b"".join(current.canonical(iri) for iri in sorted(current.graphs))


@pytest.mark.parametrize("where", ["2", "cluster"])
def test_a_pool_and_a_cluster_publish_the_same_bytes(
    settings: Settings, pages: Path, where: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    address = request.getfixturevalue("cluster") if where == "cluster" else where
    here, there = published(settings, pages, "1"), published(settings, pages, address)
    assert here.count(b"Study ") > DOCUMENTS
    assert there == here


def test_a_scheduler_that_is_not_there_is_told(settings: Settings, pages: Path) -> None:
    with pytest.raises(pipeline.BuildError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        published(settings, pages, "tcp://127.0.0.1:1")


@pytest.mark.parametrize("where", ["1", "2"])
def test_order_is_kept_and_errors_come_through(where: str) -> None:
    assert list(executing.mapped(abs, range(-200, 0), where)) == list(range(200, 0, -1))
    with pytest.raises(TypeError):
        list(executing.mapped(abs, [*range(100), "x"], where))
