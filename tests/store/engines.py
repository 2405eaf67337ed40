"""Real SPARQL engines for tests: each on a free port of the loopback, its data in a folder of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.store.remote import Credentials
from tests.serving import free_port

READY = 120
"""Seconds after which an engine that does not answer is given up."""

_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {folder}
ServerThreads = 20
MaxClientConnections = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 7500
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = 20000
"""


@dataclass(frozen=True)
class Engine:
    """A running engine: its name, where it is asked, and who may write."""

    name: str
    url: str
    credentials: Credentials
    open_url: str


def _binary(name: str, install: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        message = f"needs {name}: {install}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@contextmanager
def oxigraph(folder: Path) -> Iterator[Engine]:
    """``oxigraph serve``, which knows no users."""
    command = [_binary("oxigraph", "pip install oxigraph"), "serve", "--location", str(folder), "--bind"]
    address = f"127.0.0.1:{free_port()}"
    with _running([*command, address], f"http://{address}/query", folder):
        yield Engine("oxigraph", f"http://{address}/query", Credentials(), f"http://{address}/query")


@contextmanager
def virtuoso(folder: Path) -> Iterator[Engine]:
    """Virtuoso as it is installed: anyone may read, the administrator may write, by digest."""
    binary = _binary("virtuoso-t", "apt-get install --no-install-recommends virtuoso-opensource-7-bin")
    port = free_port()
    (folder / "v.ini").write_text(_VIRTUOSO.format(folder=folder, sql=free_port(), http=port))
    root = f"http://127.0.0.1:{port}"
    with _running([binary, "-f", "+configfile", str(folder / "v.ini")], f"{root}/sparql", folder):
        user = Credentials("dba", "dba", scheme="digest")
        yield Engine("virtuoso", f"{root}/sparql-auth", user, f"{root}/sparql")


@contextmanager
def _running(command: list[str], url: str, folder: Path) -> Iterator[None]:
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + READY
        while not _answers(f"{url}?query=ASK%7B%7D"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]}: {(folder / 'output').read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
