"""The one path: documents → readings → identities → statements → gate → graphs → snapshot."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import Store

from graph import clock, holding, reporting, settings, summaries, tombstones, unchanged
from graph.archive import Archive, Harvested
from graph.changes import activities, deriving, log
from graph.composing import Composed, Progress, compose
from graph.erasing import erasing
from graph.erasing import rules as rules_of
from graph.erasing.rules import Rules
from graph.erasing.treatment import allowed
from graph.executing import ExecutorError
from graph.federation import guard
from graph.identity import kept
from graph.journal import FORMAT, Entry, Followed, Journal, line_of
from graph.preview import Preview
from graph.preview import preview as made
from graph.quality import history
from graph.settings import Settings
from graph.store import datafolder, files, leftovers, search, space
from graph.store.applying import Damaged
from graph.store.embedded import Content, prune, published, put, writer_lock
from graph.store.snapshot import Snapshot, Snapshots
from graph.tombstones import Presence
from graph.vanishing import Reasons
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


@dataclass(frozen=True, slots=True)
class _Ready:
    """What a build starts from, with the documents in the archive; ``new`` is what the journal is to say besides."""

    archive: Archive
    journal: Journal
    current: Snapshot | None
    new: Sequence[Entry]
    rules: Rules | None
    erasing: bool
    anew: bool


def _ready(
    found: Iterable[tuple[Harvested, bytes | Path]],
    chosen: Settings,
    said: Callable[[Sequence[Entry]], Sequence[Entry]],
    anew: bool,
) -> _Ready | Outcome:
    """Take the documents in; where what is published is what a build would come to, that is the outcome."""
    data = chosen.data
    journal = Journal(data)
    begin(data, journal)
    _create(journal, chosen)
    archive = Archive(data)
    rules = Rules.of(journal.entries("erase"))
    archive.add(allowed(found, rules))
    current = _sound(data)
    unfinished = erasing.unfinished(journal.entries("erase", "erased"))
    anew = anew or unfinished or not (current and log.there(current))
    new = list(said(list(journal.entries())))
    if current and not anew and not new:
        now = inputs(archive, journal, chosen)
        if unchanged.known(data, current, now) or unchanged.same(data, current, archive, basis(journal, chosen)):
            unchanged.remember(data, current, now)
            return Outcome(current.number, False, current.report, current.counts)
    return _Ready(archive, journal, current, new, rules, unfinished, anew)


def _build(ready: _Ready, chosen: Settings, progress: Progress, allow_deletions: bool, waiting: Waiting) -> Outcome:
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
    number = _publish(ready, composed, chosen, about, counts, report)
    return Outcome(number, True, report, counts)


def _guarded(ready: _Ready, composed: Composed, report: Mapping[str, Any], base: str) -> None:
    """Raise :class:`Held` where too much would go."""
    current = ready.current
    held = _held(current, report["documents"], ready.journal.entries("source"))
    if not ready.erasing:
        held += guard.held(ready.journal, composed.graphs, base)
    if held:
        still = f"Snapshot {current.number} stays published." if current else "Nothing is published."
        raise Held(f"{'; '.join(held)}. {still} If that is right, publish it with --allow-deletions.")


def _publish(
    ready: _Ready,
    composed: Composed,
    chosen: Settings,
    about: Mapping[str, Any],
    counts: Mapping[str, Any],
    report: Mapping[str, Any],
) -> int:
    """Publish what was composed as the next snapshot; returns its number."""
    data, journal, base, now = chosen.data, ready.journal, chosen.base, clock.now()
    number = next_number(data, journal)
    was = Presence.before(list(journal.entries()), ready.current)
    why = Reasons(ready.current, composed, ready.archive, base)
    taken = None if ready.erasing else ready.current  # of what is erased nothing is kept
    entries, about_it = journal.entries(), (base, number, now)
    logged = deriving.recorded(data, entries, taken, composed.graphs, composed.content, about_it)
    gone = partial(_tombstones, before=was, composed=composed, why=why, base=base, number=number, time=now)
    finish = partial(
        _finish,
        composed=composed,
        base=base,
        counts=counts,
        report=report,
        rules=ready.rules,
        beside=(gone, logged),
    )
    told = {**about, "published": now, "statements": counts["statements"]}
    space.check(data, 0, files.size_of(data / "store") or 3 * files.size_of(composed.waiting.folder), chosen.min_free)
    content = Content(base, composed.graphs, set(composed.texts.values()), told, finish)
    digest = put(data, content, number, composed.waiting.publish)
    folder = data / "snapshots" / str(number)
    done = {"event": "publish", "snapshot": number, "digest": digest, "time": now}
    journal.append([*tombstones.entries(folder, number), *log.entries(folder, number), done])
    if ready.erasing:
        erasing.complete(data)
    journal.append(history.missing(data))
    prune(data, chosen.keep, chosen.pin_lease)
    return number


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
    harvested = _HARVESTED.of(archive.log).hexdigest()
    return hashlib.sha256(f"{basis(journal, chosen, more)} {harvested}".encode()).hexdigest()


def basis(journal: Journal, chosen: Settings, more: Iterable[Entry] = ()) -> str:
    """The digest of all of that but the archive."""
    decided = _DECIDED.of(journal.path).copy()
    for entry in more:
        _decide(decided, line_of(entry))
    told = (chosen.base, chosen.title, chosen.publisher, chosen.trust, code(), decided.hexdigest())
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _decide(decided: Any, line: bytes) -> None:
    """Take a line of the journal into the digest of what a build depends on; of some events none does."""
    if not _UNDECIDING.search(line) or json.loads(line)["event"] not in UNDECIDING:
        decided.update(line)


UNDECIDING = ("publish", "tag", "untag", activities.EVENT, *tombstones.EVENTS, "annotate", "retract", "findings")
"""Events of the journal that change nothing for a build."""
_UNDECIDING = re.compile(rb'"event":\s*"(?:' + "|".join(UNDECIDING).encode() + rb')"')
_DECIDED: Followed[Any] = Followed(hashlib.sha256, _decide)
_HARVESTED: Followed[Any] = Followed(hashlib.sha256, lambda told, line: told.update(line))


def code() -> str:
    """The digest of all code and data of ours by which a build is made, as it was when it was first asked for."""
    return _code(settings.PACKAGE, settings.ONTOLOGY, settings.SHAPES, settings.QUERIES)


@cache
def _code(package: Path, ontology: Path, shapes: Path, queries: Path) -> str:
    folders = ((package, ("*.py", "*.yml")), (ontology, ("*",)), (shapes, ("*.ttl",)), (queries, ("*.rq",)))
    told = hashlib.sha256()
    for path in (p for folder, globs in folders for g in globs for p in sorted(folder.rglob(g)) if p.is_file()):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()


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
    kept.write(target, composed.identities, composed.ledger, merged.triples(), base)
    for name, content in (("counts", counts), ("report", report)):
        (target / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _tombstones(
    target: Path, *, before: Presence, composed: Composed, why: Reasons, base: str, number: int, time: str
) -> None:
    after = {iri.removeprefix(base) for iri in composed.merged.subjects(f"{base}id/") if summaries.type_of(iri, base)}
    tombstones.write(target, before, after, why, number, time)
