"""A check from what an operator names to predictions; what was found is kept beside the snapshot for its page."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

from graph.composing import Progress
from graph.federation import guard, replay
from graph.federation.federator import Federator, Prediction
from graph.federation.service import Reached, Service
from graph.federation.states import Front, proposed, state
from graph.settings import Settings
from graph.store import made
from graph.store.snapshot import NoSnapshot, Snapshot, Snapshots
from graph.store.snapshots import numbered


def check(
    chosen: Settings,
    front: Front,
    against: str | None = None,
    wanted: str | None = None,
    build: bool = False,
    access_log: Path | None = None,
    url: str | None = None,
    only: Collection[str] = (),
    progress: Progress = lambda _name, _of: None,
) -> list[Prediction]:
    """What each harvester will do; see the command's help. ``front`` makes the application that answers.

    Raises ``NoSnapshot`` where one is not kept, ``ValueError`` for a ``url`` that is not to be asked, and
    ``graph.pipeline.BuildError``.
    """
    current = Snapshots(chosen.data).current()
    kinds = [kind for kind in replay.FEDERATORS if not only or kind.name in only]
    if build:
        number = current.number + 1
        with proposed(chosen, progress) as there:
            last = Snapshots(there.data).current().number
            return _predicted(chosen, state(there, last, front).service, number, kinds, front, against, access_log)
    if url:
        with closing(Reached(url, current.base, chosen)) as after:
            return _predicted(chosen, after, current.number, kinds, front, against, access_log)
    number = numbered(chosen.data, wanted) if wanted else current.number
    return _predicted(chosen, state(chosen, number, front).service, number, kinds, front, against, access_log)


def _predicted(
    chosen: Settings,
    after: Service,
    number: int,
    kinds: list[type[Federator]],
    front: Front,
    against: str | None,
    access_log: Path | None,
) -> list[Prediction]:
    older = [each for each in Snapshots(chosen.data).numbers() if each < number]
    if not older and not against:
        raise NoSnapshot(f"no snapshot before {number} is kept, against which to check")
    default = numbered(chosen.data, against) if against else older[-1]
    last = replay.harvested(access_log) if access_log and not against else {}
    kept = {kind.name: last.get(kind.name, default) for kind in kinds}
    states = {each: state(chosen, each, front) for each in set(kept.values())}
    return replay.predictions(after, {name: states[each] for name, each in kept.items()}, kinds)


def told(checked: list[Prediction]) -> list[dict[str, Any]]:
    """Predictions for programs."""
    return [replay.told(each) for each in checked]


def harmful(each: Prediction, share: float) -> bool:
    """Whether a harvester would stop, or delete more than may go."""
    return each.stopped is not None or guard.exceeded(each, share)


def kept(after: Snapshot, before: Snapshot, chosen: Settings, front: Front, code: str) -> list[dict[str, Any]]:
    """What each harvester that saw ``before`` will do with ``after``, worked out once for the two by this ``code``."""
    path = made.folder(after, code, "federation", f"{before.number}-{before.digest[:16]}-{chosen.page_size}.json")
    content = made.read(path)
    if content is None:
        states = dict.fromkeys((kind.name for kind in replay.FEDERATORS), state(chosen, before.number, front))
        found = told(replay.predictions(state(chosen, after.number, front).service, states))
        content = json.dumps(found, ensure_ascii=False).encode()
        made.keep(after, path, content, chosen.min_free)
    rows: list[dict[str, Any]] = json.loads(content)
    return rows
