"""As of: pages, queries and the catalogue answered from any snapshot that is still kept."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from graph import harvest, pipeline
from graph.journal import Journal
from graph.settings import Settings, load
from graph.store import opened
from graph.store.snapshot import Snapshots
from tests.serving import served
from tests.test_pipeline import flight, write
from tests.web.conftest import HTML, application

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://schema.org/Dataset> }"
JSON = {"Accept": "application/sparql-results+json"}
KEPT = (3, 4, 5, 6, 7)


def publish(folder: Path, chosen: Settings, number: int) -> None:
    content = flight(name=f"Study {number}", identifier=[f"10.5072/S{number}"], extra_slug=f"s{number}")
    page = write(folder / "in", f"{number}.txt", content)
    pipeline.build(harvest.gather([str(page)], chosen, None), chosen)


def history(folder: Path, *, of: int, keep: int = 5) -> Settings:
    """A catalogue of several publishes, each of which knows one study more."""
    chosen = load({}, data=folder / "data", keep=keep, page_size=2)
    for number in range(1, of + 1):
        publish(folder, chosen, number)
    return chosen


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    chosen = history(tmp_path_factory.mktemp("history"), of=7)
    entry = {"event": "tag", "name": "first-kept", "snapshot": 3, "time": "2026-01-01T00:00:00Z"}
    Journal(chosen.data).append([entry])
    return chosen


@pytest.fixture(scope="module")
def client(seven: Settings) -> FlaskClient:
    return application(seven).test_client()


def studies(response: object) -> int:
    return int(response.get_json()["results"]["bindings"][0]["n"]["value"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", KEPT)
def test_each_kept_snapshot_answers(client: FlaskClient, number: int) -> None:
    query = {"query": COUNT, "snapshot": str(number)}
    assert studies(client.get("/sparql", query_string=query, headers=JSON)) == number
    assert studies(client.post("/sparql", data=query, headers=JSON)) == number
    shown = client.get(f"/study/?snapshot={number}", headers=HTML).text
    assert f"As of snapshot {number}" in shown
    assert f">{number}</span></h1>" in shown
    assert f"totalItems {number}" in client.get(f"/catalog.ttl?snapshot={number}").text
    found = client.get(f"/search?q=study&type=study&snapshot={number}", headers=HTML).text
    assert f"{number} found" in found
    assert client.get(f"/study/study-{number}?snapshot={number}").status_code == 200
    if number < 7:
        assert client.get(f"/study/study-{number + 1}?snapshot={number}").status_code == 404


@pytest.mark.parametrize("path", ["sparql", "catalog", "study/", "search", "queries", "queries/counts-by-class", ""])
@pytest.mark.parametrize("number", [1, 2, 8, 999_999_999])
def test_what_is_not_kept_is_gone_and_says_what_is(client: FlaskClient, path: str, number: int) -> None:
    response = client.get(f"/{path}?snapshot={number}")
    assert response.status_code == 410
    assert response.content_type == "application/problem+json"
    assert response.get_json()["kept"] == list(KEPT)
    page = client.get(f"/{path}?snapshot={number}", headers=HTML)
    assert page.status_code == 410
    assert "snapshot=3" in page.text


@pytest.mark.parametrize("junk", ["", "x", "-1", "1.0", "٣", "7&snapshot=6", "1" * 30])
def test_junk_is_no_snapshot(client: FlaskClient, junk: str) -> None:
    for path in ("sparql", "catalog", "queries/counts-by-class", "search"):
        response = client.get(f"/{path}?snapshot={junk}")
        assert response.status_code == 400
        assert "/snapshots" in response.get_json()["detail"]
        assert client.get(f"/{path}?snapshot={junk}", headers=HTML).status_code == 400


def test_links_keep_to_the_snapshot(client: FlaskClient) -> None:
    for path in ("study/study-3", "", "study/", "queries", "search?q=study", "catalog", "quality"):
        joint = "&" if "?" in path else "?"
        response = client.get(f"/{path}{joint}snapshot=3", headers=HTML)
        links = re.findall(r'href="(/[^"#]*)', response.text)
        kept = [link for link in links if "snapshot=3" in link]
        free = {link.partition("?")[0] for link in links if "snapshot=3" not in link and "/static/" not in link}
        assert len(kept) > 5
        of_now = {"/snapshots", "/feed", "/feed.atom", "/identity", "/identity/thing", "/validate"}  # of no snapshot
        assert free - of_now == {f"/{path.partition('?')[0]}"} - of_now
        assert response.text.count("<form") == response.text.count('name="snapshot" value="3"')
    moved = client.get("/id/study/study-3?snapshot=3")
    assert moved.headers["Location"].endswith("/study/study-3?snapshot=3")
    pages = client.get("/catalog.ttl?snapshot=5")
    assert "catalog.ttl?snapshot=5&page=2" in pages.text
    assert 'catalog.ttl?snapshot=5&page=2>; rel="next"' in pages.headers["Link"]


def test_from_when_it_is_and_where_it_is_now(client: FlaskClient, seven: Settings) -> None:
    response = client.get("/study/study-3?snapshot=4", headers=HTML)
    assert response.headers["Memento-Datetime"].endswith("GMT")
    base = Snapshots(seven.data).current().base
    assert f'<{base}study/study-3>; rel="original latest-version"' in response.headers["Link"]
    assert "Memento-Datetime" not in client.get("/study/study-3").headers


def test_tags_differ_by_snapshot_and_stay(client: FlaskClient) -> None:
    paths = ["/about", *(f"/about?snapshot={number}" for number in KEPT)]
    tags = {path: client.get(path, headers=HTML).headers["ETag"] for path in paths}
    assert len(set(tags.values())) == len(paths)
    for path, tag in tags.items():
        assert client.get(path, headers={**HTML, "If-None-Match": tag}).status_code == 304


def test_the_list_of_snapshots(client: FlaskClient, seven: Settings) -> None:
    told = client.get("/snapshots.json").get_json()["snapshots"]
    assert [one["number"] for one in told] == list(reversed(KEPT))
    assert [one["current"] for one in told] == [True, False, False, False, False]
    assert told[-1]["tags"] == ["first-kept"]
    assert told[0]["digest"] == Snapshots(seven.data).current().digest
    assert all(one["published"].endswith("Z") for one in told)
    page = client.get("/snapshots", headers=HTML)
    assert "first-kept" in page.text
    assert 'href="/?snapshot=3"' in page.text
    tag = page.headers["ETag"]
    assert client.get("/snapshots", headers={**HTML, "If-None-Match": tag}).status_code == 304


def test_few_stay_open_and_a_pruned_one_goes(tmp_path: Path) -> None:
    chosen = history(tmp_path, of=3, keep=3)
    kept = opened.Opened(Snapshots(chosen.data))
    first = kept.get(1)
    assert kept.get(1) is first
    publish(tmp_path, replace(chosen, keep=2), 4)
    with pytest.raises(opened.NotKept) as gone:
        kept.get(1)
    assert gone.value.kept == [3, 4]


def test_the_real_service_answers_as_of(tmp_path: Path) -> None:
    chosen = history(tmp_path, of=3)
    with served(chosen.data) as root:
        for _ in range(6):
            for number in (1, 2, 3):
                asked = httpx.get(f"{root}/sparql", params={"query": COUNT, "snapshot": number}, headers=JSON)
                assert int(asked.json()["results"]["bindings"][0]["n"]["value"]) == number
        assert httpx.get(f"{root}/sparql", params={"query": COUNT, "snapshot": 9}).status_code == 410
        publish(tmp_path, replace(chosen, keep=2), 4)
        assert httpx.get(f"{root}/sparql", params={"query": COUNT, "snapshot": 1}).status_code == 410
        assert httpx.get(f"{root}/snapshots.json").json()["snapshots"][-1]["number"] == 3
