"""Every setting once: its name, default, environment variable, help and unit; and where the data lies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    secret: bool = False

    @property
    def variable(self) -> str:
        return f"CATALOGRAPH_{self.name.upper()}"


def _base(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError(f"a base is an http or https IRI, not {text!r}")
    return text if text.endswith("/") else f"{text}/"


def _token(text: str) -> str:
    if text and (len(text) < 16 or not text.isascii() or not text.isprintable() or " " in text):
        raise ValueError("a token is at least 16 printable ASCII characters without spaces")
    return text


def _addresses(text: str) -> str:
    for address in text.split():
        if not address.startswith(("http://", "https://")) or any(mark in address for mark in '<>"{}|^`\\'):
            raise ValueError(f"{address!r} is no http or https address")
    return " ".join(text.split())


def _engine(text: str) -> str:
    if text not in ("auto", "pyshacl", "pyshifty"):
        raise ValueError("one of: auto, pyshacl, pyshifty")
    return text


def _trust(text: str) -> str:
    for part in text.split():
        name, given, value = part.partition("=")
        if not (name and given and value.isdecimal() and int(value) <= 100):
            raise ValueError(f"{part!r}: write it as a kind or a source's name, = and 0 to 100, as in archive=90")
    return " ".join(text.split())


def _log(text: str) -> str:
    if text not in ("off", "json", "text"):
        raise ValueError("one of: off, json, text")
    return text


def _yes(text: str | bool) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}
    if str(text).lower() not in known:
        raise ValueError("one of: true, false")
    return known[str(text).lower()]


SETTINGS: tuple[Setting, ...] = (
    Setting("data", Path("data"), "Folder of the archive, the journal and the snapshots.", parse=Path),
    Setting("base", "http://127.0.0.1:8000/", "IRI under which everything is published.", parse=_base),
    Setting("title", "Catalograph", "Name of the catalogue, on its pages and in its DCAT."),
    Setting("publisher", "Catalograph", "Name of the organisation that runs this catalogue."),
    Setting("admin_email", "", "Mail address that OAI-PMH names; without one it is postmaster at the base's host."),
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
    Setting("query_deadline", 30.0, "Longest time that a query may take; a client may ask for less.", "seconds", float),
    Setting("query_memory", 1024, "Working memory that a query may take beyond the data itself.", "MB", int),
    Setting("query_result", 2048, "Largest result of a query.", "MB", int),
    Setting("query_rows", 20_000_000, "Most rows, or statements, of a query's result; 0 sets no limit.", "rows", int),
    Setting("query_workers", 8, "Processes that run queries.", parse=int),
    Setting("client_queries", 8, "Queries that one client may have running at once.", parse=int),
    Setting(
        "memory_budget",
        4096,
        "Memory for a snapshot and its query workers; where it does not fit it is read from disk.",
        "MB",
        int,
    ),
    Setting("answer_cache", 64, "Memory of each serving process for answers that may be asked again.", "MB", int),
    Setting("service_allow", "", "Endpoints that SERVICE may ask, parted by spaces.", parse=_addresses),
    Setting("service_timeout", 10.0, "Longest time that one call of SERVICE may take.", "seconds", float),
    Setting("service_result", 64, "Largest answer of an endpoint that SERVICE asks.", "MB", int),
    Setting("service_queries", 4, "Queries with SERVICE that run at once, of all clients.", parse=int),
    Setting("write_token", "", "Token that /update and /store ask for; without one they are off.", "", _token, True),
    Setting("log", "text", "A line for each request on the error output: text, json or off.", parse=_log),
    Setting("log_clients", False, "Whether these lines name the client's address.", parse=_yes),
    Setting("executor", "0", "Processes that read documents (0: one a core), or a Dask scheduler's tcp:// address."),
    Setting(
        "engine",
        "auto",
        "What validates: pyshacl (the reference), pyshifty, or auto (the quicker one where they are proved equal).",
        parse=_engine,
    ),
    Setting("validate_deadline", 60.0, "Longest time that validating what is handed in may take.", "seconds", float),
    Setting("validate_memory", 2048, "Memory that validating what is handed in may take.", "MB", int),
    Setting("validate_keep", 7.0, "How long the report on it can be seen by its link.", "days", float),
    Setting("session_idle", 60.0, "How long a curator who does nothing stays logged in.", "minutes", float),
    Setting("session_length", 12.0, "How long a curator stays logged in at most.", "hours", float),
    Setting("page_size", 100, "Datasets on a page of the catalogue, results on a page of a list.", parse=int),
    Setting(
        "trust", "", "Whom to trust where sources disagree: kinds or names of sources, as in archive=90.", parse=_trust
    ),
    Setting("keep", 5, "Snapshots that are kept for roll-back.", parse=int),
    Setting(
        "pin_lease", 3600, "How long a harvest in progress keeps its snapshot after its last request.", "seconds", int
    ),
    Setting("min_free", 256, "Space on the disk that a publish must leave free.", "MB", int),
    Setting("fetch_timeout", 30.0, "Longest silence of a web server that is waited for.", "seconds", float),
    Setting("fetch_deadline", 300.0, "Longest time that one response of a web server may take.", "seconds", float),
    Setting("retry_pause", 1.0, "First pause before a request is tried again; it doubles.", "seconds", float),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; see :data:`SETTINGS` for what each means."""

    data: Path
    base: str
    title: str
    publisher: str
    admin_email: str
    host: str
    port: int
    workers: int
    max_document: int
    max_query: int
    query_deadline: float
    query_memory: int
    query_result: int
    query_rows: int
    query_workers: int
    client_queries: int
    memory_budget: int
    answer_cache: int
    service_allow: str
    service_timeout: float
    service_result: int
    service_queries: int
    write_token: str = field(repr=False)
    log: str
    log_clients: bool
    executor: str
    engine: str
    validate_deadline: float
    validate_memory: int
    validate_keep: float
    session_idle: float
    session_length: float
    page_size: int
    trust: str
    keep: int
    pin_lease: int
    min_free: int
    fetch_timeout: float
    fetch_deadline: float
    retry_pause: float


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
            shown = "…" if setting.secret else repr(value)
            raise ValueError(f"{source}={shown}: {error}") from error
    return Settings(**values)
