"""The example questions of the query page, by category, each about something that the graph has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode

from graph import queries, service
from graph.namespaces import DCT, PROV, SCHEMA
from graph.queries import Parameter, Question
from graph.store.snapshot import Snapshot
from graph.summaries import type_of
from web import vocabulary
from web.site import site, snapshot

SEEN, TRIED = 200, 4
"""Statements of a predicate that are looked through for entities, and how many of these are tried."""
FEW = 20
"""Studies of which a facet's value makes a good example: its answer can be read."""
LINKED = {
    "person": (PROV.wasAssociatedWith, SCHEMA.creator),
    "organization": (PROV.wasAssociatedWith, SCHEMA.affiliation),
    "publisher": (SCHEMA.publisher,),
    "project": (PROV.wasGeneratedBy, DCT.isPartOf),
}
"""Predicates that lead to entities about which a question with such a parameter may find something."""
ANY = {"entity": "study", "identifier": "grant", "reference": "grant"}
"""Parameters that mean any entity, or one by its label: of which kind the example is."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question's title and tags, and its SPARQL with values bound."""

    title: str
    tags: tuple[str, ...]
    query: str


def by_category() -> dict[str, list[Example]]:
    """The examples for this request's snapshot: by whom they are for, in the order of their titles.

    A scratch dataset has no entities of ours: it gets what needs no value.
    """
    texts = _unbound() if site().scratch else _bound(snapshot().number, snapshot().digest)
    found: dict[str, list[Example]] = {}
    for audience, title in vocabulary.AUDIENCES.items():
        asked = [q for q in queries.questions().values() if q.audience == audience and q.name in texts]
        examples = [Example(question.title, question.tags, texts[question.name]) for question in asked]
        if examples:
            found[title] = sorted(examples, key=lambda example: example.title)
    return found


def _unbound() -> dict[str, str]:
    return {q.name: service.bare(q.text) for q in queries.questions().values() if not q.parameters}


@lru_cache(maxsize=8)
def _bound(number: int, digest: str) -> dict[str, str]:  # noqa: ARG001
    """The text of each question for the request's snapshot, which these two name."""
    current = snapshot()
    return {q.name: service.bare(_example(q, current)) for q in queries.questions().values()}


def _example(question: Question, current: Snapshot) -> str:
    """The question with a value of this graph for each parameter that it needs; else that of its header."""
    given = queries.example_of(question)
    for parameter in question.parameters:
        if parameter.required and not parameter.values:
            given[parameter.name] = _value(question, parameter, current)
    return queries.text_with(question, queries.bind(question, given))


def _value(question: Question, parameter: Parameter, current: Snapshot) -> str:
    """A facet's value, one that a kind has, or an entity about which the question is soon seen to find something."""
    name = parameter.name
    facet = current.counts["facets"].get(name, [])
    if facet:
        return str(next((value for value, *_, count in facet if count <= FEW), facet[-1][0]))
    if name in ANY:
        hits = current.search("", ANY[name], limit=1).hits
        return next((hit.iri if parameter.type == "iri" else hit.label for hit in hits), parameter.example)
    for iri in _linked(name, current):
        text = queries.text_with(question, queries.bind(question, {**queries.example_of(question), name: iri}))
        if current.rows(queries.page_of(text, 1, 0)):
            return iri
    return parameter.example


def _linked(name: str, current: Snapshot) -> Iterator[str]:
    """Entities that a parameter may be, in an order that the snapshot fixes."""
    for predicate in LINKED.get(name, ()):
        quads = current.store.quads_for_pattern(None, predicate, None, DefaultGraph())
        objects = {quad.object.value for quad in islice(quads, SEEN) if isinstance(quad.object, NamedNode)}
        kind = vocabulary.PARAMETER_KINDS[name]
        yield from sorted(iri for iri in objects if type_of(iri, current.base) == kind)[:TRIED]
