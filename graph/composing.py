"""From the archive to graphs: what would be published of the archive as it is, through the gate.

Documents are composed one after the other: the graphs of each are on the disk before the next one is opened, and what
all of them say is merged in a file. So memory grows with the number of things that are spoken of, not with what is
said of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

from pyoxigraph import NamedNode, Triple

from graph import cataloguing, edits, examples, ontology, provenance, validation, written
from graph.archive import Archive
from graph.composed_before import Came, ComposedBefore, about
from graph.gate import TOGETHER, Admitted, Kept, Passed, Quarantined, admit, admit_merged, without
from graph.identity.identities import Identities, identify
from graph.identity.ledger import Ledger
from graph.identity.parts import with_parents
from graph.journal import Entry
from graph.mapping import map_reading
from graph.merged import DERIVED, WRITTEN, Merged
from graph.namespaces import OWL
from graph.quality import corrections
from graph.quality.corrections import Corrected
from graph.reading import Outcomes
from graph.readings import Opened, Read, Readings, in_order, opened, read_archive
from graph.settings import Settings
from graph.statements import Statement, canonical
from graph.validation import Finding, measures
from graph.waiting import Content, Waiting

EARLIER = "The last version that was valid stays published."
"""Said with what is kept back of a document of which an earlier version is published."""
Progress = Callable[[str, int], None]
"""Told of each step of the work: its name, and how many steps there are of that name."""


@dataclass(slots=True)
class Composed:
    """All that would be published of the archive as it is.

    ``graphs`` by their IRIs, with ``sizes`` in statements, and ``texts`` by the keys of their documents are digests of
    what ``waiting`` holds.
    """

    readings: Readings
    ledger: Ledger
    identities: Identities
    waiting: Waiting
    merged: Merged
    corrected: Corrected
    passed: Passed = field(default_factory=lambda: Passed((), ()))
    graphs: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    profiles: list[dict[str, object]] = field(default_factory=list)

    @property
    def statements(self) -> int:
        """The number of statements of all graphs."""
        return sum(self.sizes.values())

    def put(self, iri: str, content: bytes) -> None:
        """Have a graph, given its canonical N-Quads."""
        self.have(iri, self.waiting.keep(content), content.count(b"\n"))

    def have(self, iri: str, content: Content, statements: int) -> None:
        """Have a graph whose content is kept already."""
        self.graphs[iri], self.sizes[iri] = content.digest, statements

    def drop(self, document: str, *graphs: str) -> None:
        """Have these graphs and the text of a document no longer."""
        self.texts.pop(document, None)
        for iri in graphs:
            self.graphs.pop(iri, None)
            self.sizes.pop(iri, None)

    def content(self, iri: str) -> bytes:
        """A graph's canonical N-Quads."""
        return self.waiting.read(self.graphs[iri])


def compose(
    archive: Archive, entries: Sequence[Entry], chosen: Settings, progress: Progress, waiting: Waiting
) -> Composed:
    """What the archive says, through the gate. A version that does not pass gives way to an older one.

    ``entries`` are the journal's. What is made waits in ``waiting``. What users wrote and does not pass corrects
    nothing: then all is composed without it.
    """
    standing = written.standing(chosen.data, entries)
    refused = Passed((), ())
    while True:
        held = {q.iri for q in refused.quarantined}
        passing = {graph: content for graph, content in standing.items() if graph not in held}
        corrected = Corrected(corrections.of(passing))
        kept = Kept(chosen.data / "cache", validation.own_shapes(), chosen.engine, chosen.executor, corrected)
        composed = _composed(archive, entries, chosen, progress, waiting, kept)
        fresh = _edits(composed, passing, kept, refused)
        if not fresh.quarantined:
            break
        refused = _together([refused, fresh])
        kept.results.close()
        composed.merged.close()
    _own_graphs(composed, kept, chosen)
    return composed


