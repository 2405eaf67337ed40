"""What violates its shape: quarantined, visible in /quality, absent from /sparql and from every page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving import catalograph, served
from tests.test_pipeline import flight, write


def get(url: str, accept: str, status: int = 200, **parameters: str) -> str:
    response = httpx.get(url, headers={"Accept": accept}, params=parameters or None)
    assert response.status_code == status, url
    return response.text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"temporalCoverage": "2023-02-12/2019-05-12"}, {"description": "As $undefined says."}]
)
def test_an_invalid_study_is_told_and_not_published(tmp_path: Path, wrong: dict[str, Any]) -> None:
    bad = {"extra_slug": "bad", "identifier": ["10.5072/BAD"], "name": "A bad study", **wrong}
    write(tmp_path / "in", "bad.txt", flight(**bad))
    write(tmp_path / "in", "good.txt", flight())
    built = catalograph("build", str(tmp_path / "in"), "--data", str(tmp_path / "data"))
    assert built.returncode == 0
    assert "quarantined" in built.stderr
    with served(tmp_path / "data") as root:
        report = json.loads(get(f"{root}/quality.json", "application/json"))
        held = {entry["iri"] for entry in report["quarantined"]}
        studies = [iri for iri in held if "/id/study/" in iri]
        assert studies
        page = get(f"{root}/quality", "text/html")
        for entry in report["quarantined"]:
            assert entry["messages"]
            assert entry["iri"] in page or entry["iri"].split("/id/")[1] in page or entry["label"] in page
        for iri in held:
            for pattern in (f"<{iri}> ?p ?o", f"?s ?p <{iri}>"):
                query = f"ASK {{ {pattern} }}"
                asked = json.loads(get(f"{root}/sparql", "application/sparql-results+json", query=query))
                assert asked["boolean"] is False
        get(studies[0].replace("http://127.0.0.1:8000/id/", f"{root}/"), "text/turtle", status=404)
        assert "10.5072/BAD" not in get(f"{root}/catalog.ttl", "text/turtle")


def test_what_is_stale_says_so_on_its_page(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight())
    arguments = ("build", str(tmp_path / "in"), "--data", str(tmp_path / "data"))
    assert catalograph(*arguments).returncode == 0
    write(tmp_path / "in", "a.txt", flight(name=""))
    assert catalograph(*arguments).returncode == 0
    with served(tmp_path / "data") as root:
        assert "stale" in get(f"{root}/study/sample-study", "text/html")
        told = json.loads(get(f"{root}/quality.json", "application/json"))
        assert any("stays published" in " ".join(q["messages"]) for q in told["quarantined"])
        assert told["severities"]["Violation"]
