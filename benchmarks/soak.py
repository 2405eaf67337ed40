"""Kill writers at random points, hundreds of times over one catalogue: ``make soak``, or with a number and a seed.

python benchmarks/soak.py 1000 7
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.store.killing import ACTIONS, World


def soak(kills: int, seed: str) -> int:
    """Do so many kills; the exit code is 1 if what must hold did not hold, whose folder then stays."""
    folder = Path(tempfile.mkdtemp(prefix="catalograph-soak-"))
    world, chance, done = World(folder / "world"), random.Random(seed), Counter[str]()
    world.folder.mkdir()
    world.start()
    started = time.monotonic()
    for kill in range(kills):
        action = chance.choice([*ACTIONS, "build", "build", "publish"])
        try:
            place = world.kill(action, chance, timed=bool(kill % 2))
        except Exception:
            print(f"\nFAILED at kill {kill + 1}, seed {seed}; the catalogue is in {folder}")
            traceback.print_exc()
            return 1
        done[action] += 1
        print(f"\r{kill + 1}/{kills}  {place:<60}", end="", flush=True)
    told = ", ".join(f"{count} {action}" for action, count in sorted(done.items()))
    print(f"\n{kills} kills ({told}) in {time.monotonic() - started:.0f} s, seed {seed}: nothing was lost.")
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(soak(int(arguments[0]) if arguments else 240, arguments[1] if len(arguments) > 1 else "1"))
