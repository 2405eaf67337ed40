"""The description for programs holds: every operation, tried by schemathesis against the application."""

from __future__ import annotations

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from graph import queries
from graph.serialization import of
from graph.settings import Settings
from tests.web.conftest import HTML, application
from web.operations import OPERATIONS

EXAMPLES = 6
"""Requests to each operation, right ones and wrong ones each."""
NO_QUERY = ("/sparql", "/validate", "/api/validate", "/sparql/running/{identifier}")
"""Of a text no JSON Schema says whether it is SPARQL, or a document: a right request may be answered 400."""
CURATORS = ("/quality/decisions.{suffix}",)
"""Nobody is logged in here: right or wrong, the answer is the way to the login."""
ANSWERED = ("2xx", "3xx", "401", "403", "404", "409", "410", "429", "5xx")
REFUSED = ("400", "401", "403", "404", "405", "406", "409", "410", "415", "422", "429", "5xx")
"""410: whether a snapshot is kept no schema says, and nobody asks further of one that is not."""
PATHS = [(f"/queries/{name}", "get") for name in queries.questions()] + [(o.path, o.method) for o in OPERATIONS]


@pytest.fixture(scope="module")
def described(published: Settings) -> OpenApiSchema:
    checks = {"positive_data_acceptance": ANSWERED, "negative_data_rejection": REFUSED}
    told = {"checks": {name: {"expected-statuses": list(statuses)} for name, statuses in checks.items()}}
    return schemathesis.openapi.from_wsgi(
        "/openapi.json", application(published), config=schemathesis.Config.from_dict(told)
    )


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize(("path", "method"), PATHS)
def test_every_operation_does_as_it_is_described(
    described: OpenApiSchema, path: str, method: str, mode: GenerationMode
) -> None:
    operation = described[path][method.upper()]
    if mode is GenerationMode.NEGATIVE and not operation.definition.raw.get("parameters"):
        pytest.skip("takes no parameters")
    left_out = [positive_data_acceptance, negative_data_rejection] if path in (*NO_QUERY, *CURATORS) else []

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def tried(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"}, excluded_checks=left_out)

    tried()


def test_each_question_is_one_operation(client: FlaskClient) -> None:
    told = client.get("/openapi.json").get_json()
    assert told["openapi"].startswith("3.1")
    ids = [operation["operationId"] for methods in told["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))
    for name, question in queries.questions().items():
        operation = told["paths"][f"/queries/{name}"]["get"]
        own = [p["name"] for p in operation["parameters"] if "name" in p]
        assert own == [parameter.name for parameter in question.parameters]
        assert set(operation["responses"]["200"]["content"]) == {
            *(format.media_type for format in of("results")),
            "text/html",
        }
        assert {"400", "410", "429", "503"} <= set(operation["responses"])


def test_every_page_for_readers_is_described(client: FlaskClient) -> None:
    """What the description leaves out is named here: files, nodes that only links lead to, and other suffixes."""
    left_out = (
        "/static",
        "/text",
        "/document",
        "/graph/",
        "/rule",
        "/.well-known/genid",
        "/record",
        "/id/record",
        "/store/",
        "/linkset",
        "/dumps",
        "/sitemap",
        "/robots.txt",
        "/oai",  # OAI-PMH's own Identify and ListMetadataFormats describe it
        "/feed/",
        "/change/",
        "/login",  # pages and forms of curators: what a form sends needs a token that only its page gives
        "/logout",
        "/identity",
        *("/quality/decide", "/quality/decisions", "/quality/fix", "/quality/undo"),
    )
    told = client.get("/openapi.json").get_json()["paths"]
    for rule in client.application.url_map.iter_rules():
        plain = rule.rule.partition("<any(")[0]
        template = plain.replace("<", "{").replace(">", "}")
        if not rule.rule.startswith(left_out) and "suffix" not in rule.rule and "<any(" not in rule.rule:
            described = template in told or plain in (
                "/",
                "/about",
                "/api",
                "/openapi.json",
                "/queries/<name>",
                "/catalog/<source>",
            )
            assert described or plain.startswith("/ontology/"), plain


def test_the_api_reads_without_script(client: FlaskClient) -> None:
    page = client.get("/api", headers=HTML)
    assert page.status_code == 200
    for name, question in queries.questions().items():
        assert f'id="{name}"' in page.text
        assert question.title in page.text
    assert "<script" not in page.text
    by_accept = client.get("/api", headers={"Accept": "application/openapi+json"})
    assert by_accept.get_json() == client.get("/openapi.json").get_json() == client.get("/api.json").get_json()
