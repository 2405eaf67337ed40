"""The archive on the command line: listed, checked, written as WARC and taken in, with nothing lost on the way."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from graph import warc
from graph.archive import Archive
from graph.harvest.session import lock
from graph.store.snapshot import Snapshots
from tests.harvest.conftest import Harvester, page
from tests.harvest.site import Answer, Site

MAPPING = b"key: No\nlanguage: en\ncolumns: {No: identifier, Title: title, About: description}\n"
TABLE = b"No,Title,About\n7,Rents of Farms,What was paid for farms in three counties over twenty years.\n"
HTML = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a"'))


def graphs(data: Path) -> dict[str, bytes]:
    """What is published, but for when."""
    current = Snapshots(data).current()
    kept = ("graph/source/", "graph/provenance/", "graph/dcat/", "graph/identity", "graph/catalog")
    iris = [iri for iri in current.graphs if iri.removeprefix(current.base).startswith(kept)]
    return {iri: current.canonical(iri) for iri in iris}


@pytest.fixture
def other(tmp_path: Path) -> Harvester:
    """A second catalogue, which is empty."""
    folder = tmp_path / "other"
    folder.mkdir()
    return Harvester(folder)


@pytest.fixture
def harvested(harvester: Harvester, site: Site, monkeypatch: pytest.MonkeyPatch) -> Harvester:
    """A catalogue with versions, a redirect, a failure, something gone, a named source, a file and a table."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    site.pages |= {
        "/1": Answer(page("First study", 1), headers={"ETag": '"1"'}),
        "/2": Answer(page("Second study", 2)),
        "/3": Answer(page("Third study", 3)),
        "/moved": Answer(b"", 302, {"Location": "/4"}),
        "/4": Answer(page("Fourth study", 4)),
    }
    harvester.write(
        one={"url": f"{site.url}/1", "publisher": "An Archive", "licence": "https://licences.example.org/1"},
        two={"url": f"{site.url}/2"},
        three={"url": f"{site.url}/3"},
        four={"url": f"{site.url}/moved"},
        five={"url": f"{site.url}/none"},
    )
    harvester.run()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780086400")
    site.pages |= {
        "/1": Answer(page("First study", 1, version="revised")),
        "/2": Answer(b"", 410),
        "/3": Answer(b"", 500),
    }
    harvester.run("--allow-deletions")
    folder = harvester.folder / "files"
    folder.mkdir()
    (folder / "table.csv").write_bytes(TABLE)
    (folder / "table.csv.mapping.yml").write_bytes(MAPPING)
    (folder / "saved page.html").write_bytes(page("Fifth study", 5))
    assert harvester.run(str(folder), "--allow-deletions", command="build").exit_code == 0
    return harvester


def rows(harvester: Harvester, *arguments: str) -> list[dict[str, Any]]:
    found = json.loads(harvester.run("list", "--json", *arguments, command="archive").stdout)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("choice", [(), ("--newest",)])
@pytest.mark.parametrize("name", ["all.warc.gz", "all.warc"])
def test_a_catalogue_comes_whole_out_of_its_warc_file(
    harvested: Harvester, other: Harvester, choice: tuple[str, ...], name: str
) -> None:
    file = str(harvested.folder / name)
    assert harvested.run("export", file, *choice, command="archive").exit_code == 0
    assert other.run("import", file, "--publish", command="archive").exit_code == 0
    wanted, found = graphs(harvested.data), graphs(other.data)
    if choice:  # when a record was first met is told by the older versions
        wanted, found = ({k: v for k, v in each.items() if "/graph/source/" in k} for each in (wanted, found))
    assert found == wanted
    taken, there = Archive(other.data).entries(), Archive(harvested.data).entries()
    assert all(line in there for line in taken) if choice else taken == there
    again = other.run("import", file, command="archive")
    assert again.exit_code == 0
    assert "new" not in again.stdout
    assert Archive(other.data).entries() == taken


def test_other_tools_read_what_is_written(harvested: Harvester) -> None:
    file = harvested.folder / "all.warc.gz"
    harvested.run("export", str(file), command="archive")
    with file.open("rb") as opened:
        found = []
        for record in ArchiveIterator(opened, check_digests="raise"):
            content = record.content_stream().read()
            found.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), content))
    (new,) = [content for type_, uri, content in found if type_ == "response" and b"revised" in content]
    assert new == page("First study", 1, version="revised")
    assert ("resource", f"file://{harvested.folder}/files/saved%20page.html", page("Fifth study", 5)) in found
    assert gzip.decompress(file.read_bytes()).startswith(b"WARC/1.1")


