"""How statements about records are made: values with their evidence, links, identifiers, nodes without names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph import identifiers
from graph.identity.keys import Keys, Occurrence, keys_of
from graph.identity.names import of_reference
from graph.namespaces import RDF, RDFS, SCHEMA
from graph.records import Identifier, Reference, Value
from graph.statements import Statement, Term, date, digest, iri_or_text

Node = Callable[[Keys], tuple[NamedNode, str]]
"""The IRI and the label of what is known by some keys."""
Described = Callable[["Mapper", NamedNode, Any], None]
"""States all about a record whose IRI is given."""


class Mapper:
    """Collects what one document says. ``described`` are the functions for the types of records."""

    def __init__(self, document: str, base: str, node: Node, described: Mapping[type, Described]) -> None:
        self.described = described
        self.document = document
        self.base = base
        self.node = node
        self.statements: list[Statement] = []
        self.owner: Occurrence | None = None

    def say(self, subject: NamedNode, predicate: NamedNode, obj: Term, said: Value[Any] | None = None) -> None:
        """One statement, with the evidence of the value that says it."""
        self.statements.append(Statement(subject, predicate, obj, said.evidence if said else ()))

    def types(self, subject: NamedNode, *types: NamedNode) -> None:
        """State classes, as the mapping's own word."""
        for type_ in types:
            self.statements.append(Statement(subject, RDF.type, type_))

    def prose(self, subject: NamedNode, predicate: NamedNode, *prose: Value[str] | None) -> None:
        """Texts in their languages."""
        for said in prose:
            if said:
                literal = Literal(said.value, language=said.language) if said.language else Literal(said.value)
                self.statements.append(Statement(subject, predicate, literal, said.evidence))

    def date(self, subject: NamedNode, predicate: NamedNode, said: Value[str] | None) -> None:
        if said:
            self.say(subject, predicate, date(said.value), said)

    def link(self, subject: NamedNode, predicate: NamedNode, said: Value[Any]) -> NamedNode:
        """State a relation to the thing that a value holds, and describe that thing."""
        target = self.describe(said.value, self.owner)
        self.say(subject, predicate, target, said)
        return target

    def urls(self, subject: NamedNode, predicate: NamedNode, said: tuple[Value[str], ...]) -> None:
        """Addresses as IRIs; what is none stays a text."""
        for url in said:
            self.say(subject, predicate, iri_or_text(url.value, identifiers.parse_url(url.value)), url)

    def place(self, subject: NamedNode, predicate: NamedNode, said: Value[str]) -> None:
        """State a relation to a place that is known by its name alone."""
        place = self.genid("place", said.value)
        self.say(subject, predicate, place, said)
        self.types(place, SCHEMA.Place)
        self.prose(place, SCHEMA.term("name"), said)

    def genid(self, *content: str) -> NamedNode:
        """The IRI of a node without a name, by what it says (RDF 1.1, 3.5)."""
        return NamedNode(f"{self.base}.well-known/genid/{digest(*content)}")

    def describe(self, record: object, owner: Occurrence | None) -> NamedNode:
        """State all about a record and what it holds; returns its IRI."""
        keys = keys_of(record, self.document, owner)
        here, label = self.node(keys)
        self.statements.append(Statement(here, RDFS.label, Literal(label)))
        before, self.owner = self.owner, Occurrence(record, keys, owner)
        self.described[type(record)](self, here, record)
        self.owner = before
        return here

    def identify(self, here: NamedNode, said: tuple[Value[Identifier], ...]) -> None:
        """State identifiers, with the addresses that they resolve to."""
        for item in said:
            identifier = item.value
            name = identifier.label or identifiers.PROPERTY_ID[identifier.scheme]
            node = self.genid("identifier", name, identifier.value, identifier.authority or "")
            self.statements += (
                Statement(here, SCHEMA.identifier, node, item.evidence),
                Statement(node, RDF.type, SCHEMA.PropertyValue),
                Statement(node, SCHEMA.propertyID, Literal(name)),
                Statement(node, SCHEMA.value, Literal(identifier.value)),
            )
            resolves = identifiers.resolver(identifier)
            url = identifiers.parse_url(resolves) if resolves else None
            if url:
                self.say(node, SCHEMA.url, NamedNode(url))
                self.say(here, SCHEMA.sameAs, NamedNode(url), item)

    def named(self, record: object) -> bool:
        """Whether some document names the record: what only a document refers to, schema.org cannot class."""
        if not isinstance(record, Reference):
            return True
        return self.node(keys_of(record, self.document, self.owner))[1] != of_reference(record)

    def named_value(self, said: Value[Any]) -> bool:
        """The same of what a value holds."""
        return self.named(said.value)
