"""Documents, servers and feeds that are made to do harm, through the real command line, beside good ones.

Each run has a limit of memory, of its own process as a whole, and one of time; each hostile document ends in a listed
error, nothing outside is asked or read because a document says so, and nothing of the others is lost.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from graph.store.snapshot import Snapshot, Snapshots
from tests import hostile
from tests.harvest.conftest import Harvester, page
from tests.harvest.site import Answer, serving

SECONDS = 200
"""After which a run has hung."""
ADDRESSES = 6 << 30
"""Bytes of addresses that a run may map; its peak of memory in use is asserted apart from that."""
PEAK = 400 << 20
SECRET = "what-nobody-may-read"
_LIMITED = r"""
import atexit, pathlib, re, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
status = pathlib.Path("/proc/self/status")  # getrusage counts what was used before exec as well
used = lambda: re.search(r"VmHWM:\s*(\d+) kB", status.read_text())[1]
atexit.register(lambda: pathlib.Path(sys.argv[2]).write_text(used()))
from graph.cli import main
main(sys.argv[3:])
"""
READ = {
    *("context.html", "page-brackets.html", "page-blanks.html", "page-words.html", "page-names.html"),
    *("text-blanks.txt", "text-names.txt"),
}
"""Those of which something can be read for all that."""
GOOD = {
    "a.html": page("A good page", 1),
    "b.xml": f"{hostile.CODEBOOK.format('A good codebook')}</stdyDscr></codeBook>".encode(),
    "c.csv": b"No,Title\n1,A good row\n2,Another good row\n",
    "c.csv.mapping.yml": hostile.MAPPING.encode(),
    "z.html": page("A last good page", 2),
}
TITLES = {"A good page", "A good codebook", "A good row", "Another good row", "A last good page"}


@dataclass(frozen=True)
class Ended:
    """How a run of the command line ended; ``peak`` is the most memory that it used, in bytes."""

    exit: int
    out: str
    err: str
    peak: int


def run(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run the command line in a process of its own, inside the limits."""
    told = folder / "peak"
    command = [sys.executable, "-c", _LIMITED, str(ADDRESSES), str(told), *arguments, "--data", str(folder / "data")]
    environment = {**os.environ, "CATALOGRAPH_EXECUTOR": "1", **settings}
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=environment, check=False)
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    return Ended(done.returncode, done.stdout, done.stderr, int(told.read_text()) << 10)


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Somebody who listens where nobody may connect."""
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        yield waiting


def lonely(waiting: socket.socket) -> bool:
    """Whether nobody has connected."""
    waiting.setblocking(False)
    try:
        waiting.accept()[0].close()
    except BlockingIOError:
        return True
    return False


def titles(snapshot: Snapshot) -> set[str]:
    query = "SELECT ?name { ?study a <https://schema.org/Dataset> ; <https://schema.org/name> ?name }"
    return {row["name"].value for row in snapshot.store.query(query)}  # type: ignore[union-attr, index]


def by_name(snapshot: Snapshot) -> Mapping[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in snapshot.report["documents"]:
        found.setdefault(row["name"].partition("#")[0], []).append(row)
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> tuple[Path, Ended, list[str]]:
    """A build of all hostile documents, with the good ones between them."""
    folder = tmp_path_factory.mktemp("hostile")
    documents = folder / "documents"
    documents.mkdir()
    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    bad = dict(hostile.documents(address, secret, folder / "mark"))
    for name, content in {**bad, **GOOD}.items():
        (documents / name).write_bytes(content)
    ended = run(folder, "build", str(documents))
    return folder, ended, [name for name in bad if not name.endswith(".mapping.yml")]


def test_each_hostile_document_ends_in_a_listed_error(built: tuple[Path, Ended, list[str]]) -> None:
    folder, ended, names = built
    assert ended.exit == 0
    found = by_name(Snapshots(folder / "data").current())
    assert not [name for name in names if name not in found]
    failed = {name for name in names if any(row["status"] == "failed" for row in found[name])}
    assert set(names) - failed == READ
    errors = [(name, row["error"]) for name in failed for row in found[name] if row["status"] == "failed"]
    plain = [(name, error) for name, error in errors if len(error) < 12 or "object" in error or "Error" in error]
    assert not plain
    assert all(f"failed: {name}" in ended.err for name in failed)


def test_nothing_of_the_others_is_lost(built: tuple[Path, Ended, list[str]]) -> None:
    folder, _, _ = built
    current = Snapshots(folder / "data").current()
    assert titles(current) >= TITLES | {"Crawled 0", "Crawled 1"}
    assert all(row["status"] == "published" for name in GOOD if name[-3:] != "yml" for row in by_name(current)[name])


def test_memory_is_bounded(built: tuple[Path, Ended, list[str]]) -> None:
    assert built[1].peak < PEAK


def test_nothing_outside_is_asked_or_read(built: tuple[Path, Ended, list[str]], listener: socket.socket) -> None:
    folder, ended, _ = built
    assert lonely(listener)
    assert not (folder / "mark").exists()
    assert SECRET not in ended.out + ended.err
    assert not [
        path for path in (folder / "data").rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ]


SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
OAI = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-01T00:00:00Z</responseDate>'
    "<ListRecords><record><header><identifier>oai:x:{number}</identifier><datestamp>2026-01-01</datestamp></header>"
    f"<metadata>{hostile.CODEBOOK.format('Looped {number}')}</stdyDscr></codeBook></metadata></record>"
    "<resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"
)
HYDRA = (
    hostile.TURTLE + "@prefix hydra: <http://www.w3.org/ns/hydra/core#> . <{url}/dcat{number}> a "
    "hydra:PartialCollectionView ; hydra:next <{url}/dcat{other}> . <https://x.example.org/{number}> a dcat:Dataset ; "
    'dct:title "Turning {number}"@en ; dct:description "A dataset that is listed by a feed that goes round."@en .'
)


TOLD = {
    **dict.fromkeys(("private", "metadata"), "no public address"),
    **dict.fromkeys(("bomb0", "bomb1", "bomb2", "bomb3", "endless"), "CATALOGRAPH_MAX_DOCUMENT"),
    **dict.fromkeys(("header-drip", "body-drip", "drip"), "not there after 3 seconds"),
    **dict.fromkeys(("long-header", "no-http", "cut", "silent"), "could not be fetched"),
    "local": "no web address",
    "round": "more than 5 times",
    "wait": "503",
    "same": "no end",
    **dict.fromkeys(("dcat1", "index"), "leads back"),
    "pages": "limit of 20",
}


def urls(*addresses: str) -> str:
    return "".join(f"<url><loc>{address}</loc></url>" for address in addresses)


class Raw:
    """A server that sends what it likes: each connection is answered with the next bytes of ``pieces``, slowly."""

    def __init__(self, pieces: Iterable[bytes], pause: float) -> None:
        self.pieces = list(pieces)
        self.pause = pause
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        self.server.settimeout(0.1)
        held = []
        while not self.over.is_set():
            with suppress(TimeoutError):
                held.append(threading.Thread(target=self._answer, args=(self.server.accept()[0],)))
                held[-1].start()
        for thread in held:
            thread.join()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            for piece in self.pieces:
                connection.sendall(piece)
                if self.over.wait(self.pause):
                    return

    def close(self) -> None:
        self.over.set()
        self.thread.join()
        self.server.close()


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Ended, socket.socket]]:
    """A harvest of hostile servers and feeds, between two good ones."""
    folder = tmp_path_factory.mktemp("feeds")
    harvester = Harvester(folder)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    with ExitStack() as stack:
        site = stack.enter_context(serving())
        nobody = stack.enter_context(socket.create_server(("127.0.0.2", 0)))
        raw = {
            "header-drip": Raw((bytes([byte]) for byte in head + b"X: " + b"x" * 5000), 0.2),
            "body-drip": Raw([head + b"Content-Length: 5000\r\n\r\n", *[b"x"] * 5000], 0.2),
            "long-header": Raw([head, *[b"X: " + b"x" * 60_000 + b"\r\n"] * 500], 0),
            "no-http": Raw([b"\0" * 100_000], 0),
            "cut": Raw([head + b"Content-Length: 5000\r\n\r\nx"], 0),
            "endless": Raw([head + b"\r\n", *[b"<p>" * 20_000] * 2000], 0),
            "silent": Raw([], 5),
        }
        for server in raw.values():
            stack.callback(server.close)
        there = f"127.0.0.2:{nobody.getsockname()[1]}"
        site.pages |= {
            "/good": Answer(page("A good page", 1)),
            "/last": Answer(page("A last good page", 2)),
            "/listed": Answer(page("A listed page", 3)),
            "/private": Answer(b"", 302, {"Location": f"http://{there}/"}),
            "/metadata": Answer(b"", 302, {"Location": "http://169.254.169.254/latest/meta-data/"}),
            "/local": Answer(b"", 301, {"Location": "file:///etc/hostname"}),
            "/round": Answer(b"", 302, {"Location": "/round"}),
            "/drip": Answer(drip=1.0),
            "/wait": Answer(b"", 503, {"Retry-After": "999999999999"}),
            "/same": Answer(OAI.format(number=1, token="again").encode()),
            "/same?verb=ListRecords&resumptionToken=again": Answer(OAI.format(number=2, token="again").encode()),
            "/pages": Answer(OAI.format(number=0, token="t1").encode()),
            "/dcat1": Answer(HYDRA.format(url=site.url, number=1, other=2).encode()),
            "/dcat2": Answer(HYDRA.format(url=site.url, number=2, other=1).encode()),
            "/index": Answer(INDEX.format(urls(f"{site.url}/index2").replace("url>", "sitemap>")).encode()),
            "/index2": Answer(INDEX.format(urls(f"{site.url}/index").replace("url>", "sitemap>")).encode()),
            "/foreign": Answer(SITEMAP.format(urls(f"http://{there}/x", "file:///x", f"{site.url}/listed")).encode()),
            "/sitemap.gz": Answer(hostile.bomb(SITEMAP.encode()[:60], 2 << 30)),
        }
        for number in range(1, 40):
            path = f"/pages?verb=ListRecords&resumptionToken=t{number}"
            site.pages[path] = Answer(OAI.format(number=number, token=f"t{number + 1}").encode())
        bombs = {"gzip": hostile.bomb(b"", 2 << 30), "br": brotli.compress(b"\0" * (512 << 20), quality=1)}
        bombs |= {"zstd": zstandard.compress(b"\0" * (512 << 20)), "gzip, gzip": gzip.compress(bombs["gzip"], 1)}
        sources: dict[str, dict[str, Any]] = {"good": {"url": f"{site.url}/good"}}
        for number, (coding, content) in enumerate(bombs.items()):
            site.pages[f"/bomb{number}"] = Answer(content, headers={"Content-Encoding": coding})
            sources[f"bomb{number}"] = {"url": f"{site.url}/bomb{number}"}
        alone = "private metadata local round drip wait same pages dcat1 index foreign"
        for name in (*alone.split(), "sitemap.gz"):
            kind = {"same": "oai-pmh", "pages": "oai-pmh", "dcat1": "dcat"}.get(name)
            kind = kind or ("sitemap" if name in ("index", "foreign", "sitemap.gz") else "web-page")
            sources[name.replace(".", "-")] = {"url": f"{site.url}/{name}", "kind": kind, "limit": 20, "robots": False}
        sources |= {name: {"url": server.url, "robots": False} for name, server in raw.items()}
        harvester.write(**sources, last={"url": f"{site.url}/last"})
        limits = {
            "CATALOGRAPH_FETCH_DEADLINE": "3",
            "CATALOGRAPH_FETCH_TIMEOUT": "2",
            "CATALOGRAPH_RETRY_PAUSE": "0.01",
        }
        ended = run(folder, "harvest", "--json", "--plan", str(harvester.plan), **limits)
        yield folder, ended, nobody


def test_each_hostile_server_and_feed_ends_in_a_listed_error(harvested: tuple[Path, Ended, socket.socket]) -> None:
    folder, ended, _ = harvested
    assert ended.exit == 1, ended.err
    told = {source["name"]: source for source in json.loads(ended.out)["sources"]}
    failed = {name for name, source in told.items() if source["counts"]["failed"] or source["broken"]}
    assert set(told) - failed == {"good", "last", "foreign"}
    rows = {row["name"]: row["error"] or "" for row in Snapshots(folder / "data").current().report["documents"]}
    for name, words in TOLD.items():
        (address,) = [line.split('"')[1] for line in _lines(folder, name) if line.startswith("url")]
        assert words in " ".join([rows.get(address, ""), *told[name]["broken"]]), name


def _lines(folder: Path, source: str) -> list[str]:
    """What the plan says of a source."""
    return (folder / "harvest.toml").read_text().partition(f"[sources.{source}]")[2].partition("[")[0].splitlines()


def test_no_feed_takes_anything_of_the_others(harvested: tuple[Path, Ended, socket.socket]) -> None:
    folder, _, _ = harvested
    found = titles(Snapshots(folder / "data").current())
    assert found >= {
        "A good page",
        "A last good page",
        "A listed page",
        "Looped 1",
        "Looped 2",
        "Turning 1",
        "Turning 2",
    }


def test_memory_is_bounded_whatever_servers_send(harvested: tuple[Path, Ended, socket.socket]) -> None:
    assert harvested[1].peak < PEAK


def test_no_private_address_is_asked(harvested: tuple[Path, Ended, socket.socket]) -> None:
    assert lonely(harvested[2])
