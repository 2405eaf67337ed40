"""The archive as WARC files (ISO 28500), and WARC files into the archive.

What was fetched is a response record, what was a file a resource record, each with its URL, instant, headers and
payload digest, so that any tool reads them. What only we know of it (where it stands, as which kind it was asked for,
for which source) is a note in the record, by which a catalogue that takes the file in comes to the same statements.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO
from urllib.parse import quote

from graph import clock, sources, warc
from graph.archive import Archive, Harvested, Intake
from graph.archived import lines
from graph.erasing.redaction import redacted
from graph.erasing.rules import Rules
from graph.erasing.treatment import allowed
from graph.harvest.fetching import KEPT
from graph.journal import Entry
from graph.sources import warc as crawl
from graph.warc import NOTES, Capture

_MAPPING = "urn:sha256:"
_YAML = (("Content-Type", "application/yaml"),)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TEXTS = ("name", "url", "kind", "error", "gone", "source", "key")
_SAID = {
    **dict.fromkeys(("title", "publisher", "licence", "home", "kind"), (str, type(None))),
    "min_documents": (int,),
    "max_deletions": (int, float),
    "leave_out": (list,),
}


def newest(archive: Archive) -> Iterator[Harvested]:
    """What the catalogue stands on: of each location the newest version, or that and what says why it is not read.

    What is gone is left out; of a listing that is harvested all versions are there that still count.
    """
    log = archive.entries()
    versions = archive.versions(log)
    for location, standing in archive.standing(log).items():
        if standing[-1].gone:
            continue
        if not any(line.sha256 for line in standing):
            yield from [line for line in versions[location] if line.sha256][-1:]
        yield from standing


def exported(
    archive: Archive, chosen: Iterable[Harvested], said: Iterable[Entry], tell: Callable[[str], None]
) -> Iterator[Capture]:
    """The captures of these lines. ``said`` are the journal's entries of sources.

    What is damaged is left out and told.
    """
    for entry in said:
        url = f"urn:x-catalograph:source:{quote(str(entry['name']))}"
        yield _note({"source": dict(entry)}, str(entry["time"]), url)
    mappings: set[str] = set()
    for line in chosen:
        if line.sha256 is None:
            yield _note({"line": line.told()}, line.retrieved, _address(line))
            continue
        try:
            if line.mapping and line.mapping not in mappings:
                mappings.add(line.mapping)
                content = archive.path(line.mapping).read_bytes()
                yield Capture(f"{_MAPPING}{line.mapping}", line.retrieved, headers=_YAML, content=content)
            yield _capture(archive, line)
        except (OSError, ValueError) as error:
            tell(f"{line.location}: {error}")


def _capture(archive: Archive, line: Harvested) -> Capture:
    document = archive.document(line)
    content = document.path.read_bytes() if document.path else document.content
    headers = tuple((name.title(), value) for name, value in (line.headers or {}).items())
    note = json.dumps({"line": line.told()}, sort_keys=True)
    return Capture(_address(line), line.retrieved, None if line.headers is None else 200, headers, content, note=note)


def _note(told: Entry, time: str, url: str) -> Capture:
    content = json.dumps(told, sort_keys=True).encode()
    return Capture(url, time, headers=(("Content-Type", NOTES),), content=content, type="metadata")


def _address(line: Harvested) -> str:
    """The URL of what stands there; of a file its own."""
    place = line.url or line.location
    return place if place.startswith(("http://", "https://")) else f"file://{quote(place)}"


@dataclass(slots=True)
class Taken:
    """What came of an import. ``counts``: new, changed, unchanged, older, erased, broken; ``left`` is no document."""

    counts: Counter[str] = field(default_factory=Counter)
    left: crawl.Told = field(default_factory=crawl.Told)
    sources: list[Entry] = field(default_factory=list)


class Importer:
    """Takes captures into an archive, as far as ``rules`` allow; ``tell`` is told what could not be taken.

    A capture that is older than what is archived from its address is left aside, and one that is there already
    changes nothing, so that an import that was cut is repeated.
    """

    def __init__(self, archive: Archive, intake: Intake, rules: Rules | None, tell: Callable[[str], None]) -> None:
        self.archive = archive
        self.intake = intake
        self.rules = rules
        self.tell = tell
        self.taken = Taken()
        self.known = {_mark(line) for line in lines(archive)}
        self.before = {location: line.retrieved for location, line in intake.newest.items()}

    def file(self, file: BinaryIO, most: int) -> None:
        """Take in the captures of a WARC file, payloads of up to ``most`` bytes."""
        for capture in warc.read(file, most):
            try:
                self._one(capture)
            except (ValueError, RecursionError) as error:
                self.taken.counts["broken"] += 1
                self.tell(f"{capture.url or 'a record without address'}: {error}")

    def _one(self, capture: Capture) -> None:
        if capture.error:
            raise ValueError(capture.error)
        if capture.type == "metadata":
            self._noted(json.loads(capture.content))
        elif (capture.url or "").startswith(_MAPPING):
            self.archive.keep(capture.content, hashlib.sha256(capture.content).hexdigest())
        elif capture.note:
            self._own(capture)
        else:
            self._found(capture)

    def _noted(self, told: Any) -> None:
        if isinstance(told, dict) and "source" in told:
            self.taken.sources.append(_source(told["source"]))
            return
        line = _line(told)
        places = (line.location, line.url or "")
        if line.sha256:
            raise ValueError("its content is missing")
        if self.rules and any(self.rules.address(place) or redacted(place, self.rules) != place for place in places):
            self.taken.counts["erased"] += 1
        else:
            self._take(line, b"", self.before.get(line.location))

    def _own(self, capture: Capture) -> None:
        line = _line(json.loads(capture.note))
        if line.sha256 != hashlib.sha256(capture.content).hexdigest():
            raise ValueError("its content is not the one that its note tells of")
        if line.mapping and not self.archive.path(line.mapping).exists():
            raise ValueError(f"its mapping {line.mapping} is not there")
        self._take(replace(line, size=len(capture.content)), capture.content, self.before.get(line.location))

    def _found(self, capture: Capture) -> None:
        """A capture of somebody else's: a document of its own, where a source recognises it."""
        made = crawl.part(capture, self.taken.left)
        if made is None:
            return
        if made.error or not made.url:
            raise ValueError(made.error or "it has no address on the web")
        if not made.retrieved:
            raise ValueError(f"its WARC-Date is no instant: {capture.retrieved!r}")
        digest = hashlib.sha256(made.content).hexdigest()
        headers = {name.lower(): value for name, value in capture.headers if name.lower() in KEPT}
        line = Harvested(made.url, made.url, made.retrieved, digest, len(made.content), made.url, headers=headers)
        if known := self.intake.newest.get(line.location):
            line = replace(line, kind=known.kind, source=known.source, mapping=known.mapping)
        self._take(line, made.content, known.retrieved if known else None)

    def _take(self, line: Harvested, content: bytes, before: str | None) -> None:
        if _mark(line) in self.known:
            self.taken.counts["unchanged"] += line.complete is None
        elif before and before > line.retrieved:
            self.taken.counts["older"] += 1
        elif line.complete:
            self.intake.mark(line)
            self.known.add(_mark(line))
        else:
            kept = [self.intake.take(new, held) for new, held in allowed([(line, content)], self.rules)]
            self.taken.counts.update(kept or ["erased"])
            self.known.add(_mark(line))


