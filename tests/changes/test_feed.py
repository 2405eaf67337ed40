"""The DCAT-AP Feed, its pages and their shape; Atom; what changed of the catalogue since an instant."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import etree
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse
from pyshacl import validate
from rdflib import Graph

from graph.feeds.ldes import LDES, TREE
from graph.namespaces import DCAT, DCT, HYDRA, RDF
from graph.tombstones import AS
from tests.changes.following import OaiPmh, digest
from tests.changes.history import BASE, History
from tests.conftest import shared


@pytest.fixture(scope="module")
def client(told: History) -> FlaskClient:
    return told.app().test_client()


def quads(client: FlaskClient, path: str, format: RdfFormat = RdfFormat.TRIG) -> list[Quad]:
    response = client.get(path)
    assert response.status_code == 200
    return list(parse(response.data, format=format))


PAGES = ("/feed.trig", "/feed/2/1.trig", "/feed/2/2.trig", "/feed/2/3.trig", "/feed/2/4.trig")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_the_shape_of_a_dcat_ap_feed(client: FlaskClient, path: str) -> None:
    shape = Graph().parse(shared("conformance/dcat-ap-feed/shape.ttl"), format="turtle")
    lines = "".join(sorted({f"{quad.triple} .\n" for quad in quads(client, path)}))  # the union of its graphs
    merged = Graph().parse(data=lines, format="nt")
    conforms, _, text = validate(merged, shacl_graph=shape)
    assert conforms, text


@pytest.mark.parametrize("path", PAGES)
def test_each_syntax_says_the_same(client: FlaskClient, path: str) -> None:
    name = path.removesuffix(".trig")
    found = [
        {q for q in quads(client, f"{name}.{suffix}", format) if TREE not in str(q) and f"{BASE}change" in str(q)}
        for suffix, format in (("trig", RdfFormat.TRIG), ("jsonld", RdfFormat.JSON_LD), ("nq", RdfFormat.N_QUADS))
    ]
    assert found[0] == found[1] == found[2]


def test_the_stream_and_the_way_through_its_pages(client: FlaskClient) -> None:
    said = quads(client, "/feed")
    stream, here = NamedNode(f"{BASE}feed#stream"), NamedNode(f"{BASE}feed")
    told = {(q.subject, q.predicate, q.object) for q in said if q.graph_name == DefaultGraph()}
    assert {
        (stream, RDF.type, LDES.EventStream),
        (stream, LDES.timestampPath, AS.published),
        (stream, LDES.versionOfPath, AS.term("object")),
        (stream, TREE.view, here),
        (stream, TREE.member, NamedNode(f"{BASE}change/7")),
        (NamedNode(f"{BASE}feed#older"), TREE.node, NamedNode(f"{BASE}feed/2/3")),
    } <= told
    assert not [q for q in said if "_:" in str(q)]
    times = [q.object.value for q in quads(client, "/feed/2/3") if q.predicate == AS.published]
    assert max(times) == next(object_.value for _, p, object_ in told if p == TREE.value)
    assert not [q for q in quads(client, "/feed/2/1") if q.predicate == TREE.relation]


def test_a_members_graph_is_what_the_dataset_then_said(client: FlaskClient) -> None:
    before = quads(client, "/feed/2/1")
    graph = NamedNode(f"{BASE}change/1")
    titles = [q.object.value for q in before if q.graph_name == graph and q.predicate == DCT.term("title")]
    assert titles == ["Study amber & <1>"]
    assert {q for q in quads(client, "/change/1") if q.graph_name == graph} == {
        q for q in before if q.graph_name == graph
    }
    assert not [q for q in before if "CatalogRecord" in str(q)]
    deleted = quads(client, "/change/5.nq", RdfFormat.N_QUADS)
    assert {q.object for q in deleted if q.predicate == RDF.type} == {AS.Delete}
    assert len(deleted) == 3


def test_full_pages_are_for_ever_and_the_last_has_an_etag(history: History) -> None:
    client = history.app().test_client()
    history.publish({"amber": "1", "birch": "1", "cedar": "1"})
    closed, last = client.get("/feed/2/1.trig"), client.get("/feed.trig")
    assert closed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert last.headers["Cache-Control"] == "no-cache"
    assert client.get("/feed.trig", headers={"If-None-Match": last.headers["ETag"]}).status_code == 304
    assert client.get("/feed.trig", headers={"If-Modified-Since": last.headers["Last-Modified"]}).status_code == 304
    history.publish({"amber": "2", "cedar": "1"})
    again = client.get("/feed.trig", headers={"If-None-Match": last.headers["ETag"]})
    assert again.status_code == 200
    for path in ("/feed/2/1.trig", "/feed/2/1.jsonld", "/feed/2/1.atom"):
        kept = client.get(path)
        history.publish({"amber": kept.headers["ETag"]})
        later = client.get(path)
        assert (later.data, later.headers["ETag"]) == (kept.data, kept.headers["ETag"])
        assert client.get(path, headers={"If-None-Match": kept.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/feed/2/5", "/feed/2/0", "/feed/0/1", "/feed/1001/1", "/feed/2/x", "/feed/2/1.html", "/feed.ttl", "/change/8"],
)
def test_there_is_nothing_else(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_atom_tells_the_newest_and_leads_to_archives(client: FlaskClient) -> None:
    response = client.get("/feed.atom")
    assert response.mimetype == "application/atom+xml"
    feed = etree.fromstring(response.data)
    assert feed.findtext("{*}updated") == "2026-03-02T20:00:00Z"
    (gone,) = feed.iterfind("{*}deleted-entry")
    assert (gone.get("ref"), gone.get("when")) == (f"{BASE}id/study/cedar", "2026-03-02T20:00:00Z")
    (entry,) = feed.iterfind("{*}entry")
    assert entry.findtext("{*}id") == f"{BASE}id/study/birch"
    links = {link.get("rel"): link.get("href") for link in feed.iterfind("{*}link")}
    assert links["prev-archive"] == f"{BASE}feed/2/3.atom"
    archive = etree.fromstring(client.get("/feed/2/3.atom").data)
    assert archive.find("{*}archive") is not None
    assert archive.findtext("{*}id") == feed.findtext("{*}id")
    assert b'type="application/atom+xml"' in client.get("/", headers={"Accept": "text/html"}).data


def test_what_changed_since_an_instant(told: History, client: FlaskClient) -> None:
    def found(since: str) -> tuple[set[str], set[str]]:
        said = quads(client, f"/catalog.nt?modified_since={since}", RdfFormat.N_TRIPLES)
        listed = {q.object.value.rpartition("/")[2] for q in said if q.predicate == DCAT.dataset}
        gone = {q.subject.value.rpartition("/")[2] for q in said if (q.predicate, q.object) == (RDF.type, AS.Tombstone)}
        assert {q.object.value for q in said if q.predicate == HYDRA.totalItems} == {str(len(listed | gone))}
        assert not [
            q
            for q in said
            if q.subject.value.endswith("/cedar") and q.object == DCAT.Dataset and q.predicate == RDF.type
        ]
        return listed, gone

    assert found("2026-03-02T13:00:00Z") == ({"birch"}, {"cedar"})
    assert found("2026-03-02T20:00:00Z") == (set(), {"cedar"})
    assert found("2026-03-03") == (set(), set())
    first = client.get("/catalog.ttl?modified_since=2026-03-01")
    assert f'<{BASE}catalog.ttl?modified_since=2026-03-01&snapshot=5&page=2>; rel="next"' in first.headers["Link"]
    assert client.get("/catalog.ttl?modified_since=yesterday").status_code == 400


def test_a_night_costs_what_changed(history: History) -> None:
    """Of many datasets one has changed: one is sent, in one answer."""
    history.publish({f"study-{number:03}": "1" for number in range(40)})
    follower = OaiPmh(history.app().test_client())
    follower.follow()
    assert follower.requests == 20
    history._pass(history.step)
    follower.since = f"&from={history.current().manifest['published']}".replace("16:00:00", "16:00:01")
    history.publish({f"study-{number:03}": "2" if number == 7 else "1" for number in range(40)})
    follower.follow()
    assert follower.requests == 21
    assert len(follower.held) == 40
    assert digest(()) not in follower.held.values()
