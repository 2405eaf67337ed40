"""The W3C suites of the CSV, TSV and JSON result formats, over HTTP against a scratch server."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import httpx
import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from tests.conformance.manifests import Evaluation, evaluation, names

NORMALISED = {
    "csv03": "the store keeps a number by its value: 1.0E6 comes back as 1000000",
    "tsv03": "likewise; and it keeps the derived integer types as xsd:integer",
}
"""Tests whose numbers are compared by value, each with its reason."""
MEDIA = {"csv": "text/csv", "tsv": "text/tab-separated-values", "srj": "application/sparql-results+json"}


@pytest.mark.parametrize("name", names("csv-tsv-res"))
def test_csv_and_tsv(client: httpx.Client, name: str) -> None:
    test = evaluation("csv-tsv-res", name)
    response = answered(client, test)
    delimiter = "\t" if test.result.suffix == ".tsv" else ","
    expected = test.result.read_bytes().decode()
    if delimiter == ",":
        assert rows(response.text, delimiter, name) == rows(expected, delimiter, name)
        assert response.text.count("\r\n") == expected.count("\n")
    else:
        assert terms(response.text, name) == terms(expected, name)


@pytest.mark.parametrize("name", names("json-res"))
def test_json(client: httpx.Client, name: str) -> None:
    test = evaluation("json-res", name)
    found, expected = answered(client, test).json(), json.loads(test.result.read_bytes())
    assert set(found["head"].get("vars", ())) == set(expected["head"].get("vars", ()))
    assert found.get("boolean") == expected.get("boolean")
    assert [bindings(found), bindings(found, False)] == [bindings(expected), bindings(expected, False)]


def answered(client: httpx.Client, test: Evaluation) -> httpx.Response:
    assert test.data
    headers = {"Content-Type": "text/turtle"}
    client.put("/store", params={"default": ""}, content=test.data.read_bytes(), headers=headers).raise_for_status()
    accept = MEDIA[test.result.suffix[1:]]
    response = client.post("/sparql", data={"query": test.query.read_text()}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept
    return response


def rows(text: str, delimiter: str, name: str) -> Counter[tuple[tuple[str, str], ...]]:
    """The rows of a table whatever the order of its columns; blank nodes are all the same."""
    head, *found = csv.reader(io.StringIO(text), delimiter=delimiter)
    table = [[value(cell, name) for cell in row] for row in found if row]
    return Counter(tuple(sorted(zip(head, row, strict=True))) for row in table)


def terms(text: str, name: str) -> Counter[tuple[tuple[str, str], ...]]:
    """The rows of a TSV table, whose cells are terms: an integer may be written with or without its datatype."""
    found = parse_query_results(text.encode(), format=QueryResultsFormat.TSV)
    assert not isinstance(found, QueryBoolean)
    names_ = [variable.value for variable in found.variables]
    return Counter(tuple(sorted((n, value(str(row[n]), name)) for n in names_)) for row in found)


def value(cell: str, name: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    number = re.fullmatch(r'"?([-+]?[\d.]+(?:[eE][-+]?\d+)?)(?:"(.*))?', cell)
    if not number or name not in NORMALISED:
        return cell
    return f"{float(number[1])}{(number[2] or '').replace('negativeInteger', 'integer')}"


def bindings(answer: dict[str, Any], with_nodes: bool = True) -> Counter[str]:
    """The rows of a JSON result; blank nodes are all the same, or with their kind only."""
    found = []
    for row in answer.get("results", {}).get("bindings", ()):
        plain = {n: {**t, "value": "" if t["type"] == "bnode" else t["value"]} for n, t in row.items()}
        found.append(json.dumps(plain if with_nodes else sorted(plain), sort_keys=True))
    return Counter(found)


def test_the_suites_are_whole(client: httpx.Client) -> None:
    evaluation("csv-tsv-res", "csv01")
    assert len(names("csv-tsv-res")) == 6
    assert len(names("json-res")) == 4
    assert set(NORMALISED) <= set(names("csv-tsv-res"))
