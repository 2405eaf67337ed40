"""What users wrote over HTTP, through the gate again with each build: shapes and neighbours change.

A graph that does not pass is kept back as a whole, as it would be refused as a whole, and told in the report.
The journal keeps it: it comes back with the first build in which it passes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from graph.gate import Passed, Quarantined
from graph.quality import corrections
from graph.statements import read_canonical, subject_of
from graph.validation import Finding, Report

Validate = Callable[[Iterable[Triple]], Report]


@dataclass(slots=True)
class Admitted:
    """The graphs that pass, by IRI; what was ``found`` in those that do not, and what is told of them, and of those
    of which a part waits."""

    graphs: dict[str, bytes] = field(default_factory=dict)
    found: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    quarantined: tuple[Quarantined, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found, each once."""
        return tuple(dict.fromkeys(finding for several in self.found.values() for finding in several))

    def told(self, graphs: Collection[str] | None = None) -> Passed:
        """What is told of those that do not pass, or of some of them."""
        chosen = self.found if graphs is None else graphs
        findings = ((None, finding) for graph in self.found if graph in chosen for finding in self.found[graph])
        told = (q for q in self.quarantined if graphs is None or q.iri in graphs)
        return Passed(tuple(dict.fromkeys(findings)), tuple(told))


def admit(
    standing: Mapping[str, bytes],
    said: Callable[[str], Iterable[Triple]],
    held: Collection[str],
    validate: Validate,
) -> Admitted:
    """Let those of the ``standing`` graphs through that make nothing invalid of what is ``said`` about an entity.

    ``held`` are the entities that are kept back. A graph may need another one, so those that fail are tried again.
    Of corrections, those of what is kept back wait for it.
    """
    own = {graph: _read(content) for graph, content in standing.items()}
    about = {iri: set(said(iri)) for iri in {iri for triples in own.values() for iri in near(triples)}}
    absent = {iri for iri in held if not about.get(iri)}
    waiting = {graph: iris for graph, triples in own.items() if (iris := near(triples) & absent)}
    parts = {graph: corrections.apart(standing[graph], graph, absent) for graph in waiting}
    own |= {graph: _read(content) for graph, content in parts.items()}
    passed = Admitted()
    problems: dict[str, tuple[Finding, ...]] = {}
    pending: list[str] = []
    while pending != (left := [graph for graph in own if graph not in passed.graphs]):
        pending = left
        for graph in pending:
            problems[graph] = _new(own[graph], about, validate)
            if problems[graph] or absent & near(own[graph]):
                continue
            passed.graphs[graph] = parts.get(graph, standing[graph])
            for triple in own[graph]:
                about[subject_of(triple)].add(triple)
    passed.found = {graph: problems[graph] for graph in pending}
    passed.quarantined = tuple(
        Quarantined(graph, None, _messages(passed.found.get(graph, ()), waiting.get(graph, ())))
        for graph in own
        if graph in waiting or graph in passed.found
    )
    return passed


def _read(content: bytes) -> set[Triple]:
    return {quad.triple for quad in read_canonical(content)}


def near(triples: Iterable[Triple]) -> set[str]:
    """The entities that statements are about or lead to."""
    found = set[str]()
    for triple in triples:
        found.add(subject_of(triple))
        if isinstance(triple.object, NamedNode):
            found.add(triple.object.value)
    return found


def violations(before: Collection[Triple], after: Collection[Triple], validate: Validate) -> tuple[Finding, ...]:
    """What is wrong with entities as they would be and was not found of them as they are."""
    found = [f for f in validate(after).findings if f.severity == "Violation"] if after else []
    known = set(validate(before).findings) if found and before else set()
    return tuple(f for f in found if f not in known)


def _new(triples: set[Triple], about: Mapping[str, set[Triple]], validate: Validate) -> tuple[Finding, ...]:
    before = {triple for iri in near(triples) for triple in about[iri]}
    return violations(before, before | triples, validate)


def _messages(findings: Iterable[Finding], absent: Iterable[str]) -> tuple[str, ...]:
    told = dict.fromkeys(f"Written by a user: {finding.message}" for finding in findings)
    return (*told, *(f"Written by a user about {iri}, which is kept back." for iri in sorted(absent)))
