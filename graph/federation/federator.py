"""What a replay of a harvester is: its rules with their sources, what it sees of a state, what that makes it do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from graph.catalogue import datasets
from graph.namespaces import RDF


@dataclass(frozen=True, slots=True)
class Rule:
    """What a harvester does, and where that is written: a file of its code, or its documentation."""

    text: str
    source: str


@dataclass(frozen=True)
class Page:
    """A page of the catalogue as a harvester gets it: its bytes in RDF/XML, and what they say."""

    url: str
    content: bytes
    triples: list[Triple]

    @cached_property
    def said(self) -> dict[str, dict[str, list[NamedNode | Literal]]]:
        """Subject → predicate → objects."""
        found: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        for triple in self.triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                found.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
        return found

    def typed(self, type_: NamedNode) -> list[str]:
        """The IRIs of a class."""
        return [iri for iri, said in self.said.items() if type_ in said.get(RDF.type.value, ())]

    def values(self, iri: str, predicate: NamedNode) -> list[str]:
        return [term.value for term in self.said.get(iri, {}).get(predicate.value, [])]


@dataclass(frozen=True, slots=True)
class Item:
    """A dataset as it is handed out by itself, in canonical N-Triples."""

    base: str
    slug: str
    lines: bytes

    @property
    def iri(self) -> str:
        return datasets.iri(self.base, self.slug)


@dataclass(slots=True)
class Seen:
    """What a harvester got: a digest for each dataset by the name that it has there, and what it refused and why.

    ``stopped`` says why its job ended before the end: then it changes nothing.
    """

    items: dict[str, str] = field(default_factory=dict)
    rejects: dict[str, str] = field(default_factory=dict)
    stopped: str | None = None


class Federator:
    """A harvester: a subclass says what it does with a page of the catalogue, or with a dataset by itself."""

    name = ""
    title = ""
    routes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __init__(self) -> None:
        self.seen = Seen()

    def page(self, page: Page) -> None:
        """Take a page of the catalogue, in order."""

    def item(self, item: Item) -> None:
        """Take a dataset, in the order of the catalogue."""

    def end(self, total: int) -> None:
        """All has been seen; ``total`` datasets are listed."""

    def take(self, name: str, told: Iterable[object]) -> None:
        """Keep a dataset under a name, with the digest of what was told of it."""
        text = "\n".join(sorted(map(str, told)))
        self.seen.items[name] = hashlib.sha256(text.encode()).hexdigest()[:16]

    def refuse(self, name: str, why: str) -> None:
        self.seen.rejects[name] = why

    def stop(self, why: str) -> None:
        """End the job, for the first reason."""
        self.seen.stopped = self.seen.stopped or why


class Reader(Federator):
    """A harvester that reads the catalogue's pages: it accepts datasets by their IRIs, under names of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted: dict[str, str] = {}

    def item(self, item: Item) -> None:
        if name := self.accepted.pop(item.iri, None):
            self.take(name, [item.lines])


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a harvester will do on its next run, holding ``held`` datasets. What it refuses it leaves as it was."""

    name: str
    title: str
    against: int
    held: int
    creates: tuple[str, ...]
    updates: tuple[str, ...]
    deletes: tuple[str, ...]
    rejects: tuple[tuple[str, str], ...]
    stopped: str | None


def predicted(federator: Federator, before: Seen, after: Seen, against: int) -> Prediction:
    """The difference of what a harvester saw and what it will see; where its job stops, nothing."""
    was, now = before.items, before.items if after.stopped else after.items
    return Prediction(
        federator.name,
        federator.title,
        against,
        held=len(was),
        creates=tuple(sorted(now.keys() - was.keys())),
        updates=tuple(sorted(name for name in now.keys() & was.keys() if now[name] != was[name])),
        deletes=tuple(sorted(was.keys() - now.keys() - after.rejects.keys())),
        rejects=tuple(sorted(after.rejects.items())),
        stopped=after.stopped,
    )
