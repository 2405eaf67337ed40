"""What a ``.yml`` states is checked, and the sizes that it asserts hold a publish."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import graph.sources
from graph import harvest, pipeline
from graph.settings import SOURCES, load
from graph.sources import described, read, recognise, source, sources
from graph.sources.base import Document
from graph.store.snapshot import Snapshots
from tests.conftest import REPOSITORY

TABLE = REPOSITORY / "tests" / "sources" / "table"


@pytest.fixture
def asserting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kinds as they are, but that ``table`` asserts two documents."""
    folder = tmp_path / "kinds"
    folder.mkdir()
    for path in SOURCES.glob("*.yml"):
        more = "\nassertions: {min_documents: 2}\n" if path.name == "table.yml" else ""
        (folder / path.name).write_text(path.read_text("utf-8") + more, "utf-8")
    monkeypatch.setattr(graph.sources, "SOURCES", folder)
    sources.cache_clear()
    yield
    sources.cache_clear()


@pytest.mark.usefixtures("asserting")
def test_a_size_that_a_yml_asserts_holds_the_publish(tmp_path: Path) -> None:
    assert source("table").assertions == {"min_documents": 2}
    chosen = load({}, data=tmp_path / "data", base="https://example.org/")
    files = [str(path) for path in sorted(TABLE.glob("input*"))]
    with pytest.raises(pipeline.Held, match="table has 1 documents, and at least 2 are expected"):
        pipeline.build(harvest.gather(files, chosen, None), chosen)
    assert Snapshots(chosen.data).published() is None
    two = tmp_path / "more.csv"
    two.write_bytes((TABLE / "input.csv").read_bytes())
    mapping = (TABLE / "input.csv.mapping.yml").read_bytes().replace(b"title: ", b"title: More of ", 1)
    (tmp_path / "more.csv.mapping.yml").write_bytes(mapping)
    assert pipeline.build(harvest.gather([*files, str(two)], chosen, None), chosen).changed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("assertions: {documents: 3}", "min_documents"),
        ("assertions: {min_documents: many}", "min_documents"),
        ("assertions: {min_documents: 3, max_documents: 4}", "min_documents"),
        ("licenses: {}", "licenses, which no source has"),
    ],
)
def test_what_a_yml_may_not_state_is_refused(tmp_path: Path, change: str, told: str) -> None:
    path = tmp_path / "ddi.yml"
    path.write_text((SOURCES / "ddi.yml").read_text("utf-8") + f"\n{change}\n", "utf-8")
    with pytest.raises(ValueError, match=told):
        described(path)


def test_a_yml_that_lacks_something_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("kind: x\ntitle: X\n", "utf-8")
    with pytest.raises(ValueError, match="does not state publisher, licence"):
        described(path)


def test_a_kind_that_loses_all_it_had_holds_the_publish_until_that_is_said_to_be_right(tmp_path: Path) -> None:
    chosen = load({}, data=tmp_path / "data", base="https://example.org/")
    listing = tmp_path / "packages.json"

    def build(names: list[str], *, allow_deletions: bool = False) -> pipeline.Outcome:
        results = [{"id": name, "name": name, "title": name.capitalize(), "state": "active"} for name in names]
        listing.write_text(json.dumps({"success": True, "result": {"count": len(names), "results": results}}), "utf-8")
        gathered = harvest.gather([str(listing)], chosen, None)
        return pipeline.build(gathered, chosen, allow_deletions=allow_deletions)

    build(["mills", "weirs", "locks"])
    with pytest.raises(pipeline.Held, match=r"ckan has 0 documents, and at least 1 are expected \(of the 3 that"):
        build([])
    assert Snapshots(chosen.data).published() == 1
    assert build([], allow_deletions=True).changed
    assert Snapshots(chosen.data).published() == 2


def test_each_kind_of_which_something_is_published_asserts_that_something_stays() -> None:
    assert [kind for kind, one in sources().items() if not one.assertions] == ["sitemap"]  # it only leads to pages


@pytest.mark.parametrize("kind", ["ddi", "dublin-core", "datacite", "oai-pmh"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-16-le", b""), ("utf-16-be", b""), ("utf-16-le", b"\xff\xfe"), ("utf-8", b"\xef\xbb\xbf")],
)
def test_xml_is_recognised_in_each_encoding_that_it_may_have(kind: str, encoding: str, mark: bytes) -> None:
    text = (REPOSITORY / "tests" / "sources" / kind / "input.xml").read_text("utf-8")
    body = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
    stated = "utf-16" if "16" in encoding else encoding
    content = mark + f'<?xml version="1.0" encoding="{stated}"?>{body}'.encode(encoding)
    document = Document(content, "input.xml", "2026-01-01T00:00:00Z")
    assert recognise(document).kind == kind
    if kind != "oai-pmh":
        assert read(document, kind).records == read(replace(document, content=text.encode()), kind).records
