"""What people do: search, read, follow evidence, ask; with keyboard, without script, in the dark, on a phone."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PROJECT = "/project/the-first-set-of-keys"
STUDY = "/study/home-care-workers-survey-2019-2021"
FORM = "/queries/work-packages-of-a-project?project=http://127.0.0.1:8000/id/project/the-first-set-of-keys"
ASKED = "/sparql?query=SELECT+*+%7B+?s+?p+?o+%7D+LIMIT+5"
PAGES = (
    *("/", "/search?q=care", "/study/?keyword=ageing", STUDY, PROJECT, "/sparql", ASKED, "/queries", FORM),
    *("/api", "/snapshots", "/queries/keywords-by-use?page=1&snapshot=1", "/study/?snapshot=1"),
    *("/catalog.html", "/quality", "/ontology", "/about", "/graph/ontology", "/nothing"),
)
Open = Callable[..., Any]


def test_from_a_search_to_the_words_of_a_fact(open_page: Open) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("set of keys")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="The First Set of Keys", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "The First Set of Keys"
    person = page.locator("li", has=page.get_by_role("link", name="Gaurav Thirumalai")).first
    person.locator("summary").click()
    person.get_by_role("link", name="See it in the text").first.click()
    words = page.locator("mark#quote")
    assert words.inner_text() == "Gaurav Thirumalai"
    assert words.bounding_box()["y"] < page.viewport_size["height"]


def test_everything_works_without_script(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/sparql")
    page.get_by_label("Query").fill("SELECT ?n { ?s <https://schema.org/name> ?n } ORDER BY ?n LIMIT 3")
    page.get_by_role("button", name="Run").click()
    assert page.get_by_role("table").get_by_role("row").count() == 4
    page.get_by_label("Query").fill("SELECT nothing")
    page.get_by_role("button", name="Run").click()
    assert "cannot be answered" in page.get_by_role("alert").inner_text()
    page.goto(PROJECT)
    page.locator("summary").first.click()
    assert page.locator("blockquote").first.is_visible()


@pytest.mark.parametrize("path", PAGES)
def test_no_barrier_is_serious(open_page: Open, barriers: Open, path: str) -> None:
    page = open_page(bypass_csp=True, color_scheme="light", reduced_motion="reduce")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    for summary in page.locator("details.sources > summary").all()[:3]:
        summary.click()
    assert not [found for found in barriers(page) if found["impact"] in ("serious", "critical")]


def colours(png: bytes) -> int:
    """How many different rows of pixels a screenshot has: a blank page has one."""
    place, data, height = 8, b"", 0
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        content = png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            height = struct.unpack(">II", content[:8])[1]
        if kind == b"IDAT":
            data += content
        place += length + 12
    pixels = zlib.decompress(data)
    stride = len(pixels) // height
    return len({pixels[n * stride : (n + 1) * stride] for n in range(height)})


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}, {"forced_colors": "active"}],
    ids=["dark", "phone", "forced colours"],
)
@pytest.mark.parametrize("path", ["/", STUDY, "/quality"])
def test_pages_are_not_blank_and_fit(open_page: Open, path: str, options: dict[str, Any]) -> None:
    page = open_page(**options)
    page.goto(path)
    assert colours(page.screenshot()) > 20
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    if options.get("color_scheme") == "dark":
        red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)")
        assert max(red, green, blue) < 64


def test_the_keyboard_reaches_everything(open_page: Open) -> None:
    page = open_page()
    page.goto(PROJECT)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")
    reached = set()
    page.goto(PROJECT)
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("(e => e.id || e.getAttribute('aria-label') || e.tagName)(document.activeElement)"))
    assert {"top-q", "Takes part: Gaurav Thirumalai", "SUMMARY"} <= reached
