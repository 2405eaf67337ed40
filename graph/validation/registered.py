"""Profiles that a curator registers: any SHACL, from a file or an address, pinned by its digest.

Their shapes lie in the data folder by content, the journal says under which name: ``profile`` with the digest and
where it came from, and ``unprofile`` where one is taken back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph import clock
from graph.checking import BY_EXTENSION
from graph.journal import Journal
from graph.settings import Settings
from graph.store import files
from graph.validation.profiles import profiles
from graph.validation.shapes import Shapes, ShapesError, load_shapes, read_shapes

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_SYNTAX = {"text/turtle": ".ttl", "application/ld+json": ".jsonld", "application/rdf+xml": ".rdf"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of shapes; ``digest`` and ``origin`` are of one that was registered."""

    name: str
    files: tuple[Path, ...]
    digest: str | None = None
    origin: str | None = None

    def shapes(self) -> Shapes:
        """Its shapes, checked when it was registered. Raises ``ShapesError`` where they are no longer the same."""
        if self.digest:
            for path in self.files:
                if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != self.digest:
                    raise ShapesError(
                        f"profile {self.name}: its shapes in {path} are gone or changed: register it again"
                    )
        return load_shapes(self.files, thorough=False)


def known(data: Path) -> Mapping[str, Profile]:
    """All profiles by their names: those that come with the application, and those registered in a data folder."""
    found = {name: Profile(name, paths) for name, paths in profiles().items()}
    for entry in Journal(data).entries():
        if entry["event"] == "profile":
            name, digest = str(entry["name"]), str(entry["digest"])
            path = data / "profiles" / f"{digest}{entry['suffix']}"
            found[name] = Profile(name, (path,), digest, str(entry["from"]))
        elif entry["event"] == "unprofile":
            found.pop(str(entry["name"]), None)
    return found


def add(name: str, origin: str, chosen: Settings) -> Profile:
    """Register shapes under a name, with the writer's lock held.

    Raises ``ShapesError`` where they cannot be had or used, ``ValueError`` for a name that cannot be given.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a profile: small letters, digits and . _ - only")
    if name in profiles():
        raise ValueError(f"{name} comes with the application: choose another name")
    content, suffix = _fetched(origin, chosen) if origin.startswith(("http://", "https://")) else _read(Path(origin))
    read_shapes({f"{name}{suffix}": content})
    digest = hashlib.sha256(content).hexdigest()
    path = chosen.data / "profiles" / f"{digest}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    files.keep(path, content)
    told = {"event": "profile", "name": name, "digest": digest, "suffix": suffix, "from": origin, "time": clock.now()}
    Journal(chosen.data).append([told])
    return Profile(name, (path,), digest, origin)


def remove(name: str, chosen: Settings) -> None:
    """Take a registered profile back. Raises ``ValueError`` where there is none of that name."""
    if known(chosen.data).get(name, Profile(name, ())).digest is None:
        raise ValueError(f"no profile {name} is registered here")
    Journal(chosen.data).append([{"event": "unprofile", "name": name, "time": clock.now()}])


def _read(path: Path) -> tuple[bytes, str]:
    suffix = path.suffix.lower()
    if suffix not in BY_EXTENSION:
        raise ShapesError(f"{path}: its extension tells no RDF syntax; known are {', '.join(sorted(BY_EXTENSION))}")
    try:
        return path.read_bytes(), suffix
    except OSError as error:
        raise ShapesError(f"{path}: {error.strerror}") from error


def _fetched(url: str, chosen: Settings) -> tuple[bytes, str]:
    from graph.harvest.fetching import Fetcher  # takes a while, and is seldom asked

    fetcher = Fetcher(chosen, None, ())
    try:
        response = fetcher.fetch(url, 1.0, robots=False)
    finally:
        fetcher.close()
    if response.status != 200:
        raise ShapesError(f"{url}: {response.error}")
    media = (response.headers or {}).get("content-type", "").partition(";")[0].strip().lower()
    suffix = Path(url.partition("?")[0]).suffix.lower()
    return response.content, _SYNTAX.get(media) or (suffix if suffix in BY_EXTENSION else ".ttl")
