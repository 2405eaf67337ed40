"""How many studies have each keyword, funder and catalogue: counted once per snapshot, kept in step with edits.

These are the answers of questions that every visitor asks and that go over all studies; see :mod:`graph.counted`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Triple

from graph.namespaces import PROV, RDF, SCHEMA
from graph.statements import subject_of

Tally = tuple[str, str]
"""What a study counts for: the name of a table, and the value as N-Triples writes it."""
_GENERATED = PROV.wasGeneratedBy
_VALUES = {SCHEMA.keywords: "keyword", SCHEMA.includedInDataCatalog: "catalogue", SCHEMA.funder: "funder"}
TABLES = tuple(_VALUES.values())
_READ = {RDF.type, _GENERATED, *_VALUES}


def of_study(said: Iterable[Triple], about: Callable[[str], Iterable[Triple]]) -> set[Tally]:
    """What a study counts for, if it is one; ``about`` tells what is said of the project that generated it."""
    said = list(said)
    if not any(triple.predicate == RDF.type and triple.object == SCHEMA.Dataset for triple in said):
        return set()
    found = {(_VALUES[t.predicate], str(t.object)) for t in said if t.predicate in _VALUES}
    projects = {t.object.value for t in said if t.predicate == _GENERATED and isinstance(t.object, NamedNode)}
    paid = (t for project in projects for t in about(project) if t.predicate == SCHEMA.funder)
    return found | {("funder", str(triple.object)) for triple in paid}


def count(triples: Iterable[Triple]) -> dict[str, Counter[str]]:
    """The tables of all statements of the default graph, each of which comes once."""
    about: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        if triple.predicate in _READ:
            about[subject_of(triple)].append(triple)
    return summed(of_study(said, lambda iri: about.get(iri, ())) for said in about.values())


def step(
    before: Mapping[str, Mapping[str, int]],
    studies: Collection[str],
    about_before: Callable[[str], Collection[Triple]],
    about: Callable[[str], Collection[Triple]],
) -> dict[str, Counter[str]]:
    """The tables after a change that touched what ``studies`` count for."""
    found = {name: Counter(before.get(name, {})) for name in TABLES}
    for name, counter in summed(of_study(about(iri), about) for iri in studies).items():
        found[name].update(counter)
    for name, counter in summed(of_study(about_before(iri), about_before) for iri in studies).items():
        found[name].subtract(counter)
    return {name: +counter for name, counter in found.items()}


def generated_by(said: Iterable[Triple]) -> Iterator[str]:
    """The projects that a study came from."""
    return (t.object.value for t in said if t.predicate == _GENERATED and isinstance(t.object, NamedNode))


def summed(found: Iterable[set[Tally]]) -> dict[str, Counter[str]]:
    """The tables of what studies count for."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in TABLES}
    for tallies in found:
        for name, value in tallies:
            counted[name][value] += 1
    return counted
