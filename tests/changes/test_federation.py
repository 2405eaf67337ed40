"""Will it harvest: replays of strangers' harvesters over two states, and the guard that holds a publish."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Triple

from graph import harvest, pipeline
from graph.archive import Archive
from graph.cli import main
from graph.federation import checking, guard, replay, states
from graph.federation.ckan import MAX_FILE_SIZE, Ckan
from graph.federation.federator import Page, Prediction, Reader
from graph.federation.piveau import PiveauRdf
from graph.federation.service import Answer, Failed, Service
from graph.federation.udata import Udata
from graph.namespaces import DCAT, DCT, HYDRA, RDF
from graph.settings import Settings, load
from tests.changes.history import BASE, History
from tests.serving import served
from web.federation import application

NAMES = [kind.name for kind in replay.FEDERATORS]


@pytest.fixture(scope="module")
def predicted(told: History) -> dict[str, Prediction]:
    return {each.name: each for each in checking.check(told.chosen, application, against="2")}


@pytest.mark.parametrize("name", NAMES)
def test_each_harvester_does_what_changed(predicted: dict[str, Prediction], name: str) -> None:
    each = predicted[name]
    cedar = f"{BASE}id/study/cedar" if name == "ckan" else "cedar"
    if name == "dataset-search":  # birch went and came back since; amber's page is as it was
        assert (each.creates, each.deletes, each.stopped) == ((), (cedar,), None)
        assert dict(each.rejects) == dict.fromkeys(("amber", "birch"), "its page has no schema.org Dataset")
        return
    assert (each.creates, each.updates, each.deletes, each.stopped) == ((), (), (cedar,), None)
    assert (each.rejects, each.held) == ((), 3)


def test_the_sample_is_harvested_by_all(sample: Settings) -> None:
    service = states.state(replace(sample, page_size=10), 1, application).service
    seen = {kind.name: kind().visit(service) for kind in replay.FEDERATORS}
    told = {name: (len(each.items), each.rejects, each.stopped) for name, each in seen.items()}
    assert told == dict.fromkeys(NAMES, (35, {}, None))


def test_a_service_that_runs_is_asked_as_each_client_asks(told: History, predicted: dict[str, Prediction]) -> None:
    """And what it answers is what the application answers in this process, with or without the base's path."""
    own = {name: json.loads(json.dumps(replay.told(each))) for name, each in predicted.items()}
    with served(told.chosen.data, CATALOGRAPH_PAGE_SIZE="2", CATALOGRAPH_BASE=BASE) as root:
        for url in (root, f"{root}/kept"):
            arguments = ["federation", "check", "--data", str(told.chosen.data), "--against", "2", "--json"]
            result = CliRunner().invoke(main, [*arguments, "--url", url], env={"CATALOGRAPH_PAGE_SIZE": "2"})
            assert {row["name"]: row for row in json.loads(result.stdout)} == own
    gone = CliRunner().invoke(main, ["federation", "check", "--data", str(told.chosen.data), "--url", root])
    assert gone.exit_code == 4
    assert "could not be reached" in gone.output


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.7/",
        "https://elsewhere.example.org/kept/",
        "ftp://127.0.0.1/",
        "127.0.0.1:8000",
        "http://0.0.0.0/",
    ],
)
def test_no_other_service_is_asked(told: History, url: str) -> None:
    arguments = ["federation", "check", "--data", str(told.chosen.data), "--against", "2", "--url", url]
    assert CliRunner().invoke(main, arguments).exit_code == 2


