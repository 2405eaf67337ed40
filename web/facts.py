"""An entity as its page shows it: facts by group, each value with who says it and in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.namespaces import DCAT, DCT, PROV, RDF, SCHEMA, XSD
from graph.store import evidence, pages
from graph.store.evidence import Quote, Source
from graph.store.snapshot import Fact, Snapshot
from graph.summaries import type_of
from web import display, vocabulary

SHOWN_SOURCES = 5
"""How many sources of one fact are quoted; of the others the number is said."""

_READING = {
    SCHEMA.temporalCoverage.value: display.period,
    SCHEMA.inLanguage.value: display.language,
    DCT.extent.value: display.duration,
}
_DATES = {XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth}


@dataclass(frozen=True, slots=True)
class Said:
    """A source that says a fact, with the places where it does."""

    source: Source
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value to show: ``text``, where it leads (``iri``), what is added to it, and who says it."""

    text: str
    iri: str | None = None
    language: str | None = None
    note: str = ""
    exact: str = ""
    type: str | None = None
    said: tuple[Said, ...] = ()
    more_sources: int = 0


@dataclass(slots=True)
class Row:
    """A predicate with its values. ``differs``: sources do not agree on what can only have one value."""

    predicate: str
    label: str
    values: list[Value] = field(default_factory=list)
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """All that an entity's page shows of its own facts."""

    iri: str
    type: str
    label: str
    types: tuple[str, ...]
    groups: Mapping[str, list[Row]]
    rows: Mapping[str, Row]
    sources: Mapping[str, Source]


class Reader:
    """Reads one entity of a snapshot for its page."""

    def __init__(self, snapshot: Snapshot, iri: str) -> None:
        self.snapshot, self.iri = snapshot, iri
        self.own = (f"{snapshot.base}graph/source/", f"{snapshot.base}graph/user/")
        self.facts = [fact for fact in map(self._stated, snapshot.facts(iri)) if fact.graphs]
        quoted = {graph for fact in self.facts for graph in fact.graphs[:SHOWN_SOURCES]}
        self.sources = evidence.sources(snapshot, sorted(quoted))
        self.quotes = {graph: evidence.quotes(snapshot, iri, graph) for graph in self.sources}
        objects = {fact.object.value for fact in self.facts if isinstance(fact.object, NamedNode)}
        self.genid = f"{snapshot.base}.well-known/genid/"
        self.nodes = {iri: pages.node(snapshot, iri) for iri in objects if iri.startswith(self.genid)}
        inner = (v.value for node in self.nodes.values() for values in node.values() for v in values)
        self.labels = pages.labels(snapshot, {iri, *objects, *(v for v in inner if v.startswith("http"))})

    def entity(self) -> Entity:
        """The entity. Facts that repeat others are left out."""
        rows: dict[str, Row] = {}
        for fact in self.facts:
            predicate = fact.predicate.value
            if predicate not in vocabulary.REPEATED:
                row = rows.setdefault(predicate, Row(predicate, vocabulary.label(predicate)))
                row.values.append(self._value(fact))
        self._leave_out(rows)
        for row in rows.values():
            row.values.sort(key=lambda value: (value.note != "lead", value.text.casefold(), value.note))
            row.differs = row.predicate in vocabulary.SINGLE and _differ(row.values)
        types = tuple(fact.object.value for fact in self.facts if fact.predicate == RDF.type)
        label = self.labels.get(self.iri, self.iri.rsplit("/", 1)[-1])
        kind = type_of(self.iri, self.snapshot.base) or ""
        return Entity(self.iri, kind, label, types, _grouped(rows), rows, self.sources)

    def _stated(self, fact: Fact) -> Fact:
        """The fact with only those graphs that state it themselves: what is derived is not a source."""
        return replace(fact, graphs=tuple(graph for graph in fact.graphs if graph.startswith(self.own)))

    def _value(self, fact: Fact) -> Value:
        said = tuple(self._said(fact))
        shown = self._shown(fact.predicate.value, fact.object)
        return replace(shown, said=said, more_sources=max(0, len(fact.graphs) - SHOWN_SOURCES))

    def _said(self, fact: Fact) -> Iterator[Said]:
        for graph in fact.graphs[:SHOWN_SOURCES]:
            if graph in self.sources:
                found = self.quotes[graph].get((fact.predicate.value, str(fact.object)), [])
                yield Said(self.sources[graph], tuple(found))

    def _shown(self, predicate: str, term: Any) -> Value:
        if isinstance(term, Literal):
            if term.datatype in _DATES:
                return Value(display.date(term.value), exact=term.value)
            reading = _READING.get(predicate, str)
            return Value(reading(term.value), language=term.language, exact=term.value)
        iri = term.value
        if iri in self.nodes:
            return self._inner(iri, self.nodes[iri])
        label = self.labels.get(iri) or display.licence(iri) or display.address(iri)
        return Value(label, iri, exact=iri, type=type_of(iri, self.snapshot.base))

    def _inner(self, iri: str, node: Mapping[str, list[Any]]) -> Value:
        """A node without a page of its own: an identifier, a place, someone's part in a project."""

        def first(predicate: NamedNode) -> str:
            return next((str(value.value) for value in node.get(predicate.value, ())), "")

        if first(PROV.agent):
            agent = first(PROV.agent)
            role = ", ".join(self.labels.get(v.value, v.value) for v in node.get(PROV.hadRole.value, ()))
            kind = type_of(agent, self.snapshot.base)
            return Value(self.labels.get(agent, agent), agent, note=role, exact=agent, type=kind)
        if first(SCHEMA.unitText):
            return Value(f"{display.number(first(SCHEMA.value))} {first(SCHEMA.unitText)}", exact=iri)
        if start := first(DCAT.startDate):
            end = first(DCAT.endDate)
            return Value(display.period(f"{start}/{end}" if end != start else start), exact=iri)
        if first(SCHEMA.value):
            return Value(first(SCHEMA.value), first(SCHEMA.url) or None, note=first(SCHEMA.propertyID))
        return Value(first(SCHEMA.term("name")) or self.labels.get(iri, "unnamed"), exact=iri)

    def _leave_out(self, rows: dict[str, Row]) -> None:
        parts = rows.get(PROV.qualifiedAssociation.value)
        identifiers = rows.get(SCHEMA.identifier.value)
        for predicate, better in ((SCHEMA.member.value, parts), (SCHEMA.sameAs.value, identifiers)):
            row = rows.get(predicate)
            if row and better:
                shown = {value.iri for value in better.values}
                row.values = [value for value in row.values if value.iri not in shown]
        for predicate in [predicate for predicate, row in rows.items() if not row.values]:
            del rows[predicate]


def _differ(values: Iterable[Value]) -> bool:
    """Whether different sources give different values (one source that gives two is no conflict)."""
    by_source: dict[str, set[str]] = defaultdict(set)
    for value in values:
        for said in value.said:
            by_source[said.source.graph].add(value.exact)
    return len({frozenset(found) for found in by_source.values()}) > 1


def _grouped(rows: Mapping[str, Row]) -> dict[str, list[Row]]:
    """The rows by group in the vocabulary's order; unknown predicates last."""
    groups = {
        group: [rows[predicate] for predicate in names if predicate in rows]
        for group, names in vocabulary.GROUPS.items()
    }
    known = {*vocabulary.LABELS}
    groups["Others"] = [row for predicate, row in sorted(rows.items()) if predicate not in known]
    return {group: found for group, found in groups.items() if found}
