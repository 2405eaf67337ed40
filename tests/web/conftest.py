"""The real application over catalogues that were really built: the sample, and one hostile document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph import harvest, pipeline
from graph.settings import Settings, load
from graph.store.snapshot import Snapshot, Snapshots
from tests.conftest import once
from tests.sources.flightpage import rows, study
from web import create_app

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"}
"""What a browser accepts."""
HOSTILE = '<script>alert(1)</script> & "quoted" ‹marks›'
PREFIXED = "https://data.example.org/knowledge/graph/"


def hostile_page() -> bytes:
    """A document whose every word attacks, of a kind that takes words as they stand."""
    said = study(
        name=HOSTILE,
        description=f"About {HOSTILE} and </script><img src=x onerror=alert(1)>, at length.",
        identifier=["https://doi.org/10.5072/HOSTILE-1"],
        keywords=[HOSTILE],
        url=["https://hostile.example.org/studies/1"],
        creator=[{"@type": "Person", "name": "Ada <b>Example</b>"}],
    )
    return rows(said, {})


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Settings:
    """A catalogue of the bundled sample and one document whose every word attacks."""

    def build(folder: Path) -> None:
        (folder / "hostile.txt").write_bytes(hostile_page())
        chosen = load({}, data=folder / "data", executor="1")
        pipeline.build(harvest.gather([str(examples), str(folder / "hostile.txt")], chosen, None), chosen)

    return load({}, data=once(tmp_path_factory, "published", build) / "data")


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """A catalogue of a few documents of the sample, one of each kind, that may be written to."""
    chosen = load({}, data=tmp_path_factory.mktemp("writable") / "data")
    kinds = ("archive/1002-rota-diaries.html", "discovery/1101-*.txt", "pages/project-hours-pay-and-care.txt")
    found = [str(path) for kind in kinds for path in examples.glob(kind)]
    pipeline.build(harvest.gather(found, chosen, None), chosen)
    return chosen.data


@pytest.fixture(scope="session")
def prefixed(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Settings:
    """A small catalogue whose base has a path."""
    chosen = load({}, data=tmp_path_factory.mktemp("prefixed") / "data", base=PREFIXED)
    found = harvest.gather([str(examples / "archive" / "1002-rota-diaries.html")], chosen, None)
    pipeline.build(found, chosen)
    return chosen


def application(chosen: Settings) -> Flask:
    app = create_app(replace(chosen, log="off"))
    app.testing = True
    return app


@pytest.fixture(scope="session")
def client(published: Settings) -> FlaskClient:
    return application(published).test_client()


@pytest.fixture
def small_pages(published: Settings) -> FlaskClient:
    """The same catalogue, ten on a page."""
    return application(replace(published, page_size=10)).test_client()


@pytest.fixture(scope="session")
def snapshot(published: Settings) -> Snapshot:
    return Snapshots(published.data).current()
