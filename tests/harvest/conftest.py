from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graph.cli import main
from tests.harvest.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


class Harvester:
    """The command line with a plan of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.plan = folder / "harvest.toml"

    def write(self, **sources: dict[str, Any]) -> None:
        lines = ['contact = "mailto:curator@example.org"']
        for name, fields in sources.items():
            lines.append(f"[sources.{name}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in {"rate": 1000, **fields}.items()]
        self.plan.write_text("\n".join(lines), "utf-8")

    def run(self, *arguments: str, command: str = "harvest") -> Result:
        given = [command, *arguments, "--data", str(self.data)]
        if command == "harvest":
            given += ["--plan", str(self.plan)]
        environment = {"CATALOGRAPH_RETRY_PAUSE": "0.01", "CATALOGRAPH_FETCH_DEADLINE": "2"}
        return CliRunner().invoke(main, given, env=environment, catch_exceptions=False)

    def told(self, *arguments: str) -> dict[str, Any]:
        """The outcome of a harvest as JSON."""
        result = self.run("--json", *arguments)
        found = json.loads(result.stdout)
        assert isinstance(found, dict)
        return {**found, "exit": result.exit_code}


@pytest.fixture
def harvester(tmp_path: Path) -> Harvester:
    return Harvester(tmp_path)


def page(title: str, number: int = 1, **more: Any) -> bytes:
    """A web page about a study."""
    said = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": title,
        "description": f"A study of something, told of in words enough to be valid: {title}.",
        "identifier": f"https://doi.org/10.1234/study-{number}",
        **more,
    }
    script = json.dumps(said).replace("<", "\\u003c")
    return f'<!doctype html><html lang="en"><script type="application/ld+json">{script}</script></html>'.encode()
