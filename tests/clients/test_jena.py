"""Jena: remote queries and updates with ``rsparql`` and ``rupdate``, and ``riot`` reading what is served."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from graph.store.snapshot import Snapshot
from tests.clients.jena import Jena
from tests.clients.terms import TRICKY, rows
from tests.serving import catalograph

NAMES = "SELECT ?s ?n WHERE { ?s a <https://schema.org/Dataset> ; <https://schema.org/name> ?n } ORDER BY ?s ?n"
UPSET = ("ERROR", "WARN", "Exception", "Caused by")
SYNTAX = {"jsonld": ["--syntax=jsonld10"]}
"""As packaged by Debian, Jena reads JSON-LD 1.0 only: what its reader of 1.1 needs is left out."""


def output(jena: Jena, command: str, *arguments: str) -> str:
    """What the command wrote; it may not have complained."""
    done = jena.run(command, *arguments)
    assert done.returncode == 0, done.stderr
    assert not [word for word in UPSET if word in done.stderr], done.stderr
    return done.stdout


def fetched(root: str, path: str, extensions: tuple[str, ...], folder: Path) -> list[str]:
    """The representations of a page as files."""
    files = [folder / f"page.{extension}" for extension in extensions]
    for file in files:
        file.write_bytes(httpx.get(f"{root}/{path}{file.suffix}").raise_for_status().content)
    return list(map(str, files))


@pytest.mark.parametrize("post", [[], ["--post"]], ids=["get", "post"])
@pytest.mark.parametrize("query", [NAMES, TRICKY], ids=["names", "terms"])
def test_remote_select(jena: Jena, root: str, query: str, post: list[str]) -> None:
    ours = httpx.post(f"{root}/sparql", data={"query": query}).json()
    found = json.loads(output(jena, "arq.rsparql", "--service", f"{root}/sparql", *post, "--results=JSON", query))
    assert len(rows(ours)) > 10
    assert rows(found) == rows(ours)


def test_remote_ask(jena: Jena, root: str) -> None:
    service = ["--service", f"{root}/sparql"]
    assert "Yes" in output(jena, "arq.rsparql", *service, "ASK { ?s a <https://schema.org/Dataset> }")
    assert "No" in output(jena, "arq.rsparql", *service, "ASK { <urn:x> ?p ?o }")


def test_remote_graphs(jena: Jena, root: str, study: str) -> None:
    for query in (f"CONSTRUCT WHERE {{ <{study}> ?p ?o }}", f"DESCRIBE <{study}>"):
        told = output(jena, "arq.rsparql", "--service", f"{root}/sparql", "--results=NT", query)
        ours = httpx.get(f"{root}/sparql", params={"query": query, "format": "nt"}).content
        found = {quad.triple for quad in parse(told.encode(), format=RdfFormat.N_TRIPLES)}
        assert len(found) > 10
        assert found == {quad.triple for quad in parse(ours, format=RdfFormat.N_TRIPLES)}


def test_a_wrong_query_fails(jena: Jena, root: str) -> None:
    done = jena.run("arq.rsparql", "--service", f"{root}/sparql", "SELECT * { ?s ?p ?o } GROUP BY ?s")
    assert done.returncode != 0


def test_remote_update(jena: Jena, scratch: str) -> None:
    httpx.post(f"{scratch}/update", data={"update": "DROP ALL"}).raise_for_status()
    update = 'INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> "Übergröße 🦉"@de } }'
    output(jena, "arq.rupdate", "--service", f"{scratch}/update", update)
    query = 'ASK { GRAPH <urn:g> { <urn:s> <urn:p> "Übergröße 🦉"@de } }'
    assert httpx.post(f"{scratch}/sparql", data={"query": query}).json()["boolean"] is True


@pytest.mark.parametrize("extensions", [("ttl", "rdf", "nt"), ("jsonld",)], ids="-".join)
def test_riot_reads_each_representation(
    jena: Jena, root: str, study: str, snapshot: Snapshot, tmp_path: Path, extensions: tuple[str, ...]
) -> None:
    path = study.removeprefix(f"{snapshot.base}id/")
    files = fetched(root, path, extensions, tmp_path)
    triples = httpx.get(f"{root}/{path}.nt").raise_for_status().content
    told = output(jena, "riotcmd.riot", *SYNTAX.get(extensions[0], []), "--check", "--output=nq", *files)
    found = [quad.triple for quad in parse(told.encode(), format=RdfFormat.N_QUADS)]
    expected = {quad.triple for quad in parse(triples, format=RdfFormat.N_TRIPLES)}
    assert len(expected) > 10
    assert len(found) == len(files) * len(expected)
    for start in range(0, len(found), len(expected)):  # the files are told one after the other
        assert set(found[start : start + len(expected)]) == expected


@pytest.mark.parametrize("format", ["n-quads", "trig"])
def test_riot_reads_the_dump(jena: Jena, snapshot: Snapshot, tmp_path: Path, format: str) -> None:
    file = tmp_path / f"all.{'nq' if format == 'n-quads' else 'trig'}"
    done = catalograph("export", "--data", str(snapshot.data), "--format", format, "--output", str(file))
    assert done.returncode == 0, done.stderr
    read = jena.run("riotcmd.riot", "--check", "--count", str(file))
    assert read.returncode == 0, read.stderr
    assert not [word for word in UPSET if word in read.stderr], read.stderr
    assert re.search(r"Quads = ([\d,]+)", read.stderr)[1] == f"{snapshot.manifest['statements']:,}"  # type: ignore[index]


def test_riot_refuses_what_is_wrong(jena: Jena, tmp_path: Path) -> None:
    """Or the other tests would show nothing."""
    (tmp_path / "wrong.nq").write_text("<urn:x:a> <urn:x:b c> <urn:x:d> <urn:x:e> .\n")
    assert jena.run("riotcmd.riot", "--check", "--count", str(tmp_path / "wrong.nq")).returncode != 0


@pytest.mark.parametrize("extensions", [("ttl", "rdf"), ("jsonld",)], ids="-".join)
def test_the_catalogue_is_valid_in_each_syntax(
    jena: Jena, root: str, tmp_path: Path, extensions: tuple[str, ...]
) -> None:
    files = fetched(root, "catalog", extensions, tmp_path)
    output(jena, "riotcmd.riot", *SYNTAX.get(extensions[0], []), "--validate", *files)
