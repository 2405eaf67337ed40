"""A full harvest of the catalogue, beside a plain file server with the same bytes, and beside pages made by rdflib.

    python -m benchmarks.catalogue 100000 /tmp/catalogue     makes the folder if there is none

All pages as Turtle, one after the other, by following ``hydra:next`` as a harvester does: cold (no page was asked for
before), asked (all were), and the same bytes as files from granian's own static file server, which is the HTTP server
that ours runs on. One serving process each, one connection. CPU is that of the server's processes. The datasets are
those of ``benchmarks.corpus`` through the real alignment rules: a hundred of them, repeated under other slugs.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import RdfFormat, Store, parse
from rdflib import Graph

from benchmarks.corpus import BASE, PUBLISHED, graphs
from graph import alignment, summaries
from graph.alignment import RecordTimes
from graph.catalogue import datasets, paging
from graph.journal import FORMAT, Journal
from graph.store import datafolder, search
from graph.store.embedded import Publication, publish, writer_lock
from graph.store.snapshot import Snapshots

SIZE = 100
DIFFERENT = 100
"""Datasets that are aligned; the others are these under other slugs."""
NEXT = re.compile(rb"hydra:next <([^>]+)>")
TICKS = os.sysconf("SC_CLK_TCK")


@cache
def aligned(number: int) -> str:
    """The canonical N-Triples of a dataset, with ``study-N`` for its slug."""
    content = dict(graphs(DIFFERENT))[f"{BASE}graph/source/corpus/{number}"]
    said = [quad.triple for quad in parse(content, format=RdfFormat.N_QUADS)]
    slug = f"study-{number}"
    times = RecordTimes(PUBLISHED, PUBLISHED, f"https://archive.example.org/studies/{number}", "Corpus")
    derived = alignment.align(said, f"{BASE}id/study/{slug}", base=BASE, slug=slug, record=times)
    derived += alignment.checksum(derived, BASE, slug)
    return "".join(f"{triple} .\n" for triple in derived).replace(slug, "study-N")


def dataset(number: int) -> tuple[str, bytes]:
    """Graph IRI and canonical N-Quads of dataset ``number``."""
    slug = f"study-{number:07}"
    graph = datasets.graph_iri(BASE, slug)
    lines = aligned(number % DIFFERENT).replace("study-N", slug).splitlines()
    return graph, "".join(sorted(f"{line[:-2]} <{graph}> .\n" for line in lines)).encode()


def made(of: int, data: Path) -> None:
    """Publish so many datasets, and nothing else, as snapshot 1."""

    def finish(folder: Path, _: Store) -> None:
        search.write(folder, ())
        counts = {"classes": {**dict.fromkeys(summaries.CLASSES, 0), "study": of}, "facets": {}, "statements": 0}
        (folder / "counts.json").write_text(json.dumps({**counts, "graphs": of, "documents": of}))
        (folder / "report.json").write_text(json.dumps({"documents": [], "findings": [], "quarantined": []}))

    about = {"inputs": "", "published": PUBLISHED, "title": "Corpus", "publisher": "Corpus", "statements": 0}
    with writer_lock(data):
        datafolder.prepare(data)
        Journal(data).append([{"event": "create", "base": BASE, "format": FORMAT, "time": PUBLISHED}])
        publish(data, Publication(BASE, dict(map(dataset, range(of))), {}, about, finish), 1)


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a harvest came to; ``cpu`` is the server's, in seconds, ``memory`` its processes' own at the end, in MB."""

    pages: int
    size: int
    seconds: float
    cpu: float
    memory: float

    def line(self, name: str) -> str:
        return (
            f"{name:12} {self.pages:6} pages {self.size / 1e6:8.1f} MB {self.pages / self.seconds:8.1f} pages/s"
            f" {self.pages / self.cpu:8.1f} pages/CPU s {self.memory:7.0f} MB"
        )


def tree(process: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(after[1]), []).append(int(path.parent.name))
    found, waiting = [], [process]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def cpu(process: int) -> float:
    """Seconds of CPU of a process and all below it."""
    texts = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in tree(process))
    return sum(int(after[11]) + int(after[12]) for after in texts) / TICKS


