"""The gate: nothing invalid is published.

It is passed twice: by each document's statements alone, and by the merged view of all. What a Violation
is found at is quarantined: the entity's statements, and those that lead to it, stay out of every graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from graph.statements import Statement, subject_of
from graph.validation import Finding, Report, Shapes
from graph.validation.checked import Checked
from graph.validation.keeping import Results


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An entity that is kept back, by which document's statements (``None``: the merged view), and why."""

    iri: str
    document: str | None
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed the gate, with all that was found on the way."""

    statements: Mapping[str, list[Statement]]
    findings: tuple[tuple[str | None, Finding], ...]
    quarantined: tuple[Quarantined, ...]


class Kept:
    """What validates: results are kept in a folder that may be deleted, and only what changed is validated again.

    ``executor`` is where nodes are validated; see :func:`graph.executing.mapped`.
    """

    def __init__(self, folder: Path, shapes: Shapes, engine: str | None = None, executor: str = "1") -> None:
        self.results = Results(folder)
        self.shapes = shapes
        self.engine = engine
        self.executor = executor

    def report(self, triples: Iterable[Triple]) -> Report:
        """The report on these triples; of nodes of which nothing has changed it is known."""
        return Checked(triples, self.shapes, self.results, self.engine, self.executor).report

    def close(self, shapes: Iterable[str] = ()) -> None:
        """Forget what other shapes found than the gate's and those of these digests."""
        self.results.forget([self.shapes.digest, *shapes])
        self.results.close()


def pass_gate(
    documents: Mapping[str, list[Statement]],
    kept: Kept,
    base: str,
    progress: Callable[[], None] = lambda: None,
) -> Passed:
    """Let the valid entities of each document through, then those of the merged view."""
    findings: list[tuple[str | None, Finding]] = []
    quarantined: list[Quarantined] = []
    passed: dict[str, list[Statement]] = {}
    for key, statements in documents.items():
        progress()
        rest, found, held = _admit(statements, kept, base, key)
        passed[key] = rest
        findings += found
        quarantined += held
    known = {finding for _, finding in findings}
    while True:
        report = kept.report(s.triple for statements in passed.values() for s in statements)
        merged = [finding for finding in report.findings if finding not in known]
        blamed = _blamed(merged, [s for statements in passed.values() for s in statements], base)
        known.update(merged)
        findings += [(None, finding) for finding in merged]
        if not blamed:
            break
        quarantined += [Quarantined(iri, None, messages) for iri, messages in sorted(blamed.items())]
        passed = {key: list(_without(statements, set(blamed), base)) for key, statements in passed.items()}
    return Passed(passed, tuple(findings), tuple(quarantined))


def _admit(
    statements: list[Statement], kept: Kept, base: str, document: str
) -> tuple[list[Statement], list[tuple[str | None, Finding]], list[Quarantined]]:
    findings: dict[Finding, None] = {}
    quarantined: list[Quarantined] = []
    while True:
        report = kept.report(statement.triple for statement in statements)
        findings.update(dict.fromkeys(report.findings))
        blamed = _blamed(report.findings, statements, base)
        if not blamed:
            return statements, [(document, finding) for finding in findings], quarantined
        quarantined += [Quarantined(iri, document, messages) for iri, messages in sorted(blamed.items())]
        statements = list(_without(statements, set(blamed), base))


def _blamed(findings: Iterable[Finding], statements: list[Statement], base: str) -> dict[str, tuple[str, ...]]:
    """The entities that Violations are found at; a node without an own page stands for what leads to it."""
    violations = [finding for finding in findings if finding.severity == "Violation"]
    if not violations:
        return {}
    leading: dict[str, set[str]] = {}
    present: set[str] = set()
    for statement in statements:
        subject, obj = subject_of(statement.triple), statement.triple.object
        present.add(subject)
        if isinstance(obj, NamedNode):
            leading.setdefault(obj.value, set()).add(subject)
    blamed: dict[str, dict[str, None]] = {}
    for finding in violations:
        for entity in _entities(finding.focus_node, leading, base):
            if entity in present:
                blamed.setdefault(entity, {})[finding.message] = None
    return {iri: tuple(messages) for iri, messages in blamed.items()}


def _entities(node: str, leading: Mapping[str, set[str]], base: str) -> Iterator[str]:
    if not node.startswith(f"{base}.well-known/genid/"):
        yield node
        return
    for owner in sorted(leading.get(node, ())):
        yield from _entities(owner, leading, base)


def _without(statements: Iterable[Statement], entities: set[str], base: str) -> Iterator[Statement]:
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
