"""The one path: documents → readings → identities → statements → gate → graphs → snapshot."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graph import clock, holding, reporting, tombstones, unchanged
from graph.archive import Archive, Harvested
from graph.basis import basis, inputs
from graph.changes import log
from graph.composing import Composed, Progress, compose
from graph.erasing import erasing
from graph.erasing.rules import Rules
from graph.erasing.treatment import allowed
from graph.executing import ExecutorError
from graph.federation import guard
from graph.journal import FORMAT, Entry, Journal
from graph.preview import Preview
from graph.preview import preview as made
from graph.publishing import Before, publish
from graph.settings import Settings
from graph.store import datafolder, leftovers, space
from graph.store.applying import Damaged
from graph.store.embedded import published, writer_lock
from graph.store.snapshot import Snapshot, Snapshots
from graph.waiting import Waiting

Gather = Callable[[Settings], Iterable[tuple[Harvested, bytes | Path]]]
"""Finds documents, given settings whose data folder it may use."""


class BuildError(Exception):
    """A build that cannot be done as asked; the message says what to do."""


class Held(Exception):
    """A publish that is held because a source seems to have collapsed; what was published before stays."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to. ``snapshot`` is the published one; ``changed`` whether it is a new one."""

    snapshot: int
    changed: bool
    report: Mapping[str, Any]
    counts: Mapping[str, Any]


def build(
    found: Iterable[tuple[Harvested, bytes | Path]],
    chosen: Settings,
    progress: Progress = lambda _name, _of: None,
    anew: bool = False,
    allow_deletions: bool = False,
    said: Callable[[Sequence[Entry]], Sequence[Entry]] = lambda _: (),
) -> Outcome:
    """Take documents into the archive and publish what the archive then says.

    Without documents it rebuilds from archive and journal; ``anew`` publishes even if nothing has changed.
    ``allow_deletions`` publishes even if sources have lost much of what they had. ``said`` is given the journal's
    entries, with the writer's lock held, and returns what is to be added to them. Raises :class:`BuildError`,
    :class:`Held`, and ``graph.store.embedded.Locked`` while another build runs.
    """
    try:
        with writer_lock(chosen.data):
            ready = _ready(found, chosen, said, anew)
            if isinstance(ready, Outcome):
                return ready
            with Waiting(chosen.data, chosen.data / "cache" / "waiting") as waiting:
                return _build(ready, chosen, progress, allow_deletions, waiting)
    except (datafolder.Unusable, space.NoSpace, Damaged, ExecutorError) as error:
        raise BuildError(str(error)) from error
    except (OSError, sqlite3.OperationalError) as error:
        told = space.explained(error, chosen.data)
        if told is None:
            raise
        raise BuildError(told) from error


def _ready(
    found: Iterable[tuple[Harvested, bytes | Path]],
    chosen: Settings,
    said: Callable[[Sequence[Entry]], Sequence[Entry]],
    anew: bool,
) -> Before | Outcome:
    """Take the documents in; where what is published is what a build would come to, that is the outcome."""
    data = chosen.data
    journal = Journal(data)
    current = _sound(begin(data, journal))
    _create(journal, chosen)
    archive = Archive(data)
    rules = Rules.of(journal.entries("erase"))
    archive.add(allowed(found, rules))
    unfinished = erasing.unfinished(journal.entries("erase", "erased"))
    anew = anew or unfinished or not (current and log.there(current))
    new = list(said(list(journal.entries())))
    if current and not anew and not new:
        now, same = inputs(archive, journal, chosen), Outcome(current.number, False, current.report, current.counts)
        if unchanged.known(data, current, now):
            return same
        if unchanged.same(data, current, archive, basis(journal, chosen)):
            unchanged.remember(data, current, now)
            return same
    return Before(archive, journal, current, new, rules, unfinished, anew)


