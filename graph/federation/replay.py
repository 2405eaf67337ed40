"""Each harvester over two states of the catalogue: what it holds, and what it will make of what is there now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graph.catalogue import harvesting
from graph.federation.ckan import Ckan
from graph.federation.dataset_search import DatasetSearch
from graph.federation.federator import Federator, Held, Prediction, predicted
from graph.federation.ldes_client import LdesClient
from graph.federation.oai_client import OaiClient
from graph.federation.piveau import PiveauOai, PiveauRdf
from graph.federation.service import Service
from graph.federation.states import State
from graph.federation.udata import Udata

FEDERATORS: tuple[type[Federator], ...] = (Ckan, Udata, PiveauRdf, PiveauOai, OaiClient, LdesClient, DatasetSearch)
Told = dict[str, Any]


def predictions(
    after: Service, before: Mapping[str, State], kinds: Sequence[type[Federator]] = FEDERATORS
) -> list[Prediction]:
    """What each harvester will do with ``after``, given by its name the state that it harvested last.

    No snapshot is kept longer on account of this.
    """
    with harvesting.unheld():
        return [_prediction(kind, after, before[kind.name]) for kind in kinds]


def _prediction(kind: type[Federator], after: Service, before: State) -> Prediction:
    then = kind().first(before.service)
    now = kind().visit(after, Held(then.items, before.time))
    return predicted(kind(), then, now, before.number)


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
