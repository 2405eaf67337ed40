"""The findings of a snapshot as the desk works on them: by profile and source, and the records that each keeps back.

The gate's are read from the report of the build, those of registered profiles from their graphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.namespaces import RDFS, SH
from graph.report import SEVERITIES, Finding
from graph.store.snapshot import Snapshot
from graph.summaries import type_of
from graph.validation import paths
from graph.validation.terms import Described

GATE = "gate"
"""The name under which the service's own shapes are listed beside the registered profiles."""
MERGED = "merged view"
"""The source of what no document says alone."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding of one profile. ``document`` is the key of the one that it was found in, ``source`` where that is from.

    ``records`` are those that it keeps from passing: for the gate what is not published, for a profile datasets.
    """

    finding: Finding
    profile: str
    key: str
    cause: str
    document: str | None
    source: str
    label: str
    records: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        return self.finding.severity


@dataclass(frozen=True)
class Found:
    """All findings of a snapshot in the order of their labels.

    ``profiles`` tells of each its name, total, passed, digest of shapes, error.
    """

    snapshot: int
    seen: tuple[Seen, ...]
    profiles: tuple[Mapping[str, Any], ...]
    by_key: Mapping[str, tuple[Seen, ...]] = field(default_factory=dict)


def found(snapshot: Snapshot) -> Found:
    """The findings of a snapshot, read once in a process."""
    return _found(snapshot.data, snapshot.number, snapshot.digest)


@lru_cache(maxsize=4)
def _found(data: Path, number: int, digest: str) -> Found:  # noqa: ARG001 (a folder that was restored has another)
    snapshot = Snapshot(data, number)
    reader = _Reader(snapshot)
    seen = tuple(sorted((*reader.gate(), *reader.profiles()), key=_order))
    by_key: dict[str, list[Seen]] = {}
    for one in seen:
        by_key.setdefault(one.key, []).append(one)
    profiles = (reader.own(), *snapshot.report.get("profiles", ()))
    return Found(number, seen, profiles, {key: tuple(several) for key, several in by_key.items()})


def _order(seen: Seen) -> tuple[str, str, str, str]:
    return seen.label.casefold(), seen.finding.focus_node, seen.key, seen.profile


class _Reader:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.base = snapshot.base
        self.rows = {row["key"]: row for row in snapshot.report.get("documents", ()) if row["key"]}
        self._documents: dict[str, str | None] = {}
        self._causes: dict[tuple[str, str, str | None], str] = {}

    def own(self) -> dict[str, Any]:
        """What the gate came to, in the form in which the report tells of a profile."""
        held = {row["iri"] for row in self.snapshot.report.get("quarantined", ())}
        total = sum(self.snapshot.counts.get("classes", {}).values()) + len(held)
        return {"name": GATE, "shapes": "", "total": total, "passed": total - len(held), "error": None}

    def source(self, document: str | None) -> str:
        row = self.rows.get(document or "")
        return str(row["source"] or row["kind"]) if row else (document or MERGED).partition("/")[0]

    def gate(self) -> Iterator[Seen]:
        held: dict[str | None, list[Mapping[str, Any]]] = {}
        for row in self.snapshot.report.get("quarantined", ()):
            held.setdefault(row["document"], []).append(row)
        for row in self.snapshot.report.get("findings", ()):
            finding = Finding(*(row[name] for name in Finding.__dataclass_fields__))
            document = row["document"]
            records = tuple(self._held(finding, held.get(document, ())))
            yield self._seen(finding, GATE, document, records, row["label"])

    def _held(self, finding: Finding, held: Any) -> Iterator[str]:
        if finding.severity != "Violation":
            return
        nameless = finding.focus_node.startswith(f"{self.base}.well-known/genid/")
        for row in held:
            if row["iri"] == finding.focus_node or (nameless and finding.message in row["messages"]):
                yield row["iri"]

    def profiles(self) -> Iterator[Seen]:
        for profile in self.snapshot.report.get("profiles", ()):
            graph = f"{self.base}graph/quality/profile/{profile['name']}"
            if graph not in self.snapshot.graphs:
                continue
            described = Described(quad.triple for quad in self.snapshot.graph(graph))
            for finding in _reported(described, graph):
                focus = finding.focus_node
                records = tuple(sorted(self._datasets(focus, set()))) if finding.severity == "Violation" else ()
                yield self._seen(finding, profile["name"], self._document(focus), records, self._label(focus))

    def _seen(self, finding: Finding, profile: str, document: str | None, records: tuple[str, ...], label: str) -> Seen:
        at = finding.source_shape, finding.component, finding.path
        if at not in self._causes:
            self._causes[at] = finding.cause
        told = finding.key, self._causes[at], document, self.source(document)
        return Seen(finding, profile, *told, label or self._label(finding.focus_node), records)

    def _label(self, iri: str) -> str:
        if iri.startswith("_:"):
            return ""
        quads = self.snapshot.store.quads_for_pattern(NamedNode(iri), RDFS.label, None, DefaultGraph())
        return min((quad.object.value for quad in quads if isinstance(quad.object, Literal)), default="")

    def _datasets(self, node: str, met: set[str]) -> set[str]:
        """The datasets that a node is, or is a nameless part of."""
        if type_of(node, self.base) == "study":
            return {node}
        if not node.startswith(f"{self.base}.well-known/genid/") or node in met:
            return set()
        leading = self.snapshot.store.quads_for_pattern(None, None, NamedNode(node), DefaultGraph())
        return {found for quad in leading for found in self._datasets(quad.subject.value, met | {node})}  # type: ignore[union-attr]

    def _document(self, node: str) -> str | None:
        """The first document that speaks of a node; of what was derived, of its dataset."""
        if node not in self._documents:
            self._documents[node] = next(iter(self._speaking(node)), None)
        return self._documents[node]

    def _speaking(self, node: str) -> list[str]:
        if node.startswith("_:"):
            return []
        graphs = {
            quad.graph_name.value
            for quad in self.snapshot.store.quads_for_pattern(NamedNode(node), None, None, None)
            if isinstance(quad.graph_name, NamedNode)
        }
        start, derived = f"{self.base}graph/source/", f"{self.base}graph/dcat/"
        own = sorted(graph.removeprefix(start) for graph in graphs if graph.startswith(start))
        slugs = sorted(graph.removeprefix(derived) for graph in graphs if graph.startswith(derived))
        study = f"{self.base}id/study/"
        return own or [key for slug in slugs if node != study + slug for key in self._speaking(study + slug)]


def _reported(described: Described, graph: str) -> Iterator[Finding]:
    """The results of a published report (SHACL, 3.6.2)."""
    for result in described.values(NamedNode(graph), SH.result):
        said = {name: described.value(result, SH.term(name)) for name in _PARTS}
        plain = {name: getattr(term, "value", "") for name, term in said.items()}
        path, value = said["resultPath"], said["value"]
        severity = plain["resultSeverity"].removeprefix(SH)
        yield Finding(
            focus_node=plain["focusNode"],
            path=None if path is None else paths.read(described, path).text,
            value=None if value is None else str(value),
            component=plain["sourceConstraintComponent"],
            source_shape=plain["sourceShape"],
            severity=next((known for known in SEVERITIES if known == severity), "Violation"),
            message=plain["resultMessage"],
        )


_PARTS = (
    "focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape", "resultSeverity", "resultMessage",
)  # fmt: skip
