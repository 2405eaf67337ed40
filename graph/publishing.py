"""What was composed becomes a snapshot, with all that is kept beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph import clock, summaries, tombstones
from graph.archive import Archive
from graph.changes import deriving, log
from graph.composing import Composed
from graph.erasing import erasing
from graph.erasing import rules as rules_of
from graph.erasing.rules import Rules
from graph.identity import kept
from graph.journal import Entry, Journal
from graph.quality import history
from graph.settings import Settings
from graph.store import files, search, space
from graph.store.embedded import Content, prune, put
from graph.store.snapshot import Snapshot, Snapshots
from graph.tombstones import Presence
from graph.vanishing import Reasons


@dataclass(frozen=True, slots=True)
class Before:
    """What a build starts from, with the documents in the archive; ``new`` is what the journal is to say besides."""

    archive: Archive
    journal: Journal
    current: Snapshot | None
    new: Sequence[Entry]
    rules: Rules | None
    erasing: bool
    anew: bool


def next_number(data: Path, journal: Journal) -> int:
    """The number of the next snapshot: numbers only grow."""
    told = (int(e["snapshot"]) for e in journal.entries("publish"))
    return max(*told, Snapshots(data).published() or 0, 0) + 1


def publish(
    before: Before,
    composed: Composed,
    chosen: Settings,
    about: Mapping[str, Any],
    counts: Mapping[str, Any],
    report: Mapping[str, Any],
) -> int:
    """Publish what was composed as the next snapshot; returns its number."""
    data, journal, base, now = chosen.data, before.journal, chosen.base, clock.now()
    journal.append(history.missing(data))  # before what it tells of may be pruned
    number = next_number(data, journal)
    was = Presence.before(list(journal.entries()), before.current)
    why = Reasons(before.current, composed, before.archive, base)
    taken = None if before.erasing else before.current  # of what is erased nothing is kept
    entries, about_it = journal.entries(), (base, number, now)
    logged = deriving.recorded(data, entries, taken, composed.graphs, composed.content, about_it)
    gone = partial(_tombstones, before=was, composed=composed, why=why, base=base, number=number, time=now)
    finish = partial(
        _finish,
        composed=composed,
        base=base,
        counts=counts,
        report=report,
        rules=before.rules,
        beside=(gone, logged),
    )
    told = {**about, "published": now, "statements": counts["statements"]}
    space.check(data, 0, files.size_of(data / "store") or 3 * files.size_of(composed.waiting.folder), chosen.min_free)
    content = Content(base, composed.graphs, set(composed.texts.values()), told, finish)
    digest = put(data, content, number, composed.waiting.publish)
    folder = data / "snapshots" / str(number)
    done = {"event": "publish", "snapshot": number, "digest": digest, "time": now}
    journal.append([*tombstones.entries(folder, number), *log.entries(folder, number), done])
    if before.erasing:
        erasing.complete(data)
    prune(data, chosen.keep, chosen.pin_lease)
    return number


def _finish(
    target: Path,
    store: Store,  # noqa: ARG001
    *,
    composed: Composed,
    base: str,
    counts: Mapping[str, Any],
    report: Mapping[str, Any],
    rules: Rules | None,
    beside: Iterable[Callable[[Path], None]],
) -> None:
    for write in beside:
        write(target)
    rules_of.write(target / "erased.json", rules)
    merged = composed.merged
    search.write(target, summaries.entries_of(merged.entities(), merged.about, base))
    kept.write(target, composed.identities, composed.ledger, merged.entities(), base)
    for name, content in (("counts", counts), ("report", report)):
        (target / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _tombstones(
    target: Path, *, before: Presence, composed: Composed, why: Reasons, base: str, number: int, time: str
) -> None:
    after = {iri.removeprefix(base) for iri in composed.merged.subjects(f"{base}id/") if summaries.type_of(iri, base)}
    tombstones.write(target, before, after, why, number, time)
