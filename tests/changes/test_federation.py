"""Will it harvest: replays of strangers' harvesters over two states, and the guard that holds a publish."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Triple

from graph.cli import main
from graph.federation import checking, guard, replay
from graph.federation.ckan import MAX_FILE_SIZE, Ckan
from graph.federation.federator import Federator, Page, Prediction
from graph.federation.piveau import PiveauRdf
from graph.federation.udata import Udata
from graph.namespaces import DCAT, DCT, HYDRA, RDF
from graph.settings import Settings
from tests.changes.history import BASE, History


@pytest.fixture(scope="module")
def predicted(told: History) -> dict[str, Prediction]:
    return {each.name: each for each in checking.check(told.chosen, against="2")}


@pytest.mark.parametrize("name", [kind.name for kind in replay.FEDERATORS])
def test_each_harvester_does_what_changed(predicted: dict[str, Prediction], name: str) -> None:
    each = predicted[name]
    cedar = f"{BASE}id/study/cedar" if name == "ckan" else "cedar"
    assert (each.creates, each.updates, each.deletes, each.stopped) == ((), (), (cedar,), None)
    assert (each.rejects, each.held) == ((), 3)


def test_the_sample_is_harvested_by_all(sample: Settings) -> None:
    current = replay.Snapshot(sample.data, 1)
    for size in (10, 100):
        seen = replay.seen(current, size)
        assert {name: (len(each.items), each.rejects, each.stopped) for name, each in seen.items()} == {
            kind.name: (35, {}, None) for kind in replay.FEDERATORS
        }


def page(*triples: Triple, url: str = "one", content: bytes = b"") -> Page:
    return Page(url, content or url.encode(), list(triples))


def dataset(name: str, title: str | None = "Title", identifier: str | None = "same") -> Iterator[Triple]:
    node = NamedNode(f"{BASE}{name}")
    yield Triple(node, RDF.type, DCAT.Dataset)
    if title:
        yield Triple(node, DCT.term("title"), Literal(title))
    if identifier:
        yield Triple(node, DCT.identifier, Literal(identifier))


VIEW = NamedNode(f"{BASE}view")
ONWARD = (
    Triple(VIEW, RDF.type, HYDRA.PagedCollection),
    Triple(VIEW, HYDRA.totalItems, Literal(2)),
    Triple(VIEW, HYDRA.nextPage, NamedNode(f"{BASE}two")),
)


@pytest.mark.parametrize(
    ("federator", "pages", "why"),
    [
        (Ckan(), [page(*dataset("a", title=None))], "without a title"),
        (Ckan(), [page(content=b"x" * (MAX_FILE_SIZE + 1))], "bytes"),
        (Ckan(), [page(*ONWARD), page(*ONWARD)], "repeats the first page"),
        (Ckan(), [page(*dataset("a")), page(url="two")], "leads on to none"),
        (Udata(), [page(Triple(VIEW, HYDRA.next, VIEW)), page(url="two")], "no view that leads on"),
        (PiveauRdf(), [page(ONWARD[0], Triple(VIEW, HYDRA.totalItems, Literal("2")))], "integer"),
        (PiveauRdf(), [page(*ONWARD[:2]), page(*ONWARD, url="two")], "no hydra:nextPage"),
        (PiveauRdf(), [page(*ONWARD)], "3 datasets are listed"),
    ],
)
def test_what_ends_a_job(federator: Federator, pages: list[Page], why: str) -> None:
    for each in pages:
        federator.page(each)
    federator.end(3)
    assert why in (federator.seen.stopped or "")


def test_udata_refuses_what_has_no_identifier_or_one_that_is_taken() -> None:
    federator = Udata()
    said = [*dataset("a"), *dataset("b"), *dataset("c", identifier=None), *dataset("d", title=None, identifier="d")]
    federator.page(page(*said))
    assert set(federator.accepted) == {f"{BASE}a"}
    assert set(federator.seen.rejects) == {f"{BASE}b", f"{BASE}c", "d"}


def test_the_command_tells_and_fails_where_too_much_would_go(told: History) -> None:
    arguments = ["federation", "check", "--data", str(told.chosen.data)]
    fine = CliRunner().invoke(main, [*arguments, "--against", "2"])
    assert fine.exit_code == 0, fine.output
    assert "CKAN, RDF harvester, since snapshot 2: 0 created, 0 updated, 1 deleted, 0 refused" in fine.output
    rows = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).output)
    assert {row["against"] for row in rows} == {4}
    assert all(rule["source"] for row in rows for rule in row["rules"])
    wrong = CliRunner().invoke(main, [*arguments, "--against", "77"])
    assert wrong.exit_code == 2


def test_what_each_harvested_last_is_known_by_the_access_log(told: History, tmp_path: Path) -> None:
    lines = [
        {"route": "/catalog.<suffix>", "status": 200, "snapshot": 3},
        {"route": "/oai", "status": 200, "snapshot": 4},
        {"route": "/oai", "status": 410, "snapshot": 1},
        {"route": "/feed", "status": 200, "snapshot": None},
    ]
    log = tmp_path / "access.jsonl"
    log.write_text("started\n" + "".join(f"{json.dumps(line)}\n" for line in lines))
    found = {each.name: each.against for each in checking.check(told.chosen, access_log=log)}
    assert found == {
        "ckan": 3,
        "udata": 3,
        "piveau-rdf": 3,
        "piveau-oai": 4,
        "oai-pmh": 4,
        "ldes": 4,
        "dataset-search": 4,
    }


def test_the_guard_counts_what_would_go(told: History) -> None:
    history = told.journal
    assert guard.most(history) == 0.1
    entries = list(history.entries())
    assert not list(guard.problems(entries, ["amber"], 0.1))
    (why,) = guard.problems(entries, [], 0.1)
    assert why == "who harvests the catalogue would delete 2 of 2 datasets, more than 10%"
    assert not list(guard.problems(entries, [], 1.0))


def test_the_page_shows_what_the_command_tells(told: History) -> None:
    client = told.app().test_client()
    shown = client.get("/federation?against=2", headers={"Accept": "text/html"})
    assert shown.status_code == 200
    assert "piveau, OAI-PMH importer" in shown.text
    assert "ckanext/dcat/harvesters/base.py" in shown.text
    rows = client.get("/federation.json?against=2").get_json()
    assert (rows["snapshot"], rows["against"]) == (5, 2)
    assert [len(row["deletes"]) for row in rows["federators"]] == [1] * len(replay.FEDERATORS)
    assert client.get("/federation?against=x").status_code == 400
    assert client.get("/federation?against=77").status_code == 410
