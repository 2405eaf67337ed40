"""Finding documents: files, folders and URLs, each with the URL and time that its saver wrote down.

A file may carry ``{"url": …, "retrieved": …}`` in a sidecar ``<file>.meta.json``, or a row
``file,url,retrieved`` in its folder's ``documents.csv``. Where neither says when it was retrieved, the
file's own time counts, or ``SOURCE_DATE_EPOCH``.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from graph import clock, identifiers
from graph.archive import Harvested
from graph.settings import Settings

SIDECAR = ".meta.json"
LISTING = "documents.csv"
_FILE_COLUMNS = ("file", "filename", "path", "name")
AGENT = "Catalograph/0.1 (research study catalogue; one request at a time)"
_BESIDE = ("readme", "license", "licence", "copying")


class SourceError(Exception):
    """A SOURCE of the command line that cannot be used at all."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file among the sources, and the folder in which its name is told."""

    path: Path
    root: Path


def gather(sources: Iterable[str], settings: Settings, kind: str | None) -> Iterator[tuple[Harvested, bytes]]:
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


def count(sources: Iterable[str]) -> int:
    """How many documents the sources hold, for a progress bar."""
    return sum(1 if s.startswith(("http://", "https://")) else len(list(_files(Path(s)))) for s in sources)


def _files(path: Path) -> Iterator[Found]:
    if path.is_file():
        yield Found(path, path.parent)
    elif path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            beside = file.stem.lower() in _BESIDE or file.name == LISTING or file.name.endswith(SIDECAR)
            if not hidden and not beside:
                yield Found(file, path)
    else:
        raise SourceError(f"{path} is neither a file nor a folder nor a URL")


def _file(found: Found, settings: Settings, kind: str | None) -> tuple[Harvested, bytes]:
    name = found.path.relative_to(found.root).as_posix()
    retrieved = clock.fixed() or datetime.fromtimestamp(int(found.path.stat().st_mtime), UTC)
    location = str(found.path.resolve())
    url, error, content = None, None, b""
    size = found.path.stat().st_size
    try:
        told = _told(found)
        url = told.get("url")
        retrieved = _time(told["retrieved"]) if told.get("retrieved") else retrieved
        if size > settings.max_document:
            raise ValueError(_too_large(size, settings))
        content = found.path.read_bytes()
    except (OSError, ValueError) as problem:
        error = str(problem)
    return _entry(url or location, name, clock.instant(retrieved), content, size, url, kind, error), content


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
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    named = ((next((row[name] for name in _FILE_COLUMNS if row.get(name)), None), row) for row in rows)
    return {name: row for name, row in named if name}


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _fetch(url: str, settings: Settings, kind: str | None) -> tuple[Harvested, bytes]:
    """One URL that the operator named. A failure is an entry with an error."""
    content, error, size = b"", None, 0
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=5, timeout=settings.fetch_timeout) as client,
            client.stream("GET", url, headers={"User-Agent": AGENT}) as response,
        ):
            response.raise_for_status()
            pieces = []
            for piece in response.iter_bytes():
                size += len(piece)
                if size > settings.max_document:
                    raise ValueError(_too_large(size, settings))
                pieces.append(piece)
            content = b"".join(pieces)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
        error, content = f"could not be fetched: {problem}", b""
    return _entry(url, url, clock.now(), content, size, url, kind, error), content


def _too_large(size: int, settings: Settings) -> str:
    return f"{size:,} bytes or more; at most {settings.max_document:,} are read (CATALOGRAPH_MAX_DOCUMENT raises that)"


def _entry(
    location: str,
    name: str,
    retrieved: str,
    content: bytes,
    size: int,
    url: str | None,
    kind: str | None,
    error: str | None,
) -> Harvested:
    sha256 = None if error else hashlib.sha256(content).hexdigest()
    return Harvested(location, name, retrieved, sha256, size, url, kind, error)
