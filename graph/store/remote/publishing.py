"""A snapshot's named graphs brought to a remote engine, only those that changed.

No engine does this in one step, so each step keeps what readers rely on and leaves what the next needs: a
graph is marked before it is touched; ``merged`` first gains what is new, and loses what is old only after every
graph that might still say it has been brought; what may have to leave waits in a graph of its own, and with it what
corrected something, which may have to come back. Killed at any
point, the same publish, or another one, run again ends in the state that it would have ended in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from graph.namespaces import CG, RDF
from graph.quality import corrections
from graph.quality.corrections import Corrected
from graph.store.remote.client import Remote
from graph.store.remote.marks import Marks
from graph.store.remote.wording import LINES
from graph.store.snapshot import SHARED, SHARED_FOLDERS, in_default

GRAPHS = 200
"""Named graphs that are brought together, between two marks."""
TOGETHER = 500
"""Corrected statements that are taken out together."""
Progress = Callable[[str, int], None]


class Published(Protocol):
    """What is published from: the snapshot's base, its digest, its graphs' digests and canonical N-Quads."""

    base: str
    digest: str

    @property
    def graphs(self) -> Mapping[str, str]: ...

    def canonical(self, iri: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Brought:
    """What a publish did: named graphs that were sent, removed, and left alone since they were the same."""

    sent: int
    removed: int
    same: int


def publish_remote(
    remote: Remote, snapshot: Published, progress: Progress = lambda _name, _of: None, *, graphs: int = GRAPHS
) -> Brought:
    """Bring the engine to the state of a snapshot; ``graphs`` at most are under way between two marks.

    One publish to one engine runs at a time. Raises :class:`graph.store.remote.exchange.RemoteError`; what was
    done by then stays done, and the mark that a publish is running stays until one has ended.
    """
    marks = Marks(snapshot.base)
    state = marks.state(remote)
    if state.digest == snapshot.digest and not state.running:
        return Brought(0, 0, len(snapshot.graphs))
    there = marks.digests(remote)
    changed = [iri for iri, digest in snapshot.graphs.items() if there.get(iri) != digest]
    gone = there.keys() - snapshot.graphs.keys()
    # Those that an earlier publish was cut off at go first: from then on every graph is whole.
    wanted = sorted([*changed, *gone], key=lambda iri: (there.get(iri) != "", iri))
    remote.update(marks.begin(snapshot.digest, anew=not (there or state.digest or state.running)), repeatable=True)
    written = (iri for iri in snapshot.graphs if iri.startswith(f"{snapshot.base}graph/user/"))
    corrected = Corrected(corrections.of({iri: snapshot.canonical(iri) for iri in written}))
    before = len(marks.leaving(remote)) if state.running else 0
    for number, batch in enumerate(_batches(snapshot, wanted, graphs), before):
        _bring(remote, snapshot, marks, batch, there, f"{marks.graph}/leaving/{number}", corrected)
        for _ in batch:
            progress("Publishing", len(wanted))
    for left in marks.leaving(remote):
        settled = [_settled(marks, snapshot.base, left), _back(marks, snapshot.base, left)]
        remote.update(" ;\n".join([*settled, *marks.left(left)]), repeatable=True)
    wrong = sorted(map(str, corrected.spelled))
    for start in range(0, len(wrong), TOGETHER):
        lines = " .\n".join(wrong[start : start + TOGETHER])
        remote.update(f"DELETE DATA {{ GRAPH <{marks.merged}> {{\n{lines} .\n}} }}", repeatable=True)
    remote.update(marks.end(snapshot.digest), repeatable=True)
    return Brought(len(changed), len(gone), len(snapshot.graphs) - len(changed))


def _batches(snapshot: Published, iris: list[str], most: int) -> Iterator[dict[str, list[bytes] | None]]:
    """Graphs with their statements as N-Triples, ``None`` for those that go; so many as fit in a request."""
    batch: dict[str, list[bytes] | None] = {}
    size = 0
    for iri in iris:
        lines = None
        if iri in snapshot.graphs:
            tail = len(f" <{iri}> .\n".encode())
            lines = [line[:-tail] + b" .\n" for line in snapshot.canonical(iri).splitlines(keepends=True)]
        if batch and (len(batch) == most or size + len(lines or ()) > LINES):
            yield batch
            batch, size = {}, 0
        batch[iri] = lines
        size += len(lines or ())
    if batch:
        yield batch


def _bring(
    remote: Remote,
    snapshot: Published,
    marks: Marks,
    batch: Mapping[str, list[bytes] | None],
    there: Mapping[str, str],
    leaving: str,
    corrected: Corrected,
) -> None:
    shared = [iri for iri in batch if in_default(iri, snapshot.base)]
    old = [iri for iri in shared if iri in there]
    kept = marks.leave(leaving, old) if old else []
    remote.update(" ;\n".join([*marks.marked(dict.fromkeys(batch, "")), *kept]), repeatable=True)
    for iri, lines in batch.items():
        if lines is not None:
            remote.put(iri, lines, repeatable=True)
    new = sorted({line for iri in shared for line in corrected.without(batch[iri] or ())})
    remote.add(marks.merged, new, repeatable=True)
    gone = [iri for iri, lines in batch.items() if lines is None]
    drops = [f"DROP SILENT GRAPH <{iri}>" for iri in gone]
    whole = marks.marked({iri: snapshot.graphs[iri] for iri in batch if iri not in gone}, gone)
    remote.update(" ;\n".join([*drops, *whole]), repeatable=True)


def _settled(marks: Marks, base: str, leaving: str) -> str:
    """The update that takes from ``merged`` what was left by every graph of the default graph."""
    return (
        f"DELETE {{ GRAPH <{marks.merged}> {{ ?s ?p ?o }} }}\n"
        f"WHERE {{ GRAPH <{leaving}> {{ ?s ?p ?o }}\n"
        f"FILTER NOT EXISTS {{ GRAPH ?by {{ ?s ?p ?o }} FILTER({_shared(base)}) }} }}"
    )


def _back(marks: Marks, base: str, leaving: str) -> str:
    """The update that brings back into ``merged`` what was corrected, where a graph still says it."""
    named = {"a": CG.Correction, RDF.subject: "?s", RDF.predicate: "?p", RDF.object: "?o"}
    node = " ; ".join(f"{predicate} {value}" for predicate, value in named.items())
    return (
        f"INSERT {{ GRAPH <{marks.merged}> {{ ?s ?p ?o }} }}\n"
        f"WHERE {{ GRAPH <{leaving}> {{ ?correction {node} }}\n"
        f"GRAPH ?by {{ ?s ?p ?o }} FILTER({_shared(base)}) }}"
    )


def _shared(base: str) -> str:
    """The test whether ``?by`` is a graph of the default graph."""
    folders = [f'STRSTARTS(STR(?by), "{base}graph/{folder}")' for folder in SHARED_FOLDERS]
    return " || ".join([*folders, *(f"?by = <{base}graph/{name}>" for name in SHARED)])
