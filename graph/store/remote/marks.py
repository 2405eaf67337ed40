"""What a publish writes beside the graphs on a remote engine: which state they are in, and whether it is whole.

In ``<base>graph/publishing``: the digest of the last snapshot that was published whole, the digest of the one
that is being published while one is, the graphs of what may have to leave ``merged``, and each named graph with
the digest of its content, which is empty from just before the graph is touched until it is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.store.remote.client import Remote

DIGEST, RUNNING, LEAVING = (f"urn:x-catalograph:{name}" for name in ("digest", "publishing", "leaving"))
PAGE = 5_000
"""Marks that are read at once; engines cut long answers."""


@dataclass(frozen=True, slots=True)
class State:
    """``digest`` is that of the snapshot last published whole, ``running`` of the one being published."""

    digest: str = ""
    running: str = ""


class Marks:
    """The names of a catalogue's own graphs on a remote engine, and its marks."""

    def __init__(self, base: str) -> None:
        self.graph = f"{base}graph/publishing"
        self.merged = f"{base}graph/merged"

    def state(self, remote: Remote) -> State:
        """What is published, and what is being published: readers can ask for it with any client."""
        rows = remote.rows(f"SELECT ?p ?o WHERE {{ <{self.graph}> ?p ?o }}", self.graph)
        said = {row["p"]: row["o"] for row in rows}
        return State(said.get(DIGEST, ""), said.get(RUNNING, ""))

    def digests(self, remote: Remote) -> dict[str, str]:
        """The named graphs that are marked, with their digests, read a page at a time to the last."""
        found: dict[str, str] = {}
        last = ""
        while rows := remote.rows(
            f'SELECT ?g ?d WHERE {{ ?g <{DIGEST}> ?d FILTER(STR(?g) > "{last}") }} ORDER BY STR(?g) LIMIT {PAGE}',
            self.graph,
        ):
            found.update((row["g"], row["d"]) for row in rows)
            last = max(row["g"] for row in rows)
        found.pop(self.graph, None)
        return found

    def leaving(self, remote: Remote) -> list[str]:
        """The graphs of what may have to leave ``merged`` once every graph has been brought."""
        rows = remote.rows(f"SELECT ?left WHERE {{ <{self.graph}> <{LEAVING}> ?left }}", self.graph)
        return sorted(row["left"] for row in rows)

    def leave(self, graph: str, by: Iterable[str]) -> list[str]:
        """The updates that keep what graphs say, until it is settled, as what may have to leave."""
        mark = f"INSERT DATA {{ GRAPH <{self.graph}> {{ <{self.graph}> <{LEAVING}> <{graph}> }} }}"
        return [mark, *(f"ADD SILENT GRAPH <{iri}> TO GRAPH <{graph}>" for iri in by)]

    def left(self, graph: str) -> list[str]:
        """The updates that forget it."""
        mark = f"DELETE DATA {{ GRAPH <{self.graph}> {{ <{self.graph}> <{LEAVING}> <{graph}> }} }}"
        return [f"DROP SILENT GRAPH <{graph}>", mark]

    def reachable(self, remote: Remote) -> bool:
        """Whether ``GRAPH ?g`` reaches named graphs beside a default graph though the request names none."""
        return bool(remote.rows(f"SELECT ?g WHERE {{ GRAPH ?g {{ <{self.graph}> ?p ?o }} }} LIMIT 1", self.merged))

    def begin(self, digest: str, *, anew: bool) -> str:
        """The update that says that a snapshot is being published, ``anew`` where nothing was before."""
        clean = f"DROP SILENT GRAPH <{self.merged}> ;\n" if anew else ""
        return f"{clean}{self._forget(self.graph, RUNNING)} ;\n{self._say({self.graph: digest}, RUNNING)}"

    def end(self, digest: str) -> str:
        """The update that says that it is published whole."""
        parts = (
            self._forget(self.graph, DIGEST),
            self._say({self.graph: digest}, DIGEST),
            self._forget(self.graph, RUNNING),
        )
        return " ;\n".join(parts)

    def marked(self, digests: Mapping[str, str], gone: Iterable[str] = ()) -> list[str]:
        """The updates that mark named graphs, and unmark those that are gone."""
        updates = [self._forget(iri, DIGEST) for iri in (*digests, *gone)]
        return [*updates, self._say(digests, DIGEST)] if digests else updates

    def _say(self, values: Mapping[str, str], predicate: str) -> str:
        lines = "\n".join(f'<{iri}> <{predicate}> "{value}" .' for iri, value in values.items())
        return f"INSERT DATA {{ GRAPH <{self.graph}> {{\n{lines}\n}} }}"

    def _forget(self, iri: str, predicate: str) -> str:
        return f"DELETE WHERE {{ GRAPH <{self.graph}> {{ <{iri}> <{predicate}> ?was }} }}"
