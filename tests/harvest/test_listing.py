"""Listings with pages, as nightly harvests meet them: a CKAN search of a real server."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from graph.archive import Archive
from graph.store.snapshot import Snapshots
from tests.harvest.conftest import Harvester
from tests.harvest.site import Answer, Site
from tests.harvest.test_harvest import titles

SIZE = 4
ENTRY = f"/api/3/action/package_search?start=0&rows={SIZE}"


def package(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"study-{number}",
        "name": f"study-{number}",
        "title": f"Study {number}",
        "notes": f"A study of matter number {number}, in words enough to be valid.",
        "metadata_created": "2025-01-02T03:04:05",
        "license_id": "cc-by",
        "owner_org": "archive",
        "num_resources": 0,
        **more,
    }


class Catalogue:
    """A CKAN whose packages a test changes."""

    def __init__(self, site: Site, numbers: range) -> None:
        self.packages: list[Any] = [package(number) for number in numbers]
        self.broken: int | None = None
        self.site = site
        self.listen()

    def listen(self) -> None:
        for start in range(0, 200, SIZE):
            path = ENTRY.replace("start=0", f"start={start}")
            self.site.pages[path] = lambda _, path=path: self.page(path)  # type: ignore[misc]
            self.site.pages[f"/api/3/action/package_search?rows={SIZE}&start={start}"] = self.site.pages[path]

    def page(self, path: str) -> Answer:
        start = int(parse_qs(urlsplit(path).query)["start"][0])
        if start == self.broken:
            return Answer(b"", 500)
        held = self.packages[start : start + SIZE]
        said = {"success": True, "result": {"count": len(self.packages), "results": held}}
        return Answer(json.dumps(said).encode())


@pytest.fixture
def catalogue(site: Site, harvester: Harvester) -> Catalogue:
    harvester.write(ckan={"url": f"{site.url}{ENTRY}", "kind": "ckan", "publisher": "An Archive"})
    return Catalogue(site, range(10))


def expected(*numbers: int) -> set[str]:
    return {f"Study {number}" for number in numbers}


def readings(harvester: Harvester) -> int:
    with sqlite3.connect(harvester.data / "cache" / "readings.sqlite") as file:
        return int(file.execute("SELECT COUNT(*) FROM outcomes").fetchone()[0])


def test_all_pages_are_read_and_what_is_unchanged_is_not_read_again(harvester: Harvester, catalogue: Catalogue) -> None:
    told = harvester.told()
    assert told["exit"] == 0
    assert told["sources"][0]["complete"] is True
    assert titles(harvester) == expected(*range(10))
    assert readings(harvester) == 10
    assert harvester.told()["changed"] is False
    catalogue.packages[3] = package(3, title="Study 3 again")
    assert harvester.told()["changed"] is True
    assert titles(harvester) == expected(*(n for n in range(10) if n != 3)) | {"Study 3 again"}
    assert readings(harvester) == 11


def test_what_a_complete_listing_names_no_longer_is_gone(harvester: Harvester, catalogue: Catalogue) -> None:
    harvester.told()
    del catalogue.packages[9]
    assert harvester.told()["exit"] == 0
    assert titles(harvester) == expected(*range(9))


def test_a_listing_that_breaks_deletes_nothing(harvester: Harvester, catalogue: Catalogue) -> None:
    harvester.told()
    del catalogue.packages[1:3]
    catalogue.broken = SIZE
    told = harvester.told()
    assert told["exit"] == 1
    assert told["sources"][0]["complete"] is False
    assert "500" in told["sources"][0]["broken"][0]
    assert titles(harvester) == expected(*range(10))
    catalogue.broken = None
    harvester.told("--allow-deletions")
    assert titles(harvester) == expected(0, *range(3, 10))


def test_mass_deletion_holds_the_publish(harvester: Harvester, catalogue: Catalogue) -> None:
    harvester.told()
    del catalogue.packages[5:]
    told = harvester.told()
    assert told["exit"] == 4
    assert "ckan would lose 5 of 10 documents, more than 10%" in told["held"]
    assert titles(harvester) == expected(*range(10))
    assert "would lose 5 of 10" in " ".join(harvester.told("--dry-run")["preview"]["held"])
    assert harvester.told("--allow-deletions")["exit"] == 0
    assert titles(harvester) == expected(*range(5))


def test_a_deleted_package_goes(harvester: Harvester, catalogue: Catalogue) -> None:
    harvester.told()
    catalogue.packages[2] = package(2, state="deleted")
    harvester.told()
    assert titles(harvester) == expected(*range(10)) - expected(2)


def test_a_package_that_breaks_stays_as_it_was(harvester: Harvester, catalogue: Catalogue) -> None:
    harvester.told()
    catalogue.packages[2] = package(2, title=None, name=7)
    catalogue.packages[3] = package(3, title="Study 3 again")
    harvester.told()
    assert titles(harvester) >= expected(*range(10)) - expected(2, 3) | {"Study 3 again"}


def test_times_of_a_record_are_those_of_its_own_changes(
    harvester: Harvester, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def records() -> set[tuple[str, str]]:
        asked = "SELECT ?i ?m { ?r a dcat:CatalogRecord ; dct:issued ?i ; dct:modified ?m }"
        rows = harvester.run("--sparql", asked, "-f", "csv", command="query").stdout.split()[1:]
        return {tuple(row.split(",")) for row in rows}  # type: ignore[misc]

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    harvester.told()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1710000000")
    catalogue.packages[3] = package(3, title="Study 3 again")
    harvester.told()
    first, second = "2023-11-14T22:13:20Z", "2024-03-09T16:00:00Z"
    assert records() == {(first, first), (first, second)}


def test_a_listing_that_leads_back_to_itself_ends_and_deletes_nothing(harvester: Harvester, site: Site) -> None:
    said = {"success": True, "result": {"count": 1000, "results": [package(n) for n in range(SIZE)]}}
    for start in range(0, 1000, SIZE):
        for path in (
            ENTRY.replace("start=0", f"start={start}"),
            f"/api/3/action/package_search?rows={SIZE}&start={start}",
        ):
            site.pages[path] = Answer(json.dumps(said).encode())
    harvester.write(ckan={"url": f"{site.url}{ENTRY}", "kind": "ckan"})
    told = harvester.told()
    assert told["exit"] == 1
    assert told["sources"][0]["complete"] is False
    assert len(site.paths()) <= 3
    assert titles(harvester) == expected(*range(SIZE))


def test_interrupted_it_goes_on_where_it_was(harvester: Harvester, catalogue: Catalogue, site: Site) -> None:
    """The log of a run that was killed after its first page: the next one fetches the others only."""
    harvester.told("--no-publish")
    log = harvester.data / "harvest" / "ckan.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:2]) + lines[2][:20])
    before = len(site.paths())
    told = harvester.told()
    assert told["sources"][0]["resumed"] is True
    assert told["sources"][0]["complete"] is True
    assert len(site.paths()) - before == 2
    assert titles(harvester) == expected(*range(10))


def test_all_but_archive_and_journal_can_be_deleted(
    harvester: Harvester, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    harvester.told()
    catalogue.packages[3] = package(3, title="Study 3 again")
    harvester.told()
    old = Snapshots(harvester.data).current()
    before = {iri: old.canonical(iri) for iri in old.graphs}
    again = tmp_path / "again"
    again.mkdir()
    for name in ("archive", "journal"):
        (harvester.data / name).rename(again / name)
    harvester.data = again
    harvester.run(command="rebuild")
    new = Snapshots(again).current()
    assert {iri: new.canonical(iri) for iri in new.graphs} == before


def test_each_response_is_archived_with_its_url(harvester: Harvester, catalogue: Catalogue) -> None:
    harvester.told()
    entries = [entry for entry in Archive(harvester.data) if not entry.complete]
    assert len(entries) == 3
    assert all(entry.url and entry.headers and entry.source == "ckan" for entry in entries)
