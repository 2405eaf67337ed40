"""Clusters of mentions that grow by joining, and what keeps two of them apart.

Two clusters conflict where they have different identifiers of one scheme, where a curator has said that they
are different, or where the names of their people cannot be one person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph.identity import people
from graph.identity.people import PersonName

EXCLUSIVE = {
    "person": ("orcid", "isni"),
    "organization": ("ror", "isni"),
    "study": ("doi", "ukda-sn"),
    "publication": ("doi",),
    "grant": ("grant",),
    "project": ("doi",),
}
"""The schemes of which one thing has one identifier, by type."""

_Stated = dict[str, frozenset[str]]


class Clusters:
    """Disjoint sets of the numbers from 0 (union–find); the root of each is its smallest number."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))
        self.stated: dict[int, _Stated] = {}
        self.sides: dict[int, frozenset[tuple[int, int]]] = {}
        self.lists: dict[int, frozenset[tuple[str, int]]] = {}
        self.names: dict[int, tuple[PersonName, ...]] = {}

    def root(self, number: int) -> int:
        parent = self.parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def state(self, number: int, type_: str, keys: Iterable[str]) -> None:
        """Note a mention's identifiers."""
        held: dict[str, set[str]] = {}
        for key in keys:
            scheme = key.split(":", 2)[1]
            if scheme in EXCLUSIVE.get(type_, ()):
                held.setdefault(scheme, set()).add(key)
        if held:
            self.stated[number] = {scheme: frozenset(found) for scheme, found in held.items()}

    def beside(self, one: int, other: int) -> bool:
        """Whether two clusters stand beside each other in one list of people, which names nobody twice."""
        lists, others = self.lists.get(self.root(one)), self.lists.get(self.root(other))
        if not lists or not others or self.root(one) == self.root(other):
            return False
        return not {place for place, _ in lists}.isdisjoint(place for place, _ in others)

    def conflict(self, one: int, other: int) -> str | None:
        """Why the clusters of two numbers are not one thing, or ``None``."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return None
        sides, others = self.sides.get(one), self.sides.get(other)
        if sides and others and any((decision, 1 - side) in others for decision, side in sides):
            return "a curator has said that they are different"
        stated, theirs = self.stated.get(one), self.stated.get(other)
        if stated and theirs:
            for scheme, values in stated.items():
                if scheme in theirs and not values & theirs[scheme]:
                    return f"different {scheme.upper()}"
        return None

    def names_conflict(self, one: int, other: int) -> bool:
        """Whether somebody in one cluster cannot be called what somebody in the other one is."""
        names, others = self.names.get(self.root(one), ()), self.names.get(self.root(other), ())
        for name in names:
            for their in others:
                said = people.compared(name, their)
                if said is not None and said.never:
                    return True
        return False

    def join(self, one: int, other: int) -> int:
        """Make one cluster of two, whatever keeps them apart; returns its root."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return one
        if other < one:
            one, other = other, one
        self.parent[other] = one
        if other in self.sides:
            self.sides[one] = self.sides.get(one, frozenset()) | self.sides.pop(other)
        if other in self.lists:
            self.lists[one] = self.lists.get(one, frozenset()) | self.lists.pop(other)
        if other in self.stated:
            mine, theirs = self.stated.get(one, {}), self.stated.pop(other)
            both = mine.keys() | theirs.keys()
            self.stated[one] = {s: mine.get(s, frozenset()) | theirs.get(s, frozenset()) for s in both}
        if other in self.names:
            names, more = self.names.get(one, ()), self.names.pop(other)
            if names != more:
                self.names[one] = tuple(dict.fromkeys((*names, *more)))[:8]
        return one

    def all_join(self, numbers: Sequence[int], lists: bool = True) -> bool:
        """Join the clusters of all these numbers unless two of them conflict; tells whether it did.

        ``lists``: standing beside each other in a list is a conflict too.
        """
        roots = sorted({self.root(number) for number in numbers})
        if len(roots) < 2:
            return True
        if self.conflicting(roots, lists):
            return False
        for other in roots[1:]:
            self.join(roots[0], other)
        return True

    def conflicting(self, roots: Sequence[int], lists: bool = True) -> bool:
        """Whether two of these clusters conflict. Only those that state something can."""
        telling = [root for root in roots if root in self.stated or root in self.sides or root in self.lists]
        return any(
            self.conflict(one, other) or (lists and self.beside(one, other))
            for place, one in enumerate(telling)
            for other in telling[place + 1 :]
        )

    def members(self) -> Iterator[list[int]]:
        """Each cluster's numbers in order, in the order of their roots."""
        found: dict[int, list[int]] = {}
        for number in range(len(self.parent)):
            found.setdefault(self.root(number), []).append(number)
        yield from found.values()
