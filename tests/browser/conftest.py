"""A real Chromium at a real server; whatever a page asks of another host is refused and remembered."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph.settings import Settings
from tests.conftest import REPOSITORY
from tests.serving import served

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"


def absent(what: str) -> None:
    """Skip; but fail where nothing may be missing (``CI=true``)."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def root(sample: Settings) -> Iterator[str]:
    """The address of a server of the sample."""
    with served(sample.data, "--workers", "1") as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        absent("needs Chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def foreign() -> list[str]:
    """What pages asked of other hosts; the test fails where it is anything."""
    return []


@pytest.fixture
def open_page(chromium: Any, root: str, foreign: list[str]) -> Iterator[Callable[..., Any]]:
    """A new page in a context with the given options; errors of its scripts fail the test."""
    contexts, errors = [], []

    def open_(**options: Any) -> Any:
        context = chromium.new_context(base_url=root, **options)
        contexts.append(context)

        def guard(route: Any) -> None:
            if route.request.url.startswith((root, "data:")):
                route.continue_()
            else:
                foreign.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda told: errors.append(told.text) if "Content Security" in told.text else None)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not foreign
    assert not errors


@pytest.fixture(scope="session")
def barriers() -> Callable[[Any], list[dict[str, Any]]]:
    """What axe finds in a page, in light colours; in dark ones only colours are others."""
    if not AXE.exists():
        absent("needs axe-core: npm ci")
    axe = AXE.read_text("utf-8")

    def found(page: Any) -> list[dict[str, Any]]:
        page.evaluate(axe)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        page.emulate_media(color_scheme="dark")
        found += page.evaluate("axe.run({runOnly: ['color-contrast'], resultTypes: ['violations']})")["violations"]
        page.emulate_media(color_scheme="light")
        return [
            {"id": v["id"], "impact": v["impact"], "at": [node["target"] for node in v["nodes"]][:5]} for v in found
        ]

    return found
