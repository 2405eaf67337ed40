"""Histories of a small catalogue: publishes of datasets at versions, one after another, and roll-backs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph import alignment, clock, source_catalogues, tombstones
from graph.catalogue import datasets
from graph.changes import deriving, log
from graph.journal import Journal
from graph.namespaces import DCAT, DCT, FOAF, RDF, XSD
from graph.settings import Settings, load
from graph.statements import canonical
from graph.store import datafolder, search, snapshots
from graph.store.embedded import Publication, prune, publish, published, writer_lock
from graph.store.snapshot import Snapshot, Snapshots
from graph.tombstones import Presence
from web import create_app

BASE = "https://catalogue.example.org/kept/"
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
Sources = Mapping[str, Iterable[str]]


class History:
    """A catalogue in a folder; each publish comes ``step`` after the one before, and the clock stands still between."""

    def __init__(
        self, data: Path, page_size: int = 2, keep: int = 5, step: timedelta = timedelta(hours=7), base: str = BASE
    ) -> None:
        self.chosen: Settings = load({}, data=data, base=base, page_size=page_size, keep=keep, log="off")
        self.base = base
        self.moment, self.step = START, step
        data.mkdir(parents=True)
        datafolder.prepare(data)
        self.journal = Journal(data)
        self._pass(timedelta())
        self.journal.append([{"event": "create", "base": base, "format": 1, "time": clock.now()}])

    def _pass(self, time: timedelta) -> None:
        self.moment += time
        os.environ["SOURCE_DATE_EPOCH"] = str(int(self.moment.timestamp()))

    def app(self) -> Flask:
        app = create_app(self.chosen)
        app.testing = True
        return app

    def current(self) -> Snapshot:
        return Snapshots(self.chosen.data).current()

    def publish(self, versions: Mapping[str, str], sources: Sources | None = None) -> Snapshot:
        """Publish datasets by their slugs, each at a version, listed by these sources."""
        data, journal, base = self.chosen.data, self.journal, self.base
        self._pass(self.step)
        graphs = dict(self._graphs(versions, sources or {}))
        with writer_lock(data):
            number = 1 + max([e["snapshot"] for e in journal.entries("publish")], default=0)
            now, current = clock.now(), published(data)
            before = Presence.before(list(journal.entries()), current)
            digests = {iri: hashlib.sha256(content).hexdigest() for iri, content in graphs.items()}
            logged = deriving.recorded(
                data, journal.entries(), current, digests, graphs.__getitem__, (base, number, now)
            )

            def finish(target: Path, _: Store) -> None:
                logged(target)
                after = {f"id/study/{slug}" for slug in versions}
                tombstones.write(target, before, after, lambda _: "It is listed no longer.", number, now)
                entries = (search.Entry(f"{base}id/study/{s}", "study", s, s, v, "") for s, v in versions.items())
                search.write(target, entries)
                counts = {"classes": {"study": len(versions)}, "facets": {}, "statements": 0, "graphs": len(graphs)}
                (target / "counts.json").write_text(json.dumps(counts))
                (target / "report.json").write_text(json.dumps({"documents": []}))

            about = {"published": now, "title": "Kept", "publisher": "Keepers", "inputs": str(number), "statements": 0}
            digest = publish(data, Publication(base, graphs, {}, about, finish), number)
            folder = data / "snapshots" / str(number)
            told = {"event": "publish", "snapshot": number, "digest": digest, "time": now}
            journal.append([*tombstones.entries(folder, number), *log.entries(folder, number), told])
            prune(data, self.chosen.keep, self.chosen.pin_lease)
        return self.current()

    def rollback(self, of: int) -> Snapshot:
        self._pass(self.step)
        with writer_lock(self.chosen.data):
            number = 1 + max(e["snapshot"] for e in self.journal.entries("publish"))
            snapshots.rollback(self.chosen.data, of, number, lambda: "", 0)
        return self.current()

    def _graphs(self, versions: Mapping[str, str], sources: Sources) -> Iterable[tuple[str, bytes]]:
        for slug, version in versions.items():
            iri = datasets.graph_iri(self.base, slug)
            yield iri, canonical(described(slug, version, clock.now(), self.base), NamedNode(iri))
        for name, slugs in sources.items():
            iri = source_catalogues.graph(self.base, name)
            yield iri, canonical(_listed(name, slugs, self.base), NamedNode(iri))


def described(slug: str, version: str, time: str, base: str = BASE) -> list[Triple]:
    """A dataset's DCAT with its record, whose times are no part of the version."""
    here, publisher = NamedNode(datasets.iri(base, slug)), NamedNode(f"{base}id/organization/keepers")
    said = [
        Triple(here, RDF.type, DCAT.Dataset),
        Triple(here, DCT.identifier, Literal(slug)),
        Triple(here, DCT.term("title"), Literal(f"Study {slug} & <{version}>", language="en")),
        Triple(
            here,
            DCT.description,
            Literal(f"What was asked of whom, where and when, as it is told in version {version}.", language="en"),
        ),
        Triple(here, DCT.publisher, publisher),
        Triple(publisher, RDF.type, FOAF.Agent),
        Triple(publisher, FOAF.name, Literal("Keepers of Studies")),
    ]
    record = NamedNode(datasets.record_iri(base, slug))
    said += [
        Triple(record, RDF.type, DCAT.CatalogRecord),
        Triple(record, FOAF.primaryTopic, here),
        Triple(record, DCT.modified, Literal(time, datatype=XSD.dateTime)),
    ]
    return [*said, *alignment.checksum(said, base, slug)]


def _listed(name: str, slugs: Iterable[str], base: str) -> Iterable[Triple]:
    here = NamedNode(source_catalogues.iri(base, name))
    yield Triple(here, RDF.type, DCAT.Catalog)
    yield Triple(here, DCT.term("title"), Literal(f"Studies of {name}", language="en"))
    for slug in slugs:
        yield Triple(here, DCAT.dataset, NamedNode(datasets.iri(base, slug)))