def _composed(
    archive: Archive, entries: Sequence[Entry], chosen: Settings, progress: Progress, waiting: Waiting, kept: Kept
) -> Composed:
    """The same without what users wrote, but for what that corrects."""
    corrected = kept.corrected
    rejected: dict[str, str] = {}
    before: list[Passed] = []
    named = {str(e["name"]): e for e in entries if e["event"] == "source"}
    outcomes = Outcomes(chosen.data / "cache")
    known = ComposedBefore(chosen.data / "cache", about(chosen.base, chosen.engine, corrected), waiting)
    while True:
        readings = read_archive(archive, outcomes, rejected, partial(progress, "Reading"), chosen.executor, named)
        ledger = Ledger.replay(entries)
        documents = _Documents.of(readings, outcomes, chosen.trust)
        identities = identify(documents, ledger, chosen.base, entries)
        merged = waiting.open.enter_context(closing(Merged(waiting.folder)))
        composed = Composed(readings, ledger, identities, waiting, merged, corrected)
        validating = partial(progress, "Validating", len(documents.reads))
        step = _Step(composed, documents, kept, known, chosen.base, validating)
        passed = step.run()
        failing = {q.document for q in passed.quarantined}
        newly = {read.key: read for read in documents.reads if read.key in failing and read.older - rejected.keys()}
        if not newly:
            break
        before.append(_kept_back(passed, newly))
        for key, read in newly.items():
            messages = dict.fromkeys(m for q in passed.quarantined if q.document == key for m in q.messages)
            rejected[read.harvested.sha256 or ""] = " ".join(messages)
        merged.close()
    outcomes.close()
    composed.passed = _together([*before, passed])
    for graph, content in cataloguing.described(composed.merged, documents.reads, chosen.base, known):
        composed.put(graph, content)
        if graph.startswith(f"{chosen.base}graph/dcat/"):
            composed.merged.add(DERIVED, corrected.in_place(content))
    known.close(readings.read, composed.graphs)
    return composed


def _kept_back(passed: Passed, newly: Collection[str]) -> Passed:
    """What is told of documents that give way to an earlier version of them."""
    held = (replace(q, messages=(*q.messages, EARLIER)) for q in passed.quarantined if q.document in newly)
    return Passed(tuple((key, finding) for key, finding in passed.findings if key in newly), tuple(held))


def _together(several: Iterable[Passed]) -> Passed:
    several = list(several)
    findings = dict.fromkeys(each for passed in several for each in passed.findings)
    return Passed(tuple(findings), tuple(held for passed in several for held in passed.quarantined))


@dataclass(frozen=True, slots=True)
class _Documents:
    """The documents in the order of their keys, opened one after the other, with what stands between their lines."""

    reads: tuple[Read, ...]
    outcomes: Outcomes

    @classmethod
    def of(cls, readings: Readings, outcomes: Outcomes, trust: str) -> _Documents:
        """Their sources are trusted as the setting says."""
        given = {name: int(value) for name, _, value in (part.partition("=") for part in trust.split())}
        return cls(tuple(_trusted(read, given) for read in in_order(readings)), outcomes)

    def __iter__(self) -> Iterator[Opened]:
        return self.some(range(len(self.reads)))

    def some(self, places: Iterable[int]) -> Iterator[Opened]:
        """Those at these places."""
        for document in opened((self.reads[place] for place in places), self.outcomes):
            yield replace(document, reading=with_parents(document.reading))


def _trusted(read: Read, given: Mapping[str, int]) -> Read:
    source = read.source
    trusted = given.get(source.name, given.get(source.kind, source.trust))
    return read if trusted == source.trust else replace(read, source=replace(source, trust=trusted))


