"""What the tests of stores share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """Garbage of a test ends in this thread: many of these tests run servers in threads of their own."""
    yield
    gc.collect()
