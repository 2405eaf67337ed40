"""What helps to ask: VoID, the terms in use, the hint about schema.org, own terms at their addresses."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from graph.namespaces import CG, RDF, SCHEMA, SCHEMA_LEGACY, VOID
from graph.store.snapshot import Snapshot
from tests.web.conftest import HTML

OLD = f"SELECT * {{ ?s a <{SCHEMA_LEGACY}Dataset> }}"
NEW = f"SELECT * {{ ?s a <{SCHEMA}Dataset> }} LIMIT 1"
FORMATS = ("json", "xml", "csv", "tsv")


def test_the_partitions_are_what_counting_gives(client: FlaskClient, snapshot: Snapshot) -> None:
    triples = [quad.triple for quad in parse(client.get("/.well-known/void").data, format=RdfFormat.TURTLE)]
    said = {(t.subject, t.predicate): t.object for t in triples}
    dataset = NamedNode(f"{snapshot.base}.well-known/void#dataset")
    assert said[dataset, VOID.sparqlEndpoint] == NamedNode(f"{snapshot.base}sparql")
    for has, term, number, counting in (
        (VOID.propertyPartition, VOID.property, VOID.triples, "SELECT ?t (COUNT(*) AS ?n) { ?s ?t ?o } GROUP BY ?t"),
        (VOID.classPartition, VOID.term("class"), VOID.entities, "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t"),
    ):
        parts = [t.object for t in triples if (t.subject, t.predicate) == (dataset, has)]
        told = {said[part, term]: int(said[part, number].value) for part in parts}
        assert told == {row["t"]: int(row["n"].value) for row in snapshot.rows(counting)}
    (all_,) = snapshot.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert said[dataset, VOID.triples] == all_["n"]


def test_terms_for_editors(client: FlaskClient) -> None:
    told = client.get("/sparql/terms.json").get_json()
    assert SCHEMA.Dataset.value in [term["iri"] for term in told["classes"]]
    assert RDF.type.value in [term["iri"] for term in told["properties"][:5]]
    counts = [term["count"] for term in told["properties"]]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("query", "hinted"),
    [
        (OLD, True),
        (NEW, False),
        (f"ASK {{ ?s a <{SCHEMA_LEGACY}Dataset> }}", True),
        (f"ASK {{ ?s a <{SCHEMA}Dataset> . FILTER(STR(?s) != '{SCHEMA_LEGACY}') }}", False),
        (f"SELECT (COUNT(*) AS ?n) {{ ?s a <{SCHEMA_LEGACY}Dataset> }}", True),
        (f"PREFIX s: <{SCHEMA_LEGACY}> SELECT * {{ ?s s:name ?n }}", True),
        (f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(STR(?p) != '{SCHEMA_LEGACY}') }}", False),
        ("SELECT * { ?s a <https://example.org/None> }", False),
    ],
)
def test_who_names_the_other_schema_org_and_finds_nothing_is_told(
    client: FlaskClient, query: str, hinted: bool, format: str
) -> None:
    for _ in range(2):
        response = client.get("/sparql", query_string={"query": query, "format": format})
        assert response.status_code == 200
        assert ("Hint" in response.headers) == hinted
    assert not hinted or "https://schema.org/" in response.headers["Hint"]


def test_the_hint_is_on_the_page_and_with_graphs(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": OLD}, headers=HTML)
    assert page.headers["Hint"] in page.text.replace("&#39;", "'")
    graph = f"CONSTRUCT WHERE {{ ?s a <{SCHEMA_LEGACY}Dataset> }}"
    assert "Hint" in client.get("/sparql", query_string={"query": graph}).headers


@pytest.mark.parametrize(
    ("name", "anchor"),
    [("WorkPackage", "#cg-WorkPackage"), ("aim", "#cg-aim"), ("role/lead", "#role-lead"), ("0.1.0", "")],
)
def test_own_terms_lead_to_where_they_stand(client: FlaskClient, snapshot: Snapshot, name: str, anchor: str) -> None:
    response = client.get(f"/ontology/{name}")
    assert response.status_code == 303
    assert response.headers["Location"] == f"{snapshot.base}ontology{anchor}"
    page = client.get("/ontology", headers=HTML).text
    assert not anchor or f'id="{anchor[1:]}"' in page
    rdf = client.get("/ontology", headers={"Accept": "text/turtle"})
    assert f"<{CG}WorkPackage>" in rdf.text or "cg:WorkPackage" in rdf.text


def test_what_is_no_term_says_which_version_this_is(client: FlaskClient) -> None:
    response = client.get("/ontology/Nonsense")
    assert response.status_code == 404
    assert "0.1.0" in response.get_json()["detail"]
