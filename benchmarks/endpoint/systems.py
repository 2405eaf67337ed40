"""The systems, each started on a port of the loopback with the data of one corpus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat

from graph.store.snapshot import Snapshots
from tests.serving import free_port

MEMORY_BUDGET = 16_000
"""Megabytes that ``ours-memory`` may hold the snapshot in."""
SMALL = 2_000
"""Studies up to which rdflib's own engine is asked: an aggregate takes it seconds already."""
PIECE = 500_000
"""Lines that Virtuoso loads at a time."""
TOKEN = "a-token-of-the-benchmark"
VIRTUOSO = """[Database]
DatabaseFile={d}/v.db
ErrorLogFile={d}/v.log
LockFile={d}/v.lck
TransactionFile={d}/v.trx
xa_persistent_file={d}/v.pxa
[TempDatabase]
DatabaseFile={d}/t.db
TransactionFile={d}/t.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
DirsAllowed={d}
ServerThreads=20
NumberOfBuffers=340000
MaxDirtyBuffers=250000
CheckpointInterval=0
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerRoot={d}
MaxClientConnections=20
ServerThreads=20
[SPARQL]
ResultSetMaxRows=1000000
"""


@dataclass(frozen=True)
class System:
    """A running system: where it is asked, and its process."""

    name: str
    url: str
    pid: int

    @property
    def root(self) -> str:
        return self.url.rpartition("/")[0]


class Missing(Exception):
    """A system that cannot be asked here; the message says why."""


def wait(url: str, process: subprocess.Popen[bytes], seconds: int = 600) -> None:
    """Until the address answers; raises ``RuntimeError`` where the process ends before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


@contextmanager
def running(command: list[str], ready: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process, while the block runs."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait(ready, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:  # some finish a query first, and that may take for ever
            process.kill()
            process.wait(20)


@contextmanager
def ours(data: Path, name: str, budget: int, **environment: str) -> Iterator[System]:
    port = free_port()
    command = [sys.executable, "-m", "graph.cli", "serve", "--data", str(data), "--port", str(port)]
    chosen = {"MEMORY_BUDGET": str(budget), "CLIENT_QUERIES": "64", "LOG": "off", **environment}
    with running(
        command, f"http://127.0.0.1:{port}/readyz", **{f"CATALOGRAPH_{k}": v for k, v in chosen.items()}
    ) as process:
        yield System(name, f"http://127.0.0.1:{port}/sparql", process.pid)


@contextmanager
def oxigraph(data: Path) -> Iterator[System]:
    port = free_port()
    program = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
    if not Path(program).exists():
        raise Missing("pip install oxigraph")
    with tempfile.TemporaryDirectory(dir=data.resolve().parent) as folder:
        copy = Path(folder) / "store"
        shutil.copytree(Snapshots(data).current().folder / "store", copy, copy_function=os.link)
        command = [program, "serve-read-only", "--location", str(copy), "--bind", f"127.0.0.1:{port}"]
        with running(command, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D") as process:
            yield System("oxigraph-serve", f"http://127.0.0.1:{port}/query", process.pid)


@contextmanager
def virtuoso(data: Path) -> Iterator[System]:
    """Virtuoso with the merged view as its one graph: each statement once."""
    if not shutil.which("virtuoso-t"):
        raise Missing("apt-get install virtuoso-opensource-7-bin")
    with tempfile.TemporaryDirectory() as folder:
        sql, http = free_port(), free_port()
        ini = Path(folder) / "v.ini"
        ini.write_text(VIRTUOSO.format(d=folder, sql=sql, http=http))
        everything = _merged(data, Path(folder))
        command = ["virtuoso-t", "-f", "+configfile", str(ini)]
        with running(command, f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D") as process:
            isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", "verbose=off", "banner=off", "prompt=off"]
            for piece in _pieces(everything):
                load = f"DB.DBA.TTLP_MT(file_to_string_output('{piece}'), '', 'http://example.org/all', 0);"
                subprocess.run([*isql, f"exec={load}"], check=True, capture_output=True)
                piece.unlink()
            subprocess.run([*isql, "exec=checkpoint;"], check=True, capture_output=True)
            yield System("virtuoso", f"http://127.0.0.1:{http}/sparql", process.pid)


@contextmanager
def rdflib(data: Path) -> Iterator[System]:
    """rdflib-endpoint with rdflib's own store in memory."""
    studies = len(Snapshots(data).current().graphs)
    program = Path(sys.executable).with_name("rdflib-endpoint")
    if not program.exists():
        raise Missing("pip install -e '.[benchmarks]'")
    if studies > SMALL:
        raise Missing(f"only asked of corpora of up to {SMALL:,} studies")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), str(_merged(data, Path(folder)))]
        with running(command, f"http://127.0.0.1:{port}/?query=ASK%7B%7D") as process:
            yield System("rdflib-endpoint", f"http://127.0.0.1:{port}/", process.pid)


def _merged(data: Path, folder: Path) -> Path:
    """The default graph as a file of N-Triples."""
    path = folder / "all.nt"
    Snapshots(data).current().store.dump(str(path), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    return path


def _pieces(path: Path) -> Iterator[Path]:
    with path.open("rb") as lines:
        number = 0
        while some := list(islice(lines, PIECE)):
            piece = path.with_name(f"{number}.nt")
            piece.write_bytes(b"".join(some))
            yield piece
            number += 1


SYSTEMS: dict[str, Callable[[Path], AbstractContextManager[System]]] = {
    "ours-memory": partial(ours, name="ours-memory", budget=MEMORY_BUDGET),
    "ours-disk": partial(ours, name="ours-disk", budget=0),
    "oxigraph-serve": oxigraph,
    "virtuoso": virtuoso,
    "rdflib-endpoint": rdflib,
}
