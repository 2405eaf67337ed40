"""What every page needs counted, and what the search index holds: made once per snapshot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from graph.identity.keys import TYPES
from graph.namespaces import ACCESS, DCT, RDF, RDFS, SCHEMA
from graph.statements import subject_of
from graph.store.search import Entry

Entities = Iterable[tuple[str, Iterable[Triple]]]
"""Things by their IRIs with all that is said about each, each statement once."""
CLASSES = tuple(TYPES.values())
_NAMES = {SCHEMA.name, SCHEMA.alternateName, DCT.term("title")}
_DESCRIPTIONS = {SCHEMA.description, SCHEMA.abstract, SCHEMA.articleBody, SCHEMA.text, DCT.description}
_FACETS = {
    "keyword": (SCHEMA.keywords, ""),
    "funder": (SCHEMA.funder, ""),
    "catalogue": (SCHEMA.includedInDataCatalog, ""),
    "access": (DCT.accessRights, ACCESS),  # the derived DCAT has other concepts beside ours
}


def type_of(iri: str, base: str) -> str | None:
    """The type of an entity by its IRI, ``<base>id/<type>/<slug>``; ``None`` for anything else."""
    rest = iri.removeprefix(f"{base}id/")
    type_, slash, slug = rest.partition("/")
    return type_ if slash and slug and type_ in CLASSES and rest != iri else None


def entries(triples: Iterable[Triple], base: str) -> Iterator[Entry]:
    """The search index's entries for the entities that these statements describe, in the order of IRIs."""
    about: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[subject_of(triple)].append(triple)
    return entries_of(((iri, about[iri]) for iri in sorted(about)), lambda iri: about.get(iri, ()), base)


def entries_of(entities: Entities, about: Callable[[str], Iterable[Triple]], base: str) -> Iterator[Entry]:
    """The same for what stands together already. ``about`` tells what is said about a node."""
    for iri, said in entities:
        type_ = type_of(iri, base)
        if type_ is None:
            continue
        facts: dict[NamedNode, set[Any]] = defaultdict(set)
        for triple in said:
            facts[triple.predicate].add(triple.object)
        found = (t for node in facts.get(SCHEMA.identifier, ()) for t in about(node.value))
        identifiers = {triple.object.value for triple in found if triple.predicate == SCHEMA.value}  # type: ignore[union-attr]
        label = min((term.value for term in facts[RDFS.label]), default=iri)
        yield Entry(
            iri,
            type_,
            label,
            "\n".join(_texts(facts, _NAMES)),
            "\n".join(_texts(facts, _DESCRIPTIONS)),
            "\n".join(sorted(identifiers)),
        )


def _texts(facts: dict[NamedNode, set[Any]], predicates: set[NamedNode]) -> list[str]:
    found = {term.value for p in predicates for term in facts.get(p, ()) if isinstance(term, Literal)}
    return sorted(found)


def counts(entities: Entities, label: Callable[[str], str | None], base: str) -> dict[str, Any]:
    """Entities by class, and the facets of studies with their most frequent values first.

    ``label`` tells that of what a facet leads to.
    """
    classes = dict.fromkeys(CLASSES, 0)
    facets: dict[str, Counter[str]] = {name: Counter() for name in _FACETS}
    for iri, said in entities:
        type_ = type_of(iri, base)
        if type_ is None:
            continue
        about = list(said)
        classes[type_] += any(triple.predicate == RDFS.label for triple in about)
        for name, value in facet_values(about, base):
            facets[name][value] += 1
    led_to = {value for name, counter in facets.items() if name != "keyword" for value in counter}
    labels = {value: known for value in led_to if (known := label(value)) is not None}
    return {
        "classes": classes,
        "facets": {name: ranked(name, counter, labels) for name, counter in facets.items()},
    }


def partitions(triples: Iterable[Triple]) -> dict[str, Counter[str]]:
    """Entities by class and statements by property (VoID, 4.4 and 4.5), of statements that come once each."""
    found: dict[str, Counter[str]] = {"classes": Counter(), "properties": Counter()}
    for triple in triples:
        found["properties"][triple.predicate.value] += 1
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            found["classes"][triple.object.value] += 1
    return found


def facet_values(triples: Iterable[Triple], base: str) -> Iterator[tuple[str, str]]:
    """What studies count for: the name of a facet, and the value."""
    for triple in triples:
        if type_of(subject_of(triple), base) == "study":
            for name, (predicate, prefix) in _FACETS.items():
                value = getattr(triple.object, "value", "")
                if triple.predicate == predicate and value.startswith(prefix):
                    yield name, value


def ranked(name: str, counter: Counter[str], labels: Mapping[str, str]) -> list[list[Any]]:
    """A facet's values with their labels, the most frequent first."""
    rows = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    if name == "keyword":
        return [[value, count] for value, count in rows]
    return [[value, labels.get(value, value), count] for value, count in rows]
