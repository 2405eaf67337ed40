"""Statements by subject and by object, and the part of them that one node reaches, in one canonical form."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Statement = tuple[str, str, str]
MAX_CLOSURE = 50_000
MAX_DEPTH = 12
_ROUNDS = 32


class TooLarge(Exception):
    """A node that reaches more than can be one document."""


@dataclass(slots=True)
class Index:
    """Statements, each term as N-Triples write it, by their subject and by their predicate and object."""

    by_subject: dict[str, dict[tuple[str, str], None]] = field(default_factory=lambda: defaultdict(dict))
    by_object: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    indexed: frozenset[str] = frozenset()
    grouped: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def add(self, statements: Iterable[Statement]) -> None:
        """Add statements; only those with an ``indexed`` predicate are found by their object."""
        for subject, predicate, value in statements:
            self.by_subject[subject][predicate, value] = None
            if predicate in self.indexed:
                self.by_object[predicate, value].append(subject)

    def about(self, subject: str) -> Iterable[tuple[str, str]]:
        """The predicates and values of a subject, each pair once."""
        return self.by_subject.get(subject, ())

    def values(self, subject: str, *predicates: str) -> Iterator[str]:
        """The values of a subject's predicates, in the document's order."""
        for predicate, value in self.about(subject):
            if predicate in predicates:
                yield value

    def by_predicate(self, subject: str) -> dict[str, list[str]]:
        """The values of a subject by their predicates; nothing may be added afterwards."""
        found = self.grouped.get(subject)
        if found is None:
            found = self.grouped[subject] = {}
            for predicate, value in self.about(subject):
                found.setdefault(predicate, []).append(value)
        return found

    def subjects(self, predicate: str, value: str) -> list[str]:
        """What says that of a value; the predicate is one of those that are indexed."""
        return self.by_object.get((predicate, value), [])


def closure(index: Index, root: str, shown: Callable[[str], frozenset[str] | None]) -> Iterator[Statement]:
    """What is said of a node and of the nodes that it reaches, breadth first.

    ``shown`` says of a node how much of it belongs there: ``None`` for all, else the predicates that do.
    Raises :class:`TooLarge` past :data:`MAX_CLOSURE` statements; nothing is followed past :data:`MAX_DEPTH`.
    """
    reached, here, count = {root}, [root], 0
    for depth in range(MAX_DEPTH + 1):
        found: list[str] = []
        for subject in here:
            predicates = shown(subject) if depth else None
            for predicate, value in index.about(subject):
                if predicates is not None and predicate not in predicates:
                    continue
                count += 1
                if count > MAX_CLOSURE:
                    raise TooLarge(f"it reaches more than {MAX_CLOSURE:,} statements")
                yield subject, predicate, value
                if value[0] != '"' and value not in reached and (predicates is None or value[0] == "_"):
                    reached.add(value)
                    found.append(value)
        here = found


def canonical(statements: Iterable[Statement]) -> tuple[bytes, dict[str, str]]:
    """N-Triples, each once, in the order of their bytes, and the names that blank nodes got: by what is said of them.

    Two blank nodes of which the same is said become one. Where blank nodes lead round in a circle, their names
    come from a bounded number of steps round it: the same statements always give the same bytes.
    """
    listed = list(dict.fromkeys(statements))
    about: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, value in listed:
        if subject[0] == "_":
            about[subject].append((predicate, value))
    named = _named(about)
    for term in {value for _, _, value in listed if value[0] == "_" and value not in named}:
        named[term] = "_:b0"  # nothing is said of it
    lines = {f"{named.get(s, s)} {p} {named.get(o, o)} .\n" for s, p, o in listed}
    return "".join(sorted(lines)).encode(), named


def _named(about: dict[str, list[tuple[str, str]]]) -> dict[str, str]:
    """A name for each blank node: from the leaves upwards, and where there is a circle by rounds."""
    named: dict[str, str] = {}
    waiting = dict(about)
    for _ in range(_ROUNDS):
        ready = [node for node, said in waiting.items() if not any(value in waiting for _, value in said)]
        if not ready:
            break
        fresh = {node: _name(waiting.pop(node), named) for node in ready}
        named |= fresh
    for _ in range(min(_ROUNDS, len(waiting))):
        named |= {node: _name(said, named) for node, said in waiting.items()}
    return named


def _name(said: list[tuple[str, str]], named: dict[str, str]) -> str:
    lines = sorted(f"{predicate} {named.get(value, '_') if value[0] == '_' else value}" for predicate, value in said)
    return f"_:b{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"