def memory(process: int) -> float:
    """Megabytes that a process and all below it have for themselves."""
    rollups = (Path(f"/proc/{one}/smaps_rollup").read_text() for one in tree(process))
    return sum(int(n) for text in rollups for n in re.findall(r"Private_\w+: +(\d+)", text)) / 1024


def harvest(port: int, process: int, paths: Iterator[str] | None = None, keep: Path | None = None) -> Harvest:
    """Go through all pages: by their links from ``/catalog.ttl``, or those of ``paths``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    pages = size = 0
    before, start = cpu(process), time.perf_counter()
    path = "/catalog.ttl" if paths is None else next(paths)
    while path:
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200 or len(body) != int(response.headers.get("Content-Length", len(body))):
            raise RuntimeError(f"{path}: {response.status}")
        if keep is not None:
            (keep / f"{pages}.ttl").write_bytes(body)
        pages, size = pages + 1, size + len(body)
        if paths is not None:
            path = next(paths, "")
        else:
            onward = NEXT.search(body)
            path = onward.group(1).decode().removeprefix(BASE.rstrip("/")) if onward else ""
    seconds = time.perf_counter() - start
    return Harvest(pages, size, seconds, max(cpu(process) - before, 1 / TICKS), memory(process))


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[int]:
    """A server on a port, by the number of its process; it ends with the block."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 300
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise RuntimeError(f"{command} does not answer") from None
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def by_rdflib(data: Path, pages: int = 3) -> float:
    """Pages a second of CPU where rdflib parses the datasets' N-Triples and serialises the page's Turtle."""
    current = Snapshots(data).current()
    start = time.process_time()
    for number in range(1, pages + 1):
        page = Graph()
        for slug in paging.page(current, number, SIZE).datasets:
            page.parse(data=datasets.ntriples(current, slug), format="nt")
        page.serialize(format="turtle")
    return pages / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", type=int)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=7, help="in which both are asked in turn; the median counts")
    chosen = parser.parse_args()
    if not (chosen.data / "current").exists():
        made(chosen.datasets, chosen.data)
    shutil.rmtree(chosen.data / "made", ignore_errors=True)
    ours, files = free_port(), free_port()
    command = [sys.executable, "-m", "graph.cli", "serve", "--data", str(chosen.data), "--port", str(ours)]
    settings = {"CATALOGRAPH_LOG": "off", "CATALOGRAPH_WORKERS": "1", "CATALOGRAPH_PAGE_SIZE": str(SIZE)}
    with TemporaryDirectory(prefix="pages-", dir=chosen.data.parent) as name:
        folder = Path(name)
        with running(command, ours, **settings) as process:
            cold = harvest(ours, process, keep=folder)
            print(cold.line("cold"), flush=True)
            static = ["granian", "--interface", "wsgi", "--workers", "1", "--port", str(files), "--no-ws"]
            static += ["--static-path-route", "/pages", "--static-path-mount", name, "benchmarks.catalogue:nothing"]
            with running([sys.executable, "-m", *static], files) as other:
                in_turns: dict[str, list[Harvest]] = {"asked": [], "files": []}
                for _ in range(chosen.rounds):
                    paths = (f"/pages/{number}.ttl" for number in range(cold.pages))
                    in_turns["asked"].append(harvest(ours, process))
                    in_turns["files"].append(harvest(files, other, paths))
        for name, rounds in in_turns.items():
            print(sorted(rounds, key=lambda one: one.seconds)[len(rounds) // 2].line(name))
            best = min(rounds, key=lambda one: one.seconds)
            print(
                best.line("  best"),
                f"{sum(r.pages for r in rounds) / sum(r.cpu for r in rounds):8.1f} pages/CPU s in all",
            )
    print(f"rdflib       {by_rdflib(chosen.data):6.1f} pages/CPU s")


def nothing(_: object, start_response: object) -> list[bytes]:
    """The application of the file server: there is nothing beside its files."""
    start_response("404 Not Found", [])  # type: ignore[operator]
    return []


if __name__ == "__main__":
    main()
