"""The gate: nothing invalid is published.

It is passed twice: by each document's statements alone, and by the merged view of all. What a Violation
is found at is quarantined: the entity's statements, and those that lead to it, stay out of every graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from graph.merged import Merged
from graph.quality.corrections import Corrected
from graph.statements import Statement, subject_of
from graph.validation import Finding, Report, Shapes
from graph.validation.checked import reports
from graph.validation.keeping import Results
from graph.validation.merged import MergedGraph
from graph.validation.statements import Index

TOGETHER = 64
"""Documents that are validated together."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An entity that is kept back, by which document's statements (``None``: the merged view), and why."""

    iri: str
    document: str | None
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """All that was found at the gate: by which document's statements (``None``: the merged view), and what."""

    findings: tuple[tuple[str | None, Finding], ...]
    quarantined: tuple[Quarantined, ...]


@dataclass(frozen=True, slots=True)
class Admitted:
    """What of a document's statements passes, with all that was found on the way."""

    document: str
    statements: list[Statement]
    findings: tuple[Finding, ...]
    quarantined: tuple[Quarantined, ...]


class Kept:
    """What validates: results are kept in a folder that may be deleted, and only what changed is validated again.

    ``executor`` is where nodes are validated; see :func:`graph.executing.mapped`. What curators have ``corrected``
    is judged as it is right.
    """

    def __init__(
        self,
        folder: Path,
        shapes: Shapes,
        engine: str | None = None,
        executor: str = "1",
        corrected: Corrected | None = None,
    ) -> None:
        self.results = Results(folder)
        self.shapes = shapes
        self.engine = engine
        self.executor = executor
        self.corrected = corrected or Corrected()

    def report(self, triples: Iterable[Triple]) -> Report:
        """The report on these triples; of nodes of which nothing has changed it is known."""
        return next(self.reports([triples]))

    def reports(self, graphs: Iterable[Iterable[Triple]]) -> Iterator[Report]:
        """The reports on each of these by itself."""
        yield from reports(
            [Index(self.corrected.view(triples)) for triples in graphs],
            self.shapes,
            self.results,
            self.engine,
            self.executor,
        )

    def merged(self, merged: Merged) -> Report:
        """The report on what is merged."""
        return next(reports([MergedGraph(merged)], self.shapes, self.results, self.engine, self.executor))

    def close(self, shapes: Iterable[str] = ()) -> None:
        """Forget what other shapes found than the gate's and those of these digests."""
        self.results.forget([self.shapes.digest, *shapes])
        self.results.close()


def admit(documents: Iterable[tuple[str, list[Statement]]], kept: Kept, base: str) -> Iterator[Admitted]:
    """Let the valid entities of each document through, in the order of the documents."""
    source = iter(documents)
    while some := {key: Admitted(key, statements, (), ()) for key, statements in islice(source, TOGETHER)}:
        pending = list(some)
        while pending:
            reports = kept.reports([s.triple for s in some[key].statements] for key in pending)
            judged = [_judged(some[key], report, base) for key, report in zip(pending, reports, strict=True)]
            pending = [each.document for each in judged if each.quarantined != some[each.document].quarantined]
            some |= {each.document: each for each in judged}
        yield from some.values()


def _judged(each: Admitted, report: Report, base: str) -> Admitted:
    """The document with what a report finds in it, and without what is to blame for that."""
    findings = tuple(dict.fromkeys((*each.findings, *report.findings)))
    blamed = _blamed(report.findings, lambda: _Document(each.statements), base)
    if not blamed:
        return replace(each, findings=findings)
    held = (Quarantined(iri, each.document, messages) for iri, messages in sorted(blamed.items()))
    rest = list(without(each.statements, set(blamed), base))
    return Admitted(each.document, rest, findings, (*each.quarantined, *held))


def admit_merged(
    merged: Merged, kept: Kept, base: str, known: Iterable[Finding], leave_out: Callable[[set[str]], None]
) -> tuple[tuple[Finding, ...], tuple[Quarantined, ...]]:
    """What is found in the merged view beside what is ``known``, and whom it keeps back.

    ``leave_out`` takes entities out of the view; that goes on until it is valid.
    """
    findings = dict.fromkeys(known)
    fresh: list[Finding] = []
    quarantined: list[Quarantined] = []
    while True:
        new = [finding for finding in kept.merged(merged).findings if finding not in findings]
        findings |= dict.fromkeys(new)
        fresh += new
        blamed = _blamed(new, lambda: merged, base)
        if not blamed:
            return tuple(fresh), tuple(quarantined)
        quarantined += [Quarantined(iri, None, messages) for iri, messages in sorted(blamed.items())]
        leave_out(set(blamed))


class _View(Protocol):
    """What can tell whether something is said about an entity, and what leads to it."""

    def has(self, iri: str) -> bool: ...

    def leading(self, iri: str) -> set[str]: ...


class _Document:
    """The view of a document's statements."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._leading: dict[str, set[str]] = {}
        self._present: set[str] = set()
        for statement in statements:
            subject, obj = subject_of(statement.triple), statement.triple.object
            self._present.add(subject)
            if isinstance(obj, NamedNode):
                self._leading.setdefault(obj.value, set()).add(subject)

    def has(self, iri: str) -> bool:
        return iri in self._present

    def leading(self, iri: str) -> set[str]:
        return self._leading.get(iri, set())


def _blamed(findings: Iterable[Finding], view: Callable[[], _View], base: str) -> dict[str, tuple[str, ...]]:
    """The entities that Violations are found at; a node without an own page stands for what leads to it."""
    violations = [finding for finding in findings if finding.severity == "Violation"]
    if not violations:
        return {}
    there = view()
    blamed: dict[str, dict[str, None]] = {}
    for finding in violations:
        for entity in _entities(finding.focus_node, there, base):
            if there.has(entity):
                blamed.setdefault(entity, {})[finding.message] = None
    return {iri: tuple(messages) for iri, messages in blamed.items()}


def _entities(node: str, view: _View, base: str) -> Iterator[str]:
    if not node.startswith(f"{base}.well-known/genid/"):
        yield node
        return
    for owner in sorted(view.leading(node)):
        yield from _entities(owner, view, base)


def without(statements: Iterable[Statement], entities: set[str], base: str) -> Iterator[Statement]:
    """The statements that neither are about these entities nor lead to them, nor to what only they held."""
    genid = f"{base}.well-known/genid/"
    statements = list(statements)
    for statement in statements:
        subject, obj = subject_of(statement.triple), statement.triple.object
        if subject.startswith(genid) and isinstance(obj, NamedNode) and obj.value in entities:
            entities = entities | {subject}
    remaining = [
        statement
        for statement in statements
        if subject_of(statement.triple) not in entities
        and not (isinstance(statement.triple.object, NamedNode) and statement.triple.object.value in entities)
    ]
    held = {s.triple.object.value for s in remaining if isinstance(s.triple.object, NamedNode)}
    for statement in remaining:
        subject = subject_of(statement.triple)
        if not subject.startswith(genid) or subject in held:
            yield statement
