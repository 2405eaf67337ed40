"""What a replay of a harvester is: its rules with their sources, what it meets on its visit, what that makes it do."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph.federation.service import Answer, Failed, Service
from graph.namespaces import DCAT, HYDRA, RDF

OWN = (DCAT.Dataset, DCAT.Catalog, DCAT.CatalogRecord)
"""Classes of what stands by itself on a page: what leads to one of these leads out of a dataset."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a harvester does, and where that is written: a file of its code, or its documentation."""

    text: str
    source: str


@dataclass(frozen=True)
class Page:
    """A page of the catalogue as a harvester gets it: where it was, its bytes, and what they say."""

    url: str
    content: bytes
    triples: list[Triple]

    @classmethod
    def of(cls, answer: Answer, format: RdfFormat) -> Page:
        """The page that an answer is, read in a format. Raises :class:`Failed` where it cannot be."""
        try:
            quads = parse(answer.content, format=format, base_iri=answer.url)
            return cls(answer.url, answer.content, [quad.triple for quad in quads])
        except (SyntaxError, ValueError) as error:
            raise Failed(f"{answer.url} cannot be read as {format.name}: {error}") from error

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

    def described(self, iri: str) -> list[str]:
        """All that is said of a dataset, and of what it leads to, but for other datasets and the catalogue's own."""
        waiting, met, lines = [iri], {iri}, []
        while waiting:
            here = waiting.pop()
            for predicate, objects in self.said[here].items():
                for term in objects:
                    lines.append(f"{here} {predicate} {term}")
                    if isinstance(term, NamedNode) and term.value not in met and self._part(term.value):
                        met.add(term.value)
                        waiting.append(term.value)
        return lines

    def _part(self, iri: str) -> bool:
        types = self.said.get(iri, {}).get(RDF.type.value, ())
        return iri in self.said and not any(type_ in OWN for type_ in types)


@dataclass(slots=True)
class Seen:
    """What a harvester got: a digest for each dataset by the name that it has there, and what it refused and why.

    ``stopped`` says why its job ended before the end: then it changes nothing.
    """

    items: dict[str, str] = field(default_factory=dict)
    rejects: dict[str, str] = field(default_factory=dict)
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a harvester has from its last visit: digests by names, of a state that was published at ``time``."""

    items: Mapping[str, str]
    time: str


class Federator(ABC):
    """A harvester: a subclass says how it visits a service and what it makes of the answers."""

    name = ""
    title = ""
    routes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __init__(self) -> None:
        self.seen = Seen()

    def visit(self, service: Service, held: Held | None = None) -> Seen:
        """What it gets on a visit, holding what it got on the last one."""
        try:
            self.harvest(service, held)
        except Failed as error:
            self.stop(str(error))
        return self.seen

    def first(self, service: Service) -> Seen:
        """What it holds after its first visit."""
        return self.visit(service)

    @abstractmethod
    def harvest(self, service: Service, held: Held | None) -> None:
        """Do the job. A :class:`Failed` ends it."""

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
    """A harvester that reads the catalogue's pages from the first on, and takes what it no longer meets for gone."""

    start = "catalog.rdf"
    lost = "deleted"
    """What becomes there of datasets on pages that it does not find."""

    def harvest(self, service: Service, held: Held | None) -> None:  # noqa: ARG002
        url, met, listed, total = f"{service.base}{self.start}", set[str](), 0, 0
        while url and not self.seen.stopped:
            if url in met:
                raise Failed(f"{url} is reached again, so that the pages have no end")
            met.add(url)
            page = self.fetched(service, url)
            listed += len(page.typed(DCAT.Dataset))
            total = total or max((int(n) for n in _totals(page) if n.isdecimal()), default=0)
            self.page(page)
            onward = next(iter(self.onward(page)), "")
            if not onward and listed < total and not self.seen.stopped:
                told = f"{url} leads on to no page that it finds, so that {total - listed} of {total}"
                raise Failed(f"{told} datasets would be {self.lost}")
            url = onward

    @abstractmethod
    def fetched(self, service: Service, url: str) -> Page:
        """A page as this harvester asks for it and reads it. Raises :class:`Failed` where that ends its job."""

    @abstractmethod
    def page(self, page: Page) -> None:
        """Take the datasets of a page."""

    @abstractmethod
    def onward(self, page: Page) -> list[str]:
        """Where it finds the next page, if it does."""


def fine(answer: Answer) -> Answer:
    """The answer, where it is a 200; raises :class:`Failed` for any other."""
    if answer.status != 200:
        raise Failed(f"{answer.url} answers {answer.status}")
    return answer


def by_media_type(answer: Answer, default: RdfFormat | None = None) -> RdfFormat:
    """The format that a Content-Type names. Raises :class:`Failed` where it is none, and there is no default."""
    format = RdfFormat.from_media_type(answer.media_type) or default
    if format is None:
        raise Failed(f"{answer.url} has the Content-Type {answer.media_type or '(none)'}, which is no RDF")
    return format


def _totals(page: Page) -> list[str]:
    return [total for iri in page.typed(HYDRA.Collection) for total in page.values(iri, HYDRA.totalItems)]


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
