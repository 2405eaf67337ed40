"""Each harvester over two states of the catalogue: what it holds, and what it will make of what is there now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from graph import serialization
from graph.catalogue import datasets, paging
from graph.federation.ckan import Ckan
from graph.federation.dataset_search import DatasetSearch
from graph.federation.federator import Federator, Item, Page, Prediction, Seen, predicted
from graph.federation.ldes_client import LdesClient
from graph.federation.oai_client import OaiClient
from graph.federation.piveau import PiveauOai, PiveauRdf
from graph.federation.udata import Udata
from graph.store.snapshot import Snapshot

FEDERATORS: tuple[type[Federator], ...] = (Ckan, Udata, PiveauRdf, PiveauOai, OaiClient, LdesClient, DatasetSearch)
RDF_XML = next(format for format in serialization.FORMATS if format.rdf is RdfFormat.RDF_XML)
Told = dict[str, Any]


def seen(state: Snapshot, size: int, kinds: Sequence[type[Federator]] = FEDERATORS) -> dict[str, Seen]:
    """What each harvester gets of a state, page by page, ``size`` datasets on each; by the harvester's name."""
    federators = [kind() for kind in kinds]
    number, last, total = 1, 1, 0
    while number <= last:
        shown = paging.page(state, number, size)
        number, last, total = number + 1, shown.last, shown.total
        content = serialization.write(paging.triples(state, shown, ".rdf"), RDF_XML)
        triples = [quad.triple for quad in parse(content, format=RdfFormat.RDF_XML)]
        page = Page(paging.address(state.base, shown, state.number, shown.number, ".rdf"), content, triples)
        items = [Item(state.base, slug, datasets.content(state, slug) or b"") for slug in shown.datasets]
        for federator in federators:
            federator.page(page)
            for item in items:
                federator.item(item)
    for federator in federators:
        federator.end(total)
    return {federator.name: federator.seen for federator in federators}


def predictions(after: Snapshot, before: Mapping[str, Snapshot], size: int) -> list[Prediction]:
    """What each harvester will do with ``after``, given by its name the state that it harvested last."""
    now = seen(after, size)
    made = []
    for state in dict.fromkeys(before.values()):
        kinds = [kind for kind in FEDERATORS if before.get(kind.name) is state]
        then = seen(state, size, kinds)
        made += [predicted(kind(), then[kind.name], now[kind.name], state.number) for kind in kinds]
    order = [kind.name for kind in FEDERATORS]
    return sorted(made, key=lambda each: order.index(each.name))


def told(each: Prediction) -> Told:
    """A prediction for programs, with the rules that it was made by."""
    rules = next(kind.rules for kind in FEDERATORS if kind.name == each.name)
    return {**asdict(each), "rules": [asdict(rule) for rule in rules]}


def harvested(log: Path) -> dict[str, int]:
    """The snapshot that each harvester's address was last read from whole, by an access log in JSON lines.

    The log names no clients: who harvests by one address is taken for one harvester. Lines that are no requests are
    passed over.
    """
    found: dict[str, int] = {}
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if not isinstance(entry, dict) or entry.get("status") != 200 or not isinstance(entry.get("snapshot"), int):
                continue
            for kind in FEDERATORS:
                if str(entry.get("route", "")).startswith(kind.routes):
                    found[kind.name] = entry["snapshot"]
    return found
