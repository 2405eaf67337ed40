"""The desk of findings over a real catalogue: causes, decisions, fixes; and what must not be possible."""

from __future__ import annotations

import csv
import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import SH, Graph

from graph.curators import Curators
from graph.quality import exchange
from graph.quality.desk import Desk, Wanted
from graph.settings import Settings, load
from graph.store.embedded import writer_lock
from tests.quality.towns import BACKWARDS, CODES, LANGUAGE, PERIOD, begin, build, page
from tests.sources.flightpage import rows, study
from tests.web.conftest import HTML, application
from tests.web.test_desk import BAD, Form, form_token, hidden
from web.curators import FIELD

REASON = '</textarea><script>alert("why")</script>'
ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("quality")
    (root / "in").mkdir()
    said = study(name=f"{ATTACK} town", identifier=["https://doi.org/10.5072/hostile"], temporalCoverage=ATTACK)
    (root / "in" / "hostile.txt").write_bytes(rows(said, {}))
    begin(root, load({}, data=root / "data", executor="1"))
    return root


@pytest.fixture
def chosen(towns: Path, tmp_path: Path) -> Settings:
    """A copy of the catalogue, to be changed."""
    shutil.copytree(towns, tmp_path / "towns", symlinks=True)
    return load({}, data=tmp_path / "towns" / "data", executor="1")


@pytest.fixture(scope="module")
def reader(towns: Path) -> FlaskClient:
    """Somebody who is not logged in."""
    return application(load({}, data=towns / "data", executor="1")).test_client()


@pytest.fixture
def client(chosen: Settings) -> FlaskClient:
    """A browser in which a curator is logged in."""
    token = Curators(chosen.data).add("Bo <b>Curator</b>")
    browser = application(chosen).test_client()
    response = browser.post(
        "/login", data={FIELD: form_token(browser.get("/login")), "token": token, "next": "quality"}
    )
    assert (response.status_code, response.headers["Location"]) == (303, "/quality")
    return browser


@pytest.fixture
def place(chosen: Settings) -> str:
    """The page of the cause that says that languages are no codes."""
    (found,) = [c for c in Desk(chosen).causes(Wanted()) if c.first.finding.message == LANGUAGE]
    return f"/quality/cause/{found.at[0]}?source=web-page"


def decide(client: FlaskClient, place: str, kind: str, **more: object) -> str:
    form = hidden(client.get(place), "/quality/decide")
    response = client.post("/quality/decide", data={**form, "decision": kind, **more})
    assert response.status_code == 303, response.text
    return str(response.headers["Location"])


def states(chosen: Settings) -> dict[str, int]:
    (found,) = [c for c in Desk(chosen).causes(Wanted(state="all")) if c.first.finding.message == LANGUAGE]
    return dict(found.states)


