"""The merged view as shapes walk over it: read from its file as it is met, and the last of it remembered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from graph.merged import Merged
from graph.validation.reach import ANY
from graph.validation.statements import Node, Nodes

_REMEMBERED = 1 << 16
"""Nodes whose statements are remembered: people and organisations are met with each of their studies."""


class MergedGraph:
    """A :class:`graph.validation.statements.Graph` of what is merged."""

    def __init__(self, merged: Merged) -> None:
        self.merged = merged
        self._from = lru_cache(maxsize=_REMEMBERED)(self._read)

    def nodes(self) -> Iterator[Node]:
        return (f"<{iri}>" for iri in self.merged.subjects())

    def about(self, node: Node) -> Mapping[str, Collection[Node]]:
        return self._from(node) if node.startswith("<") else {}

    def step(self, node: Node, name: str, onwards: bool) -> Iterable[tuple[Node, str]]:
        if not onwards:
            return self._back(node, name)
        about = self.about(node)
        found = about.items() if name == ANY else ((name, about.get(name, ())),)
        return [(value, f"{node} {by} {value} .\n") for by, values in found for value in values]

    def ends(self, name: str, onwards: bool) -> Iterator[Node]:
        for line in self.lines():
            subject, property_, rest = line.split(" ", 2)
            if property_ == name:
                yield subject if onwards else rest[:-3]

    def lines(self) -> Iterator[str]:
        for iri in self.merged.subjects():
            yield from self.merged.lines(iri)

    def _read(self, node: Node) -> dict[str, Nodes]:
        about: dict[str, Nodes] = {}
        for line in self.merged.lines(node[1:-1]):
            _, name, rest = line.split(" ", 2)
            about.setdefault(name, {})[rest[:-3]] = None
        return about

    def _back(self, node: Node, name: str) -> list[tuple[Node, str]]:
        lines = self.merged.leads(node[1:-1]) if node.startswith("<") else self._with(node)
        found = dict.fromkeys(lines)
        parts = ((line.split(" ", 2), line) for line in found)
        return [(subject, line) for (subject, property_, _), line in parts if name in (ANY, property_)]

    def _with(self, node: Node) -> Iterator[str]:
        """The statements that have this value: rarely asked, so that there is no index of values."""
        end = f" {node} .\n"
        return (line for line in self.lines() if line.endswith(end))
