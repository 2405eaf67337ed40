"""Whether a build would publish what is published already, so that it need not.

What a build depends on changes more often than what comes of it: a feed tells the time of its answer, a page its
visitors. The digest of what a snapshot was found to be equal to is kept beside it, in the cache: without it the next
build only finds out anew.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.archive import Archive, Harvested, When, placed
from graph.cutting import Cutter
from graph.reading import Outcomes
from graph.store.files import write_atomically
from graph.store.snapshot import Snapshot

FEW = 2000
"""Versions that are cut in one process; with more it is quicker to build."""
_TOLD = ("findings", "quarantined", "conforms", "severities")


def known(data: Path, current: Snapshot, inputs: str) -> bool:
    """Whether what a build depends on is what the published snapshot was made of, or was found to be equal to."""
    if current.manifest["inputs"] == inputs:
        return True
    try:
        return _path(data).read_text("utf-8") == f"{current.number} {inputs}\n"
    except OSError:
        return False


def remember(data: Path, current: Snapshot, inputs: str) -> None:
    """Note that a build of these came to what is published."""
    write_atomically(_path(data), f"{current.number} {inputs}\n".encode())


def _path(data: Path) -> Path:
    return data / "cache" / "unchanged"


def same(data: Path, current: Snapshot, archive: Archive, basis: str) -> bool:
    """Whether a build would be made of the same documents as the published snapshot, and of the same ``basis``.

    That is the digest of all that a build depends on but the archive.
    """
    told = current.manifest
    if told.get("basis") != basis or "documents" not in told:
        return False
    return bool(told["documents"] == documents(archive, data / "cache", FEW))


def documents(archive: Archive, folder: Path, most: int | None = None) -> str | None:
    """The digest of the documents that the archive holds, by their keys and bytes, wherever they were met last.

    A page of a listing that came again with the same records in it makes no other. ``folder`` is the cache in which
    what a version holds is kept; where more than ``most`` are not there yet, that is too much to find out.
    """
    outcomes = Outcomes(folder)
    cutter = Cutter(archive, outcomes)
    met: dict[str, dict[tuple[str, ...], When]] = defaultdict(dict)
    log = archive.entries()
    when = placed(log)
    try:
        for versions in archive.standing(log).values():
            for version in versions:
                if most is not None and version.sha256 and not cutter.known(version):
                    most -= 1
                    if most < 0:
                        return None
                for name, told, line in _met(version, cutter):
                    said = when(version, line)
                    met[name][told] = max(said, met[name].get(told, said))
    finally:
        outcomes.close()
    digest = hashlib.sha256()
    for name in sorted(met):
        ordered = [told for told, _ in sorted(met[name].items(), key=lambda item: (item[1], item[0]))]
        digest.update(json.dumps([name, ordered]).encode())
    return digest.hexdigest()


def _met(version: Harvested, cutter: Cutter) -> Iterator[tuple[str, tuple[str, ...], Harvested]]:
    """What a version says of each document in it, by its key or else by its place, and the line that tells when."""
    if version.gone:
        yield version.key or version.location, ("gone", version.key or "", version.gone), version
        return
    for piece in cutter.pieces(version):
        line = piece.line
        of_part = piece.key is not None and line.name != version.name
        told = (
            piece.kind,
            line.sha256,
            line.url,
            line.source,
            line.mapping,
            piece.error,
            piece.deleted,
            None if of_part else line.name,
        )
        name = piece.key if piece.key and of_part else f"{version.location} {line.name}"
        yield name, tuple(str(value) for value in told), line


def equal(current: Snapshot, graphs: Mapping[str, str], report: Mapping[str, Any]) -> bool:
    """Whether a snapshot holds these graphs, given their digests, and tells the same of the documents.

    On which page of a listing a document was met does not count.
    """
    if len(current.graphs) != len(graphs):
        return False
    if any(current.graphs.get(iri) != digest for iri, digest in graphs.items()):
        return False
    return _comparable(current.report) == _comparable(json.loads(json.dumps(report)))


def _comparable(report: Mapping[str, Any]) -> list[Any]:
    rows = ({name: value for name, value in row.items() if name != "name"} for row in report["documents"])
    return [*(report[name] for name in _TOLD), *sorted(json.dumps(row, sort_keys=True) for row in rows)]
