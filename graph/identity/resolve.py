"""Which occurrences are one thing: those that share a strong key, or exactly one name.

A name joins only where the things that bear it have no two identifiers of one scheme that differ: of two
people with one name and two ORCID iDs, neither takes in a third who has none. The outcome does not
depend on the order of the documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.identity.keys import Keys


class Components:
    """Disjoint sets of keys (union–find by size)."""

    def __init__(self) -> None:
        self._set: dict[str, list[str]] = {}

    def members(self, key: str) -> list[str]:
        """The keys of the set that holds ``key``; the same list for each of them."""
        return self._set.setdefault(key, [key])

    def join(self, one: str, other: str) -> None:
        small, large = sorted((self.members(one), self.members(other)), key=len)
        if small is not large:
            large.extend(small)
            self._set.update(dict.fromkeys(small, large))

    def sets(self) -> Iterator[list[str]]:
        """Every set once, its keys in order, in the order of its smallest key."""
        for key in sorted(self._set):
            members = self._set[key]
            if key == min(members):
                yield sorted(members)


def resolve(mentions: Iterable[Keys]) -> Components:
    """The partition of all keys that occur; each set is one thing."""
    components = Components()
    bearers: dict[str, set[str]] = defaultdict(set)
    for keys in mentions:
        components.members(keys.first)
        for key in keys.strong[1:]:
            components.join(keys.first, key)
        if keys.name:
            bearers[keys.name].update(keys.strong[:1])
    for name in sorted(bearers):
        bearing = sorted(bearers[name])
        sets = {id(members): members for members in map(components.members, bearing)}
        if not _conflict(key for members in sets.values() for key in members):
            for key in bearing:
                components.join(name, key)
    return components


def _conflict(keys: Iterable[str]) -> bool:
    """Whether the keys hold two identifiers of one scheme. Editions and copies of one thing may differ
    in what is only local, or in the page that it was found on."""
    seen: dict[str, str] = {}
    for key in keys:
        scheme, _, _ = key.partition(":")[2].partition(":")
        if scheme in ("local", "url"):
            continue
        if seen.setdefault(scheme, key) != key:
            return True
    return False
