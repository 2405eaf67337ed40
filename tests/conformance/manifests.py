"""W3C test manifests: requests, expected answers, and the files of query evaluation tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import rdflib
from rdflib import RDFS, Namespace
from rdflib.collection import Collection

from tests.conftest import SHARED, shared

SUITES = "conformance/sparql11"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
HTS = Namespace("http://www.w3.org/2011/http-statusCodes#")
CNT = Namespace("http://www.w3.org/2011/content#")
STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


@dataclass(frozen=True)
class Response:
    """What a request's answer must be; what is empty is not told."""

    statuses: tuple[str, ...] = ()
    format: str | None = None
    boolean: bool | None = None
    location: str | None = None
    content_type: str | None = None
    body: str | None = None

    def allows(self, status: int) -> bool:
        classes = {f"StatusCode{status // 100}xx"}
        return bool(classes.intersection(self.statuses)) or status in (STATUSES.get(s) for s in self.statuses)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    response: Response


@dataclass(frozen=True)
class Exchange:
    """A test of a protocol: the data that it needs, by graph, and its requests in their order."""

    name: str
    requests: tuple[Request, ...]
    data: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluation:
    """A test of a query: its files, and the data of the other endpoints by their addresses."""

    name: str
    query: Path
    data: Path | None
    result: Path
    services: dict[str, Path] = field(default_factory=dict)


def folder(suite: str) -> Path:
    """A suite's folder; the test is skipped where it is missing, and fails in CI."""
    return shared(f"{SUITES}/{suite}")


def names(suite: str, manifest: str = "manifest.ttl") -> list[str]:
    """The names of a suite's tests, for parametrising; one that skips itself where the suite is missing."""
    path = SHARED / SUITES / suite / manifest
    return [name for _, name, _ in _entries(path)] if path.exists() else ["missing"]


def exchange(suite: str, name: str, manifest: str = "manifest.ttl") -> Exchange:
    graph, test = _entry(suite, name, manifest)
    action = graph.value(test, MF.action)
    (requests,) = graph.objects(action, HT.requests)
    here = folder(suite)
    data = {
        str(graph.value(node, RDFS.label)): here / str(graph.value(node, UT.graph)).rsplit("/", 1)[-1]
        for node in graph.objects(test, UT.graphData)
    }
    return Exchange(name, tuple(_request(graph, node) for node in Collection(graph, requests)), data)


def evaluation(suite: str, name: str) -> Evaluation:
    graph, test = _entry(suite, name, "manifest.ttl")
    action = graph.value(test, MF.action)

    def file(subject: rdflib.term.Node | None, predicate: rdflib.URIRef) -> Path | None:
        found = graph.value(subject, predicate)
        return folder(suite) / str(found).rsplit("/", 1)[-1] if found else None

    query, result = file(action, QT.query), file(test, MF.result)
    assert query
    assert result
    services = {
        str(graph.value(node, QT.endpoint)): data
        for node in graph.objects(action, QT.serviceData)
        if (data := file(node, QT.data))
    }
    return Evaluation(name, query, file(action, QT.data), result, services)


def _entry(suite: str, name: str, manifest: str) -> tuple[rdflib.Graph, rdflib.term.Node]:
    found = {known: (graph, test) for graph, known, test in _entries(folder(suite) / manifest)}
    return found[name]


def _entries(path: Path) -> Iterator[tuple[rdflib.Graph, str, rdflib.term.Node]]:
    graph = rdflib.Graph().parse(path, format="turtle")
    for test in sorted(graph.subjects(MF.name)):  # not mf:entries: one manifest forgets to list one
        yield graph, str(test).rsplit("#", 1)[-1], test


def _request(graph: rdflib.Graph, node: rdflib.term.Node) -> Request:
    response = graph.value(node, HT.resp)
    headers = dict(_headers(graph, node))
    expected = dict(_headers(graph, response))
    boolean = graph.value(response, MF.expectedBoolean)
    text, encoding = _content(graph, node)
    made = Response(
        tuple(str(status).removeprefix(str(HTS)) for status in graph.objects(response, MF.expectedStatus)),
        _text(graph, response, MF.expectedFormat),
        bool(boolean) if boolean is not None else None,
        _text(graph, response, MF.expectedLocation),
        expected.get("content-type"),
        _content(graph, response)[0],
    )
    method, path = graph.value(node, HT.methodName), graph.value(node, HT.absolutePath)
    return Request(str(method), str(path), headers, text.encode(encoding) if text is not None else None, made)


def _headers(graph: rdflib.Graph, node: rdflib.term.Node | None) -> Iterator[tuple[str, str]]:
    for headers in graph.objects(node, HT.headers):
        for header in Collection(graph, headers):
            yield str(graph.value(header, HT.fieldName)).lower(), str(graph.value(header, HT.fieldValue))


def _content(graph: rdflib.Graph, node: rdflib.term.Node | None) -> tuple[str | None, str]:
    body = graph.value(node, HT.body)
    return _text(graph, body, CNT.chars), str(graph.value(body, CNT.characterEncoding) or "UTF-8")


def _text(graph: rdflib.Graph, node: rdflib.term.Node | None, predicate: rdflib.URIRef) -> str | None:
    found = graph.value(node, predicate)
    return str(found) if found is not None else None
