"""A small catalogue with a profile of its own, in which some records are wrong in ways that the desk is for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graph.settings import Settings, load
from tests.quality.towns import begin


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the catalogue and, in ``in``, of its documents; only to be read."""
    root = tmp_path_factory.mktemp("towns")
    begin(root, load({}, data=root / "data", executor="1"))
    return root


@pytest.fixture
def chosen(towns: Path, tmp_path: Path) -> Settings:
    """A copy of it, to be changed."""
    shutil.copytree(towns, tmp_path / "towns", symlinks=True)
    return load({}, data=tmp_path / "towns" / "data", executor="1")
