"""The desk as a curator works at it: log in, decide, see the page change, undo; by keys, on a phone, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from graph import harvest, pipeline
from graph.curators import Curators
from graph.settings import Settings, load
from tests.identity.test_decisions import PAGES, write
from tests.serving import catalograph, free_port, served

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
SAMPLE = ("one", "two", "three")


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small catalogue in which one pair of people waits for a decision."""
    folder = tmp_path_factory.mktemp("desk")
    write(folder / "in", {name: PAGES[name] for name in SAMPLE})
    made = load({}, data=folder / "data", executor="1", base=f"http://127.0.0.1:{free_port()}/")
    pipeline.build(harvest.gather([str(folder / "in")], made, None), made)
    return made


@pytest.fixture(scope="module")
def token(chosen: Settings) -> str:
    return Curators(chosen.data).add("Bo Curator")


@pytest.fixture(scope="module")
def root(chosen: Settings, token: str) -> Iterator[str]:
    """The address of a server of it, in the place of the sample's."""
    port = urlsplit(chosen.base).port
    with served(chosen.data, "--workers", "1", port=port, CATALOGRAPH_EXECUTOR="1") as address:
        yield address


def log_in(page: Any, token: str) -> None:
    page.goto("/identity?type=person")
    page.get_by_label("Your token").fill(token)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Which are one?").wait_for()


def exported(chosen: Settings) -> bytes:
    to = chosen.data.parent / "dump.nq"
    done = catalograph("export", "--data", str(chosen.data), "-o", str(to))
    assert done.returncode == 0, done.stderr
    return to.read_bytes()


def test_decide_see_the_page_change_and_undo(open_page: Open, chosen: Settings, token: str, root: str) -> None:
    before = exported(chosen)
    page = open_page()
    log_in(page, token)
    page.get_by_role("link", name="Ada Quill or Ada Quill").click()
    sides = page.locator("section.side a[href*='/person/']")
    paths = [sides.nth(n).get_attribute("href") for n in range(2)]
    page.get_by_label("Reason, if you like").fill("one person, says Bo")
    page.get_by_role("button", name="Same").click()
    flash = page.locator(".flash")
    flash.get_by_text("are the same").wait_for()
    page.locator(".flash:focus").wait_for()

    one = open_page()
    one.goto(min(paths, key=len))
    for study in ("First", "Second", "Third"):
        assert one.get_by_role("link", name=f"{study} study of towns").count()
    one.goto(max(paths, key=len))
    assert one.url == f"{root}{min(paths, key=len)}"

    flash.get_by_role("button", name="Undo").click()
    page.get_by_text("is published again").wait_for()
    assert page.get_by_role("heading", name="Are these one?").is_visible()
    assert exported(chosen) == before
    one.goto(min(paths, key=len))
    assert not one.get_by_role("link", name="Second study of towns").count()


def test_the_keys_do_what_the_buttons_do(open_page: Open, token: str) -> None:
    page = open_page()
    log_in(page, token)
    page.get_by_role("button", name="Keys").wait_for()  # which the script adds
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Are these one?").wait_for()
    page.get_by_role("button", name="Keys").wait_for()
    page.keyboard.press("w")
    page.keyboard.type("sd?")  # words, while one writes
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    assert keys.is_visible()
    keys.get_by_role("button", name="Close").click()
    page.keyboard.press("u")
    page.get_by_text("stay undecided").wait_for()
    page.get_by_role("button", name="Keys").wait_for()
    page.keyboard.press("z")
    page.get_by_text("is published again").wait_for()
    page.get_by_role("link", name="Decisions").click()
    assert "“sd?”" in page.get_by_role("row").nth(1).inner_text()


def test_it_works_without_script_and_logs_out(open_page: Open, token: str) -> None:
    page = open_page(java_script_enabled=False)
    log_in(page, token)
    page.get_by_role("link", name="Ada Quill or Ada Quill").click()
    assert page.get_by_role("button", name="Keys").count() == 0
    page.get_by_role("button", name="Undecided").click()
    page.locator(".flash").get_by_role("button", name="Undo").click()
    assert page.get_by_text("is published again").is_visible()
    page.get_by_role("button", name="Log out").click()
    page.goto("/identity")
    assert page.get_by_label("Your token").is_visible()


def test_no_barrier_is_serious_and_all_fits_a_phone(open_page: Open, barriers: Open, token: str) -> None:
    page = open_page(
        bypass_csp=True, color_scheme="light", reduced_motion="reduce", viewport={"width": 390, "height": 844}
    )
    paths = ["/login", "/identity", "/identity/history", "/identity/thing?iri=person/ada-quill", "/identity/pair"]
    for path in paths:
        if path == "/identity":
            log_in(page, token)
        if path == "/identity/pair":
            page.goto("/identity")
            page.get_by_role("link", name="Ada Quill or Ada Quill").click()
        else:
            page.goto(path)
        assert not [(path, v) for v in barriers(page) if v["impact"] in ("serious", "critical")]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
