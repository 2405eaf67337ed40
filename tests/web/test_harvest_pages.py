"""Pages of the catalogue while it changes: what a harvest that crosses a publish meets, and how long it may take."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph import dumps
from graph.catalogue import datasets, harvesting, paging
from graph.namespaces import DCAT, DCT, HYDRA, RDF, XSD
from graph.serialization import FORMATS
from graph.settings import Settings
from graph.store import keeping, made
from graph.store.embedded import prune
from graph.store.snapshot import Snapshot, Snapshots
from graph.store.snapshots import rollback
from tests.web.conftest import application
from tests.web.test_as_of import history, publish

BASE = "http://127.0.0.1:8000/"
SUFFIXES = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES}


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Five publishes, each of which knows one study more; two on a page."""
    return history(tmp_path_factory.mktemp("pages"), of=5)


@pytest.fixture
def changing(five: Settings, tmp_path: Path) -> Settings:
    """The same in a folder of the test's own."""
    shutil.copytree(five.data, tmp_path / "data", symlinks=True, ignore=shutil.ignore_patterns("pins", "made"))
    return replace(five, data=tmp_path / "data")


def page(client: FlaskClient, url: str, suffix: str = "ttl") -> set[Triple]:
    response = client.get(url.replace(BASE, "/"))
    assert response.status_code == 200
    assert response.content_length == len(response.data)
    return {quad.triple for quad in parse(response.data, format=SUFFIXES[suffix])}


def view(triples: set[Triple]) -> tuple[NamedNode, dict[NamedNode, object]]:
    (here,) = {t.subject for t in triples if (t.predicate, t.object) == (RDF.type, HYDRA.PagedCollection)}
    assert isinstance(here, NamedNode)
    return here, {t.predicate: t.object for t in triples if t.subject == here and t.predicate != RDF.type}


def listed(triples: set[Triple]) -> list[str]:
    found = [t.object.value for t in triples if t.predicate == DCAT.dataset and isinstance(t.object, NamedNode)]
    return sorted(iri.rsplit("/", 1)[-1] for iri in found)


def onward(triples: set[Triple]) -> str | None:
    following = view(triples)[1].get(HYDRA.next)
    return following.value if isinstance(following, NamedNode) else None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_page_is_one_view_in_both_vocabularies(five: Settings, suffix: str) -> None:
    client, url, pages = application(five).test_client(), f"{BASE}catalog.{suffix}?snapshot=5&page=1", 0
    at = f"{BASE}catalog.{suffix}?snapshot=5&page={{}}".format
    while url:
        triples, pages = page(client, url, suffix), pages + 1
        here, said = view(triples)
        assert here.value == url
        assert Triple(here, RDF.type, HYDRA.PartialCollectionView) in triples
        assert Triple(NamedNode(f"{BASE}catalog"), HYDRA.view, here) in triples
        assert said.pop(HYDRA.totalItems) == Literal("5", datatype=XSD.integer)
        expected = {"first": at(1), "last": at(3)}
        expected |= {"previous": at(pages - 1)} if pages > 1 else {}
        expected |= {"next": at(pages + 1)} if pages < 3 else {}
        both = {name: NamedNode(iri) for name, iri in expected.items()}
        assert said == {HYDRA.term(n): v for name, v in both.items() for n in (name, f"{name}Page")}
        url = onward(triples) or ""
    assert pages == 3


def test_a_harvest_that_crosses_publishes_stays_in_its_snapshot(changing: Settings, tmp_path: Path) -> None:
    client = application(changing).test_client()
    before = list(datasets.slugs(Snapshots(changing.data).current()))
    first = page(client, "/catalog.ttl")
    met = listed(first)
    publish(tmp_path, changing, 6)
    second = page(client, onward(first) or "")
    rollback(changing.data, 3, 7, lambda: "rolled back", 0)
    third = page(client, onward(second) or "")
    assert [*met, *listed(second), *listed(third)] == before
    assert onward(third) is None
    again = page(client, "/catalog.ttl")
    assert [*listed(again), *listed(page(client, onward(again) or ""))] == before[:3]


def test_a_harvest_holds_its_snapshot_until_it_goes_silent(changing: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvesting, "_HELD", {})
    client = application(changing).test_client()
    page(client, "/catalog.ttl?snapshot=2")  # all on one page: nothing to wait for
    following = onward(page(client, "/catalog.ttl?snapshot=3"))
    assert keeping.pinned(changing.data) == {3}
    assert prune(changing.data, 1) == [1, 2, 4]
    assert page(client, following or "")
    assert prune(changing.data, 1, lease=0) == [3]
    gone = client.get((following or "").replace(BASE, "/"))
    assert (gone.status_code, gone.mimetype) == (410, "application/problem+json")
    told = gone.get_json()
    assert told["start"] == f"{BASE}catalog.ttl"
    assert told["start"] in told["detail"]
    assert gone.headers["Link"] == f'<{BASE}catalog.ttl>; rel="start"'
    assert page(client, told["start"])


