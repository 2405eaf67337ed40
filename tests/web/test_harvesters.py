"""Harvests by the rules of those who come (CKAN, udata, piveau), over real HTTP: each meets every dataset once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import httpx
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from graph.catalogue import datasets
from graph.settings import Settings
from graph.store.snapshot import Snapshots
from tests.serving import served

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
MOST = 50 * 1024 * 1024
"""Bytes of a page above which CKAN gives up."""
Pages = list[Graph]


@pytest.fixture(scope="module")
def http(sample: Settings) -> Iterator[httpx.Client]:
    """A client that says nothing of formats and follows no redirect."""
    with served(sample.data, CATALOGRAPH_PAGE_SIZE="10") as root, httpx.Client(base_url=root) as client:
        del client.headers["Accept"]
        yield client


@pytest.fixture(scope="module")
def all_of_them(sample: Settings) -> set[str]:
    current = Snapshots(sample.data).current()
    return {datasets.iri(current.base, slug) for slug in datasets.slugs(current)}


def found(pages: Pages) -> list[str]:
    return [str(dataset) for page in pages for dataset in page.subjects(RDF.type, DCAT.Dataset)]


def path_of(url: object, sample: Settings) -> str:
    assert str(url).startswith(sample.base)
    return str(url).removeprefix(sample.base)


def ckan(http: httpx.Client, url: str, sample: Settings) -> Pages:
    """ckanext-dcat: HEAD, GET without Accept, the format from Content-Type, ``hydra:next`` or ``nextPage``; it stops
    where a page is the first one again."""
    pages: Pages = []
    first = None
    while url:
        head = http.head(url)
        assert head.status_code in (200, 400, 405)
        assert int(head.headers.get("content-length", 0)) < MOST
        response = http.get(url)
        response.raise_for_status()
        assert len(response.content) < MOST
        seen = hashlib.md5(response.content).hexdigest()
        if seen == first:
            break
        first = first or seen
        format = response.headers["content-type"].split(";", 1)[0]
        pages.append(Graph().parse(data=response.content.decode("utf-8"), format=format))
        for dataset in pages[-1].subjects(RDF.type, DCAT.Dataset):
            assert pages[-1].value(dataset, DCTERMS.title), "a dataset without a title stops the harvest"
        onward = [
            link
            for node in pages[-1].subjects(RDF.type, HYDRA.PagedCollection)
            for name in (HYDRA.next, HYDRA.nextPage)
            for link in pages[-1].objects(node, name)
        ]
        url = path_of(onward[0], sample) if onward else ""
    return pages


def udata(http: httpx.Client, url: str, sample: Settings) -> Pages:
    """udata: the format from the extension, redirects are errors, identifiers are unique, a page has one view."""
    formats = {"rdf": "xml", "ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}
    pages: Pages = []
    while url:
        response = http.get(url)
        assert response.status_code == 200
        format = formats[url.split("?")[0].rsplit(".", 1)[-1]]
        pages.append(Graph().parse(data=response.text, format=format))
        onward = ""
        for kind, name in ((HYDRA.PartialCollectionView, HYDRA.next), (HYDRA.PagedCollection, HYDRA.nextPage)):
            (view,) = pages[-1].subjects(RDF.type, kind)
            link = pages[-1].value(view, name)
            onward = path_of(link, sample) if link else ""
        url = onward
    identifiers = [
        str(identifier)
        for page in pages
        for dataset in page.subjects(RDF.type, DCAT.Dataset)
        for identifier in page.objects(dataset, DCTERMS.identifier)
    ]
    assert len(identifiers) == len(set(identifiers)) == len(found(pages))
    return pages


def piveau(http: httpx.Client, url: str, sample: Settings) -> Pages:
    """piveau-consus-importing-rdf: reads ``totalItems`` as an integer and ``nextPage`` on the PagedCollection only."""
    pages: Pages = []
    total = None
    while url:
        response = http.get(url, headers={"Accept": "application/rdf+xml"})
        assert response.status_code == 200
        pages.append(Graph().parse(data=response.text, format="xml"))
        (view,) = pages[-1].subjects(RDF.type, HYDRA.PagedCollection)
        count = pages[-1].value(view, HYDRA.totalItems)
        assert isinstance(count, Literal)
        assert isinstance(count.value, int)
        total = count.value
        link = pages[-1].value(view, HYDRA.nextPage)
        assert link is None or isinstance(link, URIRef)
        url = path_of(link, sample) if link else ""
    assert total == len(found(pages))
    return pages


@pytest.mark.parametrize("url", ["catalog", "catalog.rdf", "catalog.ttl", "catalog.jsonld", "catalog/web-page.nt"])
def test_ckan_harvests_all(http: httpx.Client, sample: Settings, all_of_them: set[str], url: str) -> None:
    pages = ckan(http, url, sample)
    assert len(found(pages)) == len(set(found(pages)))
    assert set(found(pages)) == all_of_them if "/" not in url else set(found(pages)) < all_of_them


@pytest.mark.parametrize("suffix", ["rdf", "ttl", "jsonld", "nt"])
def test_udata_harvests_all(http: httpx.Client, sample: Settings, all_of_them: set[str], suffix: str) -> None:
    assert sorted(found(udata(http, f"catalog.{suffix}", sample))) == sorted(all_of_them)


def test_piveau_harvests_all(http: httpx.Client, sample: Settings, all_of_them: set[str]) -> None:
    assert sorted(found(piveau(http, "catalog", sample))) == sorted(all_of_them)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_coded_page_is_the_page(http: httpx.Client, coding: str) -> None:
    plain = http.get("catalog.ttl", headers={"Accept-Encoding": "identity"})
    coded = http.get("catalog.ttl", headers={"Accept-Encoding": coding})
    assert coded.headers["content-encoding"] == coding
    assert coded.content == plain.content
    assert coded.headers["etag"] != plain.headers["etag"]
    assert int(coded.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    again = http.get("catalog.ttl", headers={"Accept-Encoding": coding, "If-None-Match": coded.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, coded.headers["etag"])


def test_each_dataset_has_what_harvesters_want(http: httpx.Client, sample: Settings) -> None:
    wanted = (
        *(DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.accessRights, DCTERMS.temporal),
        *(DCAT.landingPage, DCAT.keyword, DCTERMS.identifier),
    )
    for page in ckan(http, "catalog.ttl", sample):
        for dataset in page.subjects(RDF.type, DCAT.Dataset):
            assert all(page.value(dataset, predicate) for predicate in wanted), dataset
            assert page.value(dataset, DCTERMS.license) or page.value(dataset, DCTERMS.rights)
            assert len(list(page.objects(dataset, DCTERMS.identifier))) == 1
            texts = [*page.objects(dataset, DCTERMS.title), *page.objects(dataset, DCTERMS.description)]
            assert all(isinstance(text, Literal) and text.language for text in texts)
            (record,) = page.subjects(URIRef("http://xmlns.com/foaf/0.1/primaryTopic"), dataset)
            assert page.value(record, DCTERMS.issued)
            assert page.value(record, DCTERMS.modified)
            assert page.value(record, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"))
            assert page.value(record, URIRef("http://spdx.org/rdf/terms#checksum"))
