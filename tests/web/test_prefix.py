"""A base with a path, whichever way a proxy hands requests on; and a site with nothing published."""

from __future__ import annotations

import re

import pytest

from graph.settings import Settings
from tests.web.conftest import HTML, PREFIXED, application

PATH = "/knowledge/graph"
STUDY = "study/rota-diaries-of-home-care-workers-2020-2021"


@pytest.mark.parametrize(
    ("path", "script_name"),
    [(f"{PATH}/", ""), ("/", ""), ("/", PATH)],
    ids=["path kept", "path stripped", "mounted"],
)
def test_links_hold_under_the_path(prefixed: Settings, path: str, script_name: str) -> None:
    client = application(prefixed).test_client()
    environ = {"SCRIPT_NAME": script_name}
    shown = client.get(f"{path}{STUDY}", headers=HTML, environ_overrides=environ)
    assert shown.status_code == 200
    links = re.findall(r'(?:href|src|action)="([^"#]+)', shown.text)
    local = [link for link in links if not link.startswith("http")]
    assert local
    assert all(link.startswith(f"{PATH}/") for link in local)
    assert f'<link rel="canonical" href="{PREFIXED}{STUDY}">' in shown.text
    for link in (link for link in local if "/static/" in link):
        asked = link.removeprefix(PATH) if path == "/" else link
        with client.get(asked, environ_overrides=environ) as file:
            assert file.status_code == 200
    moved = client.get(f"{path}id/{STUDY}", environ_overrides=environ)
    assert moved.headers["Location"] == f"{PREFIXED}{STUDY}"


def test_rdf_and_catalogue_speak_of_the_base(prefixed: Settings) -> None:
    client = application(prefixed).test_client()
    turtle = client.get(f"{PATH}/catalog.ttl", headers={"Host": "internal:8000"}).text
    assert f"<{PREFIXED}catalog>" in turtle
    assert "internal" not in turtle


@pytest.mark.parametrize("path", ["", "search?q=x", "study/x", "sparql", "catalog", "quality", "healthz"])
def test_nothing_published_yet(settings: Settings, path: str) -> None:
    client = application(settings).test_client()
    response = client.get(f"/{path}")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "catalograph build" in response.get_json()["detail"]
    page = client.get(f"/{path}", headers=HTML)
    assert "catalograph build" in page.text
    assert str(settings.data) not in page.text


def test_the_server_finds_its_application(prefixed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOGRAPH_DATA", str(prefixed.data))
    from web import wsgi

    assert wsgi.app.test_client().get("/healthz").status_code in (200, 503)
