"""The harvest log by what its lines are known by, read once for as long as it does not grow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from graph.archive import Archive, Harvested

Lines = Mapping[str, tuple[Harvested, ...]]


def lines(data: Path) -> Lines:
    """The lines of the log, oldest first, by location, name, URL, digest and key of their documents."""
    log = Archive(data).log
    if not log.exists():
        return {}
    stat = log.stat()
    return _lines(data, stat.st_ino, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=2)
def _lines(data: Path, _inode: int, _size: int, _time: int) -> Lines:
    found: dict[str, list[Harvested]] = {}
    for line in Archive(data):
        if not line.complete:
            for name in {line.location, line.name, line.url, line.sha256, line.key} - {None, ""}:
                found.setdefault(str(name), []).append(line)
    return {name: tuple(several) for name, several in found.items()}


def distinct(found: Iterable[Harvested]) -> list[Harvested]:
    """The lines each once, oldest first."""
    known = {(one.retrieved, one.location, one.name, one.sha256 or ""): one for one in found}
    return [known[at] for at in sorted(known)]


def newest(data: Path, *names: str | None) -> str:
    """When something that is known by one of these names was last taken in; "" where nothing was."""
    known = lines(data)
    times = [line.retrieved for name in names if name for line in known.get(name, ()) if line.sha256]
    return max(times, default="")
