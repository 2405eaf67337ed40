"""From anything that a curator has at hand to what became of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.cli import main
from graph.quality import quarantine
from graph.quality.quarantine import NoComparison
from graph.settings import Settings, load
from graph.store.snapshot import Snapshots
from tests.quality.towns import BACKWARDS, PERIOD, build, page


def why(data: Path, about: str, code: int) -> Any:
    result = CliRunner().invoke(main, ["why", about, "--json", "--data", str(data)])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("about", "code", "status"),
    [
        ("https://archive.example.org/Marle", 0, "published"),
        ("Marle.html", 0, "published"),
        ("web-page/archive-example-org-marle", 0, "published"),
        ("10.5072/marle", 0, "published"),
        ("https://doi.org/10.5072/MARLE", 0, "published"),
        ("study/study-of-marle", 0, "published"),
        ("http://127.0.0.1:8000/id/study/study-of-marle", 0, "published"),
        ("http://127.0.0.1:8000/study/study-of-marle.ttl", 0, "published"),
        ("Stonor.html", 1, "quarantined"),
        ("10.5072/stonor", 1, "quarantined"),
        ("study/study-of-stonor", 1, "quarantined"),
    ],
)
def test_each_name_leads_to_what_became_of_it(towns: Path, about: str, code: int, status: str) -> None:
    first = why(towns / "data", about, code)["about"][0]
    assert first["status"] == status
    assert first["told"]
    assert (PERIOD in " ".join(first["told"])) == (status == "quarantined")


def test_a_file_and_a_digest_lead_there_too(towns: Path) -> None:
    path = towns / "in" / "Stonor.html"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    for about in (str(path), digest, f"http://127.0.0.1:8000/document/{digest}"):
        (found,) = why(towns / "data", about, 1)["about"]
        assert (found["kind"], found["status"]) == ("document", "quarantined")
        assert [line["sha256"] for line in found["lines"]] == [digest]
        assert {seen["finding"]["message"] for seen in found["findings"]} >= {PERIOD}


def test_what_nobody_knows_is_said_with_the_nearest_names(towns: Path) -> None:
    told = why(towns / "data", "https://archive.example.org/Marl", 2)
    assert not told["about"]
    assert "https://archive.example.org/Marle" in [name for name, _ in told["suggestions"]]
    assert "http://127.0.0.1:8000/id/study/study-of-marle" in [
        n for n, _ in why(towns / "data", "study marle", 2)["suggestions"]
    ]
    for odd in ("nothing", "x" * 2000, "§$%&/()=?", "http://[", "\x00"):
        assert not why(towns / "data", odd, 2)["about"]
    assert CliRunner().invoke(main, ["why", " ", "--data", str(towns / "data")]).exit_code == 2


def test_the_served_version_is_marked_and_compared(chosen: Settings) -> None:
    page(chosen.data.parent / "in", "Reedham", "2026-03-01", inLanguage="en", temporalCoverage=BACKWARDS)
    build(chosen)
    current = Snapshots(chosen.data).current()
    told = {one.document: one for one in quarantine.held(current)}
    reedham, stonor = (told[f"web-page/archive-example-org-{name}"] for name in ("reedham", "stonor"))
    assert (reedham.served, reedham.there, stonor.served, stonor.there) == (True, True, False, False)
    found = quarantine.compared(current, str(reedham.document))
    assert [(line.sign, line.predicate) for line in found.lines] == [("+", "schema:temporalCoverage")]
    assert found.served.retrieved < found.held.retrieved
    with pytest.raises(NoComparison):
        quarantine.compared(current, str(stonor.document))
    assert {one["status"] for one in why(chosen.data, "10.5072/reedham", 1)["about"]} == {"stale"}


def test_what_went_and_what_was_replaced_is_told(tmp_path: Path) -> None:
    chosen = load({}, data=tmp_path / "data", executor="1")
    page(tmp_path / "in", "Marle")
    (tmp_path / "in" / "broken.html").write_text("<html></html>")
    (tmp_path / "in" / "broken.jsonld").write_text("{")
    build(chosen)
    assert why(chosen.data, "broken.jsonld", 1)["about"][0]["status"] == "failed"
    page(
        tmp_path / "in", "Marle", "2026-03-01", name="Another study of Marle", identifier="https://doi.org/10.5072/else"
    )
    build(chosen)
    (gone,) = why(chosen.data, "study/study-of-marle", 1)["about"]
    assert gone["status"] in ("gone", "merged")
