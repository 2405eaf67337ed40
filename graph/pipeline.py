"""The one path: documents → readings → identities → statements → gate → graphs → snapshot."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import Store, Triple

from graph import clock, holding, reporting, settings, summaries
from graph.archive import Archive, Harvested
from graph.composing import Progress, compose
from graph.erasing import erasing
from graph.erasing import rules as rules_of
from graph.erasing.rules import Rules
from graph.erasing.treatment import allowed
from graph.executing import ExecutorError
from graph.journal import FORMAT, Entry, Journal
from graph.preview import Preview
from graph.preview import preview as made
from graph.settings import Settings
from graph.store import datafolder, leftovers, search, space
from graph.store.embedded import Damaged, Publication, prune, publish, published, writer_lock
from graph.store.snapshot import Snapshot, Snapshots

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
) -> Outcome:
    """Take documents into the archive and publish what the archive then says.

    Without documents it rebuilds from archive and journal; ``anew`` publishes even if nothing has changed.
    ``allow_deletions`` publishes even if sources have lost much of what they had. Raises :class:`BuildError`,
    :class:`Held`, and ``graph.store.embedded.Locked`` while another build runs.
    """
    try:
        with writer_lock(chosen.data):
            return _build(found, chosen, progress, anew, allow_deletions)
    except (datafolder.Unusable, space.NoSpace, Damaged, ExecutorError) as error:
        raise BuildError(str(error)) from error
    except (OSError, sqlite3.OperationalError) as error:
        told = space.explained(error, chosen.data)
        if told is None:
            raise
        raise BuildError(told) from error


def _build(
    found: Iterable[tuple[Harvested, bytes | Path]],
    chosen: Settings,
    progress: Progress,
    anew: bool,
    allow_deletions: bool,
) -> Outcome:
    data = chosen.data
    journal = Journal(data)
    begin(data, journal)
    _create(journal, chosen)
    archive = Archive(data)
    rules = Rules.of(journal.entries("erase"))
    archive.add(allowed(found, rules))
    current = _sound(data)
    anew = anew or erasing.unfinished(journal.entries())
    if current and not anew and current.manifest["inputs"] == inputs(archive, journal, chosen):
        return Outcome(current.number, False, current.report, current.counts)
    composed = compose(archive, list(journal.entries()), chosen, progress)
    report = reporting.report(composed, chosen.base)
    held = _held(current, report["documents"], journal.entries("source"))
    if held and not allow_deletions:
        still = f"Snapshot {current.number} stays published." if current else "Nothing is published."
        raise Held(f"{'; '.join(held)}. {still} If that is right, publish it with --allow-deletions.")
    journal.append(composed.ledger.new)
    publishes = list(journal.entries("publish"))
    if publishes and "of" in publishes[-1]:
        report["undone_rollback"] = publishes[-1]["of"]
    counts = reporting.counts(composed, chosen.base)
    now = clock.now()
    about = {
        "inputs": inputs(archive, journal, chosen),
        "published": now,
        "statements": counts["statements"],
        "title": chosen.title,
        "publisher": chosen.publisher,
    }
    finish = partial(_finish, base=chosen.base, triples=composed.triples, counts=counts, report=report, rules=rules)
    progress("Publishing", 1)
    number = next_number(data, journal)
    made = Publication(chosen.base, composed.graphs, composed.texts, about, finish)
    digest = publish(data, made, number, chosen.min_free)
    journal.append([{"event": "publish", "snapshot": number, "digest": digest, "time": now}])
    if erasing.unfinished(journal.entries()):
        erasing.complete(data)
    prune(data, chosen.keep, chosen.pin_lease)
    return Outcome(number, True, report, counts)


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
    current = _sound(chosen.data)
    try:
        composed = compose(archive, entries, chosen, progress)
    except ExecutorError as error:
        raise BuildError(str(error)) from error
    documents = reporting.report(composed, chosen.base)["documents"]
    held = _held(current, documents, (entry for entry in entries if entry["event"] == "source"))
    return made(current, composed, chosen.base, held)


def begin(data: Path, journal: Journal) -> Snapshot | None:
    """Put right what a killed process left, with the writer's lock held: each writer's first step.

    A snapshot that was made current just before the kill is written into the journal. Returns what is
    published, where it opens. Raises ``graph.store.datafolder.Unusable``.
    """
    datafolder.prepare(data)
    leftovers.tidy(data)
    if erasing.unfinished(journal.entries()):
        erasing.finish(data)
    current = published(data)
    if current and not any(e["snapshot"] >= current.number for e in journal.entries("publish")):
        told = {"event": "publish", "snapshot": current.number, "digest": current.digest}
        told["time"] = current.manifest["published"]
        if "rolled_back_to" in current.manifest:
            told["of"] = current.manifest["rolled_back_to"]
        written = () if "of" in told else current.manifest.get("writes", ())
        journal.append([*written, told])
    return current


def next_number(data: Path, journal: Journal) -> int:
    """The number of the next snapshot: numbers only grow."""
    told = (int(e["snapshot"]) for e in journal.entries("publish"))
    return max(*told, Snapshots(data).published() or 0, 0) + 1


def _sound(data: Path) -> Snapshot | None:
    """What was published last, where it opens and all that it needs is there."""
    current = published(data)
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


def inputs(archive: Archive, journal: Journal, chosen: Settings, more: Iterable[Entry] = ()) -> str:
    """The digest of all that a build depends on; where it is unchanged there is nothing to do.

    ``more`` are entries that the journal will have.
    """
    told = hashlib.sha256(f"{chosen.base}\n{chosen.title}\n{chosen.publisher}\n".encode())
    if archive.log.exists():
        told.update(archive.log.read_bytes())
    for entry in (*journal.entries(), *more):
        if entry["event"] not in ("publish", "tag", "untag"):
            told.update(json.dumps(entry, sort_keys=True).encode())
    for path in _code():
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()


def _code() -> list[Path]:
    folders = (
        (settings.PACKAGE, ("*.py", "*.yml")),
        (settings.ONTOLOGY, ("*",)),
        (settings.SHAPES, ("*.ttl",)),
        (settings.QUERIES, ("*.rq",)),
    )
    return [p for folder, globs in folders for g in globs for p in sorted(folder.rglob(g)) if p.is_file()]


def _finish(
    target: Path,
    store: Store,  # noqa: ARG001
    *,
    base: str,
    triples: set[Triple],
    counts: Mapping[str, Any],
    report: Mapping[str, Any],
    rules: Rules | None,
) -> None:
    rules_of.write(target / "erased.json", rules)
    search.write(target / "search.sqlite", summaries.entries(triples, base))
    for name, content in (("counts", counts), ("report", report)):
        (target / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
