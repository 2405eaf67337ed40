"""This service's endpoint beside its peers, on the same data in the same run.

    python -m benchmarks.endpoint DATA --parts all --rounds 3 --json figures.json

DATA is a folder made by ``benchmarks.corpus``. The load comes from ``wrk`` on the same machine. ``oxigraph serve``
reads the very store that we published; Virtuoso and rdflib-endpoint are loaded with its merged view; in process,
pyoxigraph is the ceiling. Systems take turns, and of several rounds the median counts. What is missing is said.

    forms     the join in several forms: each system is then asked in the form that is the fastest there
    answers   lookup, join, aggregate and 10,000 rows; cold (each text is new) and asked (the same again)
    facets    the questions behind facets, as SPARQL (cold), and of ours by their addresses (REST, page)
    beside    the lookup alone, and beside four cartesian products
    large     a result of millions of rows: p50 is the first byte, p99 the last, MB before and at most
    edits     a write until it is accepted, and until every serving process shows it (p99 is the slowest)
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.endpoint.asking import best_joins, four, in_process
from benchmarks.endpoint.beside import PRODUCTS, beside
from benchmarks.endpoint.edits import edits
from benchmarks.endpoint.facets import facets
from benchmarks.endpoint.large import MODES, large
from benchmarks.endpoint.load import Load
from benchmarks.endpoint.systems import SYSTEMS, Missing, System
from benchmarks.endpoint.told import HEADING, Row, verdicts
from graph.settings import load as settings
from graph.store.snapshot import Snapshots

PARTS = ("forms", "answers", "facets", "beside", "large", "edits")
DEFAULT = "forms,answers"
SETTLE = 5.0
"""Seconds that a started system is left alone before it is measured."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1, help="of which the median counts; 3 or more for figures")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help=f"some of: {', '.join(SYSTEMS)}")
    parser.add_argument("--parts", default=DEFAULT, help=f"all, or some of: {', '.join(PARTS)}")
    parser.add_argument("--rows", type=int, default=10_000_000, help="of the large result")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    chosen = parser.parse_args()
    chosen.parts = PARTS if chosen.parts == "all" else tuple(chosen.parts.split(","))
    chosen.systems = chosen.systems.split(",")
    for given, known in ((chosen.parts, PARTS), (chosen.systems, SYSTEMS)):
        if unknown := set(given) - set(known):
            parser.error(f"no {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    return chosen


def told(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, each printed as it comes."""
    for row in rows:
        print(row.line(), flush=True)
        yield row


def together(chosen: argparse.Namespace, load: Load) -> Iterator[Row]:
    """The parts in which all systems run and are asked in turn."""
    with ExitStack() as stack:
        systems = started(chosen, stack)
        joins: dict[str, str] = {}
        if "forms" in chosen.parts:
            forms = list(told(best_joins(systems, chosen.data, load)))
            yield from forms
            for system in systems:
                own = [row for row in forms if row.system == system.name]
                joins[system.name] = max(own, key=lambda row: row.figure.rate).question if own else "plain"
            best = ", ".join(f"{name}: {form}" for name, form in joins.items())
            print(f"{'':<9}the join in its best form: {best}", flush=True)
        if "answers" in chosen.parts:
            yield from told(in_process(chosen.data, min(2, chosen.seconds)))
            yield from told(four(systems, joins, load, chosen.rounds))
        if "facets" in chosen.parts:
            yield from told(facets([s for s in systems if s.name != "rdflib-endpoint"], load, chosen.rounds))


def started(chosen: argparse.Namespace, stack: ExitStack) -> list[System]:
    systems = []
    for name in chosen.systems:
        try:
            systems.append(stack.enter_context(SYSTEMS[name](chosen.data)))
        except Missing as missing:
            print(f"{'':<9}{name} is left out: {missing}", flush=True)
    time.sleep(SETTLE)
    return systems


def alone(chosen: argparse.Namespace, load: Load) -> Iterator[Row]:
    """The parts in which one system runs at a time."""
    for name in chosen.systems if "beside" in chosen.parts else ():
        if name != "rdflib-endpoint":  # its one process would answer nothing else
            with ExitStack() as stack:
                one = argparse.Namespace(**{**vars(chosen), "systems": [name]})
                for system in started(one, stack):
                    yield from told(beside(system, load, chosen.rounds))
    modes = {name: budget for name, budget in MODES.items() if name in chosen.systems}
    if "large" in chosen.parts:
        yield from told(large(chosen.data, modes, chosen.rows))
    if "edits" in chosen.parts:
        yield from told(edits(chosen.data, modes, max(5, chosen.rounds)))


def report(rows: Sequence[Row], file: Path | None, about: dict[str, object]) -> None:
    """Print the goals of which both sides were measured, and write all figures where a file is given."""
    reached = list(verdicts(rows, PRODUCTS * settings({}).query_memory))
    print("\n" + "\n".join(verdict.line() for verdict in reached))
    if file:
        goals = [{"reached": v.reached, **vars(v)} for v in reached]
        file.write_text(json.dumps({**about, "rows": [row.data() for row in rows], "goals": goals}, indent=1))


def main() -> None:
    chosen = arguments()
    if not shutil.which("wrk"):
        sys.exit("this needs wrk (Debian's package wrk)")
    current = Snapshots(chosen.data).current()
    load = Load(chosen.connections, chosen.seconds, len(current.graphs))
    statements = current.manifest["statements"]
    about = {
        "statements": statements,
        "studies": load.studies,
        "connections": load.connections,
        "seconds": load.seconds,
        "rounds": chosen.rounds,
        "processors": os.cpu_count(),
    }
    told_first = (f"{value} {name}" for name, value in about.items() if name != "statements")
    print(f"{statements:,} statements, {', '.join(told_first)}")
    print(HEADING)
    rows: list[Row] = []
    for part in (together, alone):
        if part is alone or {"forms", "answers", "facets"} & set(chosen.parts):
            rows += part(chosen, load)
    report(rows, chosen.json, about)


if __name__ == "__main__":
    main()
