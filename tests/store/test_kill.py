"""``kill -9`` of every kind of writer. ``CATALOGRAPH_TEST_SEED`` chooses other points."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.store.killing import ACTIONS, World

SEED = os.environ.get("CATALOGRAPH_TEST_SEED", "1")
KILLS = {"build": 5, "publish": 5, "prune": 2, "rollback": 4, "backup": 2, "restore": 2}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("begun"))
    world.start()
    return world


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_kill_at_any_point_loses_nothing(begun: World, tmp_path: Path, action: str) -> None:
    shutil.copytree(begun.folder, tmp_path / "world", symlinks=True)
    world = World(tmp_path / "world", begun.version)
    chance = random.Random(f"{SEED} {action}")
    for trial in range(KILLS[action]):
        world.kill(action, chance, timed=trial % 2 == 1)
