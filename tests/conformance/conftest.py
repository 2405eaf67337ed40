"""A scratch server for the suites."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.serving import served


@pytest.fixture(scope="package")
def root() -> Iterator[str]:
    """The root URL of one ``catalograph serve --scratch`` for all the suites."""
    with served(None) as found:
        yield found


@pytest.fixture
def client(root: str) -> Iterator[httpx.Client]:
    """A client of the scratch server, whose dataset is empty."""
    with httpx.Client(base_url=root, timeout=30) as found:
        found.post("/update", data={"update": "DROP ALL"}).raise_for_status()
        yield found
