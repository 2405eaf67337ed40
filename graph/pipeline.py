"""The one path: documents → readings → identities → statements → gate → graphs → snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import Store, Triple

from graph import clock, reporting, settings, summaries
from graph.archive import Archive, Harvested
from graph.composing import Progress, compose
from graph.journal import FORMAT, Journal
from graph.settings import Settings
from graph.store import search
from graph.store.embedded import Publication, prune, publish, writer_lock
from graph.store.snapshot import NoSnapshot, Snapshots


class BuildError(Exception):
    """A build that cannot be done as asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to. ``snapshot`` is the published one; ``changed`` whether it is a new one."""

    snapshot: int
    changed: bool
    report: Mapping[str, Any]
    counts: Mapping[str, Any]


def build(
    found: Iterable[tuple[Harvested, bytes]], chosen: Settings, progress: Progress = lambda _name, _of: None
) -> Outcome:
    """Take documents into the archive and publish what the archive then says.

    Without documents it rebuilds from archive and journal. Raises :class:`BuildError`, and
    ``graph.store.embedded.Locked`` while another build runs.
    """
    data = chosen.data
    with writer_lock(data):
        journal = Journal(data)
        _create(journal, chosen)
        archive = Archive(data)
        archive.add(found)
        inputs = _inputs(archive, journal, chosen)
        snapshots = Snapshots(data)
        try:
            current = snapshots.current()
            if current.manifest["inputs"] == inputs:
                return Outcome(current.number, False, current.report, current.counts)
        except NoSnapshot:
            current = None
        composed = compose(archive, journal, chosen, progress)
        journal.append(composed.ledger.new)
        inputs = _inputs(archive, journal, chosen)
        last = max((int(e["snapshot"]) for e in journal.entries("publish")), default=0)
        number = max(last, current.number if current else 0) + 1
        report = reporting.report(composed, chosen.base)
        counts = reporting.counts(composed, chosen.base)
        published = clock.now()
        about = {
            "inputs": inputs,
            "published": published,
            "statements": counts["statements"],
            "title": chosen.title,
            "publisher": chosen.publisher,
        }
        finish = partial(_finish, base=chosen.base, triples=composed.triples, counts=counts, report=report)
        progress("Publishing", 1)
        digest = publish(data, Publication(chosen.base, composed.graphs, composed.texts, about, finish), number)
        journal.append([{"event": "publish", "snapshot": number, "digest": digest, "time": published}])
        prune(data, chosen.keep)
        return Outcome(number, True, report, counts)


def _create(journal: Journal, chosen: Settings) -> None:
    base = journal.base()
    if base is None:
        created = {"event": "create", "base": chosen.base, "format": FORMAT, "time": clock.now()}
        journal.append([created])
    elif base != chosen.base:
        raise BuildError(
            f"this catalogue's base is {base}, and published IRIs do not move: build with --base {base}, "
            "or with another --data folder"
        )


def _inputs(archive: Archive, journal: Journal, chosen: Settings) -> str:
    """The digest of all that a build depends on; where it is unchanged there is nothing to do."""
    told = hashlib.sha256(f"{chosen.base}\n{chosen.title}\n{chosen.publisher}\n".encode())
    if archive.log.exists():
        told.update(archive.log.read_bytes())
    for entry in journal.entries():
        if entry["event"] != "publish":
            told.update(json.dumps(entry, sort_keys=True).encode())
    for path in _code():
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()


def _code() -> list[Path]:
    folders = (
        (settings.PACKAGE, ("*.py", "*.yml")),
        (settings.ONTOLOGY, ("*",)),
        (settings.SHAPES, ("*.ttl",)),
    )
    return [p for folder, globs in folders for g in globs for p in sorted(folder.rglob(g)) if p.is_file()]


def _finish(
    folder: Path,
    store: Store,  # noqa: ARG001
    *,
    base: str,
    triples: set[Triple],
    counts: Mapping[str, Any],
    report: Mapping[str, Any],
) -> None:
    search.write(folder / "search.sqlite", summaries.entries(triples, base))
    for name, content in (("counts", counts), ("report", report)):
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
