"""The kept snapshots as an operator deals with them: listed, tagged, rolled back to.

A roll-back publishes an older snapshot's graphs again under a new number: numbers only grow, so that readers
and harvesters see one history that goes forward. It holds until the archive, the code or a setting that a
build depends on changes; the build after that publishes what the archive says, and says so.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph import clock, tombstones
from graph.changes import deriving, log
from graph.journal import Entry, Journal
from graph.store import files, space
from graph.store.applying import Damaged
from graph.store.embedded import Content, published, put
from graph.store.keeping import TagError, pinned, tagged, tags
from graph.store.listing import Listing
from graph.store.snapshot import NoSnapshot, Snapshots
from graph.tombstones import Presence


class RollbackError(Exception):
    """A roll-back that cannot be done as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A kept snapshot: its bytes on the disk (files that it shares with others included), and what is wrong."""

    number: int
    published: str | None
    statements: int | None
    digest: str | None
    rolled_back_to: int | None
    tags: tuple[str, ...]
    pinned: bool
    current: bool
    size: int
    problem: str | None = None


def listed(data: Path, lease: float) -> list[Listed]:
    """The kept snapshots, the oldest first."""
    snapshots = Snapshots(data)
    names = tags(Journal(data).entries("tag", "untag"))
    held = pinned(data, lease)
    found = []
    for number in snapshots.numbers():
        folder = data / "snapshots" / str(number)
        manifest, problem = _manifest(folder)
        row = Listed(
            number=number,
            published=manifest.get("published"),
            statements=manifest.get("statements"),
            digest=manifest.get("digest"),
            rolled_back_to=manifest.get("rolled_back_to"),
            tags=tuple(sorted(name for name, of in names.items() if of == number)),
            pinned=number in held,
            current=number == snapshots.published(),
            size=files.size_of(folder),
            problem=problem,
        )
        found.append(row)
    return found


def _manifest(folder: Path) -> tuple[dict[str, Any], str | None]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
        cut = files.differing(folder, manifest.get("files", {}))
    except (OSError, ValueError, AttributeError) as error:
        return {}, f"its manifest cannot be read: {error}"
    return manifest, f"{', '.join(cut[:3])} cut or missing" if cut else None


def numbered(data: Path, name: str) -> int:
    """The kept snapshot that a number or a tag names; raises ``NoSnapshot`` naming those that there are."""
    standing = tags(Journal(data).entries("tag", "untag"))
    number = int(name) if name.isdecimal() else standing.get(name)
    kept = Snapshots(data).numbers()
    if number not in kept:
        known = ", ".join([*map(str, kept), *sorted(standing)]) or "none"
        raise NoSnapshot(f"no snapshot {name} is kept; there are: {known}")
    return number


def tag(data: Path, number: int, name: str) -> None:
    """Give a kept snapshot a tag, which keeps it. Call it with the writer's lock held; raises ``TagError``."""
    journal = Journal(data)
    entry = tagged(name, number, tags(journal.entries("tag", "untag")), clock.now())
    journal.append([entry] if entry else [])


def untag(data: Path, name: str) -> int:
    """Take a tag away; returns the snapshot that had it. Call it with the writer's lock held."""
    journal = Journal(data)
    standing = tags(journal.entries("tag", "untag"))
    if name not in standing:
        raise TagError(f"no snapshot has the tag {name}; there are: {', '.join(sorted(standing)) or 'none'}")
    journal.append([{"event": "untag", "name": name, "time": clock.now()}])
    return standing[name]


def rollback(data: Path, of: int, number: int, inputs: Callable[[], str], min_free: int) -> Entry:
    """Publish the graphs of snapshot ``of`` again as snapshot ``number``; returns the journal's entry.

    ``inputs`` gives the digest of all that a build depends on at present, by which the next build knows
    that nothing has changed since. Call it with the writer's lock held. Raises :class:`RollbackError`.
    """
    folder = data / "snapshots" / str(of)
    manifest, problem = _manifest(folder)
    if not manifest:
        raise RollbackError(f"snapshot {of}: {problem}")
    snapshots = Snapshots(data)
    if snapshots.published() == of and not problem:
        raise RollbackError(f"snapshot {of} is what is published")
    graphs, texts = _kept(data, of, manifest)
    space.check(data, 0, files.size_of(data / "store"), min_free)
    time = clock.now()
    own = {"number", "digest", "base", "graphs", "texts", "files", "writes"}
    about = {name: value for name, value in manifest.items() if name not in own}
    about |= {"inputs": inputs(), "published": time, "rolled_back_to": of}
    after = _entities(folder, manifest["base"], of)
    why = f"Snapshot {of}, which does not have it, was published again."
    before = Presence.before(list(Journal(data).entries()), published(data))
    gone = partial(tombstones.write, before=before, after=after, why=lambda _: why, number=number, time=time)
    current, entries, about_it = published(data), Journal(data).entries(), (manifest["base"], number, time)
    logged = deriving.recorded(data, entries, current, graphs, lambda iri: _content(data, graphs[iri]), about_it)
    finish = partial(_copy, folder, of, (gone, logged))
    digest = put(data, Content(manifest["base"], graphs, texts, about, finish), number)
    entry = {"event": "publish", "snapshot": number, "digest": digest, "time": time, "of": of}
    made = data / "snapshots" / str(number)
    Journal(data).append([*tombstones.entries(made, number), *log.entries(made, number), entry])
    return entry


def _entities(folder: Path, base: str, of: int) -> set[str]:
    try:
        return tombstones.published(folder, base)
    except sqlite3.Error as error:
        raise RollbackError(f"snapshot {of} cannot be rolled back to: its index cannot be read ({error})") from error


def _content(data: Path, digest: str) -> bytes:
    return (data / "graphs" / digest[:2] / f"{digest}.nq").read_bytes()


def _kept(data: Path, of: int, manifest: Mapping[str, Any]) -> tuple[Listing, Listing]:
    """The graphs and texts of a snapshot, all of which are there."""
    told = f"snapshot {of} cannot be rolled back to: "
    try:
        graphs, texts = (Listing.of(data, manifest[name]) for name in ("graphs", "texts"))
        _ = [*graphs, *texts]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RollbackError(f"{told}{error}") from error
    for iri, digest in graphs.items():
        path = data / "graphs" / digest[:2] / f"{digest}.nq"
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise RollbackError(f"{told}{path}, its graph {iri}, is damaged or gone")
    for text in texts:
        if not (data / "texts" / text).exists():
            raise RollbackError(f"{told}{data / 'texts' / text} is gone")
    return graphs, texts


def _copy(
    source: Path,
    of: int,
    beside: Iterable[Callable[[Path], None]],
    target: Path,
    store: Store,  # noqa: ARG001
) -> None:
    """All that a snapshot holds besides its store and manifest; its report tells of the roll-back."""
    for write in beside:
        write(target)
    for path in source.iterdir():
        if path.is_file() and path.name not in ("manifest.json", "report.json", tombstones.FILE, log.FILE):
            files.link(path, target / path.name)
    try:
        report = json.loads((source / "report.json").read_bytes())
    except (OSError, ValueError) as error:
        raise Damaged(f"snapshot {of} cannot be rolled back to: its report cannot be read ({error})") from error
    report = {**{name: value for name, value in report.items() if name != "undone_rollback"}, "rolled_back_to": of}
    (target / "report.json").write_text(json.dumps(report, ensure_ascii=False), "utf-8")
