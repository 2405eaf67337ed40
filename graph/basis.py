"""What a build depends on, as digests: where these are unchanged, so is what comes of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from graph import settings, tombstones
from graph.archive import Archive
from graph.changes import activities
from graph.journal import Entry, Followed, Journal, line_of
from graph.settings import Settings


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
