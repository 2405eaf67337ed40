"""Validate my data, over HTTP: by a form without scripts, and for programs."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.validation.shared import Reports
from web import create_app

TURTLE = (
    '@prefix s: <https://schema.org/> .\n<https://example.org/x> a s:Dataset ;\n  s:inLanguage "<b>English</b>" .\n'
)


@pytest.fixture(scope="module")
def client(sample: Settings) -> FlaskClient:
    return create_app(replace(sample, log="off")).test_client()


def test_form_leads_to_a_report_that_can_be_shared(client: FlaskClient) -> None:
    form = client.get("/validate").text
    assert {"text", "file", "url", "profile", "shapes"} <= set(re.findall(r' name="(\w+)"', form))
    sent = client.post("/validate", data={"text": TURTLE})
    assert sent.status_code == 303
    path = sent.headers["Location"]
    page = client.get(path).text
    assert "does not conform" in page
    assert "&lt;b&gt;English&lt;/b&gt;" in page
    assert "<b>English" not in page
    assert "Line 3, column " in page
    for suffix, start in ((".ttl", "@prefix"), (".csv", "severity,"), (".sarif", "{"), (".jsonld", "[")):
        assert client.get(path + suffix).text.startswith(start)
    again = client.post("/validate", data={"file": (io.BytesIO(TURTLE.encode()), "pasted text")})
    assert again.headers["Location"] == sent.headers["Location"]
    assert client.get("/validate/" + "0" * 32).status_code == 404
    assert client.get("/validate/..%2Fcurrent").status_code == 404


def test_programs_get_the_report_at_once(client: FlaskClient) -> None:
    answer = client.post("/api/validate", data=TURTLE, content_type="text/turtle", headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.mimetype, answer.headers["X-Conforms"]) == (200, "text/csv", "false")
    assert "/validate/" in answer.headers["Link"]
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:s> a sh:NodeShape ; sh:targetNode <https://example.org/x> ;
        sh:property [ sh:path <urn:p> ; sh:minCount 1 ] ."""
    given = {"text": TURTLE, "shapes": shapes}
    own = json.loads(client.post("/api/validate", data=given, headers={"Accept": "application/sarif+json"}).data)
    (result,) = own["runs"][0]["results"]
    assert result["message"]["text"] == "At least 1 of these must be given."


@pytest.mark.parametrize(
    ("given", "status", "problem"),
    [
        ({}, 400, "Paste some data"),
        ({"url": "file:///etc/passwd"}, 400, "http://"),
        ({"url": "http://127.0.0.1:9/x.ttl"}, 422, "no public address"),
        ({"text": "<<<"}, 422, "line 1"),
        ({"text": TURTLE, "profile": "../x"}, 422, "no profile"),
    ],
)
def test_refusals_say_why(client: FlaskClient, given: dict[str, str], status: int, problem: str) -> None:
    answer = client.post("/api/validate", data=given, headers={"Accept": "text/turtle, application/problem+json"})
    assert answer.status_code == status
    assert problem in answer.get_json()["detail"]
    page = client.post("/validate", data=given)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_rows_of_a_query(client: FlaskClient) -> None:
    query = "SELECT ?study WHERE { ?study a <https://schema.org/Dataset> } LIMIT 3"
    answer = client.post("/api/validate", data={"query": query}, headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.headers["X-Conforms"]) == (200, "true")
    everything = "SELECT ?study WHERE { ?study a <https://schema.org/Dataset> }"
    answer = client.post("/api/validate", data={"query": everything}, headers={"Accept": "text/csv"})
    assert answer.headers["X-Conforms"] == "true"  # what is published passes the gate, whatever DCAT makes of it
    construct = "CONSTRUCT { ?s a <https://schema.org/Dataset> } WHERE { ?s a <https://schema.org/Dataset> }"
    answer = client.post("/api/validate", data={"query": construct}, headers={"Accept": "text/csv"})
    assert answer.headers["X-Conforms"] == "false"
    assert client.post("/api/validate", data={"query": "ASK {}"}).status_code == 400
    assert client.post("/api/validate", data={"query": "SELECT"}).status_code == 400


def test_limits_are_told(sample: Settings) -> None:
    small = create_app(replace(sample, log="off", max_document=1000)).test_client()
    assert small.post("/api/validate", data=b"#" * 1500, content_type="text/turtle").status_code == 422
    assert small.post("/api/validate", data=b"#" * 5000, content_type="text/turtle").status_code == 413
    slow = create_app(replace(sample, log="off", engine="pyshacl", validate_deadline=1.0)).test_client()
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:property [ sh:path <urn:p> ; sh:pattern "^(a+)+$" ] ."""
    answer = slow.post("/api/validate", data={"text": f'<urn:a> <urn:p> "{"a" * 60}!" .', "shapes": shapes})
    assert (answer.status_code, answer.get_json()["limit"]) == (503, "validate_deadline")


def test_reports_expire(tmp_path: Path, client: FlaskClient, sample: Settings) -> None:
    name = client.post("/validate", data={"text": TURTLE}).headers["Location"].rsplit("/", 1)[-1]
    assert Reports(sample.data, 7).get(name)
    assert Reports(sample.data, 0).get(name) is None
