"""Asking and exporting from the command line: which store, which format, which statements."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pyoxigraph import parse_query_results

from graph import serialization
from graph.serialization import PREFIXES
from graph.settings import Settings
from graph.store.base import Answer, Store
from graph.store.snapshot import Snapshot, Snapshots

_DECLARED = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())


def open_store(chosen: Settings, url: str | None) -> Store:
    """The data folder's current snapshot, or the endpoint at ``url``."""
    if url:
        from graph.store.remote import Remote

        return Remote(url)
    return Snapshots(chosen.data).current()


def ask(store: Store, text: str, format: str) -> bytes:
    """The answer in a format by name, or as a "table" for people. Our prefixes need no declaration.

    Raises ``ValueError`` for a format that there is not.
    """
    graph, results = serialization.of("graph"), serialization.of("results")
    if format == "table":
        answer = store.query(_declared(text), {"graph": graph[0], "results": results[0]})
        return _whole(answer) if answer.format.rdf else _table(_whole(answer))
    chosen = {form: serialization.named(format, choices) for form, choices in (("graph", graph), ("results", results))}
    if not any(chosen.values()):
        names = ", ".join(["table", *(choice.name for choice in (*results, *graph))])
        raise ValueError(f"no format {format!r}; there are: {names}")
    answer = store.query(
        _declared(text),
        {"graph": chosen["graph"] or (graph[0] if format == "csv" else None), "results": chosen["results"]},
    )
    return _whole(answer)


def _whole(answer: Answer) -> bytes:
    return answer.content if answer.mapped is None else answer.mapped[:]


def _declared(text: str) -> str:
    """The query with our prefixes in front of its own, which go before them."""
    return text if "prefix" in text.lower() else _DECLARED + text


def _table(content: bytes) -> bytes:
    from pyoxigraph import QueryBoolean, QueryResultsFormat

    found = parse_query_results(content, format=QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return b"yes\n" if bool(found) else b"no\n"
    names = [variable.value for variable in found.variables]
    rows = [[_short(getattr(row[name], "value", "")) for name in names] for row in found]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    ruler = "  ".join("─" * width for width in widths)
    heading = "  ".join(name.ljust(width) for name, width in zip(names, widths, strict=True))
    return "".join(f"{line.rstrip()}\n" for line in chain((heading, ruler), lines)).encode()


def _short(text: str, limit: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def dump(snapshot: Snapshot, graph: str | None, format: str | None) -> Iterator[bytes]:
    """The published statements: all as N-Quads in the order of their graphs, or in another RDF format.

    Raises ``ValueError`` for a graph or a format that there is not.
    """
    choices = serialization.of("dataset", "graph")
    chosen = serialization.named(format or "n-quads", choices)
    if chosen is None:
        raise ValueError(f"no format {format!r}; there are: {', '.join(c.name for c in dict.fromkeys(choices))}")
    if graph is not None and graph not in snapshot.graphs:
        raise ValueError(f"snapshot {snapshot.number} has no graph {graph}")
    graphs = [graph] if graph else sorted(snapshot.graphs)
    if chosen.name == "n-quads":
        return (snapshot.canonical(iri) for iri in graphs)
    quads = (quad for iri in graphs for quad in snapshot.graph(iri))
    if "dataset" in chosen.forms and graph is None:
        return iter([serialization.write(quads, chosen)])
    return iter([serialization.write((quad.triple for quad in quads), chosen)])
