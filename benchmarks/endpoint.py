"""This service's endpoint beside its peers, on the same data in the same run.

    python -m benchmarks.endpoint DATA [--seconds 8] [--connections 8] [--peers oxigraph,virtuoso]

DATA is a folder made by ``benchmarks.corpus``. Each system answers four questions over HTTP, "cold" (each
request's text is new, so that nothing can have kept its answer) and "asked" (the same text again and again).
The load comes from ``wrk`` on the same machine. ``oxigraph serve`` reads the very store that we published;
Virtuoso is loaded with the same quads. In process, pyoxigraph is the ceiling. Needs ``wrk``, and for the
peers ``oxigraph`` (PyPI) and ``virtuoso-t`` (Debian's virtuoso-opensource-7-bin); what is missing is said.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QueryResultsFormat, RdfFormat, Store, serialize

from benchmarks.corpus import BASE
from graph.store.snapshot import Snapshots
from tests.serving import free_port

SCHEMA = "https://schema.org/"
QUESTIONS = {
    "lookup": f"SELECT ?p ?o WHERE {{ <{BASE}id/study/study-NUMBER> ?p ?o }}",
    "join, 100 rows": (
        f"SELECT ?s ?t ?n ?u WHERE {{ ?s <{SCHEMA}funder> <{BASE}id/organization/funder-FUNDER> ; <{SCHEMA}name> ?t ;"
        f" <{SCHEMA}creator> ?p . ?p <{SCHEMA}name> ?n ; <{SCHEMA}affiliation> ?a . ?a <{SCHEMA}name> ?u }} LIMIT 100"
    ),
    "aggregate": f"SELECT ?f (COUNT(?s) AS ?n) WHERE {{ ?s <{SCHEMA}funder> ?f }} GROUP BY ?f",
    "10k rows": f"SELECT ?s ?t WHERE {{ ?s <{SCHEMA}name> ?t }} LIMIT 10000",
}
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
class Figure:
    """Requests a second, and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float
    errors: int


def wrk(url: str, question: str, studies: int, *, cold: bool, seconds: int, connections: int) -> Figure:
    """Load ``url`` with one question; cold requests differ in a comment and in whom they ask about."""
    text = QUESTIONS[question]
    comment = 'q = q .. "\\n# " .. stamp .. n' if cold else ""
    script = f"""
local n = 0
function encode(s) return (s:gsub("[^%w]", function(c) return string.format("%%%02X", string.byte(c)) end)) end
math.randomseed(os.time())
local stamp = tostring(math.random(1, 1e9))
local fixed = nil
function request()
  n = n + 1
  if fixed then return fixed end
  local q = {json.dumps(text)}
  local number = {"math.random(0, " + str(studies - 1) + ")" if cold else "7"}
  local funder = {"math.random(0, 39)" if cold else "7"}
  q = q:gsub("NUMBER", tostring(number)):gsub("FUNDER", tostring(funder))
  {comment}
  local r = wrk.format("GET", "{urllib.parse.urlsplit(url).path}?query=" .. encode(q),
    {{["Accept"] = "application/sparql-results+json"}})
  {"" if cold else "fixed = r"}
  return r
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURE %f %f %f %d\\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
"""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", file.name, url]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"FIGURE (\S+) (\S+) (\S+) (\d+)", output)
    if not found:
        raise RuntimeError(output)
    return Figure(*map(float, found.groups()[:3]), int(found.group(4)))