def test_pages_are_kept_for_all_processes_and_go_with_their_snapshot(changing: Settings) -> None:
    client = application(changing).test_client()
    first = client.get("/catalog.nt?snapshot=4&page=2").data
    (kept,) = (changing.data / "made" / "4").rglob("*.zst")
    assert made.read(kept) == first
    kept.write_bytes(kept.read_bytes()[:-9])
    other = application(changing).test_client()
    assert other.get("/catalog.nt?page=2&snapshot=4").data == first
    assert made.read(kept) == first
    prune(changing.data, 1, lease=0)
    assert not kept.exists()


def test_nothing_is_kept_of_a_snapshot_that_went_meanwhile(changing: Settings) -> None:
    old = Snapshot(changing.data, 2)
    path = made.folder(old, "page.zst")
    made.keep(old, path, b"kept", 0)
    assert made.read(path) == b"kept"
    prune(changing.data, 1, lease=0)
    made.keep(old, path, b"erased", 0)
    with pytest.raises(FileNotFoundError):
        dumps.ensure(old, dumps.DUMPS["catalograph.nq.gz"], 5, 0)
    assert not (changing.data / "made" / "2").exists()


def test_a_page_that_was_asked_for_is_the_same_again(changing: Settings) -> None:
    client = application(changing).test_client()
    url = "/catalog.ttl?snapshot=4&page=2"
    for headers in ({}, {"Accept-Encoding": "zstd"}, {"Accept": "text/html"}):
        first, again = client.get(url, headers=headers), client.get(url, headers=headers)
        assert (again.data, dict(again.headers)) == (first.data, dict(first.headers))
    first = client.get(url)
    shutil.rmtree(changing.data / "made")
    assert client.get(url).data == client.get(url).data == first.data
    counted = 'catalograph_http_requests_total{method="GET",route="/catalog.<suffix>",status="200"}'
    assert f"{counted} 9.0" in client.get("/metrics").text
    prune(changing.data, 1, lease=0)
    assert client.get(url).status_code == 410


@pytest.mark.parametrize(
    "path", ["/catalog", "/catalog.rdf", "/catalog.ttl?snapshot=4&page=2", "/catalog/harmony.jsonld"]
)
def test_head_is_get_without_a_body(five: Settings, path: str) -> None:
    client = application(five).test_client()
    headers = {"Accept-Encoding": "gzip", "Host": "elsewhere.example"}
    whole, head = client.get(path, headers=headers), client.head(path, headers=headers)
    assert (head.status_code, head.data, dict(head.headers)) == (200, b"", dict(whole.headers))
    assert int(head.headers["Content-Length"]) == len(whole.data)
    assert (
        "elsewhere"
        not in str(whole.headers)
        + application(five).test_client().get(path, headers={"Host": "elsewhere.example"}).text
    )


def test_without_a_wish_it_is_rdf_xml(five: Settings) -> None:
    client = application(five).test_client()
    for headers in ({}, {"Accept": "*/*"}):
        response = client.get("/catalog", headers=headers)
        assert response.content_type == "application/rdf+xml"
        assert response.data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
        assert "Accept" in response.headers["Vary"]
    assert client.get("/catalog", headers={"Accept": "text/html"}).content_type == "text/html; charset=utf-8"
    assert client.get("/catalog.ttl").content_type == "text/turtle; charset=utf-8"


def test_conditional_requests(five: Settings) -> None:
    client = application(five).test_client()
    whole = client.get("/catalog.ttl?snapshot=5&page=1")
    for condition in ({"If-None-Match": whole.headers["ETag"]}, {"If-Modified-Since": whole.headers["Last-Modified"]}):
        again = client.get("/catalog.ttl?snapshot=5&page=1", headers=condition)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", whole.headers["ETag"])
    earlier = {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    assert client.get("/catalog.ttl?snapshot=5&page=1", headers=earlier).status_code == 200
    both = {"If-None-Match": '"another"', "If-Modified-Since": whole.headers["Last-Modified"]}
    assert client.get("/catalog.ttl?snapshot=5&page=1", headers=both).status_code == 200


def test_a_page_of_large_datasets_ends_early(five: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    current = Snapshots(five.data).current()
    slugs = datasets.slugs(current)
    sizes = [current.size_of(datasets.graph_iri(BASE, slug)) for slug in slugs]
    monkeypatch.setattr(paging, "LARGEST", max(sizes))
    assert list(paging.cuts(current, 2)) == [0, 1, 2, 3, 4]
    shown = [paging.page(current, number, 2) for number in range(1, 6)]
    assert [slug for one in shown for slug in one.datasets] == list(slugs)
    assert [paging.page_of(current, slug, 2) for slug in slugs] == [1, 2, 3, 4, 5]


def test_the_same_bytes_from_another_process_of_the_code(five: Settings) -> None:
    current = Snapshots(five.data).current()
    for suffix in SUFFIXES:
        format = next(f for f in FORMATS if f.extension == suffix)
        first, second = (application(five).test_client().get(f"/catalog.{suffix}").data for _ in range(2))
        assert first == second
        assert format.rdf is not None
    record = datasets.record(current, datasets.slugs(current)[0])
    assert record.checksum == datasets.checksum(current, datasets.slugs(current)[0])
    assert record.issued == record.modified
    assert {t.predicate for t in datasets.triples(current, datasets.slugs(current)[0])} > {DCT.identifier}
