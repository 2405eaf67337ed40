"""The generated corpus is a catalogue like any other, and the same each time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from benchmarks import corpus
from graph import summaries, tallies
from graph.statements import canonical, read_canonical, subject_of
from graph.store.snapshot import Snapshot, Snapshots
from tests.serving import catalograph

STUDIES = 60


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("corpus") / "data"
    corpus.catalogue(STUDIES, data)
    return Snapshots(data).current()


def test_the_same_number_gives_the_same_bytes(generated: Snapshot, tmp_path: Path) -> None:
    corpus.catalogue(STUDIES, tmp_path / "again")
    again = Snapshots(tmp_path / "again").current()
    assert again.digest == generated.digest
    assert again.counts == generated.counts
    with pytest.raises(FileExistsError):
        corpus.catalogue(STUDIES, tmp_path / "again")


def test_the_text_is_canonical() -> None:
    for graph, content in corpus.graphs(STUDIES):
        quads = list(read_canonical(content))
        assert canonical((quad.triple for quad in quads), NamedNode(graph)) == content
        assert 50 <= len(quads) <= 70


def test_counts_and_index_are_of_all_studies(generated: Snapshot) -> None:
    triples = {quad.triple for graph in generated.graphs for quad in generated.graph(graph)}
    labels = {row[0]: row[1] for row in generated.counts["facets"]["funder"]}
    entities: dict[str, list[Triple]] = {}
    for triple in triples:
        entities.setdefault(subject_of(triple), []).append(triple)
    expected = {**summaries.counts(entities.items(), labels.get, corpus.BASE)}
    expected["partitions"] = summaries.partitions(triples)
    expected["tallies"] = tallies.count(triples)
    assert {name: generated.counts[name] for name in expected} == expected
    assert labels[f"{corpus.BASE}id/organization/funder-7"] == "Funder 7"
    found = Counter({type_: generated.search("", type_).total for type_ in expected["classes"]})
    assert found == Counter(expected["classes"])
    assert generated.search("study 7").total >= 1


def test_nothing_is_damaged_and_questions_have_answers(generated: Snapshot) -> None:
    verified = catalograph("snapshots", "verify", "--data", str(generated.data))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    for name, rows in (("datasets-by-access", STUDIES // 3), ("funders-by-studies", corpus.FUNDERS)):
        given = ["--param", "access=PUBLIC"] if name == "datasets-by-access" else []
        asked = catalograph("query", name, *given, "--data", str(generated.data), "--format", "csv")
        assert asked.stdout.count("\n") == rows + 1, asked.stderr
