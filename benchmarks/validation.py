"""SHACL in one run beside pySHACL: from scratch, one edit, a small change, an ingest, and memory.

    python -m benchmarks.validation                 300 studies, a minute or two
    python -m benchmarks.validation --size 10000    what the goals speak of; pySHACL alone takes minutes

The studies are those of :mod:`benchmarks.faulty`, with faults in one of twenty. Findings are compared in all parts.
pySHACL is run as the gate has run it: statements as rdflib's graph, shapes loaded before, its report read.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from pyoxigraph import RdfFormat, Store, Triple, serialize

from benchmarks import faulty
from graph import validation
from graph.validation import reference, second
from graph.validation.checked import Checked
from graph.validation.keeping import Results
from graph.validation.shapes import Shapes

T = TypeVar("T")
ROUNDS = 5
"""Ingests of each kind."""
BATCH = 1_000
"""Studies that an ingest validates and loads together, where memory is measured."""
EDITS = 20
"""Records that are edited, one after the other."""


def timed(do: Callable[[], T]) -> tuple[T, float]:
    """What comes of it, and how many seconds it takes."""
    start = time.perf_counter()
    made = do()
    return made, time.perf_counter() - start


def processor() -> float:
    """Seconds of processor time of this process and of the engine's: on a busy machine fairer than those of a clock."""
    engine, taken = second._engine().process, time.process_time()
    if engine is None:
        return taken
    told = Path(f"/proc/{engine.pid}/stat").read_text().rpartition(")")[2].split()
    return taken + (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def told(what: str, ours: float, theirs: float, goal: str) -> None:
    beside = f"pySHACL {theirs * 1000:12,.1f} ms   {theirs / ours:8,.1f}×   goal {goal}"
    print(f"  {what:<44} {ours * 1000:12,.1f} ms   {beside}")


def run(size: int, executor: str) -> None:
    shapes = validation.own_shapes()
    triples = list(dict.fromkeys(triple for study in faulty.corpus(size) for triple in study))
    print(f"{size:,} studies, {len(triples):,} statements, {os.cpu_count()} cores, executor {executor}")
    before = processor()
    theirs, whole = timed(lambda: reference.validate(triples, shapes))
    between = processor()
    checked, scratch = timed(lambda: Checked(triples, shapes, executor=executor))
    report, reporting = timed(lambda: validation.to_rdf(checked.report, "urn:x-catalograph:report"))
    after = processor()
    expected = set(map(faulty.expected, range(size))) - {None}
    found = {(one.focus_node, one.source_shape, one.component) for one in theirs.findings}
    same = checked.report == theirs
    print(f"  findings {len(theirs.findings)}, identical: {same}")
    print(f"  faults {len(expected)}, all found and none invented: {found == expected}")
    print(f"  statements of the W3C report {len(report):,}")
    told("from scratch, with a full W3C report", scratch + reporting, whole, "30×")
    told("the same in processor time", after - between, between - before, "30×")
    _edits(checked, shapes, size)
    _change(checked, size, whole)
    _ingest(triples, shapes, executor)


def _edits(checked: Checked, shapes: Shapes, size: int) -> None:
    """One record is edited: verdict and report of its closure, and pySHACL's of the same closure."""
    ours, theirs = [], []
    for number in range(EDITS):
        before = set(faulty.study(number, size, faulty.fault_of(number)))
        after = set(faulty.study(number, size, faulty.FAULTS[number % len(faulty.FAULTS)]))
        concerned, seconds = timed(lambda b=before, a=after: checked.change(a - b, b - a))  # type: ignore[misc]
        _, more = timed(lambda nodes=concerned: [checked.found.get(node) for node in nodes])  # type: ignore[misc]
        ours.append(seconds + more)
        theirs.append(timed(lambda a=after: reference.validate(a, shapes))[1])  # type: ignore[misc]
        checked.change(before - after, after - before)
    ours.sort()
    theirs.sort()
    told("one edited record, median", ours[EDITS // 2], theirs[EDITS // 2], "10×, under 50 ms")
    print(f"  {'slowest of ' + str(EDITS):<44} {ours[-1] * 1000:12,.1f} ms")


def _change(checked: Checked, size: int, whole: float) -> None:
    """One study in a thousand is changed, and all is valid or not as before but for these."""
    many = max(1, size // 1000)
    added, removed = set[Triple](), set[Triple]()
    for number in range(0, many * 7, 7):
        before = set(faulty.study(number, size, faulty.fault_of(number)))
        after = set(faulty.study(number, size, faulty.FAULTS[2]))
        added |= after - before
        removed |= before - after
    _, seconds = timed(lambda: checked.change(added, removed))
    told(f"again after 0.1 % ({many}) changed", seconds, whole, "500×")


def _ingest(triples: list[Triple], shapes: Shapes, executor: str) -> None:
    """A bare bulk load, and one that is validated meanwhile, of the same text; results kept on disk. In turn."""
    content = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert content is not None

    def load(name: str) -> None:
        with TemporaryDirectory() as folder:
            Store(str(Path(folder) / name)).bulk_load(content, RdfFormat.N_QUADS)

    def held(cache: Path) -> None:
        with ThreadPoolExecutor(1) as pool:
            loading = pool.submit(load, "held")
            results = Results(cache)
            Checked(content, shapes, results, executor=executor)
            results.close()
            loading.result()

    rows = []
    for _ in range(ROUNDS):
        with TemporaryDirectory() as cache:
            rows.append([timed(do)[1] for do in (lambda: load("bare"), *[lambda: held(Path(cache))] * 2)])
    bare, first, again = (sorted(column)[ROUNDS // 2] for column in zip(*rows, strict=True))
    print(f"  bare bulk_load {len(triples) / bare:,.0f} statements/s, median of {ROUNDS}")
    for what, seconds in (("validated", first), ("validated again", again)):
        print(f"  {what} {len(triples) / seconds:,.0f} ({bare / seconds:.2f}×, goal 0.6×)")


def memory(size: int, executor: str) -> None:
    """Peak memory of an ingest of so many studies, validated and loaded batch by batch, in a process of its own."""
    shapes = validation.own_shapes()
    with TemporaryDirectory() as folder:
        store, results = Store(str(Path(folder) / "store")), Results(Path(folder))
        for start in range(0, size, BATCH):
            numbers = range(start, min(size, start + BATCH))
            said = (faulty.text(number, size, faulty.fault_of(number)) for number in numbers)
            content = b"".join(dict.fromkeys(line for text in said for line in text.splitlines(keepends=True)))
            Checked(content, shapes, results, executor=executor)
            store.bulk_load(content, RdfFormat.N_TRIPLES)
        results.close()
    engine = second._engine().process
    peak = [_peak(process) for process in (os.getpid(), engine.pid if engine else os.getpid())]
    print(f"  {size:,} studies ingested in batches of {BATCH:,}: peak {peak[0]:,} MB, of the engine {peak[1]:,} MB")


def _peak(process: int) -> int:
    """MB at most. What ``getrusage`` tells is that of the process that started this one, where that was larger."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--executor", default="0")
    parser.add_argument("--memory", type=int, help="only the memory that so many studies take")
    given = parser.parse_args()
    if given.memory:
        memory(given.memory, "1")
        return
    run(given.size, given.executor)
    for size in (given.size, 10 * given.size):
        command = [sys.executable, "-m", "benchmarks.validation", "--memory", str(size)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
