"""Writing to a catalogue over HTTP: only to its users' graphs, through the gate, journalled and published."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

from pyoxigraph import NamedNode, Store, Triple

from graph import (
    basis,
    clock,
    edits,
    increments,
    pipeline,
    publishing,
    tombstones,
    unchanged,
    validation,
    vanishing,
    written,
)
from graph.archive import Archive
from graph.increments import Change
from graph.journal import Journal
from graph.payload import publishable
from graph.settings import Settings
from graph.statements import canonical, read_canonical
from graph.store import files, search, space
from graph.store.embedded import Locked, prune, publish_change, writer_lock
from graph.store.guard import check_update
from graph.store.pool.client import Limits
from graph.store.scratch import Condition, GraphName, always
from graph.store.snapshot import Snapshot, Snapshots
from graph.store.updates import using
from graph.store.updating import updated
from graph.targets import targets
from graph.validation import Finding

WAIT = 5.0
"""Seconds that a write waits for another one to end."""
_MADE = ("manifest.json", "counts.json", search.WHOLE, search.CHANGES, tombstones.FILE)
"""What a write makes anew in a snapshot's folder; all else it has in common with the one before."""


class NotAllowed(Exception):
    """A write to a graph that is not the users'; the message names the rule."""


class Invalid(Exception):
    """A write that would make what is published violate a shape. ``findings`` are the violations."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} violations")
        self.findings = findings


class Writer:
    """What writes to the catalogue of ``chosen``, whose base is ``base``; ``snapshots`` are those that are open here.

    Every method raises :class:`NotAllowed` and :class:`Invalid`, with nothing changed, and
    ``graph.store.embedded.Locked`` while a build runs.
    """

    def __init__(self, chosen: Settings, base: str, snapshots: Snapshots | None = None) -> None:
        self.chosen = chosen
        self.base = base
        self.snapshots = snapshots or Snapshots(chosen.data)

    def put(
        self, name: GraphName, triples: Iterable[Triple], *, merge: bool = False, only_if: Condition = always
    ) -> bool:
        """Make these the statements of a graph, or with ``merge`` add them; tells whether it is a new graph.

        ``only_if`` is asked about the graph as it is, with the writer's lock held.
        """
        graph = self._checked(name)
        new = publishable(triples, self.base)

        existed = False

        def change(current: Snapshot) -> dict[str, bytes]:
            nonlocal existed
            held = _triples(current, graph)
            only_if(held)
            existed = held is not None
            return {graph: canonical([*(held or () if merge else ()), *new], NamedNode(graph))}

        self._write(change)
        return not existed

    def delete(self, name: GraphName, only_if: Condition = always) -> bool:
        """Remove a graph; tells whether it was there. ``only_if`` is as for :meth:`put`."""
        graph = self._checked(name)

        existed = False

        def change(current: Snapshot) -> dict[str, bytes]:
            nonlocal existed
            held = _triples(current, graph)
            only_if(held)
            existed = held is not None
            return {graph: b""}

        self._write(change)
        return existed

    def update(self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> None:
        """Do an update, whole or not at all.

        Raises :class:`graph.store.base.QueryError` and :class:`graph.store.pool.client.LimitReached`.
        """
        check_update(text, self.chosen.max_query)
        graphs = {self._checked(name) for name in sorted(targets(text, self.base))}
        text = using(text, default_graphs, named_graphs)
        limits = Limits(self.chosen.query_deadline, self.chosen.query_memory, 0, self.chosen.max_query)

        def change(current: Snapshot) -> dict[str, bytes]:
            for graph in graphs & _kept_back(current):
                raise NotAllowed(f"{graph} is kept back, as /quality says: replace it or delete it at /store first.")
            before, after = updated(current, text, graphs, limits)
            changed = [graph for graph in graphs if before[graph] != after[graph]]
            return {g: canonical(publishable(after[g], self.base), NamedNode(g)) for g in changed}

        self._write(change)

    def fresh(self) -> NamedNode:
        """A name for a new graph."""
        return NamedNode(f"{self.base}graph/user/{uuid4()}")

    def _checked(self, name: GraphName | str) -> str:
        iri = name if isinstance(name, str) else getattr(name, "value", "the default graph")
        if not written.is_user_graph(iri, self.base):
            rule = f"Writes go to the graphs {self.base}graph/user/<name>, a name in letters, digits and . _ ~ -"
            raise NotAllowed(f"{rule}; this one would change {iri}.")
        return iri

    def _write(self, make: Callable[[Snapshot], dict[str, bytes]]) -> None:
        """Do what ``make`` says of the current snapshot."""
        data = self.chosen.data
        with locked(data):
            current = pipeline.begin(data, Journal(data), self.snapshots) or self.snapshots.current()
            again = _kept_back(current)
            contents = {g: c for g, c in make(current).items() if g in again or c != _content(current, g)}
            if contents:
                change = Change(current, contents)
                check(change)
                _publish(change, self.chosen)


def _content(current: Snapshot, graph: str) -> bytes:
    """A graph as it is published, or where any of it is kept back as it was written; nothing where there is none."""
    if graph in _kept_back(current):
        return written.standing(current.data, Journal(current.data).entries()).get(graph, b"")
    return current.canonical(graph) if graph in current.graphs else b""


def _kept_back(current: Snapshot) -> set[str]:
    """The users' graphs that did not pass the gate with the last build, or not whole."""
    rows = current.report.get("quarantined", ())
    return {row["iri"] for row in rows if written.is_user_graph(row["iri"], current.base)}


