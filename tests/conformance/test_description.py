"""The W3C suite of SPARQL 1.1 Service Description, over HTTP against a scratch server.

Its manifest has the names of the tests only; what they ask is written here.
"""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import VOID

from tests.conformance.manifests import names

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SUITE = "service-description"
OBJECTS = {
    SD.supportedLanguage: {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update},
    SD.feature: {
        SD.DereferencesURIs,
        SD.UnionDefaultGraph,
        SD.RequiresDataset,
        SD.EmptyGraphs,
        SD.BasicFederatedQuery,
    },
}
RANGES = {SD.defaultDataset: SD.Dataset, SD.defaultGraph: SD.Graph, SD.namedGraph: SD.NamedGraph}
DOMAINS = {
    SD.endpoint: SD.Service,
    SD.supportedLanguage: SD.Service,
    SD.resultFormat: SD.Service,
    SD.inputFormat: SD.Service,
    SD.feature: SD.Service,
    SD.defaultDataset: SD.Service,
    SD.defaultGraph: SD.Dataset,
    SD.namedGraph: SD.Dataset,
    SD.name: SD.NamedGraph,
}
"""Each property of the vocabulary that is used, and whose it is (SPARQL 1.1 Service Description, 3)."""


def described(client: httpx.Client) -> Graph:
    return Graph().parse(data=fetched(client, "text/turtle").text, format="turtle")


def fetched(client: httpx.Client, accept: str) -> httpx.Response:
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(accept)
    return response


def returns_rdf(client: httpx.Client) -> None:
    formats = (RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.N_TRIPLES, RdfFormat.JSON_LD)
    answers = [set(parse(fetched(client, format.media_type).content, format=format)) for format in formats]
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)
    assert client.get("/sparql").headers["content-type"].startswith("text/turtle")


def has_endpoint_triple(client: httpx.Client) -> None:
    endpoint = URIRef(str(client.base_url.join("/sparql")))
    assert list(described(client).objects(None, SD.endpoint)) == [endpoint]


def conforms_to_schema(client: httpx.Client) -> None:
    client.put("/store", params={"graph": "http://example.org/g"}, content="", headers={"Content-Type": "text/turtle"})
    found = described(client)
    check_schema(found)
    assert [str(name) for name in found.objects(None, SD.name)] == ["http://example.org/g"]
    assert list(found.objects(None, VOID.triples)) == [Literal(0)]


def check_schema(found: Graph) -> None:
    """Each term of the vocabulary is used as it is defined, and the service has what it must (3.2)."""
    (service,) = found.subjects(RDF.type, SD.Service)
    assert list(found.objects(service, SD.endpoint))
    for subject, predicate, value in found:
        if str(predicate).startswith(str(SD)):
            assert (subject, RDF.type, DOMAINS[predicate]) in found  # type: ignore[index]
            assert not isinstance(value, Literal)
            assert predicate not in OBJECTS or value in OBJECTS[predicate]  # type: ignore[index]
            assert predicate not in RANGES or (value, RDF.type, RANGES[predicate]) in found  # type: ignore[index]


TESTS = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


@pytest.mark.parametrize("name", names(SUITE))
def test_service_description(client: httpx.Client, name: str) -> None:
    TESTS[name](client)


def test_what_it_says_of_a_scratch_dataset(client: httpx.Client) -> None:
    found = described(client)
    assert set(found.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    assert set(found.objects(None, SD.feature)) == {SD.EmptyGraphs}
