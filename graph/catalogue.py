"""The catalogue as DCAT (DCAT 3, 6.3), in pages for harvesters (Hydra Core, 5.3).

A page holds the catalogue itself, its service, and the whole DCAT of the datasets on that page, as it was
derived and digested. Datasets come in the order of their identifiers, so that a harvest which goes through
the pages of one snapshot meets each once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from graph import source_catalogues
from graph.namespaces import DCAT, DCT, FOAF, HYDRA, RDF, RDFS, SCHEMA, XSD
from graph.statements import digest
from graph.store.snapshot import Snapshot

Term = NamedNode | Literal
SPARQL_PROTOCOL = NamedNode("http://www.w3.org/TR/sparql11-protocol/")


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """Page ``number`` (from 1) of ``last``; ``datasets`` are the slugs on it, ``total`` counts them all.

    ``source`` is the name of the source whose catalogue it is; ``None``: of all.
    """

    number: int
    last: int
    total: int
    datasets: tuple[str, ...]
    source: str | None = None


def dataset_slugs(snapshot: Snapshot, source: str | None = None) -> list[str]:
    """The identifiers of all datasets, or of a source's, in their order. Raises ``LookupError``."""
    if source is not None:
        if source not in sources(snapshot):
            raise LookupError(f"there is no source {source}")
        quads = snapshot.graph(source_catalogues.graph(snapshot.base, source))
        listed = (q.object.value for q in quads if q.predicate == DCAT.dataset and isinstance(q.object, NamedNode))
        return sorted(iri.rsplit("/", 1)[-1] for iri in listed)
    prefix = f"{snapshot.base}graph/dcat/"
    return sorted(iri.removeprefix(prefix) for iri in snapshot.graphs if iri.startswith(prefix))


def sources(snapshot: Snapshot) -> list[str]:
    """The names of the sources that have a catalogue of their own."""
    prefix = source_catalogues.graph(snapshot.base, "")
    return sorted(iri.removeprefix(prefix) for iri in snapshot.graphs if iri.startswith(prefix))


def page(snapshot: Snapshot, number: int, size: int, source: str | None = None) -> CataloguePage:
    """A page of at most ``size`` datasets; raises ``LookupError`` where the catalogue has no such page."""
    slugs = dataset_slugs(snapshot, source)
    last = max(1, -(-len(slugs) // size))
    if not 1 <= number <= last:
        raise LookupError(f"there is no page {number}: the last one is {last}")
    return CataloguePage(number, last, len(slugs), tuple(slugs[(number - 1) * size : number * size]), source)


def triples(snapshot: Snapshot, shown: CataloguePage, suffix: str = "", query: str = "") -> Iterator[Triple]:
    """All of a page. ``suffix`` (``.ttl``) is kept in the links to other pages: a harvester that asked by
    suffix, not by ``Accept``, gets them all in one format. So is ``query`` (``?snapshot=12``)."""
    if shown.source is None:
        catalog = NamedNode(f"{snapshot.base}catalog")
        yield from _catalog(snapshot, catalog)
        for name in sources(snapshot):
            yield Triple(catalog, DCAT.catalog, NamedNode(source_catalogues.iri(snapshot.base, name)))
            yield from _of_source(snapshot, name)
    else:
        catalog = NamedNode(source_catalogues.iri(snapshot.base, shown.source))
        yield from _of_source(snapshot, shown.source)
    yield from _view(catalog, shown, suffix, query)
    for slug in shown.datasets:
        dataset = NamedNode(f"{snapshot.base}id/study/{slug}")
        yield Triple(catalog, DCAT.dataset, dataset)
        for quad in snapshot.graph(f"{snapshot.base}graph/dcat/{slug}"):
            yield quad.triple
            if quad.predicate == RDF.type and quad.object == DCAT.CatalogRecord:
                yield Triple(catalog, DCAT.record, quad.subject)


def _of_source(snapshot: Snapshot, name: str) -> Iterator[Triple]:
    """A source's catalogue, without its list of datasets."""
    for quad in snapshot.graph(source_catalogues.graph(snapshot.base, name)):
        if quad.predicate not in (DCAT.dataset, DCAT.record):
            yield quad.triple


def _catalog(snapshot: Snapshot, catalog: NamedNode) -> Iterator[Triple]:
    title, name = str(snapshot.manifest["title"]), str(snapshot.manifest["publisher"])
    home = NamedNode(snapshot.base)
    publisher = NamedNode(f"{snapshot.base}.well-known/genid/{digest('publisher', name)}")
    service = NamedNode(f"{snapshot.base}catalog#sparql")
    endpoint = NamedNode(f"{snapshot.base}sparql")
    published = Literal(str(snapshot.manifest["published"]), datatype=XSD.dateTime)
    said: tuple[tuple[NamedNode, NamedNode, Term], ...] = (
        (catalog, RDF.type, DCAT.Catalog),
        (catalog, RDFS.label, Literal(title)),
        (catalog, DCT.term("title"), Literal(title, language="en")),
        (catalog, DCT.description, Literal(description(snapshot), language="en")),
        (catalog, DCT.publisher, publisher),
        (catalog, DCT.modified, published),
        (catalog, FOAF.homepage, home),
        (catalog, DCAT.service, service),
        (home, RDF.type, FOAF.Document),
        (publisher, RDF.type, FOAF.Agent),
        (publisher, FOAF.name, Literal(name)),
        (publisher, SCHEMA.url, home),
        (service, RDF.type, DCAT.DataService),
        (service, DCT.term("title"), Literal(f"SPARQL endpoint of {title}", language="en")),
        (service, DCT.publisher, publisher),
        (service, DCAT.endpointURL, endpoint),
        (service, DCAT.endpointDescription, endpoint),
        (service, DCT.conformsTo, SPARQL_PROTOCOL),
        (SPARQL_PROTOCOL, RDF.type, DCT.Standard),
    )
    for statement in said:
        yield Triple(*statement)


def description(snapshot: Snapshot) -> str:
    """What the catalogue holds, in one sentence."""
    classes = snapshot.counts["classes"]
    sources = [label for _, label, _ in snapshot.counts["facets"].get("catalogue", ())]
    listed = f", as listed by {_enumerated(sources)}" if sources else ""
    return (
        f"Research studies ({classes.get('study', 0)}) with their projects ({classes.get('project', 0)}), "
        f"organisations ({classes.get('organization', 0)}) and people ({classes.get('person', 0)}){listed}."
    )


def _enumerated(names: list[str], most: int = 5) -> str:
    shown = names if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _view(catalog: NamedNode, shown: CataloguePage, suffix: str, query: str) -> Iterator[Triple]:
    """The page as a part of the collection, with the way to the others (Hydra Core, 5.3)."""

    def at(number: int) -> NamedNode:
        return NamedNode(f"{catalog.value}{suffix}?page={number}{query.replace('?', '&')}")

    view = at(shown.number)
    yield Triple(catalog, RDF.type, HYDRA.Collection)
    yield Triple(catalog, HYDRA.totalItems, Literal(shown.total))
    yield Triple(catalog, HYDRA.view, view)
    yield Triple(view, RDF.type, HYDRA.PartialCollectionView)
    yield Triple(view, HYDRA.first, at(1))
    yield Triple(view, HYDRA.last, at(shown.last))
    if shown.number > 1:
        yield Triple(view, HYDRA.previous, at(shown.number - 1))
    if shown.number < shown.last:
        yield Triple(view, HYDRA.next, at(shown.number + 1))
