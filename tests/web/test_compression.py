"""Content codings by Accept-Encoding: q-values, Vary, a tag for each, and 304 for the one that is held."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import brotli
import httpx
import pytest
import zstandard
from flask.testing import FlaskClient

from graph.settings import Settings
from tests.serving import served
from tests.web.conftest import HTML

UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompress(content),
}
SELECT = "SELECT * { ?s ?p ?o } LIMIT 200"
PATHS = ("/study/home-care-workers-survey-2019-2021", "/catalog.ttl", "/static/style.css", "/quality.json",
         f"/sparql?query={SELECT}&format=json", "/queries/counts-by-class.csv", "/openapi.json")  # fmt: skip
ALL = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize("path", [path for path in PATHS if "counts" not in path])
def test_each_coding_gives_the_same_bytes(client: FlaskClient, path: str, coding: str) -> None:
    with client.get(path, headers=HTML) as plain:
        assert "Content-Encoding" not in plain.headers
        assert "Accept-Encoding" in plain.headers["Vary"]
        content, tag = plain.data, plain.headers["ETag"]
    for _ in range(2):
        with client.get(path, headers={**HTML, "Accept-Encoding": coding}) as coded:
            assert coded.headers["Content-Encoding"] == coding
            assert "Accept-Encoding" in coded.headers["Vary"]
            assert coded.headers["Content-Length"] == str(len(coded.data))
            assert len(coded.data) < len(content)
            assert UNPACK[coding](coded.data) == content
            assert coded.headers["ETag"] == f'{tag[:-1]}-{coding}"'
    with client.head(path, headers={**HTML, "Accept-Encoding": coding}) as head:
        assert head.headers["Content-Encoding"] == coding


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "zstd"),
        ("*;q=0.5, zstd;q=0, br;q=0.4", "gzip"),
        ("identity", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("deflate, compress", None),
        ("identity;q=0", None),
        ("gzip;q=0, identity;q=0", None),
        ("", None),
        ("nonsense;;q=x", None),
    ],
)
def test_q_values_decide_and_identity_is_always_possible(
    client: FlaskClient, accept: str, expected: str | None
) -> None:
    response = client.get("/catalog.ttl", headers={"Accept-Encoding": accept})
    assert response.status_code == 200
    assert response.headers.get("Content-Encoding") == expected


@pytest.mark.parametrize("path", [path for path in PATHS if "counts" not in path])
def test_304_names_what_the_client_holds(client: FlaskClient, path: str) -> None:
    tags = {}
    for coding in ("identity", *UNPACK):
        with client.get(path, headers={**HTML, "Accept-Encoding": coding}) as response:
            tags[coding] = response.headers["ETag"]
    assert len(set(tags.values())) == 4
    for coding, tag in tags.items():
        held = {**HTML, "Accept-Encoding": f"{coding};q=1", "If-None-Match": tag}
        with client.get(path, headers=held) as response:
            assert (response.status_code, response.headers["ETag"]) == (304, tag)
            assert "Accept-Encoding" in response.headers["Vary"]
            assert not response.data
    with client.get(path, headers={**HTML, "If-None-Match": tags["gzip"]}) as plain:
        assert plain.status_code == 200, "who cannot read gzip does not hold this"
    both = {**HTML, "Accept-Encoding": "gzip", "If-None-Match": f'"other", {tags["gzip"]}'}
    with client.get(path, headers=both) as response:
        assert response.status_code == 304


def test_small_answers_and_errors_stay_as_they_are(client: FlaskClient) -> None:
    for path in ("/queries/counts-by-class.csv?page_size=1", "/nothing", "/healthz"):
        response = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in response.headers


@pytest.fixture(scope="module")
def root(sample: Settings) -> Iterator[str]:
    with served(sample.data) as found:
        yield found


def test_clients_nobody_here_wrote_unpack_them(root: str) -> None:
    asked = {"query": SELECT, "format": "csv"}
    plain = httpx.get(f"{root}/sparql", params=asked, headers={"Accept-Encoding": "identity"})
    for coding in ("gzip", "br", "zstd"):
        coded = httpx.get(f"{root}/sparql", params=asked, headers={"Accept-Encoding": coding})
        assert coded.headers["Content-Encoding"] == coding
        assert coded.content == plain.content


def test_a_large_answer_is_sent_from_its_file_as_it_is(root: str) -> None:
    response = httpx.get(f"{root}/sparql", params={"query": ALL, "format": "tsv"}, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.headers["Vary"]
    assert int(response.headers["Content-Length"]) == len(response.content) > 1 << 20
