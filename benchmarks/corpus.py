"""Deterministic corpora: studies with projects, people and organisations, as a published data folder.

    python -m benchmarks.corpus 100000 /tmp/corpus     a published catalogue of 100,000 studies

About 66 statements a study, each study in a graph of its own, from a fixed seed: the same number gives the same
bytes. A study is written as text, which is faster than by terms; what is written goes the way of every publish
(:func:`graph.store.embedded.put`), and counts and search index are those of all studies.
"""

from __future__ import annotations

import hashlib
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import Store, Triple

from graph import namespaces, summaries, tallies
from graph.journal import FORMAT, Journal
from graph.namespaces import Namespace
from graph.statements import read_canonical
from graph.store import datafolder, search
from graph.store.embedded import Content, put, writer_lock

BASE = "http://127.0.0.1:8000/"
PUBLISHED = "2026-01-01T00:00:00Z"
PEOPLE, ORGANISATIONS, FUNDERS, KEYWORDS = 5, 50, 40, 400
"""Of people there is one in so many studies; of the others so many in all (organisations: per 1,000)."""
_WORDS = (
    *("care", "work", "housing", "rent", "school", "pupils", "transport", "rural", "health", "ageing", "income"),
    *("firms", "energy", "digital", "food", "sleep", "youth", "migration", "language", "market", "poverty"),
    *("family", "tenants", "survey", "panel", "diary", "interview", "cohort", "district"),
)
_RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
_ACCESS = (("PUBLIC", "open"), ("RESTRICTED", "restricted"), ("NON_PUBLIC", "closed"))


@cache
def _term(prefixed: str) -> str:
    """A term of ours as N-Triples write it: ``schema:name``."""
    prefix, _, name = prefixed.partition(":")
    namespace: Namespace = getattr(namespaces, prefix.upper())
    return f"<{namespace}{name}>"


def _node(path: str) -> str:
    return f"<{BASE}id/{path}>"


