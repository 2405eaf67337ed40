"""What is published of a snapshot's quality: the reports, and measurements of each dataset (W3C DQV).

``<base>graph/quality/validation`` is the gate's report, ``<base>graph/quality/profile/<name>`` that of each registered
profile, ``<base>graph/quality/measurements`` the numbers of each dataset. Each report names its shapes by digest.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from graph.merged import Merged
from graph.namespaces import DCT, DQV, RDF, RDFS, SKOS, XSD
from graph.report import SEVERITIES, Finding, Report
from graph.settings import Settings
from graph.validation import registered
from graph.validation.checked import reports
from graph.validation.keeping import Results
from graph.validation.merged import MergedGraph
from graph.validation.rdf import to_rdf
from graph.validation.shapes import Shapes, ShapesError

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Quality:
    """The graphs by their names under ``graph/``, what each profile came to, and the digests of its shapes."""

    graphs: dict[str, Iterable[Triple]] = field(default_factory=dict)
    profiles: list[dict[str, object]] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)


def quality(
    merged: Merged, findings: Iterable[Finding], shapes: Shapes, results: Results, base: str, chosen: Settings
) -> Quality:
    """All that is told of the quality of what is published, given what the gate found."""
    made = Quality()
    found = tuple(dict.fromkeys(findings))
    owners = Owners(merged, base)
    held = [_report(made, "validation", found, shapes, base)]
    told: dict[str, Mapping[str, Counter[str]]] = {"gate": owners.counted(found)}
    for profile in registered.known(chosen.data).values():
        if profile.digest is None:
            continue
        try:
            own = profile.shapes()
            report = next(reports([MergedGraph(merged)], own, results, chosen.engine, chosen.executor))
        except ShapesError as error:
            _log.warning("profile %s is left out: %s", profile.name, error)
            made.profiles.append({"name": profile.name, "error": str(error)})
            continue
        held.append(_report(made, f"profile/{profile.name}", report.findings, own, base))
        counted = told[profile.name] = owners.counted(report.findings)
        failing = sum(numbers["Violation"] > 0 for numbers in counted.values())
        total = len(owners.datasets)
        made.profiles.append(
            {"name": profile.name, "shapes": own.digest, "total": total, "passed": total - failing, "error": None}
        )
    made.shapes = [shapes.digest, *held[1:]]
    made.graphs["quality/measurements"] = _measurements(owners.datasets, told, base)
    return made


def _report(made: Quality, name: str, found: tuple[Finding, ...], shapes: Shapes, base: str) -> str:
    node = f"{base}graph/quality/{name}"
    conforms = not any(finding.severity == "Violation" for finding in found)
    digest = Literal(f"sha256:{shapes.digest}")
    told = Triple(NamedNode(node), DCT.conformsTo, digest)
    made.graphs[f"quality/{name}"] = [*to_rdf(Report(conforms, found), node), told]
    return shapes.digest


class Owners:
    """The datasets, and which of them a finding is about: its own node, or one without a page that it leads to."""

    def __init__(self, merged: Merged, base: str) -> None:
        self.merged = merged
        self.datasets = list(merged.subjects(f"{base}id/study/"))
        self._genid = f"{base}.well-known/genid/"

    def counted(self, found: Iterable[Finding]) -> dict[str, Counter[str]]:
        """How many findings of each severity each dataset has."""
        counted: dict[str, Counter[str]] = {}
        known = set(self.datasets)
        for finding in found:
            for iri in self._of(finding.focus_node, set()) & known:
                counted.setdefault(iri, Counter())[finding.severity] += 1
        return counted

    def _of(self, node: str, seen: set[str]) -> set[str]:
        found = {node}
        for owner in self.merged.leading(node) - seen if node.startswith(self._genid) else ():
            found |= self._of(owner, seen | {node})
        return found


def _measurements(
    datasets: Iterable[str], told: Mapping[str, Mapping[str, Counter[str]]], base: str
) -> Iterator[Triple]:
    """A number for each dataset, profile and severity (DQV, 4.3); 0 is left out, but passing is said either way."""
    node = f"{base}graph/quality/measurements"
    for profile in told:
        yield from _metric(f"{node}#{profile}-conforms", f"Whether a dataset passes {profile}", XSD.boolean)
        for severity in SEVERITIES:
            text = f"Findings of {profile} of the severity {severity}"
            yield from _metric(f"{node}#{profile}-{severity.lower()}", text, XSD.integer)
    for dataset in datasets:
        slug = dataset.rsplit("/", 1)[-1]
        for profile, counted in told.items():
            numbers = counted.get(dataset, Counter())
            values = {"conforms": Literal(not numbers["Violation"])}
            values |= {name.lower(): Literal(number) for name, number in sorted(numbers.items())}
            for name, value in values.items():
                here = NamedNode(f"{node}#{slug}-{profile}-{name}")
                yield Triple(here, RDF.type, DQV.QualityMeasurement)
                yield Triple(here, DQV.computedOn, NamedNode(dataset))
                yield Triple(here, DQV.isMeasurementOf, NamedNode(f"{node}#{profile}-{name}"))
                yield Triple(here, DQV.value, value)


def _metric(node: str, text: str, datatype: NamedNode) -> Iterator[Triple]:
    yield Triple(NamedNode(node), RDF.type, DQV.Metric)
    yield Triple(NamedNode(node), RDFS.label, Literal(text, language="en"))
    yield Triple(NamedNode(node), SKOS.definition, Literal(text, language="en"))
    yield Triple(NamedNode(node), DQV.expectedDataType, datatype)
