"""The IRI and label of every thing that a set of documents speaks of."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode

from graph.identity.decisions import in_force
from graph.identity.keys import Keys, Occurrence, occurrences
from graph.identity.ledger import Ledger
from graph.identity.mentions import Mention, id_of, mentions
from graph.identity.names import Candidate, candidate, preferred
from graph.identity.renamed import Thing
from graph.identity.resolve import Resolution, resolve
from graph.journal import Entry
from graph.readings import Opened


@dataclass(frozen=True, slots=True)
class Identities:
    """What the keys of all occurrences lead to; ``resolution`` tells why.

    ``called`` is, by the key of each document, the digest of what the things in it are called.
    """

    base: str
    by_id: dict[tuple[str, tuple[str, ...]], tuple[str, str]]
    resolution: Resolution
    called: Mapping[str, str] = field(default_factory=dict)

    def node(self, keys: Keys) -> tuple[NamedNode, str]:
        """The IRI and the label of what is known by these keys."""
        path, label = self.by_id[id_of(keys)]
        return NamedNode(f"{self.base}{path}"), label

    def paths(self) -> set[str]:
        """The paths of all IRIs."""
        return {path for path, _ in self.by_id.values()}


def identify(documents: Iterable[Opened], ledger: Ledger, base: str, entries: Sequence[Entry] = ()) -> Identities:
    """Resolve all occurrences of all documents by keys, names and the decisions among the journal's ``entries``,
    and assign IRIs from the ledger."""
    offered: dict[tuple[str, tuple[str, ...]], list[Candidate]] = defaultdict(list)
    inside = []
    for document in documents:
        occurring = [o for record in document.reading.records for o in occurrences(record, document.key)]
        inside.append((document.key, occurring))
        for occurrence in occurring:
            told = candidate(occurrence, document.source.trust, document.key)
            offered[id_of(occurrence.keys)].append(told)
    resolution = resolve(mentions(inside), in_force(entries))
    found = settled(resolution, lambda mention: offered[mention.id], ledger, base)
    return replace(found, called={key: _called(found, occurring) for key, occurring in inside})


def _called(found: Identities, occurring: Iterable[Occurrence]) -> str:
    told = sorted({(named, found.by_id[named]) for named in (id_of(each.keys) for each in occurring)})
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def settled(
    resolution: Resolution, offered: Callable[[Mention], Iterable[Candidate]], ledger: Ledger, base: str
) -> Identities:
    """The IRI and label of each thing of a resolution. ``offered`` are the labels that a mention offers."""
    sets = resolution.sets()
    shared = Counter(key for members in sets for key in {key for m in members for key in (m.own, *m.strong)})
    things: dict[str, Thing] = {}
    firsts = []
    for members in sets:
        keys = _keys(members, shared)
        firsts.append(keys[0])
        label = preferred(c for m in members for c in offered(m))
        former = sorted({f"{m.type}:name:{m.own.partition('#')[2]}" for m in members})
        things[keys[0]] = Thing(keys, label, tuple(former))
    paths = ledger.assign(things)
    by_id = {}
    for first, members in zip(firsts, sets, strict=True):
        by_id.update(dict.fromkeys((m.id for m in members), (paths[first], things[first].label)))
    return Identities(base, by_id, resolution)


def _keys(members: Iterable[Mention], shared: Counter[str]) -> list[str]:
    """The keys by which the ledger knows a thing: identifiers, and places in documents that are its alone.

    What several things bear, as identifiers contradict each other, belongs to none of them.
    """
    members = list(members)
    found = {key for mention in members for key in mention.strong if shared[key] == 1}
    found |= {m.own for m in members if shared[m.own] == 1 or not m.strong}
    return sorted(found) or ["+".join((members[0].own, *members[0].strong))]
