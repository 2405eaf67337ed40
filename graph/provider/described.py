"""A dataset's DCAT in plain fields, for formats that are no RDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph import identifiers
from graph.catalogue import datasets
from graph.namespaces import ADMS, DCAT, DCT, FOAF, PROV, RDF, RDFS, ROLE, SKOS, VCARD

_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_YEAR = re.compile(r"\d{4}")
_DATES = (DCAT.startDate, DCAT.endDate)


@dataclass(frozen=True, slots=True)
class Text:
    """Words and their language tag, where that is known."""

    value: str
    language: str | None = None


_RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
_ACCESS = {
    f"{_RIGHTS}PUBLIC": Text("public", "en"),
    f"{_RIGHTS}RESTRICTED": Text("restricted", "en"),
    f"{_RIGHTS}NON_PUBLIC": Text("non-public", "en"),
}
"""The EU's authority table, in its own words: the profile gives the concepts no labels."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or an organisation, and its role where it is not said by the field that holds it."""

    name: str
    is_person: bool
    role: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A distribution: its name, where it is, its media type."""

    name: str
    url: str
    media_type: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask."""

    name: str
    email: str | None
    page: str | None


class Described:
    """What the canonical N-Triples of a dataset say. Every list is in a fixed order, each value once."""

    def __init__(self, lines: bytes, base: str, slug: str, since: str) -> None:
        self.slug = slug
        self.base = base
        self.iri = datasets.iri(base, slug)
        self.since = since
        self._node = NamedNode(self.iri)
        self._said: dict[object, dict[NamedNode, list[NamedNode | Literal]]] = {}
        for quad in parse(lines, format=RdfFormat.N_TRIPLES):
            assert isinstance(quad.object, NamedNode | Literal)
            self._said.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)

    def _of(self, subject: object, predicate: NamedNode) -> list[NamedNode | Literal]:
        return self._said.get(subject, {}).get(predicate, [])

    def _texts(self, subject: object, *predicates: NamedNode) -> list[Text]:
        for predicate in predicates:
            found = [term for term in self._of(subject, predicate) if isinstance(term, Literal)]
            if found:
                return [Text(term.value, term.language) for term in found]
        return []

    def _values(self, predicate: NamedNode) -> list[str]:
        return [term.value for term in self._of(self._node, predicate)]

    @cached_property
    def titles(self) -> list[Text]:
        return self._texts(self._node, DCT.term("title"))

    @cached_property
    def descriptions(self) -> list[Text]:
        return self._texts(self._node, DCT.description)

    @cached_property
    def keywords(self) -> list[Text]:
        return self._texts(self._node, DCAT.keyword)

    @cached_property
    def themes(self) -> list[tuple[str, Text]]:
        """The IRI of each theme with its label."""
        return [(iri.value, label) for iri in self._of(self._node, DCAT.theme) for label in self._labels(iri)[:1]]

    def _labels(self, node: object) -> list[Text]:
        return self._texts(node, SKOS.prefLabel, RDFS.label, FOAF.name, DCT.term("title"), VCARD.fn)

    def _agent(self, node: object, role: str | None = None) -> Agent | None:
        names = self._labels(node)
        is_person = FOAF.Person in self._of(node, RDF.type)
        return Agent(names[0].value, is_person, role) if names else None

    def _agents(self, predicate: NamedNode) -> list[Agent]:
        return [found for node in self._of(self._node, predicate) if (found := self._agent(node))]

    @cached_property
    def creators(self) -> list[Agent]:
        return self._agents(DCT.creator)

    @cached_property
    def publishers(self) -> list[Agent]:
        return self._agents(DCT.publisher)

    @cached_property
    def others(self) -> list[Agent]:
        """Funders and contributors, by their role's name."""
        found = [agent for agent in self._attributed() if agent not in self.creators]
        return [*found, *(a for a in self._agents(DCT.contributor) if a.name not in {each.name for each in found})]

    def _attributed(self) -> Iterator[Agent]:
        for node in self._of(self._node, PROV.qualifiedAttribution):
            roles = [str(role.value).removeprefix(ROLE) for role in self._of(node, DCAT.hadRole)]
            for agent in self._of(node, PROV.agent):
                if found := self._agent(agent, roles[0] if roles else None):
                    yield found

    @cached_property
    def funders(self) -> list[Agent]:
        return [agent for agent in self.others if agent.role == "funder"]

    @cached_property
    def issued(self) -> str | None:
        return next(iter(self._values(DCT.issued)), None)

    @cached_property
    def modified(self) -> str | None:
        return next(iter(self._values(DCT.modified)), None)

    @cached_property
    def languages(self) -> list[str]:
        """Of the data, as codes of ISO 639-3."""
        return [v.removeprefix(_LANGUAGES).lower() for v in self._values(DCT.language) if v.startswith(_LANGUAGES)]

    @cached_property
    def places(self) -> list[Text]:
        return [label for node in self._of(self._node, DCT.spatial) for label in self._labels(node)[:1]]

    @cached_property
    def periods(self) -> list[tuple[str | None, str | None]]:
        """Beginning and end of each."""
        found = []
        for node in self._of(self._node, DCT.temporal):
            begin, end = (next((t.value for t in self._of(node, predicate)), None) for predicate in _DATES)
            if begin or end:
                found.append((begin, end))
        return found

    @cached_property
    def identifiers(self) -> list[str]:
        """What it is called elsewhere: DOIs as addresses, and others."""
        nodes = self._of(self._node, ADMS.identifier)
        return [t.value for node in nodes for t in self._of(node, SKOS.notation) if isinstance(t, Literal)]

    @cached_property
    def doi(self) -> str | None:
        return next((doi for value in self.identifiers if (doi := identifiers.parse_doi(value))), None)

    @cached_property
    def pages(self) -> list[str]:
        """Its landing pages, and its page here where it has none."""
        return self._values(DCAT.landingPage) or [f"{self.base}study/{self.slug}"]

    @cached_property
    def access(self) -> list[Text]:
        """Who may get at it: the label of its access rights, or their address."""
        return self._stated(DCT.accessRights)

    @cached_property
    def rights(self) -> list[Text]:
        """What may be done with it, in words or as an address; those of access are not repeated."""
        return [text for text in self._stated(DCT.rights) if text not in self.access]

    def _stated(self, predicate: NamedNode) -> list[Text]:
        nodes = self._of(self._node, predicate)
        return [text for node in nodes for text in (self._labels(node) or [_ACCESS.get(node.value, Text(node.value))])]

    @cached_property
    def licences(self) -> list[str]:
        """Addresses of licences, of the dataset or of its files."""
        holders = (self._node, *self._of(self._node, DCAT.distribution))
        return list(dict.fromkeys(t.value for node in holders for t in self._of(node, DCT.license)))

    @cached_property
    def files(self) -> list[File]:
        found = []
        for node in self._of(self._node, DCAT.distribution):
            urls = [*self._of(node, DCAT.downloadURL), *self._of(node, DCAT.accessURL)]
            if urls:
                media = [t.value.rpartition("media-types/")[2] for t in self._of(node, DCAT.mediaType)]
                names = self._labels(node) or [Text(urls[0].value)]
                found.append(File(names[0].value, urls[0].value, next(iter(media), None)))
        return found

    @cached_property
    def publications(self) -> list[tuple[str, str]]:
        """IRI and title of what refers to it."""
        nodes = self._of(self._node, DCT.isReferencedBy)
        return [(node.value, self._labels(node)[0].value if self._labels(node) else node.value) for node in nodes]

    @cached_property
    def contacts(self) -> list[Contact]:
        found = []
        for node in self._of(self._node, DCAT.contactPoint):
            mails = [t.value.removeprefix("mailto:") for t in self._of(node, VCARD.hasEmail)]
            pages = [t.value for t in self._of(node, VCARD.hasURL)]
            names = self._labels(node)
            name = names[0].value if names else next(iter([*mails, *pages]), "")
            if name:
                found.append(Contact(name, next(iter(mails), None), next(iter(pages), None)))
        return found

    @property
    def year(self) -> str:
        """The year of its publication; where nobody says it, that in which it was listed here."""
        stated = _YEAR.match(self.issued or "")
        return stated[0] if stated else self.since[:4]
