"""A catalogue of its own for each source (DCAT 3, 6.3): which datasets it describes, under which licence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from graph import identifiers
from graph.namespaces import DCAT, DCT, FOAF, RDF, RDFS
from graph.sources import Source
from graph.statements import digest

Term = NamedNode | Literal


def iri(base: str, name: str) -> str:
    """The IRI of a source's catalogue, which is where its pages are."""
    return f"{base}catalog/{name}"


def graph(base: str, name: str) -> str:
    """The named graph that describes it."""
    return f"{base}graph/catalogue/{name}"


def triples(source: Source, slugs: Iterable[str], base: str) -> Iterator[Triple]:
    """What is said of a source's catalogue; its datasets are those with these identifiers."""
    here = NamedNode(iri(base, source.name or source.kind))
    title = source.title
    publisher = "the publishers of its pages" if "{host}" in source.publisher else source.publisher
    yield Triple(here, RDF.type, DCAT.Catalog)
    yield Triple(here, RDFS.label, Literal(title))
    yield Triple(here, DCT.term("title"), Literal(title, language="en"))
    told = f"What {publisher} say{'' if '{host}' in source.publisher else 's'} of research studies: {title}."
    yield Triple(here, DCT.description, Literal(told, language="en"))
    agent = NamedNode(f"{base}.well-known/genid/{digest('publisher', publisher)}")
    yield Triple(here, DCT.publisher, agent)
    yield Triple(agent, RDF.type, FOAF.Agent)
    yield Triple(agent, FOAF.name, Literal(publisher))
    yield from rights(here, source.licence, base)
    home = identifiers.parse_url(source.home)
    if home:
        yield Triple(here, FOAF.homepage, NamedNode(home))
        yield Triple(NamedNode(home), RDF.type, FOAF.Document)
    for slug in sorted(slugs):
        yield Triple(here, DCAT.dataset, NamedNode(f"{base}id/study/{slug}"))
        yield Triple(here, DCAT.record, NamedNode(f"{base}id/record/{slug}"))


def rights(subject: NamedNode, licence: str, base: str) -> Iterator[Triple]:
    """A source's licence as a statement: ``dct:license`` where it is an address, ``dct:rights`` where it is words."""
    url = identifiers.parse_url(licence)
    if url:
        yield Triple(subject, DCT.license, NamedNode(url))
        yield Triple(NamedNode(url), RDF.type, DCT.LicenseDocument)
        return
    node = NamedNode(f"{base}.well-known/genid/{digest('rights', licence)}")
    yield Triple(subject, DCT.rights, node)
    yield Triple(node, RDF.type, DCT.RightsStatement)
    yield Triple(node, RDFS.label, Literal(licence))
