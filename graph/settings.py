"""Every setting once: its name, default, environment variable, help and unit; and where the data lies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent


def _house() -> Path:
    """The folder that holds ontology/, shapes/ and queries/: the checkout, or the installed wheel's data."""
    checkout = PACKAGE.parent
    return checkout if (checkout / "ontology").is_dir() else checkout / "catalograph_data"


ONTOLOGY = _house() / "ontology"
SHAPES = _house() / "shapes"
QUERIES = _house() / "queries"
SOURCES = PACKAGE / "sources"


@dataclass(frozen=True, slots=True)
class Setting:
    """``parse`` turns the environment's text into the value and raises ``ValueError`` where it cannot."""

    name: str
    default: Any
    help: str
    unit: str = ""
    parse: Any = str

    @property
    def variable(self) -> str:
        return f"CATALOGRAPH_{self.name.upper()}"


def _base(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError(f"a base is an http or https IRI, not {text!r}")
    return text if text.endswith("/") else f"{text}/"


SETTINGS: tuple[Setting, ...] = (
    Setting("data", Path("data"), "Folder of the archive, the journal and the snapshots.", parse=Path),
    Setting("base", "http://127.0.0.1:8000/", "IRI under which everything is published.", parse=_base),
    Setting("title", "Catalograph", "Name of the catalogue, on its pages and in its DCAT."),
    Setting("publisher", "Catalograph", "Name of the organisation that runs this catalogue."),
    Setting("host", "127.0.0.1", "Address that the server listens on."),
    Setting("port", 8000, "Port that the server listens on.", parse=int),
    Setting("workers", 2, "Processes that serve requests.", parse=int),
    Setting(
        "max_document",
        32 * 1024 * 1024,
        "Largest document that is read; a larger one is listed as an error.",
        "bytes",
        int,
    ),
    Setting("max_query", 256 * 1024, "Longest SPARQL query that is accepted.", "bytes", int),
    Setting("page_size", 100, "Datasets on a page of the catalogue, results on a page of a list.", parse=int),
    Setting("keep", 5, "Snapshots that are kept for roll-back.", parse=int),
    Setting("fetch_timeout", 30.0, "Longest wait for a web server when a SOURCE is a URL.", "seconds", float),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; see :data:`SETTINGS` for what each means."""

    data: Path
    base: str
    title: str
    publisher: str
    host: str
    port: int
    workers: int
    max_document: int
    max_query: int
    page_size: int
    keep: int
    fetch_timeout: float


def load(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """The settings from the environment; keywords that are not ``None`` go before it.

    Raises ``ValueError`` naming the variable whose text is not what it must be.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = environment.get(setting.variable)
        value = given.get(setting.name)
        source = setting.name
        if value is None and text is not None:
            value, source = text, setting.variable
        if value is None:
            value = setting.default
        try:
            values[setting.name] = setting.parse(value)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{source}={value!r}: {error}") from error
    return Settings(**values)
