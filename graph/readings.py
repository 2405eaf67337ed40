"""From the archive to readings: each document's newest version that can be read, the rest listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from graph.archive import Archive, Harvested
from graph.records import Reading
from graph.sources import DocumentError, Source, read, recognise, source


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read. ``key`` is ``<kind>/<key at its source>``.

    ``first`` and ``changed`` are when any version, and this one, was first retrieved. ``stale`` says why
    this is not the newest version.
    """

    key: str
    source: Source
    harvested: Harvested
    reading: Reading
    first: str
    changed: str
    stale: str | None = None

    @property
    def url(self) -> str | None:
        return self.harvested.url or self.reading.url


@dataclass(frozen=True, slots=True)
class Failure:
    """A document of which no version can be read, or that another one takes the place of."""

    harvested: Harvested
    error: str
    position: str | None = None
    kind: str | None = None
    status: str = "failed"


@dataclass(slots=True)
class Readings:
    """All documents of an archive, by key, and those that gave none."""

    read: dict[str, Read] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


def read_archive(
    archive: Archive, rejected: Mapping[str, str] | None = None, progress: Callable[[], None] = lambda: None
) -> Readings:
    """Read every location's newest version; where that fails, the newest one that can be read, as stale.

    ``rejected`` says why versions, by their digest, did not pass the gate while an older one may.
    """
    readings = Readings()
    refused = rejected or {}
    for _, versions in sorted(archive.versions().items()):
        progress()
        failure = None
        for version in reversed(versions):
            outcome = _read_version(archive, version, versions, refused)
            if isinstance(outcome, Read):
                _settle(readings, replace(outcome, stale=failure.error if failure else None))
                break
            failure = failure or outcome
        else:
            assert failure is not None
            readings.failures.append(failure)
    return readings


def _read_version(
    archive: Archive, version: Harvested, versions: list[Harvested], refused: Mapping[str, str]
) -> Read | Failure:
    if version.sha256 is None:
        return Failure(version, version.error or "could not be taken in")
    if version.sha256 in refused:
        return Failure(version, f"the newest version does not pass the shapes: {refused[version.sha256]}")
    kind = version.kind
    try:
        document = archive.document(version)
        chosen = source(kind) if kind else recognise(document)
        kind = chosen.kind
        reading = read(document, kind)
    except DocumentError as error:
        return Failure(version, error.message, error.position, kind)
    except (OSError, ValueError, LookupError) as error:
        return Failure(version, str(error), None, kind)
    same = [v.retrieved for v in versions if v.sha256 == version.sha256]
    return Read(
        key=f"{kind}/{reading.key}",
        source=chosen,
        harvested=version,
        reading=reading,
        first=min(v.retrieved for v in versions),
        changed=min(same),
    )


def _settle(readings: Readings, new: Read) -> None:
    """Of two documents with one key the one that was retrieved last is read; the other is listed."""
    old = readings.read.get(new.key)
    if old is None:
        readings.read[new.key] = new
        return
    older, newer = sorted((old, new), key=lambda r: (r.harvested.retrieved, r.harvested.sha256 or ""))
    readings.read[new.key] = newer
    if older.harvested.sha256 != newer.harvested.sha256:
        told = f"{newer.harvested.name} has the same key, {new.key}, and was retrieved later"
        readings.failures.append(Failure(older.harvested, told, None, new.source.kind, "superseded"))


def in_order(readings: Readings) -> Iterator[Read]:
    """The documents that were read, in the order of their keys."""
    for key in sorted(readings.read):
        yield readings.read[key]
