"""The IRI and label of every thing that a set of documents speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.identity.keys import Keys, Occurrence, occurrences
from graph.identity.ledger import Ledger
from graph.identity.names import Candidate, candidate, preferred
from graph.identity.resolve import resolve
from graph.readings import Read


@dataclass(frozen=True, slots=True)
class Identities:
    """What the keys of all occurrences lead to."""

    base: str
    by_key: dict[str, tuple[str, str]]

    def node(self, keys: Keys) -> tuple[NamedNode, str]:
        """The IRI and the label of what is known by these keys."""
        path, label = self.by_key[keys.first]
        return NamedNode(f"{self.base}{path}"), label


def identify(documents: Iterable[Read], ledger: Ledger, base: str) -> Identities:
    """Resolve all occurrences of all documents, and assign IRIs from the ledger."""
    found: list[tuple[Read, Occurrence]] = [
        (document, occurrence)
        for document in documents
        for record in document.reading.records
        for occurrence in occurrences(record, document.key)
    ]
    components = resolve(occurrence.keys for _, occurrence in found)
    offered: dict[str, list[Candidate]] = defaultdict(list)
    for document, occurrence in found:
        first = min(components.members(occurrence.keys.first))
        offered[first].append(candidate(occurrence, document.source.trust, document.key))
    things = {keys[0]: (keys, preferred(offered[keys[0]])) for keys in components.sets() if keys[0] in offered}
    paths = ledger.assign(things)
    by_key = {key: (paths[first], label) for first, (keys, label) in things.items() for key in keys}
    return Identities(base, by_key)
