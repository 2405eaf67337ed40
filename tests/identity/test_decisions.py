"""Decisions through the command line on a real catalogue: at once, undone to the byte, outliving every harvest."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graph import harvest, pipeline
from graph.answering import dump
from graph.cli import main
from graph.identity import exchange
from graph.identity.decisions import replayed
from graph.identity.review import Review
from graph.journal import Journal
from graph.settings import Settings, load
from graph.store.snapshot import Snapshots
from web import create_app

MARLE, FEN = "University of Marle", "Fen Housing Trust"
RIGHT, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"


def page(title: str, *people: tuple[str, str, str]) -> str:
    """A page about a study with its creators: name, affiliation and ORCID iD, if any."""
    creators = []
    for name, at, orcid in people:
        creator: dict[str, Any] = {
            "@type": "Person",
            "name": name,
            "affiliation": {"@type": "Organization", "name": at},
        }
        creators.append(creator | ({"@id": f"https://orcid.org/{orcid}"} if orcid else {}))
    block = {"@context": "https://schema.org", "@type": "Dataset", "name": title, "description": f"{title}, described."}
    script = json.dumps({**block, "creator": creators})
    return f'<html lang="en"><script type="application/ld+json">{script}</script></html>'


PAGES = {
    "one": page("First study of towns", ("Ada Quill", MARLE, ""), ("Bo Reedham", MARLE, "")),
    "two": page("Second study of towns", ("Ada Quill", FEN, "")),
    "three": page("Third study of towns", ("Ada Quill", MARLE, "")),
    "four": page("Fourth study of towns", ("Cy Stonor", MARLE, RIGHT)),
    "five": page("Fifth study of towns", ("Cy Stonor", FEN, OTHER)),
}


def write(folder: Path, pages: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text)
        told = {"url": f"https://archive.example.org/{name}", "retrieved": "2026-02-03T04:05:06Z"}
        (folder / f"{name}.html.meta.json").write_text(json.dumps(told))


def build(chosen: Settings, folder: Path) -> None:
    pipeline.build(harvest.gather([str(folder)], chosen, None), chosen)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("decisions")
    write(root / "in", PAGES)
    build(load({}, data=root / "data", executor="1"), root / "in")
    return root


@pytest.fixture
def chosen(built: Path, tmp_path: Path) -> Settings:
    """A copy of the catalogue, to be changed."""
    shutil.copytree(built / "data", tmp_path / "data", symlinks=True)
    return load({}, data=tmp_path / "data", executor="1")


def run(chosen: Settings, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["identity", *arguments, "--data", str(chosen.data)])
    assert result.exit_code == code, result.output
    return result


def told(chosen: Settings, *arguments: str) -> Any:
    return json.loads(run(chosen, *arguments, "--json").stdout)


def exported(chosen: Settings) -> bytes:
    return b"".join(dump(Snapshots(chosen.data).current(), None, None))


def adas(chosen: Settings) -> list[str]:
    rows = Snapshots(chosen.data).current().rows("SELECT DISTINCT ?p { ?p schema:name 'Ada Quill' } ORDER BY ?p")
    return [row["p"].value for row in rows]


def test_two_of_one_name_are_proposed_with_evidence_and_quotes(chosen: Settings) -> None:
    (pair,) = told(chosen, "list", "--type", "person")
    assert {pair["one"]["label"], pair["other"]["label"]} == {"Ada Quill"}
    assert pair["lines"] == [{"points": 4, "text": "same surname and given name"}]
    shown = told(chosen, "show", pair["id"])
    said = shown["one"]["said"] + shown["other"]["said"]
    assert {row["url"] for row in said} == {f"https://archive.example.org/{n}" for n in ("one", "two", "three")}
    assert all(row["quotes"] for row in said)
    text = run(chosen, "list").output
    assert "same surname and given name +4" in text
    assert "Ada Quill" in run(chosen, "show", pair["id"]).output


def test_a_merge_is_published_at_once_and_undone_to_the_byte(chosen: Settings) -> None:
    before, (one, other) = exported(chosen), adas(chosen)
    done = told(chosen, "merge", one, other, "--by", "Cara", "--why", "moved in 2024")
    assert done == {"decision": 1, "snapshot": 2, "changed": True}
    assert adas(chosen) == [one]
    client = create_app(chosen).test_client()
    moved = client.get(other.removeprefix("http://127.0.0.1:8000"))
    assert (moved.status_code, moved.headers["Location"]) == (301, one)
    assert moved.headers["Cache-Control"] == "no-store"
    same = f"<{one}> <http://www.w3.org/2002/07/owl#sameAs> <{other}> <http://127.0.0.1:8000/graph/identity> ."
    assert same in exported(chosen).decode()
    (past,) = told(chosen, "history")
    assert (past["by"], past["why"], past["status"]) == ("Cara", "moved in 2024", "in force")
    run(chosen, "undo", "1", "--by", "Cara")
    assert exported(chosen) == before
    assert adas(chosen) == [one, other]
    assert client.get(other.removeprefix("http://127.0.0.1:8000")).status_code == 303
    assert "undone" in run(chosen, "history").output
    assert "was undone" in run(chosen, "undo", "1", code=2).output


def test_a_split_is_undone_to_the_byte_and_its_iri_leads_back(chosen: Settings) -> None:
    before, iris = exported(chosen), adas(chosen)
    review = Review(chosen)
    whole = next(iri for iri in iris if len(review.side(iri).said) == 2)
    key = review.side(whole).said[1].keys[-1]
    run(chosen, "split", whole, "--mention", key, "--by", "Cara")
    (new,) = set(adas(chosen)) - set(iris)
    run(chosen, "undo", "1", "--by", "Cara")
    assert exported(chosen) == before
    gone = create_app(chosen).test_client().get(new.removeprefix("http://127.0.0.1:8000"))
    assert (gone.status_code, gone.headers["Location"]) == (301, whole)


def test_decisions_outlive_a_new_harvest_and_a_rebuild(chosen: Settings, tmp_path: Path) -> None:
    one, other = adas(chosen)
    run(chosen, "merge", one, other, "--by", "Cara")
    newer = {"two": page("Second study of towns, revised", ("Ada Quill", FEN, ""), ("Di Tarn", FEN, ""))}
    write(tmp_path / "in", newer)
    told_ = tmp_path / "in" / "two.html.meta.json"
    told_.write_text(told_.read_text().replace("2026-02", "2026-03"))
    build(chosen, tmp_path / "in")
    assert adas(chosen) == [one]
    again = replace(chosen, data=tmp_path / "again")
    for entry in ("archive", "journal"):
        shutil.copytree(chosen.data / entry, again.data / entry)
    pipeline.build((), again)
    assert exported(again) == exported(chosen)


def test_different_and_undecided_leave_the_queue(chosen: Settings) -> None:
    before = exported(chosen)
    (pair,) = told(chosen, "list", "--type", "person")
    run(chosen, "decide", pair["id"], "undecided", "--by", "Cara")
    assert told(chosen, "list", "--type", "person") == []
    assert [p["status"] for p in told(chosen, "list", "--status", "undecided")] == ["undecided"]
    run(chosen, "decide", pair["id"], "different", "--by", "Cara")
    assert [p["decision"] for p in told(chosen, "list", "--status", "all", "--type", "person")] in ([2], [])
    assert exported(chosen) == before


def test_what_identifiers_contradict_is_refused_unless_the_curator_insists(chosen: Settings) -> None:
    rows = Snapshots(chosen.data).current().rows("SELECT DISTINCT ?p { ?p schema:name 'Cy Stonor' } ORDER BY ?p")
    one, other = (row["p"].value for row in rows)
    before = exported(chosen)
    refused = run(chosen, "merge", one, other, "--by", "Cara", code=1)
    assert "different ORCID" in refused.output
    assert RIGHT in refused.output
    assert exported(chosen) == before
    run(chosen, "merge", one, other, "--by", "Cara", "--override")
    again = Snapshots(chosen.data).current().rows("SELECT DISTINCT ?p { ?p schema:name 'Cy Stonor' }")
    assert [row["p"].value for row in again] == [one]


def test_wrong_use_is_told(chosen: Settings) -> None:
    (one, _), study = adas(chosen), "study/first-study-of-towns"
    assert "never one" in run(chosen, "merge", one, study, code=2).output
    assert "they are one already" in run(chosen, "merge", one, one, code=2).output
    assert "nothing is known as person/nobody" in run(chosen, "show", "person/nobody", code=2).output
    assert "there is no decision 9" in run(chosen, "undo", "9", code=2).output
    assert "has this key" in run(chosen, "split", one, "--mention", "person@x#y", code=2).output
    assert "give a second IRI" in run(chosen, "split", one, code=2).output


@pytest.mark.parametrize("suffix", ["jsonl", "ttl"])
def test_decisions_go_out_and_come_in(chosen: Settings, built: Path, tmp_path: Path, suffix: str) -> None:
    one, other = adas(chosen)
    run(chosen, "merge", one, other, "--by", "Cara O’Shea", "--why", "“same”\nperson")
    (pair,) = [p for p in told(chosen, "list", "--status", "all") if p["type"] == "person"] or [None]
    assert pair is None
    run(chosen, "split", "person/bo-reedham", one, "--by", "Dev")
    run(chosen, "undo", "2", "--by", "Cara O’Shea")
    out = tmp_path / f"decisions.{suffix}"
    run(chosen, "export", "-o", str(out))
    shutil.copytree(built / "data", tmp_path / "other", symlinks=True)
    elsewhere = replace(chosen, data=tmp_path / "other")
    assert told(elsewhere, "import", str(out))["added"] == 2
    assert exported(elsewhere) == exported(chosen)
    assert told(elsewhere, "import", str(out))["added"] == 0
    here, there = (list(map(exchange.told, replayed(Journal(c.data).entries()))) for c in (chosen, elsewhere))
    assert here == there


def test_what_is_no_decision_is_refused_with_its_line(chosen: Settings, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    for line, said in (
        ("{", "line 1: this is no JSON"),
        ('{"decision": "maybe"}', "must be one of same"),
        ("[]", "line 1"),
    ):
        bad.write_text(line)
        assert said in run(chosen, "import", str(bad), code=2).output