def test_anybody_reads_and_nobody_decides(reader: FlaskClient, towns: Path) -> None:
    shown = reader.get("/quality", headers=HTML)
    assert shown.text.index(CODES) < shown.text.index(LANGUAGE)  # what frees more comes first
    assert "<form" in shown.text
    assert 'method="post"' not in shown.text
    assert "Cookie" in shown.headers["Vary"]
    links = set(re.findall(r'href="(/quality/(?:cause|finding)/[^"]+)"', shown.text))
    assert len(links) > 3
    for link in sorted(links):
        text = reader.get(html.unescape(link)).text
        assert "Bo" not in text
        assert 'method="post"' not in text
        found = re.findall(r"/quality/finding/\w+", text)
        assert "Who says so" in reader.get(found[0]).text
    for path in ("/quality/decisions", "/quality/decisions.ttl", "/quality/fix?cause=x"):
        answer = reader.get(path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/login")
    for path in ("decide", "undo", "fix"):
        assert reader.post(f"/quality/{path}", data={"decision": "waive"}).status_code == 403
    assert not Desk(load({}, data=towns / "data")).decisions


def test_causes_are_filtered_and_paged(reader: FlaskClient) -> None:
    def causes(query: str) -> list[str]:
        return re.findall(r"/quality/cause/(\w+)", reader.get(f"/quality?{query}", headers=HTML).text)

    assert 1 == len(causes("profile=strict")) < len(causes("severity=Violation")) < len(causes("state=all"))
    assert causes("state=waived") == []
    assert causes("") == causes("state=open&source=&severity=&profile=")
    for wrong in ("state=x", "profile=x", "severity=x", "source=x", "page=0", "page=x"):
        assert reader.get(f"/quality?{wrong}", headers=HTML).status_code == 400, wrong
    assert reader.get("/quality?page=2", headers=HTML).status_code == 404
    for path in ("cause/nothing", "finding/nothing", "held/compare", "held/compare?document=x"):
        assert reader.get(f"/quality/{path}").status_code == 404


def test_the_report_is_a_table_as_well(reader: FlaskClient) -> None:
    table = list(csv.DictReader(reader.get("/quality.csv").text.splitlines()))
    report = Graph().parse(data=reader.get("/quality.ttl").text, format="turtle")
    results = set(report.objects(None, SH.result))
    assert len(table) == len(results) > 5
    assert {row["severity"] for row in table} >= {"Violation", "Warning"}
    assert {row["focus_node"] for row in table} == {str(report.value(result, SH.focusNode)) for result in results}


def test_a_cause_is_waived_and_undone(client: FlaskClient, chosen: Settings, place: str) -> None:
    where = decide(client, place, "waive", until="2030-01-01", why=REASON)
    after = client.get(where)
    assert f"Waived until 2030-01-01: <strong>{LANGUAGE}</strong>, the whole cause" in after.text
    assert states(chosen) == {"waived": 2}
    assert LANGUAGE not in client.get("/quality", headers=HTML).text
    assert LANGUAGE in client.get("/quality?state=waived", headers=HTML).text
    assert "&lt;script&gt;alert" in after.text
    assert "<script>alert" not in after.text
    assert after.headers["Cache-Control"] == "no-store"
    past = client.get("/quality/decisions").text
    assert "Bo &lt;b&gt;Curator&lt;/b&gt;" in past
    undone = client.post("/quality/undo", data=hidden(client.get("/quality/decisions"), "/quality/undo"))
    assert undone.headers["Location"] == "/quality/decisions?undone=1"
    assert "Undone: decision 1" in client.get(undone.headers["Location"]).text
    assert states(chosen) == {"open": 2}


def test_some_findings_are_chosen(client: FlaskClient, chosen: Settings, place: str) -> None:
    shown = client.get(place).text
    keys = re.findall(r'name="key" value="(\w+)"', shown)
    assert len(keys) == 2
    decide(client, place, "assign", key=keys[:1], to="Cara")
    assert "with Cara" in client.get("/quality", headers=HTML).text
    assert re.findall(r"/quality/cause/\w+", client.get("/quality?to=Cara", headers=HTML).text) == [
        place.partition("?")[0]
    ]
    one = decide(client, f"/quality/finding/{keys[0]}", "comment", why="asked")
    assert one == f"/quality/finding/{keys[0]}?done=2"
    assert "“asked”" in client.get(one).text
    anybody = application(chosen).test_client().get(f"/quality/finding/{keys[0]}").text
    assert not {"Cara", "asked", "Bo "} & set(re.findall(r"Cara|asked|Bo ", anybody))
    assert "by a curator" in anybody


def test_decisions_are_exported(client: FlaskClient, chosen: Settings, place: str) -> None:
    decide(client, place, "waive", until="2030-01-01", why="known")
    decide(client, place, "fixed")
    lines = client.get("/quality/decisions.jsonl")
    assert exchange.of_lines(lines.text) == Desk(chosen).decisions
    turtle = client.get("/quality/decisions.ttl")
    assert len(set(Graph().parse(data=turtle.text).subjects())) > 4
    assert client.get("/quality/decisions.xyz").status_code == 404


def test_wrong_forms_are_told_and_nothing_is_lost(
    client: FlaskClient, chosen: Settings, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.writes.WAIT", 0.1)  # seconds that a writer waits for another
    form = hidden(client.get(place), "/quality/decide")

    def sent(**more: object) -> tuple[int, str]:
        response = client.post("/quality/decide", data={**form, **more})
        return response.status_code, response.text

    assert sent(decision="maybe")[0] == 400
    for wrong in ({"until": "2030-01-01"}, {"until": "soon", "why": "x"}, {"until": "2001-01-01", "why": "x"}):
        assert sent(decision="waive", **wrong)[0] == 409
    assert sent(decision="assign", to="")[0] == 409
    assert sent(decision="comment", why="x" * 3000)[0] == 409
    assert sent(decision="comment", why="x", key="0" * 20)[0] == 409
    assert sent(decision="comment", why="x", cause="0" * 20)[0] == 409
    assert client.post("/quality/undo", data={**form, "number": "x"}).status_code == 400
    assert client.post("/quality/undo", data={**form, "number": "9"}).status_code == 409
    assert client.get("/quality/decide").status_code == 405
    with writer_lock(chosen.data):
        busy = client.post("/quality/decide", data={**form, "decision": "waive", "until": "2030-01-01", "why": "known"})
    assert (busy.status_code, "known" in busy.text) == (503, True)
    again = hidden(busy, "/quality/decide")
    assert client.post("/quality/decide", data={**again, "why": "known"}).status_code == 303
    assert [(d.kind, d.why) for d in Desk(chosen).decisions] == [("waive", "known")]


@pytest.mark.parametrize("bent", BAD, ids=["other token", "no token", "other origin", "no origin", "other host"])
def test_nothing_is_written_that_the_curators_own_form_did_not_ask(
    client: FlaskClient, chosen: Settings, place: str, bent: Callable[[Form], tuple[Form, Form]]
) -> None:
    form, headers = bent({**hidden(client.get(place), "/quality/decide"), "decision": "comment", "why": "x"})
    for path in ("decide", "undo", "fix"):
        assert client.post(f"/quality/{path}", data={**form, "number": "1"}, headers=headers).status_code == 403
    assert not Desk(chosen).decisions
    Curators(chosen.data).revoke("Bo <b>Curator</b>")
    assert client.get("/quality/decisions").headers["Location"].startswith("/login")


def test_a_fix_is_seen_before_made_and_undone(client: FlaskClient, chosen: Settings, place: str) -> None:
    before = [p["passed"] for p in Desk(chosen).found.profiles]
    link = html.unescape(re.findall(r'href="(/quality/fix[^"]+)"', client.get(place).text)[0])
    shown = client.get(link)
    assert "Put right 2 statements?" in shown.text
    assert (
        "<strong>4</strong> findings would be closed, <strong>1</strong> would be new" in shown.text
    )  # no code of two letters
    assert "A &lt;http://127.0.0.1:8000/id/study/study-of-marle&gt;" in shown.text
    made = client.post("/quality/fix", data=hidden(shown, "/quality/fix"))
    assert made.status_code == 303
    after = client.get(made.headers["Location"])
    assert "Corrected here" in after.text
    assert [p["passed"] for p in Desk(chosen).found.profiles] == [before[0], before[1] + 1]
    client.post("/quality/undo", data=hidden(after, "/quality/undo"))
    assert [p["passed"] for p in Desk(chosen).found.profiles] == before
    assert client.get("/quality/fix?cause=x").status_code == 404


def test_values_that_attack_are_words(client: FlaskClient, chosen: Settings, place: str) -> None:
    key = next(s.key for s in Desk(chosen).found.seen if "onerror" in f"{s.finding.value} {s.label}")
    for path in (f"/quality/finding/{key}", f"/quality/why?about={ATTACK}"):
        shown = client.get(path)
        assert "&lt;img" in shown.text
        assert "<img src=x" not in shown.text
        assert "script-src 'self'" in shown.headers["Content-Security-Policy"]


def test_what_is_kept_back_is_told_marked_and_compared(client: FlaskClient, chosen: Settings) -> None:
    assert PERIOD in client.get("/quality/held").text
    page(chosen.data.parent / "in", "Reedham", "2026-03-01", inLanguage="en", temporalCoverage=BACKWARDS)
    build(chosen)
    held = client.get("/quality/held").text
    assert "an earlier version is served" in held
    (link,) = re.findall(r'href="(/quality/held/compare[^"]+)"', held)
    compared = client.get(html.unescape(link)).text
    assert "+ kept back" in compared
    assert BACKWARDS in compared
    assert "stale" in client.get("/study/study-of-reedham", headers=HTML).text


def test_why_has_an_answer_for_everything(reader: FlaskClient) -> None:
    assert reader.get("/quality/why").status_code == 200
    answer = reader.get("/quality/why?about=10.5072/stonor")
    assert (answer.status_code, PERIOD in answer.text) == (200, True)
    unknown = reader.get("/quality/why?about=https://archive.example.org/Marl")
    assert (unknown.status_code, "Perhaps one of these?" in unknown.text) == (404, True)
    assert reader.get(f"/quality/why?about={'x' * 2001}").status_code == 400


def test_the_history_is_drawn_without_script(reader: FlaskClient) -> None:
    shown = reader.get("/quality/history")
    assert shown.text.count("<rect") == 2
    assert "style=" not in shown.text
    assert reader.get("/quality/history?profile=strict").text.count("<rect") == 1
    assert '<th scope="row">2</th>' not in reader.get("/quality/history?snapshot=1").text
    assert reader.get("/quality/history?profile=x").status_code == 400


def test_an_older_snapshot_is_read_and_not_decided_about(client: FlaskClient, place: str) -> None:
    for path in ("/quality?", f"{place}&", "/quality/held?", "/quality/history?", "/quality/why?about=Marle.html&"):
        shown = client.get(f"{path}snapshot=2", headers=HTML)
        assert shown.status_code == 200, path
        assert 'method="post"' not in shown.text
    assert client.get("/quality/decisions?snapshot=1").status_code == 400
