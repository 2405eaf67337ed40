"""Finding documents: files, folders and URLs, each with the URL and time that its saver wrote down.

A file may carry ``{"url": …, "retrieved": …}`` in a sidecar ``<file>.meta.json``, or a row
``file,url,retrieved`` in its folder's ``documents.csv``. A table's mapping stands beside it, in
``<file>.mapping.yml``. Where neither says when it was retrieved, the
file's own time counts, or ``SOURCE_DATE_EPOCH``.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph import clock, identifiers
from graph.archive import HEAD, Archive, Harvested
from graph.settings import Settings
from graph.sources import DocumentError, recognise, streams
from graph.sources.base import Document

SIDECAR = ".meta.json"
MAPPING = ".mapping.yml"
LISTING = "documents.csv"
_FILE_COLUMNS = ("file", "filename", "path", "name")
_BESIDE = ("readme", "license", "licence", "copying")


class SourceError(Exception):
    """A SOURCE of the command line that cannot be used at all."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file among the sources, and the folder in which its name is told."""

    path: Path
    root: Path


def gather(sources: Iterable[str], settings: Settings, kind: str | None) -> Iterator[tuple[Harvested, bytes | Path]]:
    """Every document of the sources with its bytes, in the order of their names.

    Raises :class:`SourceError` for a source that does not exist. What cannot be read or is too large
    comes out as an entry with an error.
    """
    for source in sources:
        if source.startswith(("http://", "https://")):
            yield _fetch(source, settings, kind)
            continue
        for found in _files(Path(source)):
            yield _file(found, settings, kind)
        yield from _missing(Path(source), kind)


def _missing(path: Path, kind: str | None) -> Iterator[tuple[Harvested, bytes]]:
    """The files that a folder's listings name and that are not there: each is an entry with an error."""
    for listing in sorted(path.rglob(LISTING)) if path.is_dir() else ():
        try:
            rows = _listing(listing)
        except (OSError, ValueError, csv.Error):  # told with each file beside it
            continue
        for name, row in rows.items():
            if not (listing.parent / name).is_file():
                place = (listing.relative_to(path).parent / name).as_posix()
                told = f"{listing.relative_to(path).as_posix()} names this file, which is not there"
                url = identifiers.parse_url(row.get("url") or "")
                yield _entry(url or str(path.resolve() / place), place, clock.now(), b"", 0, url, kind, told), b""


def count(sources: Iterable[str]) -> int:
    """How many documents the sources hold, for a progress bar."""
    return sum(1 if s.startswith(("http://", "https://")) else len(list(_files(Path(s)))) for s in sources)


def _files(path: Path) -> Iterator[Found]:
    if path.is_file():
        if not path.name.endswith(MAPPING):
            yield Found(path, path.parent)
    elif path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            beside = file.stem.lower() in _BESIDE or file.name == LISTING or file.name.endswith((SIDECAR, MAPPING))
            if not hidden and not beside:
                yield Found(file, path)
    else:
        raise SourceError(f"{path} is neither a file nor a folder nor a URL")


def _file(found: Found, settings: Settings, kind: str | None) -> tuple[Harvested, bytes | Path]:
    name = found.path.relative_to(found.root).as_posix()
    retrieved = clock.fixed() or datetime.fromtimestamp(int(found.path.stat().st_mtime), UTC)
    location = str(found.path.resolve())
    url, error, mapping = None, None, None
    content: bytes | Path = b""
    size = found.path.stat().st_size
    try:
        told = _told(found)
        url = told.get("url")
        retrieved = _time(told["retrieved"]) if told.get("retrieved") else retrieved
        content = _content(found.path, size, settings, kind)
        mapping = _mapping(found, settings)
    except (OSError, ValueError) as problem:
        error = str(problem)
    entry = _entry(url or location, name, clock.instant(retrieved), content, size, url, kind, error)
    return replace(entry, mapping=mapping), content


def _content(path: Path, size: int, settings: Settings, kind: str | None) -> bytes | Path:
    """A file's bytes, or the file itself where it is large and of a kind that is read as a stream."""
    if size <= settings.max_document:
        return path.read_bytes()
    with path.open("rb") as file:
        head = Document(file.read(HEAD), path.name, "", path=path)
    try:
        streamed = streams(kind or recognise(head).kind)
    except DocumentError:
        streamed = False
    if not streamed:
        raise ValueError(_too_large(size, settings))
    return path


def _mapping(found: Found, settings: Settings) -> str | None:
    """The digest of the mapping beside a file; the archive keeps it."""
    beside = found.path.with_name(found.path.name + MAPPING)
    if not beside.exists():
        return None
    content = beside.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    Archive(settings.data).keep(content, digest)
    return digest


def _told(found: Found) -> dict[str, Any]:
    """What the file's sidecar or its folder's listing says of it."""
    sidecar = found.path.with_name(found.path.name + SIDECAR)
    told: dict[str, Any] = {}
    if sidecar.exists():
        try:
            told = json.loads(sidecar.read_text("utf-8"))
        except ValueError as error:
            raise ValueError(f"{sidecar.name} is no JSON: {error}") from error
        if not isinstance(told, dict):
            raise ValueError(f"{sidecar.name} is no JSON object")
    else:
        for folder in (found.path.parent, found.root):
            row = _listing(folder / LISTING).get(found.path.relative_to(folder).as_posix())
            if row:
                told = row
                break
    url = told.get("url")
    if url and not identifiers.parse_url(str(url)):
        raise ValueError(f"the URL noted for {found.path.name} is none: {url!r}")
    return told


def _listing(path: Path) -> dict[str, dict[str, str]]:
    return _rows(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=8)
def _rows(path: Path, _changed: int) -> dict[str, dict[str, str]]:
    """The rows of a listing by the files that they name, read once as long as it is unchanged."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    named = ((next((row[name] for name in _FILE_COLUMNS if row.get(name)), None), row) for row in rows)
    return {name: row for name, row in named if name}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(clock.normal(text))


def _fetch(url: str, settings: Settings, kind: str | None) -> tuple[Harvested, bytes]:
    """One URL that the operator named. A failure is an entry with an error."""
    from graph.harvest.fetching import Fetcher  # takes a while, and most documents lie here

    fetcher = Fetcher(settings, None, {urlsplit(url).hostname or ""})
    try:
        answer = fetcher.fetch(url, 1.0, robots=False)
    finally:
        fetcher.close()
    error = f"could not be fetched: {answer.error}" if answer.error else None
    entry = _entry(url, url, clock.now(), answer.content, len(answer.content), url, kind, error)
    return replace(entry, headers=answer.headers), answer.content


def _too_large(size: int, settings: Settings) -> str:
    return f"{size:,} bytes or more; at most {settings.max_document:,} are read (CATALOGRAPH_MAX_DOCUMENT raises that)"


def _entry(
    location: str,
    name: str,
    retrieved: str,
    content: bytes | Path,
    size: int,
    url: str | None,
    kind: str | None,
    error: str | None,
) -> Harvested:
    sha256 = None if error else _digest(content)
    return Harvested(location, name, retrieved, sha256, size, url, kind, error)


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
