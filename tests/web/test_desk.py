"""The desk over a real catalogue: decide, see it published, undo to the byte; and what must not be possible."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph import harvest, pipeline
from graph.answering import dump
from graph.curators import Curators
from graph.identity.deciding import decide
from graph.identity.review import Review
from graph.settings import Settings, load
from graph.store.embedded import writer_lock
from graph.store.snapshot import Snapshots
from tests.identity.test_decisions import FEN, MARLE, PAGES, write
from tests.sources.flightpage import rows, study
from tests.web.conftest import application
from web.curators import FIELD

ATTACK = "Eve <img src=x onerror=alert(1)> Marsh"
REASON = '</textarea><script>alert("why")</script>'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("desk")
    write(root / "in", PAGES)
    for name, at in (("six", FEN), ("seven", MARLE)):  # of a kind that takes words as they stand
        creator = {"@type": "Person", "name": ATTACK, "affiliation": {"@type": "Organization", "name": at}}
        said = study(
            name=f"{ATTACK} {name}",
            identifier=[f"https://doi.org/10.5072/{name}"],
            url=[f"https://hostile.example.org/{name}"],
            creator=[creator],
        )
        (root / "in" / f"{name}.txt").write_bytes(rows(said, {}))
    chosen = load({}, data=root / "data", executor="1")
    pipeline.build(harvest.gather([str(root / "in")], chosen, None), chosen)
    return root / "data"


@pytest.fixture
def chosen(built: Path, tmp_path: Path) -> Settings:
    """A copy of the catalogue, to be changed."""
    shutil.copytree(built, tmp_path / "data", symlinks=True)
    return load({}, data=tmp_path / "data", executor="1")


@pytest.fixture
def client(chosen: Settings) -> FlaskClient:
    """A browser in which a curator is logged in."""
    token = Curators(chosen.data).add("Ada <b>Curator</b>")
    browser = application(chosen).test_client()
    response = browser.post("/login", data={FIELD: form_token(browser.get("/login")), "token": token})
    assert response.status_code == 303
    return browser


def form_token(response: TestResponse) -> str:
    return re.findall(rf'name="{FIELD}" value="([^"]+)"', response.text)[0]


def hidden(response: TestResponse, action: str) -> dict[str, str]:
    """The fields of a page's form as a browser would send them."""
    (form,) = re.findall(rf'<form[^>]*action="{action}".*?</form>', response.text, re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields}


def dumped(chosen: Settings) -> bytes:
    return b"".join(dump(Snapshots(chosen.data).current(), None, None))


@pytest.fixture
def pair(client: FlaskClient, chosen: Settings) -> str:
    (found,) = [p for p in Review(chosen).pairs(type_="person") if p.one.label == "Ada Quill"]
    return f"/identity/pair/{found.id}"


def test_the_pairs_are_ranked_and_filtered(client: FlaskClient, chosen: Settings) -> None:
    ranked = [p.id for p in Review(chosen).pairs()]
    shown = client.get("/identity")
    assert re.findall(r"/identity/pair/(\w+)", shown.text) == ranked
    assert len(ranked) > 1
    assert "same surname and given name +4" in shown.text
    assert not re.findall(r"/identity/pair/(\w+)", client.get("/identity?status=different").text)
    for wrong in ("status=x", "type=x", "page=0", "snapshot=1"):
        assert client.get(f"/identity?{wrong}").status_code == 400
    assert client.get("/identity?page=2").status_code == 404


def test_a_pair_shows_both_sides_with_their_sources(client: FlaskClient, pair: str) -> None:
    shown = client.get(pair).text
    assert shown.count('class="side"') == 2
    assert MARLE in shown
    assert FEN in shown
    assert "read by" in shown
    assert 'class="agrees"' in shown
    assert client.get("/identity/pair/nothing").status_code == 404