def _build(ready: Before, chosen: Settings, progress: Progress, allow_deletions: bool, waiting: Waiting) -> Outcome:
    """Compose what the archive says and publish it."""
    data, journal, current = chosen.data, ready.journal, ready.current
    composed = compose(ready.archive, [*journal.entries(), *ready.new], chosen, progress, waiting)
    report = reporting.report(composed, chosen.base)
    if not allow_deletions:
        _guarded(ready, composed, report, chosen.base)
    journal.append([*ready.new, *composed.ledger.new])
    about: dict[str, Any] = {
        "inputs": inputs(ready.archive, journal, chosen),
        "basis": basis(journal, chosen),
        "documents": unchanged.documents(ready.archive, data / "cache"),
        "title": chosen.title,
        "publisher": chosen.publisher,
    }
    made_alike = current and not ready.anew and current.manifest.get("basis") == about["basis"]
    if current and made_alike and unchanged.equal(current, composed.graphs, report):
        unchanged.remember(data, current, about["inputs"])
        return Outcome(current.number, False, current.report, current.counts)
    publishes = list(journal.entries("publish"))
    if publishes and "of" in publishes[-1]:
        report["undone_rollback"] = publishes[-1]["of"]
    counts = reporting.counts(composed, chosen.base)
    progress("Publishing", 1)
    number = publish(ready, composed, chosen, about, counts, report)
    return Outcome(number, True, report, counts)


def _guarded(ready: Before, composed: Composed, report: Mapping[str, Any], base: str) -> None:
    """Raise :class:`Held` where too much would go."""
    current = ready.current
    held = _held(current, report["documents"], ready.journal.entries("source"))
    if not ready.erasing:
        held += guard.held(ready.journal, composed.graphs, base)
    if held:
        still = f"Snapshot {current.number} stays published." if current else "Nothing is published."
        raise Held(f"{'; '.join(held)}. {still} If that is right, publish it with --allow-deletions.")


def _held(current: Snapshot | None, documents: Iterable[Mapping[str, Any]], said: Iterable[Entry]) -> list[str]:
    """Why these documents should not be published in the place of what is."""
    named = {str(entry["name"]): entry for entry in said}
    return list(holding.problems(current.report["documents"] if current else (), documents, named))


def preview(gather: Gather, chosen: Settings, progress: Progress = lambda _name, _of: None) -> Preview:
    """What :func:`build` of what is gathered would change, with nothing changed; raises :class:`BuildError`."""
    with TemporaryDirectory(prefix="catalograph-preview-") as folder:
        archive = Archive(Path(folder), Archive(chosen.data))
        archive.add(allowed(gather(replace(chosen, data=Path(folder))), Rules.of(Journal(chosen.data).entries())))
        return previewed(archive, list(Journal(chosen.data).entries()), chosen, progress)


def previewed(archive: Archive, entries: Sequence[Entry], chosen: Settings, progress: Progress) -> Preview:
    """The same of an archive and a journal as they would be."""
    current = _sound(published(chosen.data))
    with Waiting(chosen.data) as waiting:
        try:
            composed = compose(archive, entries, chosen, progress, waiting)
        except ExecutorError as error:
            raise BuildError(str(error)) from error
        documents = reporting.report(composed, chosen.base)["documents"]
        held = _held(current, documents, (entry for entry in entries if entry["event"] == "source"))
        return made(current, composed, chosen.base, held)


def begin(data: Path, journal: Journal, snapshots: Snapshots | None = None) -> Snapshot | None:
    """Put right what a killed process left, with the writer's lock held: each writer's first step.

    A snapshot that was made current just before the kill is written into the journal. Returns what is
    published, where it opens; ``snapshots`` may have it open. Raises ``graph.store.datafolder.Unusable``.
    """
    datafolder.prepare(data)
    leftovers.tidy(data)
    if erasing.unfinished(journal.entries("erase", "erased")):
        erasing.finish(data)
    current = published(data, snapshots)
    if current and not any(e["snapshot"] >= current.number for e in journal.entries("publish")):
        told = {"event": "publish", "snapshot": current.number, "digest": current.digest}
        told["time"] = current.manifest["published"]
        if "rolled_back_to" in current.manifest:
            told["of"] = current.manifest["rolled_back_to"]
        written = () if "of" in told else current.manifest.get("writes", ())
        came = (*tombstones.entries(current.folder, current.number), *log.entries(current.folder, current.number))
        journal.complete([*written, *came, told])
    return current


def _sound(current: Snapshot | None) -> Snapshot | None:
    """What was published last, where all that it needs is there."""
    return None if current is None or current.missing() else current


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