@dataclass(slots=True)
class _Step:
    """From documents to their graphs, through the gate."""

    composed: Composed
    documents: _Documents
    kept: Kept
    known: ComposedBefore
    base: str
    progress: Callable[[], None]
    left_out: set[str] = field(default_factory=set)

    def run(self) -> Passed:
        """Compose all; returns what was found on the way."""
        findings: list[tuple[str | None, Finding]] = []
        quarantined: list[Quarantined] = []
        for layer, (read, came) in enumerate(zip(self.documents.reads, self._came(), strict=True)):
            self.progress()
            findings += [(read.key, finding) for finding in came.findings]
            quarantined += came.quarantined
            self.composed.merged.add(layer, self._have(read, came))
        known = (finding for _, finding in findings)
        fresh, held = admit_merged(self.composed.merged, self.kept, self.base, known, self._leave_out)
        findings += [(None, finding) for finding in fresh]
        return Passed(tuple(findings), (*quarantined, *held))

    def _came(self) -> Iterator[Came]:
        """What each document comes to, in their order; those of which it is not known are composed."""
        reads, called = self.documents.reads, self.composed.identities.called
        for start in range(0, len(reads), TOGETHER):
            some = reads[start : start + TOGETHER]
            before = [self.known.document(read, called[read.key]) for read in some]
            composed = self._admitted([start + place for place, came in enumerate(before) if came is None])
            for read, came in zip(some, before, strict=True):
                if came is None:
                    came = self._written(*next(composed))
                    self.known.keep_document(read, called[read.key], came)
                yield came

    def _admitted(self, places: Sequence[int]) -> Iterator[tuple[Opened, Admitted]]:
        """Documents with what of their statements passes the gate by itself."""
        waiting: dict[str, Opened] = {}

        def said() -> Iterator[tuple[str, list[Statement]]]:
            for document in self.documents.some(places):
                waiting[document.key] = document
                node = self.composed.identities.node
                yield document.key, map_reading(document.reading, document.key, self.base, node)

        for admitted in admit(said(), self.kept, self.base):
            yield waiting.pop(admitted.document), admitted

    def _leave_out(self, entities: set[str]) -> None:
        """Compose anew, without these, what speaks of them."""
        self.left_out |= entities
        layers = sorted(self.composed.merged.layers(entities))
        for layer, (document, admitted) in zip(layers, self._admitted(layers), strict=True):
            statements = list(without(admitted.statements, self.left_out, self.base))
            came = self._written(document, replace(admitted, statements=statements))
            self.composed.merged.replace(layer, self._have(document.read, came))

    def _written(self, document: Opened, admitted: Admitted) -> Came:
        """What a document comes to; its graphs and its text then wait."""
        statements, waiting = admitted.statements, self.composed.waiting
        if not statements:
            return Came((), None, admitted.findings, admitted.quarantined)
        origin = provenance.Origin(
            key=document.key,
            sha256=document.harvested.sha256 or "",
            retrieved=document.read.changed,
            url=document.url,
            publisher=document.source.publisher_of(document.url),
            licence=document.source.licence,
        )
        made = provenance.Provenance(self.base, origin, document.reading)
        graph = NamedNode(f"{self.base}graph/source/{document.key}")
        said = canonical((statement.triple for statement in statements), graph)
        graphs = ((graph.value, said), (made.graph.value, canonical(made.triples(statements), made.graph)))
        kept = tuple((iri, waiting.keep(content), content.count(b"\n")) for iri, content in graphs)
        return Came(kept, waiting.keep_text(document.reading.text), admitted.findings, admitted.quarantined)

    def _have(self, read: Read, came: Came) -> bytes:
        """Have the graphs of a document; returns what it says, as curators have corrected it, in canonical N-Quads."""
        self.composed.drop(read.key, *(f"{self.base}graph/{name}/{read.key}" for name in ("source", "provenance")))
        for graph in came.graphs:
            self.composed.have(*graph)
        if came.text is None:
            return b""
        self.composed.texts[read.key] = came.text.digest
        said, *_ = came.graphs
        return self.kept.corrected.in_place(self.composed.content(said[0]))


def _edits(composed: Composed, standing: Mapping[str, bytes], kept: Kept, refused: Passed) -> Passed:
    """What users wrote, as far as it still passes the gate; what was ``refused`` before is told of with it.

    Returns what is told of those that correct something and do not pass.
    """
    held = {q.iri for q in composed.passed.quarantined}
    admitted = edits.admit(standing, composed.merged.about, held, kept.report)
    for number, (graph, content) in enumerate(admitted.graphs.items()):
        composed.put(graph, content)
        composed.merged.add(WRITTEN - number, kept.corrected.in_place(content))
    composed.passed = _together([composed.passed, admitted.told(), refused])
    correcting = {graph for graph in admitted.found if any(corrections.of({graph: standing[graph]}))}
    return admitted.told(correcting)


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
    told = measures.quality(composed.merged, findings, kept.shapes, kept.results, base, chosen)
    composed.profiles = told.profiles
    own |= told.graphs
    kept.close(told.shapes)
    for name, triples in own.items():
        graph = f"{base}graph/{name}"
        content = canonical(triples, NamedNode(graph))
        if content:
            composed.put(graph, content)
