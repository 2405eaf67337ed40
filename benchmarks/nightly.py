"""What a nightly harvest of what has changed costs, by each dialect of the change log, beside a full harvest.

    python -m benchmarks.nightly 100000 [--changed 10,100,1000]

A catalogue of so many datasets is published, then again with so many of them changed, for each of ``--changed``; after
each, a client of each dialect takes what is new since the publish before: OAI-PMH (``from``, ``dcat_ap``), the feed
(its live page and the pages that were closed since) and ``/catalog?modified_since=``. CPU is that of the server. The
last line is a full harvest of all pages in the same run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from pyoxigraph import Store

from benchmarks.catalogue import BASE, SIZE, TICKS, cpu, dataset, free_port, harvest, running
from graph import summaries
from graph.changes import deriving, log
from graph.journal import FORMAT, Journal
from graph.store import datafolder, search
from graph.store.embedded import Publication, publish, publish_change, writer_lock
from graph.store.snapshot import Snapshots

DAYS = datetime(2026, 1, 1, tzinfo=UTC)
TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)</resumptionToken>")
NEXT = re.compile(rb"hydra:next <([^>]+)>")
OLDER = re.compile(rb"#older> <https://w3id.org/tree#node> <([^>]+)>")
PUBLISHED = re.compile(rb'activitystreams#published> "([^"]+)"')


def day(number: int) -> str:
    """When snapshot ``number`` was published."""
    return (DAYS + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


def made(of: int, data: Path) -> None:
    """Publish so many datasets, with their change log, as snapshot 1."""
    with writer_lock(data):
        datafolder.prepare(data)
        journal = Journal(data)
        journal.append([{"event": "create", "base": BASE, "format": FORMAT, "time": day(1)}])
        contents = dict(map(dataset, range(of)))
        _published(data, journal, contents, {iri: str(n) for n, iri in enumerate(contents)}, 1)


def change(data: Path, numbers: Iterable[int]) -> None:
    """Publish once more, with another description of some datasets."""
    with writer_lock(data):
        number = Snapshots(data).current().number + 1
        contents = {}
        for iri, content in map(dataset, numbers):
            contents[iri] = content.replace(b'/description> "', b'/description> "%d: ' % number)
            assert contents[iri] != content
        current = Snapshots(data).current()
        digests = {**current.graphs, **dict.fromkeys(contents, f"{number}")}
        _published(data, Journal(data), contents, digests, number)


def _published(data: Path, journal: Journal, contents: dict[str, bytes], digests: dict[str, str], number: int) -> None:
    last = Snapshots(data).current() if number > 1 else None
    logged = deriving.recorded(
        data, journal.entries(), last, digests, contents.__getitem__, (BASE, number, day(number))
    )

    def finish(folder: Path, _: Store) -> None:
        search.write(folder, ())
        counts = {"classes": {**dict.fromkeys(summaries.CLASSES, 0), "study": len(digests)}, "facets": {}}
        (folder / "counts.json").write_text(
            json.dumps({**counts, "statements": 0, "graphs": len(digests), "documents": len(digests)})
        )
        (folder / "report.json").write_text(json.dumps({"documents": [], "findings": [], "quarantined": []}))
        logged(folder)

    about = {"inputs": "", "published": day(number), "title": "Corpus", "publisher": "Corpus", "statements": 0}
    if last:
        digest = publish_change(last, contents, about, finish, number)
    else:
        digest = publish(data, Publication(BASE, contents, {}, about, finish), number)
    done = {"event": "publish", "snapshot": number, "digest": digest, "time": day(number)}
    journal.append([*log.entries(data / "snapshots" / str(number), number), done])


@dataclass
class Client:
    """One connection, and what went over it."""

    port: int
    requests: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {body[:200]!r}")
        self.requests, self.size = self.requests + 1, self.size + len(body)
        return body


def below(iri: bytes) -> str:
    """The path of an IRI of the catalogue."""
    return unescape(iri.decode()).removeprefix(BASE.rstrip("/"))


def oai(client: Client, since: str) -> int:
    """The records that changed since then, by OAI-PMH."""
    body = client.get(f"/oai?verb=ListRecords&metadataPrefix=dcat_ap&from={since}")
    found = body.count(b"<record>")
    while token := TOKEN.search(body):
        body = client.get(f"/oai?verb=ListRecords&resumptionToken={quote(unescape(token[1].decode()))}")
        found += body.count(b"<record>")
    return found


def feed(client: Client, since: str) -> int:
    """The activities since then: the live page, and those before it until one has nothing new."""
    path, found = "/feed.trig", 0
    while path:
        body = client.get(path)
        times = PUBLISHED.findall(body)
        new = sum(said.decode() >= since for said in times)
        found += new
        older = OLDER.search(body)
        path = below(older[1]) if older and new == len(times) else ""
    return found


def pages(client: Client, since: str) -> int:
    """The catalogue records that changed since then."""
    path, found = f"/catalog.ttl?modified_since={since}", 0
    while path:
        body = client.get(path)
        found += body.count(b"a dcat:CatalogRecord")
        onward = NEXT.search(body)
        path = below(onward[1]) if onward else ""
    return found


DIALECTS: dict[str, Callable[[Client, str], int]] = {"OAI-PMH": oai, "feed": feed, "modified_since": pages}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", type=int)
    parser.add_argument("--changed", default="10,100,1000", help="datasets that change from one publish to the next")
    chosen = parser.parse_args()
    with TemporaryDirectory() as name:
        data = Path(name) / "data"
        made(chosen.datasets, data)
        port = free_port()
        command = [sys.executable, "-m", "graph.cli", "serve", "--data", str(data), "--port", str(port)]
        settings = {"CATALOGRAPH_LOG": "off", "CATALOGRAPH_WORKERS": "1", "CATALOGRAPH_PAGE_SIZE": str(SIZE)}
        print(f"{'changed':>8} {'by':16} {'found':>7} {'requests':>9} {'MB':>8} {'seconds':>8} {'CPU s':>7}")
        for number, changed in enumerate(map(int, chosen.changed.split(",")), 2):
            step = chosen.datasets // changed
            change(data, range(0, step * changed, step))
            shutil.rmtree(data / "made", ignore_errors=True)
            with running(command, port, **settings) as process:
                Client(port).get("/livez")
                for name, dialect in DIALECTS.items():
                    client, before, begun = Client(port), cpu(process), time.perf_counter()
                    found = dialect(client, day(number))
                    seconds, used = time.perf_counter() - begun, max(cpu(process) - before, 1 / TICKS)
                    told = f"{client.requests:9} {client.size / 1e6:8.2f} {seconds:8.2f} {used:7.2f}"
                    print(f"{changed:8} {name:16} {found:7} {told}", flush=True)
        with running(command, port, **settings) as process:
            full = harvest(port, process)
        told = f"{full.pages:9} {full.size / 1e6:8.2f} {full.seconds:8.2f} {full.cpu:7.2f}"
        print(f"{'all':>8} {'all pages':16} {chosen.datasets:7} {told}")


if __name__ == "__main__":
    main()
