"""How many documents a second one core reads of each kind, in how much memory, and what nothing new costs.

    python -m benchmarks.sources [--kinds ddi,warc] [--documents 1000,10000,100000] [--unchanged 100000] [--first 500]

Each line is a process of its own, which makes documents from their numbers alone, reads them and maps them to
statements; only that is timed, by the processor. ``MB`` is the most memory that the process held, ``times`` how many
times the reference on the same documents it takes: the parse of lxml alone (ddi: it takes longer than that), or
extruct with all its syntaxes (web-page: how much faster). ``--unchanged`` builds a catalogue of that many archived
codebooks again in which nothing has changed, ``--first`` one of that many from nothing, both through the command line.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import NamedNode

from benchmarks import corpora, corpus
from benchmarks.endpoint.told import Verdict
from graph import basis, settings, warc
from graph.archive import Archive
from graph.changes import log
from graph.harvest import gather
from graph.identity.keys import Keys
from graph.journal import Journal
from graph.mapping import map_reading
from graph.sources import holds_parts, parts, read
from graph.sources.base import Document
from graph.statements import digest
from graph.store.snapshot import Snapshots

BASE = "https://studies.example.org/"
TIME = "2026-01-01T00:00:00Z"
PAGE = 100
"""Documents on a page of a listing."""
WARM = 200
"""Documents that are read before the clock starts."""
REFERENCE = 400
"""Documents that a reference reads as well."""
GOALS = {"ddi": 1500.0, "web-page": 400.0}
EXTRUCT, UNCHANGED, FLAT = 5.0, 20.0, 1.25
_COMMAND = """
import atexit
from benchmarks.sources import most_held
from graph.cli import main
atexit.register(lambda: print(most_held()))
main()
"""
SINGLE: dict[str, Callable[[int], bytes]] = {
    "ddi": corpora.ddi,
    "gtr": corpora.gtr,
    "dcat": corpora.dcat,
    "web-page": corpora.web_page,
    "web-page-large": lambda number: corpora.web_page(number, large=True),
    "text": corpora.text,
    "harmony": corpora.harmony,
}
LISTED = ("oai-pmh", "datacite", "crossref", "ckan")
FILES = ("table", "warc", "warc-large", "warc-records")
"""``warc-large`` holds large pages, of which ``warc-records`` takes the records out and reads none."""
KINDS = (*SINGLE, *LISTED, *FILES)


@dataclass(frozen=True)
class Row:
    """What one process came to. ``seconds`` of reading and mapping, ``held`` in MB, ``times`` the reference."""

    kind: str
    documents: int
    seconds: float
    held: float
    megabytes: float
    times: float | None = None

    @property
    def rate(self) -> float:
        return self.documents / self.seconds

    def line(self) -> str:
        times = "" if self.times is None else f"{self.times:.2f}"
        return (
            f"{self.kind:<16}{self.documents:>9,}{self.rate:>12,.0f}{self.megabytes / self.seconds:>9.1f}"
            f"{self.held:>8.0f}{times:>8}"
        )


HEADING = f"{'kind':<16}{'documents':>9}{'a second':>12}{'MB/s':>9}{'MB':>8}{'times':>8}"


def documents(kind: str, count: int, folder: Path) -> Iterator[Document]:
    """A corpus, one after the other; a table and a crawl are one file, written before."""
    if kind in SINGLE:
        for number in range(count):
            yield _document(SINGLE[kind](number), f"{number}")
    elif kind in LISTED:
        for start in range(0, count, PAGE):
            yield _document(corpora.listing(kind, range(start, min(start + PAGE, count))), f"page{start}")
    else:
        path = folder / kind
        with path.open("wb") as file:
            if kind == "table":
                file.writelines(corpora.table(count))
            else:
                warc.write(corpora.archived(count, large=kind != "warc"), file)
        with path.open("rb") as file:
            yield Document(file.read(1 << 16), kind, TIME, None, corpora.TABLE_MAPPING, path)


def _document(content: bytes, name: str) -> Document:
    return Document(content, name, TIME, f"https://archive.example.org/studies/{name}")


def run(kind: str, count: int) -> Row:
    """Read and map a corpus in this process."""
    source = kind.removesuffix("-large")
    spent, done, size = 0.0, 0, 0
    with TemporaryDirectory() as folder:
        for document in documents(kind, min(count, WARM), Path(folder)):
            sum(_mapped(source, document))
        for document in documents(kind, count, Path(folder)):
            begun = time.process_time()
            done += sum(_mapped(source, document))
            spent += time.process_time() - begun
            size += document.path.stat().st_size if document.path else len(document.content)
    assert done == count, f"{kind}: {done} of {count} documents were read"
    return Row(kind, count, spent, most_held(), size / 1e6, reference(kind, min(count, REFERENCE)))


def most_held() -> float:
    """The most memory that this process has held, in MB; what came before its program was started does not count."""
    told = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert told
    return int(told[1]) / 1024


def _mapped(kind: str, document: Document) -> Iterator[int]:
    """Read and map what a document holds; 1 for each that says something."""
    if kind == "warc-records":
        with document.stream() as file:
            yield from (capture.error is None for capture in warc.read(file))
        return
    if not holds_parts(kind):
        yield _said(kind, document)
        return
    for part in parts(document, kind):
        assert part.error is None, part.error
        inside = Document(part.content, f"{document.name}#{part.key}", TIME, part.url, document.mapping)
        yield _said(part.kind, inside)


def _said(kind: str, document: Document) -> int:
    reading = read(document, kind)
    return bool(map_reading(reading, f"{kind}/{reading.key}", BASE, _node))


def _node(keys: Keys) -> tuple[NamedNode, str]:
    return NamedNode(f"{BASE}id/{digest(keys.first)}"), keys.first


def reference(kind: str, count: int) -> float | None:
    """The ratio to the reference of that kind, on the same documents; ``None`` where there is none."""
    if kind == "ddi":
        from lxml import etree

        plain = etree.XMLParser(resolve_entities=False, no_network=True)
        return _ratio(kind, count, lambda document: etree.fromstring(document.content, plain))
    if kind.startswith("web-page"):
        import extruct  # type: ignore[import-untyped]

        ratio = _ratio(kind, count, lambda document: extruct.extract(document.content, document.url))
        return 1 / ratio
    return None


def _ratio(kind: str, count: int, other: Callable[[Document], Any]) -> float:
    """How many times as long as the other reader we take; each document is read by both in turn."""
    ours = theirs = 0.0
    for number in range(count):
        document = _document(SINGLE[kind](number), f"{number}")
        begun = time.process_time()
        other(document)
        between = time.process_time()
        _said("web-page" if kind.startswith("web-page") else kind, document)
        theirs += between - begun
        ours += time.process_time() - between
    return ours / theirs


@dataclass(frozen=True)
class Again:
    """Seconds and most MB of a build after which nothing has changed: with the files named, and from the archive."""

    documents: int
    named: float
    named_held: float
    archive: float
    archive_held: float


def again(count: int) -> Again:
    """Build a catalogue again in which nothing has changed, through the command line.

    What is published is :mod:`benchmarks.corpus`, one study for each document, and claims to be made of the
    archive: the first build of so many is another matter, see :func:`first`.
    """
    with TemporaryDirectory() as folder:
        data, files = Path(folder) / "data", _files(count, Path(folder) / "files")
        corpus.catalogue(count, data)
        log.write(data / "snapshots" / "1", [])
        chosen = settings.load({}, data=data, base=corpus.BASE)
        archive = Archive(data)
        archive.add(gather([str(files)], chosen, None))
        manifest = data / "snapshots" / "1" / "manifest.json"
        told = json.loads(manifest.read_bytes())
        manifest.write_text(json.dumps({**told, "inputs": basis.inputs(archive, Journal(data), chosen)}))
        made = Again(count, *_build(data, str(files)), *_build(data))
        assert Snapshots(data).published() == 1, "something was published anew"
        return made


@dataclass(frozen=True)
class First:
    """The first build of a catalogue: seconds, most MB, statements."""

    documents: int
    seconds: float
    held: float
    statements: int


def first(count: int) -> First:
    """Build a catalogue of so many codebooks, through the command line."""
    with TemporaryDirectory() as folder:
        data, files = Path(folder) / "data", _files(count, Path(folder) / "files")
        seconds, held = _build(data, str(files))
        return First(count, seconds, held, Snapshots(data).current().manifest["statements"])


def _files(count: int, folder: Path) -> Path:
    """So many codebooks, a thousand in a folder."""
    for number in range(count):
        below = folder / f"{number // 1000:04}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{number}.xml").write_bytes(corpora.ddi(number, prose=30))
    return folder


def _build(data: Path, *files: str) -> tuple[float, float]:
    """Seconds of a build in one process, and the most MB that it held."""
    begun = time.monotonic()
    command = [sys.executable, "-c", _COMMAND, "build", *files, "--executor", "1", "--data", str(data)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return time.monotonic() - begun, float(done.stdout.splitlines()[-1])


def verdicts(rows: Sequence[Row], unchanged: Again | None) -> Iterator[Verdict]:
    """The goals that this run can tell of."""
    for kind, least in GOALS.items():
        for row in [row for row in rows if row.kind == kind][-1:]:
            yield Verdict(f"{kind}: documents a second and core", row.rate, least, True)
    for row in {row.kind: row for row in rows if row.kind.startswith("web-page")}.values():
        yield Verdict(f"{row.kind}: times as fast as extruct with all syntaxes", row.times or 0, EXTRUCT, True)
    for kind in dict.fromkeys(row.kind for row in rows):
        of = [row for row in rows if row.kind == kind and row.documents >= 10_000]
        if len(of) > 1:
            told = f"{kind}: memory at {of[-1].documents:,} to that at {of[0].documents:,} documents"
            yield Verdict(told, of[-1].held / of[0].held, FLAT, False)
    if unchanged:
        told = f"{unchanged.documents:,} unchanged documents built again, seconds"
        yield Verdict(f"{told} (from the archive)", unchanged.archive, UNCHANGED, False)
        yield Verdict(f"{told} (their files read)", unchanged.named, UNCHANGED, False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", default=",".join(KINDS), help=f"of {', '.join(KINDS)}")
    parser.add_argument("--documents", default="1000,10000,100000", help="sizes of the corpora")
    parser.add_argument("--unchanged", type=int, default=0, help="documents of a catalogue that is built again")
    parser.add_argument("--first", type=int, default=0, help="documents of a catalogue that is built from nothing")
    parser.add_argument("--json", type=Path, help="a file for all figures")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    kinds, sizes = (
        [kind for kind in chosen.kinds.split(",") if kind],
        [int(size) for size in chosen.documents.split(",")],
    )
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"there is no kind {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    if chosen.one:
        print(json.dumps(asdict(run(kinds[0], sizes[0]))))
        return
    load = os.getloadavg()[0]
    print(f"load of the machine before: {load:.1f} on {os.cpu_count()} cores\n\n{HEADING}")
    rows = []
    for kind in kinds:
        for size in sizes:
            rows.append(_apart(kind, size))
            print(rows[-1].line(), flush=True)
    unchanged = again(chosen.unchanged) if chosen.unchanged else None
    begun = first(chosen.first) if chosen.first else None
    for name, figure in (("unchanged", unchanged), ("first", begun)):
        if figure:
            print(f"\n{name}: " + ", ".join(f"{key} {value:,.1f}" for key, value in asdict(figure).items()))
    print()
    told = list(verdicts(rows, unchanged))
    for verdict in told:
        print(verdict.line())
    if chosen.json:
        figures = {
            "load": load,
            "rows": [{**asdict(row), "rate": row.rate} for row in rows],
            "unchanged": asdict(unchanged) if unchanged else None,
            "first": asdict(begun) if begun else None,
            "goals": [{**asdict(verdict), "reached": verdict.reached} for verdict in told],
        }
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def _apart(kind: str, size: int) -> Row:
    """:func:`run` in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.sources", "--one", "--kinds", kind, "--documents", str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Row(**json.loads(done.stdout))


if __name__ == "__main__":
    main()
