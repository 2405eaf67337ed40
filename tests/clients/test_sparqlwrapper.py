"""SPARQLWrapper: every format that it knows, by GET, by form and directly, as it is used from its manual."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.error import HTTPError
from xml.dom import minidom

import pytest
from pyoxigraph import Literal, QueryBoolean, QueryResultsFormat, parse_query_results
from rdflib import Graph
from rdflib.compare import isomorphic
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDF,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
    SPARQLWrapper2,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.clients.terms import TRICKY, Term, of_json, rows

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
RESULTS, GRAPHS = (JSON, XML, CSV, TSV), (TURTLE, N3, RDFXML, JSONLD, XML, JSON, RDF)
ACCEPTED = {(RDF, True): "turtle", (JSON, True): "turtle"}
"""Formats for which SPARQLWrapper sends ``Accept: */*`` and nothing else: then Turtle is the answer."""


@pytest.fixture(params=WAYS, ids=["get", "form", "direct"])
def wrapper(request: pytest.FixtureRequest, root: str) -> SPARQLWrapper:
    made = SPARQLWrapper(f"{root}/sparql")
    made.setTimeout(30)
    made.setMethod(request.param[0])
    made.setRequestMethod(request.param[1])
    return made


def asked(wrapper: SPARQLWrapper, query: str, format: str) -> tuple[str, Any]:
    """The media type of the answer, and what SPARQLWrapper makes of it."""
    wrapper.setQuery(query)
    wrapper.setReturnFormat(format)
    found = wrapper.query()
    return found.info()["content-type"].partition(";")[0], found.convert()


def of_xml(document: minidom.Document) -> list[dict[str, Term]]:
    """The rows of the XML format, as SPARQLWrapper's document has them."""
    found = []
    for result in document.getElementsByTagName("result"):
        row = {}
        for binding in result.getElementsByTagName("binding"):
            (term,) = (node for node in binding.childNodes if node.nodeType == node.ELEMENT_NODE)
            value = "".join(node.data for node in term.childNodes)
            told = {"type": term.tagName, "value": value, "xml:lang": term.getAttribute("xml:lang")}
            row[binding.getAttribute("name")] = of_json({**told, "datatype": term.getAttribute("datatype")})
        found.append(row)
    return found


def of_tsv(content: bytes) -> list[dict[str, Term]]:
    found = parse_query_results(content, format=QueryResultsFormat.TSV)
    assert not isinstance(found, QueryBoolean)
    made = []
    for row in found:
        terms = {variable.value: row[variable] for variable in found.variables if row[variable] is not None}
        made.append({name: _of_term(term) for name, term in terms.items()})
    return made


def _of_term(term: Any) -> Term:
    if not isinstance(term, Literal):
        return of_json({"type": "uri", "value": term.value})
    told = {"type": "literal", "value": term.value, "xml:lang": term.language or ""}
    return of_json({**told, "datatype": term.datatype.value})


def of_csv(content: bytes) -> list[dict[str, str]]:
    """CSV knows no types: the values that are there."""
    table = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return [{name: value for name, value in row.items() if value} for row in table]


def values(found: list[dict[str, Term]]) -> list[dict[str, str]]:
    return [{name: term[1] for name, term in row.items() if term[1]} for row in found]


@pytest.mark.parametrize("negotiated", [False, True], ids=["format=", "Accept"])
def test_select_says_the_same_in_each_format(wrapper: SPARQLWrapper, negotiated: bool) -> None:
    wrapper.setOnlyConneg(negotiated)
    media, answer = asked(wrapper, TRICKY, JSON)
    assert media == "application/sparql-results+json"
    found = rows(answer)
    assert [row.get("term") for row in found[:4]] == [
        ("literal", "plain", "", ""),
        ("literal", "", "", ""),
        ("literal", 'a "quoted", comma; tab\t, line\nend, \\ backslash', "", ""),
        ("literal", "Übergröße und 🦉 𝄞", "de", ""),
    ]
    assert len(found) == 16
    assert "term" not in found[14]
    media, document = asked(wrapper, TRICKY, XML)
    assert (media, of_xml(document)) == ("application/sparql-results+xml", found)
    media, table = asked(wrapper, TRICKY, TSV)
    assert (media, of_tsv(table)) == ("text/tab-separated-values", found)
    media, table = asked(wrapper, TRICKY, CSV)
    assert (media, of_csv(table)) == ("text/csv", values(found))


@pytest.mark.parametrize("negotiated", [False, True], ids=["format=", "Accept"])
def test_ask_says_the_same_in_each_format(wrapper: SPARQLWrapper, negotiated: bool) -> None:
    wrapper.setOnlyConneg(negotiated)
    for query, yes in (("ASK { ?s a <https://schema.org/Dataset> }", True), ("ASK { <urn:x> ?p ?o }", False)):
        assert asked(wrapper, query, JSON)[1]["boolean"] is yes
        (told,) = asked(wrapper, query, XML)[1].getElementsByTagName("boolean")
        word = "true" if yes else "false"
        assert told.firstChild.data == word
        assert [asked(wrapper, query, format)[1].decode().strip() for format in (CSV, TSV)] == [word, word]


CONSTRUCT = "CONSTRUCT { ?s <https://schema.org/name> ?n ; a ?t } WHERE { ?s <https://schema.org/name> ?n ; a ?t }"


@pytest.mark.filterwarnings("ignore:Sending Accept header:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:Format requested was (JSON|RDF):RuntimeWarning")
@pytest.mark.parametrize("negotiated", [False, True], ids=["format=", "Accept"])
@pytest.mark.parametrize("form", ["construct", "describe"])
def test_graphs_say_the_same_in_each_format(wrapper: SPARQLWrapper, form: str, negotiated: bool, study: str) -> None:
    wrapper.setOnlyConneg(negotiated)
    query = CONSTRUCT if form == "construct" else f"DESCRIBE <{study}>"
    expected = Graph().parse(asked(wrapper, query, TURTLE)[1], format="turtle")
    assert len(expected) > 20
    for format in GRAPHS:
        media, answer = asked(wrapper, query, format)
        found = answer if isinstance(answer, Graph) else Graph().parse(answer, format="turtle")
        wanted = ACCEPTED.get((format, negotiated)) or format
        known = {TURTLE: "text/turtle", N3: "text/turtle", JSON: "application/ld+json", JSONLD: "application/ld+json"}
        assert media == known.get(wanted, "application/rdf+xml")
        assert isomorphic(Graph() + found, expected), format


@pytest.mark.filterwarnings("ignore:Sending Accept header:RuntimeWarning")
@pytest.mark.parametrize("format", [TURTLE, N3, RDFXML, JSONLD])
def test_rows_are_not_made_into_a_graph(wrapper: SPARQLWrapper, format: str) -> None:
    with pytest.raises(HTTPError) as told:
        asked(wrapper, "SELECT * { ?s ?p ?o } LIMIT 1", format)
    assert told.value.code == 406
    told.value.close()


def test_the_conveniences_work(root: str, study: str) -> None:
    wrapper = SPARQLWrapper(f"{root}/sparql", defaultGraph=f"{root}/graph/nothing")
    wrapper.setQuery("ASK { ?s ?p ?o }")
    (told,) = wrapper.queryAndConvert().getElementsByTagName("boolean")
    assert told.firstChild.data == "false"
    bound = SPARQLWrapper2(f"{root}/sparql")
    bound.setQuery(f"SELECT ?name {{ <{study}> <https://schema.org/name> ?name }}")
    assert "de" in [row["name"].lang for row in bound.query().bindings]


def test_a_wrong_query_is_told(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * { ?s ?p }")
    with pytest.raises(QueryBadFormed, match=r"Bad query.*line"):
        wrapper.query()
