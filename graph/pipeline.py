"""The one path: documents → readings → identities → statements → gate → graphs → snapshot."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph import alignment, clock, ontology, provenance, settings, summaries, validation
from graph.archive import Archive, Harvested
from graph.gate import Kept, Passed, pass_gate
from graph.identity.identities import identify
from graph.identity.ledger import Ledger
from graph.journal import FORMAT, Journal
from graph.mapping import map_reading
from graph.namespaces import OWL, RDFS
from graph.readings import Read, Readings, in_order, read_archive
from graph.settings import Settings
from graph.statements import Statement, canonical
from graph.store import search
from graph.store.embedded import Publication, prune, publish, writer_lock
from graph.store.snapshot import NoSnapshot, Snapshots

Progress = Callable[[str, int], None]
"""Told of each step of the work: its name, and how many steps there are of that name."""


class BuildError(Exception):
    """A build that cannot be done as asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to. ``snapshot`` is the published one; ``changed`` whether it is a new one."""

    snapshot: int
    changed: bool
    report: Mapping[str, Any]
    counts: Mapping[str, Any]


@dataclass(slots=True)
class Composed:
    """All that would be published of the archive as it is."""

    readings: Readings
    passed: Passed
    ledger: Ledger
    graphs: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    triples: set[Triple] = field(default_factory=set)


def build(
    found: Iterable[tuple[Harvested, bytes]], chosen: Settings, progress: Progress = lambda _name, _of: None
) -> Outcome:
    """Take documents into the archive and publish what the archive then says.

    Without documents it rebuilds from archive and journal. Raises :class:`BuildError`, and
    ``graph.store.embedded.Locked`` while another build runs.
    """
    data = chosen.data
    with writer_lock(data):
        journal = Journal(data)
        _create(journal, chosen)
        archive = Archive(data)
        archive.add(found)
        inputs = _inputs(archive, journal, chosen)
        snapshots = Snapshots(data)
        try:
            current = snapshots.current()
            if current.manifest["inputs"] == inputs:
                return Outcome(current.number, False, current.report, current.counts)
        except NoSnapshot:
            current = None
        composed = compose(archive, journal, chosen, progress)
        journal.append(composed.ledger.new)
        inputs = _inputs(archive, journal, chosen)
        last = max((int(e["snapshot"]) for e in journal.entries("publish")), default=0)
        number = max(last, current.number if current else 0) + 1
        report = _report(composed, chosen.base)
        counts = _counts(composed, chosen.base)
        published = clock.now()
        about = {"inputs": inputs, "published": published, "title": chosen.title, "publisher": chosen.publisher}
        finish = partial(_finish, base=chosen.base, triples=composed.triples, counts=counts, report=report)
        progress("Publishing", 1)
        digest = publish(
            data, Publication(chosen.base, composed.graphs, composed.texts, about, finish), number
        )
        journal.append([{"event": "publish", "snapshot": number, "digest": digest, "time": published}])
        prune(data, chosen.keep)
        return Outcome(number, True, report, counts)


def _create(journal: Journal, chosen: Settings) -> None:
    base = journal.base()
    if base is None:
        created = {"event": "create", "base": chosen.base, "format": FORMAT, "time": clock.now()}
        journal.append([created])
    elif base != chosen.base:
        raise BuildError(
            f"this catalogue's base is {base}, and published IRIs do not move: build with --base {base}, "
            "or with another --data folder"
        )


def _inputs(archive: Archive, journal: Journal, chosen: Settings) -> str:
    """The digest of all that a build depends on; where it is unchanged there is nothing to do."""
    told = hashlib.sha256(f"{chosen.base}\n{chosen.title}\n{chosen.publisher}\n".encode())
    if archive.log.exists():
        told.update(archive.log.read_bytes())
    for entry in journal.entries():
        if entry["event"] != "publish":
            told.update(json.dumps(entry, sort_keys=True).encode())
    for path in _code():
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()


def _code() -> list[Path]:
    folders = ((settings.PACKAGE, ("*.py", "*.yml")), (settings.ONTOLOGY, ("*",)), (settings.SHAPES, ("*.ttl",)))
    return [p for folder, globs in folders for g in globs for p in sorted(folder.rglob(g)) if p.is_file()]


def compose(archive: Archive, journal: Journal, chosen: Settings, progress: Progress) -> Composed:
    """What the archive says, through the gate. A version that does not pass gives way to an older one."""
    entries = list(journal.entries())
    kept = Kept(chosen.data / "cache" / "validation", validation.own_shapes())
    rejected: set[str] = set()
    locations = len(archive.versions())
    while True:
        readings = read_archive(archive, rejected, lambda: progress("Reading", locations))
        ledger = Ledger.replay(entries)
        documents = list(in_order(readings))
        identities = identify(documents, ledger, chosen.base)
        said = {d.key: map_reading(d.reading, d.key, chosen.base, identities.node) for d in documents}
        passed = pass_gate(said, kept, chosen.base, lambda: progress("Validating", len(said)))
        failing = {q.document for q in passed.quarantined}
        newly = {
            d.harvested.sha256
            for d in documents
            if d.key in failing and d.harvested.sha256 and _older(archive, d, rejected)
        }
        if not newly:
            break
        rejected |= newly
    composed = Composed(readings, passed, ledger)
    _graphs(composed, documents, chosen.base)
    return composed


def _older(archive: Archive, document: Read, rejected: set[str]) -> bool:
    """Whether the document has an earlier version with other bytes that has not been refused."""
    versions = archive.versions()[document.harvested.location]
    before = versions[: versions.index(document.harvested)]
    return any(
        v.sha256 and v.sha256 not in rejected and v.sha256 != document.harvested.sha256 for v in before
    )


def _graphs(composed: Composed, documents: Iterable[Read], base: str) -> None:
    by_subject: dict[str, list[tuple[int, str, Triple]]] = defaultdict(list)
    studies: dict[str, list[Read]] = defaultdict(list)
    for document in documents:
        statements = composed.passed.statements[document.key]
        if not statements:
            continue
        graph = f"{base}graph/source/{document.key}"
        triples = {statement.triple for statement in statements}
        composed.triples |= triples
        composed.graphs[graph] = canonical(triples, NamedNode(graph))
        _provenance(composed, document, statements, base)
        for triple in triples:
            by_subject[triple.subject.value].append((document.source.trust, graph, triple))
        for subject in {triple.subject.value for triple in triples}:
            if summaries.type_of(subject, base) == "study":
                studies[subject].append(document)
    for study, sources in sorted(studies.items()):
        _dcat(composed, study, sources, by_subject, base)
    _own_graphs(composed, base)


def _provenance(composed: Composed, document: Read, statements: list[Statement], base: str) -> None:
    harvested = document.harvested
    origin = provenance.Origin(
        document.key, harvested.sha256 or "", document.changed, document.url, document.source.publisher
    )
    made = provenance.Provenance(base, origin, document.reading)
    composed.graphs[made.graph.value] = canonical(made.triples(statements), made.graph)
    composed.texts[provenance.text_digest(document.reading.text)] = document.reading.text


def _dcat(
    composed: Composed,
    study: str,
    sources: list[Read],
    by_subject: Mapping[str, list[tuple[int, str, Triple]]],
    base: str,
) -> None:
    """The derived DCAT of one dataset, from what is preferred of what is said of it and its neighbours."""
    near = {t.object.value for _, _, t in by_subject[study] if isinstance(t.object, NamedNode)}
    said = [told for iri in sorted({study} | (near & by_subject.keys())) for told in by_subject[iri]]
    slug = study.rsplit("/", 1)[-1]
    newest = max(sources, key=lambda read: (read.changed, read.key))
    times = alignment.RecordTimes(
        min(read.first for read in sources),
        max(read.changed for read in sources),
        newest.url or f"{base}document/{newest.harvested.sha256}",
    )
    triples = alignment.align(alignment.preferred(said), study, base=base, slug=slug, record=times)
    graph = f"{base}graph/dcat/{slug}"
    composed.graphs[graph] = canonical(triples, NamedNode(graph))
    composed.triples.update(triples)


def _own_graphs(composed: Composed, base: str) -> None:
    own: dict[str, Iterable[Triple]] = {
        "ontology": ontology.triples(ontology.ontology_files(), base),
        "shapes": ontology.triples(ontology.shape_files(), base),
        "identity": (
            Triple(NamedNode(f"{base}{into}"), OWL.sameAs, NamedNode(f"{base}{iri}"))
            for iri, into in composed.ledger.retired.items()
        ),
    }
    findings = tuple(dict.fromkeys(finding for _, finding in composed.passed.findings))
    conforms = not any(finding.severity == "Violation" for finding in findings)
    quality = f"{base}graph/quality/validation"
    own["quality/validation"] = validation.to_rdf(validation.Report(conforms, findings), quality)
    for name, triples in own.items():
        graph = f"{base}graph/{name}"
        content = canonical(triples, NamedNode(graph))
        if content:
            composed.graphs[graph] = content


def _report(composed: Composed, base: str) -> dict[str, Any]:
    """The report of a build, as the quality page and the summary at the end show it."""
    held = {q.document for q in composed.passed.quarantined}
    labels = _labels(composed.triples)
    findings = [
        {"document": document, "label": labels.get(finding.focus_node, ""), **asdict(finding)}
        for document, finding in composed.passed.findings
    ]
    severities = {name: sum(f["severity"] == name for f in findings) for name in validation.SEVERITIES}
    return {
        "documents": [*_read_rows(composed, held), *_failed_rows(composed)],
        "findings": findings,
        "quarantined": [
            {**asdict(q), "label": labels.get(q.iri, ""), "type": summaries.type_of(q.iri, base)}
            for q in composed.passed.quarantined
        ],
        "conforms": severities["Violation"] == 0,
        "severities": severities,
    }


def _read_rows(composed: Composed, held: set[str | None]) -> Iterator[dict[str, Any]]:
    for document in in_order(composed.readings):
        status = "stale" if document.stale else "quarantined" if document.key in held else "published"
        yield {
            "key": document.key,
            "kind": document.source.kind,
            "name": document.harvested.name,
            "url": document.url,
            "status": status,
            "error": document.stale,
            "position": None,
            "notes": list(document.reading.notes),
            "unknown": [list(pair) for pair in document.reading.unknown],
        }


def _failed_rows(composed: Composed) -> Iterator[dict[str, Any]]:
    for failure in composed.readings.failures:
        yield {
            "key": None,
            "kind": failure.kind,
            "name": failure.harvested.name,
            "url": failure.harvested.url,
            "status": failure.status,
            "error": failure.error,
            "position": failure.position,
            "notes": [],
            "unknown": [],
        }


def _labels(triples: Iterable[Triple]) -> dict[str, str]:
    return {t.subject.value: t.object.value for t in triples if t.predicate == RDFS.label}


def _counts(composed: Composed, base: str) -> dict[str, Any]:
    labels = _labels(composed.triples)
    labels |= _labels(Triple(*quad.triple) for quad in _concepts(composed, base))
    statements = sum(content.count(b"\n") for content in composed.graphs.values())
    return {
        **summaries.counts(composed.triples, labels, base),
        "statements": statements,
        "graphs": len(composed.graphs),
        "documents": len(composed.readings.read),
    }


def _concepts(composed: Composed, base: str) -> Iterable[Quad]:
    from graph.namespaces import SKOS
    from graph.statements import read_canonical

    for quad in read_canonical(composed.graphs.get(f"{base}graph/ontology", b"")):
        if quad.predicate == SKOS.prefLabel:
            yield Quad(quad.subject, RDFS.label, quad.object, quad.graph_name)


def _finish(
    folder: Path,
    store: Store,  # noqa: ARG001
    *,
    base: str,
    triples: set[Triple],
    counts: Mapping[str, Any],
    report: Mapping[str, Any],
) -> None:
    search.write(folder / "search.sqlite", summaries.entries(triples, base))
    for name, content in (("counts", counts), ("report", report)):
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