def _triples(current: Snapshot, graph: str) -> list[Triple] | None:
    content = _content(current, graph)
    return [quad.triple for quad in read_canonical(content)] if content else None


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """The writer's lock, waited for a moment."""
    until = time.monotonic() + WAIT
    while True:
        try:
            lock = writer_lock(data)
            lock.__enter__()
            break
        except Locked:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def check(change: Change) -> None:
    """The gate: the touched entities and their neighbours, as they would be. Raises :class:`Invalid`.

    What was found already of the same entities as they are is not the change's fault.
    """
    near = change.touched | edits.near(change.into)
    before = {triple for iri in near for triple in change.about_before(iri)}
    after = {triple for iri in near for triple in change.about(iri)}
    new = edits.violations(before, after, partial(validation.validate, shapes=validation.own_shapes()))
    if new:
        raise Invalid(new)


def _publish(change: Change, chosen: Settings) -> None:
    data, before = chosen.data, change.before
    journal, archive = Journal(data), Archive(data)
    space.check(data, sum(map(len, change.contents.values())), files.size_of(data / "store"), chosen.min_free)
    is_current = not change.corrects and unchanged.known(data, before, basis.inputs(archive, journal, chosen))
    entries = written.keep(data, change.contents)
    counts = increments.counts(change)
    about = {"published": clock.now(), "statements": counts["statements"], "writes": entries}
    if is_current:  # or the next build has more to do than this: what is corrected is judged and derived anew
        about["inputs"] = basis.inputs(archive, journal, chosen, entries)
        about["basis"] = basis.basis(journal, chosen, entries)
        about["documents"] = before.manifest.get("documents")
    number = publishing.next_number(data, journal)
    finish = partial(_finish, change=change, counts=counts, number=number, time=about["published"])
    own = ("inputs", "title", "publisher")
    kept = {name: before.manifest[name] for name in own}
    digest = publish_change(before, change.contents, {**kept, **about}, finish, number)
    told = {"event": "publish", "snapshot": number, "digest": digest, "time": about["published"]}
    went = tombstones.entries(data / "snapshots" / str(number), number)
    journal.append([*entries, *went, told])  # where a kill prevents this, the next writer does it: see pipeline.begin
    prune(data, chosen.keep, chosen.pin_lease)


def _finish(
    target: Path,
    store: Store,  # noqa: ARG001
    *,
    change: Change,
    counts: Mapping[str, object],
    number: int,
    time: str,
) -> None:
    """What stays as it is in the snapshot's folder, and what the change makes of counts and index."""
    for path in change.before.folder.iterdir():
        if path.is_file() and path.name not in _MADE:
            files.link(path, target / path.name)
    settled = _kept_back(change.before) & change.contents.keys()
    if settled:
        report = dict(change.before.report)
        report["quarantined"] = [row for row in report["quarantined"] if row["iri"] not in settled]
        (target / "report.json").unlink()  # it is a file of the snapshot before, too
        (target / "report.json").write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    (target / "counts.json").write_text(json.dumps(counts, ensure_ascii=False), "utf-8")
    increments.index(change, target)
    come, gone = increments.presence(change)
    tombstones.update(change.before.folder, target, come, gone, vanishing.NOBODY, number, time)
