"""Being found: sitemap, robots.txt, FAIR Signposting, dumps and their description, by clients that are not ours."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import zstandard
from flask.testing import FlaskClient
from protego import Protego
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from signposting import Signposting, find_signposting_http, find_signposting_linkset

from graph import dumps, harvest, pipeline, sitemaps
from graph.namespaces import DCAT, DCT, RDF, SPDX, VOID, XSD
from graph.settings import load
from graph.store.snapshot import Snapshot
from tests.serving import free_port, served
from tests.web.conftest import HTML

STUDY = "study/home-care-workers-survey-2019-2021"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Iterator[str]:
    """A server that is really at its base: clients follow the links that it gives."""
    port = free_port()
    chosen = load({}, data=tmp_path_factory.mktemp("found") / "data", base=f"http://127.0.0.1:{port}/")
    pages = [str(path) for path in sorted((examples / "archive").glob("100*"))]
    pipeline.build(harvest.gather(pages, chosen, None), chosen)
    with served(chosen.data, port=port) as root:
        yield f"{root}/"


def targets(found: Signposting, relation: str) -> set[tuple[str, str | None]]:
    return {(str(s.target), str(s.type) if s.type else None) for s in found.signposts if str(s.rel.value) == relation}


def test_signposting_level_1_and_2(root: str) -> None:
    listed = parse(httpx.get(f"{root}catalog.nt").content, format=RdfFormat.N_TRIPLES)
    triples = {quad.triple for quad in listed}
    for study in {t.object.value for t in triples if t.predicate == DCAT.dataset and isinstance(t.object, NamedNode)}:
        page = study.replace("/id/", "/")
        level_1 = find_signposting_http(page)
        assert str(level_1.citeAs.target) == study
        assert ("https://schema.org/AboutPage", None) in targets(level_1, "type")
        assert ("https://schema.org/Dataset", None) in targets(level_1, "type")
        assert (f"{page}.ttl", "text/turtle") in targets(level_1, "describedby")
        about = [t for t in triples if t.subject == NamedNode(study)]
        creators = {t.object for t in about if t.predicate == DCT.creator}
        assert len(targets(level_1, "author")) == len(creators)
        distributions = {t.object for t in about if t.predicate == DCAT.distribution}
        assert len(targets(level_1, "item")) == len(distributions)
        assert len(targets(level_1, "license")) <= 1
        for url, media in targets(level_1, "describedby"):
            response = httpx.get(url)
            assert (response.status_code, response.headers["content-type"].split(";")[0]) == (200, media)
            assert f'<{page}>; rel="describes"' in response.headers["link"]
        sets = targets(level_1, "linkset")
        assert {media for _, media in sets} == {"application/linkset+json", "application/linkset"}
        for url, media in sets:
            response = httpx.get(url)
            assert (response.status_code, response.headers["content-type"]) == (200, media)
            level_2 = find_signposting_linkset(url, media)
            for relation in ("cite-as", "type", "describedby", "item", "license", "author"):
                expected = targets(level_1, relation)
                found = {
                    (str(s.target), str(s.type) if s.type else None)
                    for s in level_2.signposts
                    if s.rel.value == relation and str(s.context) == page
                }
                assert found == expected
            back = {str(s.context) for s in level_2.signposts if s.rel.value == "describes" and str(s.target) == page}
            assert back == {url for url, _ in targets(level_1, "describedby")}


def test_other_entities_are_signposted_as_well(root: str) -> None:
    index = ET.fromstring(httpx.get(f"{root}sitemap/person-1.xml").content)
    page = index.findtext(f"{MAPS}url/{MAPS}loc")
    found = find_signposting_http(page)
    assert ("https://schema.org/Person", None) in targets(found, "type")
    assert str(found.citeAs.target) == page.replace("/person/", "/id/person/")


def test_the_sitemap_leads_to_every_entity(client: FlaskClient, snapshot: Snapshot) -> None:
    index = ET.fromstring(client.get("/sitemap.xml").data)
    assert {e.text for e in index.iter(f"{MAPS}lastmod")} == {snapshot.manifest["published"]}
    listed: list[str] = []
    for location in index.iter(f"{MAPS}loc"):
        assert location.text
        response = client.get(location.text.replace(snapshot.base, "/"))
        assert response.content_type == "application/xml"
        urls = ET.fromstring(response.data)
        listed += [str(e.text) for e in urls.iter(f"{MAPS}loc")]
        if "/study-" in location.text:
            assert len(list(urls.iter(f"{MAPS}lastmod"))) == snapshot.counts["classes"]["study"]
    assert len(listed) == len(set(listed)) == sum(snapshot.counts["classes"].values())
    assert all(client.get(url.replace(snapshot.base, "/")).status_code == 200 for url in listed[::17])
    assert client.get("/sitemap/study-2.xml").status_code == 404


def test_what_is_for_curators_is_not_crawled(client: FlaskClient) -> None:
    """Every address of a desk, of a login and of what somebody handed in; what the catalogue says is free."""
    rules = Protego.parse(client.get("/robots.txt").text)
    root = "https://catalogue.example.org"
    private = ("/identity", "/quality/", "/login", "/logout", "/validate/")
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith(private):
            assert not rules.can_fetch(f"{root}{rule.rule}", "Googlebot"), rule.rule
    for free in (
        "/",
        "/catalog.rdf",
        "/catalog.rdf?snapshot=1&page=2",
        "/quality",
        "/quality.ttl",
        "/validate",
        "/oai?verb=Identify",
        "/feed",
        "/study/a",
        "/federation",
    ):
        assert rules.can_fetch(f"{root}{free}", "Googlebot"), free


def test_large_sitemaps_are_cut(client: FlaskClient, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 10)
    studies = [number for kind, number in sitemaps.parts(snapshot) if kind == "study"]
    lists = [ET.fromstring(sitemaps.part(snapshot, "study", number)) for number in studies]
    sizes = [len(list(one)) for one in lists]
    assert sizes == [10, 10, 10, snapshot.counts["classes"]["study"] - 30]
    assert len({e.text for one in lists for e in one.iter(f"{MAPS}loc")}) == sum(sizes)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        *(("", True), (STUDY, True), (f"{STUDY}.ttl", True), ("catalog.ttl?snapshot=3&page=2", True), ("sparql", True)),
        *(("dumps/1/catalograph.nq.gz", True), ("sitemap.xml", True), ("queries/counts-by-class", True)),
        *(("sparql?query=ASK%7B%7D", False), ("search?q=care", False), (f"{STUDY}?snapshot=1", False)),
        *(("queries/persons-by-name?name=x", False), ("study/?keyword=care", False)),
    ],
)
def test_robots_are_kept_from_what_is_worked_out(
    client: FlaskClient, snapshot: Snapshot, path: str, allowed: bool
) -> None:
    response = client.get("/robots.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    rules = Protego.parse(response.text)
    assert list(rules.sitemaps) == [f"{snapshot.base}sitemap.xml"]
    assert rules.can_fetch(f"{snapshot.base}{path}", "AnyBot") == allowed


def test_dumps_hold_everything(client: FlaskClient, snapshot: Snapshot) -> None:
    whole = {quad for iri in snapshot.graphs for quad in snapshot.graph(iri)}
    content = {}
    for name in dumps.DUMPS:
        response = client.get(f"/dumps/{snapshot.number}/{name}", buffered=True)
        assert (response.status_code, response.content_length) == (200, len(response.data))
        content[name] = response.data
        told = client.get(f"/dumps/{snapshot.number}/{name}.sha256").text.split()
        assert told == [hashlib.sha256(response.data).hexdigest(), name]
    lines = gzip.decompress(content["catalograph.nq.gz"])
    assert set(parse(lines, format=RdfFormat.N_QUADS)) == whole
    with zstandard.ZstdDecompressor().stream_reader(content["catalograph.nq.zst"]) as stream:
        assert stream.read() == lines
    with tarfile.open(fileobj=io.BytesIO(content["catalograph.ttl.tar.gz"])) as archive:
        names = [member.name for member in archive]
        assert names == [f"{iri.removeprefix(snapshot.base + 'graph/')}.ttl" for iri in sorted(snapshot.graphs)]
        file = archive.extractfile(next(name for name in names if name.startswith("dcat/")))
        assert file is not None
        assert {q.triple for q in parse(file.read(), format=RdfFormat.TURTLE)} <= {quad.triple for quad in whole}


def test_a_dump_is_got_in_ranges(client: FlaskClient, snapshot: Snapshot) -> None:
    url = f"/dumps/{snapshot.number}/catalograph.nq.zst"
    whole = client.get(url, buffered=True)
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get(url, headers={"Range": "bytes=100-299", "If-Range": whole.headers["ETag"]}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[100:300])
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(whole.data)}"
    assert client.get(url, headers={"Range": "bytes=99999999-"}).status_code == 416
    other = client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"of another file"'}, buffered=True)
    assert (other.status_code, other.data) == (200, whole.data)
    for condition in ({"If-None-Match": whole.headers["ETag"]}, {"If-Modified-Since": whole.headers["Last-Modified"]}):
        assert client.get(url, headers=condition).status_code == 304
    assert client.head(url, buffered=True).headers["Content-Length"] == whole.headers["Content-Length"]
    assert client.get(url, headers={"Accept-Encoding": "gzip"}, buffered=True).data == whole.data
    assert client.get("/dumps/99/catalograph.nq.zst").status_code == 410
    assert client.get(f"/dumps/{snapshot.number}/other.nq").status_code == 404


def test_dumps_and_services_are_described(client: FlaskClient, snapshot: Snapshot) -> None:
    client.get(f"/dumps/{snapshot.number}/catalograph.nq.gz", buffered=True)
    body = client.get("/.well-known/void", headers={"Accept": "application/n-triples"}).data
    triples = {quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)}
    dataset = NamedNode(f"{snapshot.base}.well-known/void#dataset")
    urls = {t.object.value for t in triples if (t.subject, t.predicate) == (dataset, VOID.dataDump)}
    assert {url.rsplit("/", 1)[-1] for url in urls} == set(dumps.DUMPS)
    said = {(t.subject, t.predicate): t.object for t in triples}
    url = f"{snapshot.base}dumps/{snapshot.number}/catalograph.nq.gz"
    here = NamedNode(f"{url}#distribution")
    assert Triple(dataset, DCAT.distribution, here) in triples
    whole = client.get(url.replace(snapshot.base, "/"), buffered=True).data
    assert said[here, DCAT.byteSize] == Literal(str(len(whole)), datatype=XSD.nonNegativeInteger)
    digest = said[said[here, SPDX.checksum], SPDX.checksumValue]
    assert digest == Literal(hashlib.sha256(whole).hexdigest(), datatype=XSD.hexBinary)
    services = {t.subject for t in triples if (t.predicate, t.object) == (RDF.type, DCAT.DataService)}
    assert len(services) >= 4
    for service in services:
        address = said[service, DCAT.endpointURL]
        assert isinstance(address, NamedNode)
        assert client.get(address.value.replace(snapshot.base, "/"), headers=HTML).status_code in (200, 400)
        assert Triple(service, DCAT.servesDataset, dataset) in triples
