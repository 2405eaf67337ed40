from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph import harvest, pipeline
from graph.answering import dump
from graph.journal import Journal
from graph.settings import Settings, load
from graph.store.snapshot import Snapshot, Snapshots
from tests.sources.flightpage import page, rows, study

TEXT = "The project had two work packages. WP1 asked carers. WP2 asked councils."


def write(folder: Path, name: str, content: bytes, url: str | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    if url:
        told = {"url": url, "retrieved": "2026-02-03T04:05:06Z"}
        path.with_name(f"{name}.meta.json").write_text(json.dumps(told))
    return path


def flight(name: str = "Sample study", **fields: Any) -> bytes:
    given = {
        "description": TEXT,
        "identifier": ["10.5072/A"],
        "extra_slug": "sample",
        "extra_language_codes": ["en"],
    }
    return rows(study(name=name, **{**given, **fields}))


def build(settings: Settings, *sources: Path) -> pipeline.Outcome:
    found = harvest.gather([str(source) for source in sources], settings, None)
    return pipeline.build(found, settings)


def current(settings: Settings) -> Snapshot:
    return Snapshots(settings.data).current()


def exported(settings: Settings) -> bytes:
    return b"".join(dump(current(settings), None, None))


def statuses(outcome: pipeline.Outcome) -> dict[str, str]:
    return {document["name"]: document["status"] for document in outcome.report["documents"]}


def test_the_same_build_twice_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight())
    first = build(settings, tmp_path / "in")
    before = exported(settings)
    second = build(settings, tmp_path / "in")
    assert (first.changed, second.changed) == (True, False)
    assert exported(settings) == before


def test_all_but_archive_and_journal_can_be_deleted(sample: Settings, tmp_path: Path) -> None:
    settings = replace(sample, data=tmp_path / "data")
    for entry in ("archive", "journal"):
        shutil.copytree(sample.data / entry, settings.data / entry)
    again = build(settings)
    assert again.snapshot == 2
    assert exported(settings) == exported(sample)


def test_the_order_of_documents_does_not_matter(sample: Settings, tmp_path: Path, examples: Path) -> None:
    found = list(harvest.gather([str(examples)], sample, None))
    chosen = replace(sample, data=tmp_path / "data")
    pipeline.build(found[::-1], chosen)
    assert exported(chosen) == exported(sample)


def test_no_blank_node_is_published(sample: Settings) -> None:
    assert b"_:" not in exported(sample).replace(b'"', b"")


def test_every_fact_of_a_document_has_its_evidence(sample: Settings) -> None:
    """Each statement of a source graph about a thing, but types, labels and roles of nodes, is annotated."""
    missing = current(sample).rows(
        """
        SELECT ?g ?s ?p ?o WHERE {
          GRAPH ?g { ?s ?p ?o }
          FILTER(CONTAINS(STR(?g), "/graph/source/") && CONTAINS(STR(?s), "/id/"))
          FILTER(?p NOT IN (rdf:type, rdfs:label, cg:order))
          BIND(IRI(REPLACE(STR(?g), "/graph/source/", "/graph/provenance/")) AS ?provenance)
          FILTER NOT EXISTS {
            GRAPH ?provenance { ?body rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
          }
        }
        """
    )
    assert missing == []


def test_quotes_are_the_words_at_their_offsets(sample: Settings) -> None:
    now = current(sample)
    found = now.rows(
        """
        SELECT ?text ?exact ?start ?end WHERE {
          GRAPH ?g {
            ?target oa:hasSource ?text ; oa:hasSelector ?quote, ?position .
            ?quote oa:exact ?exact . ?position oa:start ?start ; oa:end ?end
          }
        }
        """
    )
    assert len(found) > 100
    for row in found:
        text = now.text(row["text"].value.rsplit("/", 1)[-1])
        assert text is not None
        assert text[int(row["start"].value) : int(row["end"].value)] == row["exact"].value