def test_the_list_tells_what_became_of_each_location(harvested: Harvester, site: Site) -> None:
    found = {row["location"].rsplit("/", 1)[-1]: row for row in rows(harvested)}
    states = {name: row["state"] for name, row in found.items()}
    assert states == {
        **{"1": "newest", "2": "gone", "3": "failed", "moved": "newest", "none": "failed"},
        **{"table.csv": "newest", "saved page.html": "newest"},
    }
    assert found["moved"]["url"] == f"{site.url}/4"
    assert (found["1"]["kind"], found["1"]["source"], found["table.csv"]["kind"]) == ("web-page", "one", "table")
    assert "500" in found["3"]["why"]
    everything = rows(harvested, "--all")
    assert [row["state"] for row in everything if row["location"] == f"{site.url}/1"] == ["older", "newest"]
    told = harvested.run("list", command="archive").stdout
    assert len(told.splitlines()) == len(found)


def test_damage_is_found_and_orphans_are_told(harvested: Harvester) -> None:
    whole = harvested.run("verify", command="archive")
    assert (whole.exit_code, whole.stderr) == (0, "")
    archive = Archive(harvested.data)
    orphan = archive.path("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"kept by a harvest that was cut")
    told = harvested.run("verify", command="archive")
    assert told.exit_code == 0
    assert str(orphan) in told.stderr
    digests = {line.sha256 for line in archive if line.sha256} | {line.mapping for line in archive if line.mapping}
    for digest in sorted(digests):
        path = archive.path(digest)
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        changed = harvested.run("verify", command="archive")
        path.unlink()
        lost = harvested.run("verify", command="archive")
        path.write_bytes(content)
        assert (changed.exit_code, lost.exit_code) == (1, 1)
        assert str(path) in changed.stderr
        assert str(path) in lost.stderr
    archive.log.write_bytes(archive.log.read_bytes().replace(b"\n", b"\nno line\n", 1))
    assert harvested.run("verify", command="archive").exit_code == 1


def test_what_is_damaged_is_told_and_the_rest_exported(harvested: Harvester, other: Harvester) -> None:
    archive = Archive(harvested.data)
    line = next(line for line in archive if line.location.endswith("saved page.html"))
    archive.path(line.sha256 or "").write_bytes(b"x")
    file = str(harvested.folder / "all.warc.gz")
    told = harvested.run("export", file, command="archive")
    assert told.exit_code == 1
    assert "saved page.html" in told.stderr
    other.run("import", file, command="archive")
    assert len(Archive(other.data).entries()) == len(archive.entries()) - 1


def crawl(folder: Path, *captures: warc.Capture, name: str = "crawl.warc.gz") -> str:
    with (folder / name).open("wb") as file:
        warc.write(captures, file)
    return str(folder / name)


def capture(number: int, title: str, time: str = "2025-05-01T08:00:00Z") -> warc.Capture:
    return warc.Capture(f"https://archive.example.org/{number}", time, 200, HTML, page(title, number))


def test_a_crawl_comes_in_as_documents_of_their_own(other: Harvester, tmp_path: Path) -> None:
    file = crawl(
        tmp_path,
        capture(1, "First study"),
        warc.Capture(
            "https://archive.example.org/i.png", "2025-05-01T08:00:00Z", 200, (("Content-Type", "image/png"),)
        ),
        warc.Capture("https://archive.example.org/2", "2025-05-01T08:00:00Z", 404, HTML, b"no such page"),
        capture(3, "Third study"),
    )
    told = other.run("import", file, command="archive")
    assert told.exit_code == 0
    assert "2 new" in told.stdout
    assert "image/png" in told.stderr
    assert not (other.data / "current").exists()
    first, _ = Archive(other.data)
    assert (first.location, first.retrieved) == ("https://archive.example.org/1", "2025-05-01T08:00:00Z")
    assert first.headers == {"content-type": "text/html; charset=utf-8", "etag": '"a"'}
    assert other.run(command="build").exit_code == 0
    assert Snapshots(other.data).current().counts["classes"]["study"] == 2


def test_an_older_crawl_does_not_go_before_what_is_there(other: Harvester, tmp_path: Path) -> None:
    other.run("import", crawl(tmp_path, capture(1, "New", "2025-06-01T00:00:00Z")), command="archive")
    told = other.run("import", crawl(tmp_path, capture(1, "Old"), name="old.warc.gz"), command="archive")
    assert "1 older" in told.stdout
    assert len(Archive(other.data).entries()) == 1
    newer = crawl(tmp_path, capture(1, "Newer", "2025-07-01T00:00:00Z"), capture(1, "Between", "2025-06-15T00:00:00Z"))
    told = other.run("import", newer, command="archive")
    assert "1 changed, 1 older" in told.stdout


def test_a_harvested_location_stays_its_sources(harvested: Harvester, site: Site, tmp_path: Path) -> None:
    later = warc.Capture(f"{site.url}/1", "2027-01-01T00:00:00Z", 200, HTML, page("First study, again", 1))
    harvested.run("import", crawl(tmp_path, later), "--publish", command="archive")
    (row,) = [row for row in rows(harvested) if row["location"] == f"{site.url}/1"]
    assert (row["source"], row["retrieved"]) == ("one", "2027-01-01T00:00:00Z")


def test_what_was_erased_is_not_brought_back(harvested: Harvester, tmp_path: Path) -> None:
    file = str(tmp_path / "before.warc.gz")
    harvested.run("export", file, command="archive")
    address = next(row["location"] for row in rows(harvested) if row["location"].endswith("/1"))
    assert harvested.run(address, "--yes", command="erase").exit_code == 0
    told = harvested.run("import", file, command="archive")
    assert "4 erased" in told.stdout  # two versions, and that its listing was whole, twice
    assert not [row for row in rows(harvested, "--all") if row["location"] == address]
    foreign = warc.Capture(address, "2027-01-01T00:00:00Z", 200, HTML, page("First study", 1))
    assert "1 erased" in harvested.run("import", crawl(tmp_path, foreign), command="archive").stdout


@pytest.mark.parametrize(
    "note",
    [
        "no json",
        "{}",
        '{"line": 1}',
        '{"line": {"location": "/x"}}',
        '{"line": {"location": "/x", "name": "x", "retrieved": "yesterday", "sha256": null, "size": 0}}',
        '{"line": {"location": "/x", "name": "x", "retrieved": "2026-01-01T00:00:00Z", "sha256": "../x", "size": 0}}',
        '{"line": {"location": "/x", "name": "x", "retrieved": "2026-01-01T00:00:00Z", "sha256": "%s", "size": 0}}'
        % ("a" * 64),
        "[" * 20_000,
    ],
)
def test_a_note_that_lies_takes_nothing_with_it(other: Harvester, tmp_path: Path, note: str) -> None:
    lying = warc.Capture("https://archive.example.org/2", "2025-05-01T08:00:00Z", 200, HTML, page("Lie", 2), note=note)
    told = other.run("import", crawl(tmp_path, capture(1, "First"), lying, capture(3, "Third")), command="archive")
    assert told.exit_code == 1
    assert "https://archive.example.org/2" in told.stderr
    assert len(Archive(other.data).entries()) == 2


def test_a_file_that_is_cut_gives_what_stands_before(other: Harvester, tmp_path: Path) -> None:
    file = crawl(tmp_path, capture(1, "First"), capture(2, "Second"))
    content = Path(file).read_bytes()
    Path(file).write_bytes(content[:-30])
    told = other.run("import", file, command="archive")
    assert told.exit_code == 1
    assert "cut" in told.stderr
    (line,) = Archive(other.data)
    assert line.location == "https://archive.example.org/1"


def test_nobody_else_may_be_harvesting(harvested: Harvester, tmp_path: Path) -> None:
    file = crawl(tmp_path, capture(1, "First"))
    before = Archive(harvested.data).entries()
    with lock(harvested.data):
        assert harvested.run("import", file, command="archive").exit_code == 3
    assert Archive(harvested.data).entries() == before


@pytest.mark.parametrize("command", ["list", "verify", "export"])
def test_without_an_archive_it_is_told_what_to_do(other: Harvester, command: str, tmp_path: Path) -> None:
    given = [command, *([str(tmp_path / "x.warc")] if command == "export" else [])]
    told = other.run(*given, command="archive")
    assert told.exit_code == 2
    assert "catalograph build" in told.stderr
    assert not other.data.exists()
    shutil.rmtree(other.folder)


def test_what_a_built_file_holds_beside_documents_is_told(other: Harvester, tmp_path: Path) -> None:
    """Kept whole as one document: what was left out of it, what in it broke, and that nothing is in it at all."""
    missed = warc.Capture("https://archive.example.org/2", "2025-05-01T08:00:00Z", 404, HTML, b"no such page")
    file = crawl(tmp_path, capture(1, "First study"), missed, capture(3, "Third study"))
    Path(file).write_bytes(Path(file).read_bytes()[:-30])
    crawl(tmp_path, missed, name="empty.warc.gz")
    (tmp_path / "empty.json").write_text('{"success": true, "result": {"count": 0, "results": []}}', "utf-8")
    told = other.run(file, str(tmp_path / "empty.warc.gz"), str(tmp_path / "empty.json"), command="build")
    assert told.exit_code == 0
    for name in ("crawl", "empty"):
        assert f"{name}.warc.gz: 1 responses of status 404 are left out" in told.stderr
    assert "empty.json: it holds no documents" in told.stderr
    report = Snapshots(other.data).current().report["documents"]
    shown = {(row["name"].partition("#")[0], row["status"]) for row in report}
    assert shown == {
        ("crawl.warc.gz", "published"),
        ("crawl.warc.gz", "failed"),
        ("crawl.warc.gz", "listing"),
        ("empty.warc.gz", "listing"),
        ("empty.json", "listing"),
    }
    again = other.run(command="build")
    assert "Nothing has changed since snapshot 1." in again.stdout
