"""What answers requests here, as data services (DCAT 3, 6.9): one row for each endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from graph.namespaces import DCAT, DCT, FOAF, RDF, RDFS


@dataclass(frozen=True, slots=True)
class Service:
    """An endpoint: its name in IRIs, its address below the base and that of its description, and what it speaks.

    ``protocol`` is the IRI of the standard that it follows; ``keywords`` are what one would look for it by.
    """

    name: str
    path: str
    title: str
    text: str
    protocol: str
    described: str
    keywords: tuple[str, ...]


CATALOGUE = Service(
    "dcat",
    "catalog",
    "DCAT catalogue",
    "All datasets as DCAT-AP in pages, in Turtle, RDF/XML, JSON-LD and N-Triples.",
    "https://semiceu.github.io/DCAT-AP/releases/3.0.1/",
    "catalog",
    ("DCAT-AP", "harvesting"),
)
SERVICES: tuple[Service, ...] = (
    CATALOGUE,
    Service(
        "sparql",
        "sparql",
        "SPARQL endpoint",
        "Questions in SPARQL 1.1 to all that is published, by GET, POST and QUERY, as of any kept snapshot.",
        "http://www.w3.org/TR/sparql11-protocol/",
        "sparql",
        ("SPARQL",),
    ),
    Service(
        "graph-store",
        "store",
        "Graph store",
        "Each named graph whole, by the SPARQL 1.1 Graph Store HTTP Protocol.",
        "http://www.w3.org/TR/sparql11-http-rdf-update/",
        "openapi.json",
        ("Graph Store Protocol", "named graphs"),
    ),
    Service(
        "questions",
        "queries",
        "Saved questions",
        "Questions with parameters and their answers as CSV, TSV, JSON and XML, described by OpenAPI.",
        "https://spec.openapis.org/oas/v3.1.0",
        "openapi.json",
        ("OpenAPI", "REST"),
    ),
    Service(
        "oai",
        "oai",
        "OAI-PMH",
        "All datasets, with those that were deleted, by OAI-PMH 2.0: oai_dc, oai_ddi25, oai_datacite and dcat_ap.",
        "http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm",
        "oai?verb=Identify",
        ("OAI-PMH", "harvesting"),
    ),
    Service(
        "feed",
        "feed",
        "DCAT-AP Feed",
        "What was created, updated and deleted, as a Linked Data Event Stream in TriG and JSON-LD.",
        "https://semiceu.github.io/LDES-DCAT-AP-feeds/",
        "feed",
        ("LDES", "DCAT-AP Feeds", "changes"),
    ),
)
"""Further endpoints stand here with one row each."""


def iri(base: str, service: Service) -> str:
    """The IRI of a service."""
    return f"{base}catalog#{service.name}"


def triples(base: str, of: str, publisher: NamedNode, offered: Iterable[Service] = SERVICES) -> Iterator[Triple]:
    """The services of the catalogue titled ``of``, each described as DCAT-AP asks."""
    for service in offered:
        here = NamedNode(iri(base, service))
        protocol, described = NamedNode(service.protocol), NamedNode(f"{base}{service.described}")
        yield Triple(here, RDF.type, DCAT.DataService)
        yield Triple(here, RDFS.label, Literal(service.title))
        yield Triple(here, DCT.term("title"), Literal(f"{service.title} of {of}", language="en"))
        yield Triple(here, DCT.description, Literal(service.text, language="en"))
        yield Triple(here, DCT.publisher, publisher)
        yield Triple(here, DCAT.endpointURL, NamedNode(f"{base}{service.path}"))
        yield Triple(here, DCAT.endpointDescription, described)
        yield Triple(here, DCT.conformsTo, protocol)
        yield Triple(protocol, RDF.type, DCT.Standard)
        yield Triple(here, FOAF.page, NamedNode(f"{base}about"))
        yield Triple(NamedNode(f"{base}about"), RDF.type, FOAF.Document)
        for keyword in service.keywords:
            yield Triple(here, DCAT.keyword, Literal(keyword, language="en"))
