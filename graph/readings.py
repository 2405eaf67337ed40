"""From the archive to readings: each document's newest version that can be read, the rest listed.

A location of the archive holds one document or, where its kind has parts, many. A document that stands at
several locations, as a record in two pages of a feed, is read where it was retrieved last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import Any

from graph import executing, reading
from graph.archive import Archive, Harvested, When, placed
from graph.cutting import Cutter, Piece
from graph.identifiers import slug
from graph.reading import Outcome, Outcomes, Unreadable
from graph.records import Reading
from graph.sources import Source, source, told_by


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read. ``key`` is ``<kind>/<key at its source>``; ``task`` names what came of it.

    ``first`` and ``changed`` are when any version, and this one, was first retrieved. ``stale`` says why
    this is not the newest version; ``older`` are the digests of earlier ones. ``page`` is the address that it
    states itself; of a document that describes nothing, ``empty`` is true.
    """

    key: str
    source: Source
    harvested: Harvested
    task: str
    first: str
    changed: str
    page: str | None = None
    notes: tuple[str, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    empty: bool = False
    stale: str | None = None
    older: frozenset[str] = frozenset()

    @property
    def url(self) -> str | None:
        return self.harvested.url or self.page


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with what came of reading it."""

    read: Read
    reading: Reading

    @property
    def key(self) -> str:
        return self.read.key

    @property
    def source(self) -> Source:
        return self.read.source

    @property
    def harvested(self) -> Harvested:
        return self.read.harvested

    @property
    def url(self) -> str | None:
        return self.read.url


@dataclass(frozen=True, slots=True)
class Failure:
    """A document of which no version can be read, or that another one takes the place of."""

    harvested: Harvested
    error: str
    position: str | None = None
    kind: str | None = None
    status: str = "failed"


@dataclass(frozen=True, slots=True)
class Listing:
    """A document that holds others: how many, and what in it is none of them."""

    harvested: Harvested
    kind: str | None
    parts: int
    notes: tuple[str, ...]


@dataclass(slots=True)
class Readings:
    """All documents of an archive, by key, and those that gave none; ``deleted``: since when their sources say so.

    ``listings`` are those that held others, as far as there is something to tell of them.
    """

    read: dict[str, Read] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    deleted: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Described:
    """Which source a document of a kind belongs to: its kind's, or the harvested one that its line names."""

    named: Mapping[str, Mapping[str, Any]]

    def source(self, kind: str, name: str | None, mapping: bytes | None = None) -> Source:
        """``mapping`` is the one given with a table, which may be a source by itself."""
        of_kind = source(kind)
        if mapping is not None:
            own: dict[str, Any] = {**told_by(kind, mapping)}
            of_kind = replace(of_kind, name=f"{kind}-{slug(own['title'])}" if "title" in own else "", **own)
        if name is None:
            return of_kind
        said = self.named.get(name, {})
        told = {key: said[key] for key in ("title", "publisher", "licence", "home") if said.get(key)}
        patterns = (*of_kind.leave_out, *said.get("leave_out", ()))
        return replace(of_kind, name=name, leave_out=patterns, **told)


def read_archive(
    archive: Archive,
    outcomes: Outcomes,
    rejected: Mapping[str, str] | None = None,
    progress: Callable[[int], None] = lambda _: None,
    executor: str = "1",
    named: Mapping[str, Mapping[str, Any]] | None = None,
) -> Readings:
    """Read every location's newest version; where that fails, the newest one that can be read, as stale.

    ``rejected`` says why versions, by their digest, did not pass the gate while an older one may; ``named``
    describes harvested sources by name. ``progress`` is told how many there are, for each.
    """
    cutter = Cutter(archive, outcomes)
    log = archive.entries()
    last = archive.standing(log)
    standing = {place: found for place, found in sorted(last.items()) if not found[-1].gone}
    every = [version for found in standing.values() for version in found]
    tasks = chain.from_iterable(_told(cutter.tasks(version), progress, len(every)) for version in every)
    outcomes.keep(executing.mapped(reading.outcome, tasks, executor))
    reader = _Reader(cutter, log, rejected or {}, Described(named or {}))
    for found in last.values():
        reader.gone(found[-1])
    for location, found in standing.items():
        reader.location(reader.versions[location], found)
    return reader.settled()


def _told(tasks: Iterable[reading.Task], progress: Callable[[int], None], of: int) -> Iterator[reading.Task]:
    yield from tasks
    progress(of)


class _Reader:
    """Reads locations one by one; what they say of the same document is settled at the end."""

    def __init__(self, cutter: Cutter, log: list[Harvested], rejected: Mapping[str, str], described: Described) -> None:
        self.cutter = cutter
        self.versions = cutter.archive.versions(log)
        self._when = placed(log)
        self.rejected = rejected
        self.described = described
        self.found: list[tuple[When, Read]] = []
        self.failed: list[tuple[str | None, Failure]] = []
        self.deleted: dict[str, When] = {}
        self.listings: list[Listing] = []
        self.left_out: dict[str, str] = {}

    def gone(self, newest: Harvested) -> None:
        """Note a document that was cut out of its listing before it was kept, and that its source deleted since."""
        if newest.gone and newest.key:
            self._deleted(newest.key, newest, newest)

    def _deleted(self, key: str, version: Harvested, line: Harvested) -> None:
        when = self._when(version, line)
        self.deleted[key] = max(when, self.deleted.get(key, when))

    def location(self, versions: list[Harvested], standing: list[Harvested]) -> None:
        """The documents that stand there; of those that fail, the newest one before that does not."""
        newest = versions[-1]
        if all(self._whole(version) for version in versions if not version.gone):
            self._one(versions)
            return
        cut = [piece for piece in self.cutter.pieces(newest) if not piece.whole]
        self._listing(newest, cut)
        broken = None
        for piece in cut:
            if piece.error and piece.key is None:
                broken = Failure(piece.line, piece.error, piece.position, piece.kind)
                self.failed.append((None, broken))
            else:
                self._part(newest, piece)
        met = {piece.key for piece in cut}
        for version in reversed(versions if broken else standing[:-1]):
            for piece in self.cutter.pieces(version):
                if piece.key and piece.key not in met:
                    met.add(piece.key)
                    if broken and not piece.deleted:
                        self._stale(piece.key, broken)
                    else:
                        self._part(version, piece)

    def _whole(self, version: Harvested) -> bool:
        """Whether a version is one document itself, and holds no others."""
        pieces = self.cutter.pieces(version)
        return len(pieces) == 1 and pieces[0].line == version and not pieces[0].whole

    def _listing(self, version: Harvested, cut: list[Piece]) -> None:
        """What is to be told of a version with parts itself. That a page of a listing is empty is nothing."""
        notes: tuple[str, ...] = ()
        for piece in self.cutter.pieces(version) if version.sha256 else ():
            if piece.whole:
                made = self._made(piece)
                notes = made.notes if isinstance(made, Reading) else ()
        if notes or not (cut or version.source or version.error):
            parts = sum(piece.error is None for piece in cut)
            self.listings.append(Listing(version, version.kind, parts, notes or ("it holds no documents",)))

    def _one(self, versions: list[Harvested]) -> None:
        failure: Failure | None = None
        for version in reversed(versions):
            if version.gone:
                break
            (piece,) = self.cutter.pieces(version)
            outcome = self._read(piece)
            if isinstance(outcome, Read):
                same = [v.retrieved for v in versions if v.sha256 == version.sha256]
                older = frozenset(v.sha256 for v in versions[: versions.index(version)] if v.sha256)
                read = replace(outcome, first=min(v.retrieved for v in versions), changed=min(same))
                read = replace(read, stale=failure.error if failure else None, older=older - {version.sha256})
                self.found.append((self._when(version, version), read))
                return
            failure = failure or outcome
        if failure:
            self.failed.append((None, failure))

    def _part(self, version: Harvested, piece: Piece) -> None:
        if piece.deleted and piece.key:
            self._deleted(piece.key, version, piece.line)
            return
        outcome = self._read(piece)
        if isinstance(outcome, Failure):
            if piece.key is None or not self._stale(piece.key, outcome):
                self.failed.append((piece.key, outcome))
            return
        before = [earlier.line for _, earlier in self.history.get(outcome.key, ()) if earlier.line != piece.line]
        same = [line.retrieved for line in (*before, piece.line) if line.sha256 == piece.line.sha256]
        older = frozenset(line.sha256 for line in before if line.sha256) - {piece.line.sha256}
        first = min(line.retrieved for line in (*before, piece.line))
        read = replace(outcome, first=first, changed=min(same), older=older)
        self.found.append((self._when(version, piece.line), read))

    def _stale(self, key: str, failure: Failure) -> bool:
        """Take the newest version of a part that can be read instead; tells whether there is one."""
        for when, piece in reversed(self.history.get(key, ())):
            outcome = self._read(piece)
            if isinstance(outcome, Read):
                self.found.append((when, replace(outcome, stale=failure.error)))
                return True
        return False

    @cached_property
    def history(self) -> dict[str, list[tuple[When, Piece]]]:
        """The parts that any version of any location has held, by key, in the order of their retrieval."""
        held: dict[str, list[tuple[When, Piece]]] = {}
        for version in chain.from_iterable(self.versions.values()):
            for piece in self.cutter.pieces(version) if version.sha256 else ():
                if piece.key and piece.readable:
                    held.setdefault(piece.key, []).append((self._when(version, piece.line), piece))
        for pieces in held.values():
            pieces.sort(key=itemgetter(0))
        return held

    def _read(self, piece: Piece) -> Read | Failure:
        if not piece.readable:
            return Failure(piece.line, piece.error or "it was deleted at its source", piece.position, piece.kind)
        assert piece.kind
        reason = self.rejected.get(piece.line.sha256 or "")
        if reason:
            told = f"the newest version does not pass the shapes: {reason}"
            return Failure(piece.line, told, None, piece.kind)
        made = self._made(piece)
        if isinstance(made, Unreadable):
            return Failure(piece.line, made.error, made.position, piece.kind)
        key = piece.key or f"{piece.kind}/{made.key}"
        mapping = self.cutter.archive.path(piece.line.mapping).read_bytes() if piece.line.mapping else None
        described = self.described.source(piece.kind, piece.line.source, mapping)
        pattern = left_out(described, key, piece.line.url or made.url, piece.line.url, made)
        when = piece.line.retrieved
        read = Read(key, described, piece.line, piece.task, when, when, made.url, made.notes, made.unknown)
        self.left_out |= {piece.task: pattern} if pattern else {}
        return replace(read, empty=not made.records)

    def _made(self, piece: Piece) -> Outcome:
        self._ensure(piece)
        return self.cutter.outcomes.outcome(piece.task)

    def _ensure(self, piece: Piece) -> None:
        """Read what only an older version holds, which was not read with the rest."""
        if self.cutter.outcomes.has(piece.task):
            return
        for version in self.versions[piece.line.location]:
            tasks = (task for task in self.cutter.tasks(version) if task.name == piece.task)
            self.cutter.outcomes.keep(map(reading.outcome, tasks))

    def settled(self) -> Readings:
        """One reading for each key: the one that was retrieved last, unless its source deleted it since."""
        since = {key: second for key, (second, _) in self.deleted.items()}
        readings = Readings(deleted=since, listings=self.listings)
        for when, new in sorted(self.found, key=lambda found: (found[0], found[1].harvested.sha256 or "")):
            if self.deleted.get(new.key, ("", -1)) >= when:
                continue
            if pattern := self.left_out.get(new.task):
                told = f"{new.source.name or new.source.kind} leaves out {pattern}"
                readings.failures.append(Failure(new.harvested, told, None, new.source.kind, "left out"))
                continue
            old = readings.read.get(new.key)
            if old and old.harvested.sha256 != new.harvested.sha256:
                if "#" not in old.harvested.name:
                    told = f"{new.harvested.name} has the same key, {new.key}, and was retrieved later"
                    readings.failures.append(Failure(old.harvested, told, None, new.source.kind, "superseded"))
                new = replace(new, first=min(old.first, new.first), older=new.older | {old.harvested.sha256 or ""})
            readings.read[new.key] = new
        for key, failure in self.failed:
            known = readings.read.get(key or "")
            if known and known.harvested.retrieved <= failure.harvested.retrieved:
                readings.read[known.key] = replace(known, stale=failure.error)
            else:
                readings.failures.append(failure)
        readings.failures.sort(key=lambda f: (f.harvested.location, f.harvested.name))
        return readings


def left_out(source: Source, key: str, url: str | None, page: str | None, made: Reading) -> str | None:
    """The pattern by which its source leaves a document out: of its key, its URL or an identifier."""
    if not source.leave_out:
        return None
    names = {key, key.partition("/")[2], url or "", page or ""}
    for record in made.records:
        names.update(said.value.value for said in getattr(record, "identifiers", ()))
        names.update(f"{said.value.scheme}:{said.value.value}" for said in getattr(record, "identifiers", ()))
    matching = (p for p in source.leave_out for name in names if fnmatchcase(name, p))
    return next(matching, None)


def in_order(readings: Readings) -> Iterator[Read]:
    """The documents that were read, in the order of their keys."""
    for key in sorted(readings.read):
        yield readings.read[key]


def opened(documents: Iterable[Read], outcomes: Outcomes) -> Iterator[Opened]:
    """Documents with what came of reading them, one after the other."""
    for read in documents:
        made = outcomes.outcome(read.task)
        assert isinstance(made, Reading)
        yield Opened(read, made)