def wait(url: str, process: subprocess.Popen[bytes], seconds: int = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


@contextmanager
def running(command: list[str], ready: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait(ready, process)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def resident(pid: int) -> float:
    """Memory of a process and its children in MB, shared pages counted once (proportional set size)."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        own = int(re.search(r"^Pss:\s+(\d+)", rollup, re.M).group(1)) / 1024  # type: ignore[union-attr]
    except OSError:
        own = 0.0
    return own + sum(resident(int(child)) for child in children)


@contextmanager
def ours(data: Path, budget: int) -> Iterator[tuple[str, int]]:
    port = free_port()
    command = [sys.executable, "-m", "graph.cli", "serve", "--data", str(data), "--port", str(port)]
    environment = {"CATALOGRAPH_MEMORY_BUDGET": str(budget), "CATALOGRAPH_CLIENT_QUERIES": "64"}
    with running(command, f"http://127.0.0.1:{port}/healthz", **environment) as process:
        yield f"http://127.0.0.1:{port}/sparql", process.pid


@contextmanager
def oxigraph(data: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    program = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store"
        shutil.copytree(Snapshots(data).current().folder / "store", copy)
        command = [program, "serve-read-only", "--location", str(copy), "--bind", f"127.0.0.1:{port}"]
        with running(command, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D") as process:
            yield f"http://127.0.0.1:{port}/query", process.pid


@contextmanager
def virtuoso(data: Path) -> Iterator[tuple[str, int]]:
    current = Snapshots(data).current()
    with tempfile.TemporaryDirectory() as folder:
        sql, http = free_port(), free_port()
        ini = Path(folder) / "v.ini"
        ini.write_text(VIRTUOSO.format(d=folder, sql=sql, http=http))
        with (Path(folder) / "all.nt").open("wb") as file:
            quads = (quad for iri in current.graphs for quad in current.graph(iri))
            serialize({quad.triple for quad in quads}, file, format=RdfFormat.N_TRIPLES)
        command = ["virtuoso-t", "-f", "+configfile", str(ini)]
        with running(command, f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D") as process:
            load = (
                f"DB.DBA.TTLP_MT(file_to_string_output('{folder}/all.nt'), '', 'http://example.org/all', 0);checkpoint;"
            )
            isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", "verbose=off", "banner=off", "prompt=off"]
            subprocess.run([*isql, f"exec={load}"], check=True, capture_output=True)
            yield f"http://127.0.0.1:{http}/sparql", process.pid


def in_process(data: Path, question: str, seconds: float) -> Figure:
    """pyoxigraph alone, on one thread, from disk: the ceiling without HTTP."""
    store: Store = Snapshots(data).current().store
    text = QUESTIONS[question].replace("NUMBER", "7").replace("FUNDER", "7")
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        store.query(text).serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr]
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return Figure(len(times) / (sum(times) / 1000), times[len(times) // 2], times[int(len(times) * 0.99)], 0)


SYSTEMS: dict[str, Callable[[Path], object]] = {
    "ours-memory": lambda data: ours(data, 16_000),
    "ours-disk": lambda data: ours(data, 0),
    "oxigraph-serve": oxigraph,
    "virtuoso": virtuoso,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    chosen = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("this needs wrk (Debian's package wrk)")
    current = Snapshots(chosen.data).current()
    studies = len(current.graphs)
    print(f"{current.manifest['statements']:,} statements, {chosen.connections} connections, {chosen.seconds} s each")
    print(f"{'system':<16}{'question':<16}{'':<7}{'req/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'errors':>8}{'MB':>8}")
    for question in QUESTIONS:
        figure = in_process(chosen.data, question, 2)
        print(f"{'in process':<16}{question:<16}{'':<7}{figure.rate:>10.1f}{figure.p50:>10.2f}{figure.p99:>10.2f}")
    for name in chosen.systems.split(","):
        with ExitStack() as stack:
            try:
                url, pid = stack.enter_context(SYSTEMS[name](chosen.data))  # type: ignore[arg-type]
            except FileNotFoundError as error:
                print(f"{name:<16}is missing here: {error.filename}")
                continue
            for question in QUESTIONS:
                for cold in (True, False):
                    figure = wrk(
                        url, question, studies, cold=cold, seconds=chosen.seconds, connections=chosen.connections
                    )
                    print(
                        f"{name:<16}{question:<16}{'cold' if cold else 'asked':<7}{figure.rate:>10.1f}"
                        f"{figure.p50:>10.2f}{figure.p99:>10.2f}{figure.errors:>8}{resident(pid):>8.0f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
