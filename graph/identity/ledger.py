"""The ledger of IRIs: an IRI is minted once and kept; a thing that gains a key keeps its IRI.

The ledger's entries lie in the journal. A thing whose keys lead to several IRIs keeps the oldest; the
others are retired in its favour.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.identifiers import slug
from graph.journal import Entry


@dataclass(slots=True)
class Ledger:
    """IRIs by key, as paths below the base (``id/person/monder-ram``), in the order of minting."""

    by_key: dict[str, str] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    retired: dict[str, str] = field(default_factory=dict)
    new: list[Entry] = field(default_factory=list)

    @classmethod
    def replay(cls, entries: Iterable[Entry]) -> Ledger:
        """The ledger after the journal's ``mint``, ``bind`` and ``retire`` entries."""
        ledger = cls()
        for entry in entries:
            ledger._apply(entry)
        return ledger

    def _apply(self, entry: Entry) -> None:
        event = entry["event"]
        if event == "mint":
            self.order.setdefault(entry["iri"], len(self.order))
        if event in ("mint", "bind"):
            self.by_key.update(dict.fromkeys(entry["keys"], entry["iri"]))
        if event == "retire":
            self.retired[entry["iri"]] = entry["into"]
            self.retired.pop(entry["into"], None)

    def _record(self, entry: Entry) -> None:
        self.new.append(entry)
        self._apply(entry)

    def assign(self, things: Mapping[str, tuple[list[str], str]]) -> dict[str, str]:
        """The IRI of each thing: ``{smallest key: (all keys, label)}`` → ``{smallest key: IRI path}``.

        New things are minted in the order of their slug and smallest key, which no order of documents
        changes.
        """
        assigned: dict[str, str] = {}
        taken: set[str] = set()
        known = {first: self._known(keys) for first, (keys, _) in things.items()}
        for first in sorted(things, key=lambda f: (self.order.get(next(iter(known[f]), ""), 0), f)):
            held = [iri for iri in known[first] if iri not in taken]
            if not held:
                continue
            survivor, *others = held
            keys = things[first][0]
            unbound = [key for key in keys if self.by_key.get(key) != survivor]
            if unbound:
                self._record({"event": "bind", "iri": survivor, "keys": unbound})
            for iri in others:
                self._record({"event": "retire", "iri": iri, "into": survivor})
            taken.update(held)
            assigned[first] = survivor
        fresh = [first for first in things if first not in assigned]
        for first in sorted(fresh, key=lambda f: (_path(f, things[f][1]), f)):
            iri = self._free(first, _path(first, things[first][1]))
            self._record({"event": "mint", "iri": iri, "keys": things[first][0]})
            assigned[first] = iri
        return assigned

    def _known(self, keys: Iterable[str]) -> list[str]:
        return sorted({self.by_key[key] for key in keys if key in self.by_key}, key=self.order.__getitem__)

    def _free(self, key: str, path: str) -> str:
        if path not in self.order:
            return path
        return f"{path}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def _path(key: str, label: str) -> str:
    type_ = key.partition(":")[0].partition("@")[0]
    name = slug(label) or hashlib.sha256(label.encode()).hexdigest()[:12]
    return f"id/{type_}/{name}"
