"""What a page of prose says, as it is published: on the entities' pages with its words, and as an answer."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from graph import harvest, pipeline
from graph.settings import load
from tests.web.conftest import HTML, application

PAGE = """Tide and Memory: floods in six valleys

University of Hexham

Tide and Memory is a three-year project funded by the Harrow Trust (grant number HT/20411) and led by Dr Ina Moss \
(Hexham Rivers Unit, HRU). The project has two work packages.

WP1: Memory. Lead: Professor Oona Pryce, Wick College.
Task 1.1 Oral histories
WP2: Measurement

In all, 1,143 people were interviewed. The interviews took place in Selby and York between January 2019 and June 2021.
"""
PROJECT = "project/tide-and-memory-floods-in-six-valleys"
WORDS = "WP1: Memory. Lead: Professor Oona Pryce"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("prose")
    (folder / "project-tide.txt").write_text(PAGE, "utf-8")
    chosen = load({}, data=folder / "data")
    pipeline.build(harvest.gather([str(folder / "project-tide.txt")], chosen, None), chosen)
    return application(chosen).test_client()


def plain(client: FlaskClient, path: str) -> str:
    answer = client.get(f"/{path}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_a_leader_stands_on_the_page_with_the_words_that_say_so(client: FlaskClient) -> None:
    page = client.get("/work-package/wp1-memory", headers=HTML).text
    assert re.search(r"/person/oona-pryce[^>]*>Oona Pryce</a>\s*<[^>]*>\s*lead\b", page)
    marked = [html.unescape(re.sub(r"<[^>]+>", "", words)) for words in re.findall(r"<mark[^>]*>(.*?)</mark>", page)]
    assert WORDS in [re.sub(r"\s+", " ", words) for words in marked]
    link = next(
        link for link in re.findall(r'href="(/text/[^"]+)"', page)
        if f"start={PAGE.index(WORDS)}&amp;end={PAGE.index(WORDS) + len(WORDS)}#" in link
    )  # fmt: skip
    text = client.get(html.unescape(link).partition("#")[0], headers=HTML).text
    assert f'<mark id="quote">{WORDS}</mark>' in text


def test_a_part_of_a_part_and_figures_places_and_period(client: FlaskClient) -> None:
    assert "Oral histories" in plain(client, "work-package/wp1-memory")
    project = plain(client, PROJECT)
    assert "1 143 people" in project
    assert "January 2019 to June 2021" in project
    assert re.search(r"Places of the work Selby .* York ", project)


@pytest.mark.parametrize(
    ("entity", "quote", "rule"),
    [
        ("work-package/wp1-memory", WORDS, "narrative.leads"),
        ("work-package/wp1-memory", "Memory", "narrative.packages"),
        ("person/ina-moss", "Hexham Rivers Unit", "narrative.organizations"),
        (PROJECT, "Harrow Trust", "narrative.organizations"),
        (PROJECT, "HT/20411", "narrative.funding"),
        (PROJECT, "1,143 people were interviewed", "narrative.figures"),
        (PROJECT, "Selby", "narrative.coverage"),
    ],
)
def test_the_question_gives_fact_quote_source_and_rule(client: FlaskClient, entity: str, quote: str, rule: str) -> None:
    answer = client.get("/queries/evidence-of-an-entity", query_string={"entity": f"{_base(client)}id/{entity}"})
    rows = answer.get_json()["results"]["bindings"]
    found = [row for row in rows if row.get("quote", {}).get("value") == quote and row["rule"]["value"] == rule]
    assert found, [(row.get("quote", {}).get("value"), row["rule"]["value"]) for row in rows]
    row = found[0]
    assert PAGE[int(row["start"]["value"]) : int(row["end"]["value"])] == quote
    assert "/text/" in row["source"]["value"]


def _base(client: FlaskClient) -> str:
    return client.get(f"/id/{PROJECT}").headers["Location"].removesuffix(PROJECT)