def study(number: int, of: int) -> Iterator[tuple[str, str, str]]:
    """The statements of study ``number`` in a corpus of ``of``: prefixed property between terms of N-Triples.

    No text in them needs an escape.
    """
    chance = random.Random(number)
    here, project = _node(f"study/study-{number}"), _node(f"project/project-{number}")
    title = " ".join(chance.choices(_WORDS, k=6)).capitalize() + f", study {number}"
    yield here, "rdf:type", _term("schema:Dataset")
    yield here, "rdf:type", _term("dcat:Dataset")
    yield here, "rdfs:label", f'"{title}"'
    yield here, "schema:name", f'"{title}"@en'
    yield here, "dct:title", f'"{title}"@en'
    yield here, "dct:identifier", f'"study-{number}"'
    yield here, "schema:description", f'"{" ".join(chance.choices(_WORDS, k=60))}"@en'
    for keyword in chance.sample(range(KEYWORDS), 4):
        yield here, "schema:keywords", f'"keyword {keyword}"'
    year = 1990 + number % 35
    yield here, "schema:temporalCoverage", f'"{year}-01-01/{year + 2}-12-31"'
    yield here, "schema:datePublished", f'"{year + 3}-05-0{1 + number % 9}"^^{_term("xsd:date")}'
    yield here, "schema:inLanguage", '"en"'
    yield here, "schema:sameAs", f"<https://doi.org/10.5072/CORPUS-{number}>"
    yield here, "schema:url", f"<https://archive.example.org/studies/{number}>"
    for right in (f"<{_RIGHTS}{_ACCESS[number % 3][0]}>", _term(f"access:{_ACCESS[number % 3][1]}")):
        yield here, "dct:accessRights", right
    funder = _node(f"organization/funder-{number % FUNDERS}")
    yield from _agent(funder, "schema:Organization", f"Funder {number % FUNDERS}")
    yield here, "schema:funder", funder
    yield here, "prov:wasGeneratedBy", project
    yield from _project(number, project)
    for subject, role in ((here, "schema:creator"), (project, "schema:member")):
        person = chance.randrange(max(1, of // PEOPLE))
        university = chance.randrange(max(1, of * ORGANISATIONS // 1000))
        agent, at = _node(f"person/person-{person}"), _node(f"organization/organization-{university}")
        yield from _agent(agent, "schema:Person", f"Person {person}")
        yield from _agent(at, "schema:Organization", f"University {university}")
        yield agent, "schema:affiliation", at
        yield subject, role, agent


def _project(number: int, project: str) -> Iterator[tuple[str, str, str]]:
    yield project, "rdf:type", _term("schema:ResearchProject")
    yield project, "rdf:type", _term("prov:Activity")
    yield project, "rdfs:label", f'"Project {number}"'
    yield project, "schema:name", f'"Project {number}"@en'
    for part in range(1, 4):
        package = _node(f"work-package/project-{number}-wp{part}")
        yield package, "rdf:type", _term("cg:WorkPackage")
        yield package, "rdfs:label", f'"WP{part} of project {number}"'
        yield package, "dct:isPartOf", project
        yield project, "dct:hasPart", package
        yield package, "cg:kind", _term("kind:work_package")
        yield package, "cg:number", f'"{part}"'


def _agent(node: str, type_: str, name: str) -> Iterator[tuple[str, str, str]]:
    yield node, "rdf:type", _term(type_)
    yield node, "rdf:type", _term("foaf:Agent")
    yield node, "rdfs:label", f'"{name}"'
    yield node, "schema:name", f'"{name}"'


def graphs(of: int) -> Iterator[tuple[str, bytes]]:
    """Graph IRI and canonical N-Quads of each study."""
    for number in range(of):
        graph = f"{BASE}graph/source/corpus/{number}"
        lines = {f"{subject} {_term(name)} {value} <{graph}> .\n" for subject, name, value in study(number, of)}
        yield graph, "".join(sorted(lines)).encode("ascii")


def described(of: int) -> Iterator[list[Triple]]:
    """What each study says that none before it said, so that every statement comes once."""
    shared: set[bytes] = set()
    agents = (f"<{BASE}id/person/".encode(), f"<{BASE}id/organization/".encode())
    for _, content in graphs(of):
        said = [line[: line.rindex(b" <")] for line in content.splitlines()]
        new = [statement for statement in said if not statement.startswith(agents) or statement not in shared]
        shared.update(statement for statement in new if statement.startswith(agents))
        yield [quad.triple for quad in read_canonical(b" .\n".join([*new, b""]))]


def _finish(folder: Path, of: int, statements: int) -> None:
    """Write the search index and the counts of all studies."""
    classes: Counter[str] = Counter(dict.fromkeys(summaries.CLASSES, 0))
    facets = {name: Counter[str]() for name in ("keyword", "funder", "catalogue", "access")}
    partitions = {"classes": Counter[str](), "properties": Counter[str]()}
    tallied = {name: Counter[str]() for name in tallies.TABLES}

    def entries() -> Iterator[search.Entry]:
        for triples in described(of):
            for name, value in summaries.facet_values(triples, BASE):
                facets[name][value] += 1
            for name, counted in summaries.partitions(triples).items():
                partitions[name].update(counted)
            for name, counted in tallies.count(triples).items():
                tallied[name].update(counted)
            for entry in summaries.entries(triples, BASE):
                if entry.label != entry.iri:  # else an affiliation alone, of somebody who is in the index already
                    classes[entry.type] += 1
                    yield entry

    search.write(folder, entries())
    labels = {f"{BASE}id/organization/funder-{n}": f"Funder {n}" for n in range(FUNDERS)}
    told = {name: summaries.ranked(name, counter, labels) for name, counter in facets.items()}
    counts = {"classes": classes, "facets": told, "partitions": partitions, "tallies": tallied}
    totals = {"statements": statements, "graphs": of, "documents": of}
    report = {"documents": [], "findings": [], "quarantined": [], "conforms": True, "severities": {}}
    (folder / "counts.json").write_text(json.dumps({**counts, **totals}))
    (folder / "report.json").write_text(json.dumps(report))


def catalogue(of: int, data: Path) -> int:
    """Publish a corpus as snapshot 1 of a data folder; returns the number of its statements.

    A data folder that has a snapshot already raises ``FileExistsError``.
    """
    if (data / "snapshots").exists():
        raise FileExistsError(f"{data} holds a catalogue already")
    digests, statements = {}, 0
    with writer_lock(data):
        datafolder.prepare(data)
        Journal(data).append([{"event": "create", "base": BASE, "format": FORMAT, "time": PUBLISHED}])
        for graph, content in graphs(of):
            digests[graph] = hashlib.sha256(content).hexdigest()
            path = data / "graphs" / digests[graph][:2] / f"{digests[graph]}.nq"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)  # not waited for, file by file: a corpus can be made again
            statements += content.count(b"\n")
        about = {"inputs": "", "published": PUBLISHED, "title": "Corpus", "publisher": "Corpus"}

        def finish(folder: Path, _: Store) -> None:
            _finish(folder, of, statements)

        put(data, Content(BASE, digests, (), {**about, "statements": statements}, finish), 1)
    return statements


def main() -> None:
    of, data, start = int(sys.argv[1]), Path(sys.argv[2]), time.monotonic()
    statements = catalogue(of, data)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{statements:,} statements in {data}, in {time.monotonic() - start:.0f} s with at most {memory:,.0f} MB")


if __name__ == "__main__":
    main()
