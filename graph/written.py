"""What was written over HTTP, as the journal has it: the last content of each user's graph.

Beside the journal, ``data/journal/writes/<sha256>.nq`` holds the canonical N-Quads that its entries name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from graph import clock
from graph.journal import Entry, JournalError
from graph.store import files

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")


def is_user_graph(iri: str, base: str) -> bool:
    """Whether a graph is one that may be written to: ``<base>graph/user/<name>``, a name in letters and digits."""
    start = f"{base}graph/user/"
    return iri.startswith(start) and _NAME.fullmatch(iri.removeprefix(start)) is not None


def keep(data: Path, changes: Mapping[str, bytes]) -> list[Entry]:
    """Keep the new content of graphs by their IRIs, nothing for one that is gone; returns what the journal is to say.

    The journal says it after the publish and together with it, so that it holds no write that was cut off.
    """
    entries: list[Entry] = []
    for iri, content in sorted(changes.items()):
        digest = hashlib.sha256(content).hexdigest() if content else None
        if digest:
            files.keep(_place(data, digest), content)
            files.sync_folders([_place(data, digest).parent, data / "journal"])
        entries.append({"event": "write", "graph": iri, "sha256": digest, "time": clock.now()})
    return entries


def standing(data: Path, entries: Iterable[Entry]) -> dict[str, bytes]:
    """The content of each graph that was written and is there still, by its IRI.

    Raises :class:`graph.journal.JournalError` where a content is not what it was.
    """
    last = {str(entry["graph"]): entry["sha256"] for entry in entries if entry["event"] == "write"}
    return {iri: _read(_place(data, digest), digest) for iri, digest in sorted(last.items()) if digest}


def _place(data: Path, digest: str) -> Path:
    return data / "journal" / "writes" / f"{digest}.nq"


def _read(path: Path, digest: str) -> bytes:
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise JournalError(f"{path} is damaged or gone; restore it from a backup")
    return content
