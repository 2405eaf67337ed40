"""What the tests of the change log share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.changes.history import History


@pytest.fixture(scope="module", autouse=True)
def _clock() -> Iterator[None]:
    """A history sets the clock; after a module it goes as before."""
    before = os.environ.pop("SOURCE_DATE_EPOCH", None)
    yield
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    if before is not None:
        os.environ["SOURCE_DATE_EPOCH"] = before


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "data")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Five publishes: three datasets, one changes, one goes, it comes back, one goes for good; two on a page."""
    history = History(tmp_path_factory.mktemp("told") / "data")
    sources = {"archive": ["amber", "cedar"], "portal": ["birch", "cedar"]}
    history.publish({"amber": "1", "birch": "1", "cedar": "1"}, sources)
    history.publish({"amber": "2", "birch": "1", "cedar": "1"}, sources)
    history.publish({"amber": "2", "cedar": "1"}, {"archive": ["amber", "cedar"], "portal": ["cedar"]})
    history.publish({"amber": "2", "birch": "1", "cedar": "1"}, sources)
    history.publish({"amber": "2", "birch": "1"}, {"archive": ["amber"], "portal": ["birch"]})
    return history
