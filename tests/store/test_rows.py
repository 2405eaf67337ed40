"""Rows are counted in what is written of a result, however it is cut into pieces."""

from __future__ import annotations

import socket

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, QueryTriples, Store

from graph.store.pool import rows
from graph.store.pool.spooling import IN_MEMORY, Spool, TooLarge

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
NASTY = (
    'a},{"b"}',
    "<result>",
    "</result><result>",
    'line\nbreak\r\n"quoted"\r\n',
    "back\\slash\\",
    '\\"},{\\"',
    '""',
    "\t|,;",
    "ü𝄞},{",
    "",
)


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store()
    for number, text in enumerate(NASTY * 3):
        subject = NamedNode(f"urn:s:{number}")
        made.add(Quad(subject, NamedNode("urn:p"), Literal(text)))
        if number % 2:
            made.add(Quad(subject, NamedNode("urn:q"), Literal(text, language="en")))
    return made


QUERIES = (
    "SELECT ?s ?o ?l { ?s <urn:p> ?o OPTIONAL { ?s <urn:q> ?l } }",
    "SELECT ?o { ?s <urn:p> ?o }",
    "SELECT ?nothing { ?s <urn:p> ?o }",
    "SELECT ?x ?o { ?s <urn:none> ?o }",
    "SELECT (?o AS ?one) { ?s <urn:p> ?o } LIMIT 1",
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1 << 20])
def test_the_count_is_right(store: Store, query: str, format: str, size: int) -> None:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    expected = len(list(found))
    content = store.query(query).serialize(format=FORMATS[format]) or b""  # type: ignore[union-attr]
    count = rows.counter(format)
    counted = [count(content[at : at + size]) for at in range(0, len(content), size)]
    assert counted == sorted(counted)
    assert counted[-1] == expected, content


@pytest.mark.parametrize("format", FORMATS)
def test_a_result_is_cut_off_in_memory_and_in_a_file(format: str) -> None:
    store = Store()
    predicate = NamedNode("urn:p")
    store.extend(Quad(NamedNode(f"urn:s:{number}"), predicate, Literal("x" * 300)) for number in range(40_000))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for most in (10, 35_000):
            for number, fits in ((most, True), (most + 2, False)):
                spool = Spool(ours, 1 << 30, most)
                spool.count = rows.counter(format)
                found = store.query(f"SELECT * {{ ?s ?p ?o }} LIMIT {number}")
                assert isinstance(found, QuerySolutions)
                if fits:
                    found.serialize(spool, format=FORMATS[format])
                    assert (spool.file is not None) == (spool.size > IN_MEMORY)
                else:
                    with pytest.raises(TooLarge, match="rows"):
                        found.serialize(spool, format=FORMATS[format])
                if spool.file:
                    spool.file.close()


def test_statements_are_counted_too(store: Store) -> None:
    found = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(found, QueryTriples)
    with pytest.raises(TooLarge):
        list(rows.at_most(5, found))
    again = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(again, QueryTriples)
    assert len(list(rows.at_most(0, again))) == len(store)
