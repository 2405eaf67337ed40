"""What of a feed's statements nothing reads: each property of each node, named by the way that leads there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from graph.sources import source
from graph.sources.rdf import agents, values
from graph.sources.rdf.index import Index
from graph.sources.rdf.parties import ROLE
from graph.sources.rdf.project import ACTIVITY, ASSOCIATED, GRANT
from graph.sources.rdf.terms import (
    CATALOGUES,
    DATASET_OF,
    FIELDS,
    HYDRA,
    NAMING,
    PART_TERMS,
    PRIMARY_TOPIC,
    RDF_TYPE,
    READ,
    RECORDS,
    TITLES,
    prefixed,
    terms,
)

_PARTIES = (
    *(term for field in ("publisher", "creator", "contact", "funder") for term in FIELDS[field]),
    *(term for listed in PART_TERMS.values() for term in listed),
)
_NODE = dict.fromkeys((*NAMING, *values.IDENTIFIER), "node")
# What is read of each sort of node, and of which sort the nodes are that its properties lead to.
_SORTS: dict[str, dict[str, str]] = {
    "node": _NODE,
    "dataset": {
        **dict.fromkeys(READ, "node"),
        **dict.fromkeys(_PARTIES, "agent"),
        **dict.fromkeys(FIELDS["temporal"], "time"),
        **dict.fromkeys(FIELDS["attribution"], "part"),
        **dict.fromkeys(FIELDS["activity"], "activity"),
        **dict.fromkeys(FIELDS["funding"], "grant"),
        **dict.fromkeys(FIELDS["record"], "record"),
        **dict.fromkeys(FIELDS["distribution"], "distribution"),
    },
    "agent": {
        **dict.fromkeys(agents.READ, "node"),
        **dict.fromkeys(agents.WITHIN, "agent"),
        **dict.fromkeys(agents.EMAIL, "address"),
    },
    "address": dict.fromkeys((*agents.VALUE, RDF_TYPE), "node"),
    "time": dict.fromkeys(values.PERIOD, "instant"),
    "instant": dict.fromkeys((*values.INSTANT, RDF_TYPE), "node"),
    "part": {**dict.fromkeys((*ROLE, RDF_TYPE), "node"), **dict.fromkeys(terms("prov:agent"), "agent")},
    "activity": {
        **dict.fromkeys(ACTIVITY, "node"),
        **dict.fromkeys((*ASSOCIATED, *FIELDS["funder"]), "agent"),
        **dict.fromkeys(FIELDS["funding"], "grant"),
    },
    "grant": {**dict.fromkeys((*GRANT, RDF_TYPE), "node"), **dict.fromkeys(FIELDS["funder"], "agent")},
    "distribution": dict.fromkeys(values.DISTRIBUTION, "node"),
    "record": dict.fromkeys((*TITLES, *RECORDS), ""),
}


@cache
def _left_out() -> frozenset[str]:
    return frozenset(source("dcat").not_published)


def unknown(index: Index, root: str) -> Iterator[str]:
    """The properties of a dataset, and of what it leads to, that are neither read nor left out on purpose.

    What the ``.yml`` leaves out of a sort of node (``agent/…``, ``node/…``), it leaves out wherever that stands; what
    is behind a property that is not read counts with it.
    """
    left_out = _left_out()
    sorts: dict[str, list[str]] = {root: ["dataset"]}
    waiting = [(root, "dataset", "")]
    for record in index.subjects(PRIMARY_TOPIC, root):
        sorts[record] = ["record"]
        waiting.append((record, "record", "^foaf:primaryTopic/"))
    paths: dict[str, str] = {}
    for node, sort, path in waiting:
        read = _SORTS[sort]
        paths.setdefault(node, path)
        for predicate, value in index.about(node):
            leads = read.get(predicate)
            if leads and value[0] != '"' and value in index.by_subject:
                known = sorts.setdefault(value, [])
                if leads not in known:
                    known.append(leads)
                    named = "dcat:distribution" if leads == "distribution" else prefixed(predicate)
                    waiting.append((value, leads, f"{path}{named}/"))
    for node, path in paths.items():
        of = sorts[node]
        for predicate, _ in index.about(node):
            if all(predicate not in _SORTS[sort] for sort in of):
                name = prefixed(predicate)
                ways = (f"{path}{name}", *(f"{sort}/{name}" if path else name for sort in of))
                if left_out.isdisjoint(ways):
                    yield ways[0]


def beside_dataset(index: Index, root: str) -> Iterator[str]:
    """What is lost of a dataset's record when the dataset is cut out: what leads from it to other nodes."""
    named = {value for _, value in index.about(root)}
    for record in index.subjects(PRIMARY_TOPIC, root):
        if record not in named:  # else all of it is cut out
            for predicate, value in index.about(record):
                if value[0] != '"' and predicate not in RECORDS:
                    yield from _named("record", "dcat:CatalogRecord", predicate)


def beside_all(index: Index, cut: set[str]) -> Iterator[str]:
    """What is in none of the datasets that were cut out: of catalogues their properties, of other nodes their type."""
    listing = {s for (predicate, _), found in index.by_object.items() if predicate in DATASET_OF for s in found}
    catalogues = sorted(listing.union(*(index.subjects(RDF_TYPE, type_) for type_ in CATALOGUES)))
    for catalogue in catalogues:
        for predicate, _ in index.about(catalogue):
            if predicate not in NAMING and predicate not in DATASET_OF and HYDRA not in predicate:
                yield from _named("catalogue", "dcat:Catalog", predicate)
    records = [s for (predicate, _), found in index.by_object.items() if predicate == PRIMARY_TOPIC for s in found]
    seen = {*cut, *catalogues, *records}
    _reach(index, [*catalogues, *records], seen)
    left = [subject for subject in index.by_subject if subject not in seen]
    inside = {value for subject in left for _, value in index.about(subject)}
    for subject in (*(one for one in left if one not in inside), *left):  # the latter for those in a circle
        if subject not in seen:
            seen.add(subject)
            _reach(index, [subject], seen)
            types = [prefixed(value) for value in index.values(subject, RDF_TYPE)]
            paged = any(HYDRA in predicate or HYDRA in value for predicate, value in index.about(subject))
            if not paged and _left_out().isdisjoint(types):
                yield from types[:1] or (f"node/{prefixed(predicate)}" for predicate, _ in index.about(subject))


def _reach(index: Index, nodes: list[str], seen: set[str]) -> None:
    """Add what some nodes lead to by more than their names, to what has been seen."""
    for node in nodes:
        for predicate, value in index.about(node):
            if predicate not in NAMING and value[0] != '"' and value not in seen and value in index.by_subject:
                seen.add(value)
                nodes.append(value)


def _named(sort: str, path: str, predicate: str) -> Iterator[str]:
    name = prefixed(predicate)
    if f"{sort}/{name}" not in _left_out():
        yield f"{path}/{name}"
