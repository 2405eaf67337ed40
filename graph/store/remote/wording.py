"""Requests as the SPARQL 1.1 Protocol words them (https://www.w3.org/TR/sparql11-protocol/#protocol).

SPARQLWrapper words queries and updates; httpx sends them. SPARQLWrapper's own way of sending opens a connection
for each request, keeps digest credentials for the whole process and does not bound what it reads; but the request
that it makes, method, address, headers and body, is whole, and is taken from it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import httpx
from SPARQLWrapper import POST, URLENCODED, SPARQLWrapper

LINES = 10_000
"""Statements that are sent in one request; an engine's parser has its limits."""
OCTETS = 4 << 20
"""Bytes that are sent in one request, unless one statement is longer."""


def query(
    address: str, text: str, verb: str, accept: str, default: Sequence[str], named: Sequence[str]
) -> httpx.Request:
    """A query by POST of a form, the one way that every engine has; its dataset as the protocol's 2.1.4."""
    wording = _wording(address, text, verb)
    for name, graphs in (("default-graph-uri", default), ("named-graph-uri", named)):
        for iri in graphs:
            wording.addParameter(name, iri)
    return _taken(wording, accept)


def update(address: str, text: str) -> httpx.Request:
    """An update by POST of a form."""
    return _taken(_wording(address, text, "INSERT"), "*/*")


def _wording(address: str, text: str, verb: str) -> SPARQLWrapper:
    wording = SPARQLWrapper(address, agent="catalograph")
    wording.setMethod(POST)
    wording.setRequestMethod(URLENCODED)
    wording.setOnlyConneg(True)
    wording.queryString = text
    wording.queryType = verb  # its setQuery guesses it from the text, and warns of what it cannot guess
    return wording


def _taken(wording: SPARQLWrapper, accept: str) -> httpx.Request:
    made = wording._createRequest()
    assert isinstance(made.data, bytes)
    headers = {**dict(made.header_items()), "Accept": accept}
    return httpx.Request(made.get_method(), made.full_url, headers=headers, content=made.data)


def chunks(lines: Sequence[bytes]) -> Iterator[bytes]:
    """N-Triples, a statement a line, in pieces of a bounded size."""
    chunk: list[bytes] = []
    size = 0
    for line in lines:
        if chunk and (len(chunk) == LINES or size + len(line) > OCTETS):
            yield b"".join(chunk)
            chunk, size = [], 0
        chunk.append(line)
        size += len(line)
    if chunk:
        yield b"".join(chunk)