def test_an_invalid_entity_is_quarantined_told_and_nowhere(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "bad.txt", flight(name="", extra_slug="bad", identifier=["10.5072/B"]))
    write(tmp_path / "in", "good.txt", flight())
    outcome = build(settings, tmp_path / "in")
    assert statuses(outcome) == {"bad.txt": "quarantined", "good.txt": "published"}
    held = {q["iri"] for q in outcome.report["quarantined"]}
    assert any("/id/study/" in iri for iri in held)
    content = exported(settings)
    for iri in held:
        lines = [line for line in content.splitlines() if iri.encode() in line and b"/graph/quality/" not in line]
        assert lines == []
    assert outcome.counts["classes"]["study"] == 1


def test_the_last_valid_version_stays_and_is_marked_stale(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight())
    build(settings, tmp_path / "in")
    before = current(settings).canonical("http://127.0.0.1:8000/graph/source/harmony/sample")
    for worse in (flight(name=""), flight()[:200]):
        write(tmp_path / "in", "a.txt", worse)
        outcome = build(settings, tmp_path / "in")
        assert statuses(outcome) == {"a.txt": "stale"}
        (document,) = outcome.report["documents"]
        assert len(document["error"]) > 40
        assert current(settings).canonical("http://127.0.0.1:8000/graph/source/harmony/sample") == before
    write(tmp_path / "in", "a.txt", flight(name="Better title"))
    assert statuses(build(settings, tmp_path / "in")) == {"a.txt": "published"}
    assert b"Better title" in exported(settings)


def test_an_iri_stays_when_the_title_changes(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight())
    build(settings, tmp_path / "in")
    write(tmp_path / "in", "a.txt", flight(name="Quite another title"))
    build(settings, tmp_path / "in")
    rows_ = current(settings).rows("SELECT ?s { ?s a schema:Dataset }")
    assert [row["s"].value for row in rows_] == ["http://127.0.0.1:8000/id/study/sample-study"]


def test_another_base_is_refused(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight())
    build(settings, tmp_path / "in")
    with pytest.raises(pipeline.BuildError, match=r"http://127\.0\.0\.1:8000/"):
        build(replace(settings, base="https://example.org/"), tmp_path / "in")


def test_two_sources_that_disagree_stay_two_statements(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight(temporalCoverage="2019-01-01/2020-01-01"))
    block = {
        "@type": "Dataset",
        "name": "Sample study",
        "description": "x",
        "identifier": "10.5072/a",
        "temporalCoverage": "2019/2021",
    }
    html = f'<html><script type="application/ld+json">{json.dumps(block)}</script></html>'
    write(tmp_path / "in", "b.html", html.encode(), "https://archive.example.org/1")
    build(settings, tmp_path / "in")
    found = current(settings).rows("SELECT ?g ?o { GRAPH ?g { ?s schema:temporalCoverage ?o } } ORDER BY ?g")
    assert [row["o"].value for row in found] == ["2019-01-01/2020-01-01", "2019/2021"]
    derived = current(settings).rows("SELECT ?start { ?s dct:temporal/dcat:startDate ?start }")
    assert [row["start"].value for row in derived] == ["2019"]  # the page's own archive is trusted more


def test_times_come_from_the_harvest_log(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight(), "https://discovery.example.org/items/sample")
    build(settings, tmp_path / "in")
    found = current(settings).rows("SELECT ?t { ?r a dcat:CatalogRecord ; dct:modified ?t }")
    assert [row["t"].value for row in found] == ["2026-02-03T04:05:06Z"]


def test_the_clock_can_be_fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    outputs = []
    for name in ("one", "two"):
        write(tmp_path / name, "a.txt", flight())
        chosen = load({}, data=tmp_path / f"{name}-data")
        build(chosen, tmp_path / name)
        outputs.append(exported(chosen))
    assert outputs[0] == outputs[1]
    assert b"2023-11-14T22:13:20Z" in outputs[0]


def test_one_key_twice_is_told(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight(), "https://one.example.org/x")
    write(tmp_path / "in", "b.txt", page(flight(description="Other words.")), "https://two.example.org/x")
    outcome = build(settings, tmp_path / "in")
    assert sorted(statuses(outcome).values()) == ["published", "superseded"]


def _journal(settings: Settings) -> Iterator[str]:
    return (entry["event"] for entry in Journal(settings.data).entries())


def test_the_journal_holds_what_was_minted_and_published(settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", flight())
    build(settings, tmp_path / "in")
    events = list(_journal(settings))
    assert events[0] == "create"
    assert events[-1] == "publish"
    assert "mint" in events
