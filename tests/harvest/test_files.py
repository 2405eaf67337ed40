from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph import archive, harvest, pipeline
from graph.archive import Harvested
from graph.settings import Settings


def gathered(settings: Settings, *sources: object) -> list[Harvested]:
    return [entry for entry, _ in harvest.gather([str(source) for source in sources], settings, None)]


def test_a_folder_is_read_without_what_lies_beside_the_documents(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("a.txt", "deep/b.html", ".hidden", ".git/c.txt", "README.md", "LICENSE", "a.txt.meta.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}")
    (folder / "documents.csv").write_text("file,url,retrieved\n")
    assert [entry.name for entry in gathered(settings, folder)] == ["a.txt", "deep/b.html"]
    assert harvest.count([str(folder)]) == 2


def test_url_and_time_come_from_sidecar_or_listing(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("a.txt", "b.txt", "deep/c.txt"):
        (tmp_path / name).write_text("x")
    told = {"url": "https://example.org/a", "retrieved": "2026-01-02T03:04:05+01:00"}
    (tmp_path / "a.txt.meta.json").write_text(json.dumps(told))
    (tmp_path / "documents.csv").write_text(
        "file,url,retrieved\nb.txt,https://example.org/b,2026-05-06\ndeep/c.txt,https://example.org/c,\n"
    )
    a, b, c = gathered(settings, tmp_path)
    assert (a.url, a.retrieved) == ("https://example.org/a", "2026-01-02T02:04:05Z")
    assert (b.url, b.retrieved) == ("https://example.org/b", "2026-05-06T00:00:00Z")
    assert c.location == c.url == "https://example.org/c"


def test_a_row_whose_file_is_missing_is_listed(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "documents.csv").write_text("file,url\na.txt,\ngone.txt,https://example.org/gone\n/nowhere/b.txt,\n")
    (tmp_path / "deep" / "documents.csv").write_text("file,url\n../a.txt,\nlost.txt,no url\n")
    found = {entry.name: entry for entry in gathered(settings, tmp_path)}
    assert set(found) == {"a.txt", "gone.txt", "/nowhere/b.txt", "deep/lost.txt"}
    assert found.pop("a.txt").error is None
    assert found["gone.txt"].location == "https://example.org/gone"
    assert found["deep/lost.txt"].error == "deep/documents.csv names this file, which is not there"
    assert all(entry.sha256 is None for entry in found.values())
    outcome = pipeline.build(harvest.gather([str(tmp_path)], settings, None), settings)
    listed = {row["name"]: row["error"] for row in outcome.report["documents"] if row["status"] == "failed"}
    assert {"gone.txt", "deep/lost.txt"} <= set(listed)
    (tmp_path / "documents.csv").write_bytes(b"file,url\n\xff\xfe,\n")
    assert all(entry.error for entry in gathered(settings, tmp_path))


@pytest.mark.parametrize(
    "told", ["not json", "[]", '{"url": "javascript:alert(1)"}', '{"retrieved": "yesterday"}', '{"url": 5}']
)
def test_a_sidecar_that_is_wrong_is_listed(settings: Settings, tmp_path: Path, told: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt.meta.json").write_text(told)
    (entry,) = gathered(settings, tmp_path)
    assert entry.error
    assert entry.sha256 is None


def test_a_file_that_is_too_large_is_listed_unread(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 100)
    (entry,) = gathered(replace(settings, max_document=99), tmp_path)
    assert entry.error
    assert "CATALOGRAPH_MAX_DOCUMENT" in entry.error


def test_a_source_that_is_not_there_stops(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(harvest.SourceError, match="neither"):
        gathered(settings, tmp_path / "none")


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answers = {
            "/page": (200, b"words", {}),
            "/moved": (302, b"", {"Location": "/page"}),
            "/big": (200, b"x" * 500, {}),
        }
        loop = (302, b"", {"Location": "/loop"})
        status, body, headers = answers.get(self.path, loop if self.path == "/loop" else (404, b"", {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_url_is_fetched_and_its_failures_listed(settings: Settings, site: str) -> None:
    chosen = replace(settings, max_document=300, retry_pause=0.01)
    sources = [f"{site}/{path}" for path in ("page", "moved", "none", "big", "loop")]
    found = list(harvest.gather([*sources, "http://127.0.0.1:1/"], chosen, None))
    assert [content for _, content in found] == [b"words", b"words", b"", b"", b"", b""]
    errors = [entry.error or "" for entry, _ in found]
    assert errors[:2] == ["", ""]
    for error, words in zip(errors[2:], ("404", "more than 300", "redirect", "fetched"), strict=True):
        assert words in error


def test_a_large_file_of_a_kind_that_streams_is_read_all_the_same(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "IN_MEMORY", 5_000)
    folder = tmp_path / "tables"
    folder.mkdir()
    rows = "".join(f"{n},Study {n},A study of matter number {n} in words.\n" for n in range(200))
    (folder / "large.csv").write_text("id,title,about\n" + rows)
    mapping = "key: id\ncolumns:\n  title: title\n  about: description\n"
    (folder / "large.csv.mapping.yml").write_text(mapping)
    (folder / "large.html").write_bytes(b"<html>" + b" " * 10_000)
    chosen = replace(settings, max_document=1_000)
    outcome = pipeline.build(harvest.gather([str(folder)], chosen, None), chosen)
    assert outcome.counts["classes"]["study"] == 200
    (failed,) = [row for row in outcome.report["documents"] if row["status"] == "failed"]
    assert failed["name"] == "large.html"
    assert "CATALOGRAPH_MAX_DOCUMENT" in failed["error"]
