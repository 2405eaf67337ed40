"""Our own harvester reads our own repository: all of it, then what changed, deletions among it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.namespaces import DCT
from graph.store.snapshot import Snapshot, Snapshots
from tests.changes.history import History
from tests.serving import catalograph, free_port, served

PLAN = """
contact = "mailto:you@example.org"

[sources.kept]
kind = "oai-pmh"
url = "{base}oai?verb=ListRecords&metadataPrefix={prefix}"
rate = 100
"""


def titles(current: Snapshot) -> set[str]:
    start = f"{current.base}graph/dcat/"
    found = (quad for graph in current.graphs if graph.startswith(start) for quad in current.graph(graph))
    return {q.object.value for q in found if q.predicate == DCT.term("title") and "/id/study/" in str(q.subject)}


@pytest.mark.parametrize("prefix", ["oai_ddi25"])
def test_a_harvest_follows_what_is_published(tmp_path: Path, prefix: str) -> None:
    port = free_port()
    history = History(tmp_path / "published", base=f"http://127.0.0.1:{port}/")
    history.publish(dict.fromkeys(("amber", "birch", "cedar"), "1"))
    os.environ.pop("SOURCE_DATE_EPOCH")
    plan = tmp_path / "harvest.toml"
    plan.write_text(PLAN.format(base=history.base, prefix=prefix))
    asked = ("harvest", "-f", str(plan), "--data", str(tmp_path / "harvested"))
    with served(history.chosen.data, port=port, CATALOGRAPH_PAGE_SIZE="2"):
        done = catalograph(*asked)
        assert done.returncode == 0, done.stderr
        assert titles(Snapshots(tmp_path / "harvested").current()) == {
            f"Study {slug} & <1>" for slug in ("amber", "birch", "cedar")
        }
        history.moment = history.moment.replace(year=2099)  # whenever this runs, it is after the first harvest
        history.publish({"amber": "2", "birch": "1", "dune": "1"})
        os.environ.pop("SOURCE_DATE_EPOCH")
        done = catalograph(*asked)
        assert done.returncode == 0, done.stderr
    assert titles(Snapshots(tmp_path / "harvested").current()) == {
        "Study amber & <2>",
        "Study birch & <1>",
        "Study dune & <1>",
    }
