"""Deterministic corpora: studies with projects, people and organisations, as quads or as a data folder.

    python -m benchmarks.corpus 10000 /tmp/corpus     a published catalogue of 10,000 studies

About 61 statements a study, each study in a graph of its own, from a fixed seed.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph import summaries
from graph.namespaces import CG, DCAT, DCT, FOAF, KIND, PROV, RDF, RDFS, SCHEMA, XSD
from graph.statements import canonical
from graph.store import search
from graph.store.embedded import Publication, publish, writer_lock

BASE = "http://127.0.0.1:8000/"
PEOPLE, ORGANISATIONS, FUNDERS, KEYWORDS = 5, 50, 40, 400
"""Of people there are one in so many studies; of the others so many in all (organisations: per 1,000)."""
_WORDS = (
    *("care", "work", "housing", "rent", "school", "pupils", "transport", "rural", "health", "ageing", "income"),
    *("firms", "energy", "digital", "food", "sleep", "youth", "migration", "language", "market", "poverty"),
    *("family", "tenants", "survey", "panel", "diary", "interview", "cohort", "district"),
)


def study(number: int, of: int) -> list[Triple]:
    """The statements of study ``number`` in a corpus of ``of``."""
    chance = random.Random(number)
    here = NamedNode(f"{BASE}id/study/study-{number}")
    project = NamedNode(f"{BASE}id/project/project-{number}")
    made: list[Triple] = []

    def say(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        made.append(Triple(subject, predicate, value))

    title = " ".join(chance.choices(_WORDS, k=6)).capitalize() + f", study {number}"
    say(here, RDF.type, SCHEMA.Dataset)
    say(here, RDF.type, DCAT.Dataset)
    say(here, RDFS.label, Literal(title))
    say(here, SCHEMA.name, Literal(title, language="en"))
    say(here, DCT.term("title"), Literal(title, language="en"))
    say(here, DCT.identifier, Literal(f"study-{number}"))
    say(here, SCHEMA.description, Literal(" ".join(chance.choices(_WORDS, k=60)), language="en"))
    for keyword in sorted(chance.sample(range(KEYWORDS), 4)):
        say(here, SCHEMA.keywords, Literal(f"keyword {keyword}"))
    year = 1990 + number % 35
    say(here, SCHEMA.temporalCoverage, Literal(f"{year}-01-01/{year + 2}-12-31"))
    say(here, SCHEMA.datePublished, Literal(f"{year + 3}-05-0{1 + number % 9}", datatype=XSD.date))
    say(here, SCHEMA.inLanguage, Literal("en"))
    say(here, SCHEMA.sameAs, NamedNode(f"https://doi.org/10.5072/CORPUS-{number}"))
    say(here, SCHEMA.url, NamedNode(f"https://archive.example.org/studies/{number}"))
    funder = _agent("organization", f"funder-{number % FUNDERS}", f"Funder {number % FUNDERS}", made)
    say(here, SCHEMA.funder, funder)
    say(here, PROV.wasGeneratedBy, project)
    say(project, RDF.type, SCHEMA.ResearchProject)
    say(project, RDF.type, PROV.Activity)
    say(project, RDFS.label, Literal(f"Project {number}"))
    say(project, SCHEMA.name, Literal(f"Project {number}", language="en"))
    for place in range(2):
        person = chance.randrange(max(1, of // PEOPLE))
        agent = _agent("person", f"person-{person}", f"Person {person}", made)
        university = chance.randrange(max(1, of * ORGANISATIONS // 1000))
        at = _agent("organization", f"organization-{university}", f"University {university}", made)
        say(agent, SCHEMA.affiliation, at)
        say(here if place == 0 else project, SCHEMA.creator if place == 0 else SCHEMA.member, agent)
    for part in range(1, 4):
        package = NamedNode(f"{BASE}id/work-package/project-{number}-wp{part}")
        say(package, RDF.type, CG.WorkPackage)
        say(package, RDFS.label, Literal(f"WP{part} of project {number}"))
        say(package, DCT.isPartOf, project)
        say(project, DCT.hasPart, package)
        say(package, CG.kind, KIND.work_package)
        say(package, CG.number, Literal(str(part)))
    return made


def _agent(type_: str, slug: str, name: str, made: list[Triple]) -> NamedNode:
    node = NamedNode(f"{BASE}id/{type_}/{slug}")
    kind = SCHEMA.Person if type_ == "person" else SCHEMA.Organization
    for predicate, value in (
        (RDF.type, kind),
        (RDF.type, FOAF.Agent),
        (RDFS.label, Literal(name)),
        (SCHEMA.name, Literal(name)),
    ):
        made.append(Triple(node, predicate, value))
    return node


def graphs(of: int) -> Iterator[tuple[str, list[Triple]]]:
    """Graph IRI and statements of each study."""
    for number in range(of):
        yield f"{BASE}graph/source/corpus/{number}", study(number, of)


def catalogue(of: int, data: Path) -> int:
    """Publish a corpus as snapshot 1 of a data folder; returns the number of its statements."""
    contents = {iri: canonical(triples, NamedNode(iri)) for iri, triples in graphs(of)}
    statements = sum(content.count(b"\n") for content in contents.values())
    merged = {triple for _, triples in graphs(min(of, 2000)) for triple in triples}

    def finish(folder: Path, _: Store) -> None:
        search.write(folder / "search.sqlite", summaries.entries(merged, BASE))
        counted = {**summaries.counts(merged, {}, BASE), "statements": statements, "graphs": of, "documents": of}
        report = {"documents": [], "findings": [], "quarantined": [], "conforms": True, "severities": {}}
        (folder / "counts.json").write_text(json.dumps(counted))
        (folder / "report.json").write_text(json.dumps(report))

    about = {
        "inputs": "",
        "published": "2026-01-01T00:00:00Z",
        "title": "Corpus",
        "publisher": "Corpus",
        "statements": statements,
    }
    with writer_lock(data):
        publish(data, Publication(BASE, contents, {}, about, finish), 1)
    return statements


def main() -> None:
    of, data = int(sys.argv[1]), Path(sys.argv[2])
    print(f"{catalogue(of, data):,} statements in {data}")


if __name__ == "__main__":
    main()
