"""What operators see: alive, ready, counted, logged."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from graph.settings import Settings, load
from tests.conftest import REPOSITORY
from tests.serving import free_port, served
from tests.web.conftest import application
from web import create_app
from web.metrics import METHODS

QUERY = "SELECT * { ?secret ?p ?o } LIMIT 1"


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    found = text_string_to_metric_families(text)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in found for s in family.samples}


def total(text: str, name: str, **labels: str) -> float:
    found = samples(text).items()
    return sum(value for (n, given), value in found if n == name and set(labels.items()) <= set(given))


@pytest.fixture(scope="module")
def root(sample: Settings) -> Iterator[str]:
    with served(sample.data, CATALOGRAPH_QUERY_DEADLINE="1") as found:
        yield found


def test_alive_and_ready(root: str) -> None:
    for path in ("livez", "readyz"):
        told = httpx.get(f"{root}/{path}")
        assert (told.status_code, told.json()["status"]) == (200, "ok")
        assert told.headers["Cache-Control"] == "no-store"


def test_not_ready_without_a_snapshot(settings: Settings) -> None:
    client = application(settings).test_client()
    assert client.get("/livez").status_code == 200
    told = client.get("/readyz")
    assert told.status_code == 503
    assert "published" in told.get_json()["reason"]
    assert client.get("/metrics").status_code == 200


def test_not_ready_without_the_pool(sample: Settings, tmp_path: Path) -> None:
    client = create_app(replace(sample, log="off"), pool=tmp_path).test_client()
    told = client.get("/readyz")
    assert told.status_code == 503
    assert "query pool" in told.get_json()["reason"]
    assert told.headers["Retry-After"]


def test_both_processes_are_counted_together(root: str) -> None:
    before = httpx.get(f"{root}/metrics").text
    for number in range(40):  # a connection each, so that both processes are asked
        httpx.get(f"{root}/study/nothing-{number}")
        httpx.get(f"{root}/sparql", params={"query": f"SELECT * {{ ?s ?p ?o }} LIMIT {number % 2 + 1}"})
    httpx.get(f"{root}/sparql", params={"query": "SELECT {"})
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    httpx.get(f"{root}/sparql", params={"query": slow}, timeout=30)
    after = httpx.get(f"{root}/metrics").text

    def more(name: str, **labels: str) -> float:
        return total(after, name, **labels) - total(before, name, **labels)

    assert more("catalograph_http_requests_total", route="/<kind>/<name>", status="404") == 40
    assert more("catalograph_http_requests_total", route="/sparql", status="200") == 40
    assert more("catalograph_http_request_seconds_count", route="/sparql") == 42
    assert 2 <= more("catalograph_queries_total", outcome="answered") <= 4
    assert 36 <= more("catalograph_queries_total", outcome="cached") <= 38
    assert more("catalograph_queries_total", outcome="bad") == 1
    assert more("catalograph_queries_total", outcome="deadline") == 1
    assert total(after, "catalograph_snapshot") == 1
    assert total(after, "catalograph_statements") > 1000


def test_no_address_becomes_a_label(client: FlaskClient) -> None:
    for number in range(30):
        client.get(f"/nowhere-{number}")
        client.get(f"/nowhere/{number}/else")
        client.open("/sparql", method=f"ODD{number}")
    text = client.get("/metrics").text
    routes = set(re.findall(r'route="([^"]*)"', text))
    assert "unknown" in routes
    assert not [route for route in routes if re.search(r"\d", route)]
    assert set(re.findall(r'method="([^"]*)"', text)) <= {*METHODS, "other"}


def test_metrics_come_as_openmetrics_too(client: FlaskClient) -> None:
    told = client.get("/metrics", headers={"Accept": "application/openmetrics-text"})
    assert told.text.endswith("# EOF\n")
    assert told.text.count("# EOF") == 1


def logged(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    client.get("/sparql", query_string={"query": QUERY})
    client.get("/search?q=secret")
    client.get("/nowhere/secret")
    return capsys.readouterr().err


def test_a_line_of_json_for_each_request(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    text = logged(create_app(replace(sample, log="json")).test_client(), capsys)
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [("/sparql", 200), ("/search", 200), ("unknown", 404)]
    first = lines[0]
    assert (first["method"], first["snapshot"]) == ("GET", 1)
    assert first["bytes"] > 0
    assert first["ms"] >= 0
    assert first["time"].endswith("Z")
    assert "secret" not in text
    assert "client" not in text
    named = logged(create_app(replace(sample, log="json", log_clients=True)).test_client(), capsys)
    assert json.loads(named.splitlines()[0])["client"] == "127.0.0.1"


def test_lines_in_words_and_none(sample: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    text = logged(create_app(replace(sample, log="text")).test_client(), capsys)
    assert re.search(r"^\S+Z GET /sparql 200 [\d.]+ ms \d+ B snapshot 1$", text, re.MULTILINE)
    assert "127.0.0.1" not in text
    assert logged(create_app(replace(sample, log="off")).test_client(), capsys) == ""


def test_settings_of_the_log_are_checked() -> None:
    with pytest.raises(ValueError, match="CATALOGRAPH_LOG"):
        load({"CATALOGRAPH_LOG": "loud"})
    with pytest.raises(ValueError, match="CATALOGRAPH_LOG_CLIENTS"):
        load({"CATALOGRAPH_LOG_CLIENTS": "perhaps"})
    assert load({"CATALOGRAPH_LOG_CLIENTS": "yes"}).log_clients is True
    assert load({"CATALOGRAPH_LOG_CLIENTS": "False"}).log_clients is False


def test_the_real_service_writes_lines_and_keeps_the_time_of_its_pool(sample: Settings) -> None:
    port = free_port()
    command = [sys.executable, "-m", "graph.cli", "serve", "--data", str(sample.data), "--port", str(port)]
    environment = {**os.environ, "CATALOGRAPH_LOG": "json"}
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/livez").status_code == 200
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        # The application is loaded before the processes that serve are forked, which share it.
        assert "/lxml/" in Path(f"/proc/{process.pid}/maps").read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert any(json.loads(line)["route"] == "/livez" for line in errors.splitlines() if line.startswith("{"))
