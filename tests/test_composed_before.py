"""Composing only what changed gives what composing all gives."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph import pipeline
from graph.composed_before import Came
from graph.gate import Quarantined
from graph.report import Finding
from graph.settings import Settings
from graph.store.applying import place
from graph.waiting import Content
from tests.test_pipeline import build, current, exported

BO = {"@type": "Person", "name": "Bo Jones"}
ORCID = "https://orcid.org/0000-0002-1825-0097"


def page(folder: Path, name: str, person: str, **more: object) -> None:
    told = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"Study {name}",
        "url": f"https://studies.example/{name}",
        "description": f"What {name} is about, in a sentence or two.",
        "creator": {"@type": "Person", "name": person, "@id": ORCID},
        **more,
    }
    folder.mkdir(exist_ok=True)
    text = f'<html><head><script type="application/ld+json">{json.dumps(told)}</script></head></html>'
    (folder / f"{name}.html").write_text(text)


def rows(settings: Settings) -> dict[str, tuple[str, str]]:
    with closing(sqlite3.connect(settings.data / "cache" / "composed.sqlite")) as file:
        return {document: (name, came) for document, name, came in file.execute("SELECT * FROM documents")}


def whole(settings: Settings, folder: Path) -> bytes:
    """What a build of the same archive and journal comes to that knows nothing of earlier ones."""
    fresh = replace(settings, data=folder)
    for entry in ("archive", "journal"):
        shutil.copytree(settings.data / entry, fresh.data / entry)
    build(fresh)
    return exported(fresh)


def test_whatever_changes_a_build_comes_to_the_same_as_one_from_nothing(settings: Settings, tmp_path: Path) -> None:
    given = tmp_path / "in"

    def first() -> None:
        page(given, "a", "Ana Maria Silva")
        page(given, "b", "B. Jones", creator=BO)

    def another_spelling() -> None:
        page(given, "c", "Ana Silva")

    def invalid() -> None:
        page(given, "d", "Ana Silva", startDate="no date at all", url="not an address")

    def changed() -> None:
        page(given, "a", "Ana Silva", description="Other words about the same thing, said anew.")

    steps: list[Callable[[], None]] = [first, another_spelling, invalid, changed]
    for number, step in enumerate(steps):
        step()
        build(settings, given)
        assert exported(settings) == whole(settings, tmp_path / f"whole-{number}")


def test_what_another_document_changes_is_composed_again(settings: Settings, tmp_path: Path) -> None:
    """The shorter name that another page tells is what the first page's person is called from then on."""
    given = tmp_path / "in"
    page(given, "a", "Ana Maria Silva")
    page(given, "b", "", creator=BO)
    build(settings, given)
    before = rows(settings)
    page(given, "c", "Ana Silva")
    build(settings, given)
    after = rows(settings)
    (a,) = (key for key in before if key.endswith("/a"))
    (b,) = (key for key in before if key.endswith("/b"))
    assert after[a][0] != before[a][0]
    assert after[b] == before[b]
    graph = f"{settings.base}graph/source/{a}"
    assert current(settings).rows(f"SELECT ?p {{ GRAPH <{graph}> {{ ?p rdfs:label 'Ana Silva' }} }}")


def test_what_is_known_is_taken_as_it_is(settings: Settings, tmp_path: Path) -> None:
    given = tmp_path / "in"
    page(given, "a", "Ana Silva")
    build(settings, given)
    (document,) = rows(settings)
    told = Came.of(rows(settings)[document][1])
    marked = replace(told, findings=(*told.findings, Finding("x:y", "x:p", None, "x:c", "x:s", "Info", "a mark")))
    with closing(sqlite3.connect(settings.data / "cache" / "composed.sqlite")) as file, file:
        file.execute("UPDATE documents SET came = ?", (marked.written(),))
    page(given, "b", "", creator=BO)
    build(settings, given)
    assert "a mark" in json.dumps(current(settings).report)


@pytest.mark.parametrize("lost", ["graph", "text", "file"])
def test_what_is_lost_is_made_again(settings: Settings, tmp_path: Path, lost: str) -> None:
    given = tmp_path / "in"
    page(given, "a", "Ana Silva")
    build(settings, given)
    (came,) = (Came.of(came) for _, came in rows(settings).values())
    assert came.text
    if lost == "file":
        (settings.data / "cache" / "composed.sqlite").write_bytes(b"no database" * 1000)
    else:
        digest = came.graphs[0][1].digest
        path = place(settings.data, digest) if lost == "graph" else settings.data / "texts" / came.text.digest
        path.write_bytes(path.read_bytes()[:-1])
    page(given, "b", "", creator=BO)
    build(settings, given)
    assert exported(settings) == whole(settings, tmp_path / "whole")
    assert not current(settings).missing()


def test_a_document_that_is_gone_is_forgotten(settings: Settings, tmp_path: Path) -> None:
    given = tmp_path / "in"
    page(given, "a", "Ana Silva")
    build(settings, given)
    (settings.data / "archive").rename(tmp_path / "gone")
    pipeline.build((), settings, anew=True, allow_deletions=True)
    assert rows(settings) == {}


def test_it_is_read_as_it_was_written() -> None:
    held = (Quarantined("x:y", "web-page/a", ("one", "two")), Quarantined("x:z", None, ()))
    finding = Finding("x:y", "x:p", '"v"', "x:c", "x:s", "Violation", "wrong")
    came = Came((("x:g", Content("0a", 3), 1),), Content("0b", 4), (finding,), held)
    assert Came.of(came.written()) == came
    assert Came.of(Came().written()) == Came()
