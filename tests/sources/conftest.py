"""Real documents for tests; they are never copied into the repository."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

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
