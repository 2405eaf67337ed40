"""The query page: completion, errors and where they are, views of a result, links that reproduce them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
COUNTS = "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)"
YEARS = "SELECT ?day ?n { VALUES (?day ?n) { ('2019'^^xsd:gYear 1) ('2020'^^xsd:gYear 4) ('2021'^^xsd:gYear 2) } }"
STATEMENTS = "CONSTRUCT WHERE { ?project a <https://schema.org/ResearchProject> ; <https://schema.org/funder> ?funder }"
PLACES = """SELECT ?place ?lat ?long ?shape { VALUES (?place ?lat ?long ?shape) {
  (<https://example.org/quay> 53.8 -1.5 UNDEF)
  (<https://example.org/moor> 55.1 -2.9 'POLYGON((-3 55, -2 55, -2 56, -3 55))')
} }"""
NOWHERE = "SELECT ?lat ?long { VALUES (?lat ?long) { (95 10) (10 200) (51.5 0) } }"


@pytest.fixture
def ask(open_page: Open) -> Callable[..., Any]:
    """Opens the query page, perhaps with a query and a fragment, once its editor stands."""
    if not (REPOSITORY / "web" / "static" / "vendor" / "yasqe.min.js").exists():
        pytest.skip("needs the editor: npm ci && npm run assets")

    def ask_(query: str | None = None, fragment: str = "", **options: Any) -> Any:
        page = open_page(**options)
        page.goto(f"/sparql{f'?query={quote(query)}' if query else ''}{fragment}")
        page.locator(".CodeMirror").wait_for()
        return page

    return ask_


def text_of(page: Any) -> str:
    return str(page.locator(".CodeMirror").evaluate("place => place.CodeMirror.getValue()"))


def write(page: Any, text: str) -> None:
    """Puts a text in the editor as typing would, the cursor at its end."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_an_example_runs_and_the_address_reproduces_it(ask: Callable[..., Any]) -> None:
    page = ask()
    assert not page.locator("textarea#query").is_visible()
    page.get_by_role("link", name="Counts by class").click()
    page.locator("#answer tbody tr").nth(4).wait_for()
    assert " rows in " in page.locator("#state").inner_text()
    page.get_by_role("button", name="Chart", exact=True).click()
    page.locator("canvas").wait_for()
    page.get_by_label("As", exact=True).select_option("pie")
    page.wait_for_url("**kind=pie*")
    again = page.context.new_page()
    again.goto(page.url)
    assert again.get_by_label("As", exact=True).input_value() == "pie"
    assert text_of(again) == text_of(page)
    assert again.get_by_role("button", name="Chart", exact=True).get_attribute("aria-pressed") == "true"


def test_examples_are_by_category_and_about_this_graph(ask: Callable[..., Any]) -> None:
    page = ask()
    for category in ("About the research", "For harvesting", "For curating"):
        assert page.get_by_role("heading", name=category).is_visible()
    page.get_by_label("About").select_option("harvest")
    assert page.get_by_role("heading", name="For curating").is_hidden()
    assert page.locator("a.example:visible").count() == 5
    page.get_by_label("About").select_option("")
    page.get_by_role("link", name="Work packages of a project").click()
    page.locator("#answer tbody tr").first.wait_for()
    assert "VALUES (?project) { (<http" in text_of(page)


def test_examples_work_without_script(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/sparql")
    page.get_by_role("link", name="Work packages of a project").click()
    assert page.get_by_role("table").get_by_role("row").count() > 1
    assert page.get_by_label("Query").input_value().startswith("PREFIX")


@pytest.mark.parametrize(
    ("typed", "offered", "picked"),
    [
        (
            "SELECT * { ?s a schema:Datas",
            "schema:Dataset",
            "PREFIX schema: <https://schema.org/>\nSELECT * { ?s a schema:Dataset",
        ),
        ("SELECT * { ?s a <https://schema.org/Datas", "schema:Dataset", "a schema:Dataset"),
        ("SELECT * { ?s a work", "cg:WorkPackage", "a cg:WorkPackage"),
        ("SELECT * { ?s funde", "schema:funder", "?s schema:funder"),
        ("PREFIX s: <https://schema.org/> SELECT * { ?s s:funde", "s:funder", "{ ?s s:funder"),
    ],
)
def test_terms_are_completed(ask: Callable[..., Any], typed: str, offered: str, picked: str) -> None:
    page = ask()
    write(page, typed)
    with page.expect_response("**/sparql/terms.json*"):
        page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text=offered).first.wait_for()
    page.keyboard.press("Enter")
    assert picked in text_of(page)
    assert text_of(page).count("PREFIX") == 1


def test_a_prefix_is_declared_as_soon_as_it_is_used(ask: Callable[..., Any]) -> None:
    page = ask()
    write(page, "")
    page.keyboard.type("ASK { ?s prov:")
    page.wait_for_function(
        "document.querySelector('.CodeMirror').CodeMirror.getValue().startsWith('PREFIX prov: <http://www.w3.org/ns/prov#>')"
    )


def test_an_error_leads_to_its_line_and_column(ask: Callable[..., Any]) -> None:
    page = ask()
    write(page, "SELECT *\nWHERE {\n  ?s 🌊:x ?o }")
    page.keyboard.press("Control+Enter")
    page.get_by_role("alert").get_by_role("button").click()
    assert page.locator(".wrong-line").count() == 1
    place = page.locator(".CodeMirror").evaluate(
        "place => [place.CodeMirror.getCursor().line, place.CodeMirror.hasFocus()]"
    )
    assert place == [2, True]
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("ASK {}")
    page.get_by_role("button", name="Run").click()
    page.locator(".answer").get_by_text("Yes").wait_for()
    assert page.get_by_role("alert").is_hidden()


def test_what_is_wrong_is_told_while_one_types(ask: Callable[..., Any]) -> None:
    page = ask()
    write(page, "SELECT nothing {")
    page.locator(".parseErrorIcon").hover()
    assert "DISTINCT" in page.locator(".parseErrorIcon").get_attribute("title")


def test_an_error_of_an_opened_link_is_marked_too(ask: Callable[..., Any]) -> None:
    page = ask("SELECT * {\n ?s nope:x ?o }")
    page.get_by_role("button", name="Go to line 2").click()
    assert page.locator(".wrong-line").count() == 1


def test_the_other_schema_org_gets_a_hint_and_a_way_out(ask: Callable[..., Any]) -> None:
    page = ask()
    write(page, "SELECT * { ?s a <http://schema.org/Dataset> }")
    page.keyboard.press("Control+Enter")
    page.locator("#hint-text").get_by_text("with https").wait_for()
    page.get_by_role("button", name="Ask with https").click()
    page.locator("#answer tbody tr").first.wait_for()
    assert page.locator("#hint").is_hidden()
    assert "<https://schema.org/Dataset>" in text_of(page)


def test_a_run_can_be_cancelled(ask: Callable[..., Any]) -> None:
    page = ask()
    asked: list[Any] = []
    page.route(re.compile("sparql[?]query="), lambda route: asked.append(route))  # not answered
    page.get_by_role("button", name="Run").click()
    page.locator("#state", has_text="Running…").wait_for()
    with page.expect_request(lambda request: request.method == "DELETE") as told:
        page.get_by_role("button", name="Cancel").click()
    page.locator("#state", has_text="Cancelled").wait_for()
    assert len(asked) == 1
    assert told.value.url.endswith(f"/sparql/running/{asked[0].request.headers['query-id']}")
    page.unroute_all()
    page.get_by_role("button", name="Run").click()
    page.locator("#answer tbody tr").first.wait_for()
    assert page.get_by_role("button", name="Cancel").is_hidden()


def test_a_link_is_copied_or_shown(ask: Callable[..., Any]) -> None:
    page = ask(permissions=["clipboard-read", "clipboard-write"])
    write(page, "ASK { ?s a <https://schema.org/Dataset> }")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Link copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    page.goto(copied)
    page.locator(".answer").get_by_text("Yes").wait_for()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as on a page without https
    page.get_by_role("button", name="Copy link").click()
    assert page.get_by_label("Link to share").input_value() == copied


def test_a_query_too_long_for_an_address(ask: Callable[..., Any]) -> None:
    page = ask()
    write(page, f"ASK {{}} # {'long ' * 3000}")
    page.get_by_role("button", name="Run").click()
    page.locator(".answer").get_by_text("Yes").wait_for()
    assert "query=ASK" in page.url.partition("#")[2]
    page.reload()
    page.locator(".answer").get_by_text("Yes").wait_for()
    with page.expect_download() as download:
        page.locator(".downloads").get_by_role("link", name="CSV").click()
    assert Path(download.value.path()).read_text("utf-8").strip() == "true"


@pytest.mark.parametrize(
    ("query", "views"),
    [
        (COUNTS, ["Table", "Chart", "Text"]),
        (STATEMENTS, ["Table", "Graph", "Text"]),
        ("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 20", ["Table", "Graph", "Text"]),
        (PLACES, ["Table", "Chart", "Map", "Text"]),
        ("SELECT ?s { ?s a <https://schema.org/Dataset> }", ["Table", "Text"]),
        ("ASK {}", []),
    ],
    ids=["numbers", "statements", "s p o", "places", "names", "yes or no"],
)
def test_views_are_offered_where_they_fit(ask: Callable[..., Any], query: str, views: list[str]) -> None:
    page = ask(query)
    page.locator("#answer > div").first.wait_for()
    assert page.locator(".views button").all_inner_texts() == views


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("query", "view", "drawn"),
    [
        (COUNTS, "chart", "canvas"),
        (STATEMENTS, "graph", ".network canvas"),
        (PLACES, "map", "svg.map .polygon"),
        (COUNTS, "table", "table"),
        (STATEMENTS, "text", "pre"),
    ],
    ids=["chart", "graph", "map", "table", "text"],
)
def test_views_are_drawn_and_have_no_barrier(
    ask: Callable[..., Any], barriers: Callable[..., Any], query: str, view: str, drawn: str, width: int
) -> None:
    page = ask(query, f"#view={view}", viewport={"width": width, "height": 900}, color_scheme="light", bypass_csp=True)
    page.locator(f"#answer {drawn}").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not barriers(page)


def test_years_make_a_line(ask: Callable[..., Any]) -> None:
    page = ask(f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {YEARS}", "#view=chart")
    assert page.get_by_label("As", exact=True).input_value() == "line"
    assert page.get_by_label("Value").input_value() == "n"


def test_a_map_leads_on_and_tells_what_is_nowhere(ask: Callable[..., Any]) -> None:
    page = ask(PLACES, "#view=map")
    page.locator("svg.map").wait_for()
    assert page.locator("svg.map a").count() == 3
    assert page.locator("svg.map path.land").get_attribute("d")
    page = ask(NOWHERE, "#view=map")
    page.get_by_text("2 values are no place on the globe").wait_for()
    assert page.locator("svg.map .point").count() == 1


def test_a_long_table_has_pages_order_and_a_filter(ask: Callable[..., Any]) -> None:
    page = ask("SELECT ?s ?n { ?s <https://schema.org/name> ?n } ORDER BY ?n")
    page.get_by_text("Rows 1 to 100 of").wait_for()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Rows 101 to").wait_for()
    page.get_by_role("columnheader", name="n", exact=True).get_by_role("button").click()
    page.get_by_role("columnheader", name="n", exact=True).get_by_role("button").click()
    assert page.get_by_role("columnheader", name="n", exact=True).get_attribute("aria-sort") == "descending"
    page.get_by_label("Filter rows").fill("set of keys")
    page.get_by_text("The First Set of Keys").first.wait_for()
    assert page.locator("#answer tbody tr").count() < 10


def test_text_comes_as_it_is(ask: Callable[..., Any]) -> None:
    page = ask("""SELECT ?x { VALUES ?x { "{{x}} <b>&amp;</b></script>" "Straße 🌊"@de } }""")
    assert page.locator("#answer td").all_inner_texts() == ["{{x}} <b>&amp;</b></script>", "Straße 🌊"]
    assert page.locator("#answer td [lang=de]").count() == 1


def test_a_result_too_large_for_the_plain_page_is_shown_by_the_editor(ask: Callable[..., Any]) -> None:
    page = ask("SELECT * { GRAPH ?g { ?s ?p ?o } }")
    page.get_by_text("Rows 1 to 100 of").wait_for(timeout=60_000)
    assert page.locator("#answer tbody tr").count() == 100


def test_the_keyboard_is_not_trapped_and_takes_back(ask: Callable[..., Any]) -> None:
    page = ask()
    before = text_of(page)
    write(page, "ASK {}")
    page.keyboard.press("Control+z")
    assert text_of(page) == before
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"


def test_the_snapshot_that_is_pinned_stays_pinned(ask: Callable[..., Any], open_page: Open) -> None:
    page = open_page()
    page.goto("/sparql?snapshot=1")
    page.locator(".CodeMirror").wait_for()
    with page.expect_response("**/sparql?*snapshot=1*query=*"):
        page.get_by_role("button", name="Run").click()
    page.wait_for_url("**snapshot=1*")


@pytest.mark.parametrize("width", [1280, 1100, 1060, 900, 390])
def test_the_sections_stay_on_one_line(open_page: Open, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 700})
    page.goto("/")
    tops = page.evaluate("[...document.querySelectorAll('.top nav a')].map((a) => a.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