def test_decided_published_and_undone_to_the_byte(client: FlaskClient, chosen: Settings, pair: str) -> None:
    before = dumped(chosen)
    form = hidden(client.get(pair), "/identity/decide")
    response = client.post("/identity/decide", data={**form, "decision": "same", "why": REASON})
    assert response.status_code == 303
    assert re.fullmatch(r"/identity/pair/\w+\?done=1", response.headers["Location"])
    after = client.get(response.headers["Location"])
    assert "Decided and published: <strong>Ada Quill</strong> and <strong>Ada Quill</strong> are the same" in after.text
    assert dumped(chosen) != before

    paths = [form[side].removeprefix(chosen.base) for side in ("one", "other")]
    moved = [answer for path in paths if (answer := client.get(f"/{path}")).status_code == 301]
    assert [answer.headers["Location"].removeprefix(chosen.base) for answer in moved] == [min(paths, key=len)]
    assert moved[0].headers["Cache-Control"] in ("no-store", "no-cache")

    past = client.get("/identity/history").text
    assert "Ada &lt;b&gt;Curator&lt;/b&gt;" in past
    assert "&lt;script&gt;" in past
    assert "<script>alert" not in past
    undone = client.post("/identity/undo", data=hidden(after, "/identity/undo"))
    assert undone.headers["Location"] == f"{pair}?undone=1"
    assert "is published again" in client.get(undone.headers["Location"]).text
    assert dumped(chosen) == before
    assert [client.get(f"/{path}").status_code for path in paths] == [303, 303]
    twice = client.post("/identity/undo", data=hidden(after, "/identity/undo"))
    assert twice.status_code == 409
    assert "was undone" in twice.text


def test_what_stays_two_leaves_the_queue_and_says_who_said_so(client: FlaskClient, pair: str) -> None:
    form = hidden(client.get(pair), "/identity/decide")
    client.post("/identity/decide", data={**form, "decision": "undecided", "why": "cousins?"})
    assert pair not in client.get("/identity").text
    assert pair in client.get("/identity?status=undecided").text
    shown = client.get(pair).text
    assert "Decided: undecided" in shown
    assert "cousins?" in shown
    last = client.post("/identity/decide", data={**form, "type": "person", "decision": "different"})
    assert "type=person" in last.headers["Location"]
    assert "are different" in client.get("/identity/history").text
    assert client.get(pair).status_code == 404


def test_the_next_pair_is_the_one_below(client: FlaskClient, chosen: Settings) -> None:
    ranked = [p.id for p in Review(chosen).pairs()]
    assert len(ranked) == 2
    for at, name in reversed(list(enumerate(ranked))):
        form = hidden(client.get(f"/identity/pair/{name}"), "/identity/decide")
        where = client.post("/identity/decide", data={**form, "decision": "different"}).headers["Location"]
        assert where == (f"/identity/pair/{ranked[0]}?done=1" if at else "/identity?done=2")
    assert "Nothing waits for a decision" in client.get("/identity").text


def test_what_identifiers_contradict_is_asked_again(client: FlaskClient, chosen: Settings) -> None:
    rows = Snapshots(chosen.data).current().rows("SELECT DISTINCT ?p { ?p schema:name 'Cy Stonor' } ORDER BY ?p")
    one, other = (row["p"].value for row in rows)
    asked = client.get(f"/identity/thing?iri={one}")
    form = {FIELD: form_token(asked), "one": one, "other": other, "decision": "same", "why": REASON}
    refused = client.post("/identity/decide", data=form)
    assert refused.status_code == 409
    assert "different ORCID" in refused.text
    assert "--override" not in refused.text
    assert "<script>alert" not in refused.text
    assert Review(chosen).history() == []
    again = hidden(refused, "/identity/decide")
    assert again["override"] == "yes"
    assert client.post("/identity/decide", data={**again, "why": "one person, two iDs"}).status_code == 303
    (past,) = Review(chosen).history()
    assert (past.decision.override, past.decision.by) == (True, "Ada <b>Curator</b>")
    assert "against the identifiers" in client.get("/identity/history").text


def test_a_document_is_taken_off_and_put_back(client: FlaskClient, chosen: Settings) -> None:
    before = dumped(chosen)
    asked = client.get(f"/identity/thing?iri={_with_two(chosen)}")
    mention = html.unescape(re.findall(r'name="mention" value="([^"]+)"', asked.text)[0])
    form = hidden(asked, "/identity/split")
    assert client.post("/identity/split", data=form).status_code == 409  # none was chosen
    done = client.post("/identity/split", data={**form, "mention": mention})
    assert done.status_code == 303
    after = client.get(done.headers["Location"])
    assert "are different" in after.text
    assert dumped(chosen) != before
    client.post("/identity/undo", data=hidden(after, "/identity/undo"))
    assert dumped(chosen) == before