def _mark(line: Harvested) -> tuple[str, str, str]:
    """By which a version is known again."""
    return line.location, line.retrieved, line.sha256 or line.gone or line.error or "complete"


def _line(told: Any) -> Harvested:
    """The line that a note tells of; raises ``ValueError``: whoever wrote the file may have written anything."""
    try:
        line = Harvested(**told["line"])
        texts = [text for name in _TEXTS if (text := getattr(line, name)) is not None]
        digests = [digest for digest in (line.sha256, line.mapping) if digest is not None]
        headers = dict(line.headers or {})
        sound = (
            all(isinstance(text, str) for text in (line.location, line.name, *texts, *headers, *headers.values()))
            and all(_DIGEST.fullmatch(digest) for digest in digests)
            and isinstance(line.size, int)
            and line.complete in (None, True)
            and clock.normal(line.retrieved) == line.retrieved
            and (line.kind is None or line.kind in sources.sources())
        )
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(f"its note is no line of a harvest log: {error}") from error
    if not sound:
        raise ValueError("its note is no line of a harvest log")
    return line


def _source(told: Any) -> Entry:
    """What a note says of a source, as the journal has it."""
    try:
        made = {name: told[name] for name in _SAID if name in told}
        sound = isinstance(told["name"], str) and all(isinstance(made[name], _SAID[name]) for name in made)
        sound = sound and all(isinstance(pattern, str) for pattern in made.get("leave_out", ()))
        made |= {"event": "source", "name": told["name"], "time": clock.normal(told["time"])}
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(f"its note describes no source: {error}") from error
    if not sound:
        raise ValueError("its note describes no source")
    return made
