"""The catalogue itself, its publisher, its services and the catalogues of its sources (DCAT 3, 6.3 and 6.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode, Triple

from graph import source_catalogues
from graph.catalogue import datasets, services
from graph.catalogue.services import Service
from graph.journal import Journal
from graph.namespaces import DCAT, DCT, FOAF, RDF, RDFS, SCHEMA, SKOS, XSD
from graph.statements import digest
from graph.store.snapshot import Snapshot

Term = NamedNode | Literal
_LANGUAGE = NamedNode("http://publications.europa.eu/resource/authority/language/ENG")
_THEMES = NamedNode("http://publications.europa.eu/resource/authority/data-theme")
_DESCRIBED: WeakKeyDictionary[Snapshot, dict[str | None, list[Triple]]] = WeakKeyDictionary()


def catalogue(snapshot: Snapshot, source: str | None = None) -> list[Triple]:
    """A catalogue without its list of datasets: that of a source, or the whole one with those of its sources.

    It stands on every page, so that it is worked out once for a snapshot.
    """
    known = _DESCRIBED.setdefault(snapshot, {})
    if source not in known:
        known[source] = list(_of_source(snapshot, source) if source else _whole(snapshot))
    return known[source]


def _whole(snapshot: Snapshot) -> Iterator[Triple]:
    catalog, title = NamedNode(f"{snapshot.base}catalog"), str(snapshot.manifest["title"])
    home = NamedNode(snapshot.base)
    said: tuple[tuple[NamedNode, NamedNode, Term], ...] = (
        (catalog, RDF.type, DCAT.Catalog),
        (catalog, RDFS.label, Literal(title)),
        (catalog, DCT.term("title"), Literal(title, language="en")),
        (catalog, DCT.description, Literal(description(snapshot), language="en")),
        (catalog, DCT.publisher, publisher(snapshot)),
        (catalog, FOAF.homepage, home),
        (home, RDF.type, FOAF.Document),
    )
    for statement in said:
        yield Triple(*statement)
    yield from _common(snapshot, catalog)
    yield from about_publisher(snapshot)
    yield from _services(snapshot, catalog, services.SERVICES)
    for name in datasets.sources(snapshot):
        yield Triple(catalog, DCAT.catalog, NamedNode(source_catalogues.iri(snapshot.base, name)))
        yield from _of_source(snapshot, name)


def _of_source(snapshot: Snapshot, name: str) -> Iterator[Triple]:
    here = NamedNode(source_catalogues.iri(snapshot.base, name))
    for quad in snapshot.graph(source_catalogues.graph(snapshot.base, name)):
        if quad.predicate not in (DCAT.dataset, DCAT.record):
            yield quad.triple
    yield from _common(snapshot, here)
    yield from about_publisher(snapshot)
    yield from _services(snapshot, here, (services.CATALOGUE,))


def _common(snapshot: Snapshot, catalog: NamedNode) -> Iterator[Triple]:
    """What every catalogue here has: times, the language of its own words, the scheme of its themes."""
    created = next((entry["time"] for entry in Journal(snapshot.data).entries() if entry["event"] == "create"), None)
    if created:
        yield Triple(catalog, DCT.issued, Literal(str(created), datatype=XSD.dateTime))
    yield Triple(catalog, DCT.modified, Literal(str(snapshot.manifest["published"]), datatype=XSD.dateTime))
    yield Triple(catalog, DCT.language, _LANGUAGE)
    yield Triple(_LANGUAGE, RDF.type, DCT.LinguisticSystem)
    yield Triple(catalog, DCAT.themeTaxonomy, _THEMES)
    yield Triple(_THEMES, RDF.type, SKOS.ConceptScheme)
    yield Triple(_THEMES, DCT.term("title"), Literal("Data theme", language="en"))


def _services(snapshot: Snapshot, catalog: NamedNode, offered: Sequence[Service]) -> Iterator[Triple]:
    for service in offered:
        yield Triple(catalog, DCAT.service, NamedNode(services.iri(snapshot.base, service)))
    yield from services.triples(snapshot.base, str(snapshot.manifest["title"]), publisher(snapshot), offered)


def publisher(snapshot: Snapshot) -> NamedNode:
    """The node of who publishes the catalogue."""
    return NamedNode(f"{snapshot.base}.well-known/genid/{digest('publisher', str(snapshot.manifest['publisher']))}")


def about_publisher(snapshot: Snapshot) -> Iterator[Triple]:
    """What is said of it."""
    here = publisher(snapshot)
    yield Triple(here, RDF.type, FOAF.Agent)
    yield Triple(here, FOAF.name, Literal(str(snapshot.manifest["publisher"])))
    yield Triple(here, SCHEMA.url, NamedNode(snapshot.base))


def description(snapshot: Snapshot) -> str:
    """What the catalogue holds, in one sentence."""
    classes = snapshot.counts["classes"]
    sources = [label for _, label, _ in snapshot.counts["facets"].get("catalogue", ())]
    listed = f", as listed by {_enumerated(sources)}" if sources else ""
    return (
        f"Research studies ({classes.get('study', 0)}) with their projects ({classes.get('project', 0)}), "
        f"organisations ({classes.get('organization', 0)}) and people ({classes.get('person', 0)}){listed}."
    )


def _enumerated(names: Sequence[str], most: int = 5) -> str:
    shown = names if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
