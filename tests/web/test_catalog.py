"""The DCAT that harvesters read, page by page; the quality report; the questions."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph import queries
from graph.catalogue import datasets
from graph.namespaces import DCAT, DCT, FOAF, HYDRA, RDF
from graph.store.snapshot import Snapshot
from tests.web.conftest import HTML


def harvested(client: FlaskClient, base: str, path: str, **headers: str) -> list[list[Triple]]:
    """The pages that a harvester meets who follows hydra:next."""
    pages = []
    while path:
        response = client.get(f"/{path}", headers=headers)
        assert response.mimetype == "text/turtle"
        triples = [quad.triple for quad in parse(response.data, format=RdfFormat.TURTLE)]
        pages.append(triples)
        onward = [t.object.value for t in triples if t.predicate == HYDRA.next]
        assert (f'<{onward[0]}>; rel="next"' in response.headers["Link"]) if onward else True
        path = onward[0].removeprefix(base) if onward else ""
    return pages


@pytest.mark.parametrize(("path", "headers"), [("catalog", {"Accept": "text/turtle"}), ("catalog.ttl", {})])
def test_a_harvest_meets_each_dataset_once(
    small_pages: FlaskClient, snapshot: Snapshot, path: str, headers: dict[str, str]
) -> None:
    pages = harvested(small_pages, snapshot.base, path, **headers)
    catalog = NamedNode(f"{snapshot.base}catalog")
    found = [t.object.value for page in pages for t in page if (t.subject, t.predicate) == (catalog, DCAT.dataset)]
    assert len(pages) == -(-len(found) // 10)
    assert len(found) == len(set(found)) == snapshot.counts["classes"]["study"]
    triples = set().union(*pages)
    titled = {t.subject.value for t in triples if t.predicate == DCT.term("title")}
    assert set(found) <= titled
    records = {t.object for t in triples if t.predicate == DCAT.record}
    assert len(records) == len(found)


def test_the_catalogue_describes_itself(client: FlaskClient, snapshot: Snapshot) -> None:
    triples = {quad.triple for quad in parse(client.get("/catalog.ttl").data, format=RdfFormat.TURTLE)}
    catalog = NamedNode(f"{snapshot.base}catalog")
    said = {t.predicate: t.object for t in triples if t.subject == catalog}
    assert said[HYDRA.totalItems] == Literal(snapshot.counts["classes"]["study"])
    assert said[FOAF.homepage] == NamedNode(snapshot.base)
    assert Triple(said[DCT.publisher], RDF.type, FOAF.Agent) in triples
    service = NamedNode(f"{snapshot.base}catalog#sparql")
    assert Triple(catalog, DCAT.service, service) in triples
    assert Triple(service, DCAT.endpointURL, NamedNode(f"{snapshot.base}sparql")) in triples
    assert not [t for t in triples if "_:" in str(t)]


def test_quality_tells_people_and_programs(client: FlaskClient, snapshot: Snapshot) -> None:
    raw = client.get("/quality.json")
    assert raw.content_type == "application/json"
    assert json.loads(raw.data) == snapshot.report
    assert client.get("/quality", headers={"Accept": "application/json"}).data == raw.data
    shown = client.get("/quality", headers=HTML).text
    for finding in snapshot.report["findings"]:
        assert finding["message"].split("'")[0] in shown
    for document in snapshot.report["documents"]:
        assert not document["error"] or document["name"] in shown


@pytest.mark.parametrize("question", queries.questions().values(), ids=lambda q: str(q.name))
def test_each_question_is_a_form_and_an_answer(client: FlaskClient, question: queries.Question) -> None:
    shown = client.get(f"/queries/{question.name}", headers=HTML)
    assert shown.status_code == 200
    for parameter in question.parameters:
        assert f'name="{parameter.name}"' in shown.text
    values = {parameter.name: parameter.example for parameter in question.parameters if parameter.required}
    answered = client.get(f"/queries/{question.name}", query_string=values, headers=HTML)
    assert 'id="result"' in answered.text
    assert "Open in SPARQL" in answered.text
    assert client.get(f"/queries/{question.name}.csv", query_string=values).mimetype == "text/csv"


def test_questions_asked_wrongly(client: FlaskClient) -> None:
    for query in ("", "?person=", "?person=no+iri", "?nobody=x"):
        response = client.get(f"/queries/co-members-of-a-person.csv{query}")
        assert response.status_code == 400
        assert "allowed" in response.get_json()["detail"]
    page = client.get("/queries/co-members-of-a-person?person=no+iri", headers=HTML)
    assert "This cannot be asked" in page.text
    assert "near: counts-by-class" in client.get("/queries/count-by-class").get_json()["detail"]


def test_suggestions_are_entities_of_the_kind(client: FlaskClient, snapshot: Snapshot) -> None:
    page = client.get("/queries/work-packages-of-a-project", headers=HTML).text
    assert re.search(r'<option value="[^"]+/id/project/the-first-set-of-keys">The First Set of Keys<', page)


def test_search_finds_and_filters(client: FlaskClient) -> None:
    page = client.get("/search?q=home+care", headers=HTML).text
    assert "Home Care Workers Survey" in page
    people = client.get("/search?q=harcastle&type=person", headers=HTML).text
    assert 'href="/person/ngozi-harcastle"' in people
    assert "Nothing holds all of these words" in client.get("/search?q=zzzzz", headers=HTML).text
    assert client.get("/search?type=none").status_code == 400


def test_health(client: FlaskClient, snapshot: Snapshot) -> None:
    told = client.get("/healthz")
    assert told.get_json() == {"status": "ok", "snapshot": snapshot.number, "digest": snapshot.digest}
    assert "ETag" not in told.headers


def test_each_source_has_a_catalogue_with_its_licence(small_pages: FlaskClient, snapshot: Snapshot) -> None:
    met: set[str] = set()
    for name in datasets.sources(snapshot):
        triples = set().union(*harvested(small_pages, snapshot.base, f"catalog/{name}.ttl"))
        here = NamedNode(f"{snapshot.base}catalog/{name}")
        said = {t.predicate for t in triples if t.subject == here}
        assert {DCT.term("title"), DCT.publisher, DCT.description} <= said
        assert said & {DCT.license, DCT.rights}
        listed = {t.object.value for t in triples if (t.subject, t.predicate) == (here, DCAT.dataset)}
        slugs = {iri.rsplit("/", 1)[-1] for iri in listed}
        assert slugs == set(datasets.slugs(snapshot, name))
        met |= slugs
    assert met == set(datasets.slugs(snapshot))
    assert small_pages.get("/catalog/none.ttl").status_code == 404
