"""``harvest.toml``: which sources there are, how each is fetched, and what is expected of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph import identifiers, sources

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SPAN = re.compile(r"(\d+)\s*(minute|hour|day|week)s?")
EXAMPLE = """\
contact = "mailto:you@example.org"        # sent to every server, so that its owner can reach you

[sources.archive]
kind = "oai-pmh"
url = "https://archive.example.org/oai?verb=ListRecords&metadataPrefix=oai_ddi25"
every = "1 day"
"""


class PlanError(ValueError):
    """A ``harvest.toml`` that cannot be used; the message names the place and what may stand there."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A source of ``harvest.toml``. Times are in seconds, ``rate`` in requests a second to one host.

    ``complete``: its listing names all that there is, so what it no longer names is no more. ``every`` is
    how often it is due, ``full_every`` how often all of it is asked for where only changes are otherwise.
    ``hosts`` are those beside the URL's own that its links may lead to. ``min_documents`` and
    ``max_deletions`` (a share) hold a publish. ``leave_out`` are patterns (``*`` for anything) of keys,
    URLs and identifiers that are not taken in.
    """

    name: str
    url: str
    kind: str | None = None
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    home: str | None = None
    mapping: str | None = None
    every: float | None = None
    full_every: float = 30 * 86400.0
    rate: float = 1.0
    robots: bool = True
    complete: bool = True
    incremental: bool = True
    limit: int = 1_000_000
    min_documents: int = 0
    max_deletions: float = 0.1
    leave_out: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    @property
    def at(self) -> frozenset[str | None]:
        """The hosts whose addresses are fetched."""
        return frozenset((urlsplit(self.url).hostname, *self.hosts))


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a ``harvest.toml``. ``folder`` is where it lies: mappings are found from there."""

    folder: Path
    contact: str
    sources: Mapping[str, Planned]

    def chosen(self, names: tuple[str, ...]) -> list[Planned]:
        """The named sources, or all; raises :class:`PlanError` for a name that there is none of."""
        for name in names:
            if name not in self.sources:
                raise PlanError(f"no source {name!r} in harvest.toml; there are: {', '.join(self.sources) or 'none'}")
        return [planned for name, planned in self.sources.items() if not names or name in names]


def load(path: Path) -> Plan:
    """Read a plan; raises :class:`PlanError`."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise PlanError(f"there is no {path}. Write one, for example:\n\n{EXAMPLE}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{path}: {error}") from error
    contact = told.pop("contact", None)
    listed = told.pop("sources", {})
    if told:
        raise PlanError(f"{path}: {', '.join(told)}: unknown; at the top there are contact and [sources.NAME]")
    if not isinstance(contact, str) or not re.match(r"(mailto:|https?://)\S+$", contact):
        raise PlanError(f'{path}: contact is "mailto:…" or the URL of a page, so that a server\'s owner can reach you')
    if not isinstance(listed, dict) or not all(isinstance(entry, dict) for entry in listed.values()):
        raise PlanError(f"{path}: a source is a table, [sources.NAME]")
    planned = {}
    for name, entry in listed.items():
        try:
            planned[name] = _planned(name, dict(entry), path.parent)
        except ValueError as error:
            raise PlanError(f"{path}, [sources.{name}]: {error}") from error
    return Plan(path.parent, contact, planned)


def _planned(name: str, entry: dict[str, Any], folder: Path) -> Planned:
    if not _NAME.fullmatch(name):
        raise ValueError("a name is of lower-case letters, digits, _ and -")
    known = {field.name for field in fields(Planned)} - {"name"}
    unknown = sorted(set(entry) - known)
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: unknown; there are: {', '.join(sorted(known))}")
    made = {key: _CHECKS[key](value) for key, value in entry.items()}
    if "url" not in made:
        raise ValueError("url is missing")
    if made.get("mapping") and not (folder / made["mapping"]).is_file():
        raise ValueError(f"mapping: there is no file {made['mapping']} beside harvest.toml")
    return Planned(name, **made)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is no text")
    return value.strip()


def _url(value: Any) -> str:
    url = identifiers.parse_url(_text(value))
    if not url:
        raise ValueError(f"{value!r} is no http or https URL")
    return url


def _kind(value: Any) -> str:
    return sources.source(_text(value)).kind


def _span(value: Any) -> float:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"{value!r} is no span of time, such as '6 hours' or '1 day'")
    return timedelta(**{f"{found.group(2)}s": int(found.group(1))}).total_seconds()


def _number(least: float, most: float, whole: bool = False) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        right = isinstance(value, int) if whole else isinstance(value, int | float)
        if not right or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{value!r} is no {'whole ' if whole else ''}number from {least:,} to {most:,}")
        return value

    return check


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is no list of texts")
    return tuple(_text(item) for item in value)


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "url": _url,
    "kind": _kind,
    "title": _text,
    "publisher": _text,
    "licence": _text,
    "home": _url,
    "mapping": _text,
    "every": _span,
    "full_every": _span,
    "rate": _number(0.001, 1000),
    "robots": _flag,
    "complete": _flag,
    "incremental": _flag,
    "limit": _number(1, 100_000_000, True),
    "min_documents": _number(0, 100_000_000, True),
    "max_deletions": _number(0, 1),
    "leave_out": _texts,
    "hosts": _texts,
}