def _with_two(chosen: Settings) -> str:
    """The IRI of the Ada Quill that two documents speak of."""
    sides = [side for p in Review(chosen).pairs(type_="person") for side in (p.one, p.other)]
    return next(s.iri for s in sides if s.label == "Ada Quill" and len(Review(chosen).side(s.iri).said) == 2)


def test_while_another_publishes_nothing_is_lost(client: FlaskClient, chosen: Settings, pair: str) -> None:
    form = hidden(client.get(pair), "/identity/decide")
    with writer_lock(chosen.data):
        busy = client.post("/identity/decide", data={**form, "decision": "different", "why": "cousins"})
    assert busy.status_code == 503
    assert busy.headers["Retry-After"]
    assert "cousins" in busy.text
    again = hidden(busy, "/identity/decide")
    assert client.post("/identity/decide", data={**again, "why": "cousins"}).status_code == 303
    assert Review(chosen).history()[0].decision.why == "cousins"


def test_two_curators_at_one_pair(client: FlaskClient, chosen: Settings, pair: str) -> None:
    form = hidden(client.get(pair), "/identity/decide")
    decide(chosen, form["one"], form["other"], "same", "Bo")
    late = client.post("/identity/decide", data={**form, "decision": "same"})
    assert late.status_code == 409
    assert "one already" in late.text


Form = dict[str, str]
BAD: list[Callable[[Form], tuple[Form, Form]]] = [
    lambda form: ({**form, FIELD: "x"}, {}),
    lambda form: ({name: value for name, value in form.items() if name != FIELD}, {}),
    lambda form: (form, {"Origin": "https://evil.example.org"}),
    lambda form: (form, {"Origin": "null"}),
    lambda form: (form, {"Sec-Fetch-Site": "same-site"}),
]


@pytest.mark.parametrize("bent", BAD, ids=["other token", "no token", "other origin", "no origin", "other host"])
def test_nothing_is_written_that_the_curators_own_form_did_not_ask(
    client: FlaskClient, chosen: Settings, pair: str, bent: Callable[[Form], tuple[Form, Form]]
) -> None:
    form, headers = bent({**hidden(client.get(pair), "/identity/decide"), "decision": "same"})
    for path in ("decide", "split", "undo"):
        assert client.post(f"/identity/{path}", data={**form, "number": "1"}, headers=headers).status_code == 403
    assert Review(chosen).history() == []


def test_wrong_forms_are_told(client: FlaskClient, pair: str) -> None:
    form = hidden(client.get(pair), "/identity/decide")
    assert client.post("/identity/decide", data={**form, "decision": "maybe"}).status_code == 400
    assert client.post("/identity/undo", data={**form, "number": "x"}).status_code == 400
    assert client.post("/identity/undo", data={**form, "number": "99"}).status_code == 409
    assert client.post("/identity/decide", data={**form, "other": "no/thing", "decision": "same"}).status_code == 409
    assert client.post("/identity/decide", data={**form, "decision": "same", "why": "x" * 3000}).status_code == 409
    assert client.get("/identity/decide").status_code == 405


def test_names_that_attack_are_words(client: FlaskClient, chosen: Settings) -> None:
    (found,) = [p for p in Review(chosen).pairs(type_="person") if "Marsh" in p.one.label]
    pages = [f"/identity/pair/{found.id}", "/identity", f"/identity/thing?iri={found.one.iri}"]
    pages.append("/identity/thing?iri=<img src=x onerror=alert(1)>")
    for path in pages:
        shown = client.get(path)
        assert "&lt;img" in shown.text
        assert "<img src=x" not in shown.text
        assert "script-src 'self'" in shown.headers["Content-Security-Policy"]
        assert shown.headers["Cache-Control"] == "no-store"


def test_whoever_is_revoked_decides_nothing_more(client: FlaskClient, chosen: Settings, pair: str) -> None:
    form = hidden(client.get(pair), "/identity/decide")
    Curators(chosen.data).revoke("Ada <b>Curator</b>")
    assert client.post("/identity/decide", data={**form, "decision": "same"}).status_code == 403
    assert client.get(pair).headers["Location"].startswith("/login")
    assert Review(chosen).history() == []
