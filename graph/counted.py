"""Questions whose answers a snapshot has counted beforehand: no engine need go over all studies to count them again.

A question's header names its table (``counted: keyword``). Its text, whole, by page, or asked how many rows it has,
then gives the rows of that table; an engine writes them, so that every format is its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, QueryBoolean, QueryTriples, RdfFormat, Store, parse

from graph import queries
from graph.namespaces import RDFS, XSD
from graph.queries import Question
from graph.serialization import Format
from graph.store.base import Answer, Form
from graph.store.snapshot import Snapshot

Term = NamedNode | Literal
Row = tuple[Term, ...]
_PAGE = re.compile(r"(.*)\nLIMIT ([0-9]{1,9}) OFFSET ([0-9]{1,9})\s*", re.DOTALL)


def answer(
    snapshot: Snapshot, text: str, formats: Mapping[Form, Format | None], most: int | None = None
) -> Answer | None:
    """The answer to a query that is one of these questions; ``None`` where it is none, or has over ``most`` rows."""
    format = formats.get("results")
    if format is None or format.results is None:
        return None
    paged = _PAGE.fullmatch(text)
    found = _asked().get((paged[1] if paged else text).strip())
    rows = _rows(snapshot, found[0]) if found and not (paged and found[1]) else None
    if found is None or rows is None:
        return None
    if found[1]:
        names, rows = ["n"], [(_integer(len(rows)),)]
    else:
        names = _variables(found[0])
    if paged:
        size, offset = int(paged[2]), int(paged[3])
        rows = rows[offset : offset + size]
    if most is not None and len(rows) > most:
        return None
    return Answer(_written(names, rows, format), format)


@cache
def _asked() -> dict[str, tuple[Question, bool]]:
    """The questions by their text; with ``True``, by the text that asks how many rows they have."""
    known = [question for question in queries.questions().values() if question.counted]
    whole = {question.text.strip(): (question, False) for question in known}
    return whole | {queries.count_of(question.text).strip(): (question, True) for question in known}


def _rows(snapshot: Snapshot, question: Question) -> Sequence[Row] | None:
    """A question's rows in their order, as its SPARQL gives them."""
    assert question.counted is not None
    return TABLES[question.counted](snapshot)


def _classes(snapshot: Snapshot) -> list[Row] | None:
    counted = snapshot.counts.get("partitions", {}).get("classes")
    if counted is None:
        return None
    return [(NamedNode(iri), _integer(n)) for iri, n in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]


def _keywords(snapshot: Snapshot) -> list[Row] | None:
    counted = snapshot.counts.get("tallies", {}).get("keyword")
    if counted is None:
        return None
    rows = list(zip(_terms(counted), counted.values(), strict=True))
    rows.sort(key=lambda row: (-row[1], row[0].value, getattr(row[0], "language", None) or ""))
    return [(term, _integer(n)) for term, n in rows]


def _labelled(table: str) -> Callable[[Snapshot], list[Row] | None]:
    """Entities with their labels, which a study's question names beside them."""

    def rows(snapshot: Snapshot) -> list[Row] | None:
        counted = snapshot.counts.get("tallies", {}).get(table)
        if counted is None:
            return None
        found = [
            (entity, quad.object, n)
            for entity, n in zip(_terms(counted), counted.values(), strict=True)
            if isinstance(entity, NamedNode)
            for quad in snapshot.store.quads_for_pattern(entity, RDFS.label, None, DefaultGraph())
            if isinstance(quad.object, Literal)
        ]
        found.sort(key=lambda row: (-row[2], row[1].value, row[0].value))
        return [(entity, label, _integer(n)) for entity, label, n in found]

    return rows


TABLES: Mapping[str, Callable[[Snapshot], list[Row] | None]] = {
    "class": _classes,
    "keyword": _keywords,
    "funder": _labelled("funder"),
    "catalogue": _labelled("catalogue"),
}
"""What a question's header may name."""


def _terms(written: Iterable[str]) -> Iterator[Term]:
    """Terms as N-Triples writes them."""
    lines = "".join(f"<urn:s> <urn:p> {term} .\n" for term in written)
    for quad in parse(lines, RdfFormat.N_TRIPLES):
        assert isinstance(quad.object, NamedNode | Literal)
        yield quad.object


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def _variables(question: Question) -> list[str]:
    """The variables of a SELECT whose line names each of them."""
    start = queries.SELECT.search(question.text)
    assert start is not None
    head = question.text[start.start() :].partition("\n")[0]
    return [name or plain for name, plain in re.findall(r"AS [?](\w+)\)|\s[?](\w+)(?=\s|$)", head)]


def _written(names: Sequence[str], rows: Sequence[Row], format: Format) -> bytes:
    variables = " ".join(f"?{name}" for name in names)
    values = "\n".join(f"({' '.join(map(str, row))})" for row in rows)
    found = Store().query(f"SELECT {variables} WHERE {{ VALUES ({variables}) {{\n{values}\n}} }}")
    assert not isinstance(found, QueryBoolean | QueryTriples)
    return found.serialize(format=format.results) or b""