class Spoilt:
    """The service of a catalogue whose answers are changed on the way, as a proxy or a mistake would."""

    def __init__(self, inner: Service, spoil: Callable[[Answer, str], Answer]) -> None:
        self.inner, self.base, self.spoil = inner, inner.base, spoil

    def ask(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        return self.spoil(self.inner.ask(url, method, headers), method)


def moved(answer: Answer, method: str) -> Answer:
    """To a host without its path, as a redirect to https often is."""
    return replace(answer, status=301, headers={"location": answer.url.replace("https:", "http:")}, content=b"")


def renamed(answer: Answer, method: str) -> Answer:
    return replace(answer, headers={**answer.headers, "content-type": "application/octet-stream"})


def headless(answer: Answer, method: str) -> Answer:
    return replace(answer, status=404) if method == "HEAD" else answer


def cut(answer: Answer, method: str) -> Answer:
    return replace(answer, content=answer.content[: len(answer.content) // 2])


def untagged(answer: Answer, method: str) -> Answer:
    return replace(answer, status=200) if answer.status == 304 else answer


def unpaged(answer: Answer, method: str) -> Answer:
    return replace(answer, content=answer.content.replace(b"nextPage", b"p").replace(b":next", b":p"))


def uncounted(answer: Answer, method: str) -> Answer:
    return replace(
        answer, content=answer.content.replace(b"completeListSize", b"size").replace(b"totalItems", b"total")
    )


@pytest.mark.parametrize(
    ("spoil", "stopped"),
    [
        (moved, {*NAMES}),
        (renamed, {"piveau-rdf", "piveau-oai", "oai-pmh", "ldes"}),
        (headless, {"ckan"}),
        (cut, {*NAMES}),
        (untagged, {"ldes"}),
        (unpaged, {"ckan", "udata", "piveau-rdf"}),
        (uncounted, {"piveau-rdf", "piveau-oai"}),
    ],
)
def test_what_a_client_meets_on_the_wire_ends_its_job(
    told: History, spoil: Callable[[Answer, str], Answer], stopped: set[str]
) -> None:
    service = Spoilt(states.state(told.chosen, 2, application).service, spoil)
    seen = {kind.name: kind().visit(service) for kind in replay.FEDERATORS}
    assert {name for name, each in seen.items() if each.stopped} == stopped


def test_a_check_holds_no_snapshot(told: History) -> None:
    pins = told.chosen.data / "pins"
    before = sorted(pins.glob("*")) if pins.exists() else []
    checking.check(told.chosen, application, against="2", only=["ckan", "oai-pmh"])
    assert (sorted(pins.glob("*")) if pins.exists() else []) == before


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
        (PiveauRdf(), [page(ONWARD[0], Triple(VIEW, HYDRA.totalItems, Literal("2")))], "integer"),
    ],
)
def test_what_ends_a_job(federator: Reader, pages: list[Page], why: str) -> None:
    *fine, last = pages
    for each in fine:
        federator.page(each)
    with pytest.raises(Failed, match=why):
        federator.page(last)


def test_udata_refuses_what_has_no_identifier_or_one_that_is_taken() -> None:
    federator = Udata()
    said = [*dataset("a"), *dataset("b"), *dataset("c", identifier=None), *dataset("d", title=None, identifier="d")]
    federator.page(page(*said))
    assert set(federator.seen.items) == {"same"}
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


def test_a_build_is_checked_before_it_is_published(tmp_path: Path, examples: Path) -> None:
    chosen = load({}, data=tmp_path / "data", base=BASE, log="off", executor="1")
    pages = [str(path) for path in sorted((examples / "archive").glob("100[12]-*.html"))]
    pipeline.build(harvest.gather(pages[:1], chosen, None), chosen)
    Archive(chosen.data).add(harvest.gather(pages, chosen, None))
    before = {path: path.stat().st_mtime_ns for path in chosen.data.rglob("*") if path.is_file()}
    checked = checking.check(chosen, application, build=True)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert [(each.name, len(each.creates), each.updates, each.deletes, each.stopped) for each in checked] == [
        (name, 1, (), (), None) for name in NAMES
    ]
    assert {each.against for each in checked} == {1}


def test_what_each_harvested_last_is_known_by_the_access_log(told: History, tmp_path: Path) -> None:
    lines = [
        {"route": "/catalog.<suffix>", "status": 200, "snapshot": 3},
        {"route": "/oai", "status": 200, "snapshot": 4},
        {"route": "/oai", "status": 410, "snapshot": 1},
        {"route": "/feed", "status": 200, "snapshot": None},
    ]
    log = tmp_path / "access.jsonl"
    log.write_text("started\n" + "".join(f"{json.dumps(line)}\n" for line in lines))
    found = {each.name: each.against for each in checking.check(told.chosen, application, access_log=log)}
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
