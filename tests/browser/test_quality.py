"""The desk of findings as a curator works at it: waive a cause, through a harvest, until it is over; fix, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from graph.curators import Curators
from graph.settings import Settings, load
from tests.quality.towns import CODES, LANGUAGE, begin, build, page
from tests.serving import free_port, served

pytestmark = pytest.mark.browser

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("findings")
    made = load({}, data=folder / "data", executor="1", base=f"http://127.0.0.1:{free_port()}/")
    begin(folder, made)
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


def log_in(tab: Any, token: str) -> None:
    tab.goto("/quality")
    tab.get_by_role("link", name="Log in to decide").click()
    tab.get_by_label("Your token").fill(token)
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Log out").wait_for()


def open_findings(tab: Any, profile: str) -> int:
    tab.goto("/quality")
    row = tab.get_by_role("table").first.get_by_role("row", name=profile)
    return int(row.get_by_role("cell").last.inner_text())


def test_waive_harvest_and_expire(open_page: Open, chosen: Settings, token: str) -> None:
    tab = open_page()
    log_in(tab, token)
    before = open_findings(tab, "gate")
    tab.get_by_role("link", name=LANGUAGE).click()
    tomorrow = (datetime.now(UTC) + timedelta(1)).date().isoformat()
    tab.get_by_label("Waive until").fill(tomorrow)
    tab.get_by_label("Reason or comment").fill("the archive mends it")
    tab.get_by_role("button", name="Waive").click()
    tab.locator(".flash").get_by_text(f"Waived until {tomorrow}").wait_for()
    tab.locator(".flash:focus").wait_for()
    assert open_findings(tab, "gate") == before - 2
    assert not tab.get_by_role("link", name=LANGUAGE).count()

    page(chosen.data.parent / "in", "Marle", "2026-03-01", inLanguage="English", keywords=["towns", "rivers"])
    build(chosen)
    assert open_findings(tab, "gate") == before - 2
    tab.goto("/quality?state=waived")
    assert tab.get_by_role("link", name=LANGUAGE).is_visible()

    later = str(int((datetime.now(UTC) + timedelta(3)).timestamp()))
    with served(chosen.data, "--workers", "1", SOURCE_DATE_EPOCH=later, CATALOGRAPH_EXECUTOR="1") as after:
        other = tab.context.browser.new_page()
        other.goto(f"{after}/quality")
        other.get_by_role("link", name=LANGUAGE).click()
        assert other.get_by_text("that is over").count() == 2
        other.close()
    tab.goto("/quality/decisions")
    tab.get_by_role("button", name="Undo").first.click()
    tab.get_by_text("Undone: decision").wait_for()
    assert open_findings(tab, "gate") == before


def test_accept_a_fix_see_the_count_change_and_undo(open_page: Open, token: str) -> None:
    tab = open_page()
    log_in(tab, token)
    row = tab.get_by_role("table").first.get_by_role("row", name="strict")
    assert "1 of 3" in row.inner_text()
    tab.get_by_role("link", name=CODES).click()
    tab.get_by_role("heading", name=CODES).wait_for()
    tab.get_by_role("button", name="Keys").wait_for()
    tab.keyboard.press("p")
    tab.get_by_role("heading", name="Put right 2 statements?").wait_for()
    tab.get_by_role("button", name="Put it right").click()
    flash = tab.locator(".flash")
    flash.get_by_text("Corrected here").wait_for()
    tab.goto("/quality")
    assert "2 of 3" in row.inner_text()
    tab.go_back()
    flash.get_by_role("button", name="Undo").click()
    tab.get_by_text("Undone: decision").wait_for()
    tab.goto("/quality")
    assert "1 of 3" in row.inner_text()


def test_keys_and_no_script(open_page: Open, token: str) -> None:
    tab = open_page()
    log_in(tab, token)
    tab.get_by_role("button", name="Keys").wait_for()  # which the script adds
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name=CODES).wait_for()
    tab.get_by_role("button", name="Keys").wait_for()
    tab.keyboard.press("w")
    tab.keyboard.type("xaf?")  # words, while one writes
    tab.keyboard.press("Escape")
    tab.keyboard.press("f")
    tab.get_by_text("Marked as fixed at its source").first.wait_for()
    tab.get_by_role("button", name="Keys").wait_for()
    tab.keyboard.press("z")
    tab.get_by_text("Undone: decision").wait_for()

    plain = open_page(java_script_enabled=False)
    log_in(plain, token)
    plain.get_by_label("Severity").select_option("Violation")
    plain.get_by_role("button", name="Show").click()
    plain.get_by_role("link", name=CODES).click()
    plain.get_by_label("Choose Study of Marle").check()
    plain.get_by_label("Assign to").fill("Cara")
    plain.get_by_role("button", name="Assign").click()
    assert plain.get_by_text("with Cara").count() == 1
    plain.locator(".flash").get_by_role("button", name="Undo").click()
    assert not plain.get_by_text("with Cara").count()


def test_no_barrier_is_serious_and_all_fits_a_phone(open_page: Open, barriers: Open, token: str) -> None:
    tab = open_page(
        bypass_csp=True, color_scheme="light", reduced_motion="reduce", viewport={"width": 390, "height": 844}
    )
    log_in(tab, token)
    link = tab.get_by_role("link", name=LANGUAGE).get_attribute("href")
    fix = link.replace("cause/", "fix?cause=").replace("?source", "&source")
    tab.goto(link)
    finding = tab.get_by_role("link", name="evidence and decisions").first.get_attribute("href")
    paths = ["/quality", link, fix, "/quality/history"]
    others = [finding, "/quality/held", "/quality/decisions", "/quality/why?about=Stonor.html"]
    for path in [*paths, *others]:
        tab.goto(path)
        assert not [(path, v) for v in barriers(tab) if v["impact"] in ("serious", "critical")]
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
