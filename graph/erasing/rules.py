"""What has been erased, known by marks alone, so that the note of an erasure does not tell what it hides.

A mark is the HMAC-SHA256 of a text under the catalogue's own salt. The journal's ``erase`` entries hold
marks of IRIs, addresses, keys, names and identifiers, and the time; what belongs to a whole publisher is
known by a pattern of addresses, which is nobody's personal data.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path

from graph import identifiers
from graph.identity.keys import occurrences
from graph.journal import Entry
from graph.records import Contact, Identifier, Person, Reading, children

TITLES = ("dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "dame")


@dataclass(frozen=True)
class Rules:
    """All that has been erased. ``when`` gives the time of each mark, ``patterns`` of addresses likewise."""

    salt: str
    when: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Rules | None:
        """The rules that a journal holds, or ``None`` where nothing was ever erased."""
        erased = [entry for entry in entries if entry["event"] == "erase"]
        if not erased:
            return None
        when = {mark: entry["time"] for entry in erased for mark in entry["marks"]}
        patterns = {pattern: entry["time"] for entry in erased for pattern in entry["patterns"]}
        return cls(erased[0]["salt"], when, patterns)

    @classmethod
    def new(cls, before: Rules | None, texts: Iterable[str], patterns: Iterable[str], time: str) -> Rules:
        """The rules with these texts erased as well."""
        begun = before or cls(secrets.token_hex(16))
        marks = {begun.mark(text): time for text in texts}
        return cls(begun.salt, {**marks, **begun.when}, {**dict.fromkeys(patterns, time), **begun.patterns})

    @cached_property
    def _key(self) -> bytes:
        return bytes.fromhex(self.salt)

    def mark(self, text: str) -> str:
        """The mark of a text such as ``iri:id/person/…`` or ``name:…``."""
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:32]

    def erased(self, text: str) -> str | None:
        """When a text was erased, or ``None``."""
        return self.when.get(self.mark(text))

    def address(self, url: str | None) -> str | None:
        """When what is at an address was erased."""
        if not url:
            return None
        return self.erased(f"url:{url}") or next((t for p, t in self.patterns.items() if fnmatchcase(url, p)), None)

    def name(self, name: str) -> bool:
        return self.erased(f"name:{identifiers.normal_name(name)}") is not None

    def identifier(self, value: str) -> bool:
        return self.erased(f"id:{value.lower()}") is not None


def write(path: Path, rules: Rules | None) -> None:
    """Put the rules beside a snapshot, so that its pages know what is gone."""
    if rules:
        path.write_text(json.dumps({"salt": rules.salt, "when": rules.when}), "utf-8")


@lru_cache(maxsize=8)
def beside(path: Path) -> Rules | None:
    """The rules that were written there."""
    return Rules(**json.loads(path.read_bytes())) if path.exists() else None


def people(reading: Reading) -> Iterator[Person | Contact]:
    """Everybody whom a document speaks of, wherever in its records."""
    for record in reading.records:
        for occurrence in occurrences(record, ""):
            if isinstance(occurrence.record, Person):
                yield occurrence.record
            yield from (child for child in children(occurrence.record) if isinstance(child, Contact))


def names_of(person: Person | Contact) -> Iterator[str]:
    """The names that a record gives, each as it is written."""
    if person.name:
        yield person.name.value
    if isinstance(person, Person) and person.family_name and person.given_name:
        yield f"{person.given_name.value} {person.family_name.value}"


def identifiers_of(person: Person | Contact) -> Iterator[str]:
    """What identifies somebody: values of identifiers, addresses of mail."""
    if isinstance(person, Person):
        yield from (said.value.value for said in person.identifiers if isinstance(said.value, Identifier))
    elif person.email:
        yield person.email.value.removeprefix("mailto:")


def forms(name: str) -> Iterator[str]:
    """The ways in which a name is written, normalised: in both orders, with initials, with a title."""
    normal = identifiers.normal_name(name)
    words = [word for word in normal.split() if word not in TITLES]
    yield normal
    if "," in name:
        family, _, given = name.partition(",")
        words = [*identifiers.normal_name(given).split(), *identifiers.normal_name(family).split()]
    if len(words) < 2:
        return
    *given_names, last = words
    first = given_names[0]
    initials = [word[0] for word in given_names]
    for before in ([*given_names], [first], initials, initials[:1], ["".join(initials)]):
        yield " ".join([*before, last])
        yield " ".join([last, *before])
    for title in TITLES:
        yield f"{title} {last}"
        yield f"{title} {' '.join(words)}"
