"""The derived DCAT of each dataset, and the catalogue of each source: made of what is merged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pyoxigraph import NamedNode, Triple

from graph import alignment, source_catalogues
from graph.composed_before import ComposedBefore
from graph.merged import Merged, triples
from graph.readings import Read
from graph.sources import Source
from graph.statements import canonical

_REMEMBERED = 1 << 12
"""Entities of which is remembered what is preferred: an archive is said by each of its studies."""


def described(
    merged: Merged, documents: Sequence[Read], base: str, before: ComposedBefore
) -> Iterator[tuple[str, bytes]]:
    """The graphs, by their IRIs, in canonical N-Quads; ``documents`` are the layers of what is merged.

    DCAT is derived of datasets of which other things are said than ``before``.
    """

    @lru_cache(maxsize=_REMEMBERED)
    def preferred(iri: str) -> list[Triple]:
        return alignment.preferred(_said(merged, documents, iri, base))

    @lru_cache(maxsize=_REMEMBERED)
    def told(iri: str) -> str:
        said = [(documents[layer].source.trust, documents[layer].key, lines) for layer, lines in merged.said(iri)]
        return hashlib.sha256(json.dumps([iri, said]).encode()).hexdigest()

    catalogues: dict[str, tuple[Source, set[str]]] = {}
    for study in list(merged.subjects(f"{base}id/study/")):
        sources = [documents[layer] for layer, _ in merged.said(study)]
        slug = study.rsplit("/", 1)[-1]
        graph = NamedNode(f"{base}graph/dcat/{slug}")
        near = {t.object.value for t in merged.about(study) if isinstance(t.object, NamedNode)}
        about = sorted({study} | near)
        made_of = json.dumps([[_record(read) for read in sources], *map(told, about)])
        content = before.derived(graph.value, made_of)
        if content is None:
            said = [triple for iri in about for triple in preferred(iri)]
            content = canonical(_dcat(said, study, slug, sources, base), graph)
            before.keep_derived(graph.value, made_of, content)
        yield graph.value, content
        if content:
            for source in {read.source.name or read.source.kind: read.source for read in sources}.values():
                catalogues.setdefault(source.name or source.kind, (source, set()))[1].add(slug)
    for name, (source, slugs) in sorted(catalogues.items()):
        graph = NamedNode(source_catalogues.graph(base, name))
        yield graph.value, canonical(source_catalogues.triples(source, slugs, base), graph)


def _record(read: Read) -> tuple[str | None, ...]:
    """What of a document, beside what it says, the DCAT of its datasets is made of."""
    source = read.source
    return read.key, read.first, read.changed, read.url, read.harvested.sha256, source.publisher, source.licence


def _said(merged: Merged, documents: Sequence[Read], iri: str, base: str) -> Iterator[tuple[int, str, Triple]]:
    for layer, lines in merged.said(iri):
        read = documents[layer]
        for triple in triples(lines):
            yield read.source.trust, f"{base}graph/source/{read.key}", triple


def _dcat(said: list[Triple], study: str, slug: str, sources: list[Read], base: str) -> list[Triple]:
    """The derived DCAT of one dataset, from what is preferred of what is said of it and its neighbours."""
    newest = max(sources, key=lambda read: (read.changed, read.key))
    times = alignment.RecordTimes(
        min(read.first for read in sources),
        max(read.changed for read in sources),
        newest.url or f"{base}document/{newest.harvested.sha256}",
        None if "{host}" in newest.source.publisher else newest.source.publisher,
    )
    derived = alignment.align(said, study, base=base, slug=slug, record=times)
    if derived:
        record = NamedNode(f"{base}id/record/{slug}")
        licences = sorted({read.source.licence for read in sources})
        derived += [triple for licence in licences for triple in source_catalogues.rights(record, licence, base)]
        derived += list(alignment.checksum(set(derived), base, slug))
    return derived
