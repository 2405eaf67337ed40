"""From a write that is sent to its visibility in every serving process; and what a publish costs."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import statistics
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpus import BASE
from benchmarks.endpoint.load import Figure, tree
from benchmarks.endpoint.systems import TOKEN, System, ours
from benchmarks.endpoint.told import Row
from graph.settings import load as settings

KEYWORDS = "https://schema.org/keywords"
GRAPH = f"{BASE}graph/user/benchmark"
SIZES = (("statements", 10), ("statements", 100), ("studies", 10), ("studies", 100))
"""Changes: so many statements about one study, or one about each of so many studies."""
_MOST_WAIT = 120.0


@contextmanager
def copied(data: Path) -> Iterator[Path]:
    """A copy that may be written to. What is never written in place again is linked."""

    def place(source: str, target: str) -> None:
        folder = Path(source).relative_to(data).parts[0]
        never = folder in ("graphs", "lists", "snapshots", "texts", "archive") or source.endswith(".sst")
        (os.link if never else shutil.copy2)(source, target)

    with tempfile.TemporaryDirectory(dir=data.resolve().parent) as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy, symlinks=True, copy_function=place)
        yield copy


def processes(system: System, number: int, most: int = 400) -> dict[int, http.client.HTTPConnection]:
    """A kept connection to each of so many processes that answer: who holds the socket's other end tells which.

    Which process takes a connection is the kernel's choice: raises ``RuntimeError`` where it did not choose them all.
    """
    found: dict[int, http.client.HTTPConnection] = {}
    address = urllib.parse.urlsplit(system.url)
    for _ in range(most):
        if len(found) == number:
            return found
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_MOST_WAIT)
        connection.request("GET", "/livez")
        connection.getresponse().read()
        holder = _holder(system.pid, address.port or 0, connection.sock.getsockname()[1])
        if holder is None or holder in found:
            connection.close()
        else:
            found[holder] = connection
    raise RuntimeError(f"{len(found)} of {number} serving processes answered {most} connections")


def _holder(pid: int, server: int, client: int) -> int | None:
    """The process whose socket is connected from the port ``client`` to the port ``server``."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        cells = line.split()
        if int(cells[1].split(":")[1], 16) == server and int(cells[2].split(":")[1], 16) == client:
            socket = f"socket:[{cells[9]}]"
            for process in tree(pid):
                if socket in _open_files(process):
                    return process
    return None


def _open_files(pid: int) -> Iterator[str]:
    try:
        for path in Path(f"/proc/{pid}/fd").iterdir():
            yield str(path.readlink())
    except OSError:
        return


def write(system: System, triples: Sequence[str]) -> None:
    """Add statements over HTTP; raises ``OSError`` where that is not accepted."""
    text = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {' '.join(triples)} }} }}"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    request = urllib.request.Request(f"{system.root}/update", text.encode(), headers)
    with urllib.request.urlopen(request, timeout=_MOST_WAIT):
        return


def keyword(study: int, value: str) -> str:
    return f'<{BASE}id/study/study-{study}> <{KEYWORDS}> "{value}" .'


def edit(system: System, connections: dict[int, http.client.HTTPConnection], value: str) -> tuple[float, list[float]]:
    """Seconds until a write of one statement is accepted, and until each process shows it."""
    query = urllib.parse.urlencode({"query": f"ASK {{ {keyword(7, value).removesuffix(' .')} }}"})
    start, seen = time.perf_counter(), {}

    def look(process: int, connection: http.client.HTTPConnection) -> None:
        while time.perf_counter() - start < _MOST_WAIT:
            connection.request("GET", f"/sparql?{query}", headers={"Accept": "application/sparql-results+json"})
            if json.loads(connection.getresponse().read()).get("boolean"):
                seen[process] = time.perf_counter() - start
                return
            time.sleep(0.005)

    threads = [threading.Thread(target=look, args=each, daemon=True) for each in connections.items()]
    for thread in threads:
        thread.start()
    write(system, [keyword(7, value)])
    accepted = time.perf_counter() - start
    for thread in threads:
        thread.join()
    return accepted, list(seen.values())


def edits(data: Path, modes: dict[str, int], rounds: int) -> Iterator[Row]:
    """In each mode, on a copy: single edits, the time of the slowest process counting; then larger ones."""
    for name, budget in modes.items():
        with copied(data) as copy, ours(copy, name, budget, WRITE_TOKEN=TOKEN) as system:
            connections = processes(system, settings({}).workers)
            edit(system, connections, "first")  # which loads the shapes
            found = [edit(system, connections, f"edit {number}") for number in range(rounds)]
            if any(len(seen) < len(connections) for _, seen in found):
                raise RuntimeError(f"{name}: an edit was not visible in each process after {_MOST_WAIT:.0f} s")
            yield Row("edits", name, "one statement", "accepted", _figure([accepted for accepted, _ in found]))
            yield Row("edits", name, "one statement", "visible", _figure([max(seen) for _, seen in found]))
            for what, size in SIZES:
                times = []
                for number in range(3 if size < 100 else 1):
                    studies = [n if what == "studies" else 7 for n in range(size)]
                    start = time.perf_counter()
                    write(system, [keyword(study, f"{what} {size} {number} {n}") for n, study in enumerate(studies)])
                    times.append(time.perf_counter() - start)
                yield Row("edits", name, f"{size} {what}", "accepted", _figure(times))


def _figure(seconds: Sequence[float]) -> Figure:
    middle = statistics.median(seconds)
    return Figure(1 / middle, middle * 1000, max(seconds) * 1000, 0)
