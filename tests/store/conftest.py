"""What the tests of stores share."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.killing import build


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """Garbage of a test ends in this thread: many of these tests run servers in threads of their own."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two published builds, only to be read."""
    data = tmp_path_factory.mktemp("built") / "data"
    build(data, 1)
    build(data, 2)
    return data
