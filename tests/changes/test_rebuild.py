"""The log of real builds: it is the same, and so are the feed's pages, once all but archive and journal is gone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from graph import harvest, pipeline
from graph.changes.log import Log
from graph.settings import Settings, load
from graph.store.snapshot import Snapshots
from web import create_app

PAGES = ("/feed/1/1.trig", "/feed/1/2.trig", "/feed/1/3.trig", "/feed/1/2.atom")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Settings:
    """Three builds: a study, a second one, and the first with another title."""
    folder = tmp_path_factory.mktemp("rebuilt")
    chosen = replace(load({}, data=folder / "data"), log="off", page_size=1)
    pages = folder / "pages"
    pages.mkdir()
    texts = {
        name: (examples / "archive" / f"{name}.html").read_text("utf-8")
        for name in ("1002-rota-diaries", "1016-school-meals")
    }
    first, second = texts
    for name, text in (
        (first, texts[first]),
        (second, texts[second]),
        (first, texts[first].replace("Rota Diaries", "Diaries of the Rota")),
    ):
        (pages / f"{name}.html").write_text(text, "utf-8")
        pipeline.build(harvest.gather([str(pages)], chosen, None), chosen)
    return chosen


def test_each_build_tells_what_it_changed(built: Settings) -> None:
    log = Log(Snapshots(built.data).current())
    kinds = [(each.snapshot, each.kind) for each in log.activities(1, log.size())]
    assert kinds == [(1, "created"), (2, "created"), (3, "updated")]
    assert not pipeline.build((), built).changed


def test_archive_and_journal_make_it_again(built: Settings) -> None:
    client = create_app(built).test_client()
    before = Log(Snapshots(built.data).current())
    told, pages = before.activities(1, 9), [client.get(path).data for path in PAGES]
    assert all(b"change/" in page for page in pages[:3])
    for path in built.data.iterdir():
        if path.name not in ("archive", "journal"):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    assert pipeline.build((), built).snapshot == 4
    after = Log(Snapshots(built.data).current())
    assert after.activities(1, 9) == told
    client = create_app(built).test_client()
    assert [client.get(path).data for path in PAGES] == pages
