"""Servers for the clients, and what the same store answers here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store.snapshot import Snapshot, Snapshots
from tests.clients import install
from tests.clients.jena import Jena
from tests.serving import served


def absent(what: str) -> None:
    """Skip; but fail where nothing may be missing (``CI=true``)."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="package")
def root(sample: Settings) -> Iterator[str]:
    """The address of a server of the sample."""
    with served(sample.data) as address:
        yield address


@pytest.fixture(scope="package")
def scratch() -> Iterator[str]:
    """The address of a server of a dataset that may be written to."""
    with served(None) as address:
        yield address


@pytest.fixture(scope="package")
def snapshot(sample: Settings) -> Snapshot:
    return Snapshots(sample.data).current()


@pytest.fixture(scope="package")
def study(snapshot: Snapshot) -> str:
    """The IRI of a study of the sample whose name is not in ASCII."""
    (row,) = snapshot.rows(
        'SELECT ?s { ?s a schema:Dataset ; schema:name ?n FILTER(LANG(?n) = "de" && CONTAINS(?n, "ö")) }'
        " ORDER BY ?s LIMIT 1"
    )
    return str(row["s"].value)


@pytest.fixture(scope="package")
def jena(tmp_path_factory: pytest.TempPathFactory) -> Jena:
    """Jena's command line as Debian packages it."""
    if not (Jena.installed() and shutil.which("java")):
        absent("needs Jena: apt-get install --no-install-recommends libapache-jena-java default-jre-headless")
    return Jena(tmp_path_factory.mktemp("jena"))


@pytest.fixture(scope="package")
def comunica() -> Path:
    """Comunica's command line."""
    if not (install.COMUNICA.exists() and shutil.which("node", path=install.path())):
        absent("needs Comunica: python tests/clients/install.py")
    return install.COMUNICA
