"""Real documents for tests of the rules; they are never copied into the repository."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import shared


@pytest.fixture(scope="session")
def description(seed: Callable[[str], bytes]) -> Callable[[str], str]:
    """The study's description inside a document in flight form."""

    def read(prefix: str) -> str:
        found = re.search(r'"description":("(?:[^"\\]|\\.)*")', seed(prefix).decode("utf-8"))
        assert found
        return str(json.loads(found.group(1)))

    return read


@pytest.fixture(scope="session")
def gold() -> list[dict[str, Any]]:
    """Texts with the work packages that people marked in them."""
    loaded: list[dict[str, Any]] = json.loads(shared("gold/work-packages.json").read_text("utf-8"))
    return loaded
