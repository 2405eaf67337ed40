"""A check from what an operator names to predictions; what was found is kept beside the snapshot for its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from graph.federation import guard, replay
from graph.federation.federator import Prediction
from graph.federation.proposed import proposed
from graph.settings import Settings
from graph.store import made
from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots
from graph.store.snapshots import numbered


def check(
    chosen: Settings,
    against: str | None = None,
    wanted: str | None = None,
    build: bool = False,
    access_log: Path | None = None,
) -> list[Prediction]:
    """What each harvester will do; see the command's help. Raises ``NoSnapshot`` where one is not kept."""
    snapshots = Snapshots(chosen.data)
    current = snapshots.current()
    if build:
        with proposed(chosen, current.number + 1, lambda _name, _of: None) as after:
            return _predicted(chosen, after, against, access_log)
    of = Snapshot(chosen.data, numbered(chosen.data, wanted)) if wanted else current
    return _predicted(chosen, of, against, access_log)


def _predicted(chosen: Settings, after: Snapshot, against: str | None, access_log: Path | None) -> list[Prediction]:
    snapshots = Snapshots(chosen.data)
    older = [number for number in snapshots.numbers() if number < after.number]
    if not older and not against:
        raise NoSnapshot(f"no snapshot before {after.number} is kept, against which to check")
    default = numbered(chosen.data, against) if against else older[-1]
    last = replay.harvested(access_log) if access_log and not against else {}
    kept = {kind.name: last.get(kind.name, default) for kind in replay.FEDERATORS}
    opened = {number: Snapshot(chosen.data, number) for number in set(kept.values())}
    made_of = {name: opened[number] for name, number in kept.items()}
    return replay.predictions(after, made_of, chosen.page_size)


def told(checked: list[Prediction]) -> list[dict[str, Any]]:
    """Predictions for programs."""
    return [replay.told(each) for each in checked]


def harmful(each: Prediction, share: float) -> bool:
    """Whether a harvester would stop, or delete more than may go."""
    return each.stopped is not None or guard.exceeded(each, share)


def kept(after: Snapshot, before: Snapshot, chosen: Settings) -> list[dict[str, Any]]:
    """What each harvester that saw ``before`` will do with ``after``: worked out once for the two."""
    path = made.folder(after, "federation", f"{before.number}-{before.digest[:16]}-{chosen.page_size}.json")
    content = made.read(path)
    if content is None:
        states = dict.fromkeys((kind.name for kind in replay.FEDERATORS), before)
        found = told(replay.predictions(after, states, chosen.page_size))
        content = json.dumps(found, ensure_ascii=False).encode()
        made.keep(after, path, content, chosen.min_free)
    rows: list[dict[str, Any]] = json.loads(content)
    return rows
