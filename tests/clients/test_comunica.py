"""Comunica's command line: a query engine that asks this endpoint as one source among others."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import httpx
from pyoxigraph import RdfFormat, parse

from tests.clients import install
from tests.clients.terms import TRICKY, rows, unordered

NAMES = "SELECT ?s ?n WHERE { ?s a <https://schema.org/Dataset> ; <https://schema.org/name> ?n }"


def run(comunica: Path, sources: list[str], query: str, media_type: str) -> str:
    command = [str(comunica), *sources, "-q", query, "-t", media_type]
    environment = {**os.environ, "PATH": install.path()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(root: str, query: str) -> dict[str, object]:
    found: dict[str, object] = httpx.post(f"{root}/sparql", data={"query": query}).json()
    return found


def test_rows_as_csv_and_json(comunica: Path, root: str) -> None:
    source = [f"sparql@{root}/sparql"]
    expected = rows(told(root, NAMES))
    table = csv.DictReader(io.StringIO(run(comunica, source, NAMES, "text/csv"), newline=""))
    assert sorted((row["s"], row["n"]) for row in table) == sorted((row["s"][1], row["n"][1]) for row in expected)
    found = json.loads(run(comunica, source, NAMES, "application/sparql-results+json"))
    assert unordered(rows(found)) == unordered(expected)


def test_terms_survive(comunica: Path, root: str) -> None:
    found = json.loads(run(comunica, [f"sparql@{root}/sparql"], TRICKY, "application/sparql-results+json"))
    assert rows(found) == rows(told(root, TRICKY))


def test_yes_or_no_and_graphs(comunica: Path, root: str, study: str) -> None:
    source = [f"sparql@{root}/sparql"]
    assert run(comunica, source, "ASK { ?s a <https://schema.org/Dataset> }", "simple").strip() == "true"
    query = f"CONSTRUCT WHERE {{ <{study}> ?p ?o }}"
    found = parse(run(comunica, source, query, "application/n-triples").encode(), format=RdfFormat.N_TRIPLES)
    ours = httpx.get(f"{root}/sparql", params={"query": query}, headers={"Accept": "application/n-triples"})
    assert {quad.triple for quad in found} == {q.triple for q in parse(ours.content, format=RdfFormat.N_TRIPLES)}


def test_the_endpoint_is_joined_with_another_source(comunica: Path, root: str, study: str) -> None:
    """A page is read by negotiation and joined with what the endpoint says of the same IRIs."""
    page = httpx.get(f"{root}/sparql", params={"query": f"DESCRIBE <{study}>"}, headers={"Accept": "text/turtle"}).url
    query = f"SELECT DISTINCT ?n {{ <{study}> <https://schema.org/name> ?n }}"
    sources = [f"sparql@{root}/sparql", f"file@{page}"]
    found = json.loads(run(comunica, sources, query, "application/sparql-results+json"))
    assert unordered(rows(found)) == unordered(rows(told(root, query)))


def test_it_finds_out_by_itself_that_this_is_an_endpoint(comunica: Path, root: str) -> None:
    found = json.loads(run(comunica, [f"{root}/sparql"], NAMES, "application/sparql-results+json"))
    assert unordered(rows(found)) == unordered(rows(told(root, NAMES)))
