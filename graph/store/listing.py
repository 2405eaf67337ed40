"""The list of a snapshot's graphs (or texts): names with digests, in parts that are kept by content.

A long list has :data:`PARTS` parts, and a name's own digest says in which of them it stands; a short one is a single
part. ``data/lists/<sha256>`` holds a part: a line ``name digest`` for each of its names, sorted. So what a change
writes, what two snapshots differ in, and what a reader has to read again after a publish grow with the change and
not with the list. The list's digest is that of its one part, or of the digests of all its parts.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.store import files

PARTS = 256
SHORT = 1000
"""Names up to which a list is a single part."""

Part = Mapping[str, str]


class Listing(Mapping[str, str]):
    """A list in the data folder ``data``: read part by part, when a name is looked for. Names come sorted.

    What was read of the list ``like`` is not read again. Raises ``FileNotFoundError`` where a part is gone,
    ``ValueError`` where one is not what was written.
    """

    def __init__(self, data: Path, parts: Sequence[str], count: int, like: Listing | None = None) -> None:
        self.folder = data / "lists"
        self.parts = tuple(parts)
        self._count = count
        read = like._read if like else {}
        self._read: dict[str, Part] = {digest: read[digest] for digest in self.parts if digest in read}
        self._names: list[str] | None = None
        if like is not None and like._names is not None:
            self._names = _renewed(like._names, differing(like, self), self)

    @classmethod
    def of(cls, data: Path, told: Mapping[str, Any], like: Listing | None = None) -> Listing:
        """The list that a manifest tells of; see :meth:`told`."""
        return cls(data, told["parts"], int(told["count"]), like)

    @classmethod
    def kept(cls, data: Path, named: Mapping[str, str]) -> Listing:
        """Keep a list in a data folder."""
        parts: dict[int, dict[str, str]] = defaultdict(dict)
        places = 1 if len(named) <= SHORT else PARTS
        for name, digest in named.items():
            parts[_place(name, places)][name] = digest
        return cls(data, _keep(data, [parts[place] for place in range(places)]), len(named))

    def changed(self, data: Path, changes: Mapping[str, str | None]) -> Listing:
        """Keep the list with other digests for some names; those with ``None`` leave it."""
        count = len(self) + sum((digest is not None) - (name in self) for name, digest in changes.items())
        if (count <= SHORT) != (len(self) <= SHORT):
            merged = {**self, **changes}
            return Listing.kept(data, {name: digest for name, digest in merged.items() if digest is not None})
        made: dict[int, dict[str, str]] = {}
        for name, digest in changes.items():
            place = _place(name, len(self.parts))
            part = made.setdefault(place, dict(self._part(self.parts[place])))
            part.pop(name, None)
            if digest is not None:
                part[name] = digest
        parts = list(self.parts)
        for place, digest in zip(made, _keep(data, list(made.values())), strict=True):
            parts[place] = digest
        return Listing(data, parts, count, self)

    @property
    def digest(self) -> str:
        """The digest of the list."""
        if len(self.parts) == 1:
            return self.parts[0]
        return hashlib.sha256("".join(f"{digest}\n" for digest in self.parts).encode()).hexdigest()

    @property
    def told(self) -> dict[str, Any]:
        """The list as a manifest tells of it."""
        return {"count": len(self), "parts": list(self.parts)}

    def __getitem__(self, name: str) -> str:
        return self._part(self.parts[_place(name, len(self.parts))])[name]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        if self._names is None:
            self._names = sorted(name for digest in self.parts for name in self._part(digest))
        return iter(self._names)

    def some(self, at_least: int) -> Iterator[tuple[str, str]]:
        """So many names with their digests, or a part more; all where there are fewer."""
        given = 0
        for digest in self.parts:
            if given >= at_least:
                return
            yield from self._part(digest).items()
            given += len(self._part(digest))

    def missing(self, like: Listing | None = None) -> list[Path]:
        """The parts that are not there; those that the list ``like`` has too are not looked for."""
        looked_for = set(self.parts).difference(like.parts if like else ())
        return [self.folder / digest for digest in sorted(looked_for) if not (self.folder / digest).exists()]

    def beyond(self, others: Sequence[Listing]) -> Iterator[tuple[str, str]]:
        """The names with digests that are in none of the other lists."""
        known = {digest for other in others for digest in other.parts}
        for digest in self.parts:
            if digest not in known:
                for name, content in self._part(digest).items():
                    if all(other.get(name) != content for other in others):
                        yield name, content

    def _part(self, digest: str) -> Part:
        part = self._read.get(digest)
        if part is None:
            content = (self.folder / digest).read_bytes()
            if hashlib.sha256(content).hexdigest() != digest:
                raise ValueError(f"{self.folder / digest} is not what was written")
            part = self._read[digest] = dict(line.rsplit(" ", 1) for line in content.decode().split("\n")[:-1])
        return part


def differing(old: Listing, new: Listing) -> set[str]:
    """The names that only one of two lists has, or that have other digests; only parts that differ are read."""
    if len(old.parts) != len(new.parts):
        return {name for name in {*old, *new} if old.get(name) != new.get(name)}
    found: set[str] = set()
    for before, after in zip(old.parts, new.parts, strict=True):
        if before != after:
            was, now = old._part(before), new._part(after)
            found |= {name for name in {*was, *now} if was.get(name) != now.get(name)}
    return found


def flat_digest(named: Mapping[str, str]) -> str:
    """The digest that a snapshot had in format 1: of all lines in one, however many."""
    return hashlib.sha256(_lines(named)).hexdigest()


def _place(name: str, places: int) -> int:
    return hashlib.sha256(name.encode()).digest()[0] if places == PARTS else 0


def _lines(part: Part) -> bytes:
    return "".join(f"{name} {digest}\n" for name, digest in sorted(part.items())).encode()


def _keep(data: Path, parts: Iterable[Part]) -> list[str]:
    """Keep parts, and wait until they are on the disk; returns their digests."""
    digests, fresh = [], False
    for content in map(_lines, parts):
        digests.append(hashlib.sha256(content).hexdigest())
        fresh |= files.keep(data / "lists" / digests[-1], content)
    if fresh:
        files.sync_folders([data / "lists", data])
    return digests


def _renewed(names: list[str], changed: Iterable[str], after: Listing) -> list[str]:
    names = list(names)
    for name in changed:
        place = bisect_left(names, name)
        was = place < len(names) and names[place] == name
        if was and name not in after:
            del names[place]
        elif not was and name in after:
            insort(names, name)
    return names
