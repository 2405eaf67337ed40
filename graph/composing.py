"""From the archive to graphs: what would be published of the archive as it is, through the gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from pyoxigraph import NamedNode, Triple

from graph import alignment, edits, examples, ontology, provenance, source_catalogues, summaries, validation, written
from graph.archive import Archive
from graph.gate import Kept, Passed, Quarantined, pass_gate
from graph.identity.identities import Identities, identify
from graph.identity.ledger import Ledger
from graph.identity.parts import with_parents
from graph.journal import Entry
from graph.mapping import map_reading
from graph.namespaces import OWL
from graph.reading import Outcomes
from graph.readings import Read, Readings, in_order, read_archive
from graph.settings import Settings
from graph.sources import Source
from graph.statements import Statement, canonical, subject_of
from graph.validation import Finding, measures

EARLIER = "The last version that was valid stays published."
"""Said with what is kept back of a document of which an earlier version is published."""
Progress = Callable[[str, int], None]
"""Told of each step of the work: its name, and how many steps there are of that name."""


@dataclass(slots=True)
class Composed:
    """All that would be published of the archive as it is."""

    readings: Readings
    passed: Passed
    ledger: Ledger
    identities: Identities
    graphs: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    triples: set[Triple] = field(default_factory=set)
    profiles: list[dict[str, object]] = field(default_factory=list)


def compose(archive: Archive, entries: Sequence[Entry], chosen: Settings, progress: Progress) -> Composed:
    """What the archive says, through the gate. A version that does not pass gives way to an older one.

    ``entries`` are the journal's.
    """
    kept = Kept(chosen.data / "cache", validation.own_shapes(), chosen.engine, chosen.executor)
    rejected: dict[str, str] = {}
    told: list[tuple[str | None, Finding]] = []
    kept_back: list[Quarantined] = []
    named = {str(e["name"]): e for e in entries if e["event"] == "source"}
    outcomes = Outcomes(chosen.data / "cache")
    while True:
        readings = read_archive(archive, outcomes, rejected, partial(progress, "Reading"), chosen.executor, named)
        ledger = Ledger.replay(entries)
        documents = list(_interpreted(in_order(readings), chosen.trust))
        identities = identify(documents, ledger, chosen.base, entries)
        said = {d.key: map_reading(d.reading, d.key, chosen.base, identities.node) for d in documents}
        passed = pass_gate(said, kept, chosen.base, partial(progress, "Validating", len(said)))
        failing = {q.document for q in passed.quarantined}
        newly = [d for d in documents if d.key in failing and d.older - rejected.keys()]
        if not newly:
            break
        keys = {d.key for d in newly}
        held = [q for q in passed.quarantined if q.document in keys]
        told += [(key, finding) for key, finding in passed.findings if key in keys]
        kept_back += [replace(q, messages=(*q.messages, EARLIER)) for q in held]
        for document in newly:
            messages = dict.fromkeys(m for q in held if q.document == document.key for m in q.messages)
            rejected[document.harvested.sha256 or ""] = " ".join(messages)
    outcomes.close()
    findings = tuple(dict.fromkeys((*told, *passed.findings)))
    passed = replace(passed, findings=findings, quarantined=(*kept_back, *passed.quarantined))
    composed = Composed(readings, passed, ledger, identities)
    _graphs(composed, documents, chosen.base)
    _edits(composed, written.standing(chosen.data, entries), kept)
    _own_graphs(composed, kept, chosen)
    return composed


def _interpreted(documents: Iterable[Read], trust: str) -> Iterator[Read]:
    """The documents with what their names say between the lines, their sources trusted as the setting says."""
    given = {name: int(value) for name, _, value in (part.partition("=") for part in trust.split())}
    for document in documents:
        source = document.source
        trusted = given.get(source.name, given.get(source.kind, source.trust))
        source = source if trusted == source.trust else replace(source, trust=trusted)
        yield replace(document, reading=with_parents(document.reading), source=source)


def _edits(composed: Composed, standing: Mapping[str, bytes], kept: Kept) -> None:
    """What users wrote, as far as it still passes the gate."""
    passed = composed.passed
    admitted = edits.admit(standing, composed.triples, {q.iri for q in passed.quarantined}, kept.report)
    composed.graphs.update(admitted.graphs)
    composed.triples |= admitted.triples
    composed.passed = replace(
        passed,
        findings=tuple(dict.fromkeys((*passed.findings, *((None, finding) for finding in admitted.findings)))),
        quarantined=(*passed.quarantined, *admitted.quarantined),
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
            by_subject[subject_of(triple)].append((document.source.trust, graph, triple))
        for subject in {subject_of(triple) for triple in triples}:
            if summaries.type_of(subject, base) == "study":
                studies[subject].append(document)
    catalogues: dict[str, tuple[Source, set[str]]] = {}
    chosen = _Chosen(by_subject)
    for study, sources in sorted(studies.items()):
        _dcat(composed, study, sources, chosen, base)
        slug = study.rsplit("/", 1)[-1]
        for source in {read.source.name or read.source.kind: read.source for read in sources}.values():
            if composed.graphs[f"{base}graph/dcat/{slug}"]:
                catalogues.setdefault(source.name or source.kind, (source, set()))[1].add(slug)
    for name, (source, slugs) in sorted(catalogues.items()):
        graph = source_catalogues.graph(base, name)
        composed.graphs[graph] = canonical(source_catalogues.triples(source, slugs, base), NamedNode(graph))


class _Chosen(dict[str, list[Triple]]):
    """What is preferred of what is said of each entity, chosen once: an archive is said by each of its studies."""

    def __init__(self, said: Mapping[str, list[tuple[int, str, Triple]]]) -> None:
        self.said = said

    def __missing__(self, iri: str) -> list[Triple]:
        self[iri] = alignment.preferred(self.said.get(iri, ()))
        return self[iri]


def _provenance(composed: Composed, document: Read, statements: list[Statement], base: str) -> None:
    harvested = document.harvested
    source = document.source
    origin = provenance.Origin(
        key=document.key,
        sha256=harvested.sha256 or "",
        retrieved=document.changed,
        url=document.url,
        publisher=source.publisher_of(document.url),
        licence=source.licence,
    )
    made = provenance.Provenance(base, origin, document.reading)
    composed.graphs[made.graph.value] = canonical(made.triples(statements), made.graph)
    composed.texts[provenance.text_digest(document.reading.text)] = document.reading.text


def _dcat(
    composed: Composed,
    study: str,
    sources: list[Read],
    chosen: _Chosen,
    base: str,
) -> None:
    """The derived DCAT of one dataset, from what is preferred of what is said of it and its neighbours."""
    near = {t.object.value for _, _, t in chosen.said[study] if isinstance(t.object, NamedNode)}
    said = [triple for iri in sorted({study} | near) for triple in chosen[iri]]
    slug = study.rsplit("/", 1)[-1]
    newest = max(sources, key=lambda read: (read.changed, read.key))
    times = alignment.RecordTimes(
        min(read.first for read in sources),
        max(read.changed for read in sources),
        newest.url or f"{base}document/{newest.harvested.sha256}",
        None if "{host}" in newest.source.publisher else newest.source.publisher,
    )
    triples = alignment.align(said, study, base=base, slug=slug, record=times)
    if triples:
        record = NamedNode(f"{base}id/record/{slug}")
        licences = sorted({read.source.licence for read in sources})
        triples += [triple for licence in licences for triple in source_catalogues.rights(record, licence, base)]
        triples += list(alignment.checksum(set(triples), base, slug))
    graph = f"{base}graph/dcat/{slug}"
    composed.graphs[graph] = canonical(triples, NamedNode(graph))
    composed.triples.update(triples)


def _own_graphs(composed: Composed, kept: Kept, chosen: Settings) -> None:
    base = chosen.base
    own: dict[str, Iterable[Triple]] = {
        "ontology": ontology.triples(ontology.ontology_files(), base),
        "shapes": ontology.triples(ontology.shape_files(), base),
        "questions": examples.triples(base),
        "identity": (
            Triple(NamedNode(f"{base}{into}"), OWL.sameAs, NamedNode(f"{base}{iri}"))
            for iri, into in composed.ledger.moved().items()
            if not composed.ledger.quiet(iri)
        ),
    }
    findings = (finding for _, finding in composed.passed.findings)
    told = measures.quality(composed.triples, findings, kept.shapes, kept.results, base, chosen)
    composed.profiles = told.profiles
    own |= told.graphs
    kept.close(told.shapes)
    for name, triples in own.items():
        graph = f"{base}graph/{name}"
        content = canonical(triples, NamedNode(graph))
        if content:
            composed.graphs[graph] = content
