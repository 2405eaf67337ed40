"""Real documents for tests; they are never copied into the repository."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def seed() -> Callable[[str], bytes]:
    """The bytes of the document whose name begins so; skips where the documents are not at hand."""

    def read(prefix: str) -> bytes:
        found = sorted((SHARED / "seeds").glob(f"{prefix}*.txt")) if SHARED.is_dir() else []
        if not found:
            if os.environ.get("CI") == "true":
                pytest.fail("the real documents are missing: a full run needs them")
            pytest.skip("the real documents are not at hand")
        return found[0].read_bytes()

    return read


@pytest.fixture(scope="session")
def description(seed: Callable[[str], bytes]) -> Callable[[str], str]:
    """The study's description inside a document in flight form."""

    def read(prefix: str) -> str:
        found = re.search(r'"description":("(?:[^"\\]|\\.)*")', seed(prefix).decode("utf-8"))
        assert found
        return str(json.loads(found.group(1)))

    return read


@pytest.fixture(scope="session")
def gold(seed: Callable[[str], bytes]) -> list[dict[str, Any]]:
    """Texts with the work packages that people marked in them."""
    seed("001")
    loaded: list[dict[str, Any]] = json.loads((SHARED / "gold" / "work-packages.json").read_text("utf-8"))
    return loaded
