"""The ledger of IRIs: an IRI is minted once and kept, whatever is merged and split afterwards.

Each key has a home: the IRI that it was minted with or bound to. A thing whose keys have several homes
lives on under the oldest of them; the others are retired in its favour, and come back when it is split, as
their keys never left them. The ledger's entries lie in the journal.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.identifiers import slug
from graph.identity.renamed import Thing, renamed
from graph.journal import Entry


@dataclass(slots=True)
class Ledger:
    """Homes of keys, as paths below the base (``id/person/monder-ram``), in the order of minting.

    ``retired`` leads from an IRI to the one that it was merged into. ``split_by`` is the decision for which
    an IRI was minted, ``undone`` those that were undone: what such an IRI named is again what it was before.
    ``deciding`` is the decision that is about to be published.
    """

    home: dict[str, str] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    retired: dict[str, str] = field(default_factory=dict)
    split_by: dict[str, int] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    deciding: int | None = None
    bound: int = 0
    live: set[str] = field(default_factory=set)
    new: list[Entry] = field(default_factory=list)

    @classmethod
    def replay(cls, entries: Iterable[Entry]) -> Ledger:
        """The ledger after the journal's ``mint``, ``bind``, ``retire`` and ``restore`` entries."""
        ledger = cls()
        for entry in entries:
            ledger._apply(entry)
        return ledger

    def _apply(self, entry: Entry) -> None:
        event = entry["event"]
        if event == "mint":
            self.order.setdefault(entry["iri"], len(self.order))
            if entry.get("split_by"):
                self.split_by[entry["iri"]] = int(entry["split_by"])
        if event in ("mint", "bind"):
            for key in entry["keys"]:
                self.home[key] = entry["iri"]
                self.since[key] = self.bound = self.bound + 1
        elif event == "retire":
            self.retired[entry["iri"]] = entry["into"]
            self.retired.pop(entry["into"], None)
        elif event == "restore":
            self.retired.pop(entry["iri"], None)
        elif event == "decide":
            self.deciding = int(entry["number"])
        elif event == "publish":
            self.deciding = None
        elif event == "undo":
            self.undone.add(int(entry["of"]))

    def _record(self, entry: Entry) -> None:
        self.new.append(entry)
        self._apply(entry)

    def assign(self, things: Mapping[str, Thing]) -> dict[str, str]:
        """The IRI of each thing, by its smallest key.

        An IRI that two things claim, as what it named was split, stays with the one that holds its oldest key.
        New things are minted in the order of their slug and smallest key, which no order of documents changes.
        """
        owned, lost = self._claims(things)
        self._inherit(things, owned)
        for first, iri in renamed(things, owned, self.home).items():
            owned[first] = {iri}
        assigned = {first: min(iris, key=self.order.__getitem__) for first, iris in owned.items()}
        fresh = [first for first in things if first not in assigned]
        for first in sorted(assigned):
            self._bind(assigned[first], things[first].keys, owned[first])
        for first in sorted(fresh, key=lambda f: (_path(f, things[f].label), f)):
            assigned[first] = self._mint(first, things[first], lost.get(first, ()))
        for first, survivor in sorted(assigned.items()):
            if survivor in self.retired:
                self._record({"event": "restore", "iri": survivor})
            for iri in sorted(owned.get(first, ()), key=self.order.__getitem__):
                if iri != survivor and self.retired.get(iri) != survivor:
                    self._record({"event": "retire", "iri": iri, "into": survivor})
        self.live = set(assigned.values())
        return assigned

    def moved(self) -> dict[str, str]:
        """Where each retired IRI leads to: to one that lives."""
        found = {}
        for iri, into in self.retired.items():
            seen = {iri}
            while into in self.retired and into not in seen:
                seen.add(into)
                into = self.retired[into]
            if into in self.live and iri not in self.live:
                found[iri] = into
        return found

    def quiet(self, iri: str) -> bool:
        """Whether a retired IRI lived only between a decision and its undoing: no statement is left of that."""
        return self.split_by.get(iri) in self.undone

    def _claims(self, things: Mapping[str, Thing]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The IRIs that each thing holds, and those that it has keys of but another one holds."""
        best: dict[str, tuple[int, str]] = {}
        wanted: dict[str, set[str]] = defaultdict(set)
        for first, thing in things.items():
            for key in thing.keys:
                iri = self.home.get(key)
                if iri is not None:
                    wanted[first].add(iri)
                    claim = (self.since[key], first)
                    if iri not in best or claim < best[iri]:
                        best[iri] = claim
        owned: dict[str, set[str]] = defaultdict(set)
        lost: dict[str, set[str]] = defaultdict(set)
        for first, iris in wanted.items():
            for iri in iris:
                (owned if best[iri][1] == first else lost)[first].add(iri)
        return owned, lost

    def _inherit(self, things: Mapping[str, Thing], owned: dict[str, set[str]]) -> None:
        """What an earlier release knew by another key keeps its IRI: the first in order that asks for it."""
        taken = {iri for iris in owned.values() for iri in iris}
        for first in sorted(things):
            if first not in owned and not any(key in self.home for key in things[first].keys):
                known = (self.home[key] for key in things[first].former if key in self.home)
                iri = next((iri for iri in known if iri not in taken), None)
                if iri:
                    owned[first] = {iri}
                    taken.add(iri)

    def _bind(self, iri: str, keys: Iterable[str], own: set[str]) -> None:
        unbound = [key for key in keys if self.home.get(key) not in own]
        if unbound:
            self._record({"event": "bind", "iri": iri, "keys": unbound})

    def _mint(self, first: str, thing: Thing, lost: Iterable[str]) -> str:
        iri = self._free(first, _path(first, thing.label))
        entry: dict[str, object] = {"event": "mint", "iri": iri, "keys": thing.keys}
        if lost:
            entry |= {"split_by": self.deciding} if self.deciding else {}
        self._record(entry)
        return iri

    def _free(self, key: str, path: str) -> str:
        if path not in self.order:
            return path
        digest = hashlib.sha256(key.encode()).hexdigest()
        lengths = (8, 16, 64)
        return next(name for length in lengths if (name := f"{path}-{digest[:length]}") not in self.order)


def _path(key: str, label: str) -> str:
    type_ = key.partition(":")[0].partition("@")[0]
    name = slug(label) or hashlib.sha256(label.encode()).hexdigest()[:12]
    return f"id/{type_}/{name}"
