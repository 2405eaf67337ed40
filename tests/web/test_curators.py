"""Named curators: one token each, a session in a cookie, and nothing for whoever has neither."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from graph import private
from graph.cli import main
from graph.curators import ATTEMPTS, CuratorError, Curators
from graph.settings import Settings, load
from tests.web.conftest import PREFIXED, application
from web import create_app
from web.curators import COOKIE, FIELD

SITE = "http://localhost"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nothing is published; that there are curators does not hang on it."""
    (tmp_path / "data" / "journal").mkdir(parents=True)
    return load({}, data=tmp_path / "data")


@pytest.fixture
def token(settings: Settings) -> str:
    return Curators(settings.data).add("Ada Quill")


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return application(settings).test_client()


def form_token(response: TestResponse) -> str:
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', response.text)
    assert found, response.text
    return found[1]


def log_in(client: FlaskClient, token: str, **more: str) -> TestResponse:
    form = {FIELD: form_token(client.get("/login")), "token": token, **more}
    return client.post("/login", data=form, headers={"Origin": SITE})


def is_in(client: FlaskClient) -> bool:
    return client.get("/login").status_code == 303


def run(settings: Settings, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["curators", *arguments, "--data", str(settings.data)])
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_line_adds_lists_and_revokes(settings: Settings) -> None:
    token = run(settings, "add", "Ada  Quill").splitlines()[0]
    assert len(token) > 40
    assert "Ada Quill" in run(settings, "list")
    assert "already" in run(settings, "add", "ada quill", code=2)
    assert "no curator" in run(settings, "revoke", "Bo", code=2)
    assert token not in run(settings, "list")
    run(settings, "revoke", "Ada Quill")
    assert "revoked 2" in run(settings, "list")
    assert Curators(settings.data).bearer(token) is None
    assert run(settings, "add", "Ada Quill").splitlines()[0] != token


@pytest.mark.parametrize("name", ["", "   ", "a" * 101, "a\x07b"])
def test_a_name_is_one(settings: Settings, name: str) -> None:
    with pytest.raises(CuratorError):
        Curators(settings.data).add(name)


def test_no_catalogue_gets_no_curators(tmp_path: Path) -> None:
    assert "no catalogue" in run(load({}, data=tmp_path / "nothing"), "add", "Ada", code=2)
    assert not (tmp_path / "nothing").exists()


def test_only_the_digest_is_kept_where_only_the_owner_reads(
    settings: Settings, token: str, client: FlaskClient
) -> None:
    log_in(client, "wrong")
    log_in(client, token)
    folder = settings.data / "curators"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert {"curators.json", "session.key"} <= {path.name for path in files}
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert token.encode() not in path.read_bytes()


def test_what_is_damaged_lets_nobody_in_and_says_so(settings: Settings, token: str, client: FlaskClient) -> None:
    (settings.data / "curators" / "curators.json").write_text("{")
    with pytest.raises(private.Damaged, match="delete it"):
        Curators(settings.data).bearer(token)
    assert client.get("/login").status_code == 503
    assert "damaged" in run(settings, "list", code=2)


def test_without_curators_the_login_says_how_one_is_added(settings: Settings, client: FlaskClient) -> None:
    page = client.get("/login")
    assert page.status_code == 200
    assert "catalograph curators add" in page.text
    assert "Set-Cookie" not in page.headers
    assert client.post("/login", data={"token": "x"}).status_code == 403
    assert not (settings.data / "curators").exists()


def test_a_login_opens_the_desk_and_a_logout_needs_its_form(token: str, client: FlaskClient) -> None:
    response = log_in(client, token, next="identity?type=person")
    assert (response.status_code, response.headers["Location"]) == (303, "/identity?type=person")
    (cookie,) = response.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert token not in cookie
    assert response.headers["Cache-Control"] == "no-store"
    assert is_in(client)
    shown = client.get("/identity/history", headers={"Accept": "text/html"})  # nothing is published here
    assert shown.status_code == 503
    assert client.post("/logout").status_code == 403
    assert is_in(client)


def test_the_session_that_was_logged_out_is_refused(settings: Settings, token: str, client: FlaskClient) -> None:
    log_in(client, token)
    copy = client.get_cookie(COOKIE)
    assert copy
    held = _signed(settings).loads(copy.value)
    assert client.post("/logout", data={FIELD: held["form"]}).status_code == 303
    assert not is_in(client)
    client.set_cookie(COOKIE, copy.value)
    assert not is_in(client)


def _signed(settings: Settings, key: bytes | None = None) -> URLSafeSerializer:
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    key = key or Curators(settings.data).key()
    return URLSafeSerializer(key, salt="catalograph-curator", signer_kwargs=options)


def test_a_forged_or_bent_cookie_is_nobodys(settings: Settings, token: str, client: FlaskClient) -> None:
    log_in(client, token)
    good = client.get_cookie(COOKIE)
    assert good
    held = _signed(settings).loads(good.value)
    for bad in (
        _signed(settings, b"0" * 32).dumps(held),
        good.value[:-2] + ("AA" if not good.value.endswith("AA") else "BB"),
        _signed(settings).dumps({**held, "more": 1}),
        _signed(settings).dumps([1]),
        "x" * 3000,
        "",
    ):
        client.set_cookie(COOKIE, str(bad))
        assert not is_in(client)
    client.set_cookie(COOKIE, good.value)
    assert is_in(client)


