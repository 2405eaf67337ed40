"""Four questions of each system: cold, and asked before; the join in each system's best form."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from benchmarks.corpus import BASE
from benchmarks.endpoint.load import Figure, Load, median, resident, rows, wrk
from benchmarks.endpoint.systems import System
from benchmarks.endpoint.told import Row
from graph.store.snapshot import Snapshots

SCHEMA = "https://schema.org/"
LOOKUP = f"SELECT ?p ?o WHERE {{ <{BASE}id/study/study-NUMBER> ?p ?o }}"
_FUNDED = f"?s <{SCHEMA}funder> <{BASE}id/organization/funder-FUNDER>"
_STUDY = f"{_FUNDED} ; <{SCHEMA}name> ?t ; <{SCHEMA}creator> ?p"
_PERSON = f"?p <{SCHEMA}name> ?n ; <{SCHEMA}affiliation> ?a"
_AT = f"?a <{SCHEMA}name> ?u"
_WANTED = "SELECT ?s ?t ?n ?u WHERE {"
JOINS = {
    "plain": f"{_WANTED} {_STUDY} . {_PERSON} . {_AT} }} LIMIT 100",
    "other order": f"{_WANTED} {_AT} . {_PERSON} . {_STUDY} }} LIMIT 100",
    "GRAPH ?g": f"{_WANTED} GRAPH ?g {{ {_STUDY} . {_PERSON} . {_AT} }} }} LIMIT 100",
    "GRAPH each": f"{_WANTED} GRAPH ?g {{ {_STUDY} }} GRAPH ?h {{ {_PERSON} }} GRAPH ?i {{ {_AT} }} }} LIMIT 100",
    "subquery": f"{_WANTED} {{ SELECT * {{ {_STUDY} }} LIMIT 100 }} {_PERSON} . {_AT} }} LIMIT 100",
}
"""The join in other words. A form counts at a system where it gives 100 different rows of the plain join there."""
JOIN = "join, 100 rows"
QUESTIONS = {
    "lookup": LOOKUP,
    JOIN: JOINS["plain"],
    "aggregate": f"SELECT ?f (COUNT(?s) AS ?n) WHERE {{ ?s <{SCHEMA}funder> ?f }} GROUP BY ?f",
    "10k rows": f"SELECT ?s ?t WHERE {{ ?s <{SCHEMA}name> ?t }} LIMIT 10000",
}


def best_joins(systems: Sequence[System], data: Path, load: Load) -> Iterator[Row]:
    """Each form of the join at each system; those that are not right there, or give nothing in time, are left out."""
    whole = JOINS["plain"].replace("FUNDER", "7").removesuffix(" LIMIT 100")
    right = {tuple(row[n].value for n in range(4)) for row in _solutions(Snapshots(data).current().store, whole)}
    for form, text in JOINS.items():
        for system in systems:
            try:
                found = set(rows(system.url, text.replace("FUNDER", "7")))
            except (OSError, ValueError, KeyError):
                found = set()
            if found <= right and len(found) == min(100, len(right)):
                yield Row("forms", system.name, form, "cold", wrk(system.url, text, load, cold=True))
            else:
                print(
                    f"{'':<9}{system.name}: {form!r} gives {len(found & right)} right rows, {len(found - right)} others"
                )


def four(systems: Sequence[System], joins: dict[str, str], load: Load, rounds: int) -> Iterator[Row]:
    """Each question at each system in turn, several rounds; the median of each."""
    for question, plain in QUESTIONS.items():
        for cold in (True, False):
            found: dict[str, list[Figure]] = {system.name: [] for system in systems}
            for _ in range(rounds):
                for system in systems:
                    text = JOINS[joins.get(system.name, "plain")] if question == JOIN else plain
                    found[system.name].append(wrk(system.url, text, load, cold=cold))
            for system in systems:
                state = "cold" if cold else "asked"
                yield Row("answers", system.name, question, state, median(found[system.name]), resident(system.pid))


def in_process(data: Path, seconds: float) -> Iterator[Row]:
    """pyoxigraph alone, on one thread, from disk: the ceiling without HTTP."""
    store: Store = Snapshots(data).current().store
    for question, text in QUESTIONS.items():
        text = text.replace("NUMBER", "7").replace("FUNDER", "7")
        times: list[float] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or not times:
            start = time.perf_counter()
            _solutions(store, text).serialize(format=QueryResultsFormat.JSON)
            times.append((time.perf_counter() - start) * 1000)
        times.sort()
        figure = Figure(len(times) / (sum(times) / 1000), times[len(times) // 2], times[int(len(times) * 0.99)], 0)
        yield Row("answers", "in process", question, "", figure)


def _solutions(store: Store, text: str) -> QuerySolutions:
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return found