@pytest.mark.parametrize("ages", [{"seen": 3601}, {"started": 12 * 3600 + 1}])
def test_a_session_ends_when_it_is_idle_or_old(
    settings: Settings, token: str, client: FlaskClient, ages: dict[str, float]
) -> None:
    log_in(client, token)
    cookie = client.get_cookie(COOKIE)
    assert cookie
    held = _signed(settings).loads(cookie.value)
    old = {name: time.time() - age for name, age in ages.items()}
    client.set_cookie(COOKIE, str(_signed(settings).dumps({**held, **old})))
    assert not is_in(client)


def test_revoked_ends_the_session_at_once_and_a_new_token_does_not_bring_it_back(
    settings: Settings, token: str, client: FlaskClient
) -> None:
    log_in(client, token)
    assert is_in(client)
    Curators(settings.data).revoke("Ada Quill")
    Curators(settings.data).add("Ada Quill")
    assert not is_in(client)
    response = log_in(client, token)
    assert response.status_code == 403
    assert "taken away" in response.text
    assert token not in response.text


def test_a_login_by_another_site_or_without_the_forms_token_is_refused(token: str, client: FlaskClient) -> None:
    form = {FIELD: form_token(client.get("/login")), "token": token}
    for headers in ({"Origin": "https://evil.example.org"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/login", data=form, headers=headers).status_code == 403
    assert client.post("/login", data={"token": token}).status_code == 403
    assert client.post("/login", data={**form, FIELD: "ä"}).status_code == 403
    assert not is_in(client)
    assert client.post("/login", data=form).status_code == 303


def test_wrong_tokens_are_slowed_down_across_processes(settings: Settings, token: str, client: FlaskClient) -> None:
    other = application(settings).test_client()
    for _ in range(ATTEMPTS // 2):
        assert log_in(client, "wrong").status_code == log_in(other, "wrong").status_code == 403
    refused = log_in(client, token)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert not is_in(client)
    form = {FIELD: form_token(client.get("/login")), "token": token}
    assert client.post("/login", data=form, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 303


def test_what_is_remembered_of_wrong_tokens_is_bounded_and_ends(settings: Settings, token: str) -> None:
    path = settings.data / "curators" / "attempts.json"
    old = {str(n): [time.time() - 901] * ATTEMPTS for n in range(50)}
    new = {f"n{n}": [time.time() - 5] for n in range(1500)}
    with private.changing(path) as held:
        held.update(old | new)
    Curators(settings.data).failed("192.0.2.1")
    kept = json.loads(path.read_text())
    assert len(kept) == 1000
    assert not kept.keys() & old.keys()


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example.org/",
        "//evil.example.org",
        "/\\evil.example.org",
        "javascript:alert(1)",
        "study/",
        "\r\nX: y",
    ],
)
def test_a_login_leads_to_the_desk_and_nowhere_else(token: str, client: FlaskClient, wanted: str) -> None:
    assert log_in(client, token, next=wanted).headers["Location"] == "/identity"


def test_below_a_prefix_over_https_the_cookie_is_secure_and_stays_there(settings: Settings) -> None:
    chosen = replace(settings, base=PREFIXED)
    token = Curators(chosen.data).add("Ada Quill")
    client = application(chosen).test_client()
    site = "https://data.example.org"
    page = client.get("/knowledge/graph/login", base_url=site)
    form = {FIELD: form_token(page), "token": token}
    response = client.post("/knowledge/graph/login", base_url=site, data=form, headers={"Origin": site})
    assert response.headers["Location"] == "/knowledge/graph/identity"
    parts = set(response.headers["Set-Cookie"].split("; "))
    assert {"Secure", "HttpOnly", "Path=/knowledge/graph/"} <= parts


def test_what_was_sent_without_a_session_is_kept_for_after_the_login(token: str, client: FlaskClient) -> None:
    sent = {"one": "a", "other": "b", "decision": "same", "why": '<b>"renamed"</b>', FIELD: "old"}
    asked = client.post("/identity/decide", data=sent)
    assert asked.status_code == 403
    assert "<b>" not in asked.text
    kept = dict(re.findall(r'name="(kept-\w+)" value="([^"]*)"', asked.text))
    assert kept.keys() == {"kept-one", "kept-other", "kept-decision", "kept-why"}
    form = {**{f"kept-{n}": v for n, v in sent.items()}, FIELD: form_token(asked), "again": "identity/decide"}
    back = client.post("/login", data={**form, "token": token})
    assert back.status_code == 200
    assert 'action="/identity/decide"' in back.text
    assert "&lt;b&gt;&#34;renamed&#34;&lt;/b&gt;" in back.text
    assert is_in(client)


def test_reading_the_desk_needs_the_login(token: str, client: FlaskClient) -> None:
    for path in ("/identity", "/identity/pair/abc", "/identity/history", "/identity/thing?iri=x"):
        response = client.get(path)
        assert response.status_code == 303
        assert response.headers["Location"].startswith("/login?next=identity")
        assert response.headers["Cache-Control"] == "no-store"


def test_no_log_line_has_a_token_or_what_was_asked(
    settings: Settings, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    client = create_app(replace(settings, log="json")).test_client()
    log_in(client, "wrong-token")
    log_in(client, token, next="identity/pair/secret")
    told = capsys.readouterr().err
    assert "/login" in told
    assert token not in told
    assert "wrong-token" not in told
    assert "secret" not in told
